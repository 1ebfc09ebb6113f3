/* SPDX-License-Identifier: Apache-2.0
 *
 * Which device an observation is about, and the list of what was seen of each: equal values
 * folded, the earliest of each kind kept. Names asked for have a list of their own.
 *
 * Attribution is by the packet alone: the MAC that it is about, else the sender or receiver as
 * the kind says. What a phone or a recorder beside a camera did is never put on the camera.
 */
#include <stdlib.h>

#include "ledger/private.h"

static void attribute(struct ledger *l)
{
	for (size_t i = 0; i < l->private->n_raws; i++) {
		struct raw *r = l->private->raw_list[i];
		const struct where *w = &r->first;
		if (r->has_about)
			r->device = devices_by_mac(l, &r->about);
		else if (obs_kind_info(r->kind)->subject == OBS_ABOUT_SENDER)
			r->device = devices_party(l, &w->src_mac, &w->src);
		else
			r->device = devices_party(l, &w->dst_mac, &w->dst);
	}
}

/* What an observation says, whichever record holds it. */
struct said {
	uint64_t number;
	struct addr addr;
	struct slice text;
};

static int by_said(const struct said *a, const struct said *b)
{
	int c;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	if ((c = addr_compare(&a->addr, &b->addr)))
		return c;
	size_t least = a->text.len < b->text.len ? a->text.len : b->text.len;
	if (least && (c = memcmp(a->text.at, b->text.at, least)))
		return c;
	return a->text.len < b->text.len ? -1 : a->text.len > b->text.len;
}

/* Same value: kind, text, number, address. */
static int by_value(const struct raw *a, const struct raw *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return by_said(&(struct said){a->number, a->addr, a->text},
		       &(struct said){b->number, b->addr, b->text});
}

static int by_device_and_value(const void *left, const void *right)
{
	const struct raw *a = *(struct raw *const *)left, *b = *(struct raw *const *)right;
	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	int c = by_value(a, b);
	return c ? c : where_compare(&a->first, &b->first);
}

static int by_kind_and_time(const void *left, const void *right)
{
	const struct seen *a = left, *b = right;
	int c;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if ((c = where_compare(&a->first, &b->first)))
		return c;
	return by_said(&(struct said){a->number, a->addr, a->text},
		       &(struct said){b->number, b->addr, b->text});
}

static struct seen seen_of(const struct raw *r)
{
	return (struct seen){.kind = r->kind,
			     .cut = r->cut,
			     .number = r->number,
			     .addr = r->addr,
			     .text = r->text,
			     .count = r->count,
			     .first = r->first,
			     .last = r->last};
}

/* Keeps the earliest values of each kind. */
static void cap(struct device *d)
{
	size_t kept = 0, of_kind = 0;

	qsort(d->seen, d->n_seen, sizeof(*d->seen), by_kind_and_time);
	for (size_t i = 0; i < d->n_seen; i++) {
		of_kind = i && d->seen[i].kind == d->seen[i - 1].kind ? of_kind + 1 : 1;
		if (of_kind > SEEN_PER_KIND_MAX)
			d->seen_dropped++;
		else
			d->seen[kept++] = d->seen[i];
	}
	d->n_seen = kept;
}

static void collect(struct device *d, struct raw *const *raws, size_t n)
{
	d->seen = mem_new(n, sizeof(*d->seen));
	for (size_t i = 0; i < n; i++) {
		struct seen *s = d->n_seen ? &d->seen[d->n_seen - 1] : NULL;
		if (!s || by_value(raws[i - 1], raws[i]) != 0) {
			d->seen[d->n_seen++] = seen_of(raws[i]);
			continue;
		}
		s->count += raws[i]->count;
		s->cut |= raws[i]->cut;
		if (where_compare(&raws[i]->last, &s->last) > 0)
			s->last = raws[i]->last;
	}
	for (size_t i = 0; i < n; i++) {
		if (raws[i]->first.time_us < d->first_us)
			d->first_us = raws[i]->first.time_us;
		if (raws[i]->last.time_us > d->last_us)
			d->last_us = raws[i]->last.time_us;
	}
	cap(d);
}

