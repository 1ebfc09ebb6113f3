/* SPDX-License-Identifier: Apache-2.0
 *
 * Pictures that were seen, and series of bytes: gathered as the other rows are, then given to the
 * device that sent them, beside the contact, session or device that got them. Adding is commutative.
 */
#include <stdlib.h>

#include "ledger/private.h"

/* Pieces of one direction of one flow, in any order. */
struct series_parts {
	struct path path;
	size_t n, room;
	struct {
		int64_t start_us;
		size_t n;
		uint32_t *bins;
	} * parts;
};

enum {
	SERIES_SPAN_MAX = 1 << 20, /* bins from the first to the last of a flow: 29 hours */
};

static uint16_t server_port(const struct path *p)
{
	return p->from_client ? p->dst_port : p->src_port;
}

static void key_path(struct key *k, const struct path *p)
{
	key_put(k, p->sender.mac.bytes, sizeof(p->sender.mac.bytes));
	key_addr(k, &p->sender.addr);
	key_put(k, p->receiver.mac.bytes, sizeof(p->receiver.mac.bytes));
	key_addr(k, &p->receiver.addr);
	key_put(k, &p->transport, sizeof(p->transport));
	key_put(k, &p->from_client, sizeof(p->from_client));
}

static void media_sum(struct media_record *to, const struct media_record *from)
{
	bool later = from->last_us > to->last_us ||
		     (from->last_us == to->last_us && from->width > to->width);

	if (from->width && (later || !to->width)) {
		to->width = from->width;
		to->height = from->height;
		to->millifps = from->millifps;
	}
	if (from->smallest_key && (!to->smallest_key || from->smallest_key < to->smallest_key))
		to->smallest_key = from->smallest_key;
	to->first_us = from->first_us < to->first_us ? from->first_us : to->first_us;
	to->last_us = later ? from->last_us : to->last_us;
	to->partial |= from->partial;
	to->pictures += from->pictures;
	to->key_pictures += from->key_pictures;
	to->bytes += from->bytes;
	frames_add(&to->frames, &from->frames);
}

void media_add(struct ledger *l, const struct media_record *m)
{
	struct key k = {.len = 0};
	uint16_t port = server_port(&m->path);

	key_path(&k, &m->path);
	key_put(&k, &port, sizeof(port));
	key_put(&k, &m->codec, sizeof(m->codec));
	key_put(&k, &m->track, sizeof(m->track));
	key_put(&k, m->carrier, strnlen(m->carrier, sizeof(m->carrier)));
	struct media_record *was = map_get(&l->private->media, k.at, k.len);
	if (was) {
		media_sum(was, m);
		return;
	}
	if (!gather_room(l, &l->private->media, sizeof(*was) + k.len))
		return;
	was = mem_new(1, sizeof(*was));
	*was = *m;
	was->carrier[sizeof(was->carrier) - 1] = '\0';
	(void)map_put(&l->private->media, k.at, k.len, was);
}

static struct series_parts *parts_of(struct ledger *l, const struct path *path)
{
	struct key k = {.len = 0};

	key_path(&k, path);
	key_put(&k, &path->src_port, sizeof(path->src_port));
	key_put(&k, &path->dst_port, sizeof(path->dst_port));
	struct series_parts *p = map_get(&l->private->series, k.at, k.len);
	if (p || !gather_room(l, &l->private->series, sizeof(*p) + k.len))
		return p;
	p = mem_new(1, sizeof(*p));
	p->path = *path;
	(void)map_put(&l->private->series, k.at, k.len, p);
	return p;
}

void media_add_series(struct ledger *l, const struct series_record *s)
{
	size_t n = s->bins.len / sizeof(uint32_t);
	struct series_parts *p = n ? parts_of(l, &s->path) : NULL;

	if (!p || !gather_room(l, &l->private->series, s->bins.len + sizeof(*p->parts)))
		return;
	if (p->n == p->room) {
		p->room = p->room ? p->room * 2 : 4;
		p->parts = mem_resize(p->parts, p->room, sizeof(*p->parts));
	}
	uint32_t *bins = mem_new(n, sizeof(*bins));
	for (size_t i = 0; i < n; i++)
		bins[i] = series_bin(s->bins, i);
	p->parts[p->n].start_us = s->start_us;
	p->parts[p->n].n = n;
	p->parts[p->n++].bins = bins;
}

