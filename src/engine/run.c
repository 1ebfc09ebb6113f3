/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/run.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "engine/fold.h"
#include "engine/follow.h"
#include "engine/icmp.h"
#include "engine/passing.h"
#include "engine/tally.h"
#include "engine/talk.h"
#include "engine/series.h"
#include "engine/tell.h"
#include "net/defrag.h"
#include "net/flow.h"

struct run {
	struct outlet outlet;
	struct fold *fold;
	struct talks *talks;
	struct flow_table *flows;
	struct defrag *defrag;
	struct series_list *series;
	uint64_t fragments_lost; /* already told with earlier captures */
	uint32_t last_capture;   /* that was read to its end */
	struct capture_record *captures;
	size_t n_captures;
	unsigned part, parts;
	/* of run_frames: the packets that are not plain, and what the one in work needs */
	struct packet walked[CAPTURE_BATCH];
	struct packet packet;
	struct where where;
};

static void on_protocol(void *ctx, struct flow *flow, const char *name)
{
	struct run *r = ctx;
	if (flow->conversation != FOLD_NONE)
		fold_protocol(r->fold, flow->conversation, name);
	flow->numbered |= strcmp(name, "rtp") == 0;
}

struct run *run_new(const struct run_config *config)
{
	struct run *r = mem_new(1, sizeof(*r));
	size_t memory = config->memory > RUN_MEMORY_LEAST ? config->memory : RUN_MEMORY_LEAST;
	struct record hello = {.type = RECORD_HELLO, .version = CODEC_VERSION};

	r->part = config->part;
	r->parts = config->parts ? config->parts : 1;
	outlet_init(&r->outlet, config->give, config->ctx);
	/* In sixteenths: flows 9, folded counters 3, talks 1, series 1, and 2 for what waits in
	 * streams. */
	r->fold = fold_new(&r->outlet, memory / 16 * 3);
	r->flows = flow_table_new(memory / 16 * 9 / FLOW_COST);
	struct talk_host host = {&r->outlet, on_protocol, config->footage, r};
	r->talks = talks_new(&host, memory / 16 / 2048, memory / 8);
	r->defrag = defrag_new();
	r->series = series_new(&r->outlet, r->part, r->parts, memory / 16);
	outlet_put(&r->outlet, &hello);
	return r;
}

void run_free(struct run *r)
{
	if (!r)
		return;
	talks_free(r->talks);
	flow_table_free(r->flows);
	fold_free(r->fold);
	defrag_free(r->defrag);
	series_free(r->series);
	outlet_done(&r->outlet);
	free(r->captures);
	free(r);
}

static struct capture_record *capture_of(struct run *r, uint32_t capture)
{
	if (capture >= r->n_captures) {
		r->captures = mem_resize(r->captures, capture + 1u, sizeof(*r->captures));
		for (size_t i = r->n_captures; i <= capture; i++)
			r->captures[i] = (struct capture_record){.capture = (uint32_t)i};
		r->n_captures = capture + 1u;
	}
	return &r->captures[capture];
}

static void tally_end(struct run *r, struct tally *t)
{
	if (t->packets)
		tally_give(t, capture_of(r, t->capture));
}

static void fold_one(struct run *r, struct flow_slot *slot, struct flow *f)
{
	series_settle(r->series, f, false);
	if (f->conversation != FOLD_NONE)
		fold_flow(r->fold, slot, f);
}

static void fold_soon(void *ctx, const struct flow *f)
{
	struct run *r = ctx;
	fold_prefetch(r->fold, f);
}

static void fold_visited(void *ctx, struct flow_slot *slot, struct flow *f)
{
	fold_one(ctx, slot, f);
}

static void fold_all(struct run *r)
{
	flow_each(r->flows, &(struct flow_visit){fold_soon, fold_visited, r});
}

static void forget_one(void *ctx, struct flow_slot *slot, struct flow *f)
{
	(void)ctx;
	f->conversation = FOLD_NONE;
	f->endpoint[0] = f->endpoint[1] = FOLD_NONE;
	slot->sender_0 = slot->sender_1 = 0;
	slot->quiet = 0;
}

/* Gives everything folded so far and starts the fold's tables anew. */
static void empty_fold(struct run *r)
{
	fold_all(r);
	fold_give(r->fold);
	flow_each(r->flows, &(struct flow_visit){NULL, forget_one, r});
}

static void join_conversation(struct run *r, struct flow_slot *slot, struct flow *f,
			      const struct passing *at, bool certain)
{
	const struct packet *p = at->packet;
	bool by_client = at->lookup.from == slot->client;
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
	f->conversation = fold_conversation(r->fold, &c);
	slot->quiet = 0;
	slot->notes = fold_notes_wanted(r->fold, f->conversation, at->frame->time_us) & 7u;
}

