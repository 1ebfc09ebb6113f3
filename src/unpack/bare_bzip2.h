/* SPDX-License-Identifier: Apache-2.0
 *
 * bzip2 as NSIS has it: no head before the first block (blocks are of up to 900,000 bytes), a block
 * begins with one byte (0x31, or 0x17 for the end), and neither checksums nor the bit for randomised
 * blocks are there. Source/bzip2/decompress.c in kichik/nsis; the rest is bzip2 as J. Seward's
 * documentation and the "bzip2 Format Specification" of J. Tsai have it.
 */
#ifndef CAMTRAIL_UNPACK_BARE_BZIP2_H
#define CAMTRAIL_UNPACK_BARE_BZIP2_H

#include "unpack/decode.h"

enum decoded bare_bzip2(struct slice in, bool (*take)(void *ctx, struct slice piece), void *ctx,
			size_t *ret_used);

#endif
