/* SPDX-License-Identifier: Apache-2.0
 *
 *   pack:   00 00 01 BA | 01 2 bits, clock 9 | .. stuffing 3 bits, 14 bytes in all | stuffing
 *           of MPEG-1: 0010 4 bits, 12 bytes in all
 *   other:  00 00 01 | stream 1 | length 2 | bytes; E0 to EF video:
 *   PES:    .. | 10 2 bits, flags | flags | head length 1 | head | data
 *
 * Where no start code stands the next pack header is looked for. Skipped on purpose: a second stream
 * of video, PES of MPEG-1, PES without a length.
 */
#include "proto/mpegps.h"

enum {
	CODE = 4,
	PACK = 0xba,
	END = 0xb9,
	KIND_FIRST = 0xb9,
	VIDEO = 0xe0,
	PACK_WHOLE = 14,
	PACK_OLD = 12,
	OTHER_WHOLE = 6,
	PES_WHOLE = 9,
	PES_FLAGS = 3, /* bytes of a PES counted by its length and read here */
};

static const uint8_t prefix[] = {0, 0, 1};

bool mpegps_may_be(struct slice bytes)
{
	static const uint8_t pack[] = {0, 0, 1, PACK};

	return bytes.len > CODE && memcmp(bytes.at, pack, CODE) == 0 &&
	       (bytes.at[CODE] >> 6 == 1 || bytes.at[CODE] >> 4 == 2);
}

static void head_ends(struct mpegps *ps)
{
	ps->at = 0;
	ps->in_video = false;
}

void mpegps_anew(struct mpegps *ps)
{
	head_ends(ps);
	ps->skip = 0;
	ps->left = 0;
}

/* A byte where a start code should be. Out of step, only a pack header is one. */
static void code_byte(struct mpegps *ps, uint8_t byte)
{
	if (ps->at < sizeof(prefix)) {
		if (byte == prefix[ps->at]) {
			ps->at++;
			return;
		}
		/* zeros may be many before the 1 */
		ps->synced = ps->synced && byte == 0;
		ps->at = byte == 0 ? 2 : 0;
		return;
	}
	ps->kind = byte;
	ps->synced = byte == PACK || (ps->synced && byte >= KIND_FIRST);
	ps->at = ps->synced && byte != END ? CODE : 0;
}

static void pack_byte(struct mpegps *ps, uint8_t byte)
{
	if (ps->at == CODE)
		ps->old = byte >> 4 == 2;
	ps->at++;
	if (ps->at < (ps->old ? PACK_OLD : PACK_WHOLE))
		return;
	ps->skip = ps->old ? 0 : byte & 7;
	head_ends(ps);
}

static void other_byte(struct mpegps *ps, uint8_t byte)
{
	bool is_video = ps->kind >> 4 == VIDEO >> 4;

	if (ps->at < OTHER_WHOLE)
		ps->left = (uint16_t)(ps->left << 8 | byte);
	else
		ps->left--;
	ps->at++;
	if (ps->at < OTHER_WHOLE)
		return;
	if (ps->at == OTHER_WHOLE && (!is_video || ps->left < PES_FLAGS)) {
		head_ends(ps);
	} else if (ps->at == PES_WHOLE) {
		ps->skip = byte;
		head_ends(ps);
		if (!ps->video)
			ps->video = ps->kind;
		ps->in_video = ps->video == ps->kind;
		if (ps->skip > ps->left) /* breaks its own length */
			mpegps_anew(ps);
		ps->left = (uint16_t)(ps->left - ps->skip);
	}
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

void mpegps_feed(struct mpegps *ps, struct slice bytes, struct sink *out)
{
	while (bytes.len) {
		size_t n = 1;
		if (ps->at == 0 && ps->skip) {
			n = least(bytes.len, ps->skip);
			ps->skip = (uint8_t)(ps->skip - n);
		} else if (ps->at == 0 && ps->left) {
			n = least(bytes.len, ps->left);
			ps->left = (uint16_t)(ps->left - n);
			if (ps->in_video)
				annexb_feed(&ps->stream, slice_of(bytes.at, n), out);
		} else if (ps->at < CODE) {
			code_byte(ps, bytes.at[0]);
			ps->left = 0;
		} else if (ps->kind == PACK) {
			pack_byte(ps, bytes.at[0]);
		} else {
			other_byte(ps, bytes.at[0]);
		}
		bytes = slice_from(bytes, n);
	}
}