static struct flow_slot *new_flow(struct run *r, const struct passing *at)
{
	bool certain;

	if (flow_table_full(r->flows)) {
		struct flow_slot *old = flow_oldest(r->flows);
		struct flow *behind = flow_of(r->flows, old);
		talk_end(r->talks, behind);
		fold_one(r, old, behind);
		series_settle(r->series, behind, true);
		fold_evicted(r->fold);
		flow_remove(r->flows, old);
	}
	struct flow_slot *slot = flow_add(r->flows, &at->lookup);
	bool client = tell_sender_is_client(at->packet, &certain);
	slot->client = (unsigned)(client ? at->lookup.from : !at->lookup.from) & 1u;
	join_conversation(r, slot, flow_of(r->flows, slot), at, certain);
	return slot;
}

/* A SYN, or its answer, on a 5-tuple that was in use: a new connection, perhaps the other way
 * round. */
static void reopen(struct run *r, struct flow_slot *slot, struct flow *f, const struct passing *at)
{
	talk_end(r->talks, f);
	fold_one(r, slot, f);
	series_settle(r->series, f, true);
	*f = (struct flow){.endpoint = {f->endpoint[0], f->endpoint[1]}};
	slot->settled = 0;
	slot->quiet = 0;
	slot->client = (at->packet->tcp_flags & TCP_ACK ? !at->lookup.from : at->lookup.from) & 1u;
	memset(slot->payload_frames, 0, sizeof(slot->payload_frames));
	join_conversation(r, slot, f, at, true);
}

static void note(struct run *r, struct flow_slot *slot, const struct flow *f, struct passing *at)
{
	const struct packet *p = at->packet;
	unsigned from = at->lookup.from;
	const struct where *w = where_of(at);
	bool payload = p->payload_len && slot->payload_frames[from] < slot->notes;

	slot->payload_frames[from] = (uint8_t)(slot->payload_frames[from] + payload);
	fold_note(r->fold, f->conversation, from != slot->client, w, &w->src_mac, payload);
}

static void know_sender(struct run *r, struct flow_slot *slot, struct passing *at)
{
	struct flow *f = flow_of(r->flows, slot);
	unsigned from = at->lookup.from;

	f->endpoint[from] = fold_sender_in(r->fold, f->conversation, from != slot->client,
					   at->packet, where_of(at));
	if (from)
		slot->sender_1 = 1;
	else
		slot->sender_0 = 1;
}

