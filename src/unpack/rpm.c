/* SPDX-License-Identifier: Apache-2.0
 *
 * RPM packages: a lead, a header of signatures, the package's header, the files as a packed cpio
 * archive. The header, with its scripts, its maker and the machine that built it, and the archive are
 * members; libarchive's filter would give the latter without saying where it ends. Layout:
 * rpm-software-management/rpm (docs/manual/format_v4.md, format_header.md and tags.md).
 */
#include "unpack/parts.h"

enum {
	LEAD = 96,
	HEAD = 16,
	INDEX = 16,
	BORDER = 8, /* the signatures are filled up to it */
	INDEX_MOST = 1 << 16,
	STORE_MOST = 256 << 20,
	TAG_SIZE = 1000, /* of header and archive, in the header of signatures */
	TYPE_INT32 = 4,
};

#define MARK 0x8eade801u

struct header {
	uint64_t at, end;
	struct slice index, store;
};

static bool read_header(struct slice bytes, uint64_t at, struct header *ret)
{
	if (at > bytes.len)
		return false;
	struct cursor c = cursor_over(slice_from(bytes, (size_t)at));
	uint32_t mark = cursor_be32(&c);
	cursor_skip(&c, 4);
	uint32_t n = cursor_be32(&c), size = cursor_be32(&c);
	if (mark != MARK || n > INDEX_MOST || size > STORE_MOST)
		return false;
	ret->at = at;
	ret->index = cursor_take(&c, (size_t)n * INDEX);
	ret->store = cursor_take(&c, size);
	ret->end = at + cursor_offset(&c);
	return cursor_fine(&c);
}

/* A number of the header of signatures; 0 = it has none. */
static uint64_t number_of(const struct header *h, uint32_t wanted)
{
	struct cursor c = cursor_over(h->index);

	while (cursor_left(&c) >= INDEX) {
		uint32_t tag = cursor_be32(&c), type = cursor_be32(&c), at = cursor_be32(&c);
		cursor_skip(&c, 4);
		if (tag != wanted || type != TYPE_INT32 || at > h->store.len)
			continue;
		struct cursor value = cursor_over(slice_from(h->store, at));
		return cursor_be32(&value);
	}
	return 0;
}

static uint64_t open_rpm(struct slice bytes, struct unpack_out *out)
{
	struct header signatures, package;
	struct parts parts;

	if (!read_header(bytes, LEAD, &signatures))
		return 0;
	uint64_t at = (signatures.end + BORDER - 1) / BORDER * BORDER;
	uint64_t size = number_of(&signatures, TAG_SIZE);
	parts_init(&parts, out, bytes, at);
	if (!read_header(bytes, at, &package)) {
		out_broken(out, at, "the package's header can't be read");
		return parts_done(&parts);
	}
	parts_give(&parts, slice_text("header"), at, package.end - at);
	if (size <= package.end - at) /* not said: all there is */
		size = bytes.len - at;
	parts_give(&parts, slice_text("payload"), package.end, at + size - package.end);
	return parts_done(&parts);
}

const struct format format_rpm = {
	.name = "rpm",
	.marks = {{"\xed\xab\xee\xdb\3", 5, 0}, {"\xed\xab\xee\xdb\4", 5, 0}},
	.open = open_rpm,
};
