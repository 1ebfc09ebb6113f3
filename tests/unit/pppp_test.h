/* SPDX-License-Identifier: Apache-2.0
 *
 * PPPP messages for tests, clear and obfuscated. The table is got from the cipher itself: what a
 * key of zeros makes of zeros.
 */
#ifndef CAMTRAIL_PPPP_TEST_H
#define CAMTRAIL_PPPP_TEST_H

#include "proto/pppp_cipher.h"
#include "small_test.h"

#define UID "4241544300000000 00094d2c 4856444353000000" /* BATC-609580-HVDCS */
#define REGISTERS "f1100028" UID "08000201 0002 6c7d 6528a8c0 0000000000000000"

/* The cipher of the next byte is the clear text of zero under it, turned round. */
static inline struct slice obfuscate(struct pppp_key key, struct slice message)
{
	static uint8_t wire[8][512];
	static unsigned next;
	uint8_t *to = wire[next++ % 8], clear[PPPP_CLEAR_MAX];

	assert_true(message.len <= PPPP_CLEAR_MAX);
	for (size_t i = 0; i < message.len; i++) {
		to[i] = 0;
		(void)pppp_decipher(&key, slice_of(to, i + 1), clear);
		to[i] = clear[i] ^ message.at[i];
	}
	return slice_of(to, message.len);
}

#endif
