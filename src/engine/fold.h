/* SPDX-License-Identifier: Apache-2.0
 *
 * Counters folded out of flows: who sent (endpoints) and who talked with whom on which port
 * (conversations, client ports left out). Bounded: when a table is full everything counted so far
 * is given to the outlet and the tables start anew; the ledger adds equal records up, so nothing
 * is lost.
 */
#ifndef CAMTRAIL_ENGINE_FOLD_H
#define CAMTRAIL_ENGINE_FOLD_H

#include "engine/outlet.h"
#include "net/flow.h"

enum { FOLD_NONE = UINT32_MAX };

struct fold;

/* memory: bytes that the tables may take in all. */
struct fold *fold_new(struct outlet *outlet, size_t memory);
void fold_free(struct fold *f);

/* Number of the endpoint that sent this packet, made if new. */
uint32_t fold_sender(struct fold *f, const struct packet *p, const struct where *w);
/* The same for a packet of a conversation: mostly it is who sent last on that side. */
uint32_t fold_sender_in(struct fold *f, uint32_t conversation, unsigned side,
			const struct packet *p, const struct where *w);
/* The same from what the frame's header has, the MAC address and the time to live: FOLD_NONE, with
 * nothing done, unless it is who sent last on that side, and as it did. */
uint32_t fold_sender_again(const struct fold *f, uint32_t conversation, unsigned side,
			   const struct mac *mac, uint8_t ttl);
/* A packet that belongs to no flow. */
void fold_count_sender(struct fold *f, uint32_t endpoint, const struct packet *p, int64_t time_us);

struct fold_conversation {
	struct party client, server;
	uint8_t transport;
	uint16_t server_port, client_port;
	bool opening_seen;
};
/* Number of the conversation, made if new; a flow of it began. */
uint32_t fold_conversation(struct fold *f, const struct fold_conversation *c);
/* Starts fetching the way to a conversation; then, a batch later, what stands at its end, from what
 * the first gave. */
uint64_t fold_prefetch_way(const struct fold *f, const struct fold_conversation *c);
void fold_prefetch_end(const struct fold *f, uint64_t way);
/* What is to be noted of the first packets of a flow that began now: the client's, the server's. */
void fold_notes_wanted(struct fold *f, uint32_t conversation, int64_t time_us,
		       struct flow_notes ret_out_back[2]);
/* A packet of the client (side 0) or server (side 1) is one of the first: keeps its frame. */
void fold_note(struct fold *f, uint32_t conversation, unsigned side, const struct where *w,
	       const struct mac *src_mac, bool has_payload);
void fold_protocol(struct fold *f, uint32_t conversation, const char *name);
/* A packet with payload from the client, after a pause of its flow. */
void fold_beat(struct fold *f, uint32_t conversation, int64_t time_us, uint32_t payload);
/* Adds the flow's counters to its conversation and its endpoints and zeroes them in the flow. */
void fold_flow(struct fold *f, struct flow_slot *slot, struct flow *flow);
/* Starts fetching what fold_flow will touch. */
void fold_prefetch(const struct fold *f, const struct flow_slot *slot, const struct flow *flow);
/* Starts fetching what fold_sender_in and fold_note will touch. */
void fold_prefetch_notes(const struct fold *f, uint32_t conversation, unsigned side);
/* Likewise of fold_beat. */
void fold_prefetch_beat(const struct fold *f, uint32_t conversation);
/* A flow had to give way before its end: counted, and told with the next records given. */
void fold_evicted(struct fold *f);

/* True when the next new conversation or endpoint might not find room: the owner of the flows must
 * fold them all, call fold_give and forget every number that it holds. */
bool fold_full(const struct fold *f);
/* Whether it might be after the next so many packets. */
bool fold_may_fill(const struct fold *f, size_t packets);
void fold_give(struct fold *f);

#endif
