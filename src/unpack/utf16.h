/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts of Windows, as UTF-8.
 */
#ifndef CAMTRAIL_UNPACK_UTF16_H
#define CAMTRAIL_UNPACK_UTF16_H

#include "base/buf.h"

/* One code point. Those that UTF-8 may not hold (surrogates, beyond U+10FFFF) become U+FFFD. */
void utf8_put(struct buf *out, uint32_t point);
/* Appends UTF-16 in little-endian order; an odd last byte is left out, a surrogate without its
 * other half becomes U+FFFD. */
void utf16_put(struct buf *out, struct slice text);

#endif
