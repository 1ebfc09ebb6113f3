/* SPDX-License-Identifier: Apache-2.0
 *
 * A batch of packets: whose flow each is, with every miss of the cache under way at once. Most only
 * add to the counters of a flow that is there.
 */
#include "base/err.h"
#include "engine/follow.h"
#include "engine/run_parts.h"
#include "engine/tally.h"
#include "engine/tell.h"

static void tally_end(struct run *r, struct tally *t)
{
	if (t->packets)
		tally_give(t, run_capture(r, t->capture));
}

/* A frame that is not plain is walked at once. False when another reader has it. */
static bool look_up_walked(struct run *r, struct passing *at, struct packet *p)
{
	const struct frame *f = at->frame;

	at->packet = p;
	packet_walk(f->link, slice_of(f->at, f->len), f->wire_len, p);
	if (r->parts > 1 && tell_share(p, r->parts) != r->part)
		return false;
	if (p->what == PACKET_ICMP)
		p->src_port = p->dst_port = 0;
	at->has_flow = packet_has_flow(p);
	if (at->has_flow) {
		flow_lookup_of(r->flows, p, &at->lookup);
		flow_prefetch(r->flows, &at->lookup);
	}
	return true;
}

/* Finds out whose flow the frame is and starts fetching it. False when another reader has it. */
static bool look_up(struct run *r, struct passing *at, struct packet *packet)
{
	const struct frame *f = at->frame;

	at->is_plain =
		f->link == LINK_ETHERNET && plain_read(f->at, f->len, f->wire_len, &at->plain);
	at->packet = NULL;
	if (!at->is_plain)
		return look_up_walked(r, at, packet);
	if (r->parts > 1 && tell_share_of_header(at->plain.ip, r->parts) != r->part)
		return false;
	at->has_flow = true;
	flow_lookup_of_headers(r->flows, at->plain.ip, &at->lookup);
	flow_prefetch(r->flows, &at->lookup);
	return true;
}

static bool is_tcp(const struct passing *at)
{
	return at->is_plain ? at->plain.transport == TRANSPORT_TCP : at->packet->what == PACKET_TCP;
}

/* Counts a datagram of a flow that is not settled yet when it too is nobody's. */
static bool count_refused(struct run *r, struct flow_slot *slot, const struct passing *at)
{
	const struct plain *p = &at->plain;
	const uint8_t *udp = p->ip + PLAIN_IPV4;
	uint16_t ports[2] = {walk_be16(udp), walk_be16(udp + 2)};
	unsigned from = at->lookup.from;

	if (p->transport != PROTO_UDP || slot->settled || slot->numbered ||
	    !is_noted(slot, from, p) || counters_due(slot, p->payload_len, from))
		return false;
	struct flow *f = flow_of(r->flows, slot);
	if (!talk_refuses(r->talks, f, ports, captured_payload(p)))
		return false;
	slot->settled = f->settled;
	count_up(slot, from, p, at->frame->time_us);
	return true;
}

/* Most packets only add to counters of a flow that is there. */
static bool only_count(struct run *r, const struct passing *at)
{
	if (!at->is_plain)
		return false;
	struct flow_slot *slot = run_find_slot(r, at);
	unsigned from = at->lookup.from;
	int64_t time_us = at->frame->time_us;
	bool beat = slot && may_be_beat(slot, at->plain.payload_len, from, time_us);

	if (!slot ||
	    !(count_plain(r->flows, slot, from, &at->plain, time_us) || count_refused(r, slot, at)))
		return false;
	if (beat)
		fold_beat(r->fold, slot->conversation, time_us, at->plain.payload_len);
	return true;
}

static void make_packet(struct passing *at, struct packet *packet)
{
	plain_packet(at->frame->at, at->frame->len, &at->plain, packet);
	at->packet = packet;
}

static void pass_one(struct run *r, struct passing *at, struct packet *packet)
{
	if (only_count(r, at))
		return;
	at->where = &r->where;
	at->has_where = false;
	if (!at->packet)
		make_packet(at, packet);
	run_pass(r, at);
}

static void prefetch_way(const struct run *r, struct passing *at, struct packet *packet)
{
	bool certain;

	if (!at->packet)
		make_packet(at, packet);
	bool by_client = tell_sender_is_client(at->packet, &certain);
	struct fold_conversation c = run_conversation_of(at->packet, by_client, certain);
	at->way = fold_prefetch_way(r->fold, &c);
}

/* A flow's first packets are noted in its conversation, and looked into. */
static void prefetch_more(const struct run *r, struct passing *at, struct packet *packet)
{
	const struct flow_slot *slot = at->slot = flow_find(r->flows, &at->lookup);
	unsigned from = at->lookup.from;

	if (!slot) {
		prefetch_way(r, at, packet);
		return;
	}
	uint32_t payload = at->is_plain ? at->plain.payload_len : at->packet->payload_len;
	bool beat = may_be_beat(slot, payload, from, at->frame->time_us);
	if (beat | !sender_known(slot, from))
		fold_prefetch_beat(r->fold, slot->conversation);
	if (slot->quiet >> from & 1u)
		return;
	__builtin_prefetch(flow_of(r->flows, slot), 1);
	if (slot->notes[from].any || (payload && slot->notes[from].payload))
		fold_prefetch_notes(r->fold, slot->conversation, from != slot->client);
}

/* Step by step for all of them, so that what is fetched comes while the others are looked at. */
static void prefetch_batch(struct run *r, struct passing *batch, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (batch[i].has_flow)
			flow_prefetch_recent(r->flows, &batch[i].lookup, is_tcp(&batch[i]));
	for (size_t i = 0; i < n; i++)
		if (batch[i].has_flow)
			flow_prefetch_rest(r->flows, &batch[i].lookup, is_tcp(&batch[i]));
	for (size_t i = 0; i < n; i++)
		if (batch[i].has_flow)
			prefetch_more(r, &batch[i], &r->packets[i]);
	for (size_t i = 0; i < n; i++)
		if (batch[i].has_flow && !batch[i].slot)
			fold_prefetch_end(r->fold, batch[i].way);
}

void run_frames(struct run *r, const struct frame *frames, const uint32_t *captures, size_t n)
{
	struct passing batch[CAPTURE_BATCH];
	struct tally tally = {0};
	size_t ours = 0;

	must(n <= CAPTURE_BATCH);
	for (size_t i = 0; i < n; i++) {
		struct passing *at = &batch[ours];
		at->frame = &frames[i];
		if (!look_up(r, at, &r->packets[ours]))
			continue;
		at->capture = captures[i];
		ours++;
		if (tally.capture != captures[i])
			tally_end(r, &tally);
		tally.capture = captures[i];
		tally_frame(&tally, &frames[i]);
		tally.missing += at->is_plain &&
				 frames[i].len < at->plain.payload_at + at->plain.payload_len;
	}
	tally_end(r, &tally);
	prefetch_batch(r, batch, ours);
	for (size_t i = 0; i < ours; i++) {
		if (batch[i].frame->time_us >= series_next(r->series))
			series_enter(r->series, batch[i].frame->time_us);
		pass_one(r, &batch[i], &r->packets[i]);
	}
}
