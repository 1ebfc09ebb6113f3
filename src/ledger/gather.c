/* SPDX-License-Identifier: Apache-2.0
 *
 * Taking records in: equal rows are added up, nothing is decided yet. Adding is commutative: sums,
 * smallest and largest times, the first frames by capture and number.
 */
#include <stdlib.h>

#include "ledger/private.h"

static const struct pair no_pair = {.device = -1};

size_t index_get(const struct map *m, const void *key, size_t len)
{
	return (size_t)(uintptr_t)map_get(m, key, len);
}

void index_put(struct map *m, const void *key, size_t len, size_t number)
{
	(void)map_put(m, key, len, (void *)(uintptr_t)(number + 1));
}

int mac_compare(const struct mac *a, const struct mac *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}

#define COMPARE(x, y)                              \
	do {                                       \
		if ((x) != (y))                    \
			return (x) < (y) ? -1 : 1; \
	} while (0)

int where_compare(const struct where *a, const struct where *b)
{
	int c;
	COMPARE(a->time_us, b->time_us);
	COMPARE(a->capture, b->capture);
	COMPARE(a->frame, b->frame);
	if ((c = mac_compare(&a->src_mac, &b->src_mac)) ||
	    (c = mac_compare(&a->dst_mac, &b->dst_mac)) || (c = addr_compare(&a->src, &b->src)) ||
	    (c = addr_compare(&a->dst, &b->dst)))
		return c;
	COMPARE(a->src_port, b->src_port);
	COMPARE(a->dst_port, b->dst_port);
	COMPARE(a->transport, b->transport);
	return 0;
}

void key_put(struct key *k, const void *bytes, size_t len)
{
	must(k->len + len <= sizeof(k->at));
	if (len)
		memcpy(k->at + k->len, bytes, len);
	k->len += len;
}

void key_addr(struct key *k, const struct addr *a)
{
	key_put(k, &a->family, 1);
	key_put(k, a->bytes, sizeof(a->bytes));
}

struct ledger *ledger_new(void)
{
	struct ledger *l = mem_new(1, sizeof(*l));
	struct ledger_private *p = l->private = mem_new(1, sizeof(*p));
	p->bytes_max = GATHER_BYTES_MAX;
	map_init(&p->pairs);
	map_init(&p->conversations);
	map_init(&p->observations);
	map_init(&p->capture_rows);
	map_init(&p->media);
	map_init(&p->series);
	map_init(&p->prefixes);
	map_init(&p->owners);
	map_init(&p->by_addr);
	map_init(&p->by_id);
	map_init(&p->given_mac);
	return l;
}

static void free_raw(void *value)
{
	struct raw *r = value;
	free((void *)(uintptr_t)r->text.at);
	free(r);
}

static void free_gathered(void *value)
{
	struct gathered *g = value;
	free(g->beat);
	free(g);
}

static void free_device(struct device *d)
{
	for (size_t i = 0; i < d->n_asked; i++)
		free(d->asked[i].addrs);
	free(d->addresses);
	free(d->seen);
	free(d->contacts);
	free(d->inbound);
	free(d->local);
	free(d->asked);
	free(d->footage);
	for (size_t i = 0; i < d->n_series; i++) {
		free(d->series[i].bins);
		free(d->series[i].known);
	}
	free(d->series);
}

void ledger_free(struct ledger *l)
{
	if (!l)
		return;
	struct ledger_private *p = l->private;
	map_done(&p->pairs, free);
	map_done(&p->conversations, free_gathered);
	map_done(&p->observations, free_raw);
	map_done(&p->capture_rows, free);
	media_done(l);
	map_done(&p->prefixes, NULL);
	map_done(&p->owners, NULL);
	map_done(&p->by_addr, NULL);
	map_done(&p->by_id, NULL);
	map_done(&p->given_mac, free);
	for (size_t i = 0; i < p->n_strings; i++)
		free(p->strings[i]);
	free(p->strings);
	free(p->pair_list);
	free(p->macs);
	free(p->conversation_list);
	free(p->raw_list);
	free(p);
	for (size_t i = 0; i < l->n_devices; i++)
		free_device(&l->devices[i]);
	free(l->devices);
	free(l->captures);
	free(l->warnings);
	free(l->announced);
	free(l);
}

const char *ledger_string(struct ledger *l, struct slice text)
{
	struct ledger_private *p = l->private;
	if (p->n_strings == p->strings_room) {
		p->strings_room = p->strings_room ? p->strings_room * 2 : 64;
		p->strings = mem_resize(p->strings, p->strings_room, sizeof(*p->strings));
	}
	char *copy = mem_new(text.len + 1, 1);
	if (text.len)
		memcpy(copy, text.at, text.len);
	p->strings[p->n_strings++] = copy;
	return copy;
}

