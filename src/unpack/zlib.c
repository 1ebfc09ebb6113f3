/* SPDX-License-Identifier: Apache-2.0
 *
 * Streams of zlib (RFC 1950) that lie about in programs and resources. Their mark of two bytes stands
 * everywhere by chance, so only what unpacks to its end, is long enough and has the right checksum
 * is one; a damaged one is none. What zlib's levels write is looked for, window 32 KiB.
 */
#include <zlib.h>

#include "unpack/format.h"
#include "unpack/order.h"

enum {
	LEAST = 1024, /* bytes unpacked: less is not worth a file */
	LOOK = 64,    /* bytes given to the first try, which ends most that are none */
};

/* Bits of the first block's header: stored, its length and the same inverted; fixed codes; own codes,
 * whose numbers are bounded; a fourth kind does not exist. */
static bool may_begin(struct slice bytes)
{
	unsigned kind = bytes.at[2] >> 1 & 3;

	if (kind == 0)
		return (bytes.at[3] ^ bytes.at[5]) == 0xff && (bytes.at[4] ^ bytes.at[6]) == 0xff;
	if (kind == 2)
		return (bytes.at[2] >> 3) <= 29 && (bytes.at[3] & 31) <= 29;
	return kind == 1;
}

/* 0, and what was read in vain is charged. */
static uint64_t was_none(z_stream *z, struct spool *s, struct unpack_out *out)
{
	out_tried(out, z->total_in + z->total_out);
	if (s)
		out_drop(out, s);
	inflateEnd(z);
	return 0;
}

static uint64_t unpack_all(z_stream *z, struct slice bytes, struct unpack_out *out)
{
	const struct member m = {.name = slice_text("unpacked"), .offset = UNPACK_OFFSET_UNKNOWN};
	struct spool *s = NULL;
	uint8_t first[LEAST];
	int got;

	z->next_out = first;
	z->avail_out = sizeof(first);
	z->next_in = (Bytef *)bytes.at;
	z->avail_in = (uInt)(bytes.len < LOOK ? bytes.len : LOOK);
	got = inflate(z, Z_SYNC_FLUSH);
	z->avail_in = (uInt)(bytes.len < UINT32_MAX ? bytes.len : UINT32_MAX) - (uInt)z->total_in;
	if (got == Z_OK || got == Z_BUF_ERROR)
		got = inflate(z, Z_SYNC_FLUSH);
	if ((got != Z_OK && got != Z_STREAM_END && got != Z_BUF_ERROR) || z->avail_out ||
	    !(s = out_begin(out, &m)))
		return was_none(z, s, out);
	bool wanted = spool_put(s, slice_of(first, sizeof(first)));
	while (wanted && (got == Z_OK || (got == Z_BUF_ERROR && z->avail_in))) {
		z->next_out = spool_room(s, SPOOL_PIECE);
		if (!z->next_out)
			break;
		z->avail_out = SPOOL_PIECE;
		got = inflate(z, Z_SYNC_FLUSH);
		wanted = spool_wrote(s, SPOOL_PIECE - z->avail_out);
	}
	if (got != Z_STREAM_END && (got != Z_OK || z->avail_in == 0))
		return was_none(z, s, out);
	uint64_t used = z->total_in;
	out_end(out, s, got != Z_STREAM_END);
	inflateEnd(z);
	return used;
}

static uint64_t open_zlib(struct slice bytes, struct unpack_out *out)
{
	z_stream z = {.avail_in = 0};

	if (bytes.len < 16 || !may_begin(bytes) || out_behind(out, "IDAT") ||
	    inflateInit(&z) != Z_OK)
		return 0;
	return unpack_all(&z, bytes, out);
}

const struct format format_zlib = {
	.name = "zlib",
	.marks = {{"\x78\x01", 2, 0}, {"\x78\x5e", 2, 0}, {"\x78\x9c", 2, 0}, {"\x78\xda", 2, 0}},
	.open = open_zlib,
};
