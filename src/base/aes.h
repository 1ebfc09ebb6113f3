/* SPDX-License-Identifier: Apache-2.0
 *
 * AES with 128-bit keys (FIPS 197), one block at a time, and opening of GCM (NIST SP 800-38D), for
 * protocols that seal their first words with a key that stands in a standard or in every device:
 * to read them needs no secret. Where no crypto library may be linked (dissectors in the jailed
 * reader). Not in constant time: nothing secret may pass through here.
 */
#ifndef CAMTRAIL_BASE_AES_H
#define CAMTRAIL_BASE_AES_H

#include "base/cursor.h"

enum { AES_BLOCK = 16, AES_KEY = 16, AES_ROUNDS = 10, GCM_NONCE = 12, GCM_TAG = 16 };

struct aes {
	uint8_t round_keys[AES_ROUNDS + 1][AES_BLOCK];
};

void aes_init(struct aes *aes, const uint8_t key[AES_KEY]);
void aes_encrypt(const struct aes *aes, const uint8_t in[AES_BLOCK], uint8_t ret_out[AES_BLOCK]);
void aes_decrypt(const struct aes *aes, const uint8_t in[AES_BLOCK], uint8_t ret_out[AES_BLOCK]);

/* Opens sealed = ciphertext and tag into ret_plain, which has room for sealed.len - GCM_TAG bytes
 * and may not overlap it. False when the tag does not fit or sealed is shorter than a tag; then
 * ret_plain is left alone. */
bool aes_gcm_open(const struct aes *aes, const uint8_t nonce[GCM_NONCE], struct slice also,
		  struct slice sealed, uint8_t *ret_plain);

#endif
