/* SPDX-License-Identifier: Apache-2.0 */
#include "net/flow.h"

#include <stdlib.h>

#include "base/err.h"

enum {
	SAMPLE = 16, /* flows compared to find an old one */
	INDEX_START = 1u << 12,
};

struct slot {
	uint32_t tag;    /* high half of the hash */
	uint32_t number; /* flow + 1; 0 = free */
};

struct flow_table {
	struct flow *pool;
	struct slot *index;
	size_t index_room; /* power of two */
	size_t n;          /* flows in use */
	size_t high;       /* pool entries ever used */
	size_t max;
	size_t hand;      /* where the next sample begins */
	uint32_t *unused; /* numbers of freed pool entries */
	size_t n_unused, unused_room;
	struct hash_key key;
	uint64_t quick[2]; /* odd random multipliers for the fixed-size IPv4 key */
};

_Static_assert(sizeof(struct flow) == 128, "a flow is two cache lines");

static struct slot *index_new(size_t room)
{
	return mem_new(room, sizeof(struct slot));
}

struct flow_table *flow_table_new(size_t max_flows)
{
	struct flow_table *t = mem_new(1, sizeof(*t));

	t->max = max_flows < UINT32_MAX - 1 ? max_flows : UINT32_MAX - 2;
	t->pool = mem_reserve(t->max * sizeof(struct flow));
	t->index_room = INDEX_START;
	t->index = index_new(t->index_room);
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
	free(t->index);
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

static void key_v4(const struct packet *p, bool swap, struct flow_key *key)
{
	uint16_t ports[2] = {swap ? p->dst_port : p->src_port, swap ? p->src_port : p->dst_port};

	memcpy(key->bytes, swap ? p->dst.bytes : p->src.bytes, 4);
	memcpy(key->bytes + 4, swap ? p->src.bytes : p->dst.bytes, 4);
	memcpy(key->bytes + 8, ports, 4);
	key->bytes[12] = p->transport;
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
static bool swapped(const struct packet *p)
{
	int order = memcmp(p->src.bytes, p->dst.bytes, p->src.family == 4 ? 4 : 16);
	return order > 0 || (order == 0 && p->src_port > p->dst_port);
}

void flow_lookup_of(const struct flow_table *t, const struct packet *p,
		    struct flow_lookup *ret_lookup)
{
	bool swap = swapped(p);

	if (p->src.family == 4)
		key_v4(p, swap, &ret_lookup->key);
	else
		key_v6(t, p, swap, &ret_lookup->key);
	ret_lookup->from = swap;
	ret_lookup->hash = quick_hash(t, &ret_lookup->key);
}

void flow_prefetch_index(const struct flow_table *t, const struct flow_lookup *l)
{
	__builtin_prefetch(&t->index[l->hash & (t->index_room - 1)]);
}

void flow_prefetch(const struct flow_table *t, const struct flow_lookup *l)
{
	const struct slot *slot = &t->index[l->hash & (t->index_room - 1)];
	if (slot->number) {
		const char *flow = (const char *)&t->pool[slot->number - 1];
		__builtin_prefetch(flow, 1);
		__builtin_prefetch(flow + 64, 1);
	}
}

static bool same_key(const struct flow_key *a, const struct flow_key *b)
{
	return memcmp(a->bytes, b->bytes, FLOW_KEY_LEN) == 0;
}

struct flow *flow_find(struct flow_table *t, const struct flow_lookup *l)
{
	uint32_t tag = (uint32_t)(l->hash >> 32);

	for (size_t at = l->hash & (t->index_room - 1); t->index[at].number;
	     at = (at + 1) & (t->index_room - 1)) {
		struct flow *f = &t->pool[t->index[at].number - 1];
		if (t->index[at].tag == tag && same_key(&f->key, &l->key))
			return f;
	}
	return NULL;
}

static void index_put(struct flow_table *t, uint64_t hash, uint32_t number)
{
	size_t at = hash & (t->index_room - 1);
	while (t->index[at].number)
		at = (at + 1) & (t->index_room - 1);
	t->index[at] = (struct slot){(uint32_t)(hash >> 32), number};
}

static void index_grow(struct flow_table *t)
{
	free(t->index);
	t->index_room *= 2;
	t->index = index_new(t->index_room);
	for (size_t i = 0; i < t->high; i++)
		if (t->pool[i].in_use)
			index_put(t, quick_hash(t, &t->pool[i].key), (uint32_t)i + 1);
}

struct flow *flow_add(struct flow_table *t, const struct flow_lookup *l)
{
	size_t number;

	must(t->n < t->max);
	if ((t->n + 1) * 2 > t->index_room)
		index_grow(t);
	number = t->n_unused ? t->unused[--t->n_unused] : t->high++;
	struct flow *f = &t->pool[number];
	*f = (struct flow){.key = l->key, .in_use = true, .endpoint = {UINT32_MAX, UINT32_MAX}};
	index_put(t, l->hash, (uint32_t)number + 1);
	t->n++;
	return f;
}

bool flow_table_full(const struct flow_table *t)
{
	return t->n >= t->max;
}

struct flow *flow_oldest(struct flow_table *t)
{
	struct flow *oldest = NULL;
	int64_t oldest_us = 0;

	if (t->n == 0)
		return NULL;
	for (size_t seen = 0, walked = 0; seen < SAMPLE && walked < t->high; walked++) {
		struct flow *f = &t->pool[t->hand];
		t->hand = t->hand + 1 < t->high ? t->hand + 1 : 0;
		if (!f->in_use)
			continue;
		int64_t last = f->last_us[0] > f->last_us[1] ? f->last_us[0] : f->last_us[1];
		if (!oldest || last < oldest_us) {
			oldest = f;
			oldest_us = last;
		}
		seen++;
	}
	return oldest;
}

/* Takes the slot out and moves followers of its run back, so that no tombstones pile up. */
static void index_remove(struct flow_table *t, uint64_t hash, uint32_t number)
{
	size_t mask = t->index_room - 1, at = hash & mask;

	while (t->index[at].number != number)
		at = (at + 1) & mask;
	for (size_t next = (at + 1) & mask; t->index[next].number; next = (next + 1) & mask) {
		size_t home = quick_hash(t, &t->pool[t->index[next].number - 1].key) & mask;
		if (((next - home) & mask) >= ((next - at) & mask)) {
			t->index[at] = t->index[next];
			at = next;
		}
	}
	t->index[at].number = 0;
}

void flow_remove(struct flow_table *t, struct flow *f)
{
	uint32_t number = (uint32_t)(f - t->pool);

	index_remove(t, quick_hash(t, &f->key), number + 1);
	f->in_use = false;
	t->n--;
	if (t->n_unused == t->unused_room) {
		t->unused_room = t->unused_room ? t->unused_room * 2 : 256;
		t->unused = mem_resize(t->unused, t->unused_room, sizeof(*t->unused));
	}
	t->unused[t->n_unused++] = number;
}

void flow_each(struct flow_table *t, void (*visit)(void *ctx, struct flow *f), void *ctx)
{
	for (size_t i = 0; i < t->high; i++)
		if (t->pool[i].in_use)
			visit(ctx, &t->pool[i]);
}

size_t flow_count(const struct flow_table *t)
{
	return t->n;
}
