/* SPDX-License-Identifier: Apache-2.0
 *
 * Compressed streams that hold one nameless file: gzip (RFC 1952), bzip2, xz, lzma, lzip, zstd
 * (RFC 8878), lz4, each through the library of that name, which tells where the stream ends: streams
 * stand within other things, with anything behind. A mark alone is no stream: what follows must
 * unpack. Several of one kind right behind each other are one file.
 */
#include <bzlib.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "base/err.h"
#include "unpack/format.h"
#include "unpack/order.h"

enum {
	LEAST_BROKEN = 256, /* bytes that a damaged stream gave, to be taken for one */
	LEAST = 18,         /* bytes of a stream */
	BZIP2_MARK_AT = 4,
	TRY_COSTS = 8192,    /* as much as reading so many bytes */
	LZ4_BLOCK = 8 << 20, /* of the old form: all but the last unpack to it */
};
#define SIZE_TOLD_MAX (1ull << 32)       /* of a stream whose header is to be believed */
#define MEMORY_MAX ((uint64_t)192 << 20) /* that a stream may want for its dictionary */

enum step { GOES_ON, ENDS, IS_BAD };

struct flow {
	struct slice in; /* not taken yet */
	uint8_t *to;
	size_t room; /* left in it */
	union {
		z_stream zlib;
		bz_stream bzip2;
		lzma_stream lzma;
		ZSTD_DStream *zstd;
		LZ4F_dctx *lz4;
	};
};

struct codec {
	const char *mark;
	size_t len, at;
	bool (*start)(struct flow *f);
	enum step (*step)(struct flow *f);
	void (*stop)(struct flow *f);
	/* True when the first bytes alone make sure that it is one. */
	bool (*certain)(struct slice bytes);
};

static unsigned at_most(size_t n)
{
	return n < INT32_MAX ? (unsigned)n : INT32_MAX;
}

static void took(struct flow *f, size_t in, size_t out)
{
	f->in = slice_from(f->in, in);
	f->to += out;
	f->room -= out;
}

/* ---- gzip ---- */

static bool gzip_start(struct flow *f)
{
	f->zlib = (z_stream){.avail_in = 0};
	return (f->in.at[3] & 0xe0) == 0 && inflateInit2(&f->zlib, MAX_WBITS + 16) == Z_OK;
}

static enum step gzip_step(struct flow *f)
{
	unsigned in = at_most(f->in.len), out = at_most(f->room);

	f->zlib.next_in = (Bytef *)(uintptr_t)f->in.at;
	f->zlib.avail_in = in;
	f->zlib.next_out = f->to;
	f->zlib.avail_out = out;
	int got = inflate(&f->zlib, Z_NO_FLUSH);
	took(f, in - f->zlib.avail_in, out - f->zlib.avail_out);
	return got == Z_STREAM_END ? ENDS : got == Z_OK || got == Z_BUF_ERROR ? GOES_ON : IS_BAD;
}

static void gzip_stop(struct flow *f)
{
	inflateEnd(&f->zlib);
}

/* ---- bzip2 ---- */

static bool bzip2_start(struct flow *f)
{
	f->bzip2 = (bz_stream){.avail_in = 0};
	return slice_starts(f->in, "BZh") && f->in.at[3] >= '1' && f->in.at[3] <= '9' &&
	       BZ2_bzDecompressInit(&f->bzip2, 0, 0) == BZ_OK;
}

static enum step bzip2_step(struct flow *f)
{
	unsigned in = at_most(f->in.len), out = at_most(f->room);

	f->bzip2.next_in = (char *)(uintptr_t)f->in.at;
	f->bzip2.avail_in = in;
	f->bzip2.next_out = (char *)f->to;
	f->bzip2.avail_out = out;
	int got = BZ2_bzDecompress(&f->bzip2);
	took(f, in - f->bzip2.avail_in, out - f->bzip2.avail_out);
	return got == BZ_STREAM_END ? ENDS : got == BZ_OK ? GOES_ON : IS_BAD;
}

static void bzip2_stop(struct flow *f)
{
	BZ2_bzDecompressEnd(&f->bzip2);
}

static bool always(struct slice bytes)
{
	(void)bytes;
	return true;
}

/* ---- xz, lzma, lzip ---- */

static bool xz_start(struct flow *f)
{
	f->lzma = (lzma_stream)LZMA_STREAM_INIT;
	return lzma_stream_decoder(&f->lzma, MEMORY_MAX, 0) == LZMA_OK;
}

static bool xz_certain(struct slice bytes)
{
	struct cursor c = cursor_over(slice_part(bytes, 8, 4));

	return crc32_z(0, bytes.at + 6, 2) == cursor_le32(&c);
}