static void free_parts(void *value)
{
	struct series_parts *p = value;

	for (size_t i = 0; i < p->n; i++)
		free(p->parts[i].bins);
	free(p->parts);
	free(p);
}

void media_done(struct ledger *l)
{
	map_done(&l->private->media, free);
	map_done(&l->private->series, free_parts);
}

/* Whom a path leads to, as the device sees it. */
struct goal {
	size_t contact, inbound, peer;
};

/* A device's contacts and sessions in the order of remote address, transport and port: made when the
 * first path of the device is looked up. */
struct order {
	bool made;
	size_t *contacts, *inbound;
};

struct finder {
	struct ledger *l;
	struct order *orders; /* one a device */
};

#define COMPARE(x, y)                              \
	do {                                       \
		if ((x) != (y))                    \
			return (x) < (y) ? -1 : 1; \
	} while (0)

static int compare_end(const struct addr *a, uint8_t a_transport, uint16_t a_port,
		       const struct addr *b, uint8_t b_transport, uint16_t b_port)
{
	int c = addr_compare(a, b);

	if (c)
		return c;
	COMPARE(a_transport, b_transport);
	COMPARE(a_port, b_port);
	return 0;
}

static int by_contact(const void *left, const void *right, void *ctx)
{
	const struct device *d = ctx;
	const struct contact *a = &d->contacts[*(const size_t *)left];
	const struct contact *b = &d->contacts[*(const size_t *)right];
	return compare_end(&a->addr, a->transport, a->port, &b->addr, b->transport, b->port);
}

static int by_inbound(const void *left, const void *right, void *ctx)
{
	const struct device *d = ctx;
	const struct inbound *a = &d->inbound[*(const size_t *)left];
	const struct inbound *b = &d->inbound[*(const size_t *)right];
	return compare_end(&a->addr, a->transport, a->local_port, &b->addr, b->transport,
			   b->local_port);
}

static size_t *sorted_numbers(struct device *d, size_t n,
			      int (*compare)(const void *, const void *, void *))
{
	size_t *list = mem_new(n, sizeof(*list));

	for (size_t i = 0; i < n; i++)
		list[i] = i;
	if (n)
		qsort_r(list, n, sizeof(*list), compare, d);
	return list;
}

static const struct order *order_of(const struct finder *f, size_t device)
{
	struct order *o = &f->orders[device];
	struct device *d = &f->l->devices[device];

	if (!o->made) {
		o->made = true;
		o->contacts = sorted_numbers(d, d->n_contacts, by_contact);
		o->inbound = sorted_numbers(d, d->n_inbound, by_inbound);
	}
	return o;
}

/* The contact with that port, else the first to that address with that transport: where the caller
 * was told wrongly (contacts.c turns some round) the ports stand the other way. */
