/* SPDX-License-Identifier: Apache-2.0 */
#include "net/flow.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "net/walk.h"

enum {
	SAMPLE = 16, /* flows compared to find an old one */
	INDEX_START = 1u << 12,
	INDEX_STEP = 8, /* so many times larger: each time every flow is put into it anew */
	TAG_SHIFT = 24, /* an entry of the index: 8 bits of the hash above the slot's number */
	NUMBER_MASK = (1 << TAG_SHIFT) - 1,
	AHEAD = 16, /* flows fetched ahead of their visit */
	WAYS = 4,
	RECENT_ROOM = 1 << 18, /* entries: 1 MiB */
};

struct flow_table {
	uint32_t *index;  /* 0 = free */
	size_t room;      /* of the index, power of two, at least twice the flows */
	size_t room_max;  /* that is enough for all */
	uint32_t *recent; /* entries like the index's, WAYS to a hash, newest first; NULL while the
			   * index has no more room */
	struct flow_slot *slots;
	struct flow *pool;
	size_t n;    /* flows in use */
	size_t high; /* slots ever used */
	size_t max;
	size_t hand;      /* where the next sample begins */
	uint32_t *unused; /* numbers of freed slots */
	size_t n_unused, unused_room;
	struct hash_key key;
	uint64_t quick[2]; /* odd random multipliers for the fixed-size IPv4 key */
};

_Static_assert(sizeof(struct flow_slot) == 64, "a slot is a cache line");
_Static_assert(sizeof(struct flow) == 64, "a flow is a cache line");

struct flow_table *flow_table_new(size_t max_flows)
{
	struct flow_table *t = mem_new(1, sizeof(*t));

	t->max = max_flows < NUMBER_MASK ? max_flows : NUMBER_MASK;
	t->slots = mem_reserve(t->max * sizeof(struct flow_slot));
	t->pool = mem_reserve(t->max * sizeof(struct flow));
	t->room = INDEX_START;
	for (t->room_max = INDEX_START; t->room_max < t->max * 2;)
		t->room_max *= 2;
	t->index = mem_reserve(t->room * sizeof(*t->index));
	t->key = hash_key_new();
	struct hash_key more = hash_key_new();
	t->quick[0] = more.k0 | 1;
	t->quick[1] = more.k1 | 1;
	return t;
}

void flow_table_free(struct flow_table *t)
{
	if (!t)
		return;
	mem_release(t->slots, t->max * sizeof(struct flow_slot));
	mem_release(t->pool, t->max * sizeof(struct flow));
	mem_release(t->index, t->room * sizeof(*t->index));
	mem_release(t->recent, RECENT_ROOM * sizeof(*t->recent));
	free(t->unused);
	free(t);
}

/* Two keyed 64 x 64 -> 128 multiplications, folded: the multipliers are secret, so colliding
 * tuples can't be computed beforehand. */
static inline uint64_t quick_hash(const struct flow_table *t, const struct flow_key *key)
{
	__uint128_t m = (__uint128_t)(key->words[0] ^ t->key.k0) * t->quick[0];
	uint64_t first = (uint64_t)m ^ (uint64_t)(m >> 64);
	__uint128_t n = (__uint128_t)(key->words[1] ^ t->key.k1 ^ first) * t->quick[1];
	return (uint64_t)n ^ (uint64_t)(n >> 64);
}

/* addresses: source and destination, ports likewise, all as on the wire. Whichever half is larger
 * as this machine reads it goes behind, so that both directions give one key; turned by shifts
 * because which way round it is can't be foreseen. */
__attribute__((always_inline)) static inline void lookup_v4(const struct flow_table *t,
							    uint64_t addresses, uint32_t ports,
							    uint8_t transport,
							    struct flow_lookup *ret_lookup)
{
	uint32_t low = (uint32_t)addresses, high = (uint32_t)(addresses >> 32);
	uint16_t low_port = (uint16_t)ports, high_port = (uint16_t)(ports >> 16);
	unsigned swap = low != high ? low > high : low_port > high_port;

	addresses = addresses << swap * 32 | addresses >> (64 - swap * 32) % 64;
	ports = ports << swap * 16 | ports >> (32 - swap * 16) % 32;
	ret_lookup->key.words[0] = addresses;
	ret_lookup->key.words[1] = ports | (uint64_t)transport << 32 | (uint64_t)4 << 56;
	ret_lookup->place = 0;
	ret_lookup->from = (uint8_t)swap;
	ret_lookup->hash = quick_hash(t, &ret_lookup->key);
}

static void key_v6(const struct flow_table *t, const struct packet *p, bool swap,
		   struct flow_key *key)
{
	uint8_t tuple[37];
	struct hash_key second = {t->key.k1, ~t->key.k0};
	uint16_t ports[2] = {swap ? p->dst_port : p->src_port, swap ? p->src_port : p->dst_port};

