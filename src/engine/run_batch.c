/* SPDX-License-Identifier: Apache-2.0
 *
 * A batch of packets: whose flow each is, with every miss of the cache under way at once. Most only
 * add to the counters of a flow that is there, and are counted at once, before those of other flows that
 * are more than counted. For that makes no difference: they touch nothing but their flow, and a flow's
 * packets stay in order.
 */
#include "base/err.h"
#include "engine/follow.h"
#include "engine/run_parts.h"
#include "engine/tally.h"
#include "engine/tell.h"

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
	at->slot = NULL;
	if (!at->is_plain)
		return look_up_walked(r, at, packet);
	if (r->parts > 1 && tell_share_of_header(at->plain.ip, r->parts) != r->part)
		return false;
	at->has_flow = true;
	flow_lookup_of_headers(r->flows, at->plain.ip, &at->lookup);
	flow_prefetch(r->flows, &at->lookup);
	return true;
}

/* Whether the capture lacks a part of its payload. Others are looked at when they pass. */
static bool is_cut(const struct passing *at)
{
	return at->is_plain && at->frame->len < at->plain.payload_at + at->plain.payload_len;
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

	if (slot->numbered || counters_due(slot, p->payload_len, from))
		return false;
	struct flow *f = flow_of(r->flows, slot);
	if (!talk_refuses(r->talks, f, ports, captured_payload(p)))
		return false;
	slot->settled = f->settled;
	count_up(slot, from, p, at->frame->time_us);
	return true;
}

/* The sender is who sent last on that side of the conversation, as nearly always. */
static bool know_again(struct run *r, struct flow_slot *slot, const struct passing *at)
{
	unsigned from = at->lookup.from;
	struct mac mac;

	if (sender_known(slot, from))
		return true;
	if (slot->conversation == FOLD_NONE)
		return false;
	memcpy(mac.bytes, at->frame->at + 6, sizeof(mac.bytes));
	uint32_t endpoint = fold_sender_again(r->fold, slot->conversation, from != slot->client,
					      &mac, at->plain.ip[8]);
	if (endpoint == FOLD_NONE)
		return false;
	know_sender(slot, flow_of(r->flows, slot), from, endpoint);
	return true;
}

/* Its flow goes on; what begins a connection anew may be of another conversation. */
static bool goes_on(struct run *r, struct flow_slot *slot, const struct passing *at)
{
	return !(at->plain.tcp_flags & TCP_SYN) ||
	       !follow_is_anew(flow_of(r->flows, slot), walk_be32(at->plain.ip + PLAIN_IPV4 + 4),
			       at->lookup.from);
}

