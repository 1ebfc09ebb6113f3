/* SPDX-License-Identifier: Apache-2.0
 *
 * Images of U-Boot in their old shape: a header of 64 bytes with a checksum of its own (include/image.h
 * of U-Boot), then one payload or, where the type says so, several with a list of their lengths
 * before. What is packed in a payload is for the walk over it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <zlib.h>

#include "unpack/format.h"
#include "unpack/order.h"

enum {
	HEAD_BYTES = 64,
	CRC_AT = 4,
	NAME_BYTES = 32,
	TYPE_MULTI = 4,
	PARTS_MAX = 64,
};

struct head {
	uint32_t size, crc;
	uint8_t type;
	struct slice name;
};

static bool read_head(struct slice bytes, struct head *ret)
{
	static const uint8_t none[4];
	struct slice head = slice_part(bytes, 0, HEAD_BYTES);
	struct cursor c = cursor_over(head);

	cursor_skip(&c, CRC_AT);
	uint32_t told = cursor_be32(&c);
	cursor_skip(&c, 4);
	ret->size = cursor_be32(&c);
	cursor_skip(&c, 8);
	ret->crc = cursor_be32(&c);
	cursor_skip(&c, 2);
	ret->type = cursor_u8(&c);
	cursor_skip(&c, 1);
	ret->name = slice_until_nul(cursor_take(&c, NAME_BYTES));
	if (!cursor_fine(&c))
		return false;
	uLong crc = crc32_z(0, head.at, CRC_AT);
	crc = crc32_z(crc, none, sizeof(none));
	crc = crc32_z(crc, head.at + CRC_AT + 4, HEAD_BYTES - CRC_AT - 4);
	return crc == told;
}

static void give_parts(struct slice data, struct unpack_out *out)
{
	uint32_t sizes[PARTS_MAX], size;
	unsigned n = 0;
	struct cursor c = cursor_over(data);

	while (n < PARTS_MAX && (size = cursor_be32(&c)) != 0)
		sizes[n++] = size;
	uint64_t at = cursor_offset(&c);
	if (!cursor_fine(&c) || n == PARTS_MAX)
		out_broken(out, HEAD_BYTES, "its list of parts has no end");
	for (unsigned i = 0; i < n && at < data.len; i++) {
		char name[16];
		int len = snprintf(name, sizeof(name), "part-%u", i);
		const struct member m = {.name = slice_of(name, (size_t)len),
					 .offset = HEAD_BYTES + at};
		struct slice part = slice_part(data, at, sizes[i]);
		if (part.len < sizes[i])
			out_broken(out, HEAD_BYTES + data.len, "part %u ends %zu bytes early", i,
				   sizes[i] - part.len);
		out_member(out, &m, part);
		at += ((uint64_t)sizes[i] + 3) & ~3ull;
	}
}

static uint64_t open_uimage(struct slice bytes, struct unpack_out *out)
{
	struct head head;

	if (!read_head(bytes, &head))
		return 0;
	struct slice data = slice_part(bytes, HEAD_BYTES, head.size);
	if (data.len < head.size)
		out_broken(out, bytes.len, "ends %zu bytes early", head.size - data.len);
	else if (crc32_z(0, data.at, data.len) != head.crc)
		out_broken(out, HEAD_BYTES, "the checksum of its data is wrong");
	if (head.type == TYPE_MULTI) {
		give_parts(data, out);
	} else {
		const struct member m = {.name = head.name.len ? head.name : slice_text("payload"),
					 .offset = HEAD_BYTES};
		out_member(out, &m, data);
	}
	return HEAD_BYTES + data.len;
}

const struct format format_uimage = {
	.name = "uimage",
	.marks = {{"\x27\x05\x19\x56", 4, 0}},
	.open = open_uimage,
};
