/* SPDX-License-Identifier: Apache-2.0
 *
 * Files in the chunks of an installer. A chunk is unpacked once, from its start, and cut into the files
 * that lie in it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "unpack/decode.h"
#include "unpack/inno.h"

enum {
	MARK = 4,
	NAME_MOST = 1100,
	CALL_BLOCK = 0x10000, /* calls that reach over its border were not altered */
	CALL_BYTES = 5,
	FILTERED = 4096,
	VERSION_FLIPPED = 50309,
	VERSION_ALTERED = 50200,
	LZMA2_MOST = 40,
	ENGINE_MOST = 64 << 20,
	CHUNKS_IN_PROGRAM_MOST = 100000, /* without solid packing each file has its own */
};

/* In programs the targets of calls and jumps were made absolute; they are made relative again. */
struct calls {
	uint32_t offset; /* bytes so far */
	unsigned pending;
	bool in_call;
	uint8_t target[4];
	uint8_t out[FILTERED];
	size_t n;
};

struct chunk {
	struct inno *in;
	const struct inno_location *next, *end; /* files that are still to come */
	uint64_t at;                            /* in the unpacked chunk */
	uint64_t left;                          /* of the file that comes */
	struct spool *spool;
	struct calls calls;
	bool stopped, overlaps;
	bool borderless; /* the engine's calls were altered as one */
};

static bool flush(struct chunk *k)
{
	bool goes_on = spool_put(k->spool, slice_of(k->calls.out, k->calls.n));

	k->calls.n = 0;
	return goes_on;
}

static void relate(struct chunk *k)
{
	struct calls *c = &k->calls;

	if (c->target[3] != 0 && c->target[3] != 0xff)
		return;
	uint32_t to = c->target[0] | (uint32_t)c->target[1] << 8 | (uint32_t)c->target[2] << 16;
	to -= c->offset & 0xffffff;
	c->target[0] = (uint8_t)to;
	c->target[1] = (uint8_t)(to >> 8);
	c->target[2] = (uint8_t)(to >> 16);
	if (k->in->version >= VERSION_FLIPPED && to & 0x800000)
		c->target[3] = (uint8_t)~c->target[3];
}

static bool put_altered(struct chunk *k, struct slice bytes)
{
	struct calls *c = &k->calls;

	for (size_t i = 0; i < bytes.len; i++) {
		if (c->n + 4 > FILTERED && !flush(k))
			return false;
		c->offset++;
		if (c->in_call) {
			c->target[c->pending++] = bytes.at[i];
			if (c->pending < 4)
				continue;
			relate(k);
			memcpy(c->out + c->n, c->target, 4);
			c->n += 4;
			c->in_call = false;
			continue;
		}
		c->out[c->n++] = bytes.at[i];
		uint32_t room =
			k->borderless ? CALL_BYTES : CALL_BLOCK - (c->offset - 1) % CALL_BLOCK;
		c->in_call = (bytes.at[i] == 0xe8 || bytes.at[i] == 0xe9) && room >= CALL_BYTES;
		c->pending = 0;
	}
	return true;
}

static bool is_altered(const struct chunk *k)
{
	return k->next->calls_altered && k->in->version >= VERSION_ALTERED;
}

static void begin_file(struct chunk *k)
{
	char name[NAME_MOST];
	const struct inno_location *l = k->next;
	int len = l->name && l->name[0]
			  ? snprintf(name, sizeof(name), "setup\\%s", l->name)
			  : snprintf(name, sizeof(name), "setup\\chunk-%" PRIu64 "-at-%" PRIu64,
				     l->chunk, l->at);
	const struct member m = {
		.name = slice_of(name, (size_t)len < sizeof(name) ? (size_t)len : sizeof(name) - 1),
		.windows_names = true,
		.offset = UNPACK_OFFSET_UNKNOWN};

	k->spool = out_begin(k->in->out, &m);
	k->left = l->size;
	k->calls = (struct calls){.offset = 0};
	k->stopped |= k->spool == NULL;
}

