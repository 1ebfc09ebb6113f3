/* SPDX-License-Identifier: Apache-2.0
 *
 * What a packet adds to a flow that is known: TCP's numbers, and the counters of a packet that is
 * only counted. Inline: this runs for every packet.
 */
#ifndef CAMTRAIL_ENGINE_FOLLOW_H
#define CAMTRAIL_ENGINE_FOLLOW_H

#include "engine/series.h"
#include "engine/follow_rtp.h"
#include "net/flow.h"
#include "net/plain.h"
#include "obs/beat.h"

static inline bool sender_known(const struct flow_slot *slot, unsigned from)
{
	return slot->senders >> from & 1u;
}

static inline void know_sender(struct flow_slot *slot, struct flow *f, unsigned from,
			       uint32_t endpoint)
{
	f->endpoint[from] = endpoint;
	slot->senders = (slot->senders | 1u << from) & 3u;
}

struct follow_segment {
	uint32_t seq, ack, payload_len;
	uint8_t flags;
};

enum {
	FOLLOW_SPAN = 1 << 30, /* low_seq is at most so far behind, so that it can't be lapped */
	FOLLOW_NEAR = 1 << 20, /* numbers so near are of one connection (RFC 6528) */
};

static inline void follow_keep_span(struct flow *f, unsigned side)
{
	if (f->next_seq[side] - f->low_seq[side] > FOLLOW_SPAN)
		f->low_seq[side] = f->next_seq[side] - FOLLOW_SPAN;
}

static inline uint32_t follow_sum(uint32_t a, uint32_t b)
{
	return a + b < a ? UINT32_MAX : a + b;
}

/* What the other side says it got. Its SYN (RFC 9293 3.5) begins a connection anew. */
static inline void follow_ack(struct flow *f, uint32_t ack, unsigned side)
{
	if (!flow_has(f, FLOW_ACKED, side)) {
		flow_mark(f, FLOW_ACKED, side);
		f->acked_seq[side] = ack;
		if (!flow_has(f, FLOW_SEQ, side))
			f->low_seq[side] = ack;
		return;
	}
	if ((int32_t)(ack - f->acked_seq[side]) > 0)
		f->acked_seq[side] = ack;
	if (!flow_has(f, FLOW_SEQ, side) && (int32_t)(ack - f->low_seq[side]) < 0)
		f->low_seq[side] = ack;
}

/* The side's first segment that tells where it is. What was acknowledged below it left too. */
static inline void follow_begin(struct flow *f, const struct follow_segment *s, uint32_t end,
				unsigned from)
{
	bool acked = flow_has(f, FLOW_ACKED, from);

	flow_mark(f, FLOW_SEQ, from);
	f->next_seq[from] = end;
	if (acked && (int32_t)(s->seq - f->low_seq[from]) > 0)
		f->hole[from] = follow_sum(f->hole[from], s->seq - f->low_seq[from]);
	else
		f->low_seq[from] = s->seq;
}

/* A segment that begins below what is known: bytes that came, bytes that fill a hole, and, before the
 * lowest seen so far, bytes that are new. */
static inline void follow_behind(struct flow *f, const struct follow_segment *s, unsigned from)
{
	uint32_t behind = f->next_seq[from] - s->seq; /* up to 2^31 */
	uint32_t again = behind < s->payload_len ? behind : s->payload_len;
	int32_t below = (int32_t)(f->low_seq[from] - s->seq);

	if (below > 0 && f->next_seq[from] - f->low_seq[from] <= behind) {
		uint32_t fresh = (uint32_t)below < again ? (uint32_t)below : again;
		again -= fresh;
		f->hole[from] = follow_sum(f->hole[from], (uint32_t)below - fresh);
		f->low_seq[from] = s->seq;
	}
	uint32_t fills = again < f->hole[from] ? again : f->hole[from];
	f->hole[from] -= fills;
	f->retransmitted[from] += again - fills;
}

/* Whether a SYN of that number begins a connection anew; one that comes a little late, or again, is of
 * the one that goes on. */
static inline bool follow_is_anew(const struct flow *f, uint32_t seq, unsigned from)
{
	uint32_t below = f->low_seq[from] - seq;

	if (!flow_has(f, FLOW_SEQ, from) || f->next_seq[from] == seq + 1)
		return false;
	return flow_has(f, FLOW_SYN, from) ? below != 0 : below - 1 >= FOLLOW_NEAR;
}

