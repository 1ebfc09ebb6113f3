/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack/cfb.h"

#include <stdlib.h>

#include "base/err.h"
#include "unpack/utf16.h"

enum {
	HEAD = 512,
	ENTRY = 128,
	NAME_BYTES = 64,
	IN_HEAD = 109, /* places of tables that the header has */
	IN_HEAD_AT = 76,
	MARK = 8,
	NAME_PACKED = 0x3800,
	NAME_SINGLE = 0x4800,
	NAME_TABLE = 0x4840,
	LETTERS = 64,
};

#define LAST_SECTOR 0xfffffff8u /* numbers from it on are none of sectors */
#define FREE_SECTOR 0xffffffffu

static bool take_bit(uint8_t *bits, uint64_t i)
{
	bool was = bits[i / 8] >> (i % 8) & 1;

	bits[i / 8] |= (uint8_t)(1u << (i % 8));
	return !was;
}

static struct slice sector(const struct cfb *c, uint64_t number)
{
	uint64_t size = (uint64_t)1 << c->sector_shift, at = (number + 1) << c->sector_shift;

	if (number >= c->sectors)
		return slice_of(NULL, 0);
	return slice_of(c->bytes.at + at,
			(size_t)(c->bytes.len - at < size ? c->bytes.len - at : size));
}

/* Appends the numbers of a sector of the table. */
static void load_table(struct cfb *c, uint64_t number)
{
	struct slice s = sector(c, number);
	struct cursor at = cursor_over(s);
	uint64_t room = c->n_next + s.len / 4;

	if (s.len == 0 || !take_bit(c->used, number)) {
		c->broken = true;
		return;
	}
	if (room > c->room) {
		c->room = room * 2;
		c->next = mem_resize(c->next, c->room, sizeof(*c->next));
	}
	while (c->n_next < room)
		c->next[c->n_next++] = cursor_le32(&at);
}

/* The places of the table's sectors: some in the header, the rest in sectors of their own, the last
 * number of each leading to the next. */
static void load_tables(struct cfb *c, uint64_t wanted, uint32_t more)
{
	struct cursor at = cursor_over(slice_from(c->bytes, IN_HEAD_AT));
	uint64_t a_sector = ((uint64_t)1 << c->sector_shift) / 4;
	uint64_t left = IN_HEAD, done = 0;

	while (done < wanted) {
		if (left == 0) {
			struct slice s = sector(c, more);
			if (s.len < a_sector * 4 || !take_bit(c->used, more)) {
				c->broken = true;
				return;
			}
			at = cursor_over(s);
			left = a_sector - 1;
			struct cursor last = cursor_over(slice_from(s, s.len - 4));
			more = cursor_le32(&last);
		}
		load_table(c, cursor_le32(&at));
		left--;
		done++;
		if (c->broken || c->n_next >= c->sectors)
			return;
	}
}

struct gathering {
	struct buf *to;
};

static bool gather(void *ctx, struct slice bytes, uint64_t left)
{
	struct gathering *g = ctx;

	(void)left;
	buf_slice(g->to, bytes);
	return !buf_full(g->to);
}

/* A chain of sectors: pieces that lie side by side are joined. size UINT64_MAX: to the chain's end. */
static bool follow(struct cfb *c, uint32_t start, uint64_t size,
		   bool (*piece)(void *ctx, struct slice bytes, uint64_t left), void *ctx)
{
	struct slice joined = slice_of(NULL, 0);
	bool to_end = size == UINT64_MAX;
	uint64_t left = size, number = start;

	while (left && number < c->sectors && number < c->n_next && take_bit(c->used, number)) {
		struct slice s = sector(c, number);
		if (s.len > left)
			s.len = (size_t)left;
		left -= to_end ? 0 : s.len;
		if (joined.len && joined.at + joined.len == s.at) {
			joined.len += s.len;
		} else {
			if (joined.len && !piece(ctx, joined, left))
				return false;
			joined = s;
		}
		number = c->next[number];
	}
	if (joined.len && !piece(ctx, joined, left))
		return false;
	return to_end ? number >= LAST_SECTOR : left == 0;
}

static bool follow_small(struct cfb *c, uint32_t start, uint64_t size,
			 bool (*piece)(void *ctx, struct slice bytes, uint64_t left), void *ctx)
{
	uint64_t left = size, number = start;

	while (left && number < c->n_mini && number << c->mini_shift < c->mini.len &&
	       take_bit(c->mini_used, number)) {
		uint64_t at = number << c->mini_shift, n = (uint64_t)1 << c->mini_shift;
		if (n > c->mini.len - at)
			n = c->mini.len - at;
		if (n > left)
			n = left;
		left -= n;
		if (!piece(ctx, slice_of(c->mini.at + at, (size_t)n), left))
			return false;
		number = c->mini_next[number];
	}
	return left == 0;
}

static void load_small(struct cfb *c, uint32_t start)
{
	struct cfb_entry root;
	struct buf table;
	struct gathering into = {&table}, small = {&c->mini};

	if (!cfb_entry(c, 0, &root) || root.type != CFB_ROOT || root.size == 0)
		return;
	buf_init(&table, c->bytes.len);
	c->broken |= !follow(c, start, UINT64_MAX, gather, &into);
	c->n_mini = table.len / 4;
	c->mini_next = mem_new(c->n_mini + 1, sizeof(*c->mini_next));
	c->mini_used = mem_new(c->n_mini / 8 + 1, 1);
	struct cursor at = cursor_over(slice_of(table.at, table.len));
	for (uint64_t i = 0; i < c->n_mini; i++)
		c->mini_next[i] = cursor_le32(&at);
	buf_done(&table);
	c->broken |= !follow(c, root.start, root.size, gather, &small);
}

