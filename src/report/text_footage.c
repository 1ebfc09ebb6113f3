/* SPDX-License-Identifier: Apache-2.0
 *
 * Did footage leave: one paragraph a camera or recorder, and any other device that pictures left, and
 * way out, worst first.
 */
#include <stdlib.h>

#include "base/map.h"
#include "report/evidence.h"
#include "report/footage_words.h"
#include "report/text.h"
#include "report/words.h"

enum { SHOWN = 20, GROUP_NAMED = 6, SAYS_MAX = 4096 };

static enum tone tone_of(enum footage_answer a)
{
	return a <= FOOTAGE_LIKELY ? TONE_BAD : a == FOOTAGE_NOT_EXCLUDED ? TONE_WARN : TONE_GOOD;
}

static void show_row(struct page *p, const struct summary *s, const struct footage_row *r)
{
	const struct device *d = &s->ledger->devices[r->device];
	const struct verdict_device *v = &s->j->devices[r->device];
	struct buf *line = page_start(p);

	buf_printf(line, "%s: ", d->id);
	footage_words_server(line, s, r);
	buf_text(line, ": ");
	footage_words_verdict(line, s, r->verdict);
	page_end(p, tone_of(r->answer), 2, 4);
	for (size_t i = 0; i < d->n_footage; i++) {
		const struct footage *f = &d->footage[i];
		if (!footage_row_has(r, f) || !f->told.pictures)
			continue;
		line = page_start(p);
		footage_words_pictures(line, &f->told);
		buf_text(line, "; ");
		evidence_frames_text(line, s->in, &f->told.frames, evidence_name);
		page_end(p, TONE_PLAIN, 4, 6);
	}
	line = page_start(p);
	footage_words_completeness(line, v);
	page_end(p, TONE_DIM, 4, 6);
}

/* Devices of which the same is to be said: of those that nothing left there are many. */
struct group {
	struct buf says; /* the answer and the completeness */
	size_t n;
	size_t rows[GROUP_NAMED]; /* the first ones */
};

static bool may_be_grouped(const struct footage_row *r)
{
	return !r->verdict || r->answer == FOOTAGE_EXCLUDED;
}

static void say_row(struct buf *out, const struct summary *s, const struct footage_row *r)
{
	if (r->verdict) {
		footage_words_server(out, s, r);
		buf_text(out, ": ");
		footage_words_verdict(out, s, r->verdict);
	} else {
		buf_text(out, "nothing was seen to leave");
	}
	buf_text(out, "; ");
	footage_words_completeness(out, &s->j->devices[r->device]);
}

static void add_to_groups(struct map *by_text, const struct summary *s,
			  const struct footage_row *rows, size_t row)
{
	struct buf says;

	buf_init(&says, SAYS_MAX);
	say_row(&says, s, &rows[row]);
	struct group *g = map_get(by_text, says.at, says.len);
	if (g) {
		buf_done(&says);
	} else {
		g = mem_new(1, sizeof(*g));
		g->says = says;
		(void)map_put(by_text, says.at, says.len, g);
	}
	if (g->n < GROUP_NAMED)
		g->rows[g->n] = row;
	g->n++;
}

static void show_group(struct page *p, const struct summary *s, const struct footage_row *rows,
		       const struct group *g)
{
	struct buf *line = page_start(p);

	for (size_t i = 0; i < g->n && i < GROUP_NAMED; i++)
		buf_printf(line, "%s%s", i ? ", " : "",
			   s->ledger->devices[rows[g->rows[i]].device].id);
	if (g->n > GROUP_NAMED)
		buf_printf(line, " and %zu more", g->n - GROUP_NAMED);
	buf_text(line, ": ");
	buf_put(line, g->says.at, g->says.len);
	page_end(p, rows[g->rows[0]].verdict ? TONE_GOOD : TONE_PLAIN, 2, 4);
}

static void free_group(void *value)
{
	struct group *g = value;

	buf_done(&g->says);
	free(g);
}

void text_footage(struct page *p, const struct summary *s)
{
	struct map groups;
	size_t n, alone = 0;
	struct footage_row *rows = footage_rows(s, &n);

	if (n)
		page_heading(p, "Did footage leave?");
	map_init(&groups);
	for (size_t i = 0; i < n; i++) {
		if (may_be_grouped(&rows[i]))
			add_to_groups(&groups, s, rows, i);
		else if (alone++ < SHOWN)
			show_row(p, s, &rows[i]);
	}
	text_more(p, alone < SHOWN ? alone : SHOWN, alone, "lines");
	for (size_t i = 0; i < groups.n && i < SHOWN; i++)
		show_group(p, s, rows, groups.entries[i].value);
	text_more(p, groups.n < SHOWN ? groups.n : SHOWN, groups.n, "groups of devices");
	map_done(&groups, free_group);
	free(rows);
}
