/* SPDX-License-Identifier: Apache-2.0
 *
 * Did footage leave: one paragraph a camera or recorder, and any other device that pictures left, and
 * way out, worst first.
 */
#include <stdlib.h>

#include "report/evidence.h"
#include "report/footage_words.h"
#include "report/text.h"
#include "report/words.h"

enum { SHOWN = 20 };

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
	if (r->verdict) {
		footage_words_server(line, s, r);
		buf_text(line, ": ");
		footage_words_verdict(line, s, r->verdict);
	} else {
		buf_text(line, "nothing was seen to leave");
	}
	page_end(p, tone_of(r->answer), 2, 4);
	for (size_t i = 0; i < d->n_footage; i++) {
		const struct footage *f = &d->footage[i];
		if (!r->verdict || !footage_row_has(r, f) || !f->told.pictures)
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
	size_t n;
	struct footage_row *rows = footage_rows(s, &n);
	size_t shown = n < SHOWN ? n : SHOWN;

	if (n) {
		page_heading(p, "Did footage leave?");
		for (size_t i = 0; i < shown; i++)
			show_row(p, s, &rows[i]);
		text_more(p, shown, n, "lines");
	}
	free(rows);
}
