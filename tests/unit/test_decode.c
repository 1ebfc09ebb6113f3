/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <bzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "unpack/decode.h"

enum { ROOM = 4 << 20, DICTIONARY = 1 << 16 };

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Runs, texts and noise, so that every step of a packing has work. */
static struct buf make_plain(size_t len)
{
	static const char text[] = "server=a.example;port=8000\r\n";
	struct buf b;
	uint32_t seed = (uint32_t)len;

	buf_init(&b, len);
	while (b.len < len) {
		unsigned mode = next_random(&seed) % 3;
		size_t n = next_random(&seed) % 300 + 1;
		for (size_t i = 0; i < n && b.len < len; i++)
			buf_u8(&b, mode == 0   ? 'r'
				   : mode == 1 ? (uint8_t)text[i % (sizeof(text) - 1)]
					       : (uint8_t)next_random(&seed));
	}
	return b;
}

struct receiver {
	struct buf got;
	size_t most; /* wanted */
};

static bool take(void *ctx, struct slice piece)
{
	struct receiver *r = ctx;

	buf_slice(&r->got, piece);
	return r->got.len < r->most;
}

static enum decoded run(enum decoding how, struct slice in, size_t most, struct buf *ret)
{
	struct receiver r = {.most = most};
	uint64_t used = 0;

	buf_init(&r.got, ROOM);
	enum decoded end = decode(how, in, take, &r, &used);
	assert_true(used <= in.len);
	*ret = r.got;
	return end;
}

static void assert_decodes(enum decoding how, const struct buf *packed, const struct buf *plain,
			   enum decoded want)
{
	struct buf got;

	assert_int_equal(run(how, slice_of(packed->at, packed->len), SIZE_MAX, &got), want);
	assert_int_equal(got.len, plain->len);
	assert_memory_equal(got.at, plain->at, plain->len);
	buf_done(&got);
	/* cut: a part, and never said to be whole */
	assert_int_not_equal(run(how, slice_of(packed->at, packed->len / 2), SIZE_MAX, &got),
			     DECODED_END);
	assert_true(got.len < plain->len);
	if (got.len)
		assert_memory_equal(got.at, plain->at, got.len);
	buf_done(&got);
	assert_int_equal(run(how, slice_of(packed->at, packed->len), 1, &got), DECODED_STOPPED);
	buf_done(&got);
	/* damaged anywhere: it comes back */
	for (size_t i = 0; i < 200; i++) {
		size_t at = i * 7919 % packed->len;
		packed->at[at] ^= (uint8_t)(1 + i);
		(void)run(how, slice_of(packed->at, packed->len), SIZE_MAX, &got);
		buf_done(&got);
		packed->at[at] ^= (uint8_t)(1 + i);
	}
}

static void pack_zlib(const struct buf *plain, int window, struct buf *out)
{
	z_stream z = {.zalloc = NULL};

	buf_init(out, ROOM);
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
	size_t room = deflateBound(&z, plain->len);
	z.next_in = plain->at;
	z.avail_in = (unsigned)plain->len;
	z.next_out = buf_place(out, room);
	z.avail_out = (unsigned)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	out->len += z.total_out;
	deflateEnd(&z);
}

static void deflated(void **state)
{
	struct buf plain = make_plain(300000), packed;

	(void)state;
	pack_zlib(&plain, -MAX_WBITS, &packed);
	assert_decodes(DECODE_DEFLATE, &packed, &plain, DECODED_END);
	buf_done(&packed);
	pack_zlib(&plain, MAX_WBITS, &packed);
	assert_decodes(DECODE_ZLIB, &packed, &plain, DECODED_END);
	buf_done(&packed);
	buf_done(&plain);
}

static void pack_lzma(const struct buf *plain, lzma_vli filter, struct buf *out)
{
	lzma_options_lzma options;
	size_t room = plain->len + 65536, len = 0;

	buf_init(out, ROOM);
	assert_false(lzma_lzma_preset(&options, 1));
	options.dict_size = DICTIONARY;
	const lzma_filter filters[2] = {{filter, &options}, {LZMA_VLI_UNKNOWN, NULL}};
	if (filter == LZMA_FILTER_LZMA1) {
		buf_u8(out, (uint8_t)((options.pb * 5 + options.lp) * 9 + options.lc));
		buf_le32(out, DICTIONARY);
	} else {
		buf_u8(out, 8); /* 64 KiB */
	}
	uint8_t *place = buf_place(out, room);
	assert_int_equal(
		lzma_raw_buffer_encode(filters, NULL, plain->at, plain->len, place, &len, room),
		LZMA_OK);
	out->len += len;
}

static void lzma_packed(void **state)
{
	struct buf plain = make_plain(300000), packed;

	(void)state;
	pack_lzma(&plain, LZMA_FILTER_LZMA1, &packed);
	assert_decodes(DECODE_LZMA1, &packed, &plain, DECODED_END);
	buf_done(&packed);
	pack_lzma(&plain, LZMA_FILTER_LZMA2, &packed);
	assert_decodes(DECODE_LZMA2, &packed, &plain, DECODED_END);
	buf_done(&packed);
	buf_done(&plain);
}

