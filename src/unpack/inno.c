/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack/inno.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/err.h"
#include "unpack/decode.h"

enum {
	MARK = 12,
	OLD_POINTER_AT = 0x30,
	ID = 64,
	BLOCK_HEAD = 9,
	PIECE = 4096,
	HEADERS_MOST = 32 << 20,
	TEXTS_MOST = 32 << 20,
	CHUNK_MARK = 4,
};

/* Marks of the table, and whether it has a number of its own version, the packed size of the engine
 * and a place of messages. */
static const struct {
	char mark[MARK + 1];
	bool numbered, packed_size, messages;
} tables[] = {
	{"rDlPtS02\x87"
	 "eVx",
	 false, true, true},
	{"rDlPtS04\x87"
	 "eVx",
	 false, true, false},
	{"rDlPtS05\x87"
	 "eVx",
	 false, true, false},
	{"rDlPtS06\x87"
	 "eVx",
	 false, true, false},
	{"rDlPtS07\x87"
	 "eVx",
	 false, false, false},
	{"rDlPtS\xcd\xe6\xd7{\x0b*", true, false, false},
	{"nS5W7dT\x83\xaa\x1b\x0fj", true, false, false},
};

bool inno_read_table(struct slice table, struct inno_places *ret)
{
	struct cursor c = cursor_over(table);
	struct slice mark = cursor_take(&c, MARK);
	size_t i = 0;

	while (i < sizeof(tables) / sizeof(*tables) &&
	       !slice_equal(mark, slice_of(tables[i].mark, MARK)))
		i++;
	if (i == sizeof(tables) / sizeof(*tables) || (tables[i].numbered && cursor_le32(&c) != 1))
		return false;
	ret->total = cursor_le32(&c);
	ret->engine = cursor_le32(&c);
	cursor_skip(&c, tables[i].packed_size ? 12 : 8);
	if (tables[i].messages)
		cursor_skip(&c, 4);
	ret->headers = cursor_le32(&c);
	ret->data = cursor_le32(&c);
	return cursor_fine(&c);
}

static bool take_block(void *ctx, struct slice bytes)
{
	buf_slice(ctx, bytes);
	return !buf_full(ctx);
}

uint64_t inno_read_block(struct slice bytes, uint64_t at, struct buf *out, bool *ret_whole)
{
	if (at > bytes.len)
		return 0;
	struct cursor c = cursor_over(slice_from(bytes, (size_t)at));
	uint32_t sum = cursor_le32(&c);
	struct slice head = slice_of(c.at, cursor_left(&c) < 5 ? cursor_left(&c) : 5);
	uint64_t left = cursor_le32(&c);
	bool packed = cursor_u8(&c) != 0;
	struct buf raw;

	if (!cursor_fine(&c) || crc32(0, head.at, (uInt)head.len) != sum)
		return 0;
	*ret_whole = left <= cursor_left(&c);
	uint64_t end = at + BLOCK_HEAD + left;
	buf_init(&raw, HEADERS_MOST);
	while (left > 4 && cursor_left(&c) > 4 && !buf_full(&raw)) {
		sum = cursor_le32(&c);
		size_t n = left - 4 < PIECE ? (size_t)left - 4 : PIECE;
		if (n > cursor_left(&c))
			n = cursor_left(&c);
		struct slice piece = cursor_take(&c, n);
		left -= 4 + n;
		if (crc32(0, piece.at, (uInt)piece.len) != sum) {
			*ret_whole = false;
			break;
		}
		buf_slice(&raw, piece);
	}
	/* old ones are packed with zlib, whose first byte no properties of LZMA are */
	const struct slice all = slice_of(raw.at, raw.len);
	enum decoding how = !packed                  ? DECODE_STORED
			    : slice_starts(all, "x") ? DECODE_ZLIB
						     : DECODE_LZMA1;
	enum decoded got = decode(how, all, take_block, out, NULL);
	*ret_whole &= got == DECODED_END || got == DECODED_INPUT;
	buf_done(&raw);
	return end;
}

