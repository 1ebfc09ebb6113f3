/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/fold.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/err.h"
#include "engine/follow.h"

enum {
	KEY_WORDS = 5,
	ENDPOINT_SHARE = 6,       /* of the memory, one part in so many */
	ENDPOINT_INDEX_COST = 96, /* bytes of an endpoint's place in its map, about */
	INDEX_ROOM_MOST = 4,      /* slots of the index a conversation, rounded up as they are */
	LINE = 64,                /* bytes of a cache line */
};

/* What tells conversations apart, and what a new flow needs to know of its own: one cache line. */
struct hot {
	uint64_t key[KEY_WORDS]; /* addresses; the client's MAC and the port; see key_of */
	uint16_t key_kind;       /* transport and address families */
	struct mac server_mac;   /* of the sender on side 1 */
	uint32_t endpoint[2];    /* who sent last on each side, FOLD_NONE = none yet */
	uint32_t flows;
	uint8_t ttl[2]; /* of that sender's last packet looked at */
	bool opening_seen : 1;
	bool beats : 1;          /* there is a row of beats */
	bool has_server_mac : 1; /* in the record */
	bool has_protocol : 1;   /* likewise */
	uint8_t full; /* FULL_ANY, FULL_PAYLOAD << side: that list of frames in the record */
} __attribute__((aligned(64)));

enum { FULL_ANY = 1, FULL_PAYLOAD = 4 };

_Static_assert(sizeof(struct hot) == 64, "a cache line");

/* Of conversations whose client sent payload; stands apart so that a packet of the others never
 * comes near it. */
struct beats {
	int64_t start_us, last_us; /* of the beat that goes on */
	struct beat beat;
} __attribute__((aligned(64)));

struct slot {
	uint32_t tag;    /* high half of the hash */
	uint32_t number; /* conversation + 1; 0 = free */
};

struct fold {
	struct outlet *outlet;
	struct map endpoint_index;
	struct slot *index;
	size_t index_room; /* power of two, more than twice the most conversations */
	uint64_t secret[KEY_WORDS + 1];
	struct hot *hot;
	int64_t latest_us; /* of the flows that began so far */
	struct conversation_record *conversations;
	struct beats *beats; /* one a conversation */
	struct endpoint_record *endpoints;
	size_t n_conversations, max_conversations;
	size_t n_endpoints, max_endpoints;
	uint32_t evicted; /* flows, not told yet */
};

/* Everything that there is one of for each conversation. */
static size_t conversation_cost(void)
{
	return sizeof(struct conversation_record) + sizeof(struct hot) + sizeof(struct beats) +
	       INDEX_ROOM_MOST * sizeof(struct slot);
}

static size_t index_room(size_t conversations)
{
	size_t room = 1024;
	while (room < conversations * 2)
		room *= 2;
	return room;
}

struct fold *fold_new(struct outlet *outlet, size_t memory)
{
	struct fold *f = mem_new(1, sizeof(*f));
	size_t for_endpoints = memory / ENDPOINT_SHARE;
	size_t max_conversations = (memory - for_endpoints) / conversation_cost();
	size_t max_endpoints =
		for_endpoints / (sizeof(struct endpoint_record) + ENDPOINT_INDEX_COST);

	f->outlet = outlet;
	f->max_conversations = max_conversations;
	f->max_endpoints = max_endpoints;
	f->conversations = mem_reserve(max_conversations * sizeof(*f->conversations));
	f->beats = mem_reserve(max_conversations * sizeof(*f->beats));
	f->endpoints = mem_reserve(max_endpoints * sizeof(*f->endpoints));
	f->hot = mem_reserve(max_conversations * sizeof(*f->hot));
	f->index_room = index_room(max_conversations);
	f->index = mem_reserve(f->index_room * sizeof(*f->index));
	for (size_t i = 0; i <= KEY_WORDS; i += 2) {
		struct hash_key random = hash_key_new();
		f->secret[i] = random.k0 | 1;
		f->secret[i + 1] = random.k1 | 1;
	}
	map_init(&f->endpoint_index);
	return f;
}

