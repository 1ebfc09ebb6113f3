/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack/bare_bzip2.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

enum {
	BLOCK_MOST = 900000,
	BLOCK_BEGINS = 0x31,
	ALL_ENDS = 0x17,
	LENGTH_MOST = 20, /* bits of a code */
	TABLES_MOST = 6,
	SYMBOLS_MOST = 258,
	SELECTORS_MOST = 18002,
	GROUP = 50, /* symbols that one table codes */
	RUN_A = 0,
	RUN_B = 1,
	OUT_PIECE = 64 << 10,
	REPEATS = 4, /* equal bytes before a count of more */
};

/* Canonical codes, shortest first. */
struct table {
	unsigned limit[LENGTH_MOST + 2]; /* last code of each length, +1 */
	unsigned first[LENGTH_MOST + 2];
	unsigned index[LENGTH_MOST + 2]; /* of the first code in symbols */
	uint16_t symbols[SYMBOLS_MOST];
};

struct bare {
	struct slice in;
	size_t at;
	uint32_t bits; /* the last n_bits of it are not used yet */
	unsigned n_bits;
	bool bad, short_;
	unsigned n_used, n_tables, n_selectors;
	uint8_t used[256]; /* bytes that stand in the block */
	uint8_t selectors[SELECTORS_MOST];
	struct table tables[TABLES_MOST];
	uint32_t *block; /* a byte, and above it where its follower stands */
	size_t len;
	bool (*take)(void *ctx, struct slice piece);
	void *ctx;
	uint8_t out[OUT_PIECE];
	size_t n_out;
};

static unsigned take_bits(struct bare *b, unsigned n)
{
	while (b->n_bits < n) {
		if (b->at == b->in.len) {
			b->bad = b->short_ = true;
			return 0;
		}
		b->bits = b->bits << 8 | b->in.at[b->at++];
		b->n_bits += 8;
	}
	b->n_bits -= n;
	return b->bits >> b->n_bits & ((1u << n) - 1);
}

static void read_used(struct bare *b)
{
	unsigned rows = take_bits(b, 16);

	b->n_used = 0;
	for (unsigned i = 0; i < 16; i++) {
		unsigned row = rows & 0x8000u >> i ? take_bits(b, 16) : 0;
		for (unsigned k = 0; k < 16; k++)
			if (row & 0x8000u >> k)
				b->used[b->n_used++] = (uint8_t)(i * 16 + k);
	}
	b->bad |= b->n_used == 0;
}

static void read_selectors(struct bare *b)
{
	uint8_t order[TABLES_MOST];

	b->n_tables = take_bits(b, 3);
	unsigned n = take_bits(b, 15);
	b->bad |= b->n_tables < 2 || b->n_tables > TABLES_MOST || n == 0;
	for (unsigned i = 0; i < TABLES_MOST; i++)
		order[i] = (uint8_t)i;
	b->n_selectors = 0;
	for (unsigned i = 0; i < n && !b->bad; i++) {
		unsigned place = 0;
		while (!b->bad && take_bits(b, 1))
			b->bad |= ++place >= b->n_tables;
		if (b->bad)
			return;
		uint8_t chosen = order[place];
		memmove(order + 1, order, place);
		order[0] = chosen;
		if (b->n_selectors < SELECTORS_MOST) /* more are never needed */
			b->selectors[b->n_selectors++] = chosen;
	}
}

static void make_table(struct table *t, const uint8_t *lengths, unsigned n)
{
	unsigned code = 0, index = 0;

	for (unsigned len = 1; len <= LENGTH_MOST; len++) {
		t->first[len] = code;
		t->index[len] = index;
		for (unsigned i = 0; i < n; i++)
			if (lengths[i] == len) {
				t->symbols[index++] = (uint16_t)i;
				code++;
			}
		t->limit[len] = code;
		code <<= 1;
	}
}

static void read_tables(struct bare *b)
{
	uint8_t lengths[SYMBOLS_MOST];
	unsigned n = b->n_used + 2;

	for (unsigned t = 0; t < b->n_tables && !b->bad; t++) {
		unsigned len = take_bits(b, 5);
		for (unsigned i = 0; i < n && !b->bad; i++) {
			while (!b->bad && take_bits(b, 1)) {
				len = take_bits(b, 1) ? len - 1 : len + 1;
				b->bad |= len < 1 || len > LENGTH_MOST;
			}
			b->bad |= len < 1 || len > LENGTH_MOST;
			lengths[i] = (uint8_t)len;
		}
		if (!b->bad)
			make_table(&b->tables[t], lengths, n);
	}
}

