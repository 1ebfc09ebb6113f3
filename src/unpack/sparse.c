/* SPDX-License-Identifier: Apache-2.0
 *
 * Android's sparse images (libsparse/sparse_format.h of the Android Open Source Project): a disk or
 * file system image with what is empty left out.
 */
#include "unpack/format.h"
#include "unpack/order.h"

enum {
	HEAD_BYTES = 28,
	CHUNK_BYTES = 12,
	CHUNK_RAW = 0xcac1,
	CHUNK_FILL,
	CHUNK_EMPTY,
	CHUNK_CRC,
	BLOCK_MOST = 1 << 20,
};

struct sparse {
	uint32_t block, chunks;
	uint16_t head, chunk_head;
};

static bool read_head(struct cursor *c, struct sparse *ret)
{
	cursor_skip(c, 4);
	uint16_t major = cursor_le16(c);
	cursor_skip(c, 2);
	ret->head = cursor_le16(c);
	ret->chunk_head = cursor_le16(c);
	ret->block = cursor_le32(c);
	cursor_skip(c, 4);
	ret->chunks = cursor_le32(c);
	cursor_skip(c, 4);
	if (!cursor_fine(c) || major != 1 || ret->head < HEAD_BYTES ||
	    ret->chunk_head < CHUNK_BYTES || ret->block == 0 || ret->block % 4 ||
	    ret->block > BLOCK_MOST || ret->chunks == 0)
		return false;
	cursor_skip(c, ret->head - HEAD_BYTES);
	return cursor_fine(c);
}

/* The same four bytes again and again, up to len. */
static bool put_fill(struct spool *s, const uint8_t four[4], uint64_t len)
{
	while (len) {
		size_t piece = len < SPOOL_PIECE ? (size_t)len : SPOOL_PIECE;
		uint8_t *room = spool_room(s, piece);
		if (!room)
			return false;
		for (size_t i = 0; i < piece; i++)
			room[i] = four[i % 4];
		if (!spool_wrote(s, piece))
			return false;
		len -= piece;
	}
	return true;
}

enum outcome { WENT_WELL, IS_DAMAGED, IS_FULL };

static enum outcome put_chunk(struct cursor *c, const struct sparse *sparse, struct spool *s)
{
	static const uint8_t zeros[4];
	uint16_t type = cursor_le16(c);

	cursor_skip(c, 2);
	uint64_t len = (uint64_t)cursor_le32(c) * sparse->block;
	uint32_t total = cursor_le32(c);
	cursor_skip(c, sparse->chunk_head - CHUNK_BYTES);
	if (!cursor_fine(c) || total < sparse->chunk_head)
		return IS_DAMAGED;
	uint32_t data = total - sparse->chunk_head;
	if (type == CHUNK_RAW && data == len) {
		struct slice there = slice_part(cursor_rest(c), 0, len);
		cursor_skip(c, there.len);
		if (!spool_put(s, there))
			return IS_FULL;
		return there.len == len ? WENT_WELL : IS_DAMAGED;
	}
	struct slice body = cursor_take(c, data);
	if (!cursor_fine(c))
		return IS_DAMAGED;
	if (type == CHUNK_FILL && data == 4)
		return put_fill(s, body.at, len) ? WENT_WELL : IS_FULL;
	if (type == CHUNK_EMPTY)
		return put_fill(s, zeros, len) ? WENT_WELL : IS_FULL;
	return type == CHUNK_CRC ? WENT_WELL : IS_DAMAGED;
}

static uint64_t open_sparse(struct slice bytes, struct unpack_out *out)
{
	struct cursor c = cursor_over(bytes);
	const struct member m = {.name = slice_text("image"), .offset = UNPACK_OFFSET_UNKNOWN};
	enum outcome outcome = WENT_WELL;
	struct sparse sparse;

	if (!read_head(&c, &sparse))
		return 0;
	uint16_t first = (uint16_t)(cursor_peek(&c, 0) | cursor_peek(&c, 1) << 8);
	if (first < CHUNK_RAW || first > CHUNK_CRC)
		return 0;
	struct spool *s = out_begin(out, &m);
	if (!s)
		return HEAD_BYTES;
	uint64_t used = cursor_offset(&c);
	for (uint32_t i = 0; i < sparse.chunks && outcome == WENT_WELL; i++) {
		outcome = put_chunk(&c, &sparse, s);
		if (outcome != IS_DAMAGED)
			used = cursor_offset(&c);
		if (outcome == IS_DAMAGED)
			out_broken(out, used, "chunk %u of %u is damaged", i, sparse.chunks);
	}
	out_end(out, s, outcome != WENT_WELL);
	return used;
}

const struct format format_sparse = {
	.name = "sparse",
	.marks = {{"\x3a\xff\x26\xed\1\0", 6, 0}},
	.open = open_sparse,
};
