/* SPDX-License-Identifier: Apache-2.0
 *
 * Flash dumps as text: Intel HEX ("Hexadecimal Object File Format Specification", Intel, 1988) and
 * Motorola S-records (srec(5)). Bytes that follow each other become a member, which is named by its
 * address.
 */
#include <inttypes.h>
#include <stdio.h>

#include "unpack/format.h"

enum {
	RECORD_MOST = 255,
	FILL_MOST = 256, /* bytes that are missing between two records and belong together */
	PIECES_MOST = 4096,
	NAME_MOST = 48,
	RECORDS_LEAST = 3, /* that must be right for a text to be one */
};

enum kind { HEX_DATA, HEX_END, HEX_BASE, HEX_OTHER };

struct record {
	enum kind kind;
	uint64_t address;
	uint8_t bytes[RECORD_MOST];
	size_t len;
};

struct dump {
	struct unpack_out *out;
	bool (*read)(struct dump *d, struct slice line, struct record *ret);
	uint64_t base;   /* of Intel's addresses */
	uint64_t expect; /* the address of the next byte */
	struct spool *spool;
	unsigned pieces;
	bool full;
};

static int digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = slice_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Pairs of digits: the number of bytes, 0 when they are none. */
static size_t read_bytes(struct slice text, uint8_t to[RECORD_MOST + 6])
{
	size_t n = text.len / 2;

	if (text.len % 2 || n > RECORD_MOST + 6)
		return 0;
	for (size_t i = 0; i < n; i++) {
		int high = digit(text.at[2 * i]), low = digit(text.at[2 * i + 1]);
		if (high < 0 || low < 0)
			return 0;
		to[i] = (uint8_t)(high << 4 | low);
	}
	return n;
}

static uint8_t sum_of(const uint8_t *bytes, size_t n)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum = (uint8_t)(sum + bytes[i]);
	return sum;
}

static void set_bytes(struct record *r, const uint8_t *from, size_t n)
{
	r->len = n;
	if (n)
		memcpy(r->bytes, from, n);
}

/* :LLAAAATT, data, a sum that makes all of them 0. */
static bool read_intel(struct dump *d, struct slice line, struct record *ret)
{
	uint8_t b[RECORD_MOST + 6];

	if (line.len < 11 || line.at[0] != ':')
		return false;
	size_t n = read_bytes(slice_from(line, 1), b);
	if (n < 5 || n != b[0] + 5u || sum_of(b, n) != 0)
		return false;
	unsigned value = b[0] >= 2 ? (unsigned)b[4] << 8 | b[5] : 0;
	*ret = (struct record){.address = d->base + ((unsigned)b[1] << 8 | b[2])};
	switch (b[3]) {
	case 0:
		set_bytes(ret, b + 4, b[0]);
		return true;
	case 1:
		ret->kind = HEX_END;
		return true;
	case 2:
		d->base = (uint64_t)value << 4;
		ret->kind = HEX_BASE;
		return true;
	case 4:
		d->base = (uint64_t)value << 16;
		ret->kind = HEX_BASE;
		return true;
	default:
		ret->kind = HEX_OTHER;
		return b[3] <= 5;
	}
}

/* STLL, an address of two to four bytes, data, the complement of the sum. */
static bool read_motorola(struct dump *d, struct slice line, struct record *ret)
{
	uint8_t b[RECORD_MOST + 6];

	(void)d;
	if (line.len < 10 || line.at[0] != 'S' || line.at[1] < '0' || line.at[1] > '9')
		return false;
	unsigned type = line.at[1] - '0', address = type == 2 || type == 8   ? 3
						    : type == 3 || type == 7 ? 4
									     : 2;
	size_t n = read_bytes(slice_from(line, 2), b);
	if (n < address + 2u || n != b[0] + 1u || sum_of(b, n) != 0xff)
		return false;
	*ret = (struct record){.kind = type >= 7 ? HEX_END : HEX_OTHER};
	for (unsigned i = 0; i < address; i++)
		ret->address = ret->address << 8 | b[1 + i];
	if (type >= 1 && type <= 3) {
		ret->kind = HEX_DATA;
		set_bytes(ret, b + 1 + address, n - address - 2);
	}
	return true;
}

