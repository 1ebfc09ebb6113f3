/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/run.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "engine/fold.h"
#include "engine/talk.h"
#include "net/defrag.h"
#include "net/flow.h"

enum {
	FLOW_COST = 144, /* bytes a flow takes with its index entries */
	ENDPOINTS_MAX = 1 << 17,
	PACKETS_BEFORE_FOLD = 1 << 30, /* a flow's 32-bit packet counter is folded in time */
	WELL_KNOWN = 1024,
};

struct run {
	struct outlet outlet;
	struct fold *fold;
	struct talks *talks;
	struct flow_table *flows;
	struct defrag *defrag;
	uint64_t fragments_lost; /* already told with earlier captures */
	struct capture_record *captures;
	size_t n_captures;
};

/* A packet on its way through run_frames. */
struct passing {
	struct packet packet;
	struct flow_lookup lookup;
	bool has_flow;
};

static void on_protocol(void *ctx, struct flow *flow, const char *name)
{
	struct run *r = ctx;
	if (flow->conversation != FOLD_NONE)
		fold_protocol(r->fold, flow->conversation, name);
}

struct run *run_new(const struct run_config *config)
{
	struct run *r = mem_new(1, sizeof(*r));
	size_t memory = config->memory > RUN_MEMORY_LEAST ? config->memory : RUN_MEMORY_LEAST;
	struct record hello = {.type = RECORD_HELLO, .version = CODEC_VERSION};

	outlet_init(&r->outlet, config->give, config->ctx);
	r->fold = fold_new(&r->outlet, memory / 8 / sizeof(struct conversation_record),
			   ENDPOINTS_MAX);
	r->flows = flow_table_new(memory / 8 * 5 / FLOW_COST);
	struct talk_host host = {&r->outlet, on_protocol, r};
	r->talks = talks_new(&host, memory / 16 / 2048, memory / 8);
	r->defrag = defrag_new();
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

static void count_frame(struct capture_record *c, const struct frame *f)
{
	if (c->packets == 0 || f->time_us < c->first_us)
		c->first_us = f->time_us;
	if (c->packets == 0 || f->time_us > c->last_us)
		c->last_us = f->time_us;
	c->packets++;
	c->bytes += f->wire_len;
	c->captured_bytes += f->len;
	c->cut_packets += f->len < f->wire_len;
}

static struct where where_of(uint32_t capture, const struct frame *f, const struct packet *p)
{
	return (struct where){
		.capture = capture,
		.frame = f->number,
		.time_us = f->time_us,
		.src_mac = p->has_mac ? p->src_mac : (struct mac){{0}},
		.dst_mac = p->has_dst_mac ? p->dst_mac : (struct mac){{0}},
		.src = p->src,
		.dst = p->dst,
		.src_port = p->src_port,
		.dst_port = p->dst_port,
		.transport = p->transport,
	};
}

/* Who opened the flow, told from its first packet. TCP: a SYN says it. Else the side with the
 * service's port is the server: a port below 1024 against one above, or simply the sender. */
static bool sender_is_client(const struct packet *p, bool *ret_certain)
{
	*ret_certain = true;
	if (p->what == PACKET_TCP && p->tcp_flags & TCP_SYN)
		return !(p->tcp_flags & TCP_ACK);
	if (p->what == PACKET_ICMP) {
		uint8_t type = p->payload.len ? p->payload.at[0] : 0;
		return !(type == 0 || type == 129); /* echo replies, RFC 792 and 4443 */
	}
	if (p->what != PACKET_TCP && p->what != PACKET_UDP)
		return true;
	*ret_certain = p->what == PACKET_UDP;
	if (p->src_port < WELL_KNOWN && p->dst_port >= WELL_KNOWN) {
		*ret_certain = false;
		return false;
	}
	if (p->what == PACKET_TCP && p->dst_port >= WELL_KNOWN)
		return p->dst_port <= p->src_port;
	return true;
}

static void fold_one(void *ctx, struct flow *f)
{
	struct run *r = ctx;
	if (f->conversation != FOLD_NONE)
		fold_flow(r->fold, f);
}

static void forget_one(void *ctx, struct flow *f)
{
	(void)ctx;
	f->conversation = FOLD_NONE;
	f->endpoint[0] = f->endpoint[1] = FOLD_NONE;
}

/* Gives everything folded so far and starts the fold's tables anew. */
static void empty_fold(struct run *r)
{
	flow_each(r->flows, fold_one, r);
	fold_give(r->fold);
	flow_each(r->flows, forget_one, r);
}

static void join_conversation(struct run *r, struct flow *f, const struct packet *p,
			      const struct where *w, unsigned from, bool certain)
{
	bool by_client = from == f->client;
	struct party sender = {w->src_mac, p->src}, receiver = {w->dst_mac, p->dst};
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
	/* A conversation's first flows show its first frames; later ones only when they began. */
	f->notes = fold_flows(r->fold, f->conversation) <= FRAMES_KEPT ? FRAMES_KEPT : 1;
}

static struct flow *new_flow(struct run *r, const struct passing *at, const struct where *w)
{
	bool certain;

