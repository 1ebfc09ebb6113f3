/* SPDX-License-Identifier: Apache-2.0
 *
 * Contacts seen from the far end: which servers and countries, and who reaches them.
 */
#include <stdlib.h>

#include "base/err.h"
#include "base/map.h"
#include "report/summary_parts.h"
#include "report/words.h"

/* Index of the row for that key in a list that grows with it; *n counts. */
static size_t row_of(struct map *rows, struct slice key, size_t *n)
{
	size_t at = (size_t)(uintptr_t)map_get(rows, key.at, key.len);
	if (at)
		return at - 1;
	map_put(rows, key.at, key.len, (void *)(uintptr_t)++ * n);
	return *n - 1;
}

static void add_times(int64_t *first, int64_t *last, const struct contact *c)
{
	int64_t from = contact_first(c), until = contact_last(c);
	if (from && (*first == 0 || from < *first))
		*first = from;
	if (until > *last)
		*last = until;
}

static void add_contact(struct server_row *row, const struct judgement *j, struct pair p)
{
	const struct contact *c = &j->ledger->devices[p.device].contacts[p.contact];
	const struct verdict_device *v = &j->devices[p.device];

	if (row->n == 0)
		*row = (struct server_row){.sample = c,
					   .place = &v->places[p.contact],
					   .cloud = v->clouds[p.contact],
					   .address = v->addresses[p.contact],
					   .permitted = true};
	const struct heartbeat *beat = &v->heartbeats[p.contact];
	if (!row->heartbeat && beat->period_s > 0 && beat->first == p.contact)
		row->heartbeat = beat;
	row->pairs = summary_grow(row->pairs, row->n, sizeof(*row->pairs));
	row->pairs[row->n++] = p;
	row->watched += summary_watches(j, p.device);
	row->rung = c->rung > row->rung ? c->rung : row->rung;
	row->hard_coded |= c->hard_coded;
	row->refused |= c->refused;
	row->uncertain |= c->client_uncertain;
	row->from_firmware |= v->from_firmware && v->from_firmware[p.contact];
	row->permitted &= c->permitted;
	row->packets_out += c->out.packets;
	row->packets_in += c->in.packets;
	row->bytes_out += c->out.bytes;
	row->bytes_in += c->in.bytes;
	row->payload_out += c->out.payload;
	add_times(&row->first_us, &row->last_us, c);
}

static int by_weight(const void *left, const void *right)
{
	const struct server_row *a = left, *b = right;
	if (a->permitted != b->permitted)
		return a->permitted ? 1 : -1;
	if (a->rung != b->rung)
		return a->rung > b->rung ? -1 : 1;
	if (a->bytes_out != b->bytes_out)
		return a->bytes_out > b->bytes_out ? -1 : 1;
	int order = strcmp(a->sample->name, b->sample->name);
	if (order == 0)
		order = addr_compare(&a->sample->addr, &b->sample->addr);
	if (order == 0)
		order = (int)a->sample->port - (int)b->sample->port;
	return order ? order : (int)a->sample->transport - (int)b->sample->transport;
}

void summary_gather_servers(struct summary *s)
{
	struct map rows;
	struct buf key;

	map_init(&rows);
	buf_init(&key, NAME_TEXT_MAX + 64);
	for (size_t d = 0; d < s->ledger->n_devices; d++) {
		const struct device *device = &s->ledger->devices[d];
		for (size_t c = 0; c < device->n_contacts; c++) {
			const struct contact *contact = &device->contacts[c];
			buf_clear(&key);
			buf_put(&key, &contact->addr, sizeof(contact->addr));
			buf_be16(&key, contact->port);
			buf_u8(&key, contact->transport);
			buf_text(&key, contact->name);
			size_t n = s->n_servers;
			size_t at = row_of(&rows, slice_of(key.at, key.len), &s->n_servers);
			if (at == n) {
				s->servers = summary_grow(s->servers, n, sizeof(*s->servers));
				s->servers[n] = (struct server_row){0};
			}
			add_contact(&s->servers[at], s->j, (struct pair){d, c});
		}
	}
	if (s->n_servers)
		qsort(s->servers, s->n_servers, sizeof(*s->servers), by_weight);
	map_done(&rows, NULL);
	buf_done(&key);
}

/* The rows of countries and flows that are being counted, and which device was counted last. */
struct countries {
	struct map flows, countries;
	size_t *flow_device, *country_device; /* last device counted in that row, + 1 */
};