/* A packet that had to wait for its turn: mostly it too only adds to counters. */
static bool only_count(struct run *r, const struct passing *at)
{
	if (!at->is_plain || fold_full(r->fold))
		return false;
	struct flow_slot *slot = run_find_slot(r, at);
	unsigned from = at->lookup.from;
	int64_t time_us = at->frame->time_us;

	if (!slot || !goes_on(r, slot, at) || !know_again(r, slot, at))
		return false;
	const struct plain *p = &at->plain;
	if (!is_noted(slot, from, p->payload_len))
		return false;
	bool beat = may_be_beat(slot, p->payload_len, from, time_us);
	bool counted = slot->settled ? count_settled(r->flows, slot, from, p, time_us)
		       : p->transport == PROTO_TCP
			       ? count_empty(slot, flow_of(r->flows, slot), from, p, time_us)
			       : count_refused(r, slot, at);
	if (!counted)
		return false;
	fall_quiet(slot);
	if (beat)
		fold_beat(r->fold, slot->conversation, time_us, p->payload_len);
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
static void prefetch_more(const struct run *r, const struct passing *at)
{
	const struct flow_slot *slot = at->slot;
	unsigned from = at->lookup.from;
	uint32_t payload = at->is_plain ? at->plain.payload_len : at->packet->payload_len;

	__builtin_prefetch(flow_of(r->flows, slot), 1);
	fold_prefetch_beat(r->fold, slot->conversation);
	if (is_to_note(slot, from, payload))
		fold_prefetch_notes(r->fold, slot->conversation, from != slot->client);
}

/* What only adds to the counters of its flow may be counted here and now; false when it must wait for its
 * turn, and then so must what follows in its flow. */
static bool count_at_once(struct run *r, struct passing *at)
{
	struct flow_slot *slot = at->slot;

	if (!slot)
		return false;
	unsigned from = at->lookup.from;
	const struct plain *p = &at->plain;
	int64_t time_us = at->frame->time_us;
	if (at->is_plain && flow_only_counts(slot, from) &&
	    !may_be_beat(slot, p->payload_len, from, time_us) &&
	    count_settled(r->flows, slot, from, p, time_us))
		return true;
	slot->quiet |= FLOW_WAITS;
	return false;
}

struct waiting {
	uint8_t at[CAPTURE_BATCH]; /* places in the batch */
	size_t n;
};

/* All must wait from the one on that begins a new bin of the series, and while new flows may make others
 * give way or be what folded counters have no room for. */
static void count_most(struct run *r, struct passing *batch, size_t n, struct waiting *ret_waiting)
{
	bool in_order =
		flow_table_room(r->flows) < CAPTURE_BATCH || fold_may_fill(r->fold, CAPTURE_BATCH);
	int64_t bin_end = series_next(r->series);
	size_t waiting = 0;

	for (size_t i = 0; i < n; i++) {
		struct passing *at = &batch[i];
		in_order |= at->frame->time_us >= bin_end;
		if (at->has_flow)
			at->slot = flow_find(r->flows, &at->lookup);
		ret_waiting->at[waiting] = (uint8_t)i;
		waiting += in_order || !count_at_once(r, at);
	}
	ret_waiting->n = waiting;
}

/* Step by step for all of them, so that what is fetched comes while the others are looked at. */
static void fetch_flows(struct run *r, struct passing *batch, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (batch[i].has_flow)
			flow_prefetch_recent(r->flows, &batch[i].lookup, is_tcp(&batch[i]));
	for (size_t i = 0; i < n; i++)
		if (batch[i].has_flow)
			flow_prefetch_rest(r->flows, &batch[i].lookup, is_tcp(&batch[i]));
}

/* Likewise what those will need that are more than counted. */
static void fetch_for_waiting(struct run *r, struct passing *batch, const struct waiting *w)
{
	for (size_t i = 0; i < w->n; i++) {
		struct passing *at = &batch[w->at[i]];
		if (at->has_flow && at->slot)
			prefetch_more(r, at);
		else if (at->has_flow)
			prefetch_way(r, at, &r->packets[w->at[i]]);
	}
	for (size_t i = 0; i < w->n; i++) {
		const struct passing *at = &batch[w->at[i]];
		if (at->has_flow && !at->slot)
			fold_prefetch_end(r->fold, at->way);
	}
}

static void pass_waiting(struct run *r, struct passing *batch, const struct waiting *w)
{
	for (size_t i = 0; i < w->n; i++) {
		struct passing *at = &batch[w->at[i]];
		if (at->slot)
			at->slot->quiet &= (uint8_t)~FLOW_WAITS;
		if (at->frame->time_us >= series_next(r->series))
			series_enter(r->series, at->frame->time_us);
		pass_one(r, at, &r->packets[w->at[i]]);
	}
}

/* Finds out whose flow each of them is. How many are ours. */
static size_t look_up_all(struct run *r, const struct frame *frames, const uint32_t *captures,
			  size_t n, struct passing *batch)
{
	size_t ours = 0;

	for (size_t i = 0; i < n; i++) {
		batch[ours].frame = &frames[i];
		batch[ours].capture = captures[i];
		ours += look_up(r, &batch[ours], &r->packets[ours]);
	}
	return ours;
}

/* Adds them to the records of their captures. */
static void tally_all(struct run *r, const struct passing *batch, size_t n)
{
	for (size_t i = 0; i < n;) {
		struct tally tally = tally_of(batch[i].capture);
		for (; i < n && batch[i].capture == tally.capture; i++) {
			tally_frame(&tally, batch[i].frame);
			tally.missing += is_cut(&batch[i]);
		}
		tally_give(&tally, run_capture(r, tally.capture));
	}
}

void run_frames(struct run *r, const struct frame *frames, const uint32_t *captures, size_t n)
{
	struct passing batch[CAPTURE_BATCH];
	struct waiting waiting;

	must(n <= CAPTURE_BATCH);
	size_t ours = look_up_all(r, frames, captures, n, batch);
	tally_all(r, batch, ours);
	fetch_flows(r, batch, ours);
	count_most(r, batch, ours, &waiting);
	fetch_for_waiting(r, batch, &waiting);
	pass_waiting(r, batch, &waiting);
}
