/* SPDX-License-Identifier: Apache-2.0
 *
 * The obfuscation of PPPP, and how it is undone without being told the key: pppp_cipher.c.
 */
#ifndef CAMTRAIL_PROTO_PPPP_CIPHER_H
#define CAMTRAIL_PROTO_PPPP_CIPHER_H

#include "base/cursor.h"

enum { PPPP_HEAD = 4, PPPP_UID = 20, PPPP_CLEAR_MAX = 256, PPPP_PACKET_MAX = 1500 };

struct pppp_key {
	uint8_t k[4];
};

/* The key that a phrase stands for. */
struct pppp_key pppp_key_of(struct slice phrase);

/* Clears the first bytes of wire, at most PPPP_CLEAR_MAX; returns how many. */
size_t pppp_decipher(const struct pppp_key *key, struct slice wire, uint8_t clear[PPPP_CLEAR_MAX]);

/* The byte of the key that gives this mask behind a cipher byte prev; it is k[prev & 3]. */
uint8_t pppp_key_byte(uint8_t prev, uint8_t mask);

/* The next published key, from *number on, under which wire could begin a message; false when there
 * is none left. */
bool pppp_known_key(struct slice wire, unsigned *number, struct pppp_key *ret_key);

/* The key of a message that carries a device id, found from what is fixed in every such message. It
 * fits those fixed bytes; the caller checks the rest of the clear text. */
bool pppp_deduce(struct slice wire, struct pppp_key *ret_key);

/* A device id: a prefix in capitals and digits, a number, some check letters. */
bool pppp_uid_sound(struct slice uid);

#endif
