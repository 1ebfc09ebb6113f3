/* SPDX-License-Identifier: Apache-2.0
 *
 * What a packet adds to a flow that is known: TCP's numbers, and the counters of a packet that is
 * only counted. Inline: this runs for every packet.
 */
#ifndef CAMTRAIL_ENGINE_FOLLOW_H
#define CAMTRAIL_ENGINE_FOLLOW_H

#include "engine/series.h"
#include "net/flow.h"
#include "net/plain.h"
#include "obs/beat.h"

static inline bool sender_known(const struct flow_slot *slot, unsigned from)
{
	return from ? slot->sender_1 : slot->sender_0;
}

/* Bytes sent again, bytes that the capture lacks (RFC 9293 3.4). */
static inline void follow_sequence(struct flow *f, uint32_t seq, uint8_t flags,
				   uint32_t payload_len, unsigned from)
{
	uint32_t len = payload_len + !!(flags & TCP_SYN) + !!(flags & TCP_FIN);
	uint32_t end = seq + len;

	if (flags & TCP_ACK)
		f->acked[!from] = true;
	if (flags & TCP_SYN)
		f->syn_seen[from] = true;
	if (!f->seq_known[from]) {
		f->seq_known[from] = true;
		f->next_seq[from] = end;
		return;
	}
	int32_t ahead = (int32_t)(seq - f->next_seq[from]);
	if (ahead > 0 && len) {
		f->hole[from] += (uint32_t)ahead;
	} else if (ahead < 0 && payload_len) {
		uint32_t behind = f->next_seq[from] - seq; /* up to 2^31 */
		uint32_t again = behind < payload_len ? behind : payload_len;
		uint32_t fills = again < f->hole[from] ? again : f->hole[from];
		f->hole[from] -= fills;
		f->retransmitted[from] += again - fills;
	}
	if ((int32_t)(end - f->next_seq[from]) > 0)
		f->next_seq[from] = end;
}

/* Payload that the client sends after a pause. What follows an earlier packet of the flow at once
 * is none: told from the slot alone, so that streams cost nothing. */
static inline bool may_be_beat(const struct flow_slot *slot, uint32_t payload_len, unsigned from,
			       int64_t time_us)
{
	int64_t quiet;

	if (payload_len == 0 || from != slot->client)
		return false;
	return slot->payload[from] == 0 ||
	       __builtin_sub_overflow(time_us, slot->last_us[from], &quiet) ||
	       quiet >= BEAT_LEAST_US;
}

/* Whether nothing is wanted of a packet from that side but its counts; remembered when that will
 * stay so. Who forgets what it rests on (settled, sender, notes, counts) clears slot->quiet. */
static inline bool only_counts(struct flow_slot *slot, unsigned from, const struct plain *p)
{
	if (!slot->settled || !sender_known(slot, from) || slot->packets[from] < slot->notes ||
	    p->ip[12] == 0)
		return false;
	if (slot->payload_frames[from] < slot->notes)
		return p->payload_len == 0;
	slot->quiet = (uint8_t)(slot->quiet | 1u << from);
	return true;
}

/* The sequence numbers of a segment that is the next in order, as nearly all are. */
static inline bool follow_next(struct flow *f, uint32_t seq, uint8_t flags, uint32_t payload_len,
			       unsigned from)
{
	if (!f->seq_known[from] || seq != f->next_seq[from] || flags & (TCP_SYN | TCP_FIN))
		return false;
	f->next_seq[from] = seq + payload_len;
	if (flags & TCP_ACK)
		f->acked[!from] = true;
	return true;
}

/* With this packet the direction fills another SERIES_CONSIDER bytes. */
static inline bool carried_much(const struct flow_slot *slot, uint32_t payload_len, unsigned from)
{
	uint32_t before = slot->payload[from];
	return ((before + payload_len) ^ before) / SERIES_CONSIDER != 0;
}

/* Counts a packet of which nothing else is wanted; false, with nothing done, when something is: its
 * flow is not settled, its sender or its frame is to be noted, it may open a connection anew or
 * be a beat, or its counters are about to be full. */
static inline bool count_plain(struct flow_table *flows, struct flow_slot *slot, unsigned from,
			       const struct plain *p, int64_t time_us)
{
	uint32_t payload = p->payload_len;

	if (!(slot->quiet >> from & 1u) && !only_counts(slot, from, p))
		return false;
	if (carried_much(slot, payload, from) || p->tcp_flags & TCP_SYN ||
	    may_be_beat(slot, payload, from, time_us) ||
	    (slot->bytes[from] | slot->payload[from]) >= FLOW_COUNT_MAX / 2)
		return false;
	if (p->transport == PROTO_TCP) {
		struct flow *f = flow_of(flows, slot);
		uint32_t seq = walk_be32(p->ip + PLAIN_IPV4 + 4);
		if (!follow_next(f, seq, p->tcp_flags, payload, from))
			follow_sequence(f, seq, p->tcp_flags, payload, from);
	}
	if (slot->last_us[from] < time_us || slot->packets[from] == 0)
		slot->last_us[from] = time_us;
	slot->packets[from]++;
	slot->bytes[from] += p->ip_len;
	slot->payload[from] += payload;
	return true;
}

#endif
