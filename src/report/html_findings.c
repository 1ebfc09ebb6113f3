/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>

#include "report/evidence.h"
#include "report/html_out.h"
#include "report/words.h"

enum { MEMBERS_WITH_EVIDENCE = 3, EVIDENCE_SHOWN = 12 };

static void frame_links(struct html *h, const struct frame_list *frames)
{
	for (unsigned i = 0; i < frames->n; i++)
		fprintf(h->out, "%s<code>frame.number == %" PRIu64 "</code>", i ? "<br>" : "",
			frames->at[i].frame);
}

static void evidence_row(struct html *h, const struct evidence_ref *e, bool against)
{
	struct evidence_frames f = evidence_frames(h->s->in, e);
	char time[WORDS_TIME_MAX];

	html_markup(h, "<tr><td>");
	html_device(h, e->device);
	html_markup(h, "</td>");
	evidence_what(html_start(h), h->s->in, e);
	if (against)
		buf_text(&h->raw, " (speaks against it)");
	html_cell_end(h, "");
	html_cell(h, "wide", f.frames.n ? evidence_name(h->s->in, f.frames.at[0].capture) : "");
	html_cell(h, "t", words_time(f.time_us, time));
	html_markup(h, "<td>");
	frame_links(h, &f.frames);
	html_markup(h, "</td></tr>\n");
}

static void evidence_table(struct html *h, const struct finding_group *g)
{
	size_t rows = 0;

	for (size_t m = 0; m < g->n && m < MEMBERS_WITH_EVIDENCE; m++)
		rows += h->s->j->findings[g->members[m]].n_evidence;
	if (rows == 0)
		return;
	html_markup(h, "<h3>Observations</h3>\n");
	html_table(h, "", "", "Device|What was seen|Capture|Time (UTC)|In Wireshark");
	for (size_t m = 0; m < g->n && m < MEMBERS_WITH_EVIDENCE; m++) {
		const struct finding *f = &h->s->j->findings[g->members[m]];
		for (size_t i = 0; i < f->n_evidence && i < EVIDENCE_SHOWN; i++)
			evidence_row(h, &f->evidence[i], false);
		for (size_t i = 0; i < f->n_counter && i < EVIDENCE_SHOWN; i++)
			evidence_row(h, &f->counter[i], true);
	}
	html_table_end(h);
	if (g->n > MEMBERS_WITH_EVIDENCE)
		html_markup(h,
			    "<p class=\"soft\">Of the first devices; each other device shows its "
			    "own when opened.</p>\n");
}

static void devices_of(struct html *h, const struct finding_group *g)
{
	if (g->n < 2 || g->first->device < 0)
		return;
	html_markup(h, "<h3>Devices</h3>\n<ul class=\"ids\">");
	for (size_t m = 0; m < g->n; m++) {
		html_markup(h, "<li>");
		html_device(h, (size_t)h->s->j->findings[g->members[m]].device);
		html_markup(h, "</li>");
	}
	html_markup(h, "</ul>\n");
}

static void about(struct html *h, const struct finding_group *g)
{
	const struct finding *f = g->first;
	buf_printf(html_start(h), "%s, severity %s", question_name(f->question),
		   severity_name(f->severity));
	if (f->device >= 0 && g->n == 1)
		buf_printf(&h->raw, ", %s %s",
			   h->s->j->devices[f->device].kind == KIND_UNKNOWN
				   ? "device"
				   : words_kind(h->s->j->devices[f->device].kind),
			   h->s->ledger->devices[f->device].id);
	html_end(h);
}

static void group(struct html *h, const struct finding_group *g)
{
	const struct finding *f = g->first;

	html_markup(h, "<details class=\"finding ");
	for (const char *c = answer_name(f->answer); *c; c++)
		fputc(*c == ' ' ? '-' : *c, h->out);
	html_markup(h, "\"><summary><span>");
	html_badge(h, answer_name(f->answer));
	html_markup(h, "</span><span class=\"statement\">");
	html_text(h, f->statement);
	html_markup(h, "<span class=\"about\">");
	about(h, g);
	html_markup(h, "</span></span><span class=\"count\">");
	if (g->n > 1) {
		html_markup(h, "and ");
		html_number(h, g->n - 1);
		html_markup(h, " more like it");
	}
	html_markup(h, "</span></summary><div>\n");
	if (f->does_not_show[0]) {
		html_markup(h, "<p><strong>Limits:</strong> ");
		html_text(h, f->does_not_show);
		html_markup(h, "</p>\n");
	}
	evidence_table(h, g);
	devices_of(h, g);
	html_markup(h, "</div></details>\n");
}

static bool is_quiet(enum answer a)
{
	return a == ANSWER_CONSISTENT || a == ANSWER_NOT_TESTED;
}

/* What agrees and what was not tested stands folded together. */
static void quiet_groups(struct html *h)
{
	const size_t *n = h->s->totals.answers;
	char consistent[WORDS_NUMBER_MAX], not_tested[WORDS_NUMBER_MAX];

	if (n[ANSWER_CONSISTENT] + n[ANSWER_NOT_TESTED] == 0)
		return;
	fprintf(h->out, "<details class=\"rest\"><summary>%s consistent, %s not tested</summary>\n",
		words_count(n[ANSWER_CONSISTENT], consistent),
		words_count(n[ANSWER_NOT_TESTED], not_tested));
	for (size_t i = 0; i < h->s->n_groups; i++)
		if (is_quiet(h->s->groups[i].first->answer))
			group(h, &h->s->groups[i]);
	html_markup(h, "</details>\n");
}

void html_findings(struct html *h)
{
	html_markup(h, "<h2 id=\"s-findings\">Findings, worst first</h2>\n");
	if (h->s->n_groups == 0)
		html_markup(h, "<p>None.</p>\n");
	for (size_t i = 0; i < h->s->n_groups; i++)
		if (!is_quiet(h->s->groups[i].first->answer))
			group(h, &h->s->groups[i]);
	quiet_groups(h);
}
