/* SPDX-License-Identifier: Apache-2.0
 *
 * UBI (drivers/mtd/ubi/ubi-media.h of Linux): erase blocks in any order, each with the number of the
 * volume and of its place in it. Each volume is a member: its blocks joined, of copies the youngest
 * that is whole, missing ones as erased flash.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "unpack/format.h"
#include "unpack/order.h"

enum {
	HEAD_BYTES = 64,
	SUMMED = 60, /* bytes that a header's checksum is over */
	VERSION = 1,
	STATIC = 2,
	LEAST_BLOCK = 4096,
	MOST_BLOCK = 16 << 20,
	BLOCK_STEP = 512,
	BLOCKS_LOOKED_AT = 64, /* to learn how long one is */
	BAD_BLOCKS_MAX = 64,   /* that are neither blocks nor erased, before it is over */
	PLACES_MAX = 1 << 18,
	LAYOUT_VOLUME = 0x7fffefff,
	RECORD_BYTES = 172,
	RECORD_SUMMED = 168,
	VOLUMES_MAX = 128,
};

struct block {
	uint32_t volume, place, data_size, data_pad, data_crc;
	uint64_t sequence, at; /* at: of the block */
	bool is_static, is_copy;
	struct slice data;
};

struct image {
	struct slice bytes;
	struct unpack_out *out;
	uint32_t sequence; /* of the image: all blocks have the same */
	uint64_t block;    /* bytes of a block */
	size_t n, room;
	struct block *blocks;
	uint64_t end;
	size_t bad;
	uint64_t first_bad;
	struct slice names[VOLUMES_MAX];
};

struct counter {
	uint32_t volume_at, data_at, sequence;
};

/* Blocks that were erased since the image was written may have none. */
static bool same_image(const struct image *im, const struct counter *counter)
{
	return !im->sequence || !counter->sequence || im->sequence == counter->sequence;
}

static bool checked(struct slice head)
{
	struct cursor c = cursor_over(slice_part(head, SUMMED, 4));

	return head.len == HEAD_BYTES &&
	       flash_crc(UINT32_MAX, slice_of(head.at, SUMMED)) == cursor_be32(&c);
}

static bool read_counter(struct slice bytes, uint64_t at, struct counter *ret)
{
	struct slice head = slice_part(bytes, at, HEAD_BYTES);
	struct cursor c = cursor_over(head);

	if (!slice_starts(head, "UBI#") || !checked(head))
		return false;
	cursor_skip(&c, 4);
	uint8_t version = cursor_u8(&c);
	cursor_skip(&c, 11);
	ret->volume_at = cursor_be32(&c);
	ret->data_at = cursor_be32(&c);
	ret->sequence = cursor_be32(&c);
	return version == VERSION && ret->volume_at >= HEAD_BYTES && ret->data_at < MOST_BLOCK &&
	       ret->volume_at <= ret->data_at - HEAD_BYTES && ret->data_at >= 2 * HEAD_BYTES;
}

/* The least distance of two blocks. What is left where there is only one. */
static uint64_t block_length(const struct image *im)
{
	uint64_t least = UINT64_MAX, last = 0;
	struct counter counter;
	unsigned met = 0;

	for (uint64_t at = BLOCK_STEP; at < im->bytes.len && met < BLOCKS_LOOKED_AT;
	     at += BLOCK_STEP) {
		if (at - last > MOST_BLOCK)
			break;
		if (!read_counter(im->bytes, at, &counter) || !same_image(im, &counter))
			continue;
		if (at - last >= LEAST_BLOCK && at - last < least)
			least = at - last;
		last = at;
		met++;
	}
	return least <= MOST_BLOCK           ? least
	       : im->bytes.len > LEAST_BLOCK ? im->bytes.len
					     : LEAST_BLOCK;
}

static void tell_bad(struct image *im, uint64_t at)
{
	if (im->bad++ == 0)
		im->first_bad = at;
}

static void take_block(struct image *im, uint64_t at, const struct counter *counter)
{
	struct slice all = slice_part(im->bytes, at, im->block);
	struct slice head = slice_part(all, counter->volume_at, HEAD_BYTES);
	struct cursor c = cursor_over(head);
	struct block b = {.at = at};

	if (after_erased(head, 0) == head.len && head.len)
		return; /* in no volume */
	if (!slice_starts(head, "UBI!") || !checked(head) || all.len <= counter->data_at) {
		tell_bad(im, at + counter->volume_at);
		return;
	}
	cursor_skip(&c, 5);
	b.is_static = cursor_u8(&c) == STATIC;
	b.is_copy = cursor_u8(&c) != 0;
	cursor_skip(&c, 1);
	b.volume = cursor_be32(&c);
	b.place = cursor_be32(&c);
	cursor_skip(&c, 4);
	b.data_size = cursor_be32(&c);
	cursor_skip(&c, 4);
	b.data_pad = cursor_be32(&c);
	b.data_crc = cursor_be32(&c);
	cursor_skip(&c, 4);
	b.sequence = cursor_be64(&c);
	b.data = slice_from(all, counter->data_at);
	if (b.data_pad < b.data.len)
		b.data.len -= b.data_pad;
	if (b.place >= PLACES_MAX) {
		tell_bad(im, at + counter->volume_at);
		return;
	}
	if (im->n == im->room) {
		im->room = im->room ? im->room * 2 : 64;
		im->blocks = mem_resize(im->blocks, im->room, sizeof(*im->blocks));
	}
	im->blocks[im->n++] = b;
}