static void end_file(struct chunk *k, bool broken)
{
	struct calls *c = &k->calls;

	if (k->spool) {
		if (c->in_call) {
			memcpy(c->out + c->n, c->target, c->pending);
			c->n += c->pending;
		}
		(void)flush(k);
		out_end(k->in->out, k->spool, broken);
	}
	k->spool = NULL;
	k->next++;
}

/* Bytes of the chunk before the file that comes next. */
static void skip_to_file(struct chunk *k, struct cursor *c)
{
	uint64_t gap = k->next->at - k->at;
	size_t n = gap < cursor_left(c) ? (size_t)gap : cursor_left(c);

	cursor_skip(c, n);
	k->at += n;
}

static bool take(void *ctx, struct slice bytes)
{
	struct chunk *k = ctx;
	struct cursor c = cursor_over(bytes);

	while (k->next < k->end && !k->stopped) {
		if (!k->spool) {
			if (k->next->at < k->at) {
				k->overlaps = true;
				k->next++;
				continue;
			}
			skip_to_file(k, &c);
			if (k->at < k->next->at)
				return true;
			begin_file(k);
			if (!k->spool)
				break;
		}
		size_t n = k->left < cursor_left(&c) ? (size_t)k->left : cursor_left(&c);
		struct slice now = cursor_take(&c, n);
		if (n && !(is_altered(k) ? put_altered(k, now) : spool_put(k->spool, now)))
			k->stopped = true;
		k->at += n;
		k->left -= n;
		if (k->left)
			return !k->stopped;
		end_file(k, false);
	}
	return k->next < k->end && !k->stopped && out_goes_on(k->in->out);
}

static enum decoding packing_of(struct slice b)
{
	if (slice_starts(b, "BZh"))
		return DECODE_BZIP2;
	if (slice_starts(b, "x"))
		return DECODE_ZLIB;
	return b.len && b.at[0] <= LZMA2_MOST ? DECODE_LZMA2 : DECODE_LZMA1;
}

/* All files from first to end lie in one chunk. */
static void give_chunk(struct inno *in, const struct inno_location *first,
		       const struct inno_location *end)
{
	struct chunk *k = mem_new(1, sizeof(*k));
	uint64_t at = in->places.data + first->chunk + MARK;

	k->in = in;
	k->next = first;
	k->end = end;
	struct slice bytes =
		at < in->bytes.len ? slice_from(in->bytes, (size_t)at) : slice_of(NULL, 0);
	bool cut = first->packed > bytes.len;
	if (!cut)
		bytes.len = (size_t)first->packed;
	bool apart = ranges_apart(&in->given, at - MARK, at + bytes.len);
	ranges_add(&in->given, at - MARK, at + bytes.len);
	out_covers(in->out, at - MARK, at + bytes.len);
	if (!apart) {
		out_broken(in->out, at, "a chunk has bytes of another one and was left out");
	} else if (first->encrypted) {
		out_broken(in->out, at, "%zu files are encrypted with a password",
			   (size_t)(end - first));
	} else {
		(void)decode(first->packed_at_all ? packing_of(bytes) : DECODE_STORED, bytes, take,
			     k, NULL);
		if (k->spool)
			end_file(k, true);
		if (k->next < k->end && !k->stopped)
			out_broken(in->out, at, "%s: %zu files are not whole or left out",
				   cut ? "ends early" : "a chunk can't be unpacked to its end",
				   (size_t)(k->end - k->next) + 1);
		else if (k->overlaps)
			out_broken(in->out, at, "files that share bytes with others were left out");
	}
	free(k);
}

void inno_give_engine(struct inno *in)
{
	struct chunk *k = mem_new(1, sizeof(*k));
	struct inno_location engine = {.calls_altered = true, .name = mem_text("engine.exe")};
	struct buf program;
	bool whole = false;

	buf_init(&program, ENGINE_MOST);
	uint64_t end = inno_read_block(in->bytes, in->places.engine, &program, &whole);
	if (end && program.len) {
		engine.size = program.len;
		k->in = in;
		k->next = &engine;
		k->end = &engine + 1;
		k->borderless = true;
		(void)take(k, slice_of(program.at, program.len));
		out_covers(in->out, in->places.engine, end < in->bytes.len ? end : in->bytes.len);
	}
	buf_done(&program);
	free(engine.name);
	free(k);
}