static size_t find_contact(const struct device *d, const size_t *order, const struct path *p,
			   bool *ret_exact)
{
	size_t low = 0, high = d->n_contacts, near;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct contact *c = &d->contacts[order[mid]];
		if (compare_end(&c->addr, c->transport, 0, &p->receiver.addr, p->transport, 0) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	near = low;
	high = d->n_contacts;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct contact *c = &d->contacts[order[mid]];
		if (compare_end(&c->addr, c->transport, c->port, &p->receiver.addr, p->transport,
				p->dst_port) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (unsigned i = 0; i < 2; i++) {
		size_t at = i ? near : low;
		const struct contact *c = at < d->n_contacts ? &d->contacts[order[at]] : NULL;
		*ret_exact = i == 0;
		if (c && c->transport == p->transport && addr_equal(&c->addr, &p->receiver.addr) &&
		    (i || c->port == p->dst_port))
			return order[at];
	}
	return SIZE_MAX;
}

static size_t find_inbound(const struct device *d, const size_t *order, const struct path *p)
{
	size_t low = 0, high = d->n_inbound;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct inbound *in = &d->inbound[order[mid]];
		int c = compare_end(&in->addr, in->transport, in->local_port, &p->receiver.addr,
				    p->transport, server_port(p));
		if (c == 0)
			return order[mid];
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return SIZE_MAX;
}

static struct goal goal_of(const struct finder *f, size_t device, const struct path *p)
{
	const struct device *d = &f->l->devices[device];
	const struct order *o = order_of(f, device);
	struct goal g = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
	bool exact = false;
	size_t contact = find_contact(d, o->contacts, p, &exact);
	size_t inbound = find_inbound(d, o->inbound, p);

	if (contact != SIZE_MAX && (exact || inbound == SIZE_MAX)) {
		g.contact = contact;
	} else if (inbound != SIZE_MAX) {
		g.inbound = inbound;
	} else {
		long peer = devices_party(f->l, &p->receiver.mac, &p->receiver.addr);
		g.peer = peer >= 0 ? (size_t)peer : SIZE_MAX;
	}
	return g;
}

static bool has_goal(const struct goal *g)
{
	return g->contact != SIZE_MAX || g->inbound != SIZE_MAX || g->peer != SIZE_MAX;
}

static struct footage *add_footage(struct device *d)
{
	if ((d->n_footage & (d->n_footage - 1)) == 0)
		d->footage = mem_resize(d->footage, d->n_footage ? d->n_footage * 2 : 1,
					sizeof(*d->footage));
	return &d->footage[d->n_footage++];
}

/* The device that sent it, -1 = none of the site's, or nobody known got it. */
static long sender_of(const struct finder *f, const struct path *p, struct goal *ret_goal)
{
	long number = devices_party(f->l, &p->sender.mac, &p->sender.addr);

	if (number < 0)
		return -1;
	*ret_goal = goal_of(f, (size_t)number, p);
	return has_goal(ret_goal) ? number : -1;
}

static void settle_media(const struct finder *f, const struct media_record *m)
{
	struct goal g;
	long number = sender_of(f, &m->path, &g);

	if (number < 0)
		return;
	*add_footage(&f->l->devices[number]) = (struct footage){.contact = g.contact,
								.inbound = g.inbound,
								.peer = g.peer,
								.remote = m->path.receiver.addr,
								.port = server_port(&m->path),
								.transport = m->path.transport,
								.told = *m};
}

static void span_of(const struct series_parts *p, int64_t *ret_from, int64_t *ret_to)
{
	*ret_from = INT64_MAX;
	*ret_to = INT64_MIN;
	for (size_t i = 0; i < p->n; i++) {
		int64_t end;
		if (__builtin_add_overflow(p->parts[i].start_us,
					   (int64_t)p->parts[i].n * SERIES_BIN_US, &end))
			continue;
		if (p->parts[i].start_us < *ret_from)
			*ret_from = p->parts[i].start_us;
		if (end > *ret_to)
			*ret_to = end;
	}
}

static void fill(struct series *s, const struct series_parts *p)
{
	for (size_t i = 0; i < p->n; i++) {
		int64_t at = (p->parts[i].start_us - s->start_us) / SERIES_BIN_US;
		for (size_t k = 0; k < p->parts[i].n; k++) {
			if (at + (int64_t)k < 0 || (size_t)at + k >= s->n)
				break;
			uint32_t *bin = &s->bins[(size_t)at + k];
			*bin = *bin + p->parts[i].bins[k] < *bin ? UINT32_MAX
								 : *bin + p->parts[i].bins[k];
			s->known[(size_t)at + k] = true;
		}
	}
}

static void settle_series(const struct finder *f, const struct series_parts *p)
{
	struct goal g;
	long number = sender_of(f, &p->path, &g);
	int64_t from, to;

	span_of(p, &from, &to);
	if (number < 0 || from >= to)
		return;
	struct device *d = &f->l->devices[number];
	uint64_t bins = ((uint64_t)to - (uint64_t)from) / SERIES_BIN_US;
	if ((d->n_series & (d->n_series - 1)) == 0)
		d->series = mem_resize(d->series, d->n_series ? d->n_series * 2 : 1,
				       sizeof(*d->series));
	struct series *s = &d->series[d->n_series++];
	*s = (struct series){.contact = g.contact,
			     .inbound = g.inbound,
			     .peer = g.peer,
			     .path = p->path,
			     .start_us = from,
			     .n = bins < SERIES_SPAN_MAX ? (size_t)bins : SERIES_SPAN_MAX};
	s->bins = mem_new(s->n, sizeof(*s->bins));
	s->known = mem_new(s->n, sizeof(*s->known));
	fill(s, p);
}

static int by_path(const struct path *a, const struct path *b)
{
	int c;

	if ((c = addr_compare(&a->receiver.addr, &b->receiver.addr)) ||
	    (c = addr_compare(&a->sender.addr, &b->sender.addr)) ||
	    (c = mac_compare(&a->receiver.mac, &b->receiver.mac)) ||
	    (c = mac_compare(&a->sender.mac, &b->sender.mac)))
		return c;
	COMPARE(a->transport, b->transport);
	COMPARE(a->from_client, b->from_client);
	COMPARE(a->dst_port, b->dst_port);
	COMPARE(a->src_port, b->src_port);
	return 0;
}

static int by_first(const void *left, const void *right)
{
	const struct footage *a = left, *b = right;
	int c;

	COMPARE(a->told.first_us, b->told.first_us);
	COMPARE(a->told.last_us, b->told.last_us);
	if ((c = by_path(&a->told.path, &b->told.path)))
		return c;
	COMPARE(a->told.track, b->told.track);
	COMPARE(a->told.codec, b->told.codec);
	return strcmp(a->told.carrier, b->told.carrier);
}

static int by_receiver(const void *left, const void *right)
{
	const struct series *a = left, *b = right;
	int c = by_path(&a->path, &b->path);

	if (c)
		return c;
	COMPARE(a->start_us, b->start_us);
	return 0;
}

static struct finder finder_new(struct ledger *l)
{
	return (struct finder){l, mem_new(l->n_devices, sizeof(struct order))};
}

static void finder_done(struct finder *f)
{
	for (size_t i = 0; i < f->l->n_devices; i++) {
		free(f->orders[i].contacts);
		free(f->orders[i].inbound);
	}
	free(f->orders);
}

void media_rungs(struct ledger *l)
{
	const struct map *media = &l->private->media;
	struct finder f = finder_new(l);

	for (size_t i = 0; i < media->n; i++) {
		const struct media_record *m = media->entries[i].value;
		struct goal g;
		long number = sender_of(&f, &m->path, &g);
		if (number >= 0 && g.contact != SIZE_MAX && m->codec != MEDIA_SEALED && m->pictures)
			l->devices[number].contacts[g.contact].rung = RUNG_FOOTAGE;
	}
	finder_done(&f);
}

void media_settle(struct ledger *l)
{
	const struct map *media = &l->private->media, *series = &l->private->series;
	struct finder f = finder_new(l);

	for (size_t i = 0; i < media->n; i++)
		settle_media(&f, media->entries[i].value);
	for (size_t i = 0; i < series->n; i++)
		settle_series(&f, series->entries[i].value);
	finder_done(&f);
	for (size_t i = 0; i < l->n_devices; i++) {
		struct device *d = &l->devices[i];
		if (d->n_footage)
			qsort(d->footage, d->n_footage, sizeof(*d->footage), by_first);
		if (d->n_series)
			qsort(d->series, d->n_series, sizeof(*d->series), by_receiver);
	}
}
