/* SPDX-License-Identifier: Apache-2.0
 *
 * A packet that is more than counted: its flow begins, is noted, is looked into.
 */
#include "engine/icmp.h"
#include "engine/run_parts.h"
#include "engine/follow.h"
#include "engine/tell.h"

struct fold_conversation run_conversation_of(const struct packet *p, bool by_client, bool certain)
{
	struct party sender = {p->has_mac ? p->src_mac : (struct mac){{0}}, p->src};
	struct party receiver = {p->has_dst_mac ? p->dst_mac : (struct mac){{0}}, p->dst};
	struct fold_conversation c = {
		.client = by_client ? sender : receiver,
		.server = by_client ? receiver : sender,
		.transport = p->transport,
		.server_port = by_client ? p->dst_port : p->src_port,
		.client_port = by_client ? p->src_port : p->dst_port,
		.opening_seen = certain,
	};
	if (mac_is_group(&c.server.mac))
		c.server.mac = (struct mac){0};
	return c;
}

static void join_conversation(struct run *r, struct flow_slot *slot, const struct passing *at,
			      bool certain)
{
	struct fold_conversation c =
		run_conversation_of(at->packet, at->lookup.from == slot->client, certain);
	struct flow_notes notes[2];

	slot->conversation = fold_conversation(r->fold, &c);
	slot->quiet = 0;
	fold_notes_wanted(r->fold, slot->conversation, at->frame->time_us, notes);
	slot->notes[slot->client] = notes[0];
	slot->notes[!slot->client] = notes[1];
}

static struct flow_slot *new_flow(struct run *r, const struct passing *at)
{
	bool certain;

	if (flow_table_full(r->flows)) {
		struct flow_slot *old = flow_oldest(r->flows);
		struct flow *behind = flow_of(r->flows, old);
		talk_end(r->talks, behind);
		run_fold(r, old, behind);
		series_settle(r->series, behind, true);
		fold_evicted(r->fold);
		flow_remove(r->flows, old);
	}
	struct flow_slot *slot = flow_add(r->flows, &at->lookup);
	bool client = tell_sender_is_client(at->packet, &certain);
	slot->client = (unsigned)(client ? at->lookup.from : !at->lookup.from) & 1u;
	join_conversation(r, slot, at, certain);
	return slot;
}

/* A SYN, or its answer, on a 5-tuple that was in use: a new connection, perhaps the other way
 * round. */
static void reopen(struct run *r, struct flow_slot *slot, struct flow *f, const struct passing *at)
{
	talk_end(r->talks, f);
	run_fold(r, slot, f);
	series_settle(r->series, f, true);
	*f = (struct flow){.endpoint = {f->endpoint[0], f->endpoint[1]}};
	slot->settled = 0;
	slot->quiet = 0;
	slot->client = (at->packet->tcp_flags & TCP_ACK ? !at->lookup.from : at->lookup.from) & 1u;
	join_conversation(r, slot, at, true);
}

static void note(struct run *r, struct flow_slot *slot, struct passing *at)
{
	unsigned from = at->lookup.from;
	struct flow_notes *left = &slot->notes[from];
	const struct where *w = where_of(at);
	bool payload = at->packet->payload_len && left->payload;

	left->any = (left->any - (left->any > 0)) & 15u;
	left->payload = (left->payload - payload) & 15u;
	fold_note(r->fold, slot->conversation, from != slot->client, w, &w->src_mac, payload);
}

static void find_sender(struct run *r, struct flow_slot *slot, struct passing *at)
{
	unsigned from = at->lookup.from;

	know_sender(slot, flow_of(r->flows, slot), from,
		    fold_sender_in(r->fold, slot->conversation, from != slot->client, at->packet,
				   where_of(at)));
}

static void count(struct run *r, struct flow_slot *slot, struct passing *at)
{
	const struct packet *p = at->packet;
	unsigned from = at->lookup.from;
	int64_t time_us = at->frame->time_us;

	if (!sender_known(slot, from))
		find_sender(r, slot, at);
	if (is_to_note(slot, from, p->payload_len))
		note(r, slot, at);
	if (may_be_beat(slot, p->payload_len, from, time_us))
		fold_beat(r->fold, slot->conversation, time_us, p->payload_len);
	if (carried_much(slot, p->payload_len, from)) {
		where_of(at)->from_client = from == slot->client;
		series_consider(r->series, slot, flow_of(r->flows, slot), where_of(at), from,
				tell_goes_far(p));
	}
	if (slot->last_us[from] < time_us || slot->packets[from] == 0)
		slot->last_us[from] = time_us;
	slot->packets[from]++;
	slot->bytes[from] += p->ip_len;
	slot->payload[from] += p->payload_len;
	if ((slot->bytes[from] | slot->payload[from]) >= FLOW_COUNT_MAX)
		run_fold(r, slot, flow_of(r->flows, slot));
}

