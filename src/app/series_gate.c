/* SPDX-License-Identifier: Apache-2.0 */
#include "app/series_gate.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/map.h"

enum {
	PARTS_MAX = 256,
	WAITING_MAX = 256 << 20, /* bytes of bins */
};

struct piece {
	struct record record; /* its bins are in the same block of memory */
	struct piece *next;
	uint8_t bins[];
};

struct series_gate {
	void (*keep)(void *ctx, const struct record *record);
	void *ctx;
	struct piece *waiting; /* in no order */
	size_t bytes;
	uint64_t dropped;
	unsigned parts;
	int64_t before_us[PARTS_MAX]; /* each reader has told all before */
};

struct series_gate *series_gate_new(void (*keep)(void *ctx, const struct record *record), void *ctx)
{
	struct series_gate *g = mem_new(1, sizeof(*g));

	g->keep = keep;
	g->ctx = ctx;
	for (unsigned i = 0; i < PARTS_MAX; i++)
		g->before_us[i] = INT64_MIN;
	return g;
}

void series_gate_free(struct series_gate *g)
{
	while (g && g->waiting) {
		struct piece *next = g->waiting->next;
		free(g->waiting);
		g->waiting = next;
	}
	free(g);
}

static void hold(struct series_gate *g, const struct record *record)
{
	struct slice bins = record->series.bins;

	if (bins.len > WAITING_MAX - g->bytes) {
		g->dropped++;
		return;
	}
	struct piece *p = mem_new(1, sizeof(*p) + bins.len);
	p->record = *record;
	if (bins.len)
		memcpy(p->bins, bins.at, bins.len);
	p->record.series.bins = slice_of(p->bins, bins.len);
	p->next = g->waiting;
	g->waiting = p;
	g->bytes += bins.len;
}

/* An end of a candidate in one minute. The candidate's own site end can't be told from its remote
 * one here; that both count only lets a little more through. */
struct end_key {
	int64_t minute_us;
	struct addr addr;
};

static struct end_key key_of(const struct series_record *s, const struct addr *addr)
{
	struct end_key k;

	memset(&k, 0, sizeof(k));
	k.minute_us = s->start_us;
	k.addr.family = addr->family;
	memcpy(k.addr.bytes, addr->bytes, sizeof(k.addr.bytes));
	return k;
}

static bool meets(struct map *ends, const struct series_record *s)
{
	struct end_key sender = key_of(s, &s->path.sender.addr);
	struct end_key receiver = key_of(s, &s->path.receiver.addr);
	return map_get(ends, &sender, sizeof(sender)) || map_get(ends, &receiver, sizeof(receiver));
}

static void list_ends(struct map *ends, const struct piece *list, int64_t before_us)
{
	for (const struct piece *p = list; p; p = p->next) {
		const struct series_record *s = &p->record.series;
		if (!s->candidate || s->start_us >= before_us)
			continue;
		struct end_key sender = key_of(s, &s->path.sender.addr);
		struct end_key receiver = key_of(s, &s->path.receiver.addr);
		(void)map_put(ends, &sender, sizeof(sender), ends);
		(void)map_put(ends, &receiver, sizeof(receiver), ends);
	}
}

static void decide(struct series_gate *g, int64_t before_us)
{
	struct map ends;
	struct piece **at = &g->waiting;

	map_init(&ends);
	list_ends(&ends, g->waiting, before_us);
	while (*at) {
		struct piece *p = *at;
		if (p->record.series.start_us >= before_us) {
			at = &p->next;
			continue;
		}
		if (p->record.series.candidate || meets(&ends, &p->record.series))
			g->keep(g->ctx, &p->record);
		*at = p->next;
		g->bytes -= p->record.series.bins.len;
		free(p);
	}
	map_done(&ends, NULL);
}

static void take_minute(struct series_gate *g, const struct minute_record *m)
{
	int64_t least = m->before_us;

	g->parts = m->parts > g->parts ? m->parts : g->parts;
	if (m->before_us > g->before_us[m->part])
		g->before_us[m->part] = m->before_us;
	for (unsigned i = 0; i < g->parts; i++)
		least = g->before_us[i] < least ? g->before_us[i] : least;
	if (least > INT64_MIN && g->waiting)
		decide(g, least);
}

void series_gate_take(struct series_gate *g, const struct record *record)
{
	if (record->type == RECORD_SERIES)
		hold(g, record);
	else if (record->type == RECORD_MINUTE)
		take_minute(g, &record->minute);
}

void series_gate_end(struct series_gate *g)
{
	decide(g, INT64_MAX);
}

uint64_t series_gate_dropped(const struct series_gate *g)
{
	return g->dropped;
}
