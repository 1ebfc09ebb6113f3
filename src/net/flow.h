/* SPDX-License-Identifier: Apache-2.0
 *
 * The flow table: one entry a 5-tuple, both directions in one. VLAN tags and MAC addresses are not
 * part of the key: a tag in one direction only must not make two flows.
 *
 * How its data lives: flows stand in a dense pool, two cache lines each: the first is all that a
 * packet of a settled UDP flow touches, the second follows TCP's sequence numbers. An open index
 * of (tag, number) pairs finds them, so that a batch of packets can be looked up with every miss
 * under way at once: flow_prefetch() for all, then flow_find() for all. Addresses are chosen by
 * strangers, so the hash is keyed. IPv4 keys are kept as they are; IPv6 keys are kept as 120 bits
 * of keyed hash, where two different flows falling together can't be brought about.
 */
#ifndef CAMTRAIL_NET_FLOW_H
#define CAMTRAIL_NET_FLOW_H

#include "base/map.h"
#include "net/packet.h"

enum { FLOW_KEY_LEN = 16 };

struct flow_key {
	uint8_t bytes[FLOW_KEY_LEN];
};

/* Sides: 0 is the endpoint that stands first in the key, 1 the other. */
struct flow {
	struct flow_key key;
	uint32_t conversation; /* the engine's number of it */
	uint32_t talk;         /* the engine's dissecting state, 0 = none */
	uint32_t packets[2];   /* sent by each side since the last fold */
	uint64_t bytes[2];     /* IP length */
	uint64_t payload[2];
	/* second line */
	int64_t last_us[2];
	uint32_t endpoint[2]; /* the engine's number of the sender, UINT32_MAX = not seen yet */
	uint32_t next_seq[2]; /* TCP: behind the highest byte seen */
	uint32_t hole[2];     /* TCP: bytes below next_seq that have not come */
	uint32_t retransmitted[2];
	uint8_t client;    /* which side opened it */
	uint8_t dissector; /* engine's number + 1 of the one that owns it, 0 = none yet */
	bool settled;      /* its packets are only counted */
	uint8_t tries;     /* datagrams offered to nobody's liking */
	bool seq_known[2];
	bool acked[2]; /* the other side acknowledged something of this side */
	bool in_use;
	uint8_t payload_frames[2]; /* noted in the conversation since the last fold */
	uint8_t notes;             /* how many of each side's first packets are to be noted */
} __attribute__((aligned(64)));

struct flow_table;

/* max_flows: most flows at a time (memory: 144 bytes each, taken as needed). */
struct flow_table *flow_table_new(size_t max_flows);
void flow_table_free(struct flow_table *t);

struct flow_lookup {
	struct flow_key key;
	uint64_t hash;
	uint8_t from; /* side that sent this packet */
};

/* Key, hash and side of a packet with IP addresses. */
void flow_lookup_of(const struct flow_table *t, const struct packet *p,
		    struct flow_lookup *ret_lookup);
/* Starts fetching the index line; then, a batch later, the flow's own lines. */
void flow_prefetch_index(const struct flow_table *t, const struct flow_lookup *l);
void flow_prefetch(const struct flow_table *t, const struct flow_lookup *l);
/* NULL when there is none. */
struct flow *flow_find(struct flow_table *t, const struct flow_lookup *l);
/* A new zeroed flow with that key. When the table is full the caller must evict first. */
struct flow *flow_add(struct flow_table *t, const struct flow_lookup *l);
bool flow_table_full(const struct flow_table *t);
/* The flow that was idle longest among a bounded sample; NULL when the table is empty. */
struct flow *flow_oldest(struct flow_table *t);
void flow_remove(struct flow_table *t, struct flow *f);
/* Every flow in use, in order of birth. */
void flow_each(struct flow_table *t, void (*visit)(void *ctx, struct flow *f), void *ctx);
size_t flow_count(const struct flow_table *t);

#endif
