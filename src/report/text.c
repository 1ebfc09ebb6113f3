/* SPDX-License-Identifier: Apache-2.0 */
#include "report/text.h"

#include "report/evidence.h"
#include "report/ports.h"
#include "report/words.h"

enum tone text_answer_tone(enum answer a)
{
	switch (a) {
	case ANSWER_CONTRADICTED:
		return TONE_BAD;
	case ANSWER_UNEXPLAINED:
		return TONE_WARN;
	case ANSWER_CONSISTENT:
		return TONE_GOOD;
	case ANSWER_NOT_TESTED:
	case ANSWER_INCONCLUSIVE:
	case ANSWERS:
		break;
	}
	return TONE_PLAIN;
}

enum tone text_rung_tone(enum rung r)
{
	if (r >= RUNG_SENT)
		return TONE_BAD;
	return r >= RUNG_ATTEMPTED ? TONE_WARN : TONE_PLAIN;
}

void text_more(struct page *p, size_t shown, size_t all, const char *what)
{
	char a[WORDS_NUMBER_MAX], b[WORDS_NUMBER_MAX];
	if (shown >= all)
		return;
	buf_printf(page_start(p),
		   "%s of %s %s are shown; the full list is in the JSON, CSV and HTML reports.",
		   words_count(shown, a), words_count(all, b), what);
	page_end(p, TONE_DIM, 2, 2);
}

static void title(struct page *p, const struct summary *s)
{
	char from[WORDS_TIME_MAX], until[WORDS_TIME_MAX], length[WORDS_NUMBER_MAX];
	const struct totals *t = &s->totals;
	struct buf *line = page_start(p);

	buf_printf(line, "camtrail %s", s->in->version);
	if (s->in->site_name[0])
		buf_printf(line, ": %s", s->in->site_name);
	page_end(p, TONE_BOLD, 0, 2);
	if (t->first_us) {
		buf_printf(page_start(p), "Traffic of %s to %s UTC (%s)",
			   words_time(t->first_us, from), words_time(t->last_us, until),
			   words_between(t->first_us, t->last_us, length));
		page_end(p, TONE_DIM, 0, 2);
	}
	page_blank(p);
}

static void devices_line(struct page *p, const struct summary *s)
{
	const struct judgement *j = s->j;
	struct buf *line = page_start(p);

	words_plural(line, j->n_devices - j->routers, "device", "devices");
	buf_text(line, ": ");
	words_plural(line, j->cameras, "camera", "cameras");
	buf_text(line, ", ");
	words_plural(line, j->recorders, "recorder", "recorders");
	buf_text(line, ", ");
	words_plural(line, j->others, "other device", "other devices");
	buf_text(line, ", ");
	words_plural(line, j->unknowns, "not identified", "not identified");
	if (j->routers) {
		buf_text(line, "; besides ");
		words_plural(line, j->routers, "router", "routers");
	}
	buf_text(line, ".");
	page_entry(p, "Devices", TONE_PLAIN, slice_of(line->at, line->len));
}

/* "Hikvision 812, Dahua 300, not known 188" over cameras and recorders. */
static void put_makers(struct buf *line, const struct summary *s)
{
	enum { MAKERS_IN_LINE = 6 };
	size_t shown = 0, rest = 0;
	char number[WORDS_NUMBER_MAX];

	for (size_t i = 0; i < s->n_makers; i++) {
		const struct maker_row *m = &s->makers[i];
		if (m->kind != KIND_CAMERA)
			continue;
		if (shown == MAKERS_IN_LINE) {
			rest += m->n;
			continue;
		}
		buf_printf(line, "%s%s %s", shown++ ? ", " : "",
			   m->maker < 0 ? "not known" : words_maker(s->j->knowledge, m->maker),
			   words_count(m->n, number));
	}
	if (rest)
		buf_printf(line, ", others %s", words_count(rest, number));
}