static void find_end(struct cfb *c)
{
	uint64_t last = 0;

	for (uint64_t i = 0; i < c->n_next && i < c->sectors; i++)
		if (c->next[i] != FREE_SECTOR)
			last = i + 1;
	c->end = (last + 1) << c->sector_shift;
	if (c->end > c->bytes.len)
		c->end = c->bytes.len;
}

bool cfb_open(struct cfb *c, struct slice bytes)
{
	struct cursor at = cursor_over(bytes);

	*c = (struct cfb){.bytes = bytes};
	buf_init(&c->folder, bytes.len);
	buf_init(&c->mini, bytes.len);
	struct slice mark = cursor_take(&at, MARK);
	cursor_skip(&at, 16 + 2);
	unsigned major = cursor_le16(&at), order = cursor_le16(&at);
	c->sector_shift = cursor_le16(&at);
	c->mini_shift = cursor_le16(&at);
	cursor_skip(&at, 10);
	uint64_t tables = cursor_le32(&at);
	uint32_t folder = cursor_le32(&at);
	cursor_skip(&at, 4);
	c->mini_below = cursor_le32(&at);
	uint32_t small = cursor_le32(&at);
	cursor_skip(&at, 4);
	uint32_t more = cursor_le32(&at);
	if (bytes.len < HEAD ||
	    !slice_equal(mark, slice_of("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", MARK)) ||
	    order != 0xfffe || (major != 3 && major != 4) ||
	    c->sector_shift != (major == 3 ? 9 : 12) || c->mini_shift != 6)
		return false;
	uint64_t size = (uint64_t)1 << c->sector_shift;
	c->sectors = bytes.len > size ? (bytes.len - 1) >> c->sector_shift : 0;
	if (c->sectors > tables * (size / 4)) /* what lies behind it is none of its */
		c->sectors = tables * (size / 4);
	c->used = mem_new(c->sectors / 8 + 1, 1);
	struct gathering entries = {&c->folder};
	load_tables(c, tables, more);
	c->broken |= !follow(c, folder, UINT64_MAX, gather, &entries);
	load_small(c, small);
	find_end(c);
	c->broken |= cfb_count(c) == 0;
	return true;
}

void cfb_done(struct cfb *c)
{
	free(c->next);
	free(c->mini_next);
	free(c->used);
	free(c->mini_used);
	buf_done(&c->folder);
	buf_done(&c->mini);
}

uint32_t cfb_count(const struct cfb *c)
{
	return (uint32_t)(c->folder.len / ENTRY);
}

bool cfb_entry(const struct cfb *c, uint32_t number, struct cfb_entry *ret)
{
	if (number >= cfb_count(c))
		return false;
	struct cursor at =
		cursor_over(slice_of(c->folder.at + (size_t)number * ENTRY, (size_t)ENTRY));
	struct slice name = cursor_take(&at, NAME_BYTES);
	size_t len = cursor_le16(&at);
	ret->name = slice_of(name.at, len >= 2 && len <= NAME_BYTES ? len - 2 : 0);
	ret->type = (enum cfb_type)cursor_u8(&at);
	cursor_skip(&at, 1);
	ret->left = cursor_le32(&at);
	ret->right = cursor_le32(&at);
	ret->child = cursor_le32(&at);
	cursor_skip(&at, 36);
	ret->start = cursor_le32(&at);
	ret->size = cursor_le64(&at);
	if (c->sector_shift == 9) /* the upper half may hold anything: MS-CFB 2.6.3 */
		ret->size &= UINT32_MAX;
	return true;
}

bool cfb_read(struct cfb *c, const struct cfb_entry *e,
	      bool (*piece)(void *ctx, struct slice bytes, uint64_t left), void *ctx)
{
	if (e->size == 0)
		return true;
	if (e->size < c->mini_below)
		return follow_small(c, e->start, e->size, piece, ctx);
	return follow(c, e->start, e->size, piece, ctx);
}

static void put_letter(struct buf *out, unsigned i)
{
	static const char letters[LETTERS + 1] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
						 "abcdefghijklmnopqrstuvwxyz._";

	buf_u8(out, (uint8_t)letters[i & (LETTERS - 1)]);
}

void cfb_put_name(struct buf *out, struct slice name)
{
	struct cursor at = cursor_over(name);

	while (cursor_left(&at) >= 2) {
		const uint8_t *from = at.at;
		unsigned unit = cursor_le16(&at);
		if (unit == NAME_TABLE) {
			buf_text(out, "!");
		} else if (unit >= NAME_SINGLE && unit < NAME_TABLE) {
			put_letter(out, unit - NAME_SINGLE);
		} else if (unit >= NAME_PACKED && unit < NAME_SINGLE) {
			put_letter(out, unit - NAME_PACKED);
			put_letter(out, (unit - NAME_PACKED) >> 6);
		} else if (unit < ' ') {
			buf_printf(out, "[%u]",
				   unit); /* of property sets: "\5SummaryInformation" */
		} else {
			utf16_put(out, slice_of(from, 2));
		}
	}
}