/* expected: the sender's next sequence number before this segment. */
static void dissect_tcp(struct run *r, const struct flow_slot *slot, struct flow *f,
			struct passing *at, uint32_t expected)
{
	const struct packet *p = at->packet;
	unsigned from = at->lookup.from;
	bool reset = p->tcp_flags & TCP_RST; /* what it carries is no payload, RFC 9293 */
	bool syn = p->tcp_flags & TCP_SYN;
	struct segment s = {.seq = p->seq,
			    .syn = syn,
			    .end = reset || p->tcp_flags & TCP_FIN,
			    .ack = p->ack,
			    .has_ack = p->tcp_flags & TCP_ACK,
			    .payload = reset ? slice_of(NULL, 0) : p->payload,
			    .payload_len = reset ? 0 : p->payload_len,
			    .start_known = flow_has(f, FLOW_SYN, from),
			    .start = expected,
			    .other_start_known = flow_has(f, FLOW_SYN, !from),
			    .other_start = f->next_seq[!from]};
	s.first = !syn && slot->payload[from] == p->payload_len &&
		  (!flow_has(f, FLOW_SYN, from) || p->seq == expected);
	talk_segment(r->talks, f, from, where_of(at), &s);
}

static void dissect(struct run *r, struct flow_slot *slot, struct flow *f, struct passing *at,
		    uint32_t expected)
{
	const struct packet *p = at->packet;

	if (!f->settled && (p->payload_len || f->talk)) {
		struct where *w = where_of(at);
		w->from_client = at->lookup.from == slot->client;
		w->pictures = tell_goes_far(p);
		if (p->what == PACKET_UDP && p->payload.len)
			talk_datagram(r->talks, f, where_of(at), p->payload);
		else if (p->what == PACKET_TCP)
			dissect_tcp(r, slot, f, at, expected);
	}
	slot->settled = f->settled;
	slot->numbered = f->numbered && p->what == PACKET_UDP;
}
/* The slot of the packet's flow, which is in a conversation. */
static struct flow_slot *slot_for(struct run *r, const struct passing *at)
{
	struct flow_slot *slot = run_find_slot(r, at);

	if (fold_full(r->fold))
		run_empty_fold(r);
	if (!slot)
		return new_flow(r, at);
	if (at->packet->tcp_flags & TCP_SYN &&
	    follow_is_anew(flow_of(r->flows, slot), at->packet->seq, at->lookup.from))
		reopen(r, slot, flow_of(r->flows, slot), at);
	else if (slot->conversation == FOLD_NONE)
		join_conversation(r, slot, at, false);
	return slot;
}

static void in_flow(struct run *r, struct passing *at)
{
	struct flow_slot *slot = slot_for(r, at);
	const struct packet *p = at->packet;
	uint32_t expected = 0;

	/* From 0.0.0.0 speak all who have no address yet: they share a flow, not a sender. */
	if (addr_is_unspecified(&p->src))
		fold_count_sender(r->fold, fold_sender(r->fold, p, where_of(at)), p,
				  at->frame->time_us);
	else
		count(r, slot, at);
	if (p->what == PACKET_TCP) {
		struct flow *f = flow_of(r->flows, slot);
		expected = f->next_seq[at->lookup.from];
		struct follow_segment s = {p->seq, p->ack, p->payload_len, p->tcp_flags};
		follow_sequence(f, &s, at->lookup.from);
	}
	if (slot->numbered)
		follow_rtp(flow_of(r->flows, slot), p->payload.at, p->payload.len, at->lookup.from);
	if (!slot->settled)
		dissect(r, slot, flow_of(r->flows, slot), at, expected);
	if (at->is_plain)
		fall_quiet(slot);
}

static void outside_flows(struct run *r, struct passing *at)
{
	const struct packet *p = at->packet;

	if (fold_full(r->fold))
		run_empty_fold(r);
	if (!p->has_mac && !addr_is_set(&p->src))
		return;
	uint32_t sender = fold_sender(r->fold, p, where_of(at));
	fold_count_sender(r->fold, sender, p, at->frame->time_us);
	if (p->what == PACKET_FRAME)
		talk_frame(r->talks, p->ethertype, where_of(at), p->payload);
}

/* A fragment becomes the datagram that it was the last missing part of; false while there is none
 * or when it has no flow. */
static bool made_whole(struct run *r, struct passing *at)
{
	struct packet whole;

	if (!defrag_add(r->defrag, at->packet, at->frame->time_us, &whole))
		return false;
	*at->packet = whole;
	if (whole.what == PACKET_ICMP)
		at->packet->src_port = at->packet->dst_port = 0;
	at->has_flow = packet_has_flow(&whole);
	at->slot = NULL;
	if (at->has_flow)
		flow_lookup_of(r->flows, at->packet, &at->lookup);
	return true;
}

void run_pass(struct run *r, struct passing *at)
{
	struct packet *p = at->packet;
	struct capture_record *c = run_capture(r, at->capture);

	if (p->what == PACKET_UNREADABLE) {
		c->undecodable++;
		return;
	}
	if (p->what == PACKET_FRAGMENT && !made_whole(r, at)) {
		outside_flows(r, at);
		return;
	}
	if (!at->is_plain) /* else it is counted already */
		c->payload_missing += p->payload.len < p->payload_len;
	if (!at->has_flow || (p->what == PACKET_ICMP && icmp_apart(r->talks, p, where_of(at))))
		outside_flows(r, at);
	else
		in_flow(r, at);
}
