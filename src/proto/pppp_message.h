/* SPDX-License-Identifier: Apache-2.0
 *
 * The clear text of PPPP messages, the same over UDP and TCP: pppp_message.c draws them.
 */
#ifndef CAMTRAIL_PROTO_PPPP_MESSAGE_H
#define CAMTRAIL_PROTO_PPPP_MESSAGE_H

#include "obs/obs.h"
#include "obs/sink.h"
#include "proto/pppp_cipher.h"

enum { PPPP_LAN_PORT = 32108, PPPP_SERVER_PORT = 32100 };

/* How a message was found. */
struct pppp_found {
	uint8_t clear[PPPP_CLEAR_MAX];
	size_t len;
	bool obfuscated;
	struct pppp_key key;
};

/* Whether the clear text begins a message of that whole length, of a type and size that exist. */
bool pppp_is_message(struct slice clear, size_t whole);
/* Whether there is a type of that number with messages of that whole length. */
bool pppp_may_be(uint8_t code, size_t whole);
/* Pictures, sounds and their acknowledgements. */
bool pppp_is_data(struct slice clear);

/* Finds the message in wire: clear, under a published key, or under a key that follows from it. */
bool pppp_find(struct slice wire, struct pppp_found *ret_found);
bool pppp_try_key(struct slice wire, const struct pppp_key *key, struct pppp_found *ret_found);

/* Says what the message says. */
void pppp_observe(const struct pppp_found *found, const struct where *where, struct sink *out);

extern const enum obs_kind pppp_emits[];

#endif