/* The mark is so short that the rest of the header must look as encoders write it. */
static bool lzma_start(struct flow *f)
{
	struct cursor c = cursor_over(f->in);

	cursor_skip(&c, 1);
	uint32_t dictionary = cursor_le32(&c);
	uint64_t size = cursor_le64(&c);
	uint8_t first = cursor_u8(&c); /* the range coder begins with a zero */
	bool power = dictionary >= 4096 && dictionary <= 1u << 28 &&
		     ((dictionary & (dictionary - 1)) == 0 ||
		      (dictionary % 3 == 0 && (dictionary / 3 & (dictionary / 3 - 1)) == 0));
	f->lzma = (lzma_stream)LZMA_STREAM_INIT;
	return cursor_fine(&c) && power && first == 0 &&
	       (size == UINT64_MAX || (size > 0 && size < (uint64_t)1 << 36)) &&
	       lzma_alone_decoder(&f->lzma, MEMORY_MAX) == LZMA_OK;
}

static bool lzip_start(struct flow *f)
{
	f->lzma = (lzma_stream)LZMA_STREAM_INIT;
	return lzma_lzip_decoder(&f->lzma, MEMORY_MAX, 0) == LZMA_OK;
}

static enum step lzma_step(struct flow *f)
{
	f->lzma.next_in = f->in.at;
	f->lzma.avail_in = f->in.len;
	f->lzma.next_out = f->to;
	f->lzma.avail_out = f->room;
	lzma_ret got = lzma_code(&f->lzma, LZMA_RUN);
	took(f, f->in.len - f->lzma.avail_in, f->room - f->lzma.avail_out);
	return got == LZMA_STREAM_END                    ? ENDS
	       : got == LZMA_OK || got == LZMA_BUF_ERROR ? GOES_ON
							 : IS_BAD;
}

static void lzma_stop(struct flow *f)
{
	lzma_end(&f->lzma);
}

/* ---- zstd ---- */

static bool zstd_start(struct flow *f)
{
	f->zstd = ZSTD_createDStream();
	return f->zstd != NULL;
}

static enum step zstd_step(struct flow *f)
{
	ZSTD_inBuffer in = {f->in.at, f->in.len, 0};
	ZSTD_outBuffer out = {f->to, f->room, 0};
	size_t got = ZSTD_decompressStream(f->zstd, &out, &in);

	took(f, in.pos, out.pos);
	return ZSTD_isError(got) ? IS_BAD : got == 0 ? ENDS : GOES_ON;
}

static void zstd_stop(struct flow *f)
{
	ZSTD_freeDStream(f->zstd);
}

static bool zstd_certain(struct slice bytes)
{
	unsigned long long size = ZSTD_getFrameContentSize(bytes.at, bytes.len);

	return size > 0 && size < SIZE_TOLD_MAX;
}

/* ---- lz4 ---- */

static bool lz4_start(struct flow *f)
{
	return !LZ4F_isError(LZ4F_createDecompressionContext(&f->lz4, LZ4F_VERSION));
}

static enum step lz4_step(struct flow *f)
{
	size_t in = f->in.len, out = f->room;
	size_t got = LZ4F_decompress(f->lz4, f->to, &out, f->in.at, &in, NULL);

	if (LZ4F_isError(got))
		return IS_BAD;
	took(f, in, out);
	return got == 0 ? ENDS : GOES_ON;
}

static void lz4_stop(struct flow *f)
{
	LZ4F_freeDecompressionContext(f->lz4);
}

static const struct codec codecs[] = {
	{"\x1f\x8b\x08", 3, 0, gzip_start, gzip_step, gzip_stop, NULL},
	{"1AY&SY", 6, BZIP2_MARK_AT, bzip2_start, bzip2_step, bzip2_stop, always},
	{"\xfd"
	 "7zXZ\0",
	 6, 0, xz_start, lzma_step, lzma_stop, xz_certain},
	{"LZIP\1", 5, 0, lzip_start, lzma_step, lzma_stop, NULL},
	{"\x5d\0\0", 3, 0, lzma_start, lzma_step, lzma_stop, NULL},
	{"\x28\xb5\x2f\xfd", 4, 0, zstd_start, zstd_step, zstd_stop, zstd_certain},
	{"\x04\x22\x4d\x18", 4, 0, lz4_start, lz4_step, lz4_stop, NULL},
};
enum { CODECS = sizeof(codecs) / sizeof(*codecs) };

static bool begins(const struct codec *codec, struct slice bytes)
{
	return bytes.len >= LEAST && memcmp(bytes.at + codec->at, codec->mark, codec->len) == 0;
}

/* One stream. s ends broken when it is IS_BAD, and is full when it GOES_ON. */
static enum step unpack_one(const struct codec *codec, struct flow *f, struct spool *s)
{
	enum step step = GOES_ON;