bool gather_room(struct ledger *l, const struct map *m, size_t bytes)
{
	struct ledger_private *p = l->private;

	bytes += sizeof(struct map_entry) + 2 * sizeof(uint32_t); /* what the map adds */
	if (m->n >= GATHER_ROWS_MAX || bytes > p->bytes_max - p->bytes) {
		p->rows_refused++;
		return false;
	}
	p->bytes += bytes;
	return true;
}

static struct pair *pair_of(struct ledger *l, const struct mac *mac, const struct addr *addr)
{
	struct key k;
	k.len = 0; /* its bytes are written before they are read */
	key_put(&k, mac->bytes, sizeof(mac->bytes));
	key_addr(&k, addr);
	struct pair *pair = map_get(&l->private->pairs, k.at, k.len);
	if (pair || !gather_room(l, &l->private->pairs, sizeof(*pair) + k.len))
		return pair;
	pair = mem_new(1, sizeof(*pair));
	*pair = no_pair;
	pair->mac = *mac;
	pair->addr = *addr;
	(void)map_put(&l->private->pairs, k.at, k.len, pair);
	return pair;
}

static void pair_time(struct pair *pair, int64_t first_us, int64_t last_us)
{
	if (!pair->timed || first_us < pair->first_us)
		pair->first_us = first_us;
	if (!pair->timed || last_us > pair->last_us)
		pair->last_us = last_us;
	pair->timed = true;
}

static void add_endpoint(struct ledger *l, const struct endpoint_record *e)
{
	struct pair *pair = pair_of(l, &e->mac, &e->addr);
	if (!pair)
		return;
	/* a record says that it sent, even where its packets were counted under another MAC */
	pair->packets += e->packets ? e->packets : 1;
	pair->bytes += e->bytes;
	pair_time(pair, e->first_us, e->last_us);
	if (e->ttl_max > pair->ttl_max)
		pair->ttl_max = e->ttl_max;
	pair->group_sent |= e->group_sent;
}

void frames_add(struct frame_list *to, const struct frame_list *from)
{
	struct frame_list was = *to;
	size_t a = 0, b = 0;

	to->n = 0;
	while (to->n < FRAMES_KEPT && (a < was.n || b < from->n)) {
		bool first =
			b >= from->n || (a < was.n && (was.at[a].capture < from->at[b].capture ||
						       (was.at[a].capture == from->at[b].capture &&
							was.at[a].frame <= from->at[b].frame)));
		if (first && b < from->n && was.at[a].capture == from->at[b].capture &&
		    was.at[a].frame == from->at[b].frame)
			b++;
		to->at[to->n++] = first ? was.at[a] : from->at[b];
		if (first)
			a++;
		else
			b++;
	}
}

void side_add(struct side_record *to, const struct side_record *from)
{
	bool empty = to->packets == 0 && to->unseen == 0;

	if (from->packets == 0 && from->unseen == 0)
		return;
	if (empty || from->first_us < to->first_us)
		to->first_us = from->first_us;
	if (empty || from->last_us > to->last_us)
		to->last_us = from->last_us;
	to->packets += from->packets;
	to->bytes += from->bytes;
	to->payload += from->payload;
	to->retransmitted += from->retransmitted;
	to->numbered += from->numbered;
	to->numbers_missing += from->numbers_missing;
	to->unseen += from->unseen;
	frames_add(&to->frames, &from->frames);
	frames_add(&to->payload_frames, &from->payload_frames);
}

static void add_beat(struct ledger *l, struct gathered *to, const struct beat *from)
{
	if (beat_intervals(from) == 0)
		return;
	if (!to->beat && gather_room(l, &l->private->conversations, sizeof(*to->beat)))
		to->beat = mem_new(1, sizeof(*to->beat));
	if (to->beat)
		beat_add(to->beat, from);
}

static void add_conversation(struct ledger *l, const struct conversation_record *c,
			     const struct beat *beat)
{
	struct key k;
	k.len = 0;
	key_put(&k, c->client.mac.bytes, sizeof(c->client.mac.bytes));
	key_addr(&k, &c->client.addr);
	key_put(&k, c->server.mac.bytes, sizeof(c->server.mac.bytes));
	key_addr(&k, &c->server.addr);
	key_put(&k, &c->transport, sizeof(c->transport));
	key_put(&k, &c->server_port, sizeof(c->server_port));
	key_put(&k, &c->opening_seen, sizeof(c->opening_seen));
	key_put(&k, c->protocol, strnlen(c->protocol, sizeof(c->protocol)));

	struct gathered *row = map_get(&l->private->conversations, k.at, k.len);
	if (!row) {
		if (!gather_room(l, &l->private->conversations, sizeof(*row) + k.len))
			return;
		row = mem_new(1, sizeof(*row));
		row->c = *c;
		row->c.protocol[sizeof(row->c.protocol) - 1] = '\0';
		(void)map_put(&l->private->conversations, k.at, k.len, row);
		add_beat(l, row, beat);
		return;
	}
	struct conversation_record *was = &row->c;
	add_beat(l, row, beat);
	/* the port that says most about who called is the lowest one seen */
	if (c->client_port < was->client_port)
		was->client_port = c->client_port;
	was->flows += c->flows;
	was->flows_evicted += c->flows_evicted;
	side_add(&was->out, &c->out);
	side_add(&was->back, &c->back);
}