static void add_flow(struct summary *s, struct countries *k, size_t d, size_t c,
		     const char *country)
{
	const struct contact *contact = &s->ledger->devices[d].contacts[c];
	struct buf key;
	size_t n = s->n_flows;

	buf_init(&key, 128);
	buf_be32(&key, (uint32_t)s->j->devices[d].maker);
	buf_text(&key, country);
	size_t at = row_of(&k->flows, slice_of(key.at, key.len), &s->n_flows);
	buf_done(&key);
	if (at == n) {
		s->flows = summary_grow(s->flows, n, sizeof(*s->flows));
		k->flow_device = summary_grow(k->flow_device, n, sizeof(*k->flow_device));
		s->flows[n] =
			(struct country_flow){.maker = s->j->devices[d].maker, .country = country};
		k->flow_device[n] = 0;
	}
	struct country_flow *f = &s->flows[at];
	f->n += k->flow_device[at] != d + 1;
	k->flow_device[at] = d + 1;
	f->rung = contact->rung > f->rung ? contact->rung : f->rung;
	f->bytes_out += contact->out.bytes;
}

static void add_country(struct summary *s, struct countries *k, size_t d, size_t c,
			const char *country)
{
	const struct contact *contact = &s->ledger->devices[d].contacts[c];
	size_t n = s->n_countries;
	size_t at = row_of(&k->countries, slice_text(country), &s->n_countries);

	if (at == n) {
		s->countries = summary_grow(s->countries, n, sizeof(*s->countries));
		k->country_device = summary_grow(k->country_device, n, sizeof(*k->country_device));
		s->countries[n] = (struct country_row){.country = country, .permitted = true};
		k->country_device[n] = 0;
	}
	struct country_row *row = &s->countries[at];
	row->devices += k->country_device[at] != d + 1;
	k->country_device[at] = d + 1;
	row->rung = contact->rung > row->rung ? contact->rung : row->rung;
	row->permitted &= contact->permitted;
	row->bytes_out += contact->out.bytes;
	row->bytes_in += contact->in.bytes;
}

static int by_devices(const void *left, const void *right)
{
	const struct country_row *a = left, *b = right;
	if (a->devices != b->devices)
		return a->devices > b->devices ? -1 : 1;
	return strcmp(a->country, b->country);
}

static int flow_order(const void *left, const void *right)
{
	const struct country_flow *a = left, *b = right;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return a->maker != b->maker ? a->maker - b->maker : strcmp(a->country, b->country);
}

void summary_gather_countries(struct summary *s)
{
	struct countries k = {0};

	map_init(&k.flows);
	map_init(&k.countries);
	for (size_t d = 0; d < s->ledger->n_devices; d++) {
		const struct device *device = &s->ledger->devices[d];
		for (size_t c = 0; summary_watches(s->j, d) && c < device->n_contacts; c++) {
			const char *country =
				summary_country(&device->contacts[c], &s->j->devices[d].places[c]);
			add_flow(s, &k, d, c, country);
			add_country(s, &k, d, c, country);
		}
	}
	for (size_t i = 0; i < s->n_servers; i++) {
		const struct server_row *row = &s->servers[i];
		const char *country = summary_country(row->sample, row->place);
		void *at = map_get(&k.countries, country, strlen(country));
		if (at && row->watched)
			s->countries[(uintptr_t)at - 1].servers++;
	}
	if (s->n_flows)
		qsort(s->flows, s->n_flows, sizeof(*s->flows), flow_order);
	if (s->n_countries)
		qsort(s->countries, s->n_countries, sizeof(*s->countries), by_devices);
	map_done(&k.flows, NULL);
	map_done(&k.countries, NULL);
	free(k.flow_device);
	free(k.country_device);
}

static void add_note(struct buf *notes, const char *note)
{
	buf_printf(notes, "%s%s", notes->len ? ", " : "", note);
}

void summary_server_notes(struct buf *notes, const struct server_row *r)
{
	if (r->hard_coded)
		add_note(notes, "fixed address");
	if (r->refused)
		add_note(notes, "refused on the way");
	if (r->uncertain)
		add_note(notes, "who called is inferred");
	if (r->from_firmware)
		add_note(notes, "carried by the firmware");
	if (r->cloud) {
		add_note(notes, r->cloud->role);
		buf_printf(notes, " of %s", r->cloud->operator);
	} else if (r->address) {
		add_note(notes, r->address->role);
		buf_printf(notes, " of %s", r->address->operator);
	}
	if (r->heartbeat) {
		add_note(notes, "");
		words_heartbeat(notes, r->heartbeat);
	}
}
