/* SPDX-License-Identifier: Apache-2.0
 *
 * The first four bytes of a message are F1, its type and its length. The length is known, the type
 * is one of the few that have that length, and a cipher byte depends on the one before and on one
 * of four key bytes, of which the second follows from the first (pppp_cipher.c). So every message
 * gives 32 bits, less some 1 to 4 for its type, of which the key takes 24 once: two messages of
 * different types leave one key in a hundred million strangers at most, three fewer. The same
 * message is the same on the wire, so what comes twice says nothing new, but random bytes never
 * come twice.
 *
 * A key is believed when it alone explains all heads of the flow, of at least two types, and these
 * are three heads, or two that came twice each: a device that asks a server that never answers.
 */
#include "proto/pppp_guess.h"

#include "proto/pppp_message.h"

enum { MESSAGES_MAX = 64, TYPES_MIN = 2, HEADS_ENOUGH = 3, KEY_BYTES = 4 };

/* What is known of the key. */
struct partial {
	struct pppp_key key;
	bool has[KEY_BYTES];
};

/* Takes up what byte `at` of a head says, given its clear value; false when it contradicts. */
static bool learn(struct partial *p, const struct pppp_seen_head *head, size_t at, uint8_t clear)
{
	uint8_t prev = at ? head->bytes[at - 1] : 0;
	unsigned slot = prev & 3;
	uint8_t byte = pppp_key_byte(prev, head->bytes[at] ^ clear);

	if (p->has[slot])
		return p->key.k[slot] == byte;
	p->key.k[slot] = byte;
	p->has[slot] = true;
	if (slot < 2) {
		p->key.k[1 - slot] = (uint8_t)-byte;
		p->has[1 - slot] = true;
	}
	return true;
}

/* The lengths of all heads. */
static bool learn_lengths(struct partial *p, const struct pppp_guess *guess)
{
	for (size_t i = 0; i < guess->n; i++) {
		const struct pppp_seen_head *head = &guess->heads[i];
		uint16_t len = (uint16_t)(head->whole - PPPP_HEAD);
		if (!learn(p, head, 0, 0xf1) || !learn(p, head, 2, (uint8_t)(len >> 8)) ||
		    !learn(p, head, 3, (uint8_t)len))
			return false;
	}
	return true;
}

/* Whether every head has a type of its length under the key. */
static bool types_fit(const struct pppp_guess *guess, const struct pppp_key *key)
{
	uint8_t clear[PPPP_CLEAR_MAX];

	for (size_t i = 0; i < guess->n; i++) {
		const struct pppp_seen_head *head = &guess->heads[i];
		(void)pppp_decipher(key, slice_of(head->bytes, PPPP_HEAD), clear);
		if (!pppp_may_be(clear[1], head->whole))
			return false;
	}
	return true;
}

/* How many keys explain all heads, 2 for more; the last in *ret_key. */
static unsigned keys_that_fit(const struct partial *p, const struct pppp_guess *guess,
			      struct pppp_key *ret_key)
{
	unsigned open = !p->has[2] ? 2 : 3, found = 0;
	unsigned tries = p->has[2] && p->has[3] ? 1 : 256;
	struct pppp_key key = p->key;

	for (unsigned i = 0; i < tries && found < 2; i++) {
		if (tries > 1)
			key.k[open] = (uint8_t)i;
		if (!types_fit(guess, &key))
			continue;
		found++;
		*ret_key = key;
	}
	return found;
}

static bool enough(const struct pppp_guess *guess)
{
	unsigned types = 1, twice = 0;

	for (size_t i = 0; i < guess->n; i++) {
		bool is_new = i > 0;
		for (size_t k = 0; k < i; k++)
			is_new = is_new && guess->heads[k].bytes[1] != guess->heads[i].bytes[1];
		types += is_new;
		twice += guess->heads[i].times > 1;
	}
	return types >= TYPES_MIN && (guess->n >= HEADS_ENOUGH || twice == guess->n);
}

/* Adds it, while there is room; true when that is news: a head not seen, or seen once. */
static bool add_head(struct pppp_guess *guess, const struct pppp_seen_head *head)
{
	for (size_t i = 0; i < guess->n; i++) {
		struct pppp_seen_head *known = &guess->heads[i];
		if (memcmp(known->bytes, head->bytes, PPPP_HEAD) != 0 ||
		    known->whole != head->whole)
			continue;
		bool once = known->times == 1;
		known->times = 2;
		return once;
	}
	if (guess->n == PPPP_HEADS)
		return false;
	guess->heads[guess->n++] = *head;
	return true;
}

enum pppp_guessed pppp_guess_add(struct pppp_guess *guess, struct slice wire,
				 struct pppp_key *ret_key)
{
	struct pppp_key key;
	struct pppp_seen_head head = {.whole = (uint16_t)wire.len, .times = 1};
	struct partial p = {.has = {false}};

	if (wire.len < PPPP_HEAD || wire.len > PPPP_PACKET_MAX || guess->messages == MESSAGES_MAX)
		return PPPP_CONTRADICTED;
	guess->messages++;
	memcpy(head.bytes, wire.at, PPPP_HEAD);
	if (guess->n && guess->heads[0].bytes[0] != head.bytes[0])
		return PPPP_CONTRADICTED;
	if (!add_head(guess, &head))
		return PPPP_OPEN;
	if (!learn_lengths(&p, guess))
		return PPPP_CONTRADICTED;
	if ((!p.has[2] && !p.has[3]) || !enough(guess))
		return PPPP_OPEN;
	unsigned found = keys_that_fit(&p, guess, &key);
	if (found != 1)
		return found ? PPPP_OPEN : PPPP_CONTRADICTED;
	*ret_key = key;
	return PPPP_KEY_FOUND;
}