/* A caller that begins anew on ports which the server still holds open gets an acknowledgement of
 * the connection before (a challenge, RFC 5961 4.2), whose number is not of this one; it answers
 * with a reset of that number (RFC 9293 3.10.7.3). */
static inline void follow_reset(struct flow *f, const struct follow_segment *s, unsigned from)
{
	bool only_syn = flow_has(f, FLOW_SYN, from) && f->next_seq[from] == f->low_seq[from] + 1;

	if (only_syn && !flow_has(f, FLOW_SYN, !from) && flow_has(f, FLOW_ACKED, from) &&
	    f->acked_seq[from] == s->seq && s->seq - f->next_seq[from] > FOLLOW_NEAR)
		f->signs = (uint8_t)(f->signs & ~((unsigned)FLOW_ACKED << from));
}

/* Bytes sent again, bytes that the capture lacks (RFC 9293 3.4). At all times, less SYN and FIN:
 * payload - retransmitted + hole = next_seq - low_seq. What stands in a hole left before what stands
 * behind it, whether or not anybody acknowledged it. A reset says nothing: its number may be anything. */
static inline void follow_sequence(struct flow *f, const struct follow_segment *s, unsigned from)
{
	uint32_t end = s->seq + s->payload_len + !!(s->flags & TCP_SYN) + !!(s->flags & TCP_FIN);

	if (s->flags & TCP_RST) {
		follow_reset(f, s, from);
		return;
	}
	if (s->flags & TCP_ACK)
		follow_ack(f, s->ack, !from);
	if (s->flags & TCP_SYN)
		flow_mark(f, FLOW_SYN, from);
	if (!flow_has(f, FLOW_SEQ, from)) {
		follow_begin(f, s, end, from);
		return;
	}
	follow_keep_span(f, from);
	int32_t ahead = (int32_t)(s->seq - f->next_seq[from]);
	if (ahead > 0)
		f->hole[from] = follow_sum(f->hole[from], (uint32_t)ahead);
	else if (ahead < -1 || (ahead < 0 && s->payload_len)) /* not an empty probe, 3.8.4 */
		follow_behind(f, s, from);
	if ((int32_t)(end - f->next_seq[from]) > 0)
		f->next_seq[from] = end;
}

/* Takes the side's bytes that left and that the capture lacks: holes, what was acknowledged beyond
 * the highest byte seen and, of a side of which nothing is there, from the first to the last
 * acknowledged. What comes of them later counts as sent again. */
static inline uint32_t follow_take_unseen(struct flow *f, unsigned side)
{
	uint32_t unseen = f->hole[side];
	uint32_t *known = flow_has(f, FLOW_SEQ, side) ? f->next_seq : f->low_seq;

	f->hole[side] = 0;
	if (flow_has(f, FLOW_ACKED, side) && (int32_t)(f->acked_seq[side] - known[side]) > 0) {
		unseen = follow_sum(unseen, f->acked_seq[side] - known[side]);
		known[side] = f->acked_seq[side];
	}
	if (flow_has(f, FLOW_SEQ, side))
		follow_keep_span(f, side);
	return unseen;
}

/* Payload that the client sends after a pause. What follows an earlier packet of the flow at once
 * is none: told from the slot alone, so that streams cost nothing; and without branches, for whose
 * turn it is can't be foreseen. */
static inline bool may_be_beat(const struct flow_slot *slot, uint32_t payload_len, unsigned from,
			       int64_t time_us)
{
	int64_t quiet;
	bool far_off = __builtin_sub_overflow(time_us, slot->last_us[from], &quiet);

	return (payload_len != 0) & (from == slot->client) &
	       ((slot->payload[from] == 0) | far_off | (quiet >= BEAT_LEAST_US));
}

/* Whether the packet is to be noted in its conversation. Without branches: whose turn it is can't be
 * foreseen. */
static inline bool is_to_note(const struct flow_slot *slot, unsigned from, bool payload)
{
	unsigned if_payload = -(unsigned)payload;
	return (slot->notes[from].any | (slot->notes[from].payload & if_payload)) != 0;
}

/* Whether the ledger has all it wants of a packet from that side but its counts. Never from 0.0.0.0, whose
 * sender is another with each packet. */
static inline bool is_noted(const struct flow_slot *slot, unsigned from, bool payload)
{
	return sender_known(slot, from) & !is_to_note(slot, from, payload);
}