static struct asked_name *asked_find(struct device *d, const struct map *names, struct slice name)
{
	size_t found = index_get(names, name.at, name.len);
	return found ? &d->asked[found - 1] : NULL;
}

static void asked_answer(struct asked_name *a, const struct addr *addr)
{
	a->answered = true;
	for (size_t i = 0; i < a->n_addrs; i++)
		if (addr_equal(&a->addrs[i], addr))
			return;
	if (a->n_addrs == ASKED_ADDRS_MAX || !addr_is_set(addr))
		return;
	if (!a->addrs)
		a->addrs = mem_new(ASKED_ADDRS_MAX, sizeof(*a->addrs));
	a->addrs[a->n_addrs++] = *addr;
}

static int by_first(const void *left, const void *right)
{
	const struct asked_name *a = left, *b = right;
	int c = where_compare(&a->first, &b->first);
	return c ? c : strcmp(a->name, b->name);
}

static void query(struct device *d, struct map *names, const struct raw *r)
{
	struct asked_name *a = asked_find(d, names, r->text);

	if (!a && d->n_asked >= ASKED_PER_DEVICE_MAX) {
		d->seen_dropped++;
		return;
	}
	if (!a) {
		if ((d->n_asked & (d->n_asked - 1)) == 0)
			d->asked = mem_resize(d->asked, d->n_asked ? d->n_asked * 2 : 1,
					      sizeof(*d->asked));
		must(d->asked); /* made with the first name, doubled at each power of two */
		index_put(names, r->text.at, r->text.len, d->n_asked);
		a = &d->asked[d->n_asked++];
		*a = (struct asked_name){
			.name = (const char *)r->text.at, .first = r->first, .last = r->last};
	}
	a->count += r->count;
	if (where_compare(&r->first, &a->first) < 0)
		a->first = r->first;
	if (where_compare(&r->last, &a->last) > 0)
		a->last = r->last;
}

static void collect_asked(struct device *d, struct raw *const *raws, size_t n)
{
	struct map names;

	map_init(&names);
	for (size_t i = 0; i < n; i++)
		if (raws[i]->kind == OBS_DNS_QUERY)
			query(d, &names, raws[i]);
	for (size_t i = 0; i < n; i++) {
		const struct raw *r = raws[i];
		if (r->kind != OBS_DNS_ANSWER && r->kind != OBS_DNS_FAILURE)
			continue;
		struct asked_name *a = asked_find(d, &names, r->text);
		if (a && r->kind == OBS_DNS_ANSWER)
			asked_answer(a, &r->addr);
		else if (a)
			a->failed = true;
	}
	map_done(&names, NULL);
	if (d->asked)
		qsort(d->asked, d->n_asked, sizeof(*d->asked), by_first);
}

void seen_settle(struct ledger *l)
{
	struct ledger_private *p = l->private;
	struct raw **list = mem_new(p->n_raws, sizeof(struct raw *));

	attribute(l);
	memcpy(list, p->raw_list, p->n_raws * sizeof(struct raw *));
	qsort(list, p->n_raws, sizeof(struct raw *), by_device_and_value);
	for (size_t i = 0, end; i < p->n_raws; i = end) {
		for (end = i + 1; end < p->n_raws && list[end]->device == list[i]->device;)
			end++;
		if (list[i]->device < 0)
			continue;
		collect(&l->devices[list[i]->device], list + i, end - i);
		collect_asked(&l->devices[list[i]->device], list + i, end - i);
	}
	free(list);
	for (size_t i = 0; i < l->n_devices; i++)
		if (l->devices[i].first_us > l->devices[i].last_us)
			l->devices[i].first_us = l->devices[i].last_us = 0;
}