	if (flow_table_full(r->flows)) {
		struct flow *old = flow_oldest(r->flows);
		talk_end(r->talks, old);
		if (old->conversation != FOLD_NONE)
			fold_flow(r->fold, old);
		fold_evicted(r->fold);
		flow_remove(r->flows, old);
	}
	struct flow *f = flow_add(r->flows, &at->lookup);
	bool client = sender_is_client(&at->packet, &certain);
	f->client = (uint8_t)(client ? at->lookup.from : !at->lookup.from);
	join_conversation(r, f, &at->packet, w, at->lookup.from, certain);
	return f;
}

/* A SYN on a 5-tuple that was in use: a new connection, perhaps the other way round. */
static void reopen(struct run *r, struct flow *f, const struct passing *at, const struct where *w)
{
	talk_end(r->talks, f);
	if (f->conversation != FOLD_NONE)
		fold_flow(r->fold, f);
	f->settled = false;
	f->dissector = 0;
	f->tries = 0;
	f->client = at->lookup.from;
	memset(f->seq_known, 0, sizeof(f->seq_known));
	memset(f->acked, 0, sizeof(f->acked));
	memset(f->payload_frames, 0, sizeof(f->payload_frames));
	join_conversation(r, f, &at->packet, w, at->lookup.from, true);
}

static bool is_reopening(const struct flow *f, const struct packet *p, unsigned from)
{
	return p->what == PACKET_TCP && (p->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN &&
	       f->seq_known[from] && f->next_seq[from] != p->seq + 1;
}

/* What TCP's numbers say: bytes sent again, bytes that the capture lacks. */
static void follow_sequence(struct flow *f, const struct packet *p, unsigned from)
{
	uint32_t len = p->payload_len + !!(p->tcp_flags & TCP_SYN) + !!(p->tcp_flags & TCP_FIN);
	uint32_t end = p->seq + len;

	if (p->tcp_flags & TCP_ACK)
		f->acked[!from] = true;
	if (!f->seq_known[from]) {
		f->seq_known[from] = true;
		f->next_seq[from] = end;
		return;
	}
	int32_t ahead = (int32_t)(p->seq - f->next_seq[from]);
	if (ahead > 0 && len) {
		f->hole[from] += (uint32_t)ahead;
	} else if (ahead < 0 && p->payload_len) {
		uint32_t behind = f->next_seq[from] - p->seq; /* up to 2^31 */
		uint32_t again = behind < p->payload_len ? behind : p->payload_len;
		uint32_t fills = again < f->hole[from] ? again : f->hole[from];
		f->hole[from] -= fills;
		f->retransmitted[from] += again - fills;
	}
	if ((int32_t)(end - f->next_seq[from]) > 0)
		f->next_seq[from] = end;
}

static void note(struct run *r, struct flow *f, const struct packet *p, const struct where *w,
		 unsigned from)
{
	bool payload = p->payload_len && f->payload_frames[from] < f->notes;

	f->payload_frames[from] = (uint8_t)(f->payload_frames[from] + payload);
	fold_note(r->fold, f->conversation, from != f->client, w, &w->src_mac, payload);
}

static void count(struct run *r, struct flow *f, const struct passing *at, const struct where *w)
{
	const struct packet *p = &at->packet;
	unsigned from = at->lookup.from;

	if (f->endpoint[from] == FOLD_NONE)
		f->endpoint[from] = fold_sender(r->fold, p, w);
	if (f->packets[from] < f->notes || (p->payload_len && f->payload_frames[from] < f->notes))
		note(r, f, p, w, from);
	if (f->last_us[from] < w->time_us || f->packets[from] == 0)
		f->last_us[from] = w->time_us;
	f->packets[from]++;
	f->bytes[from] += p->ip_len;
	f->payload[from] += p->payload_len;
	if (f->packets[from] >= PACKETS_BEFORE_FOLD)
		fold_flow(r->fold, f);
}

static void say(struct run *r, enum obs_kind kind, const struct where *w, const char *text,
		const struct addr *addr)
{
	struct obs obs = {.kind = kind, .where = *w, .text = slice_text(text), .addr = *addr};
	talk_say(r->talks, &obs);
}

static const char *icmp_error_name(const struct packet *p)
{
	static const char *const unreachable[] = {"network unreachable",  "host unreachable",
						  "protocol unreachable", "port unreachable",
						  "fragmentation needed", "source route failed"};
	uint8_t type = p->payload.at[0], code = p->payload.len > 1 ? p->payload.at[1] : 0;

	if (p->transport == TRANSPORT_ICMP) {
		if (type == 3)
			return code < 6     ? unreachable[code]
			       : code == 13 ? "administratively prohibited"
					    : "unreachable";
		return type == 11 ? "time exceeded" : type == 5 ? "redirect" : "other error";
	}
	if (type == 1)
		return code == 4   ? "port unreachable"
		       : code == 1 ? "administratively prohibited"
				   : "unreachable";
	return type == 2 ? "packet too big" : type == 3 ? "time exceeded" : "other error";
}

/* ICMP that is no conversation: errors about others' packets, neighbour discovery. True when the
 * packet must not be counted as a flow. */
static bool icmp_apart(struct run *r, const struct packet *p, const struct where *w)
{
	struct packet quoted;

	if (p->payload.len == 0)
		return false;
	talk_named(r->talks, "icmp", w, p->payload);
	if (p->transport == TRANSPORT_ICMP6)
		talk_named(r->talks, "nd", w, p->payload);
	if (packet_walk_quoted(p, &quoted)) {
		say(r, OBS_ICMP_ERROR, w, icmp_error_name(p), &quoted.dst);
		return true;
	}
	uint8_t type = p->payload.at[0];
	return p->transport == TRANSPORT_ICMP ? type != 0 && type != 8 : type != 128 && type != 129;
}

static void dissect(struct run *r, struct flow *f, const struct passing *at, struct where *w)
{
	const struct packet *p = &at->packet;

	w->from_client = at->lookup.from == f->client;
	if (p->what == PACKET_UDP && p->payload.len) {
		talk_datagram(r->talks, f, w, p->payload);
	} else if (p->what == PACKET_TCP && (p->payload_len || p->tcp_flags & TCP_SYN || f->talk)) {
		bool reset = p->tcp_flags & TCP_RST; /* what it carries is no payload, RFC 9293 */
		struct segment s = {.seq = p->seq,
				    .syn = p->tcp_flags & TCP_SYN,
				    .end = reset || p->tcp_flags & TCP_FIN,
				    .ack = p->ack,
				    .has_ack = p->tcp_flags & TCP_ACK && f->talk,
				    .payload = reset ? slice_of(NULL, 0) : p->payload,
				    .payload_len = reset ? 0 : p->payload_len};
		talk_segment(r->talks, f, at->lookup.from, w, &s);
	}
}

static void in_flow(struct run *r, const struct passing *at, struct where *w)
{
	struct flow *f = flow_find(r->flows, &at->lookup);

	if (fold_full(r->fold))
		empty_fold(r);
	if (!f)
		f = new_flow(r, at, w);
	else if (is_reopening(f, &at->packet, at->lookup.from))
		reopen(r, f, at, w);
	else if (f->conversation == FOLD_NONE)
		join_conversation(r, f, &at->packet, w, at->lookup.from, false);
	/* From 0.0.0.0 speak all who have no address yet: they share a flow, not a sender. */
	if (addr_is_unspecified(&at->packet.src))
		fold_count_sender(r->fold, fold_sender(r->fold, &at->packet, w), &at->packet,
				  w->time_us);
	else
		count(r, f, at, w);
	if (at->packet.what == PACKET_TCP)
		follow_sequence(f, &at->packet, at->lookup.from);
	if (!f->settled)
		dissect(r, f, at, w);
}

static void outside_flows(struct run *r, const struct packet *p, const struct where *w)
{
	if (fold_full(r->fold))
		empty_fold(r);
	if (!p->has_mac && !addr_is_set(&p->src))
		return;
	uint32_t sender = fold_sender(r->fold, p, w);
	fold_count_sender(r->fold, sender, p, w->time_us);
	if (p->what == PACKET_FRAME)
		talk_frame(r->talks, p->ethertype, w, p->payload);
}

static bool has_flow(const struct packet *p)
{
	return p->what == PACKET_TCP || p->what == PACKET_UDP || p->what == PACKET_ICMP ||
	       p->what == PACKET_IP;
}

static void pass(struct run *r, uint32_t capture, const struct frame *f, struct passing *at)
{
	struct packet *p = &at->packet;
	struct capture_record *c = capture_of(r, capture);
	struct where w;

	if (p->what == PACKET_UNREADABLE) {
		c->undecodable++;
		return;
	}
	if (p->what == PACKET_FRAGMENT) {
		struct packet whole;
		if (!defrag_add(r->defrag, p, f->time_us, &whole)) {
			w = where_of(capture, f, p);
			outside_flows(r, p, &w);
			return;
		}
		*p = whole;
		at->has_flow = has_flow(p);
		if (p->what == PACKET_ICMP)
			p->src_port = p->dst_port = 0;
		if (at->has_flow)
			flow_lookup_of(r->flows, p, &at->lookup);
	}
	c->payload_missing += p->payload.len < p->payload_len;
	w = where_of(capture, f, p);
	if (!at->has_flow || (p->what == PACKET_ICMP && icmp_apart(r, p, &w)))
		outside_flows(r, p, &w);
	else
		in_flow(r, at, &w);
}

void run_frames(struct run *r, const struct frame *frames, const uint32_t *captures, size_t n)
{
	struct passing batch[CAPTURE_BATCH];

	must(n <= CAPTURE_BATCH);
	for (size_t i = 0; i < n; i++) {
		struct packet *p = &batch[i].packet;
		count_frame(capture_of(r, captures[i]), &frames[i]);
		packet_walk(frames[i].link, slice_of(frames[i].at, frames[i].len),
			    frames[i].wire_len, p);
		if (p->what == PACKET_ICMP)
			p->src_port = p->dst_port = 0;
		batch[i].has_flow = has_flow(p);
		if (batch[i].has_flow) {
			flow_lookup_of(r->flows, p, &batch[i].lookup);
			flow_prefetch_index(r->flows, &batch[i].lookup);
		}
	}
	for (size_t i = 0; i < n; i++)
		if (batch[i].has_flow)
			flow_prefetch(r->flows, &batch[i].lookup);
	for (size_t i = 0; i < n; i++)
		pass(r, captures[i], &frames[i], &batch[i]);
}

static void warn(struct run *r, struct warning_record warning, const char *text)
{
	struct record record = {.type = RECORD_WARNING, .warning = warning};
	(void)snprintf(record.warning.text, sizeof(record.warning.text), "%s", text);
	outlet_put(&r->outlet, &record);
}

void run_warn(struct run *r, uint32_t capture, bool unreadable, const char *text)
{
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

	c->dropped = stats->dropped;
	c->unread_bytes = stats->unread_bytes;
	c->incomplete = stats->incomplete;
	c->fragments_lost = lost - r->fragments_lost;
	r->fragments_lost = lost;
	if (stats->warning[0])
		warn(r,
		     (struct warning_record){.capture = capture, .incomplete = stats->incomplete},
		     stats->warning);
	record.capture = *c;
	outlet_put(&r->outlet, &record);
}

void run_progress(struct run *r, uint64_t bytes_read)
{
	struct record record = {.type = RECORD_PROGRESS, .progress = bytes_read};
	outlet_put(&r->outlet, &record);
	outlet_flush(&r->outlet);
}

static void end_one(void *ctx, struct flow *f)
{
	struct run *r = ctx;
	talk_end(r->talks, f);
	if (f->conversation != FOLD_NONE)
		fold_flow(r->fold, f);
}

void run_finish(struct run *r)
{
	struct record record = {.type = RECORD_END};

	flow_each(r->flows, end_one, r);
	fold_give(r->fold);
	outlet_put(&r->outlet, &record);
	outlet_flush(&r->outlet);
}
