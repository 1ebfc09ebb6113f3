/* SPDX-License-Identifier: Apache-2.0 */
#include "net/flow.h"

#include <stdlib.h>

#include "base/err.h"
#include "net/walk.h"

enum {
	SAMPLE = 16, /* flows compared to find an old one */
	SLOTS_START = 1u << 12,
	AHEAD = 16, /* flows fetched ahead of their visit */
};

struct flow_table {
	struct flow_slot *slots;
	struct flow *pool;
	size_t room; /* slots, power of two */
	size_t n;    /* flows in use */
	size_t high; /* pool entries ever used */
	size_t max;
	size_t hand;      /* where the next sample begins */
	uint32_t *unused; /* numbers of freed pool entries */
	size_t n_unused, unused_room;
	struct hash_key key;
	uint64_t quick[2]; /* odd random multipliers for the fixed-size IPv4 key */
};

_Static_assert(sizeof(struct flow_slot) == 64, "a slot is a cache line");
_Static_assert(sizeof(struct flow) == 64, "a flow is a cache line");

static struct flow_slot *slots_new(size_t room)
{
	return mem_reserve(room * sizeof(struct flow_slot));
}

struct flow_table *flow_table_new(size_t max_flows)
{
	struct flow_table *t = mem_new(1, sizeof(*t));

	t->max = max_flows < UINT32_MAX - 1 ? max_flows : UINT32_MAX - 2;
	t->pool = mem_reserve(t->max * sizeof(struct flow));
	t->room = SLOTS_START;
	t->slots = slots_new(t->room);
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
	mem_release(t->pool, t->max * sizeof(struct flow));
	mem_release(t->slots, t->room * sizeof(struct flow_slot));
	free(t->unused);
	free(t);
}

/* Two keyed 64 x 64 -> 128 multiplications, folded: the multipliers are secret, so colliding
 * tuples can't be computed beforehand. */
static uint64_t quick_hash(const struct flow_table *t, const struct flow_key *key)
{
	uint64_t a, b;
	memcpy(&a, key->bytes, 8);
	memcpy(&b, key->bytes + 8, 8);
	__uint128_t m = (__uint128_t)(a ^ t->key.k0) * t->quick[0];
	uint64_t first = (uint64_t)m ^ (uint64_t)(m >> 64);
	__uint128_t n = (__uint128_t)(b ^ t->key.k1 ^ first) * t->quick[1];
	return (uint64_t)n ^ (uint64_t)(n >> 64);
}

/* a and b: the addresses, four bytes each, in the key's order, as the ports. */
static void key_v4(const uint8_t *a, const uint8_t *b, uint16_t port_a, uint16_t port_b,
		   uint8_t transport, struct flow_key *key)
{
	uint16_t ports[2] = {port_a, port_b};

	memcpy(key->bytes, a, 4);
	memcpy(key->bytes + 4, b, 4);
	memcpy(key->bytes + 8, ports, 4);
	key->bytes[12] = transport;
	key->bytes[13] = 0;
	key->bytes[14] = 0;
	key->bytes[15] = 4;
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
	uint64_t a = hash_bytes(&t->key, tuple, sizeof(tuple));
	uint64_t b = hash_bytes(&second, tuple, sizeof(tuple));
	memcpy(key->bytes, &a, 8);
	memcpy(key->bytes + 8, &b, 8);
	key->bytes[15] = 6;
}

/* True when the destination stands first: both directions give one key. */
static bool swapped_v4(const uint8_t *src, const uint8_t *dst, uint16_t src_port, uint16_t dst_port)
{
	uint32_t a, b; /* in any byte order: only that it is one order matters */

	memcpy(&a, src, 4);
	memcpy(&b, dst, 4);
	return a > b || (a == b && src_port > dst_port);
}

static void lookup_v4(const struct flow_table *t, const uint8_t *src, const uint8_t *dst,
		      uint16_t src_port, uint16_t dst_port, uint8_t transport,
		      struct flow_lookup *ret_lookup)
{
	bool swap = swapped_v4(src, dst, src_port, dst_port);

	if (swap)
		key_v4(dst, src, dst_port, src_port, transport, &ret_lookup->key);
	else
		key_v4(src, dst, src_port, dst_port, transport, &ret_lookup->key);
	ret_lookup->from = swap;
	ret_lookup->hash = quick_hash(t, &ret_lookup->key);
}

void flow_lookup_of(const struct flow_table *t, const struct packet *p,
		    struct flow_lookup *ret_lookup)
{
	if (p->src.family == 4) {
		lookup_v4(t, p->src.bytes, p->dst.bytes, p->src_port, p->dst_port, p->transport,
			  ret_lookup);
		return;
	}
	int order = memcmp(p->src.bytes, p->dst.bytes, 16);
	bool swap = order > 0 || (order == 0 && p->src_port > p->dst_port);
	key_v6(t, p, swap, &ret_lookup->key);
	ret_lookup->from = swap;
	ret_lookup->hash = quick_hash(t, &ret_lookup->key);
}

void flow_lookup_of_headers(const struct flow_table *t, const uint8_t *ipv4,
			    struct flow_lookup *ret_lookup)
{
	lookup_v4(t, ipv4 + 12, ipv4 + 16, walk_be16(ipv4 + 20), walk_be16(ipv4 + 22), ipv4[9],
		  ret_lookup);
}

