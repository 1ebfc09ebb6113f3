/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/err.h"
#include "report/ports.h"
#include "report/text.h"
#include "report/words.h"

enum { DEVICES_SHOWN = 60, ANNOUNCEMENTS_SHOWN = 20 };

struct rank {
	size_t device;
	unsigned weight;
};

static unsigned weigh(const struct summary *s, size_t device)
{
	static const unsigned kinds[DEVICE_KINDS] = {
		[KIND_CAMERA] = 3, [KIND_RECORDER] = 2, [KIND_UNKNOWN] = 1, [KIND_OTHER] = 0};
	const struct finding *f = s->gravest[device];
	unsigned watched = summary_watches(s->j, device);
	unsigned rung = watched ? (unsigned)summary_rung(&s->ledger->devices[device]) : 0;
	unsigned answer = f ? (f->answer == ANSWER_CONTRADICTED ? 2 : 1) : 0;
	unsigned severity = f ? (unsigned)f->severity : 0;

	return answer << 16 | severity << 12 | rung << 8 | watched << 4 |
	       kinds[s->j->devices[device].kind];
}

static int heavier(const void *left, const void *right)
{
	const struct rank *a = left, *b = right;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return a->device < b->device ? -1 : a->device > b->device;
}

size_t *text_device_order(const struct summary *s)
{
	size_t n = s->j->n_devices;
	struct rank *ranks = mem_new(n, sizeof(*ranks));
	size_t *order = mem_new(n, sizeof(*order));

	for (size_t i = 0; i < n; i++)
		ranks[i] = (struct rank){i, weigh(s, i)};
	qsort(ranks, n, sizeof(*ranks), heavier);
	for (size_t i = 0; i < n; i++)
		order[i] = ranks[i].device;
	free(ranks);
	return order;
}

static void maker_table(struct page *p, const struct summary *s)
{
	static const struct column columns[] = {
		{"Kind", 8, .right = false},        {"Maker, as observed", 12, .right = false},
		{"Head office", 8, .right = false}, {"Devices", 7, .right = true},
		{"Other label", 11, .right = true}, {"Unpermitted", 11, .right = true}};
	struct table *t = table_new(columns, sizeof(columns) / sizeof(*columns));
	char number[WORDS_NUMBER_MAX];

	for (size_t i = 0; i < s->n_makers; i++) {
		const struct maker_row *m = &s->makers[i];
		table_text(t, TONE_PLAIN,
			   m->kind == KIND_UNKNOWN ? "not identified" : words_kind(m->kind));
		table_text(t, TONE_PLAIN,
			   m->maker < 0 ? "not known" : words_maker(s->j->knowledge, m->maker));
		table_text(t, TONE_PLAIN,
			   m->maker < 0 ? ""
					: words_country(s->j->knowledge->makers[m->maker].country));
		table_text(t, TONE_PLAIN, words_count(m->n, number));
		table_text(t, m->relabelled ? TONE_WARN : TONE_PLAIN,
			   words_count(m->relabelled, number));
		table_text(t, m->outside ? TONE_WARN : TONE_PLAIN, words_count(m->outside, number));
	}
	table_print(p, t);
}

static void kind_cell(struct page *p, struct table *t, const struct device *d,
		      const struct verdict_device *v)
{
	char percent[WORDS_NUMBER_MAX];
	struct buf *cell = page_start(p);

	buf_text(cell, d->router ? "router" : words_kind(v->kind));
	if (!d->router && v->kind != KIND_UNKNOWN && v->kind_probability < WORDS_SURE)
		buf_printf(cell, " %s", words_percent(v->kind_probability, percent));
	table_cell(t, TONE_PLAIN, slice_of(cell->at, cell->len));
}

static void maker_cell(struct page *p, struct table *t, const struct knowledge *k,
		       const struct verdict_device *v)
{
	char percent[WORDS_NUMBER_MAX];
	struct buf *cell = page_start(p);

	if (v->maker < 0) {
		buf_text(cell, "not known");
	} else {
		buf_text(cell, words_maker(k, v->maker));
		if (k->makers[v->maker].country[0])
			buf_printf(cell, " (%s)", k->makers[v->maker].country);
		if (v->maker_probability < WORDS_SURE)
			buf_printf(cell, " %s", words_percent(v->maker_probability, percent));
		if (v->maker_by_label_only)
			buf_text(cell, ", by label only");
	}
	table_cell(t, TONE_PLAIN, slice_of(cell->at, cell->len));
}

