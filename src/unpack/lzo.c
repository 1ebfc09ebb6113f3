/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack/lzo.h"

#include <sqfs/error.h>
#include <stdlib.h>

#include "base/err.h"

enum {
	FIRST_LITERALS = 17, /* a first byte above it: so many less are literals */
	LONG_AWAY = 16384,   /* added to far distances; alone it ends the stream */
	END_LENGTH = 3,      /* that the end of the stream has */
	AFTER_RUN = 4,       /* state after a long run of literals */
	RUN_AWAY = 2049,     /* added to the distance of a match right after one */
};

struct lzo {
	struct cursor in;
	uint8_t *to;
	size_t len, room;
	unsigned state; /* literals that the last instruction brought, at most AFTER_RUN */
	bool bad, end;
};

static void literals(struct lzo *z, size_t n)
{
	struct slice s = cursor_take(&z->in, n);

	if (!cursor_fine(&z->in) || n > z->room - z->len) {
		z->bad = true;
		return;
	}
	if (n)
		memcpy(z->to + z->len, s.at, n);
	z->len += n;
}

/* Repeats what lies `away` bytes back; it may run into itself. */
static void match(struct lzo *z, size_t away, size_t n)
{
	if (away > z->len || n > z->room - z->len) {
		z->bad = true;
		return;
	}
	for (size_t i = 0; i < n; i++, z->len++)
		z->to[z->len] = z->to[z->len - away];
}

/* A length whose bits in the instruction are 0 goes on in bytes: 255 for each zero, then the rest. */
static size_t long_length(struct lzo *z, size_t bits, size_t most)
{
	size_t n = most;
	uint8_t b;

	if (bits)
		return bits;
	while ((b = cursor_u8(&z->in)) == 0 && cursor_fine(&z->in) && n <= z->room)
		n += 255;
	return n + b;
}

static void trailing(struct lzo *z, unsigned n)
{
	z->state = n;
	literals(z, n);
}

/* 0000.... */
static void short_instruction(struct lzo *z, uint8_t t)
{
	if (z->state == 0) {
		literals(z, 3 + long_length(z, t & 15, 15));
		z->state = AFTER_RUN;
		return;
	}
	size_t away = ((size_t)cursor_u8(&z->in) << 2) + (t >> 2 & 3);
	if (z->state == AFTER_RUN)
		match(z, away + RUN_AWAY, 3);
	else
		match(z, away + 1, 2);
	trailing(z, t & 3);
}

/* 0001.... and 001..... */
static void far_instruction(struct lzo *z, uint8_t t)
{
	bool farther = t < 32;
	size_t n = farther ? 2 + long_length(z, t & 7, 7) : 2 + long_length(z, t & 31, 31);
	uint16_t d = cursor_le16(&z->in);
	size_t away = (size_t)(d >> 2) + (farther ? LONG_AWAY + ((size_t)(t & 8) << 11) : 1);

	if (farther && away == LONG_AWAY) {
		z->end = n == END_LENGTH;
		z->bad = !z->end;
		return;
	}
	match(z, away, n);
	trailing(z, d & 3);
}

static void near_instruction(struct lzo *z, uint8_t t)
{
	size_t n = t >= 128 ? 5 + (t >> 5 & 3) : 3 + (t >> 5 & 1);
	size_t away = ((size_t)cursor_u8(&z->in) << 3) + (t >> 2 & 7) + 1;

	match(z, away, n);
	trailing(z, t & 3);
}

long lzo_decompress(struct slice in, uint8_t *to, size_t room)
{
	struct lzo z = {.in = cursor_over(in), .to = to, .room = room};

	if (cursor_peek(&z.in, 0) > FIRST_LITERALS) {
		size_t n = (size_t)cursor_u8(&z.in) - FIRST_LITERALS;
		literals(&z, n);
		z.state = n < AFTER_RUN ? (unsigned)n : AFTER_RUN;
	}
	while (!z.end && !z.bad && cursor_fine(&z.in)) {
		uint8_t t = cursor_u8(&z.in);
		if (t >= 64)
			near_instruction(&z, t);
		else if (t >= 16)
			far_instruction(&z, t);
		else
			short_instruction(&z, t);
	}
	return z.end && !z.bad && cursor_fine(&z.in) ? (long)z.len : -1;
}

static void get_configuration(const sqfs_compressor_t *cmp, sqfs_compressor_config_t *config)
{
	(void)cmp;
	memset(config, 0, sizeof(*config));
	config->id = SQFS_COMP_LZO;
}

static int no_options(sqfs_compressor_t *cmp, sqfs_file_t *file)
{
	(void)cmp;
	(void)file;
	return 0;
}

static sqfs_s32 do_block(sqfs_compressor_t *cmp, const sqfs_u8 *in, sqfs_u32 size, sqfs_u8 *out,
			 sqfs_u32 room)
{
	(void)cmp;
	long n = lzo_decompress(slice_of(in, size), out, room);
	return n < 0 ? SQFS_ERROR_COMPRESSOR : (sqfs_s32)n;
}

static sqfs_object_t *copy_compressor(const sqfs_object_t *object)
{
	(void)object;
	return &lzo_squashfs_compressor()->base;
}

sqfs_compressor_t *lzo_squashfs_compressor(void)
{
	sqfs_compressor_t *cmp = mem_new(1, sizeof(*cmp));

	*cmp = (sqfs_compressor_t){
		.base = {.destroy = (void (*)(sqfs_object_t *))free, .copy = copy_compressor},
		.get_configuration = get_configuration,
		.write_options = no_options,
		.read_options = no_options,
		.do_block = do_block};
	return cmp;
}
