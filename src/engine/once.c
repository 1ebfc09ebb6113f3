/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/once.h"

#include <stdlib.h>

#include "base/err.h"

/* A ring in order of arrival, and chains of those that share a place of the index. Both hold
 * numbers of entries, one up: 0 = none. */
struct entry {
	uint64_t hash;
	uint32_t next;
};

struct once {
	struct hash_key key;
	uint32_t hand; /* the entry that is the oldest, once all are in use */
	struct entry *ring;
	uint32_t *index;
};

struct once *once_new(void)
{
	struct once *o = mem_new(1, sizeof(*o));

	o->key = hash_key_new();
	o->ring = mem_reserve(ONCE_ROOM * sizeof(*o->ring));
	o->index = mem_reserve(ONCE_ROOM * sizeof(*o->index));
	return o;
}

void once_free(struct once *o)
{
	if (!o)
		return;
	mem_release(o->ring, ONCE_ROOM * sizeof(*o->ring));
	mem_release(o->index, ONCE_ROOM * sizeof(*o->index));
	free(o);
}

uint64_t once_hash(const struct once *o, const void *bytes, size_t len)
{
	return hash_bytes(&o->key, bytes, len);
}

static uint32_t *place_of(struct once *o, uint64_t hash)
{
	return &o->index[hash % ONCE_ROOM];
}

static void forget(struct once *o, uint32_t number)
{
	uint32_t *at = place_of(o, o->ring[number - 1].hash);

	while (*at && *at != number)
		at = &o->ring[*at - 1].next;
	if (*at)
		*at = o->ring[number - 1].next;
}

bool once_before(struct once *o, const void *bytes, size_t len)
{
	uint64_t hash = once_hash(o, bytes, len);

	for (uint32_t at = *place_of(o, hash); at; at = o->ring[at - 1].next)
		if (o->ring[at - 1].hash == hash)
			return true;
	uint32_t number = o->hand + 1;
	forget(o, number); /* an entry never used stands in no chain */
	uint32_t *place = place_of(o, hash);
	o->ring[number - 1] = (struct entry){.hash = hash, .next = *place};
	*place = number;
	o->hand = number % ONCE_ROOM;
	return false;
}
