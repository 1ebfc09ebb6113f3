/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack/decode.h"

#include <bzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/err.h"
#include "unpack/bare_bzip2.h"

enum {
	PIECE = 128 << 10,
	INPUT_A_CALL = 1 << 30, /* what a counter of 32 bits holds */
	LZMA1_PROPERTIES = 5,
	LZMA1_MOST = 9 * 5 * 5,
	LZMA2_MOST = 40,
	DICTIONARY_MOST = 128 << 20,
	DICTIONARY_LEAST = 4096,
};

struct decoder {
	struct slice in;
	size_t used;
	uint8_t *piece;
	bool (*take)(void *ctx, struct slice piece);
	void *ctx;
};

static bool give(struct decoder *d, size_t len)
{
	return len == 0 || d->take(d->ctx, slice_of(d->piece, len));
}

static unsigned input_now(const struct decoder *d)
{
	size_t left = d->in.len - d->used;

	return (unsigned)(left < INPUT_A_CALL ? left : INPUT_A_CALL);
}

static enum decoded decode_zlib(struct decoder *d, int window)
{
	z_stream z = {.zalloc = NULL};
	enum decoded end = DECODED_BROKEN;

	if (inflateInit2(&z, window) != Z_OK)
		return DECODED_BROKEN;
	for (;;) {
		unsigned given = input_now(d);
		z.next_in = d->in.len ? (Bytef *)(uintptr_t)(d->in.at + d->used) : Z_NULL;
		z.avail_in = given;
		z.next_out = d->piece;
		z.avail_out = PIECE;
		int got = inflate(&z, Z_NO_FLUSH);
		d->used += given - z.avail_in;
		if (!give(d, PIECE - z.avail_out)) {
			end = DECODED_STOPPED;
			break;
		}
		if (got == Z_STREAM_END || got == Z_BUF_ERROR) {
			end = got == Z_STREAM_END ? DECODED_END : DECODED_INPUT;
			break;
		}
		if (got != Z_OK)
			break;
	}
	(void)inflateEnd(&z);
	return end;
}

static enum decoded decode_bzip2(struct decoder *d)
{
	bz_stream b = {.bzalloc = NULL};
	enum decoded end = DECODED_BROKEN;

	if (BZ2_bzDecompressInit(&b, 0, 0) != BZ_OK)
		return DECODED_BROKEN;
	for (;;) {
		unsigned given = input_now(d);
		b.next_in = d->in.len ? (char *)(uintptr_t)(d->in.at + d->used) : NULL;
		b.avail_in = given;
		b.next_out = (char *)d->piece;
		b.avail_out = PIECE;
		int got = BZ2_bzDecompress(&b);
		d->used += given - b.avail_in;
		if (!give(d, PIECE - b.avail_out)) {
			end = DECODED_STOPPED;
			break;
		}
		if (got == BZ_STREAM_END) {
			end = DECODED_END;
			break;
		}
		if (got != BZ_OK)
			break;
		if (b.avail_out == PIECE && d->used == d->in.len) {
			end = DECODED_INPUT;
			break;
		}
	}
	(void)BZ2_bzDecompressEnd(&b);
	return end;
}

static enum decoded run_lzma(struct decoder *d, lzma_stream *l)
{
	for (;;) {
		l->next_in = d->in.len ? d->in.at + d->used : NULL;
		l->avail_in = d->in.len - d->used;
		l->next_out = d->piece;
		l->avail_out = PIECE;
		lzma_ret got = lzma_code(l, LZMA_RUN);
		d->used = d->in.len - l->avail_in;
		if (!give(d, PIECE - l->avail_out))
			return DECODED_STOPPED;
		if (got == LZMA_STREAM_END)
			return DECODED_END;
		if (got == LZMA_BUF_ERROR)
			return DECODED_INPUT;
		if (got != LZMA_OK)
			return DECODED_BROKEN;
	}
}

static enum decoded decode_lzma(struct decoder *d, lzma_vli filter, lzma_options_lzma *options)
{
	const lzma_filter filters[2] = {{filter, options}, {LZMA_VLI_UNKNOWN, NULL}};
	lzma_stream l = LZMA_STREAM_INIT;

	if (options->dict_size > DICTIONARY_MOST)
		return DECODED_BROKEN;
	if (options->dict_size < DICTIONARY_LEAST)
		options->dict_size = DICTIONARY_LEAST;
	enum decoded end =
		lzma_raw_decoder(&l, filters) == LZMA_OK ? run_lzma(d, &l) : DECODED_BROKEN;
	lzma_end(&l);
	return end;
}

static enum decoded decode_lzma1(struct decoder *d)
{
	struct cursor c = cursor_over(d->in);
	lzma_options_lzma options = {.preset_dict = NULL};
	unsigned properties = cursor_u8(&c);

	options.dict_size = cursor_le32(&c);
	if (!cursor_fine(&c) || properties >= LZMA1_MOST)
		return DECODED_BROKEN;
	options.lc = properties % 9;
	options.lp = properties / 9 % 5;
	options.pb = properties / 45;
	d->used = LZMA1_PROPERTIES;
	return decode_lzma(d, LZMA_FILTER_LZMA1, &options);
}

static enum decoded decode_lzma2(struct decoder *d)
{
	struct cursor c = cursor_over(d->in);
	lzma_options_lzma options = {.preset_dict = NULL};
	unsigned properties = cursor_u8(&c);

	if (!cursor_fine(&c) || properties > LZMA2_MOST)
		return DECODED_BROKEN;
	options.dict_size = properties == LZMA2_MOST
				    ? UINT32_MAX
				    : (2u | (properties & 1)) << (properties / 2 + 11);
	d->used = 1;
	return decode_lzma(d, LZMA_FILTER_LZMA2, &options);
}

static enum decoded decode_by(enum decoding how, struct decoder *d)
{
	switch (how) {
	case DECODE_STORED:
		d->used = d->in.len;
		return d->in.len == 0 || d->take(d->ctx, d->in) ? DECODED_INPUT : DECODED_STOPPED;
	case DECODE_DEFLATE:
		return decode_zlib(d, -MAX_WBITS);
	case DECODE_ZLIB:
		return decode_zlib(d, MAX_WBITS);
	case DECODE_BZIP2:
		return decode_bzip2(d);
	case DECODE_BZIP2_BARE:
		return bare_bzip2(d->in, d->take, d->ctx, &d->used);
	case DECODE_LZMA1:
		return decode_lzma1(d);
	case DECODE_LZMA2:
		return decode_lzma2(d);
	}
	return DECODED_BROKEN;
}

enum decoded decode(enum decoding how, struct slice in, bool (*take)(void *ctx, struct slice piece),
		    void *ctx, uint64_t *ret_used)
{
	struct decoder d = {.in = in, .take = take, .ctx = ctx, .piece = mem_new(PIECE, 1)};
	enum decoded end = decode_by(how, &d);

	free(d.piece);
	if (ret_used)
		*ret_used = d.used;
	return end;
}