void fold_free(struct fold *f)
{
	if (!f)
		return;
	mem_release(f->conversations, f->max_conversations * sizeof(*f->conversations));
	mem_release(f->beats, f->max_conversations * sizeof(*f->beats));
	mem_release(f->endpoints, f->max_endpoints * sizeof(*f->endpoints));
	mem_release(f->hot, f->max_conversations * sizeof(*f->hot));
	mem_release(f->index, f->index_room * sizeof(*f->index));
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

static uint32_t find_sender(struct fold *f, const struct packet *p, const struct where *w)
{
	uint8_t key[6 + 17];

	memcpy(key, w->src_mac.bytes, 6);
	key[6] = p->src.family;
	memcpy(key + 7, p->src.bytes, 16);
	void *found = map_get(&f->endpoint_index, key, sizeof(key));
	if (found)
		return as_number(found);
	must(f->n_endpoints < f->max_endpoints);
	uint32_t number = (uint32_t)f->n_endpoints++;
	(void)map_put(&f->endpoint_index, key, sizeof(key), as_value(number));
	f->endpoints[number] = (struct endpoint_record){.mac = w->src_mac,
							.addr = p->src,
							.first_us = w->time_us,
							.last_us = w->time_us,
							.capture = w->capture,
							.first_frame = w->frame,
							.ttl_min = 255};
	return number;
}

static void describe_sender(struct endpoint_record *e, const struct packet *p)
{
	if (p->src.family)
		note_ttl(e, p->ttl);
	if ((p->has_dst_mac && mac_is_group(&p->dst_mac)) || addr_is_multicast(&p->dst) ||
	    addr_is_broadcast(&p->dst))
		e->group_sent = true;
}

uint32_t fold_sender(struct fold *f, const struct packet *p, const struct where *w)
{
	uint32_t number = find_sender(f, p, w);

	describe_sender(&f->endpoints[number], p);
	return number;
}

/* Who sent last on that side sends again. The key holds both addresses and the client's MAC. */
static bool is_same_sender(const struct hot *hot, unsigned side, const struct mac *mac)
{
	return hot->endpoint[side] != FOLD_NONE && (!side || mac_equal(&hot->server_mac, mac));
}

uint32_t fold_sender_again(const struct fold *f, uint32_t conversation, unsigned side,
			   const struct mac *mac, uint8_t ttl)
{
	const struct hot *hot = &f->hot[conversation];
	return hot->ttl[side] == ttl && is_same_sender(hot, side, mac) ? hot->endpoint[side]
								       : FOLD_NONE;
}

uint32_t fold_sender_in(struct fold *f, uint32_t conversation, unsigned side,
			const struct packet *p, const struct where *w)
{
	struct hot *hot = &f->hot[conversation];
	uint32_t again = fold_sender_again(f, conversation, side, &w->src_mac, p->ttl);

	if (again != FOLD_NONE)
		return again;
	if (!is_same_sender(hot, side, &w->src_mac))
		hot->endpoint[side] = find_sender(f, p, w);
	if (side)
		hot->server_mac = w->src_mac;
	hot->ttl[side] = p->ttl;
	describe_sender(&f->endpoints[hot->endpoint[side]], p);
	return hot->endpoint[side];
}

void fold_count_sender(struct fold *f, uint32_t endpoint, const struct packet *p, int64_t time_us)
{
	struct endpoint_record *e = &f->endpoints[endpoint];

	e->packets++;
	e->bytes += p->ip_len;
	widen(&e->first_us, &e->last_us, time_us);
}

struct key {
	uint64_t words[KEY_WORDS];
	uint16_t kind;
};

static struct key key_of(const struct fold_conversation *c)
{
	struct key k;

	memcpy(k.words, c->client.addr.bytes, 16);
	memcpy(k.words + 2, c->server.addr.bytes, 16);
	k.words[4] = c->server_port;
	memcpy((uint8_t *)&k.words[4] + 2, c->client.mac.bytes, 6);
	k.kind = (uint16_t)(c->transport << 8 | c->client.addr.family << 4 | c->server.addr.family);
	return k;
}

static uint64_t mix(uint64_t a, uint64_t b)
{
	__uint128_t m = (__uint128_t)a * b;
	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* Keyed as in net/flow.c: strangers choose the addresses. */
static uint64_t hash_of(const struct fold *f, const struct key *k)
{
	uint64_t hash = mix(k->words[4] ^ f->secret[4], k->kind ^ f->secret[5]);

	for (size_t i = 0; i < 4; i += 2)
		hash = mix(k->words[i] ^ f->secret[i] ^ hash, k->words[i + 1] ^ f->secret[i + 1]);
	return mix(hash, f->secret[0]);
}

static bool same_key(const struct hot *hot, const struct key *k)
{
	uint64_t differs = hot->key_kind ^ k->kind;
	for (size_t i = 0; i < KEY_WORDS; i++)
		differs |= hot->key[i] ^ k->words[i];
	return differs == 0;
}

static uint32_t begin_conversation(struct fold *f, const struct fold_conversation *c,
				   const struct key *key)
{
	must(f->n_conversations < f->max_conversations);
	uint32_t number = (uint32_t)f->n_conversations++;

	f->hot[number] = (struct hot){.key_kind = key->kind,
				      .endpoint = {FOLD_NONE, FOLD_NONE},
				      .has_server_mac = mac_is_set(&c->server.mac)};
	memcpy(f->hot[number].key, key->words, sizeof(key->words));
	f->conversations[number] = (struct conversation_record){
		.client = c->client,
		.server = c->server,
		.transport = c->transport,
		.server_port = c->server_port,
		.client_port = c->client_port,
	};
	return number;
}

uint64_t fold_prefetch_way(const struct fold *f, const struct fold_conversation *c)
{
	struct key key = key_of(c);
	uint64_t way = hash_of(f, &key) & (f->index_room - 1);

	__builtin_prefetch(&f->index[way]);
	return way;
}

/* Mostly the first entry is the conversation's. */
void fold_prefetch_end(const struct fold *f, uint64_t way)
{
	if (f->index[way].number)
		fold_prefetch_beat(f, f->index[way].number - 1);
}

uint32_t fold_conversation(struct fold *f, const struct fold_conversation *c)
{
	struct key key = key_of(c);
	uint64_t hash = hash_of(f, &key);
	uint32_t tag = (uint32_t)(hash >> 32), number;
	size_t at = hash & (f->index_room - 1);
	for (; f->index[at].number; at = (at + 1) & (f->index_room - 1))
		if (f->index[at].tag == tag && same_key(&f->hot[f->index[at].number - 1], &key))
			break;
	if (f->index[at].number) {
		number = f->index[at].number - 1;
	} else {
		number = begin_conversation(f, c, &key);
		f->index[at] = (struct slot){tag, number + 1};
	}
	f->hot[number].flows++;
	f->hot[number].opening_seen |= c->opening_seen;
	return number;
}

/* A conversation's first flows show its first frames, later ones when they began; once there is
 * room for no more frames a flow that begins after all others has nothing to add. */
void fold_notes_wanted(struct fold *f, uint32_t conversation, int64_t time_us,
		       struct flow_notes ret_out_back[2])
{
	struct hot *hot = &f->hot[conversation];
	bool late = time_us >= f->latest_us;
	unsigned full = late ? hot->full : 0, wanted = hot->flows <= FRAMES_KEPT ? FRAMES_KEPT : 1;

	if (late)
		f->latest_us = time_us;
	for (unsigned side = 0; side < 2; side++) {
		ret_out_back[side].any = (full & FULL_ANY << side ? 0 : wanted) & 15u;
		ret_out_back[side].payload = (full & FULL_PAYLOAD << side ? 0 : wanted) & 15u;
	}
}

/* Whether the list is full. */
static bool keep_frame(struct frame_list *list, const struct where *w)
{
	if (list->n < FRAMES_KEPT) {
		list->at[list->n].capture = w->capture;
		list->at[list->n].frame = w->frame;
		list->n++;
	}
	return list->n == FRAMES_KEPT;
}

void fold_note(struct fold *f, uint32_t conversation, unsigned side, const struct where *w,
	       const struct mac *src_mac, bool has_payload)
{
	struct conversation_record *r = &f->conversations[conversation];
	struct side_record *s = side ? &r->back : &r->out;
	struct hot *hot = &f->hot[conversation];

	if (s->frames.n == 0)
		s->first_us = s->last_us = w->time_us;
	widen(&s->first_us, &s->last_us, w->time_us);
	if (keep_frame(&s->frames, w))
		hot->full = (uint8_t)(hot->full | FULL_ANY << side);
	if (has_payload && keep_frame(&s->payload_frames, w))
		hot->full = (uint8_t)(hot->full | FULL_PAYLOAD << side);
	if (side == 1 && !hot->has_server_mac) {
		r->server.mac = *src_mac;
		hot->has_server_mac = mac_is_set(src_mac);
	}
}

void fold_protocol(struct fold *f, uint32_t conversation, const char *name)
{
	struct conversation_record *r = &f->conversations[conversation];

	if (!f->hot[conversation].has_protocol)
		memccpy(r->protocol, name, '\0', sizeof(r->protocol) - 1);
	f->hot[conversation].has_protocol = true;
}

void fold_beat(struct fold *f, uint32_t conversation, int64_t time_us, uint32_t payload)
{
	struct hot *hot = &f->hot[conversation];
	struct beats *b = &f->beats[conversation];
	int64_t quiet = 0, interval = 0;

	if (!hot->beats) {
		hot->beats = true;
		*b = (struct beats){0};
	} else if (!__builtin_sub_overflow(time_us, b->last_us, &quiet) && quiet >= 0) {
		b->last_us = time_us;
		if (quiet < BEAT_LEAST_US)
			return;
		if (!__builtin_sub_overflow(time_us, b->start_us, &interval))
			beat_interval(&b->beat, interval);
	}
	b->start_us = b->last_us = time_us;
	beat_size(&b->beat, payload);
}

/* Of a side of which the capture has no packet; time_us: of the other side's last. */
static void fold_unseen(struct side_record *s, uint32_t unseen, int64_t time_us)
{
	if (!unseen)
		return;
	if (s->packets == 0 && s->unseen == 0)
		s->first_us = s->last_us = time_us;
	widen(&s->first_us, &s->last_us, time_us);
	s->unseen += unseen;
}

static void fold_numbers(struct side_record *s, struct flow *flow, unsigned side)
{
	s->numbered += flow->acked_seq[side];
	s->numbers_missing += flow->hole[side];
	flow->acked_seq[side] = 0;
	flow->hole[side] = 0;
}

static void fold_side(struct fold *f, struct flow_slot *slot, struct flow *flow,
		      struct side_record *s, unsigned side)
{
	uint32_t unseen = 0;

	if (slot->numbered)
		fold_numbers(s, flow, side);
	else
		unseen = follow_take_unseen(flow, side);
	if (slot->packets[side] == 0) {
		fold_unseen(s, unseen, slot->last_us[!side]);
		return;
	}
	s->packets += slot->packets[side];
	s->bytes += slot->bytes[side];
	s->payload += slot->payload[side];
	s->retransmitted += flow->retransmitted[side];
	s->unseen += unseen;
	widen(&s->first_us, &s->last_us, slot->last_us[side]);
	if (flow->endpoint[side] != FOLD_NONE) {
		struct endpoint_record *e = &f->endpoints[flow->endpoint[side]];
		e->packets += slot->packets[side];
		e->bytes += slot->bytes[side];
		widen(&e->first_us, &e->last_us, slot->last_us[side]);
	}
	slot->quiet = 0;
	slot->packets[side] = 0;
	slot->bytes[side] = 0;
	slot->payload[side] = 0;
	flow->retransmitted[side] = 0;
}

void fold_flow(struct fold *f, struct flow_slot *slot, struct flow *flow)
{
	struct conversation_record *r = &f->conversations[slot->conversation];

	fold_side(f, slot, flow, &r->out, slot->client);
	fold_side(f, slot, flow, &r->back, !slot->client);
}

void fold_evicted(struct fold *f)
{
	f->evicted++;
}

void fold_prefetch(const struct fold *f, const struct flow_slot *slot, const struct flow *flow)
{
	if (slot->conversation == FOLD_NONE)
		return;
	const char *record = (const char *)&f->conversations[slot->conversation];
	__builtin_prefetch(record + offsetof(struct conversation_record, out), 1);
	__builtin_prefetch(record + offsetof(struct conversation_record, back), 1);
	for (unsigned side = 0; side < 2; side++)
		if (flow->endpoint[side] != FOLD_NONE)
			__builtin_prefetch(&f->endpoints[flow->endpoint[side]].packets, 1);
}

void fold_prefetch_notes(const struct fold *f, uint32_t conversation, unsigned side)
{
	if (conversation == FOLD_NONE)
		return;
	const struct conversation_record *r = &f->conversations[conversation];
	const char *told = (const char *)(side ? &r->back : &r->out);
	__builtin_prefetch(&f->hot[conversation], 1);
	for (size_t at = offsetof(struct side_record, first_us); at < sizeof(struct side_record);
	     at += LINE)
		__builtin_prefetch(told + at, 1);
}

void fold_prefetch_beat(const struct fold *f, uint32_t conversation)
{
	if (conversation == FOLD_NONE)
		return;
	__builtin_prefetch(&f->hot[conversation], 1);
	__builtin_prefetch(&f->beats[conversation], 1);
}

bool fold_may_fill(const struct fold *f, size_t packets)
{
	return f->n_conversations + packets >= f->max_conversations ||
	       f->n_endpoints + 2 * packets >= f->max_endpoints;
}

bool fold_full(const struct fold *f)
{
	return fold_may_fill(f, 1);
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
		record.conversation.flows = f->hot[i].flows;
		record.conversation.opening_seen = f->hot[i].opening_seen;
		record.conversation.flows_evicted = f->evicted;
		record.beat = f->hot[i].beats ? f->beats[i].beat : (struct beat){0};
		f->evicted = 0;
		outlet_put(f->outlet, &record);
	}
	if (f->n_conversations)
		memset(f->index, 0, f->index_room * sizeof(*f->index));
	f->n_endpoints = 0;
	f->n_conversations = 0;
	map_done(&f->endpoint_index, NULL);
}
