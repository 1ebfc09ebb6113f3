/* SPDX-License-Identifier: Apache-2.0
 *
 * Devices by kind and maker, and the names they only asked for.
 */
#include <stdlib.h>

#include "base/err.h"
#include "base/map.h"
#include "report/summary_parts.h"

struct asked_check {
	struct map known; /* addresses as 17 bytes, names behind one byte 'n', in lower case */
};

static size_t name_key(uint8_t key[NAME_TEXT_MAX + 1], const char *name)
{
	size_t len = strnlen(name, NAME_TEXT_MAX);
	key[0] = 'n';
	for (size_t i = 0; i < len; i++)
		key[i + 1] = slice_lower((uint8_t)name[i]);
	return len + 1;
}

static void know_address_used(struct asked_check *c, const struct addr *a)
{
	map_put(&c->known, a, sizeof(*a), c);
}

struct asked_check *asked_check_new(const struct ledger *l, const struct device *d)
{
	struct asked_check *c = mem_new(1, sizeof(*c));
	uint8_t key[NAME_TEXT_MAX + 1];

	map_init(&c->known);
	for (size_t i = 0; i < d->n_contacts; i++) {
		know_address_used(c, &d->contacts[i].addr);
		if (d->contacts[i].name[0])
			map_put(&c->known, key, name_key(key, d->contacts[i].name), c);
	}
	/* local talks are in order of their peers: each peer's addresses once */
	for (size_t i = 0; i < d->n_local; i++) {
		if (i && d->local[i].peer == d->local[i - 1].peer)
			continue;
		const struct device *peer = &l->devices[d->local[i].peer];
		for (size_t k = 0; k < peer->n_addresses; k++)
			know_address_used(c, &peer->addresses[k].addr);
	}
	return c;
}

bool asked_check_only(const struct asked_check *c, const struct asked_name *name)
{
	uint8_t key[NAME_TEXT_MAX + 1];

	if (map_get(&c->known, key, name_key(key, name->name)))
		return false;
	for (size_t i = 0; i < name->n_addrs; i++)
		if (map_get(&c->known, &name->addrs[i], sizeof(name->addrs[i])))
			return false;
	return true;
}

void asked_check_free(struct asked_check *c)
{
	if (!c)
		return;
	map_done(&c->known, NULL);
	free(c);
}

static void add_asked(struct summary *s, struct map *rows, size_t device,
		      const struct asked_name *name)
{
	uint8_t key[NAME_TEXT_MAX + 1];
	size_t len = name_key(key, name->name);
	size_t at = (size_t)(uintptr_t)map_get(rows, key, len);

	if (at == 0) {
		s->asked = summary_grow(s->asked, s->n_asked, sizeof(*s->asked));
		s->asked[s->n_asked++] =
			(struct asked_row){.name = name->name, .device = device, .sample = name};
		at = s->n_asked;
		map_put(rows, key, len, (void *)(uintptr_t)at);
	}
	struct asked_row *row = &s->asked[at - 1];
	row->n++;
	row->watched += summary_watches(s->j, device);
	row->count += name->count;
	row->answered |= name->answered;
	row->failed |= name->failed;
}

static int by_askers(const void *left, const void *right)
{
	const struct asked_row *a = left, *b = right;
	if (a->watched != b->watched)
		return a->watched > b->watched ? -1 : 1;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return strcmp(a->name, b->name);
}

void summary_gather_asked(struct summary *s)
{
	struct map rows;

	map_init(&rows);
	for (size_t d = 0; d < s->ledger->n_devices; d++) {
		const struct device *device = &s->ledger->devices[d];
		struct asked_check *check = asked_check_new(s->ledger, device);
		for (size_t i = 0; i < device->n_asked; i++)
			if (asked_check_only(check, &device->asked[i]))
				add_asked(s, &rows, d, &device->asked[i]);
		asked_check_free(check);
	}
	if (s->n_asked)
		qsort(s->asked, s->n_asked, sizeof(*s->asked), by_askers);
	map_done(&rows, NULL);
}

static unsigned kind_order(enum device_kind k)
{
	static const unsigned order[DEVICE_KINDS] = {
		[KIND_CAMERA] = 0, [KIND_RECORDER] = 1, [KIND_UNKNOWN] = 2, [KIND_OTHER] = 3};
	return order[k];
}

static int by_kind_and_number(const void *left, const void *right)
{
	const struct maker_row *a = left, *b = right;
	if (a->kind != b->kind)
		return kind_order(a->kind) < kind_order(b->kind) ? -1 : 1;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return a->maker - b->maker;
}

void summary_gather_makers(struct summary *s)
{
	enum { ROWS_MAX = DEVICE_KINDS * (KNOW_MAKERS_MAX + 1) };
	size_t *at = mem_new(ROWS_MAX, sizeof(*at));

	for (size_t d = 0; d < s->j->n_devices; d++) {
		const struct verdict_device *v = &s->j->devices[d];
		if (s->ledger->devices[d].router)
			continue;
		must(v->kind < DEVICE_KINDS && v->maker < KNOW_MAKERS_MAX);
		size_t *row_at =
			&at[(size_t)v->kind * (KNOW_MAKERS_MAX + 1) + (size_t)(v->maker + 1)];
		if (*row_at == 0) {
			s->makers = summary_grow(s->makers, s->n_makers, sizeof(*s->makers));
			s->makers[s->n_makers++] =
				(struct maker_row){.kind = v->kind, .maker = v->maker};
			*row_at = s->n_makers;
		}
		struct maker_row *row = &s->makers[*row_at - 1];
		row->n++;
		row->relabelled += v->relabelled;
		row->by_label_only += v->maker_by_label_only;
		row->outside += summary_rung(&s->ledger->devices[d]) >= RUNG_ATTEMPTED;
	}
	if (s->n_makers)
		qsort(s->makers, s->n_makers, sizeof(*s->makers), by_kind_and_number);
	free(at);
}
