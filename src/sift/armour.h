/* SPDX-License-Identifier: Apache-2.0
 *
 * Base64 and the lines of PEM (RFC 7468) around it.
 */
#ifndef CAMTRAIL_SIFT_ARMOUR_H
#define CAMTRAIL_SIFT_ARMOUR_H

#include "base/buf.h"
#include "sift/extractor.h"

enum { ARMOUR_MOST = 49152 };

/* Decodes base64; line ends, also written "\n" and "\r" as in JSON and sources, are skipped. Ends at
 * anything else; returns how much of text was read. */
size_t armour_decode(struct slice text, struct buf *out);
/* The text between "-----BEGIN X-----", behind which `begin` is, and "-----END"; false: none ends it
 * within ARMOUR_MOST bytes. ret_end: behind that line. */
bool armour_body(const struct sifting *s, size_t begin, struct slice *ret_body, size_t *ret_end);
/* "0123ab..." of SHA-256 */
enum { ARMOUR_HEX = 65 };
void armour_sha256(struct slice bytes, char hex[ARMOUR_HEX]);

#endif