/* Remembers of either side when nothing is wanted of its packets but their counts, and when that will
 * stay so. Who forgets what it rests on (settled, sender, notes) clears slot->quiet. */
static inline void fall_quiet(struct flow_slot *slot)
{
	if (slot->settled)
		slot->quiet = (uint8_t)(slot->quiet | (unsigned)is_noted(slot, 0, true) |
					(unsigned)is_noted(slot, 1, true) << 1);
}

/* A segment that is the next in order and acknowledges something, as nearly all do. */
static inline bool follow_next(struct flow *f, const uint8_t *tcp, uint8_t flags,
			       uint32_t payload_len, unsigned from)
{
	unsigned known = FLOW_SEQ << from | FLOW_ACKED << !from;

	if ((f->signs & known) != known || walk_be32(tcp + 4) != f->next_seq[from] ||
	    (flags & (TCP_SYN | TCP_FIN | TCP_RST | TCP_ACK)) != TCP_ACK)
		return false;
	f->next_seq[from] += payload_len;
	uint32_t ack = walk_be32(tcp + 8);
	if ((int32_t)(ack - f->acked_seq[!from]) > 0)
		f->acked_seq[!from] = ack;
	return true;
}

/* With this packet the direction fills another SERIES_CONSIDER bytes. */
static inline bool carried_much(const struct flow_slot *slot, uint32_t payload_len, unsigned from)
{
	uint32_t before = slot->payload[from];
	return ((before + payload_len) ^ before) / SERIES_CONSIDER != 0;
}

/* Something is to be done with the counters themselves. */
static inline bool counters_due(const struct flow_slot *slot, uint32_t payload_len, unsigned from)
{
	return carried_much(slot, payload_len, from) ||
	       (slot->bytes[from] | slot->payload[from]) >= FLOW_COUNT_MAX / 2;
}

static inline void count_up(struct flow_slot *slot, unsigned from, const struct plain *p,
			    int64_t time_us)
{
	if (slot->last_us[from] < time_us || slot->packets[from] == 0)
		slot->last_us[from] = time_us;
	slot->packets[from]++;
	slot->bytes[from] += p->ip_len;
	slot->payload[from] += p->payload_len;
}

static inline struct slice captured_payload(const struct plain *p)
{
	uint32_t before = p->payload_at < p->captured ? p->payload_at : p->captured;
	uint32_t left = p->captured - before;
	return slice_of(p->ip - PLAIN_ETHER + before,
			left < p->payload_len ? left : p->payload_len);
}

/* TCP's numbers, or RTP's, of a packet that is only counted. */
static inline void follow_counted(struct flow_table *flows, struct flow_slot *slot, unsigned from,
				  const struct plain *p)
{
	if (p->transport == PROTO_TCP) {
		struct flow *f = flow_of(flows, slot);
		const uint8_t *tcp = p->ip + PLAIN_IPV4;
		if (!follow_next(f, tcp, p->tcp_flags, p->payload_len, from)) {
			struct follow_segment s = {walk_be32(tcp + 4), walk_be32(tcp + 8),
						   p->payload_len, p->tcp_flags};
			follow_sequence(f, &s, from);
		}
	} else if (slot->numbered) {
		struct slice rtp = captured_payload(p);
		follow_rtp(flow_of(flows, slot), rtp.at, rtp.len, from);
	}
}

/* Counts a packet of a settled flow of which nothing else is wanted, as is_noted() says or the side's being
 * quiet; false, with nothing done, when it may open a connection anew or its counters are about to be
 * full. */
static inline bool count_settled(struct flow_table *flows, struct flow_slot *slot, unsigned from,
				 const struct plain *p, int64_t time_us)
{
	if (p->tcp_flags & TCP_SYN || counters_due(slot, p->payload_len, from))
		return false;
	follow_counted(flows, slot, from, p);
	count_up(slot, from, p, time_us);
	return true;
}

/* The same for a segment without payload of a flow that is not settled, and goes on. */
static inline bool count_empty(struct flow_slot *slot, struct flow *f, unsigned from,
			       const struct plain *p, int64_t time_us)
{
	const uint8_t *tcp = p->ip + PLAIN_IPV4;

	if (p->payload_len || f->talk || counters_due(slot, 0, from))
		return false;
	struct follow_segment s = {walk_be32(tcp + 4), walk_be32(tcp + 8), 0, p->tcp_flags};
	follow_sequence(f, &s, from);
	count_up(slot, from, p, time_us);
	return true;
}

#endif
