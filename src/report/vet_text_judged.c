/* SPDX-License-Identifier: Apache-2.0
 *
 * Terminal: what was judged. Findings, servers, maker, whose code, twins, comparisons.
 */
#include <inttypes.h>

#include "report/evidence.h"
#include "report/text.h"
#include "report/vet_text.h"
#include "report/words.h"

enum {
	FINDINGS_SHOWN = 40,
	EVIDENCE_SHOWN = 3,
	SERVERS_SHOWN = 60,
	VOTES_SHOWN = 6,
	RELEASES_SHOWN = 8,
	PROGRAMS_SHOWN = 20,
	TWINS_SHOWN = 20,
	DIFFERENCES_SHOWN = 40
};

static void evidence_line(struct page *p, const struct vet_report_input *in, size_t item,
			  const char *lead)
{
	const struct inventory_item *i = &in->j->inventory->items[item];
	struct buf *line = page_start(p);

	buf_printf(line, "%s%s: ", lead, vet_kind(i->kind));
	vet_value(line, i);
	buf_text(line, ", ");
	vet_place(line, in, i, SIZE_MAX);
	page_end(p, TONE_DIM, 4, 6);
}

static void evidence(struct page *p, const struct vet_report_input *in,
		     const struct image_finding *f)
{
	for (size_t i = 0; i < f->n_items && i < EVIDENCE_SHOWN; i++)
		evidence_line(p, in, f->items[i], i ? "" : "Found: ");
	if (f->n_items > EVIDENCE_SHOWN) {
		struct buf *line = page_start(p);
		buf_text(line, "and ");
		words_plural(line, f->n_items - EVIDENCE_SHOWN, "more place", "more places");
		page_end(p, TONE_DIM, 4, 6);
	}
	for (size_t i = 0; i < f->n_files && i < EVIDENCE_SHOWN; i++) {
		struct buf *line = page_start(p);
		buf_text(line, i ? "" : "Whole files: ");
		vet_path(line, in, f->files[i], SIZE_MAX);
		page_end(p, TONE_DIM, 4, 6);
	}
	for (size_t i = 0; i < f->n_counter && i < EVIDENCE_SHOWN; i++)
		evidence_line(p, in, f->counter[i], i ? "" : "Against it: ");
}

static void finding(struct page *p, const struct vet_report_input *in,
		    const struct image_finding *f)
{
	struct buf *line = page_start(p);

	buf_printf(line, "%s %s", p->utf8 ? "●" : "*", answer_name(f->answer));
	buf_printf(line, " | %s | severity %s", question_name(f->question),
		   severity_name(f->severity));
	if (f->image >= 0 && in->j->inventory->n_images > 1)
		buf_printf(line, " | %s", in->j->inventory->images[f->image].name);
	page_end(p, text_answer_tone(f->answer), 0, 2);
	page_wrap(p, TONE_PLAIN, 2, 2, slice_text(f->statement));
	if (f->does_not_show[0]) {
		buf_printf(page_start(p), "Limits: %s", f->does_not_show);
		page_end(p, TONE_DIM, 2, 4);
	}
	evidence(p, in, f);
	page_blank(p);
}

static bool is_quiet(const struct image_finding *f)
{
	return f->answer == ANSWER_CONSISTENT || f->answer == ANSWER_NOT_TESTED;
}

/* "Consistent: maker 1, label 2" */
static void quiet(struct page *p, const struct vet_report_input *in, enum answer a,
		  const char *label)
{
	size_t counts[QUESTIONS] = {0};
	struct buf *line = page_start(p);
	bool any = false;

	for (size_t i = 0; i < in->j->n_findings; i++)
		if (in->j->findings[i].answer == a)
			counts[in->j->findings[i].question]++;
	for (enum question q = 0; q < QUESTIONS; q++) {
		if (counts[q] == 0)
			continue;
		buf_printf(line, "%s%s %zu", any ? ", " : "", question_name(q), counts[q]);
		any = true;
	}
	if (any)
		page_entry(p, label, TONE_PLAIN, slice_of(line->at, line->len));
}