static void end_piece(struct dump *d, bool broken)
{
	if (d->spool)
		out_end(d->out, d->spool, broken);
	d->spool = NULL;
}

static bool put_data(struct dump *d, const struct record *r)
{
	uint8_t erased[FILL_MOST];
	char name[NAME_MOST];

	memset(erased, 0xff, sizeof(erased)); /* as flash is where nothing was written */
	if (d->spool && (r->address < d->expect || r->address - d->expect > FILL_MOST))
		end_piece(d, false);
	if (!d->spool) {
		if (d->pieces++ == PIECES_MOST)
			return false;
		int len = snprintf(name, sizeof(name), "at-0x%08" PRIx64, r->address);
		const struct member m = {.name = slice_of(name, (size_t)len),
					 .offset = UNPACK_OFFSET_UNKNOWN};
		d->spool = out_begin(d->out, &m);
		d->expect = r->address;
	}
	if (!d->spool || !spool_put(d->spool, slice_of(erased, (size_t)(r->address - d->expect))) ||
	    !spool_put(d->spool, slice_of(r->bytes, r->len)))
		return false;
	d->expect = r->address + r->len;
	return true;
}

static struct slice next_line(struct cursor *c)
{
	size_t left = cursor_left(c);
	const uint8_t *end = memchr(c->at, '\n', left);
	struct slice line = cursor_take(c, end ? (size_t)(end - c->at) : left);

	if (end)
		cursor_skip(c, 1);
	return slice_trim(line);
}

static bool is_one(struct dump *d, struct slice bytes)
{
	struct cursor c = cursor_over(bytes);
	struct record r;

	for (unsigned i = 0; i < RECORDS_LEAST; i++)
		if (!d->read(d, next_line(&c), &r) || (r.kind == HEX_END && i == 0))
			return false;
	d->base = 0;
	return true;
}

static uint64_t open_dump(struct dump *d, struct slice bytes)
{
	struct cursor c = cursor_over(bytes);
	struct record r = {.kind = HEX_OTHER};

	if (!is_one(d, bytes))
		return 0;
	while (cursor_left(&c) && r.kind != HEX_END && !d->full) {
		uint64_t at = cursor_offset(&c);
		struct slice line = next_line(&c);
		if (line.len == 0)
			continue;
		if (!d->read(d, line, &r)) {
			out_broken(d->out, at, "a record is damaged: what follows was not read");
			break;
		}
		if (r.kind == HEX_DATA)
			d->full = !put_data(d, &r);
	}
	if (d->full && d->pieces > PIECES_MOST)
		out_broken(d->out, cursor_offset(&c),
			   "is in too many pieces: the rest was left out");
	bool ended = r.kind == HEX_END;
	if (!ended && !d->full && cursor_left(&c) == 0)
		out_broken(d->out, bytes.len, "ends before its last record");
	end_piece(d, !ended);
	return cursor_offset(&c);
}

static uint64_t open_intelhex(struct slice bytes, struct unpack_out *out)
{
	struct dump d = {.out = out, .read = read_intel};

	return open_dump(&d, bytes);
}

const struct format format_intelhex = {
	.name = "intel-hex",
	.marks = {{":0200000", 8, 0}, {":1000000", 8, 0}, {":2000000", 8, 0}},
	.only_whole = true,
	.open = open_intelhex,
};

static uint64_t open_srecord(struct slice bytes, struct unpack_out *out)
{
	struct dump d = {.out = out, .read = read_motorola};

	return open_dump(&d, bytes);
}

const struct format format_srecord = {
	.name = "s-record",
	.marks = {{"S00", 3, 0}, {"S01", 3, 0}, {"S02", 3, 0}, {"S315", 4, 0}, {"S325", 4, 0}},
	.only_whole = true,
	.open = open_srecord,
};
