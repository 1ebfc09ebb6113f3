/* SPDX-License-Identifier: Apache-2.0
 *
 * Installers made with NSIS. Behind the program stands a header of 28 bytes, then the script and the
 * data, packed in one ("solid") or each for itself: Source/exehead/fileform.h in kichik/nsis. How they
 * are packed is not said anywhere but in the program; it is told as 7-Zip does
 * (CPP/7zip/Archive/Nsis/NsisIn.cpp, Open2).
 */
#include "unpack/nsis.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "unpack/decode.h"
#include "unpack/format.h"

enum {
	HEAD = 28,
	FLAG_NO_CHECKSUM = 4,
	FLAGS = 15,
	SCRIPT_LEAST = 4 + 8 * 8,
	SCRIPT_MOST = 64 << 20,
	TEXTS_MOST = 64 << 20,
	NAME_MOST = 64,
	FILTERED = 1, /* a byte before the properties of LZMA: 1 = jumps of programs are altered */
};

#define PACKED (1u << 31) /* in a size: the bytes are packed */

struct nsis {
	struct unpack_out *out;
	struct slice bytes; /* from behind the header to the end of the data */
	uint32_t flags, script_size;
	enum decoding how;
	unsigned skip; /* bytes before the properties of LZMA */
	/* what comes out of a solid one, or of one piece of another */
	struct buf script;
	struct nsis_script read;
	uint64_t data_at; /* of the piece that comes, among the data */
	uint64_t left;    /* of it */
	uint8_t size[4];  /* that stands before it */
	unsigned n_size;
	struct spool *spool;
	uint64_t number;
	bool has_script, full;
};

static bool is_bzip2(struct slice b)
{
	return b.len >= 2 && b.at[0] == 0x31 && b.at[1] < 14;
}

static bool is_lzma(struct slice b)
{
	return b.len >= 7 && b.at[0] == 0x5d && b.at[1] == 0 && b.at[2] == 0 && b.at[5] == 0 &&
	       (b.at[6] & 0x80) == 0;
}

/* How the bytes are packed that begin here. */
static void tell_packing(struct nsis *n, struct slice b)
{
	n->skip = 0;
	n->how = DECODE_DEFLATE;
	if (is_lzma(b)) {
		n->how = DECODE_LZMA1;
	} else if (b.len && b.at[0] <= FILTERED && is_lzma(slice_from(b, 1))) {
		n->how = DECODE_LZMA1;
		n->skip = 1;
	} else if (is_bzip2(b)) {
		n->how = DECODE_BZIP2_BARE;
	}
}

static void give_script(struct nsis *n)
{
	const struct slice header = slice_of(n->script.at, n->script.len);
	const struct member m = {.name = slice_text("script.txt"), .offset = UNPACK_OFFSET_UNKNOWN};
	struct buf texts;

	n->has_script = true;
	nsis_read_script(&n->read, header);
	buf_init(&texts, TEXTS_MOST);
	nsis_put_texts(&texts, header);
	struct spool *s = texts.len ? out_begin(n->out, &m) : NULL;
	if (s) {
		(void)spool_put(s, slice_of(texts.at, texts.len));
		out_end(n->out, s, false);
	}
	buf_done(&texts);
}

static void begin_data(struct nsis *n, uint64_t offset)
{
	char made[NAME_MOST];
	struct member m = {
		.name = nsis_name(&n->read, n->data_at), .windows_names = true, .offset = offset};

	if (m.name.len == 0)
		m.name = slice_of(
			made, (size_t)snprintf(made, sizeof(made), "block-%" PRIu64, n->number));
	n->number++;
	n->spool = out_begin(n->out, &m);
	n->full = n->spool == NULL;
}

static void end_data(struct nsis *n, bool broken)
{
	if (n->spool)
		out_end(n->out, n->spool, broken);
	n->spool = NULL;
}

/* ---- solid: one stream of sizes and pieces, the script first ---- */

/* The four bytes before a piece. False when they are not whole yet. */
static bool take_size(struct nsis *n, struct cursor *c)
{
	while (n->n_size < 4 && cursor_left(c))
		n->size[n->n_size++] = cursor_u8(c);
	if (n->n_size < 4)
		return false;
	struct cursor s = cursor_over(slice_of(n->size, 4));
	n->left = cursor_le32(&s);
	return true;
}

static void begin_piece(struct nsis *n)
{
	if (n->has_script && n->left)
		begin_data(n, UNPACK_OFFSET_UNKNOWN);
}

static void end_piece(struct nsis *n)
{
	struct cursor s = cursor_over(slice_of(n->size, 4));
	uint64_t size = cursor_le32(&s);

	if (!n->has_script) {
		give_script(n);
	} else {
		end_data(n, false);
		n->data_at += 4 + size;
	}
	n->n_size = 0;
}

static bool put_piece(struct nsis *n, struct slice bytes)
{
	if (n->has_script)
		return n->spool && spool_put(n->spool, bytes);
	buf_slice(&n->script, bytes);
	return !buf_full(&n->script);
}

static bool take_solid(void *ctx, struct slice bytes)
{
	struct nsis *n = ctx;
	struct cursor c = cursor_over(bytes);

	while (cursor_left(&c)) {
		if (n->n_size < 4) {
			if (!take_size(n, &c))
				return true;
			/* the script's own size was told before: if it is another, this is no NSIS */
			if (!n->has_script && n->left != n->script_size)
				return false;
			begin_piece(n);
		}
		size_t now = n->left < cursor_left(&c) ? (size_t)n->left : cursor_left(&c);
		if (now && !put_piece(n, cursor_take(&c, now))) {
			n->full = true;
			return false;
		}
		n->left -= now;
		if (n->left == 0)
			end_piece(n);
	}
	return out_goes_on(n->out);
}