void vet_text_findings(struct page *p, const struct vet_report_input *in)
{
	size_t shown = 0, all = 0;

	page_heading(p, "Findings, worst first");
	for (size_t i = 0; i < in->j->n_findings; i++) {
		if (is_quiet(&in->j->findings[i]))
			continue;
		if (all++ < FINDINGS_SHOWN) {
			finding(p, in, &in->j->findings[i]);
			shown++;
		}
	}
	vet_text_more(p, shown, all, "findings");
	if (all == 0)
		page_wrap(p, TONE_PLAIN, 0, 0,
			  slice_text("Nothing was contradicted, unexplained or left open."));
	quiet(p, in, ANSWER_CONSISTENT, "Consistent");
	quiet(p, in, ANSWER_NOT_TESTED, "Not tested");
}

static void server_cells(struct page *p, struct table *t, const struct vet_report_input *in,
			 const struct carried *c)
{
	struct buf *cell;

	table_text(t, vet_role_tone(c->role), carried_role_name(c->role));
	vet_server(cell = page_start(p), c);
	table_cell(t, TONE_PLAIN, slice_of(cell->at, cell->len));
	table_text(t, TONE_PLAIN, vet_country(c));
	table_text(t, TONE_PLAIN, vet_operator(c));
	table_text(t, TONE_DIM, c->why_role ? c->why_role : "");
	cell = page_start(p);
	if (c->n_items)
		vet_place(cell, in, &in->j->inventory->items[c->items[0]], c->image);
	if (c->n_items > 1)
		buf_printf(cell, " and %zu more", c->n_items - 1);
	if (c->n_files > 1)
		buf_printf(cell, " in %zu files", c->n_files);
	table_cell(t, TONE_DIM, slice_of(cell->at, cell->len));
}

void vet_text_servers(struct page *p, const struct vet_report_input *in, size_t image)
{
	static const struct column columns[] = {
		{"What for", 18, .right = false}, {"Server", 30, .right = false},
		{"Country", 11, .right = false},  {"Operator", 10, .right = false},
		{"Why", 50, .below = true},       {"Where", 50, .below = true}};
	size_t shown = 0, all = 0;

	for (size_t i = 0; i < in->j->n_carried; i++)
		all += in->j->carried[i].image == image;
	if (all == 0 && in->j->inventory->n_images > 1)
		return;
	vet_text_heading(p, in, image, "Servers it carries");
	if (all == 0) {
		page_wrap(p, TONE_PLAIN, 0, 0, slice_text("None was found."));
		return;
	}
	struct table *t = table_new(columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < in->j->n_carried && shown < SERVERS_SHOWN; i++) {
		if (in->j->carried[i].image != image)
			continue;
		server_cells(p, t, in, &in->j->carried[i]);
		shown++;
	}
	table_print(p, t);
	vet_text_more(p, shown, all, "servers");
}

static void maker_sentence(struct buf *line, const struct knowledge *k,
			   const struct verdict_device *v)
{
	char percent[WORDS_NUMBER_MAX];

	if (v->maker < 0) {
		buf_text(line, "Not known from what was found.");
		return;
	}
	buf_text(line, words_maker(k, v->maker));
	if (k->makers[v->maker].country[0])
		buf_printf(line, " (head office: %s)", words_country(k->makers[v->maker].country));
	buf_printf(line, ", probability %s", words_percent(v->maker_probability, percent));
	if (v->maker_by_label_only)
		buf_text(line, ", by label only: a lead, not a finding");
	if (v->split)
		buf_text(line, "; hard traces point to several makers");
	buf_text(line, ".");
}