void flow_prefetch(const struct flow_table *t, const struct flow_lookup *l)
{
	__builtin_prefetch(&t->slots[l->hash & (t->room - 1)], 1);
}

static bool same_key(const struct flow_key *a, const struct flow_key *b)
{
	uint64_t a0, a1, b0, b1;

	memcpy(&a0, a->bytes, 8);
	memcpy(&a1, a->bytes + 8, 8);
	memcpy(&b0, b->bytes, 8);
	memcpy(&b1, b->bytes + 8, 8);
	return ((a0 ^ b0) | (a1 ^ b1)) == 0;
}

void flow_prefetch_rest(const struct flow_table *t, const struct flow_lookup *l, bool is_tcp)
{
	const struct flow_slot *slot = &t->slots[l->hash & (t->room - 1)];

	if (slot->number && (is_tcp || !slot->settled))
		__builtin_prefetch(&t->pool[slot->number - 1], 1);
	else if (!slot->number)
		__builtin_prefetch(&t->pool[t->high], 1); /* where a new one will stand */
}

struct flow_slot *flow_find(struct flow_table *t, const struct flow_lookup *l)
{
	size_t mask = t->room - 1;

	for (size_t at = l->hash & mask; t->slots[at].number; at = (at + 1) & mask)
		if (same_key(&t->slots[at].key, &l->key))
			return &t->slots[at];
	return NULL;
}

static struct flow_slot *free_slot(struct flow_table *t, uint64_t hash)
{
	size_t mask = t->room - 1, at = hash & mask;

	while (t->slots[at].number)
		at = (at + 1) & mask;
	return &t->slots[at];
}

static void grow(struct flow_table *t)
{
	struct flow_slot *old = t->slots;
	size_t old_room = t->room;

	t->room *= 2;
	t->slots = slots_new(t->room);
	for (size_t i = 0; i < old_room; i++)
		if (old[i].number)
			*free_slot(t, quick_hash(t, &old[i].key)) = old[i];
	mem_release(old, old_room * sizeof(struct flow_slot));
}

struct flow_slot *flow_add(struct flow_table *t, const struct flow_lookup *l)
{
	must(t->n < t->max);
	if ((t->n + 1) * 4 > t->room * 3)
		grow(t);
	size_t number = t->n_unused ? t->unused[--t->n_unused] : t->high++;
	struct flow_slot *slot = free_slot(t, l->hash);
	*slot = (struct flow_slot){.key = l->key, .number = (uint32_t)number + 1};
	t->pool[number] = (struct flow){.endpoint = {UINT32_MAX, UINT32_MAX}};
	t->n++;
	return slot;
}

struct flow *flow_of(struct flow_table *t, const struct flow_slot *slot)
{
	return &t->pool[slot->number - 1];
}

bool flow_table_full(const struct flow_table *t)
{
	return t->n >= t->max;
}

struct flow_slot *flow_oldest(struct flow_table *t)
{
	struct flow_slot *oldest = NULL;
	int64_t oldest_us = 0;

	for (size_t seen = 0, walked = 0; t->n && seen < SAMPLE && walked < t->room; walked++) {
		struct flow_slot *slot = &t->slots[t->hand];
		t->hand = (t->hand + 1) & (t->room - 1);
		if (!slot->number)
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

/* Frees the slot and moves followers of its run back, so that no tombstones pile up. */
static void close_slot(struct flow_table *t, size_t at)
{
	size_t mask = t->room - 1;

	for (size_t next = (at + 1) & mask; t->slots[next].number; next = (next + 1) & mask) {
		size_t home = quick_hash(t, &t->slots[next].key) & mask;
		if (((next - home) & mask) >= ((next - at) & mask)) {
			t->slots[at] = t->slots[next];
			at = next;
		}
	}
	t->slots[at].number = 0;
}

void flow_remove(struct flow_table *t, struct flow_slot *slot)
{
	uint32_t number = slot->number - 1;

	close_slot(t, (size_t)(slot - t->slots));
	t->n--;
	if (t->n_unused == t->unused_room) {
		t->unused_room = t->unused_room ? t->unused_room * 2 : 256;
		t->unused = mem_resize(t->unused, t->unused_room, sizeof(*t->unused));
	}
	t->unused[t->n_unused++] = number;
}

void flow_each(struct flow_table *t, const struct flow_visit *v)
{
	struct flow_slot *ahead[2 * AHEAD];
	size_t n = 0;

	for (size_t at = 0; at < t->room + 2 * AHEAD; at++) {
		struct flow_slot *slot = at < t->room ? &t->slots[at] : NULL;
		if (slot && !slot->number)
			continue;
		if (slot)
			__builtin_prefetch(flow_of(t, slot), 1);
		struct flow_slot *half = n >= AHEAD ? ahead[(n - AHEAD) % (2 * AHEAD)] : NULL;
		struct flow_slot *whole = n >= 2 * AHEAD ? ahead[n % (2 * AHEAD)] : NULL;
		if (half && v->soon)
			v->soon(v->ctx, flow_of(t, half));
		if (whole)
			v->visit(v->ctx, whole, flow_of(t, whole));
		ahead[n++ % (2 * AHEAD)] = slot;
	}
}

size_t flow_count(const struct flow_table *t)
{
	return t->n;
}