static void count(struct run *r, struct flow_slot *slot, struct passing *at)
{
	const struct packet *p = at->packet;
	unsigned from = at->lookup.from;
	int64_t time_us = at->frame->time_us;

	if (!sender_known(slot, from))
		know_sender(r, slot, at);
	if (slot->packets[from] < slot->notes ||
	    (p->payload_len && slot->payload_frames[from] < slot->notes))
		note(r, slot, flow_of(r->flows, slot), at);
	if (may_be_beat(slot, p->payload_len, from, time_us))
		fold_beat(r->fold, flow_of(r->flows, slot)->conversation, time_us, p->payload_len);
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
		fold_one(r, slot, flow_of(r->flows, slot));
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

/* The packet's flow, NULL = a new one. Packets of the same batch that went before may have begun it, or
 * made it give way. */
static struct flow_slot *find_slot(struct run *r, const struct passing *at)
{
	return at->slot && flow_is_still(at->slot, &at->lookup) ? at->slot
								: flow_find(r->flows, &at->lookup);
}

/* The slot of the packet's flow, which is in a conversation. */
static struct flow_slot *slot_for(struct run *r, const struct passing *at)
{
	struct flow_slot *slot = find_slot(r, at);

	if (fold_full(r->fold))
		empty_fold(r);
	if (!slot)
		return new_flow(r, at);
	if (at->packet->what == PACKET_TCP && at->packet->tcp_flags & TCP_SYN &&
	    follow_is_anew(flow_of(r->flows, slot), at->packet->seq, at->lookup.from))
		reopen(r, slot, flow_of(r->flows, slot), at);
	else if (!sender_known(slot, at->lookup.from) &&
		 flow_of(r->flows, slot)->conversation == FOLD_NONE)
		join_conversation(r, slot, flow_of(r->flows, slot), at, false);
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
}

static void outside_flows(struct run *r, struct passing *at)
{
	const struct packet *p = at->packet;

	if (fold_full(r->fold))
		empty_fold(r);
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

static void pass(struct run *r, struct capture_record *c, struct passing *at)
{
	struct packet *p = at->packet;

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
static bool look_up(struct run *r, struct passing *at, struct packet *walked)
{
	const struct frame *f = at->frame;

	at->is_plain =
		f->link == LINK_ETHERNET && plain_read(f->at, f->len, f->wire_len, &at->plain);
	if (!at->is_plain)
		return look_up_walked(r, at, walked);
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

/* Most packets only add to counters of a flow that is there. */
static bool only_count(struct run *r, const struct passing *at)
{
	if (!at->is_plain)
		return false;
	struct flow_slot *slot = find_slot(r, at);
	return slot && count_plain(r->flows, slot, at->lookup.from, &at->plain, at->frame->time_us);
}

static void pass_one(struct run *r, struct passing *at)
{
	const struct frame *f = at->frame;

	if (only_count(r, at))
		return;
	at->where = &r->where;
	at->has_where = false;
	if (at->is_plain) {
		at->packet = &r->packet;
		plain_packet(f->at, f->len, &at->plain, at->packet);
	}
	pass(r, capture_of(r, at->capture), at);
}

/* A flow's first packets are noted in its conversation. */
static void prefetch_notes(const struct run *r, struct passing *at)
{
	const struct flow_slot *slot = at->slot = flow_find(r->flows, &at->lookup);
	unsigned from = at->lookup.from;

	if (!slot)
		return;
	if (slot->packets[from] < slot->notes || !sender_known(slot, from))
		fold_prefetch_notes(r->fold, flow_of(r->flows, slot), from != slot->client);
	uint32_t payload = at->is_plain ? at->plain.payload_len : at->packet->payload_len;
	if (may_be_beat(slot, payload, from, at->frame->time_us))
		fold_prefetch_beat(r->fold, flow_of(r->flows, slot));
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
		if (!look_up(r, at, &r->walked[ours]))
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
	for (size_t i = 0; i < ours; i++)
		if (batch[i].has_flow)
			flow_prefetch_rest(r->flows, &batch[i].lookup, is_tcp(&batch[i]));
	for (size_t i = 0; i < ours; i++)
		if (batch[i].has_flow)
			prefetch_notes(r, &batch[i]);
	for (size_t i = 0; i < ours; i++) {
		if (batch[i].frame->time_us >= series_next(r->series))
			series_enter(r->series, batch[i].frame->time_us);
		pass_one(r, &batch[i]);
	}
}

static void warn(struct run *r, struct warning_record warning, const char *text)
{
	struct record record = {.type = RECORD_WARNING, .warning = warning};
	(void)snprintf(record.warning.text, sizeof(record.warning.text), "%s", text);
	outlet_put(&r->outlet, &record);
}

void run_warn(struct run *r, uint32_t capture, bool unreadable, const char *text)
{
	if (r->part)
		return;
	warn(r,
	     (struct warning_record){
		     .capture = capture, .incomplete = true, .unreadable = unreadable},
	     text);
}

void run_capture_end(struct run *r, uint32_t capture, const struct capture_stats *stats)
{
	struct record record = {.type = RECORD_CAPTURE};
	struct capture_record *c = capture_of(r, capture);
	uint64_t lost = defrag_lost(r->defrag, false);

	/* of the file, not of our share of its packets */
	c->dropped = r->part == 0 ? stats->dropped : 0;
	c->unread_bytes = r->part == 0 ? stats->unread_bytes : 0;
	c->incomplete = stats->incomplete;
	c->fragments_lost = lost - r->fragments_lost;
	r->fragments_lost = lost;
	r->last_capture = capture;
	if (r->part == 0 && stats->warning[0])
		warn(r,
		     (struct warning_record){.capture = capture, .incomplete = stats->incomplete},
		     stats->warning);
	record.capture = *c;
	outlet_put(&r->outlet, &record);
}

void run_progress(struct run *r, uint64_t bytes_read)
{
	if (r->part) {
		outlet_flush(&r->outlet);
		return;
	}
	struct record record = {.type = RECORD_PROGRESS, .progress = bytes_read};
	outlet_put(&r->outlet, &record);
	outlet_flush(&r->outlet);
}

static void end_one(void *ctx, struct flow_slot *slot, struct flow *f)
{
	struct run *r = ctx;
	(void)slot;
	talk_end(r->talks, f);
}

/* Datagrams that still wait for a fragment get none any more. */
static void tell_open_datagrams(struct run *r)
{
	uint64_t lost = defrag_lost(r->defrag, true) - r->fragments_lost;
	struct record record = {.type = RECORD_CAPTURE,
				.capture = {.capture = r->last_capture, .fragments_lost = lost}};

	if (lost)
		outlet_put(&r->outlet, &record);
}

void run_finish(struct run *r)
{
	struct record record = {.type = RECORD_END};

	tell_open_datagrams(r);
	if (talks_any(r->talks))
		flow_each(r->flows, &(struct flow_visit){NULL, end_one, r});
	fold_all(r);
	series_finish(r->series);
	fold_give(r->fold);
	outlet_put(&r->outlet, &record);
	outlet_flush(&r->outlet);
}
