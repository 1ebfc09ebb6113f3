/* SPDX-License-Identifier: Apache-2.0
 *
 * MD5 (RFC 1321), for fingerprints that the world writes as MD5: it tells apart and proves nothing.
 * Nothing secret and no evidence is hashed with it.
 */
#ifndef CAMTRAIL_BASE_MD5_H
#define CAMTRAIL_BASE_MD5_H

#include "base/cursor.h"

enum { MD5_BYTES = 16 };

void md5_digest(struct slice message, uint8_t ret_digest[MD5_BYTES]);

#endif
