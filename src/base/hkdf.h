/* SPDX-License-Identifier: Apache-2.0
 *
 * HMAC (RFC 2104) and HKDF (RFC 5869) with SHA-256, and the labels of TLS 1.3 (RFC 8446 7.1), for
 * keys that anybody can derive from what stands in the packet (RFC 9001 5.2). Not for secrets.
 */
#ifndef CAMTRAIL_BASE_HKDF_H
#define CAMTRAIL_BASE_HKDF_H

#include "base/sha256.h"

enum {
	HMAC_MESSAGE_MAX = 256,
	HKDF_LABEL_MAX = 32,
};

/* message has at most HMAC_MESSAGE_MAX bytes, key at most 64. */
void hmac_sha256(struct slice key, struct slice message, uint8_t ret_digest[SHA256_BYTES]);

/* HKDF-Expand-Label with an empty context: at most one digest long. label is without "tls13 " and
 * at most HKDF_LABEL_MAX bytes. */
void hkdf_expand_label(const uint8_t secret[SHA256_BYTES], const char *label, uint8_t *ret_key,
		       size_t len);

#endif