static void label_cell(struct page *p, struct table *t, const struct verdict_device *v)
{
	struct buf *cell = page_start(p);

	buf_printf(cell, "%s%s%s", v->brand, v->brand[0] && v->model[0] ? " " : "", v->model);
	if (cell->len == 0 && v->n_hostnames)
		buf_printf(cell, "\"%s\"", v->hostnames[0]);
	table_cell(t, v->relabelled ? TONE_WARN : TONE_PLAIN, slice_of(cell->at, cell->len));
}

static void outside_cell(struct table *t, const struct device *d)
{
	enum rung rung = summary_rung(d);
	if (rung >= RUNG_ATTEMPTED)
		table_text(t, text_rung_tone(rung), rung_name(rung));
	else
		table_text(t, TONE_PLAIN, d->n_contacts ? "permitted" : "-");
}

static void device_rows(struct page *p, struct table *t, const struct summary *s, size_t device)
{
	const struct device *d = &s->ledger->devices[device];
	const struct verdict_device *v = &s->j->devices[device];
	const struct finding *f = s->gravest[device];
	char address[ADDR_TEXT_MAX] = "";

	if (d->n_addresses)
		addr_print(&d->addresses[0].addr, address);
	table_text(t, TONE_PLAIN, d->id);
	table_text(t, TONE_PLAIN, strcmp(address, d->id) == 0 ? "" : address);
	kind_cell(p, t, d, v);
	maker_cell(p, t, s->j->knowledge, v);
	label_cell(p, t, v);
	outside_cell(t, d);
	table_text(t, f ? text_answer_tone(f->answer) : TONE_PLAIN,
		   f ? answer_name(f->answer) : "");
}

/* lldp.name "cam-7", lldp.port "eth0": what the device itself says to its switch. */
static void put_announcement(struct buf *line, const struct device *d)
{
	bool any = false;

	buf_printf(line, "%s announces itself: ", d->id);
	for (size_t i = 0; i < d->n_seen; i++) {
		if (!ports_announced(&d->seen[i]))
			continue;
		buf_printf(line, "%s%s \"", any ? ", " : "", obs_kind_info(d->seen[i].kind)->name);
		words_seen_value(line, &d->seen[i]);
		buf_text(line, "\"");
		any = true;
	}
	buf_text(line, ".");
}

static void announcements(struct page *p, const struct summary *s, const size_t *order)
{
	size_t n = 0;

	for (size_t i = 0; i < s->j->n_devices; i++) {
		const struct device *d = &s->ledger->devices[order[i]];
		if (!ports_is_station(d) || n++ >= ANNOUNCEMENTS_SHOWN)
			continue;
		put_announcement(page_start(p), d);
		page_end(p, TONE_PLAIN, 2, 4);
	}
	text_more(p, n < ANNOUNCEMENTS_SHOWN ? n : ANNOUNCEMENTS_SHOWN, n,
		  "announcements by LLDP or CDP");
}

void text_devices(struct page *p, const struct summary *s)
{
	static const struct column columns[] = {
		{"Device", 17, .right = false}, {"Address", 15, .below = true},
		{"Kind", 8, .right = false},    {"Maker, as observed", 18, .right = false},
		{"Label", 10, .below = true},   {"Outside", 9, .right = false},
		{"Finding", 12, .right = false}};
	size_t n = s->j->n_devices;
	size_t shown = n > DEVICES_SHOWN ? DEVICES_SHOWN : n;

	page_heading(p, "Devices");
	if (n == 0) {
		page_wrap(p, TONE_PLAIN, 0, 0, slice_text("No device was seen."));
		return;
	}
	if (n > DEVICES_SHOWN) {
		maker_table(p, s);
		page_blank(p);
	}
	size_t *order = text_device_order(s);
	struct table *t = table_new(columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < shown; i++)
		device_rows(p, t, s, order[i]);
	table_print(p, t);
	page_wrap(p, TONE_DIM, 2, 2,
		  slice_text("A percentage stands where a verdict is less than 95% sure."));
	text_more(p, shown, n, "devices, the gravest first,");
	announcements(p, s, order);
	free(order);
}
