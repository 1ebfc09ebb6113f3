/* SPDX-License-Identifier: Apache-2.0
 *
 * What is read from the unpacked headers: places of files, and their names.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "unpack/inno.h"
#include "unpack/utf16.h"

enum {
	PLACES = 36, /* bytes of a record before the checksum */
	TIME_AND_VERSION = 16,
	VALID_SLICES = 1000,
	CHUNK_MARK = 4,
	TEXTS_BEHIND = 8, /* of a file's record, behind its name */
	TEXT_MOST = 64 << 10,
	NAME_BYTES = 2048,
	NAME_MOST = 1000,
	VERSIONS = 20, /* bytes: the systems that a file is for */
	RUN_LEAST = 5,
};

enum flag { CALLS_ALTERED = 1 << 4, ENCRYPTED = 1 << 6, PACKED = 1 << 7 };

/* Records of places by their size: CRC-32, MD5, SHA-1, SHA-256, the newer ones with a byte that says
 * whether the file is to be signed. */
static const struct {
	size_t size, checksum;
} records[] = {{87, 32}, {86, 32}, {75, 20}, {74, 20}, {70, 16}, {58, 4}};

static struct inno_location read_record(struct cursor c, size_t checksum)
{
	struct inno_location l = {.first_slice = cursor_le32(&c), .last_slice = cursor_le32(&c)};

	l.chunk = cursor_le32(&c);
	l.at = cursor_le64(&c);
	l.size = cursor_le64(&c);
	l.packed = cursor_le64(&c);
	cursor_skip(&c, checksum + TIME_AND_VERSION);
	unsigned flags = cursor_u8(&c);
	l.packed_at_all = flags & PACKED;
	l.encrypted = flags & ENCRYPTED;
	l.calls_altered = flags & CALLS_ALTERED;
	return l;
}

/* A record must lead to a chunk, if its chunk is in this file at all. */
static bool fits(const struct inno *in, const struct inno_location *l)
{
	uint64_t at = in->places.data + l->chunk;

	if (l->first_slice > l->last_slice || l->last_slice > VALID_SLICES)
		return false;
	if (in->places.data == 0 || l->first_slice > 0 || at + CHUNK_MARK > in->bytes.len)
		return true;
	return memcmp(in->bytes.at + at, "zlb\x1a", CHUNK_MARK) == 0;
}

static bool all_fit(const struct inno *in, size_t size, size_t checksum)
{
	if (in->locations.len == 0 || in->locations.len % size != 0)
		return false;
	struct cursor c = cursor_over(slice_of(in->locations.at, in->locations.len));
	while (cursor_left(&c)) {
		const struct inno_location l = read_record(cursor_within(&c, size), checksum);
		if (!fits(in, &l))
			return false;
	}
	return true;
}

bool inno_read_locations(struct inno *in)
{
	size_t kind = 0, kinds = sizeof(records) / sizeof(*records);

	while (kind < kinds && !all_fit(in, records[kind].size, records[kind].checksum))
		kind++;
	if (kind == kinds)
		return false;
	in->n = in->locations.len / records[kind].size;
	in->all = mem_new(in->n, sizeof(*in->all));
	struct cursor c = cursor_over(slice_of(in->locations.at, in->locations.len));
	for (size_t i = 0; i < in->n; i++)
		in->all[i] =
			read_record(cursor_within(&c, records[kind].size), records[kind].checksum);
	return true;
}

static struct slice take_text(struct cursor *c)
{
	uint32_t len = cursor_le32(c);

	if (len > TEXT_MOST)
		cursor_fail(c, CURSOR_BAD);
	return cursor_take(c, len);
}

/* The name of a file and the number of its place, if a file's record is here: no source, the name with
 * a folder in braces before it, eight texts, the systems, the place, attributes, no size of its own.
 * What lies before the list of files differs from version to version and is not read. */
static bool read_file(struct cursor c, size_t n, struct slice *ret_name, uint32_t *ret_number)
{
	if (cursor_le32(&c) != 0)
		return false;
	*ret_name = take_text(&c);
	if (!cursor_fine(&c) || ret_name->len < 4 || ret_name->len > NAME_BYTES ||
	    ret_name->at[0] != '{')
		return false;
	for (unsigned i = 0; i < TEXTS_BEHIND; i++)
		(void)take_text(&c);
	cursor_skip(&c, VERSIONS);
	*ret_number = cursor_le32(&c);
	uint32_t attributes = cursor_le32(&c);
	uint64_t size = cursor_le64(&c);
	return cursor_fine(&c) && *ret_number < n && attributes <= UINT16_MAX && size == 0;
}

static void keep_name(struct inno_location *l, struct slice name)
{
	struct buf b;

	if (l->name)
		return;
	buf_init(&b, NAME_MOST);
	if (name.at[1] == 0)
		utf16_put(&b, name);
	else
		buf_slice(&b, name);
	l->name = mem_text(buf_view_text(&b));
	buf_done(&b);
}

void inno_read_names(struct inno *in)
{
	const struct slice all = slice_of(in->headers.at, in->headers.len);
	struct slice name;
	uint32_t number;

	for (size_t i = 0; i + 9 < all.len; i++)
		if (all.at[i + 8] == '{' &&
		    read_file(cursor_over(slice_from(all, i)), in->n, &name, &number))
			keep_name(&in->all[number], name);
}

static bool is_letter(uint8_t c)
{
	return (c >= ' ' && c < 0x7f) || c == '\t' || c == '\r' || c == '\n';
}

static size_t narrow_run(struct slice s)
{
	size_t n = 0;

	while (n < s.len && is_letter(s.at[n]))
		n++;
	return n;
}

/* Letters of all scripts, but those that bytes of numbers look like. */
static size_t wide_run(struct slice s)
{
	size_t n = 0;

	while (n + 2 <= s.len) {
		unsigned unit = s.at[n] | (unsigned)s.at[n + 1] << 8;
		if (unit < 0x80 ? !is_letter((uint8_t)unit) : unit >= 0xd800 && unit < 0xf900)
			break;
		n += 2;
	}
	return n;
}

void inno_put_texts(struct buf *out, struct slice headers)
{
	size_t i = 0;

	while (i < headers.len && !buf_full(out)) {
		struct slice rest = slice_from(headers, i);
		bool wide = rest.len >= 2 && is_letter(rest.at[0]) && rest.at[1] == 0;
		size_t n = wide ? wide_run(rest) : narrow_run(rest);
		if (n < (wide ? 2u : 1u) * RUN_LEAST) {
			i += n ? n : 1;
			continue;
		}
		if (wide)
			utf16_put(out, slice_of(rest.at, n));
		else
			buf_slice(out, slice_of(rest.at, n));
		buf_text(out, "\n");
		i += n;
	}
}
