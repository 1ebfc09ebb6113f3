/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/fold.h"

#include <stdlib.h>

#include "base/err.h"

struct fold {
	struct outlet *outlet;
	struct map conversation_index, endpoint_index;
	struct conversation_record *conversations;
	struct endpoint_record *endpoints;
	size_t n_conversations, max_conversations;
	size_t n_endpoints, max_endpoints;
	uint32_t evicted; /* flows, not told yet */
};

struct fold *fold_new(struct outlet *outlet, size_t max_conversations, size_t max_endpoints)
{
	struct fold *f = mem_new(1, sizeof(*f));

	f->outlet = outlet;
	f->max_conversations = max_conversations;
	f->max_endpoints = max_endpoints;
	f->conversations = mem_reserve(max_conversations * sizeof(*f->conversations));
	f->endpoints = mem_reserve(max_endpoints * sizeof(*f->endpoints));
	map_init(&f->conversation_index);
	map_init(&f->endpoint_index);
	return f;
}

void fold_free(struct fold *f)
{
	if (!f)
		return;
	mem_release(f->conversations, f->max_conversations * sizeof(*f->conversations));
	mem_release(f->endpoints, f->max_endpoints * sizeof(*f->endpoints));
	map_done(&f->conversation_index, NULL);
	map_done(&f->endpoint_index, NULL);
	free(f);
}

/* Numbers are kept in the maps as pointers, one up so that none is NULL. */
static void *as_value(size_t number)
{
	return (void *)(uintptr_t)(number + 1);
}

static uint32_t as_number(const void *value)
{
	return (uint32_t)((uintptr_t)value - 1);
}

static void widen(int64_t *first, int64_t *last, int64_t time_us)
{
	if (time_us < *first)
		*first = time_us;
	if (time_us > *last)
		*last = time_us;
}

static void note_ttl(struct endpoint_record *e, uint8_t ttl)
{
	if (ttl < e->ttl_min)
		e->ttl_min = ttl;
	if (ttl > e->ttl_max)
		e->ttl_max = ttl;
}

uint32_t fold_sender(struct fold *f, const struct packet *p, const struct where *w)
{
	uint8_t key[6 + 17];

	memcpy(key, w->src_mac.bytes, 6);
	key[6] = p->src.family;
	memcpy(key + 7, p->src.bytes, 16);
	void *found = map_get(&f->endpoint_index, key, sizeof(key));
	uint32_t number;
	if (found) {
		number = as_number(found);
	} else {
		must(f->n_endpoints < f->max_endpoints);
		number = (uint32_t)f->n_endpoints++;
		(void)map_put(&f->endpoint_index, key, sizeof(key), as_value(number));
		f->endpoints[number] = (struct endpoint_record){.mac = w->src_mac,
								.addr = p->src,
								.first_us = w->time_us,
								.last_us = w->time_us,
								.capture = w->capture,
								.first_frame = w->frame,
								.ttl_min = 255};
	}
	struct endpoint_record *e = &f->endpoints[number];
	if (p->src.family)
		note_ttl(e, p->ttl);
	if ((p->has_dst_mac && mac_is_group(&p->dst_mac)) || addr_is_multicast(&p->dst) ||
	    addr_is_broadcast(&p->dst))
		e->group_sent = true;
	return number;
}

void fold_count_sender(struct fold *f, uint32_t endpoint, const struct packet *p, int64_t time_us)
{
	struct endpoint_record *e = &f->endpoints[endpoint];

	e->packets++;
	e->bytes += p->ip_len;
	widen(&e->first_us, &e->last_us, time_us);
}

