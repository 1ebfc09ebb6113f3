/* SPDX-License-Identifier: Apache-2.0
 *
 * Compressed blocks of file systems: small, their unpacked size known or bounded. All give the bytes
 * written to `to`, at most room, or -1.
 */
#ifndef CAMTRAIL_UNPACK_BLOCKS_H
#define CAMTRAIL_UNPACK_BLOCKS_H

#include "base/cursor.h"

/* deflate (RFC 1951), raw or as zlib wraps it (RFC 1950). An end that is missing is fine where the
 * room is filled. */
long block_inflate(struct slice in, uint8_t *to, size_t room, bool raw);
/* LZMA without a header, whose unpacked size is room. */
long block_lzma(struct slice in, uint8_t *to, size_t room);
long block_zstd(struct slice in, uint8_t *to, size_t room);
/* "rtime" of JFFS2, which fills the room: a byte, then how many bytes follow that stood behind the
 * last such byte (fs/jffs2/compr_rtime.c of Linux describes it). */
long block_rtime(struct slice in, uint8_t *to, size_t room);

#endif