static void label_sentence(struct buf *line, const struct verdict_device *v)
{
	const char *const parts[][2] = {
		{"brand ", v->brand}, {"model ", v->model}, {"version ", v->firmware}};
	bool any = false;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (!parts[i][1] || !parts[i][1][0])
			continue;
		buf_printf(line, "%s%s%s", any ? ", " : "", parts[i][0], parts[i][1]);
		any = true;
	}
}

static void reason(struct page *p, const struct vet_report_input *in, size_t image,
		   const struct vote *vote)
{
	const struct knowledge *k = in->j->knowledge;
	char weight[WORDS_REAL_MAX];
	struct buf *line = page_start(p);
	size_t file = 0;
	long item = -1;

	buf_printf(line, "%s%s ", vote->weight > 0 ? "+" : "", words_real(vote->weight, 2, weight));
	for (size_t m = 0; m < vote->n_makers; m++)
		buf_printf(line, "%s%s", m ? ", " : "", words_maker(k, vote->makers[m]));
	buf_text(line, ": ");
	vote_says(line, k, vet_maker(in, image), vote);
	if (vet_vote_item(in, image, vote, &file, &item)) {
		buf_text(line, ". Found: ");
		if (item >= 0) {
			vet_value(line, &in->j->inventory->items[item]);
			buf_text(line, ", ");
			vet_place(line, in, &in->j->inventory->items[item], image);
		} else {
			vet_path(line, in, file, image);
		}
	}
	page_end(p, TONE_DIM, 2, 4);
}

void vet_text_maker(struct page *p, const struct vet_report_input *in, size_t image)
{
	const struct verdict_device *v = vet_maker(in, image);
	const struct knowledge *k = in->j->knowledge;
	struct buf *line;

	if (!v || (v->maker < 0 && v->n_votes == 0 && in->j->inventory->n_images > 1))
		return;
	vet_text_heading(p, in, image, "Who wrote it");
	maker_sentence(line = page_start(p), k, v);
	page_entry(p, "Maker", v->relabelled ? TONE_WARN : TONE_PLAIN,
		   slice_of(line->at, line->len));
	label_sentence(line = page_start(p), v);
	if (line->len)
		page_entry(p, "It says", TONE_PLAIN, slice_of(line->at, line->len));
	for (size_t i = 0; i < v->n_votes && i < VOTES_SHOWN; i++)
		reason(p, in, image, &v->votes[i]);
	vet_text_more(p, v->n_votes < VOTES_SHOWN ? v->n_votes : VOTES_SHOWN, v->n_votes,
		      "reasons");
}

static void program_lines(struct page *p, const struct vet_report_input *in,
			  const struct image_verdict *v, enum file_match match, const char *label)
{
	size_t shown = 0, all = 0;

	for (size_t i = 0; i < v->n_file_matches; i++) {
		const struct image_file_match *f = &v->file_matches[i];
		if (f->match != match || f->common)
			continue;
		if (all++ >= PROGRAMS_SHOWN)
			continue;
		const struct release *r = vet_release(in, f->release);
		struct buf *line = page_start(p);
		vet_path(line, in, f->file, v->image);
		if (match != FILE_UNMATCHED && r)
			buf_printf(line, ", as %s in %s", f->path ? f->path : "", r->name);
		if (match == FILE_NEAR && f->distance >= 0)
			buf_printf(line, " (distance %d)", f->distance);
		page_entry(p, shown++ ? "" : label, TONE_PLAIN, slice_of(line->at, line->len));
	}
	vet_text_more(p, shown, all, "programs");
}

