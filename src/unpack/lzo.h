/* SPDX-License-Identifier: Apache-2.0
 *
 * LZO1X decompression, written from the description of its instructions in the Linux kernel
 * (Documentation/staging/lzo.rst): the library of that name is under the GPL and is not linked.
 */
#ifndef CAMTRAIL_UNPACK_LZO_H
#define CAMTRAIL_UNPACK_LZO_H

#include <sqfs/compressor.h>
#include <stdbool.h>

#include "base/cursor.h"

/* Bytes written to `to`, which has room for `room`; -1 when the input is no LZO1X stream that ends
 * within both. */
long lzo_decompress(struct slice in, uint8_t *to, size_t room);

/* It, in the shape in which libsquashfs takes compressors; sqfs_destroy frees. */
sqfs_compressor_t *lzo_squashfs_compressor(void);

#endif
