/* SPDX-License-Identifier: Apache-2.0
 *
 * Did footage leave: one paragraph a camera or recorder, and any other device that pictures left,
 * worst first.
 */
#include <stdlib.h>

#include "base/err.h"
#include "report/evidence.h"
#include "report/footage_words.h"
#include "report/text.h"
#include "report/words.h"

enum { SHOWN = 20 };

struct row {
	size_t device, contact; /* SIZE_MAX: nothing went out */
	enum footage_answer answer;
	double seconds;
};

static int worst_first(const void *left, const void *right)
{
	const struct row *a = left, *b = right;

	if (a->answer != b->answer)
		return a->answer < b->answer ? -1 : 1;
	if (a->seconds != b->seconds)
		return a->seconds > b->seconds ? -1 : 1;
	return a->device < b->device ? -1 : a->device > b->device;
}

static enum tone tone_of(enum footage_answer a)
{
	return a <= FOOTAGE_LIKELY ? TONE_BAD : a == FOOTAGE_NOT_EXCLUDED ? TONE_WARN : TONE_GOOD;
}

static size_t list_rows(const struct summary *s, struct row *rows)
{
	size_t n = 0;

	for (size_t i = 0; i < s->j->n_devices; i++) {
		const struct verdict_device *v = &s->j->devices[i];
		size_t at = footage_worst_contact(&s->ledger->devices[i], v);
		bool left = at != SIZE_MAX && v->footage[at].answer <= FOOTAGE_LIKELY;
		if (!left && !summary_watches(s->j, i))
			continue;
		rows[n++] = at == SIZE_MAX ? (struct row){i, at, FOOTAGE_EXCLUDED, 0}
					   : (struct row){i, at, v->footage[at].answer,
							  v->footage[at].bound.seconds};
	}
	if (n)
		qsort(rows, n, sizeof(*rows), worst_first);
	return n;
}

static void show_row(struct page *p, const struct summary *s, const struct row *r)
{
	const struct device *d = &s->ledger->devices[r->device];
	const struct verdict_device *v = &s->j->devices[r->device];
	char endpoint[WORDS_ENDPOINT_MAX];
	struct buf *line = page_start(p);

	buf_printf(line, "%s: ", d->id);
	if (r->contact == SIZE_MAX) {
		buf_text(line, "nothing was seen to leave");
	} else {
		const struct contact *c = &d->contacts[r->contact];
		buf_printf(line, "%s%s%s: ", c->name, c->name[0] ? " " : "",
			   words_endpoint(&c->addr, c->port, endpoint));
		footage_words_verdict(line, s, &v->footage[r->contact]);
	}
	page_end(p, tone_of(r->answer), 2, 4);
	for (size_t i = 0; i < d->n_footage; i++) {
		const struct footage *f = &d->footage[i];
		if (f->contact == SIZE_MAX || f->contact != r->contact || !f->told.pictures)
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

void text_footage(struct page *p, const struct summary *s)
{
	struct row *rows = mem_new(s->j->n_devices, sizeof(*rows));
	size_t n = list_rows(s, rows), shown = n < SHOWN ? n : SHOWN;

	if (n) {
		page_heading(p, "Did footage leave?");
		for (size_t i = 0; i < shown; i++)
			show_row(p, s, &rows[i]);
		text_more(p, shown, n, "cameras and recorders");
	}
	free(rows);
}
