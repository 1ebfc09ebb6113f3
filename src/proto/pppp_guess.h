/* SPDX-License-Identifier: Apache-2.0
 *
 * The key of a PPPP flow in which no message shows a device id: pppp_guess.c.
 */
#ifndef CAMTRAIL_PROTO_PPPP_GUESS_H
#define CAMTRAIL_PROTO_PPPP_GUESS_H

#include "proto/pppp_cipher.h"

enum { PPPP_HEADS = 8 };

struct pppp_seen_head {
	uint8_t bytes[PPPP_HEAD];
	uint16_t whole; /* length of its message */
	uint8_t times;  /* at most 2 */
};

/* Of one flow, zeroed at first. */
struct pppp_guess {
	uint8_t n, messages;
	struct pppp_seen_head heads[PPPP_HEADS];
};

enum pppp_guessed {
	PPPP_CONTRADICTED, /* what was seen can't be PPPP under one key */
	PPPP_OPEN,         /* more must be seen */
	PPPP_KEY_FOUND,    /* one key alone explains all */
};

/* Adds a message of either side. */
enum pppp_guessed pppp_guess_add(struct pppp_guess *guess, struct slice wire,
				 struct pppp_key *ret_key);

#endif
