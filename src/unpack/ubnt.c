/* SPDX-License-Identifier: Apache-2.0
 *
 * Ubiquiti's images ("UBNT", and "OPEN" of OpenWrt): a header with the version, parts with a header
 * and a checksum each, an end. Numbers are big-endian. Layout: openwrt/openwrt (tools/firmware-utils/src/fw.h and
 * mkfwimage.c beside it).
 */
#include "unpack/parts.h"

enum {
	MARK = 4,
	VERSION = 256,
	HEAD = MARK + VERSION + 8,
	PART_NAME = 16,
	PART_HEAD = MARK + PART_NAME + 12 + 6 * 4,
	PART_TAIL = 8, /* checksum and padding */
	PARTS_MAX = 64,
};

static bool is_version(struct slice version)
{
	struct slice text = slice_until_nul(version);

	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < ' ' || text.at[i] > '~')
			return false;
	return text.len > 0 && text.len < VERSION;
}

static bool starts_part(struct slice rest)
{
	return slice_starts(rest, "PART") || slice_starts(rest, "EXEC");
}

/* Where the next part begins, or the end of all; UINT64_MAX when there is none here. */
static uint64_t give_part(struct parts *parts, uint64_t at)
{
	struct cursor c = cursor_over(slice_from(parts->bytes, (size_t)at));

	cursor_skip(&c, MARK);
	struct slice name = slice_until_nul(cursor_take(&c, PART_NAME));
	cursor_skip(&c, 12 + 4 * 4);
	uint64_t size = cursor_be32(&c);
	cursor_skip(&c, 4);
	if (!cursor_fine(&c)) {
		out_broken(parts->out, at, "the header of a part is not whole");
		return UINT64_MAX;
	}
	parts_give(parts, name, at + PART_HEAD, size);
	uint64_t next = at + PART_HEAD + size + PART_TAIL;
	return next < parts->bytes.len ? next : UINT64_MAX;
}

static uint64_t open_ubnt(struct slice bytes, struct unpack_out *out)
{
	struct cursor c = cursor_over(bytes);
	struct parts parts;
	struct buf text;
	uint64_t at = HEAD;

	cursor_skip(&c, MARK);
	struct slice version = cursor_take(&c, VERSION);
	cursor_skip(&c, 8);
	if (!cursor_fine(&c) || !is_version(version) || !starts_part(cursor_rest(&c)))
		return 0;
	parts_init(&parts, out, bytes, HEAD);
	buf_init(&text, VERSION + 1);
	buf_slice(&text, slice_until_nul(version));
	buf_text(&text, "\n");
	parts_give_text(&parts, "version.txt", &text);
	buf_done(&text);
	for (unsigned i = 0; i < PARTS_MAX && at != UINT64_MAX; i++) {
		if (!starts_part(slice_from(bytes, (size_t)at))) {
			parts.end = at; /* of the last part's checksum */
			break;
		}
		at = give_part(&parts, at);
	}
	return parts_done(&parts);
}

const struct format format_ubnt = {
	.name = "ubnt",
	.marks = {{"UBNT", 4, 0}, {"OPEN", 4, 0}},
	.open = open_ubnt,
};