static void raw_key(struct key *k, const struct obs *o)
{
	const struct where *w = &o->where;
	uint16_t kind = (uint16_t)o->kind;
	uint16_t server_port = w->from_client ? w->dst_port : w->src_port;

	key_put(k, &kind, sizeof(kind));
	key_put(k, &o->has_about, sizeof(o->has_about));
	if (o->has_about)
		key_put(k, o->about.bytes, sizeof(o->about.bytes));
	key_put(k, w->src_mac.bytes, sizeof(w->src_mac.bytes));
	key_put(k, w->dst_mac.bytes, sizeof(w->dst_mac.bytes));
	key_addr(k, &w->src);
	key_addr(k, &w->dst);
	key_put(k, &w->transport, sizeof(w->transport));
	key_put(k, &server_port, sizeof(server_port));
	key_put(k, &w->from_client, sizeof(w->from_client));
	key_put(k, &o->number, sizeof(o->number));
	key_addr(k, &o->addr);
	key_put(k, o->text.at, o->text.len);
}

/* What an observation says about a (MAC, address) pair. */
static void claim(struct ledger *l, const struct obs *o)
{
	bool strong = o->kind == OBS_ARP_ADDRESS || o->kind == OBS_ND_ADDRESS ||
		      o->kind == OBS_DHCP_ASSIGNED;
	if (!strong && o->kind != OBS_DHCP_REQUESTED)
		return;
	const struct mac *mac = o->has_about                   ? &o->about
				: o->kind == OBS_DHCP_ASSIGNED ? &o->where.dst_mac
							       : &o->where.src_mac;
	if (!mac_is_set(mac) || mac_is_group(mac) || !addr_is_unicast(&o->addr))
		return;
	struct pair *pair = pair_of(l, mac, &o->addr);
	if (!pair)
		return;
	pair->claimed |= strong;
	pair->asked_for |= !strong;
	if (strong)
		pair_time(pair, o->where.time_us, o->where.time_us);
}

static void add_observation(struct ledger *l, const struct obs *o)
{
	struct key k;
	k.len = 0;

	if ((unsigned)o->kind >= OBS_KINDS || o->text.len > RECORD_BODY_MAX)
		return;
	claim(l, o);
	l->private->gaps |= o->kind == OBS_STREAM_GAP;
	raw_key(&k, o);
	struct raw *was = map_get(&l->private->observations, k.at, k.len);
	if (was) {
		was->count++;
		was->cut |= o->cut;
		if (where_compare(&o->where, &was->first) < 0)
			was->first = o->where;
		if (where_compare(&o->where, &was->last) > 0)
			was->last = o->where;
		return;
	}
	if (!gather_room(l, &l->private->observations, sizeof(*was) + o->text.len + k.len))
		return;
	was = mem_new(1, sizeof(*was));
	uint8_t *text = mem_new(o->text.len + 1, 1);
	if (o->text.len)
		memcpy(text, o->text.at, o->text.len);
	*was = (struct raw){.kind = o->kind,
			    .cut = o->cut,
			    .has_about = o->has_about,
			    .about = o->about,
			    .number = o->number,
			    .count = 1,
			    .addr = o->addr,
			    .text = slice_of(text, o->text.len),
			    .first = o->where,
			    .last = o->where,
			    .device = -1};
	(void)map_put(&l->private->observations, k.at, k.len, was);
}

/* Several readers may each have counted a share of one capture's packets. */
static void add_share(struct capture_record *to, const struct capture_record *c)
{
	if (c->packets) {
		to->first_us =
			to->packets && to->first_us < c->first_us ? to->first_us : c->first_us;
		to->last_us = to->packets && to->last_us > c->last_us ? to->last_us : c->last_us;
	}
	to->packets += c->packets;
	to->bytes += c->bytes;
	to->captured_bytes += c->captured_bytes;
	to->cut_packets += c->cut_packets;
	to->payload_missing += c->payload_missing;
	to->dropped += c->dropped;
	to->undecodable += c->undecodable;
	to->fragments_lost += c->fragments_lost;
	to->unread_bytes += c->unread_bytes;
	to->largest = c->largest > to->largest ? c->largest : to->largest;
	to->incomplete |= c->incomplete;
}