	memcpy(tuple, swap ? p->dst.bytes : p->src.bytes, 16);
	memcpy(tuple + 16, swap ? p->src.bytes : p->dst.bytes, 16);
	memcpy(tuple + 32, ports, 4);
	tuple[36] = p->transport;
	key->words[0] = hash_bytes(&t->key, tuple, sizeof(tuple));
	key->words[1] = hash_bytes(&second, tuple, sizeof(tuple)) >> 8 | (uint64_t)6 << 56;
}

void flow_lookup_of(const struct flow_table *t, const struct packet *p,
		    struct flow_lookup *ret_lookup)
{
	if (p->src.family == 4) {
		uint64_t addresses;
		uint32_t ports;
		uint16_t both[2] = {htobe16(p->src_port), htobe16(p->dst_port)};
		uint8_t wire[8];
		memcpy(wire, p->src.bytes, 4);
		memcpy(wire + 4, p->dst.bytes, 4);
		memcpy(&addresses, wire, sizeof(addresses));
		memcpy(&ports, both, sizeof(ports));
		lookup_v4(t, addresses, ports, p->transport, ret_lookup);
		return;
	}
	int order = memcmp(p->src.bytes, p->dst.bytes, 16);
	bool swap = order > 0 || (order == 0 && p->src_port > p->dst_port);
	key_v6(t, p, swap, &ret_lookup->key);
	ret_lookup->place = 0;
	ret_lookup->from = swap;
	ret_lookup->hash = quick_hash(t, &ret_lookup->key);
}

void flow_lookup_of_headers(const struct flow_table *t, const uint8_t *ipv4,
			    struct flow_lookup *ret_lookup)
{
	uint64_t addresses;
	uint32_t ports;

	memcpy(&addresses, ipv4 + 12, sizeof(addresses));
	memcpy(&ports, ipv4 + 20, sizeof(ports));
	lookup_v4(t, addresses, ports, ipv4[9], ret_lookup);
}

static uint32_t *recent_of(const struct flow_table *t, uint64_t hash)
{
	return &t->recent[hash % (RECENT_ROOM / WAYS) * WAYS];
}

void flow_prefetch(const struct flow_table *t, const struct flow_lookup *l)
{
	__builtin_prefetch(t->recent ? recent_of(t, l->hash) : &t->index[l->hash & (t->room - 1)]);
}

static inline bool same_key(const struct flow_key *a, const struct flow_key *b)
{
	return ((a->words[0] ^ b->words[0]) | (a->words[1] ^ b->words[1])) == 0;
}

static uint32_t tag_of(uint64_t hash)
{
	return (uint32_t)(hash >> 32) & ~(uint32_t)NUMBER_MASK;
}

/* Without a branch: which of the two is wanted can't be foreseen. */
static inline void prefetch_flow(const struct flow_table *t, size_t number, bool whole)
{
	const void *slot = &t->slots[number], *flow = &t->pool[number];

	__builtin_prefetch(slot, 1);
	__builtin_prefetch(whole ? flow : slot, 1);
}

/* The place + 1 of a flow with that tag; 0 = none that spoke lately. Without branches, likewise. */
static inline uint32_t recent_place(const struct flow_table *t, uint64_t hash)
{
	const uint32_t *recent = recent_of(t, hash);
	uint32_t tag = tag_of(hash), place = 0;

	for (unsigned i = WAYS; i-- > 0;)
		place = (recent[i] ^ tag) > (uint32_t)NUMBER_MASK ? place : recent[i] & NUMBER_MASK;
	return place;
}

void flow_prefetch_recent(const struct flow_table *t, struct flow_lookup *l, bool is_tcp)
{
	if (!t->recent)
		return;
	l->place = recent_place(t, l->hash);
	if (l->place)
		prefetch_flow(t, l->place - 1, is_tcp);
	else
		__builtin_prefetch(&t->index[l->hash & (t->room - 1)]);
}

/* Mostly the first entry is the flow's, or free: the rest of the run is not looked at here. */
void flow_prefetch_rest(const struct flow_table *t, struct flow_lookup *l, bool is_tcp)
{
	if (l->place)
		return;
	l->place = t->index[l->hash & (t->room - 1)] & NUMBER_MASK;
	if (l->place)
		prefetch_flow(t, l->place - 1, is_tcp);
	else
		prefetch_flow(t, t->high, true); /* where a new one will stand */
}

static void keep_recent(struct flow_table *t, uint64_t hash, uint32_t entry)
{
	uint32_t *recent = recent_of(t, hash);

	memmove(recent + 1, recent, (WAYS - 1) * sizeof(*recent));
	recent[0] = entry;
}

__attribute__((noinline)) static struct flow_slot *find_in_index(struct flow_table *t,
								 const struct flow_lookup *l)
{
	uint32_t tag = tag_of(l->hash), entry;
	size_t mask = t->room - 1;

	for (size_t at = l->hash & mask; (entry = t->index[at]); at = (at + 1) & mask) {
		struct flow_slot *slot = &t->slots[(entry & NUMBER_MASK) - 1];
		if ((entry & ~(uint32_t)NUMBER_MASK) != tag || !same_key(&slot->key, &l->key))
			continue;
		if (t->recent)
			keep_recent(t, l->hash, entry);
		return slot;
	}
	return NULL;
}

