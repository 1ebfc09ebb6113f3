/* SPDX-License-Identifier: Apache-2.0
 *
 * Compressed bytes without a head of their own, as installers hold them.
 */
#ifndef CAMTRAIL_UNPACK_DECODE_H
#define CAMTRAIL_UNPACK_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cursor.h"

enum decoding {
	DECODE_STORED,
	DECODE_DEFLATE, /* RFC 1951 */
	DECODE_ZLIB,    /* RFC 1950 */
	DECODE_BZIP2,
	DECODE_BZIP2_BARE, /* as NSIS has it, see bare_bzip2.h */
	DECODE_LZMA1,      /* five bytes of properties, then the stream, mostly without end mark */
	DECODE_LZMA2,      /* a byte of properties */
};

enum decoded {
	DECODED_END,     /* the stream said that it ends */
	DECODED_INPUT,   /* all input was used, and no end came */
	DECODED_STOPPED, /* the receiver wanted no more */
	DECODED_BROKEN,
};

/* Gives what comes out to take, piece by piece, until that says false. used (may be NULL): bytes of
 * the input that were taken. Dictionaries of more than 128 MiB are refused as broken. */
enum decoded decode(enum decoding how, struct slice in, bool (*take)(void *ctx, struct slice piece),
		    void *ctx, uint64_t *ret_used);

#endif