uint32_t fold_conversation(struct fold *f, const struct fold_conversation *c)
{
	uint8_t key[6 + 17 + 17 + 3];

	memcpy(key, c->client.mac.bytes, 6);
	key[6] = c->client.addr.family;
	memcpy(key + 7, c->client.addr.bytes, 16);
	key[23] = c->server.addr.family;
	memcpy(key + 24, c->server.addr.bytes, 16);
	key[40] = c->transport;
	memcpy(key + 41, &c->server_port, 2);
	void *found = map_get(&f->conversation_index, key, sizeof(key));
	uint32_t number;
	if (found) {
		number = as_number(found);
	} else {
		must(f->n_conversations < f->max_conversations);
		number = (uint32_t)f->n_conversations++;
		(void)map_put(&f->conversation_index, key, sizeof(key), as_value(number));
		f->conversations[number] = (struct conversation_record){
			.client = c->client,
			.server = c->server,
			.transport = c->transport,
			.server_port = c->server_port,
			.client_port = c->client_port,
		};
	}
	struct conversation_record *r = &f->conversations[number];
	r->flows++;
	if (c->opening_seen)
		r->opening_seen = true;
	return number;
}

uint32_t fold_flows(const struct fold *f, uint32_t conversation)
{
	return f->conversations[conversation].flows;
}

static void keep_frame(struct frame_list *list, const struct where *w)
{
	if (list->n < FRAMES_KEPT) {
		list->at[list->n].capture = w->capture;
		list->at[list->n].frame = w->frame;
		list->n++;
	}
}

void fold_note(struct fold *f, uint32_t conversation, unsigned side, const struct where *w,
	       const struct mac *src_mac, bool has_payload)
{
	struct conversation_record *r = &f->conversations[conversation];
	struct side_record *s = side ? &r->back : &r->out;

	if (s->frames.n == 0)
		s->first_us = s->last_us = w->time_us;
	widen(&s->first_us, &s->last_us, w->time_us);
	keep_frame(&s->frames, w);
	if (has_payload)
		keep_frame(&s->payload_frames, w);
	if (side == 1 && !mac_is_set(&r->server.mac))
		r->server.mac = *src_mac;
}

void fold_protocol(struct fold *f, uint32_t conversation, const char *name)
{
	struct conversation_record *r = &f->conversations[conversation];

	if (r->protocol[0] == '\0')
		memccpy(r->protocol, name, '\0', sizeof(r->protocol) - 1);
}

static void fold_side(struct fold *f, struct flow *flow, struct side_record *s, unsigned side)
{
	if (flow->packets[side] == 0)
		return;
	s->packets += flow->packets[side];
	s->bytes += flow->bytes[side];
	s->payload += flow->payload[side];
	s->retransmitted += flow->retransmitted[side];
	if (flow->acked[side])
		s->unseen += flow->hole[side];
	widen(&s->first_us, &s->last_us, flow->last_us[side]);
	if (flow->endpoint[side] != FOLD_NONE) {
		struct endpoint_record *e = &f->endpoints[flow->endpoint[side]];
		e->packets += flow->packets[side];
		e->bytes += flow->bytes[side];
		widen(&e->first_us, &e->last_us, flow->last_us[side]);
	}
	flow->packets[side] = 0;
	flow->bytes[side] = 0;
	flow->payload[side] = 0;
	flow->retransmitted[side] = 0;
	flow->hole[side] = 0;
}

void fold_flow(struct fold *f, struct flow *flow)
{
	struct conversation_record *r = &f->conversations[flow->conversation];

	fold_side(f, flow, &r->out, flow->client);
	fold_side(f, flow, &r->back, !flow->client);
}

void fold_evicted(struct fold *f)
{
	f->evicted++;
}

bool fold_full(const struct fold *f)
{
	return f->n_conversations + 1 >= f->max_conversations ||
	       f->n_endpoints + 2 >= f->max_endpoints;
}

void fold_give(struct fold *f)
{
	struct record record = {.type = RECORD_ENDPOINT};

	for (size_t i = 0; i < f->n_endpoints; i++) {
		record.endpoint = f->endpoints[i];
		outlet_put(f->outlet, &record);
	}
	record.type = RECORD_CONVERSATION;
	for (size_t i = 0; i < f->n_conversations; i++) {
		record.conversation = f->conversations[i];
		record.conversation.flows_evicted = f->evicted;
		f->evicted = 0;
		outlet_put(f->outlet, &record);
	}
	f->n_endpoints = 0;
	f->n_conversations = 0;
	map_done(&f->conversation_index, NULL);
	map_done(&f->endpoint_index, NULL);
}