/* ---- data in files beside the program ---- */

enum { SLICE_HEAD = 12, CHUNK_NAME = 64, CHUNKS_MOST = 10000 };

static bool take_all(void *ctx, struct slice bytes)
{
	return spool_put(ctx, bytes);
}

/* A chunk whose files stand in the headers of another file: as one. The offset behind it. */
static uint64_t give_bare_chunk(struct slice bytes, uint64_t at, struct unpack_out *out)
{
	char name[CHUNK_NAME];
	const struct slice rest = slice_from(bytes, (size_t)at + MARK);
	const uint8_t *next = rest.len ? memmem(rest.at, rest.len, "zlb\x1a", MARK) : NULL;
	enum decoding how = packing_of(rest);
	uint64_t used = 0;
	int len = snprintf(name, sizeof(name), "chunk-%" PRIu64, at);
	struct spool *s =
		out_begin(out, &(struct member){.name = slice_of(name, (size_t)len), .offset = at});

	if (!s)
		return UINT64_MAX;
	enum decoded end = decode(how, rest, take_all, s, &used);
	bool whole = end == DECODED_END;
	if (!whole && spool_size(s) == 0) { /* not packed at all */
		used = next ? (uint64_t)(next - rest.at) : rest.len;
		(void)spool_put(s, slice_of(rest.at, (size_t)used));
		whole = true;
	}
	if (!whole)
		out_broken(out, at, "a chunk can't be unpacked to its end");
	out_end(out, s, !whole);
	return end == DECODED_STOPPED ? UINT64_MAX : at + MARK + used;
}

static uint64_t open_inno_slice(struct slice bytes, struct unpack_out *out)
{
	struct cursor c = cursor_over(bytes);

	cursor_skip(&c, 8);
	uint64_t size = cursor_le32(&c), at = SLICE_HEAD;
	if (!cursor_fine(&c) || size <= SLICE_HEAD + MARK ||
	    !slice_starts(cursor_rest(&c), "zlb\x1a"))
		return 0;
	if (size > bytes.len)
		out_broken(out, bytes.len, "ends %" PRIu64 " bytes early", size - bytes.len);
	else
		bytes.len = (size_t)size;
	for (unsigned n = 0; at < bytes.len && out_goes_on(out); n++) {
		if (n == CHUNKS_MOST) {
			out_broken(out, at, "has too many chunks: the rest was left out");
			break;
		}
		const uint8_t *next = memmem(bytes.at + at, bytes.len - at, "zlb\x1a", MARK);
		if (!next)
			break;
		at = give_bare_chunk(bytes, (uint64_t)(next - bytes.at), out);
	}
	return bytes.len;
}

const struct format format_innoslice = {
	.name = "inno-slice",
	.marks = {{"idska32\x1a", 8, 0}},
	.only_whole = true,
	.open = open_inno_slice,
};

static int by_place(const void *left, const void *right)
{
	const struct inno_location *a = left, *b = right;

	if (a->first_slice != b->first_slice)
		return a->first_slice < b->first_slice ? -1 : 1;
	if (a->chunk != b->chunk)
		return a->chunk < b->chunk ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

void inno_give_files(struct inno *in)
{
	size_t elsewhere = 0, end;

	qsort(in->all, in->n, sizeof(*in->all), by_place);
	unsigned chunks = 0;
	for (size_t i = 0; i < in->n && out_goes_on(in->out); i = end) {
		const struct inno_location *l = &in->all[i];
		if (chunks++ == CHUNKS_IN_PROGRAM_MOST) {
			out_broken(in->out, in->places.data,
				   "has too many chunks: the rest was left out");
			break;
		}
		for (end = i + 1; end < in->n && in->all[end].first_slice == l->first_slice &&
				  in->all[end].chunk == l->chunk;)
			end++;
		if (in->places.data == 0 || l->first_slice || l->last_slice)
			elsewhere += end - i;
		else
			give_chunk(in, l, &in->all[end]);
	}
	if (elsewhere)
		out_broken(in->out, UNPACK_OFFSET_UNKNOWN,
			   "%zu files lie in other files of the installer (setup-1.bin)",
			   elsewhere);
}
