/* SPDX-License-Identifier: Apache-2.0
 *
 * The flow table: one entry a 5-tuple, both directions in one. VLAN tags and MAC addresses are not
 * part of the key: a tag in one direction only must not make two flows.
 *
 * How its data lives: a packet of a flow that is only counted touches a flow's slot, one cache line,
 * and the index entry that leads to it. What TCP's numbers and dissectors need stands in a second
 * line, in a pool beside the slots. Both stand in order of birth: flows that speak at one time lie
 * close together, on few pages, which tables hit at random all over memory do not. The index has four
 * bytes a flow, 8 bits of the hash in each. Once it is larger than a processor's second cache, the ways
 * to the flows that spoke last stand in a table that is not. A batch of packets is looked up with every miss under
 * way at once: each of the flow_prefetch...() for all, then flow_find().
 * Addresses are chosen by strangers, so the hash is keyed. IPv4 keys are kept as they are; IPv6
 * keys are kept as 120 bits of keyed hash, where two different flows falling together can't be
 * brought about.
 */
#ifndef CAMTRAIL_NET_FLOW_H
#define CAMTRAIL_NET_FLOW_H

#include "base/map.h"
#include "net/packet.h"

/* IPv4: both addresses, as they stand on the wire; both ports, the transport, 4. IPv6: keyed hash,
 * 6 in the last byte. */
struct flow_key {
	uint64_t words[2];
};

/* Sides: 0 is the endpoint that stands first in the key, 1 the other. Counters are those since the
 * last fold; FLOW_COUNT_MAX and more must be folded. */
struct flow_slot {
	struct flow_key key;   /* all zero = a free slot */
	uint32_t conversation; /* the engine's number of it */
	uint8_t client : 1;    /* which side opened it */
	uint8_t settled : 1;   /* its packets are only counted */
	uint8_t senders : 2;   /* bit 1 << side: flow.endpoint[side] is known */
	uint8_t numbered : 1;  /* RTP over UDP: its numbers are followed */
	/* bit 1 << side: nothing but counting is left for its packets; FLOW_WAITS: but first those that
	 * wait for their turn */
	uint8_t quiet;
	/* How many of each side's next packets are to be noted in the conversation: of any, and of
	 * those with payload. */
	struct flow_notes {
		uint8_t any : 4, payload : 4;
	} notes[2];
	uint32_t packets[2]; /* sent by each side */
	uint32_t bytes[2];   /* IP length */
	uint32_t payload[2];
	int64_t last_us[2];
} __attribute__((aligned(64)));

enum { FLOW_COUNT_MAX = 1 << 30, FLOW_WAITS = 0x80 };

static inline bool flow_only_counts(const struct flow_slot *slot, unsigned side)
{
	return (slot->quiet & (FLOW_WAITS | 1u << side)) == 1u << side;
}

struct flow {
	uint32_t talk;        /* the engine's dissecting state, 0 = none */
	uint32_t endpoint[2]; /* the engine's number of the sender, UINT32_MAX = not seen yet */
	/* TCP, of each side; which are known: signs. Engine's follow.h says what they mean. */
	uint32_t next_seq[2];  /* behind the highest byte seen */
	uint32_t low_seq[2];   /* the lowest byte seen; the first acknowledged while none is */
	uint32_t acked_seq[2]; /* behind the highest byte that the other side acknowledged */
	uint32_t hole[2];      /* bytes between low_seq and next_seq that have not come */
	uint32_t retransmitted[2];
	uint16_t watch;    /* the engine's number + 1 of its series of bytes, 0 = none */
	uint16_t said;     /* observations of kinds that are said one by one */
	uint8_t dissector; /* engine's number + 1 of the one that owns it, 0 = none yet */
	uint8_t tries;     /* datagrams offered to nobody's liking */
	bool settled : 1;  /* its packets are only counted */
	bool numbered : 1; /* RTP over UDP */
	uint8_t signs;     /* enum flow_sign << side */
} __attribute__((aligned(64)));

_Static_assert(sizeof(struct flow) == 64, "a cache line");

enum flow_sign {
	FLOW_SEQ = 1,      /* next_seq and low_seq are known */
	FLOW_ACKED = 4,    /* acked_seq is known */
	FLOW_SYN = 16,     /* the side's SYN was seen */
	FLOW_REFUSED = 64, /* its first bytes are nobody's */
};

static inline bool flow_has(const struct flow *f, enum flow_sign sign, unsigned side)
{
	return f->signs & (unsigned)sign << side;
}

static inline void flow_mark(struct flow *f, enum flow_sign sign, unsigned side)
{
	f->signs = (uint8_t)(f->signs | (unsigned)sign << side);
}

struct flow_table;

/* Bytes a flow takes at the most: its two lines, and index entries. */
enum { FLOW_COST = 64 + 64 + 4 * 4 };

/* max_flows: most flows at a time (2^24 at the most); memory is taken as needed. */
struct flow_table *flow_table_new(size_t max_flows);
void flow_table_free(struct flow_table *t);

struct flow_lookup {
	struct flow_key key;
	uint64_t hash;
	uint32_t place; /* the slot's number + 1 as it was told while fetching, 0 = not known */
	uint8_t from;   /* side that sent this packet */
};

/* Key, hash and side of a packet with IP addresses. */
void flow_lookup_of(const struct flow_table *t, const struct packet *p,
		    struct flow_lookup *ret_lookup);
/* The same for an IPv4 packet without options, TCP or UDP, from its headers. */
void flow_lookup_of_headers(const struct flow_table *t, const uint8_t *ipv4,
			    struct flow_lookup *ret_lookup);
/* Starts fetching what leads to the slot; then, a batch later each time, the slot if it is among those
 * that spoke last, and any other; with the flow if it may be needed. */
void flow_prefetch(const struct flow_table *t, const struct flow_lookup *l);
void flow_prefetch_recent(const struct flow_table *t, struct flow_lookup *l, bool is_tcp);
void flow_prefetch_rest(const struct flow_table *t, struct flow_lookup *l, bool is_tcp);
/* NULL when there is none. */
struct flow_slot *flow_find(struct flow_table *t, const struct flow_lookup *l);
/* Whether a slot that was found before is still that flow's: slots do not move, but may be given to
 * others. */
static inline bool flow_is_still(const struct flow_slot *slot, const struct flow_lookup *l)
{
	return ((slot->key.words[0] ^ l->key.words[0]) | (slot->key.words[1] ^ l->key.words[1])) ==
	       0;
}
/* A new zeroed flow with that key. When the table is full the caller must evict first. */
struct flow_slot *flow_add(struct flow_table *t, const struct flow_lookup *l);
struct flow *flow_of(struct flow_table *t, const struct flow_slot *slot);
struct flow_slot *flow_slot_of(struct flow_table *t, const struct flow *flow);
bool flow_table_full(const struct flow_table *t);
/* How many more flows it can take. */
size_t flow_table_room(const struct flow_table *t);
/* The flow that was idle longest among a bounded sample; NULL when the table is empty. */
struct flow_slot *flow_oldest(struct flow_table *t);
void flow_remove(struct flow_table *t, struct flow_slot *slot);
/* Every flow, in order of birth. soon, if not NULL, is called some flows ahead of visit, to fetch what
 * visit will touch. */
struct flow_visit {
	void (*soon)(void *ctx, const struct flow_slot *slot, const struct flow *f);
	void (*visit)(void *ctx, struct flow_slot *slot, struct flow *f);
	void *ctx;
};
void flow_each(struct flow_table *t, const struct flow_visit *v);

#endif
