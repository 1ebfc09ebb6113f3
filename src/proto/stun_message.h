/* SPDX-License-Identifier: Apache-2.0
 *
 * The message of STUN and TURN (RFC 8489 section 5), and of the older STUN without the cookie
 * (RFC 3489). Not a dissector: stun.c and stun_tcp.c frame the messages.
 *
 *   0      2        4          8                       20
 *   +------+--------+----------+-----------------------+-----------------------------------
 *   | type | length | cookie   | transaction (12; 16   | attributes: type(2), length(2),
 *   | 00.. | in 4s  | 2112a442 | with cookie if older) | value, padded to a multiple of 4
 *   +------+--------+----------+-----------------------+-----------------------------------
 *
 * Skipped on purpose: user names, realms, keys, what a relay carries.
 */
#ifndef CAMTRAIL_PROTO_STUN_MESSAGE_H
#define CAMTRAIL_PROTO_STUN_MESSAGE_H

#include "base/cursor.h"
#include "obs/sink.h"

enum {
	STUN_HEADER_LEN = 20,
	STUN_COOKIE_END = 8,
	STUN_LENGTH_MAX = 8192, /* attributes of one message, bytes; well above any known use */
	STUN_MESSAGES_MAX = 64, /* messages of a flow looked at; a relayed film repeats itself */
};

struct stun {
	uint16_t type, len; /* len: of the attributes */
	bool classic;       /* RFC 3489, no cookie */
	struct slice key;   /* cookie and transaction: what addresses are veiled with */
};

/* Reads the header. False if it is none; a classic one counts only if `classic` says so. */
bool stun_open(struct slice start, bool classic, struct stun *ret_stun);
/* True when the attributes fill the bytes exactly. */
bool stun_sound(struct slice attributes);
void stun_observe(const struct stun *stun, struct slice attributes, struct sink *out);

/* Everything stun_observe emits, ended by OBS_KINDS. */
extern const enum obs_kind stun_emits[];

/* A TURN channel's data (RFC 8656 section 12.4) begins with a number from 0x4000 to 0x4fff. */
static inline bool stun_is_channel(uint8_t first)
{
	return first >> 4 == 4;
}

#endif
