/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack/blocks.h"

#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

long block_inflate(struct slice in, uint8_t *to, size_t room, bool raw)
{
	z_stream z = {.next_in = (Bytef *)in.at,
		      .avail_in = (uInt)in.len,
		      .next_out = to,
		      .avail_out = (uInt)room};

	if (in.len > UINT32_MAX || room > UINT32_MAX ||
	    inflateInit2(&z, raw ? -MAX_WBITS : MAX_WBITS) != Z_OK)
		return -1;
	int got = inflate(&z, Z_FINISH);
	long len = (long)(room - z.avail_out);
	inflateEnd(&z);
	return got == Z_STREAM_END || (got == Z_BUF_ERROR && (size_t)len == room) ? len : -1;
}

long block_lzma(struct slice in, uint8_t *to, size_t room)
{
	/* as OpenWrt's patch of JFFS2 sets its encoder */
	lzma_options_lzma options = {.dict_size = 1u << 13};
	lzma_filter filters[] = {{LZMA_FILTER_LZMA1, &options}, {LZMA_VLI_UNKNOWN, NULL}};
	lzma_stream z = LZMA_STREAM_INIT;

	if (lzma_raw_decoder(&z, filters) != LZMA_OK)
		return -1;
	z.next_in = in.at;
	z.avail_in = in.len;
	z.next_out = to;
	z.avail_out = room;
	/* without an end of its own it says that it could go on */
	lzma_ret got = lzma_code(&z, LZMA_RUN);
	bool whole = (got == LZMA_OK || got == LZMA_STREAM_END) && z.avail_out == 0;
	lzma_end(&z);
	return whole ? (long)room : -1;
}

long block_zstd(struct slice in, uint8_t *to, size_t room)
{
	size_t len = ZSTD_decompress(to, room, in.at, in.len);

	return ZSTD_isError(len) ? -1 : (long)len;
}

long block_rtime(struct slice in, uint8_t *to, size_t room)
{
	size_t behind[256] = {0}, len = 0;
	struct cursor c = cursor_over(in);

	while (len < room) {
		uint8_t value = cursor_u8(&c);
		size_t repeat = cursor_u8(&c), from = behind[value];
		if (!cursor_fine(&c) || repeat > room - len - 1)
			return -1;
		to[len++] = value;
		behind[value] = len;
		while (repeat--)
			to[len++] = to[from++];
	}
	return (long)len;
}