static bool read_solid(struct nsis *n)
{
	struct slice packed = slice_from(n->bytes, n->skip < n->bytes.len ? n->skip : 0);
	uint64_t used = 0;
	enum decoded end = decode(n->how, packed, take_solid, n, &used);
	bool whole = n->n_size == 0 &&
		     (end == DECODED_END || (end == DECODED_INPUT && n->how == DECODE_LZMA1));

	if (!n->has_script)
		return false;
	if (n->spool)
		end_data(n, true);
	if (!whole && !n->full && end != DECODED_STOPPED)
		out_broken(n->out, HEAD + n->skip + used, "its data can't be unpacked to its end");
	return true;
}

/* ---- each piece for itself ---- */

static bool take_script(void *ctx, struct slice bytes)
{
	struct nsis *n = ctx;

	buf_slice(&n->script, bytes);
	return !buf_full(&n->script) && n->script.len < n->script_size;
}

static bool take_data(void *ctx, struct slice bytes)
{
	struct nsis *n = ctx;

	return spool_put(n->spool, bytes);
}

/* A piece at the front of rest; false when there is none. */
static bool next_piece(struct slice *rest, struct slice *ret, bool *ret_packed, bool *ret_cut)
{
	struct cursor c = cursor_over(*rest);
	uint32_t size = cursor_le32(&c);

	if (!cursor_fine(&c) || cursor_left(&c) == 0)
		return false;
	*ret_packed = (size & PACKED) != 0;
	size &= ~PACKED;
	*ret_cut = size > cursor_left(&c);
	*ret = cursor_take(&c, *ret_cut ? cursor_left(&c) : size);
	*rest = cursor_rest(&c);
	return true;
}

static struct slice without_filter_byte(const struct nsis *n, struct slice piece)
{
	return piece.len > n->skip ? slice_from(piece, n->skip) : piece;
}

static bool unpack_data(struct nsis *n, struct slice piece)
{
	enum decoded end = decode(n->how, without_filter_byte(n, piece), take_data, n, NULL);

	n->full |= end == DECODED_STOPPED;
	return end == DECODED_END || (end == DECODED_INPUT && n->how == DECODE_LZMA1);
}

static void read_data(struct nsis *n, struct slice rest)
{
	const uint8_t *from = rest.at;
	struct slice piece;
	bool packed, cut;

	while (!n->full && out_goes_on(n->out)) {
		uint64_t at = rest.len ? (uint64_t)(rest.at - from) : 0;
		if (!next_piece(&rest, &piece, &packed, &cut))
			return;
		n->data_at = at;
		if (piece.len == 0)
			continue;
		uint64_t offset = HEAD + (uint64_t)(piece.at - n->bytes.at);
		begin_data(n, packed ? UNPACK_OFFSET_UNKNOWN : offset);
		if (!n->spool)
			return;
		bool whole = packed ? unpack_data(n, piece) : spool_put(n->spool, piece);
		whole &= !cut;
		if (!whole && !n->full)
			out_broken(n->out, offset, "data %" PRIu64 " can't be unpacked to its end",
				   n->number - 1);
		end_data(n, !whole);
	}
}

static bool read_apart(struct nsis *n)
{
	struct slice rest = n->bytes, piece;
	bool packed, cut;

	if (!next_piece(&rest, &piece, &packed, &cut))
		return false;
	if (packed)
		(void)decode(n->how, without_filter_byte(n, piece), take_script, n, NULL);
	else
		(void)take_script(n, piece);
	if (n->script.len != n->script_size)
		return false;
	give_script(n);
	read_data(n, rest);
	return true;
}

static bool try_solid(struct nsis *n)
{
	buf_clear(&n->script);
	n->n_size = 0;
	return read_solid(n);
}

/* A piece for itself begins with its size, whose last byte is the mark of packed bytes. */
static bool read_all(struct nsis *n)
{
	struct cursor c = cursor_over(n->bytes);
	uint32_t first = cursor_le32(&c);

	if (!cursor_fine(&c))
		return false;
	if (first == n->script_size || first >> 24 == PACKED >> 24) {
		tell_packing(n, cursor_rest(&c));
		if (read_apart(n))
			return true;
	}
	tell_packing(n, n->bytes);
	if (try_solid(n))
		return true;
	n->how = DECODE_DEFLATE;
	n->skip = 0;
	return try_solid(n);
}

static uint64_t open_nsis(struct slice bytes, struct unpack_out *out)
{
	struct cursor c = cursor_over(bytes);
	struct nsis n = {.out = out};

	n.flags = cursor_le32(&c);
	cursor_skip(&c, 16);
	n.script_size = cursor_le32(&c);
	uint64_t all = cursor_le32(&c);
	uint64_t tail = n.flags & FLAG_NO_CHECKSUM ? 0 : 4;
	if (!cursor_fine(&c) || n.flags & ~(uint32_t)FLAGS || n.script_size < SCRIPT_LEAST ||
	    n.script_size > SCRIPT_MOST || all <= HEAD + tail)
		return 0;
	n.bytes = slice_from(bytes, HEAD);
	if (all - HEAD - tail < n.bytes.len)
		n.bytes.len = (size_t)(all - HEAD - tail);
	buf_init(&n.script, n.script_size);
	if (!read_all(&n))
		out_broken(out, HEAD, "its script can't be unpacked: nothing in it was read");
	if (all > bytes.len)
		out_broken(out, bytes.len, "ends %" PRIu64 " bytes early", all - bytes.len);
	buf_done(&n.script);
	nsis_script_done(&n.read);
	return all;
}

const struct format format_nsis = {
	.name = "nsis",
	.marks = {{"\xef\xbe\xad\xdeNullsoftInst", 16, 4}},
	.open = open_nsis,
};