static void add_capture(struct ledger *l, const struct capture_record *c)
{
	if (c->capture >= GATHER_CAPTURES_MAX)
		return;
	struct capture_record *known =
		map_get(&l->private->capture_rows, &c->capture, sizeof(c->capture));
	if (known) {
		add_share(known, c);
		return;
	}
	struct capture_record *copy = mem_new(1, sizeof(*copy));
	*copy = *c;
	(void)map_put(&l->private->capture_rows, &c->capture, sizeof(c->capture), copy);
}

static void add_warning(struct ledger *l, const struct warning_record *w)
{
	if (l->n_warnings >= GATHER_WARNINGS_MAX) {
		l->private->rows_refused++;
		return;
	}
	if ((l->n_warnings & (l->n_warnings - 1)) == 0)
		l->warnings = mem_resize(l->warnings, l->n_warnings ? l->n_warnings * 2 : 1,
					 sizeof(*l->warnings));
	l->warnings[l->n_warnings] = *w;
	l->warnings[l->n_warnings++].text[WARNING_TEXT_MAX - 1] = '\0';
}

void ledger_add(struct ledger *l, const struct record *record)
{
	must(!l->private->settled);
	switch (record->type) {
	case RECORD_OBSERVATION:
		add_observation(l, &record->obs);
		break;
	case RECORD_ENDPOINT:
		add_endpoint(l, &record->endpoint);
		break;
	case RECORD_CONVERSATION:
		add_conversation(l, &record->conversation, &record->beat);
		break;
	case RECORD_CAPTURE:
		add_capture(l, &record->capture);
		break;
	case RECORD_WARNING:
		add_warning(l, &record->warning);
		break;
	case RECORD_MEDIA:
		media_add(l, &record->media);
		break;
	case RECORD_SERIES:
		media_add_series(l, &record->series);
		break;
	case RECORD_FOOTAGE:
	case RECORD_MINUTE:
	case RECORD_HELLO:
	case RECORD_PROGRESS:
	case RECORD_END:
		break;
	}
}

static int by_pair(const void *left, const void *right)
{
	const struct pair *a = *(struct pair *const *)left, *b = *(struct pair *const *)right;
	int c = mac_compare(&a->mac, &b->mac);
	return c ? c : addr_compare(&a->addr, &b->addr);
}

static int by_conversation(const void *left, const void *right)
{
	const struct conversation_record *a = &(*(struct gathered *const *)left)->c;
	const struct conversation_record *b = &(*(struct gathered *const *)right)->c;
	int c;
	if ((c = addr_compare(&a->client.addr, &b->client.addr)) ||
	    (c = addr_compare(&a->server.addr, &b->server.addr)) ||
	    (c = mac_compare(&a->client.mac, &b->client.mac)) ||
	    (c = mac_compare(&a->server.mac, &b->server.mac)))
		return c;
	COMPARE(a->transport, b->transport);
	COMPARE(a->server_port, b->server_port);
	COMPARE(a->opening_seen, b->opening_seen);
	return strcmp(a->protocol, b->protocol);
}

static int by_raw(const void *left, const void *right)
{
	const struct raw *a = *(struct raw *const *)left, *b = *(struct raw *const *)right;
	int c;
	COMPARE(a->kind, b->kind);
	if ((c = where_compare(&a->first, &b->first)))
		return c;
	size_t least = a->text.len < b->text.len ? a->text.len : b->text.len;
	if (least && (c = memcmp(a->text.at, b->text.at, least)))
		return c;
	COMPARE(a->text.len, b->text.len);
	if ((c = addr_compare(&a->addr, &b->addr)))
		return c;
	COMPARE(a->number, b->number);
	COMPARE(a->has_about, b->has_about);
	return mac_compare(&a->about, &b->about);
}

static void *sorted(const struct map *m, int (*compare)(const void *, const void *), size_t *ret_n)
{
	void **list = mem_new(m->n, sizeof(*list));
	for (size_t i = 0; i < m->n; i++)
		list[i] = m->entries[i].value;
	qsort(list, m->n, sizeof(*list), compare);
	*ret_n = m->n;
	return list;
}

void gather_sort(struct ledger *l)
{
	struct ledger_private *p = l->private;
	p->pair_list = sorted(&p->pairs, by_pair, &p->n_pairs);
	p->conversation_list = sorted(&p->conversations, by_conversation, &p->n_conversations);
	p->raw_list = sorted(&p->observations, by_raw, &p->n_raws);
}