static void scan(struct image *im)
{
	unsigned missing = 0;
	struct counter counter;

	for (uint64_t at = 0; at < im->bytes.len && missing < BAD_BLOCKS_MAX; at += im->block) {
		struct slice all = slice_part(im->bytes, at, im->block);
		if (!read_counter(im->bytes, at, &counter)) {
			missing += after_erased(all, 0) < all.len;
			continue;
		}
		if (!same_image(im, &counter))
			break; /* the next image */
		/* what is missing in between belongs to it and is damaged */
		for (; missing; missing--)
			tell_bad(im, im->end);
		take_block(im, at, &counter);
		im->end = at + all.len;
	}
}

static int by_number(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int by_place(const void *left, const void *right)
{
	const struct block *a = left, *b = right;
	int order = by_number(a->volume, b->volume);

	if (!order)
		order = by_number(a->place, b->place);
	if (!order)
		order = by_number(b->sequence, a->sequence);
	return order ? order : by_number(a->at, b->at);
}

static bool data_whole(const struct block *b)
{
	return b->data_size <= b->data.len &&
	       flash_crc(UINT32_MAX, slice_of(b->data.at, b->data_size)) == b->data_crc;
}

/* Of the copies of one block, the youngest first: the one that counts. */
static const struct block *choose(const struct block *copies, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++)
		if (!(copies[i].is_copy || copies[i].is_static) || data_whole(&copies[i]))
			return &copies[i];
	return &copies[n - 1];
}

static size_t same(const struct image *im, size_t from, bool place)
{
	size_t end = from + 1;

	while (end < im->n && im->blocks[end].volume == im->blocks[from].volume &&
	       (!place || im->blocks[end].place == im->blocks[from].place))
		end++;
	return end;
}

/* The names of the volumes, from the table that is a volume itself. */
static void read_names(struct image *im)
{
	for (size_t i = 0; i < im->n; i++) {
		const struct block *b = &im->blocks[i];
		struct cursor c = cursor_over(b->data);
		for (unsigned v = 0; b->volume == LAYOUT_VOLUME && v < VOLUMES_MAX &&
				     cursor_left(&c) >= RECORD_BYTES;
		     v++) {
			struct slice record = cursor_take(&c, RECORD_BYTES);
			struct cursor r = cursor_over(record);
			cursor_skip(&r, 14);
			uint16_t len = cursor_be16(&r);
			struct slice name = slice_until_nul(slice_part(record, 16, len));
			cursor_skip(&r, RECORD_SUMMED - 16);
			if (flash_crc(UINT32_MAX, slice_of(record.at, RECORD_SUMMED)) ==
				    cursor_be32(&r) &&
			    len <= 127 && name.len && im->names[v].len == 0)
				im->names[v] = name;
		}
	}
}

static bool put_erased(struct spool *s, uint64_t len)
{
	while (len) {
		size_t piece = len < SPOOL_PIECE ? (size_t)len : SPOOL_PIECE;
		uint8_t *room = spool_room(s, piece);
		if (!room)
			return false;
		memset(room, 0xff, piece);
		if (!spool_wrote(s, piece))
			return false;
		len -= piece;
	}
	return true;
}

static bool put_block(struct image *im, struct spool *s, const struct block *b)
{
	struct slice data = b->data;

	if (b->is_static) {
		if (!data_whole(b))
			out_broken(im->out, (uint64_t)(b->data.at - im->bytes.at),
				   "a block's checksum is not that of its bytes");
		data = slice_part(data, 0, b->data_size);
	}
	return spool_put(s, data);
}

/* Blocks from `from` up to `to` are those of one volume. */
static void give_volume(struct image *im, size_t from, size_t to)
{
	const struct block *first = &im->blocks[from];
	char number[24];
	int len = snprintf(number, sizeof(number), "volume-%" PRIu32, first->volume);
	struct slice name = slice_of(number, (size_t)len);

	if (first->volume < VOLUMES_MAX && im->names[first->volume].len)
		name = im->names[first->volume];
	const struct member m = {.name = name, .offset = UNPACK_OFFSET_UNKNOWN};
	struct spool *s = out_begin(im->out, &m);
	bool goes_on = s != NULL;
	uint64_t place = 0;
	for (size_t i = from, end; goes_on && i < to && out_goes_on(im->out); i = end) {
		end = same(im, i, true);
		const struct block *b = choose(&im->blocks[i], end - i);
		goes_on = put_erased(s, (b->place - place) * (uint64_t)first->data.len) &&
			  put_block(im, s, b);
		place = (uint64_t)b->place + 1;
	}
	if (s)
		out_end(im->out, s, im->bad > 0);
}

static uint64_t open_ubi(struct slice bytes, struct unpack_out *out)
{
	struct image im = {.bytes = bytes, .out = out};
	struct counter counter;

	if (!read_counter(bytes, 0, &counter))
		return 0;
	im.sequence = counter.sequence;
	im.block = block_length(&im);
	scan(&im);
	if (im.bad)
		out_broken(out, im.first_bad,
			   "%zu blocks are damaged and were left out, this one first", im.bad);
	if (im.n)
		qsort(im.blocks, im.n, sizeof(*im.blocks), by_place);
	read_names(&im);
	for (size_t i = 0, end; i < im.n && out_goes_on(out); i = end) {
		end = same(&im, i, false);
		if (im.blocks[i].volume < LAYOUT_VOLUME)
			give_volume(&im, i, end);
	}
	free(im.blocks);
	return im.end;
}

const struct format format_ubi = {
	.name = "ubi",
	.marks = {{"UBI#\1\0\0\0", 8, 0}},
	.open = open_ubi,
};