	if (!codec->start(f))
		return IS_BAD;
	while (step == GOES_ON) {
		uint8_t *room = spool_room(s, SPOOL_PIECE);
		if (!room)
			break;
		size_t before = f->in.len;
		f->to = room;
		f->room = SPOOL_PIECE;
		step = codec->step(f);
		size_t wrote = SPOOL_PIECE - f->room;
		if (!spool_wrote(s, wrote))
			break;
		if (step == GOES_ON && wrote == 0 && f->in.len == before)
			step = IS_BAD; /* wants more than there is */
	}
	codec->stop(f);
	return step;
}

/* The name of the file around it without what says that it is packed. */
static struct slice name_of(const struct unpack_out *out)
{
	static const char *const ends[] = {".gz", ".bz2", ".xz",  ".lzma",
					   ".lz", ".zst", ".lz4", ".tgz"};
	struct slice name = out_file_name(out);

	for (unsigned i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t len = strlen(ends[i]);
		if (name.len > len && slice_same_word(slice_from(name, name.len - len), ends[i]))
			return slice_of(name.at, name.len - len);
	}
	return slice_text("unpacked");
}

static uint64_t unpack_all(const struct codec *codec, struct slice bytes, struct unpack_out *out)
{
	const struct member m = {.name = name_of(out), .offset = UNPACK_OFFSET_UNKNOWN};
	struct spool *s = out_begin(out, &m);
	struct flow f = {.in = bytes};
	enum step step = ENDS;
	uint64_t used = 0;

	if (!s)
		return 0;
	while (step == ENDS && begins(codec, f.in)) {
		step = unpack_one(codec, &f, s);
		if (step == IS_BAD && used)
			break; /* what comes behind a whole one only looks like another */
		used = bytes.len - f.in.len;
	}
	bool bad = step == IS_BAD;
	if (bad && spool_size(s) < LEAST_BROKEN && !(codec->certain && codec->certain(bytes))) {
		out_tried(out, TRY_COSTS + used + spool_size(s));
		out_drop(out, s);
		return 0;
	}
	if (bad)
		out_broken(out, used, f.in.len ? "is damaged" : "ends early");
	out_end(out, s, step != ENDS);
	return used ? used : codec->at + codec->len;
}

static uint64_t open_stream(struct slice bytes, struct unpack_out *out)
{
	for (unsigned i = 0; i < CODECS; i++)
		if (begins(&codecs[i], bytes))
			return unpack_all(&codecs[i], bytes, out);
	return 0;
}

/* lz4's old form, as the Linux kernel packs itself: blocks with their lengths and nothing that says
 * where they end. */
static uint64_t open_lz4_old(struct slice bytes, struct unpack_out *out)
{
	const struct member m = {.name = name_of(out), .offset = UNPACK_OFFSET_UNKNOWN};
	struct cursor c = cursor_over(bytes), ahead;
	int len = LZ4_BLOCK;
	uint64_t used = 0;

	cursor_skip(&c, 4);
	ahead = c;
	(void)cursor_take(&ahead, cursor_le32(&ahead));
	if (!cursor_fine(&ahead) || cursor_offset(&ahead) > (size_t)LZ4_COMPRESSBOUND(LZ4_BLOCK))
		return 0;
	struct spool *s = out_begin(out, &m);
	uint8_t *block = mem_reserve(LZ4_BLOCK);
	while (s && len == LZ4_BLOCK) {
		uint32_t packed = cursor_le32(&c);
		struct slice in = cursor_take(&c, packed);
		if (!cursor_fine(&c) || packed == 0 ||
		    packed > (uint32_t)LZ4_COMPRESSBOUND(LZ4_BLOCK))
			break;
		len = LZ4_decompress_safe((const char *)in.at, (char *)block, (int)in.len,
					  LZ4_BLOCK);
		if (len <= 0 || !spool_put(s, slice_of(block, (size_t)len)))
			break;
		used = cursor_offset(&c);
	}
	mem_release(block, LZ4_BLOCK);
	if (s && used == 0) {
		out_tried(out, TRY_COSTS + cursor_offset(&c));
		out_drop(out, s);
	} else if (s) {
		if (len < 0)
			out_broken(out, used, "is damaged");
		out_end(out, s, len < 0);
	}
	return used;
}

const struct format format_stream = {
	.name = "stream",
	.marks = {{"\x1f\x8b\x08", 3, 0},
		  {"1AY&SY", 6, BZIP2_MARK_AT},
		  {"\xfd"
		   "7zXZ\0",
		   6, 0},
		  {"\x28\xb5\x2f\xfd", 4, 0},
		  {"\x04\x22\x4d\x18", 4, 0},
		  {"LZIP\1", 5, 0},
		  {"\x5d\0\0", 3, 0}},
	.open = open_stream,
};

const struct format format_lz4 = {
	.name = "lz4", .marks = {{"\x02\x21\x4c\x18", 4, 0}}, .open = open_lz4_old};