struct flow_slot *flow_find(struct flow_table *t, const struct flow_lookup *l)
{
	if (l->place && same_key(&t->slots[l->place - 1].key, &l->key))
		return &t->slots[l->place - 1];
	return find_in_index(t, l);
}

/* The version of IP in a key is never zero. */
static bool is_used(const struct flow_slot *slot)
{
	return slot->key.words[1] != 0;
}

static void index_put(struct flow_table *t, uint64_t hash, size_t number)
{
	size_t mask = t->room - 1, at = hash & mask;

	while (t->index[at])
		at = (at + 1) & mask;
	t->index[at] = tag_of(hash) | (uint32_t)(number + 1);
}

static void index_grow(struct flow_table *t)
{
	mem_release(t->index, t->room * sizeof(*t->index));
	t->room = t->room_max / INDEX_STEP > t->room ? t->room * INDEX_STEP : t->room_max;
	t->index = mem_reserve(t->room * sizeof(*t->index));
	if (t->room > RECENT_ROOM && !t->recent)
		t->recent = mem_reserve(RECENT_ROOM * sizeof(*t->recent));
	for (size_t i = 0; i < t->high; i++)
		if (is_used(&t->slots[i]))
			index_put(t, quick_hash(t, &t->slots[i].key), i);
}

struct flow_slot *flow_add(struct flow_table *t, const struct flow_lookup *l)
{
	must(t->n < t->max);
	if ((t->n + 1) * 2 > t->room)
		index_grow(t);
	size_t number = t->n_unused ? t->unused[--t->n_unused] : t->high++;
	struct flow_slot *slot = &t->slots[number];
	*slot = (struct flow_slot){.key = l->key};
	t->pool[number] = (struct flow){.endpoint = {UINT32_MAX, UINT32_MAX}};
	index_put(t, l->hash, number);
	if (t->recent)
		keep_recent(t, l->hash, tag_of(l->hash) | (uint32_t)(number + 1));
	t->n++;
	return slot;
}

struct flow *flow_of(struct flow_table *t, const struct flow_slot *slot)
{
	return &t->pool[slot - t->slots];
}

struct flow_slot *flow_slot_of(struct flow_table *t, const struct flow *flow)
{
	return &t->slots[flow - t->pool];
}

size_t flow_table_room(const struct flow_table *t)
{
	return t->max - t->n;
}

bool flow_table_full(const struct flow_table *t)
{
	return flow_table_room(t) == 0;
}

struct flow_slot *flow_oldest(struct flow_table *t)
{
	struct flow_slot *oldest = NULL;
	int64_t oldest_us = 0;

	for (size_t seen = 0, walked = 0; t->n && seen < SAMPLE && walked < t->high; walked++) {
		struct flow_slot *slot = &t->slots[t->hand];
		t->hand = t->hand + 1 < t->high ? t->hand + 1 : 0;
		if (!is_used(slot))
			continue;
		int64_t last =
			slot->last_us[0] > slot->last_us[1] ? slot->last_us[0] : slot->last_us[1];
		if (!oldest || last < oldest_us) {
			oldest = slot;
			oldest_us = last;
		}
		seen++;
	}
	return oldest;
}

/* Takes the entry out and moves followers of its run back, so that no tombstones pile up. */
static void index_remove(struct flow_table *t, uint64_t hash, size_t number)
{
	size_t mask = t->room - 1, at = hash & mask;
	uint32_t entry;

	while ((t->index[at] & NUMBER_MASK) != number + 1)
		at = (at + 1) & mask;
	for (size_t next = (at + 1) & mask; (entry = t->index[next]); next = (next + 1) & mask) {
		size_t home = quick_hash(t, &t->slots[(entry & NUMBER_MASK) - 1].key) & mask;
		if (((next - home) & mask) >= ((next - at) & mask)) {
			t->index[at] = entry;
			at = next;
		}
	}
	t->index[at] = 0;
}

void flow_remove(struct flow_table *t, struct flow_slot *slot)
{
	size_t number = (size_t)(slot - t->slots);

	index_remove(t, quick_hash(t, &slot->key), number);
	slot->key = (struct flow_key){{0}};
	t->n--;
	if (t->n_unused == t->unused_room) {
		t->unused_room = t->unused_room ? t->unused_room * 2 : 256;
		t->unused = mem_resize(t->unused, t->unused_room, sizeof(*t->unused));
	}
	t->unused[t->n_unused++] = (uint32_t)number;
}

/* Slots and flows stand in the same order, so only what they lead to must be fetched ahead. */
void flow_each(struct flow_table *t, const struct flow_visit *v)
{
	for (size_t at = 0; at < t->high + AHEAD; at++) {
		if (v->soon && at < t->high && is_used(&t->slots[at]))
			v->soon(v->ctx, &t->slots[at], &t->pool[at]);
		if (at >= AHEAD && is_used(&t->slots[at - AHEAD]))
			v->visit(v->ctx, &t->slots[at - AHEAD], &t->pool[at - AHEAD]);
	}
}