static void dictionaries_beyond_memory_are_refused(void **state)
{
	struct buf got;

	(void)state;
	assert_int_equal(
		run(DECODE_LZMA1, slice_of("\x5d\xff\xff\xff\x7f\0\0\0\0\0\0", 11), SIZE_MAX, &got),
		DECODED_BROKEN);
	buf_done(&got);
	assert_int_equal(run(DECODE_LZMA2, slice_of("\x28\0", 2), SIZE_MAX, &got), DECODED_BROKEN);
	buf_done(&got);
	assert_int_equal(
		run(DECODE_LZMA1, slice_of("\xff\0\0\1\0\0\0\0\0\0\0", 11), SIZE_MAX, &got),
		DECODED_BROKEN);
	buf_done(&got);
}

static void pack_bzip2(const struct buf *plain, struct buf *out)
{
	unsigned len = (unsigned)(plain->len + plain->len / 50 + 1000);

	buf_init(out, ROOM);
	uint8_t *place = buf_place(out, len);
	assert_int_equal(BZ2_bzBuffToBuffCompress((char *)place, &len, (char *)plain->at,
						  (unsigned)plain->len, 9, 0, 0),
			 BZ_OK);
	out->len += len;
}

/* What NSIS leaves out of bzip2's stream, left out. */
struct bits {
	struct slice in;
	size_t at; /* bit */
	struct buf *out;
	unsigned pending, n_pending;
};

static uint64_t bit_at(const struct bits *b, size_t at)
{
	return at / 8 < b->in.len ? b->in.at[at / 8] >> (7 - at % 8) & 1 : 0;
}

static void put_bits(struct bits *b, unsigned value, unsigned n)
{
	while (n-- > 0) {
		b->pending = b->pending << 1 | (value >> n & 1);
		if (++b->n_pending == 8) {
			buf_u8(b->out, (uint8_t)b->pending);
			b->n_pending = b->pending = 0;
		}
	}
}

static unsigned make_bare(const struct buf *packed, struct buf *out)
{
	struct bits b = {.in = slice_of(packed->at, packed->len), .at = 32, .out = out};
	uint64_t mark = 0; /* the next 48 bits */
	unsigned blocks = 0;

	buf_init(out, ROOM);
	for (unsigned i = 0; i < 48; i++)
		mark = mark << 1 | bit_at(&b, b.at + i);
	while (mark != 0x177245385090) {
		unsigned step = 1;
		if (mark == 0x314159265359) {
			put_bits(&b, 0x31, 8);
			step = 48 + 32 + 1;
			blocks++;
		} else {
			put_bits(&b, (unsigned)bit_at(&b, b.at), 1);
		}
		for (unsigned i = 0; i < step; i++)
			mark = (mark << 1 | bit_at(&b, b.at + i + 48)) & 0xffffffffffff;
		b.at += step;
		assert_true(b.at < packed->len * 8);
	}
	put_bits(&b, 0x17, 8);
	put_bits(&b, 0, (8 - b.n_pending) % 8);
	return blocks;
}

static void bzip2_packed(void **state)
{
	static const size_t lengths[] = {1, 3, 300, 50000, 2000000};
	struct buf packed, bare;

	(void)state;
	for (unsigned i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		struct buf plain = make_plain(lengths[i]);
		pack_bzip2(&plain, &packed);
		unsigned blocks = make_bare(&packed, &bare);
		assert_int_equal(blocks > 1, lengths[i] > 1000000);
		if (lengths[i] <= 50000) {
			assert_decodes(DECODE_BZIP2, &packed, &plain, DECODED_END);
			assert_decodes(DECODE_BZIP2_BARE, &bare, &plain, DECODED_END);
		} else {
			struct buf got;
			assert_int_equal(
				run(DECODE_BZIP2_BARE, slice_of(bare.at, bare.len), SIZE_MAX, &got),
				DECODED_END);
			assert_int_equal(got.len, plain.len);
			assert_memory_equal(got.at, plain.at, plain.len);
			buf_done(&got);
		}
		buf_done(&bare);
		buf_done(&packed);
		buf_done(&plain);
	}
}

static void runs_of_one_byte(void **state)
{
	struct buf plain, packed, bare;

	(void)state;
	buf_init(&plain, ROOM);
	memset(buf_place(&plain, 100000), 'x', 100000);
	plain.len = 100000;
	pack_bzip2(&plain, &packed);
	(void)make_bare(&packed, &bare);
	assert_decodes(DECODE_BZIP2_BARE, &bare, &plain, DECODED_END);
	buf_done(&bare);
	buf_done(&packed);
	buf_done(&plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deflated),
		cmocka_unit_test(lzma_packed),
		cmocka_unit_test(dictionaries_beyond_memory_are_refused),
		cmocka_unit_test(bzip2_packed),
		cmocka_unit_test(runs_of_one_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
