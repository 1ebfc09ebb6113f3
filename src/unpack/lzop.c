/* SPDX-License-Identifier: Apache-2.0
 *
 * Files of lzop, also as the Linux kernel packs itself: a header, then blocks that stand alone
 * (lib/decompress_unlzo.c of Linux and lzop's own conf.h name the fields and flags).
 */
#include <zlib.h>

#include "unpack/format.h"
#include "unpack/lzo.h"
#include "unpack/order.h"

enum {
	MARK_BYTES = 9,
	VERSION_LEVEL = 0x0940, /* since then a header tells more */
	METHOD_MAX = 3,
	FLAG_ADLER_DATA = 1,
	FLAG_ADLER_PACKED = 2,
	FLAG_EXTRA = 0x40,
	FLAG_CRC_DATA = 0x100,
	FLAG_CRC_PACKED = 0x200,
	FLAG_FILTER = 0x800,
	FLAG_CRC_HEAD = 0x1000,
	BLOCK_MOST = SPOOL_PIECE, /* lzop itself writes blocks of 256 KiB */
};

struct head {
	uint32_t flags, mode;
	struct slice name;
};

static uint32_t sum_of(bool crc, struct slice bytes)
{
	return (uint32_t)(crc ? crc32_z(0, bytes.at, bytes.len)
			      : adler32_z(1, bytes.at, bytes.len));
}

static bool read_head(struct cursor *c, struct head *ret)
{
	cursor_skip(c, MARK_BYTES);
	uint16_t version = cursor_be16(c);
	cursor_skip(c, version >= VERSION_LEVEL ? 4 : 2);
	uint8_t method = cursor_u8(c);
	cursor_skip(c, version >= VERSION_LEVEL);
	ret->flags = cursor_be32(c);
	if (ret->flags & FLAG_FILTER)
		cursor_skip(c, 4);
	ret->mode = cursor_be32(c);
	cursor_skip(c, version >= VERSION_LEVEL ? 8 : 4);
	ret->name = cursor_take(c, cursor_u8(c));
	size_t len = cursor_offset(c);
	uint32_t told = cursor_be32(c);
	if (!cursor_fine(c) || method == 0 || method > METHOD_MAX ||
	    told != sum_of(ret->flags & FLAG_CRC_HEAD,
			   slice_of(c->start + MARK_BYTES, len - MARK_BYTES)))
		return false;
	if (ret->flags & FLAG_EXTRA) {
		cursor_skip(c, cursor_be32(c));
		cursor_skip(c, 4);
	}
	return cursor_fine(c);
}

enum outcome { WENT_WELL, IS_OVER, IS_DAMAGED, IS_FULL };

static enum outcome put_block(struct cursor *c, uint32_t flags, struct spool *s)
{
	uint32_t size = cursor_be32(c), sum = 0;

	if (cursor_fine(c) && size == 0)
		return IS_OVER;
	uint32_t packed = cursor_be32(c);
	if (flags & (FLAG_ADLER_DATA | FLAG_CRC_DATA))
		sum = cursor_be32(c);
	if ((flags & FLAG_ADLER_DATA) && (flags & FLAG_CRC_DATA))
		cursor_skip(c, 4);
	if (packed < size && (flags & FLAG_ADLER_PACKED))
		cursor_skip(c, 4);
	if (packed < size && (flags & FLAG_CRC_PACKED))
		cursor_skip(c, 4);
	struct slice in = cursor_take(c, packed);
	if (!cursor_fine(c) || size > BLOCK_MOST || packed > size)
		return IS_DAMAGED;
	uint8_t *room = spool_room(s, size);
	if (!room)
		return IS_FULL;
	if (packed == size)
		memcpy(room, in.at, size);
	else if (lzo_decompress(in, room, size) != (long)size)
		return IS_DAMAGED;
	bool crc = !(flags & FLAG_ADLER_DATA);
	bool right = !(flags & (FLAG_ADLER_DATA | FLAG_CRC_DATA)) ||
		     sum == sum_of(crc, slice_of(room, size));
	if (!spool_wrote(s, size))
		return IS_FULL;
	return right ? WENT_WELL : IS_DAMAGED;
}

static struct slice name_of(const struct head *head, const struct unpack_out *out)
{
	struct slice name = out_file_name(out);

	if (head->name.len)
		return head->name;
	return name.len > 4 && slice_same_word(slice_from(name, name.len - 4), ".lzo")
		       ? slice_of(name.at, name.len - 4)
		       : slice_text("unpacked");
}

static uint64_t open_lzop(struct slice bytes, struct unpack_out *out)
{
	struct cursor c = cursor_over(bytes);
	enum outcome outcome = WENT_WELL;
	struct head head;

	if (!read_head(&c, &head))
		return 0;
	const struct member m = {.name = name_of(&head, out),
				 .mode = (uint16_t)(head.mode & 07777),
				 .offset = UNPACK_OFFSET_UNKNOWN};
	uint64_t used = cursor_offset(&c);
	struct spool *s = out_begin(out, &m);
	while (s && outcome == WENT_WELL) {
		outcome = put_block(&c, head.flags, s);
		if (outcome == IS_DAMAGED)
			out_broken(out, used,
				   "the block here is damaged, or the file ends within it");
		else
			used = cursor_offset(&c);
	}
	if (s)
		out_end(out, s, outcome != IS_OVER);
	return used;
}

const struct format format_lzop = {
	.name = "lzop",
	.marks = {{"\x89LZO\0\r\n\x1a\n", 9, 0}},
	.open = open_lzop,
};
