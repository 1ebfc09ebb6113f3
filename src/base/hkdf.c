/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hkdf.h"

#include "base/err.h"

enum { BLOCK = 64 };

void hmac_sha256(struct slice key, struct slice message, uint8_t ret_digest[SHA256_BYTES])
{
	uint8_t inner[BLOCK + HMAC_MESSAGE_MAX], outer[BLOCK + SHA256_BYTES];

	must(key.len <= BLOCK && message.len <= HMAC_MESSAGE_MAX);
	memset(inner, 0x36, BLOCK);
	memset(outer, 0x5c, BLOCK);
	for (size_t i = 0; i < key.len; i++) {
		inner[i] ^= key.at[i];
		outer[i] ^= key.at[i];
	}
	if (message.len)
		memcpy(inner + BLOCK, message.at, message.len);
	sha256_digest(slice_of(inner, BLOCK + message.len), outer + BLOCK);
	sha256_digest(slice_of(outer, sizeof(outer)), ret_digest);
}

void hkdf_expand_label(const uint8_t secret[SHA256_BYTES], const char *label, uint8_t *ret_key,
		       size_t len)
{
	static const char prefix[] = "tls13 ";
	uint8_t info[2 + 1 + sizeof(prefix) - 1 + HKDF_LABEL_MAX + 1 + 1], digest[SHA256_BYTES];
	size_t n = 0, label_len = strlen(label);

	must(len <= SHA256_BYTES && label_len <= HKDF_LABEL_MAX);
	info[n++] = 0;
	info[n++] = (uint8_t)len;
	info[n++] = (uint8_t)(sizeof(prefix) - 1 + label_len);
	memcpy(info + n, prefix, sizeof(prefix) - 1);
	n += sizeof(prefix) - 1;
	memcpy(info + n, label, label_len);
	n += label_len;
	info[n++] = 0; /* no context */
	info[n++] = 1; /* the first block of output */
	hmac_sha256(slice_of(secret, SHA256_BYTES), slice_of(info, n), digest);
	memcpy(ret_key, digest, len);
}