static void cameras_line(struct page *p, const struct summary *s)
{
	const struct totals *t = &s->totals;
	struct buf *line = page_start(p);
	bool any = s->j->cameras || s->j->recorders;

	if (s->j->cameras) {
		buf_text(line, "Maker of the cameras, as observed: ");
		put_makers(line, s);
		buf_text(line, ". ");
	}
	if (!any) {
		buf_text(line, "No camera and no recorder was recognised in this traffic.");
	} else {
		buf_text(line, "Of cameras and recorders, ");
		words_plural(line, t->relabelled, "carries", "carry");
		buf_text(line, " the label of another firm, ");
		words_plural(line, t->outside, "tried", "tried");
		buf_text(line, " to reach servers outside the site that it does not permit");
		if (t->outside) {
			buf_text(line, ", and ");
			words_plural(line, t->outside_sent, "sent", "sent");
			buf_text(line, " data there");
		}
		buf_text(line, ".");
	}
	page_entry(p, "Cameras", t->outside_sent ? TONE_BAD : TONE_PLAIN,
		   slice_of(line->at, line->len));
}

static void findings_line(struct page *p, const struct summary *s)
{
	static const enum answer order[] = {ANSWER_CONTRADICTED, ANSWER_UNEXPLAINED,
					    ANSWER_INCONCLUSIVE, ANSWER_NOT_TESTED,
					    ANSWER_CONSISTENT};
	const size_t *n = s->totals.answers;
	struct buf *line = page_start(p);
	bool first = true;
	char number[WORDS_NUMBER_MAX];

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		if (n[order[i]] == 0 && order[i] != ANSWER_CONTRADICTED)
			continue;
		buf_printf(line, "%s%s %s", first ? "" : ", ", words_count(n[order[i]], number),
			   answer_name(order[i]));
		first = false;
	}
	buf_text(line, ".");
	page_entry(p, "Findings",
		   n[ANSWER_CONTRADICTED]  ? TONE_BAD
		   : n[ANSWER_UNEXPLAINED] ? TONE_WARN
					   : TONE_PLAIN,
		   slice_of(line->at, line->len));
}

enum { PORTS_SHOWN = 16 };

struct ports_told {
	struct page *p;
	const struct summary *s;
	size_t n;
};

static void switch_port(void *ctx, const struct heard_port *port)
{
	struct ports_told *told = ctx;

	if (told->n++ >= PORTS_SHOWN)
		return;
	struct buf *line = page_start(told->p);
	ports_sentence(line, told->s->in, port);
	page_entry(told->p, told->n == 1 ? "Heard at" : "", TONE_PLAIN,
		   slice_of(line->at, line->len));
}

/* Where the capture point is, as the equipment at the other end of its cable says. */
static void switch_ports(struct page *p, const struct summary *s)
{
	struct ports_told told = {p, s, 0};

	ports_each(s->ledger, switch_port, &told);
	if (told.n == 0)
		return;
	text_more(p, told.n < PORTS_SHOWN ? told.n : PORTS_SHOWN, told.n, "ports");
	page_entry(p, "", TONE_DIM, slice_text(ports_caution));
}

static void notices(struct page *p, const struct summary *s)
{
	if (s->ledger->incomplete)
		page_entry(p, "Incomplete", TONE_WARN,
			   slice_text("Part of the traffic is missing from the input (see "
				      "\"What was read\"). What was not seen here may still have "
				      "happened."));
	if (s->in->one_process || s->in->no_sandbox)
		page_entry(p, "Unprotected", TONE_WARN,
			   slice_text(s->in->one_process
					      ? "Packets were read in one process with everything "
						"else (--one-process): for tests only."
					      : "Packets were read without the sandbox "
						"(--no-sandbox): for tests only."));
}

void report_text(FILE *out, const struct report_input *in, const struct report_style *style)
{
	struct summary *s = summary_new(in);
	struct page p;

	page_init(&p, out, style);
	title(&p, s);
	devices_line(&p, s);
	cameras_line(&p, s);
	findings_line(&p, s);
	switch_ports(&p, s);
	notices(&p, s);
	text_findings(&p, s);
	text_footage(&p, s);
	text_like(&p, s);
	text_devices(&p, s);
	text_contacts(&p, s);
	text_firmware(&p, s);
	text_asked(&p, s);
	text_inbound(&p, s);
	text_suppliers(&p, s);
	text_input(&p, s);
	page_done(&p);
	summary_free(s);
}