void vet_text_code(struct page *p, const struct vet_report_input *in, size_t image)
{
	const struct image_verdict *v = vet_verdict(in, image);

	if (!v || !in->j->reference)
		return;
	vet_text_heading(p, in, image, "Whose code it is");
	vet_best_sentence(page_start(p), v);
	page_end(p, TONE_PLAIN, 0, 0);
	for (size_t i = 0; i < v->n_matches && i < RELEASES_SHOWN; i++) {
		const struct release *r = vet_release(in, (long)v->matches[i].release);
		struct buf *line = page_start(p);
		buf_printf(line, "%s: ", r ? r->name : "");
		vet_match_sentence(line, &v->matches[i]);
		page_end(p, TONE_PLAIN, 2, 4);
	}
	vet_text_more(p, v->n_matches < RELEASES_SHOWN ? v->n_matches : RELEASES_SHOWN,
		      v->n_matches, "releases");
	program_lines(p, in, v, FILE_BRANDING, "Branding");
	program_lines(p, in, v, FILE_NEAR, "Near");
	program_lines(p, in, v, FILE_UNMATCHED, "Unmatched");
}

void vet_text_twins(struct page *p, const struct vet_report_input *in)
{
	const struct inventory *inv = in->j->inventory;
	size_t shown = in->j->n_twins < TWINS_SHOWN ? in->j->n_twins : TWINS_SHOWN;
	char percent[WORDS_NUMBER_MAX];

	if (in->j->n_twins == 0)
		return;
	page_heading(p, "Alike");
	for (size_t i = 0; i < shown; i++) {
		const struct image_twin *t = &in->j->twins[i];
		struct buf *line = page_start(p);
		buf_printf(line, "%s and %s share %s of the smaller one's bytes: of its ",
			   inv->images[t->a].name, inv->images[t->b].name,
			   words_percent(t->share, percent));
		words_plural(line, t->n_files, "file", "files");
		buf_printf(line, " %zu are identical, %zu near", t->identical, t->near);
		buf_text(line, t->other_brand ? "; they say different brands." : ".");
		page_end(p, t->other_brand ? TONE_WARN : TONE_PLAIN, 2, 4);
	}
	vet_text_more(p, shown, in->j->n_twins, "pairs");
}

static void differences(struct page *p, const struct vet_report_input *in,
			const struct comparison *c)
{
	static const struct column columns[] = {{"What", 12, .right = false},
						{"Which", 30, .right = false},
						{"Where", 22, .right = false},
						{"There", 10, .below = true}};
	size_t shown = c->n < DIFFERENCES_SHOWN ? c->n : DIFFERENCES_SHOWN;
	struct table *t = table_new(columns, sizeof(columns) / sizeof(*columns));

	for (size_t i = 0; i < shown; i++) {
		const struct difference *d = &c->differences[i];
		struct buf *cell;
		table_text(t, d->kind <= DIFFERENCE_CERTIFICATE ? TONE_WARN : TONE_PLAIN,
			   difference_name(d->kind));
		table_text(t, TONE_PLAIN, d->text);
		vet_difference_side(cell = page_start(p), in, c, d);
		table_cell(t, TONE_PLAIN, slice_of(cell->at, cell->len));
		table_text(t, TONE_PLAIN, d->other_text);
	}
	table_print(p, t);
	vet_text_more(p, shown, c->n, "differences");
}

void vet_text_comparisons(struct page *p, const struct vet_report_input *in)
{
	for (size_t i = 0; i < in->j->n_comparisons; i++) {
		const struct comparison *c = &in->j->comparisons[i];
		struct buf *line = page_start(p);
		buf_text(line, c->right == SIZE_MAX ? "Certified: " : "Compared: ");
		vet_comparison_name(line, in, c);
		page_heading(p, buf_view_text(line));
		if (c->identical) {
			page_wrap(p, TONE_GOOD, 0, 0, slice_text("They are equal, byte for byte."));
			continue;
		}
		line = page_start(p);
		words_plural(line, c->n_same, "file is", "files are");
		buf_text(line, " the same in both; ");
		words_plural(line, c->n, "difference", "differences");
		buf_text(line, c->n ? ", worst first:" : ".");
		page_end(p, TONE_PLAIN, 0, 2);
		if (c->n)
			differences(p, in, c);
	}
}
