/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-256 (FIPS 180-4) for fingerprints computed where no crypto library may be linked (dissectors
 * in the jailed reader). Nothing secret and no evidence is hashed with it: seals use OpenSSL.
 */
#ifndef CAMTRAIL_BASE_SHA256_H
#define CAMTRAIL_BASE_SHA256_H

#include "base/cursor.h"

enum { SHA256_BYTES = 32 };

void sha256_digest(struct slice message, uint8_t ret_digest[SHA256_BYTES]);

#endif