/* "Inno Setup Setup Data (6.4.0.1)": 60400, the fourth number being left out. 0 = none. */
static unsigned read_version(struct slice id)
{
	static const char begins[] = "Inno Setup Setup Data (";
	unsigned number[3] = {0}, n = 0;

	if (!slice_starts(id, begins))
		return 0;
	for (size_t i = sizeof(begins) - 1; i < id.len && n < 3; i++) {
		uint8_t c = id.at[i];
		if (c >= '0' && c <= '9' && number[n] < 10)
			number[n] = number[n] * 10 + (c - '0');
		else if (c == '.')
			n++;
		else
			break;
	}
	return number[0] * 10000 + number[1] * 100 + number[2];
}

static void give_bytes(struct inno *in, const char *name, const struct buf *b, bool whole)
{
	const struct member m = {.name = slice_text(name), .offset = UNPACK_OFFSET_UNKNOWN};
	struct spool *s = b->len ? out_begin(in->out, &m) : NULL;

	if (!s)
		return;
	(void)spool_put(s, slice_of(b->at, b->len));
	out_end(in->out, s, !whole);
}

static void give_texts(struct inno *in, bool whole)
{
	struct buf texts;

	buf_init(&texts, TEXTS_MOST);
	inno_put_texts(&texts, slice_of(in->headers.at, in->headers.len));
	give_bytes(in, "setup-strings.txt", &texts, whole);
	buf_done(&texts);
}

/* True when chunks begin where the table says. */
static bool has_chunks(const struct inno *in)
{
	uint64_t at = in->places.data;

	return at && at + CHUNK_MARK <= in->bytes.len &&
	       memcmp(in->bytes.at + at, "zlb\x1a", CHUNK_MARK) == 0;
}

static void give_all(struct inno *in)
{
	bool whole = false, whole_too = false;
	uint64_t at = in->places.headers + ID;

	at = inno_read_block(in->bytes, at, &in->headers, &whole);
	if (at == 0) {
		out_broken(in->out, in->places.headers,
			   "version %u.%u.%u of Inno Setup: its headers can't be read",
			   in->version / 10000, in->version / 100 % 100, in->version % 100);
		return;
	}
	uint64_t end = inno_read_block(in->bytes, at, &in->locations, &whole_too);
	if (!whole || !whole_too)
		out_broken(in->out, at, "the headers of Inno Setup can't be read to their end");
	give_texts(in, whole);
	out_covers(in->out, in->places.headers, end && end < in->bytes.len ? end : in->bytes.len);
	if (inno_read_locations(in)) {
		inno_read_names(in);
		inno_give_files(in);
	} else if (has_chunks(in)) {
		out_broken(in->out, in->places.data,
			   "version %u.%u.%u of Inno Setup: its files can't be told apart",
			   in->version / 10000, in->version / 100 % 100, in->version % 100);
	}
}

/* Old ones name the table's place in the header of the program. */
static struct slice old_table(struct slice program)
{
	struct cursor c = cursor_over(program);

	cursor_skip(&c, OLD_POINTER_AT);
	bool is_one = slice_equal(cursor_take(&c, 4), slice_text("Inno"));
	uint32_t at = cursor_le32(&c), not_at = cursor_le32(&c);
	if (!cursor_fine(&c) || !is_one || at != ~not_at || at >= program.len)
		return slice_of(NULL, 0);
	return slice_from(program, at);
}

void inno_open(struct unpack_out *out, struct slice program, struct slice table)
{
	struct inno in = {.out = out, .bytes = program};

	if (table.len == 0)
		table = old_table(program);
	if (!inno_read_table(table, &in.places))
		return;
	if (in.places.headers > program.len || program.len - in.places.headers < ID) {
		out_broken(out, program.len, "ends before the headers of Inno Setup");
		return;
	}
	in.version = read_version(slice_of(program.at + in.places.headers, ID));
	if (in.version == 0)
		return;
	buf_init(&in.headers, HEADERS_MOST);
	buf_init(&in.locations, HEADERS_MOST);
	give_all(&in);
	inno_give_engine(&in);
	for (size_t i = 0; i < in.n; i++)
		free(in.all[i].name);
	free(in.all);
	ranges_done(&in.given);
	buf_done(&in.headers);
	buf_done(&in.locations);
}
