/* SPDX-License-Identifier: Apache-2.0 */
#include "report/evidence.h"
#include "report/text.h"
#include "report/words.h"

enum { GROUPS_SHOWN = 40, EVIDENCE_SHOWN = 3, LIKE_IT_SHOWN = 6 };

static void evidence_line(struct page *p, const struct summary *s, const struct evidence_ref *e,
			  const char *lead)
{
	struct evidence_frames f = evidence_frames(s->in, e);
	char time[WORDS_TIME_MAX];
	struct buf *line = page_start(p);

	buf_text(line, lead);
	evidence_what(line, s->in, e);
	if (f.frames.n) {
		buf_text(line, ", ");
		evidence_frames_text(line, s->in, &f.frames, evidence_name);
	}
	if (f.time_us)
		buf_printf(line, ", %s", words_time(f.time_us, time));
	page_end(p, TONE_DIM, 4, 6);
}

static void evidence_lines(struct page *p, const struct summary *s, const struct finding *f)
{
	for (size_t i = 0; i < f->n_evidence && i < EVIDENCE_SHOWN; i++)
		evidence_line(p, s, &f->evidence[i], i ? "" : "Seen: ");
	if (f->n_evidence > EVIDENCE_SHOWN) {
		struct buf *line = page_start(p);
		buf_text(line, "and ");
		words_plural(line, f->n_evidence - EVIDENCE_SHOWN, "more observation",
			     "more observations");
		page_end(p, TONE_DIM, 4, 6);
	}
	for (size_t i = 0; i < f->n_counter && i < EVIDENCE_SHOWN; i++)
		evidence_line(p, s, &f->counter[i], i ? "" : "Against it: ");
}

static void like_it(struct page *p, const struct summary *s, const struct finding_group *g)
{
	struct buf *line = page_start(p);
	char number[WORDS_NUMBER_MAX];
	size_t named = 0;

	if (g->n < 2)
		return;
	buf_printf(line, "and %s more like it", words_count(g->n - 1, number));
	for (size_t i = 1; i < g->n && named < LIKE_IT_SHOWN; i++) {
		long d = s->j->findings[g->members[i]].device;
		if (d < 0)
			continue;
		buf_printf(line, "%s%s", named++ ? ", " : ": ", s->ledger->devices[d].id);
	}
	if (g->n - 1 > named)
		buf_text(line,
			 named ? ", ... (all of them in the JSON, CSV and HTML reports)" : "");
	page_end(p, TONE_BOLD, 2, 4);
}

static void show_group(struct page *p, const struct summary *s, const struct finding_group *g)
{
	const struct finding *f = g->first;
	struct buf *line = page_start(p);

	buf_printf(line, "%s %s", p->utf8 ? "●" : "*", answer_name(f->answer));
	buf_printf(line, " | %s | severity %s", question_name(f->question),
		   severity_name(f->severity));
	if (f->device >= 0) {
		const struct verdict_device *v = &s->j->devices[f->device];
		buf_printf(line, " | %s %s",
			   v->kind == KIND_UNKNOWN ? "device" : words_kind(v->kind),
			   s->ledger->devices[f->device].id);
	}
	page_end(p, text_answer_tone(f->answer), 0, 2);
	page_wrap(p, TONE_PLAIN, 2, 2, slice_text(f->statement));
	if (f->does_not_show[0]) {
		buf_printf(page_start(p), "Limits: %s", f->does_not_show);
		page_end(p, TONE_DIM, 2, 4);
	}
	evidence_lines(p, s, f);
	like_it(p, s, g);
	page_blank(p);
}

static bool wants_detail(const struct finding *f)
{
	return f->answer == ANSWER_CONTRADICTED || f->answer == ANSWER_UNEXPLAINED ||
	       f->answer == ANSWER_INCONCLUSIVE;
}

/* "Consistent: maker 812, label 900" */
static void quiet_answers(struct page *p, const struct summary *s, enum answer a, const char *label)
{
	size_t counts[QUESTIONS] = {0};
	struct buf *line = page_start(p);
	bool any = false;
	char number[WORDS_NUMBER_MAX];

	for (size_t i = 0; i < s->n_groups; i++)
		if (s->groups[i].first->answer == a)
			counts[s->groups[i].first->question] += s->groups[i].n;
	for (enum question q = 0; q < QUESTIONS; q++) {
		if (counts[q] == 0)
			continue;
		buf_printf(line, "%s%s %s", any ? ", " : "", question_name(q),
			   words_count(counts[q], number));
		any = true;
	}
	if (any)
		page_entry(p, label, TONE_PLAIN, slice_of(line->at, line->len));
}

void text_findings(struct page *p, const struct summary *s)
{
	size_t shown = 0, all = 0;

	page_heading(p, "Findings, worst first");
	for (size_t i = 0; i < s->n_groups; i++) {
		if (!wants_detail(s->groups[i].first))
			continue;
		if (all++ < GROUPS_SHOWN) {
			show_group(p, s, &s->groups[i]);
			shown++;
		}
	}
	text_more(p, shown, all, "kinds of finding");
	if (all == 0)
		page_wrap(p, TONE_PLAIN, 0, 0,
			  slice_text("Nothing was contradicted, unexplained or left open."));
	quiet_answers(p, s, ANSWER_CONSISTENT, "Consistent");
	quiet_answers(p, s, ANSWER_NOT_TESTED, "Not tested");
}