static unsigned take_symbol(struct bare *b, const struct table *t)
{
	unsigned code = 0;

	for (unsigned len = 1; len <= LENGTH_MOST && !b->bad; len++) {
		code = code << 1 | take_bits(b, 1);
		if (code < t->limit[len] && code >= t->first[len])
			return t->symbols[t->index[len] + (code - t->first[len])];
	}
	b->bad = true;
	return 0;
}

static void put_run(struct bare *b, uint8_t byte, size_t n)
{
	if (n > BLOCK_MOST - b->len) {
		b->bad = true;
		return;
	}
	for (size_t i = 0; i < n; i++)
		b->block[b->len++] = byte;
}

/* Codes of places in a list of bytes of which the last one met comes to the front. */
static void read_block(struct bare *b)
{
	uint8_t order[256];
	size_t run = 0, weight = 1;
	unsigned group = 0, left = 0;
	const struct table *t = NULL;

	memcpy(order, b->used, sizeof(order));
	b->len = 0;
	while (!b->bad) {
		if (left == 0) {
			if (group == b->n_selectors) {
				b->bad = true;
				return;
			}
			t = &b->tables[b->selectors[group++]];
			left = GROUP;
		}
		left--;
		unsigned symbol = take_symbol(b, t);
		if (symbol == RUN_A || symbol == RUN_B) {
			b->bad |= weight > BLOCK_MOST;
			run += weight << symbol;
			weight <<= 1;
			continue;
		}
		put_run(b, order[0], run);
		run = 0;
		weight = 1;
		if (symbol == b->n_used + 1)
			return;
		unsigned place = symbol - 1;
		uint8_t byte = order[place];
		memmove(order + 1, order, place);
		order[0] = byte;
		put_run(b, byte, 1);
	}
}

/* Burrows and Wheeler: the follower of each byte. */
static void link_block(struct bare *b)
{
	uint32_t starts[256] = {0}, sum = 0;

	for (size_t i = 0; i < b->len; i++)
		starts[b->block[i] & 0xff]++;
	for (unsigned i = 0; i < 256; i++) {
		uint32_t n = starts[i];
		starts[i] = sum;
		sum += n;
	}
	for (size_t i = 0; i < b->len; i++)
		b->block[starts[b->block[i] & 0xff]++] |= (uint32_t)i << 8;
}

static bool flush(struct bare *b)
{
	bool goes_on = b->n_out == 0 || b->take(b->ctx, slice_of(b->out, b->n_out));

	b->n_out = 0;
	return goes_on;
}

/* Undoes the runs of the first step: after four equal bytes stands how many more there are. */
static bool put_block(struct bare *b, uint32_t from)
{
	uint32_t at = b->block[from] >> 8;
	unsigned equal = 0, last = 256;

	for (size_t i = 0; i < b->len; i++) {
		uint32_t entry = b->block[at];
		uint8_t byte = (uint8_t)entry;
		size_t n = 1;
		at = entry >> 8;
		if (equal == REPEATS) {
			n = byte;
			byte = (uint8_t)last;
			equal = 0;
		} else {
			equal = byte == last ? equal + 1 : 1;
			last = byte;
		}
		if (b->n_out + n > OUT_PIECE && !flush(b))
			return false;
		memset(b->out + b->n_out, byte, n);
		b->n_out += n;
	}
	return true;
}

static enum decoded run(struct bare *b)
{
	for (;;) {
		unsigned mark = take_bits(b, 8);
		if (!b->bad && mark == ALL_ENDS)
			return flush(b) ? DECODED_END : DECODED_STOPPED;
		uint32_t from = take_bits(b, 24);
		b->bad |= mark != BLOCK_BEGINS;
		if (!b->bad)
			read_used(b);
		if (!b->bad)
			read_selectors(b);
		if (!b->bad)
			read_tables(b);
		if (!b->bad)
			read_block(b);
		if (b->bad || from >= b->len)
			return !flush(b)   ? DECODED_STOPPED
			       : b->short_ ? DECODED_INPUT
					   : DECODED_BROKEN;
		link_block(b);
		if (!put_block(b, from))
			return DECODED_STOPPED;
	}
}

enum decoded bare_bzip2(struct slice in, bool (*take)(void *ctx, struct slice piece), void *ctx,
			size_t *ret_used)
{
	struct bare *b = mem_new(1, sizeof(*b));

	b->in = in;
	b->take = take;
	b->ctx = ctx;
	b->block = mem_new(BLOCK_MOST, sizeof(*b->block));
	enum decoded end = run(b);
	*ret_used = b->at;
	free(b->block);
	free(b);
	return end;
}
