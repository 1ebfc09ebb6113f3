/* SPDX-License-Identifier: Apache-2.0
 *
 * Page: what was judged. Findings, servers, maker, whose code, twins, comparisons.
 */
#include "report/evidence.h"
#include "report/vet_html.h"
#include "report/words.h"

enum { EVIDENCE_SHOWN = 12, PLACES_SHOWN = 5, VOTES_SHOWN = 40, DIFFERENCES_SHOWN = 5000 };

void vet_html_image_cell(struct html *h, const struct vet_report_input *in, size_t image)
{
	html_cell(h, "image", in->j->inventory->images[image].name);
}

static void badge_cell(struct html *h, enum tone tone, const char *word, int order)
{
	fprintf(h->out, "<td data-v=\"%d\"><span class=\"badge%s\">", order,
		tone == TONE_BAD    ? " bad"
		: tone == TONE_WARN ? " warn"
		: tone == TONE_GOOD ? " good"
				    : "");
	html_text(h, word);
	html_markup(h, "</span></td>");
}

void vet_html_context(struct html *h, const struct inventory_item *item)
{
	if (item->context.len == 0)
		return;
	struct buf *text = html_start(h);
	vet_hex(text, item->context, item->context_at);
	/* line ends stay line ends; everything else in it is printable ASCII */
	html_markup(h, "<pre>");
	for (size_t at = 0; at < text->len;) {
		size_t len = 0;
		while (text->at[at + len] != '\n')
			len++;
		html_slice(h, slice_of(text->at + at, len));
		html_markup(h, "\n");
		at += len + 1;
	}
	html_markup(h, "</pre>");
}

void vet_html_place(struct html *h, const struct vet_report_input *in, size_t item)
{
	const struct inventory_item *i = &in->j->inventory->items[item];

	html_markup(h, "<details class=\"places\"><summary>");
	vet_place(html_start(h), in, i, in->j->inventory->files[i->file].image);
	html_end(h);
	html_markup(h, "</summary>");
	vet_html_context(h, i);
	html_markup(h, "</details>");
}

static void html_path(struct html *h, const struct vet_report_input *in, size_t file, size_t said)
{
	vet_path(html_start(h), in, file, said);
	html_end(h);
}

static void evidence_item(struct html *h, const struct vet_report_input *in, size_t item,
			  bool against)
{
	const struct inventory_item *i = &in->j->inventory->items[item];

	html_markup(h, "<li>");
	buf_printf(html_start(h), "%s: ", vet_kind(i->kind));
	vet_value(&h->raw, i);
	if (against)
		buf_text(&h->raw, " (speaks against it)");
	html_end(h);
	html_markup(h, "<div class=\"soft\">");
	vet_place(html_start(h), in, i, SIZE_MAX);
	html_end(h);
	html_markup(h, "</div>");
	vet_html_context(h, i);
	html_markup(h, "</li>\n");
}

static void evidence(struct html *h, const struct vet_report_input *in,
		     const struct image_finding *f)
{
	if (f->n_items + f->n_counter + f->n_files == 0)
		return;
	html_markup(h, "<h3>Where it stands</h3>\n<ul class=\"evidence\">");
	for (size_t i = 0; i < f->n_items && i < EVIDENCE_SHOWN; i++)
		evidence_item(h, in, f->items[i], false);
	for (size_t i = 0; i < f->n_files && i < EVIDENCE_SHOWN; i++) {
		html_markup(h, "<li>");
		html_path(h, in, f->files[i], SIZE_MAX);
		html_markup(h, "</li>\n");
	}
	for (size_t i = 0; i < f->n_counter && i < EVIDENCE_SHOWN; i++)
		evidence_item(h, in, f->counter[i], true);
	html_markup(h, "</ul>\n");
	if (f->n_items > EVIDENCE_SHOWN || f->n_files > EVIDENCE_SHOWN)
		html_markup(h, "<p class=\"soft\">More places are in the JSON report.</p>\n");
}

static void finding(struct html *h, const struct vet_report_input *in,
		    const struct image_finding *f)
{
	html_markup(h, "<details class=\"finding ");
	for (const char *c = answer_name(f->answer); *c; c++)
		fputc(*c == ' ' ? '-' : *c, h->out);
	html_markup(h, "\"><summary><span>");
	html_badge(h, answer_name(f->answer));
	html_markup(h, "</span><span class=\"statement\">");
	html_text(h, f->statement);
	html_markup(h, "<span class=\"about\">");
	buf_printf(html_start(h), "%s, severity %s", question_name(f->question),
		   severity_name(f->severity));
	if (f->image >= 0 && in->j->inventory->n_images > 1)
		buf_printf(&h->raw, ", %s", in->j->inventory->images[f->image].name);
	html_end(h);
	html_markup(h, "</span></span><span class=\"count\"></span></summary><div>\n");
	if (f->does_not_show[0]) {
		html_markup(h, "<p><strong>Limits:</strong> ");
		html_text(h, f->does_not_show);
		html_markup(h, "</p>\n");
	}
	evidence(h, in, f);
	html_markup(h, "</div></details>\n");
}

static bool is_quiet(const struct image_finding *f)
{
	return f->answer == ANSWER_CONSISTENT || f->answer == ANSWER_NOT_TESTED;
}

void vet_html_findings(struct html *h, const struct vet_report_input *in)
{
	size_t quiet = 0;

	html_markup(h, "<h2 id=\"s-findings\">Findings, worst first</h2>\n");
	for (size_t i = 0; i < in->j->n_findings; i++) {
		quiet += is_quiet(&in->j->findings[i]);
		if (!is_quiet(&in->j->findings[i]))
			finding(h, in, &in->j->findings[i]);
	}
	if (quiet == in->j->n_findings)
		html_markup(h, "<p>Nothing was contradicted, unexplained or left open.</p>\n");
	if (quiet == 0)
		return;
	fprintf(h->out, "<details class=\"rest\"><summary>%zu consistent or not tested</summary>\n",
		quiet);
	for (size_t i = 0; i < in->j->n_findings; i++)
		if (is_quiet(&in->j->findings[i]))
			finding(h, in, &in->j->findings[i]);
	html_markup(h, "</details>\n");
}

static void server_row(struct html *h, const struct vet_report_input *in, const struct carried *c)
{
	html_markup(h, "<tr>");
	badge_cell(h, vet_role_tone(c->role), carried_role_name(c->role), (int)c->role);
	vet_server(html_start(h), c);
	html_cell_end(h, "wide");
	html_cell(h, "", vet_country(c));
	html_cell(h, "", vet_operator(c));
	html_cell(h, "", c->why_role ? c->why_role : "");
	html_cell_count(h, c->n_files);
	html_markup(h, "<td class=\"where\">");
	for (size_t i = 0; i < c->n_items && i < PLACES_SHOWN; i++)
		vet_html_place(h, in, c->items[i]);
	if (c->n_items > PLACES_SHOWN)
		fprintf(h->out, "and %zu more places", c->n_items - PLACES_SHOWN);
	html_markup(h, "</td>");
	if (in->j->inventory->n_images > 1)
		vet_html_image_cell(h, in, c->image);
	html_markup(h, "</tr>\n");
}

void vet_html_servers(struct html *h, const struct vet_report_input *in)
{
	bool several = in->j->inventory->n_images > 1;

	html_markup(h, "<h2 id=\"s-servers\">Servers it carries</h2>\n");
	if (in->j->n_carried == 0) {
		html_markup(h, "<p>None was found.</p>\n");
		return;
	}
	html_markup(h, "<p class=\"soft\">Set in the software: contacts at the rung "
		       "<em>configured</em>. Open a place to see the bytes around it.</p>\n");
	html_table(h, "carried", "Filter servers: name, address, country, update ...",
		   several ? "What for|Server|Country|Operator|Why|#Files|Where|In"
			   : "What for|Server|Country|Operator|Why|#Files|Where");
	for (size_t i = 0; i < in->j->n_carried; i++)
		server_row(h, in, &in->j->carried[i]);
	html_table_end(h);
}

static void vote_row(struct html *h, const struct vet_report_input *in, size_t image,
		     const struct vote *vote)
{
	const struct knowledge *k = in->j->knowledge;
	char weight[WORDS_REAL_MAX];
	size_t file = 0;
	long item = -1;

	html_markup(h, "<tr>");
	buf_printf(html_start(h), "%s%s", vote->weight > 0 ? "+" : "",
		   words_real(vote->weight, 2, weight));
	html_cell_end(h, "n");
	html_start(h);
	for (size_t m = 0; m < vote->n_makers; m++)
		buf_printf(&h->raw, "%s%s", m ? ", " : "", words_maker(k, vote->makers[m]));
	html_cell_end(h, "");
	vote_says(html_start(h), k, vet_maker(in, image), vote);
	html_cell_end(h, "wide");
	buf_printf(html_start(h), "%s; %s", words_class(vote->class), words_forge(vote->forge));
	html_cell_end(h, "");
	html_markup(h, "<td class=\"where\">");
	if (vet_vote_item(in, image, vote, &file, &item)) {
		if (item >= 0)
			vet_html_place(h, in, (size_t)item);
		else
			html_path(h, in, file, image);
	}
	html_markup(h, "</td></tr>\n");
}

static void votes(struct html *h, const struct vet_report_input *in, size_t image,
		  const struct verdict_device *v)
{
	html_table(h, "", "", "#Weight|Makers|What it means|Kind of evidence|Where");
	for (size_t i = 0; i < v->n_votes && i < VOTES_SHOWN; i++)
		vote_row(h, in, image, &v->votes[i]);
	html_table_end(h);
}

static void pair(struct html *h, const char *name, const char *text)
{
	if (!text || !text[0])
		return;
	html_markup(h, "<dt>");
	html_text(h, name);
	html_markup(h, "</dt><dd>");
	html_text(h, text);
	html_markup(h, "</dd>");
}

static void maker(struct html *h, const struct vet_report_input *in, size_t image)
{
	const struct verdict_device *v = vet_maker(in, image);
	const struct knowledge *k = in->j->knowledge;
	char percent[WORDS_NUMBER_MAX];

	html_markup(h, "<h3>");
	html_text(h, in->j->inventory->images[image].name);
	html_markup(h, "</h3>\n<dl><dt>Maker, as observed</dt><dd>");
	buf_text(html_start(h), v->maker < 0 ? "not known" : words_maker(k, v->maker));
	if (v->maker >= 0)
		buf_printf(&h->raw, ", head office: %s, %s%s",
			   k->makers[v->maker].country[0]
				   ? words_country(k->makers[v->maker].country)
				   : "not known",
			   words_percent(v->maker_probability, percent),
			   v->maker_by_label_only ? ", by label only: a lead, not a finding" : "");
	html_end(h);
	html_markup(h, "</dd>");
	pair(h, "Brand it says", v->brand);
	pair(h, "Model it says", v->model);
	pair(h, "Version it says", v->firmware);
	html_markup(h, "</dl>\n");
	if (v->n_votes)
		votes(h, in, image, v);
}

void vet_html_makers(struct html *h, const struct vet_report_input *in)
{
	bool any = false;

	html_markup(h, "<h2 id=\"s-maker\">Who wrote it</h2>\n");
	for (size_t i = 0; i < in->j->inventory->n_images; i++) {
		if (!vet_maker(in, i))
			continue;
		any = true;
		maker(h, in, i);
	}
	if (!any)
		html_markup(h, "<p>Not known from what was found.</p>\n");
}

static void program_row(struct html *h, const struct vet_report_input *in,
			const struct image_file_match *f)
{
	const struct release *r = vet_release(in, f->release);

	html_markup(h, "<tr>");
	badge_cell(h,
		   f->match == FILE_UNMATCHED   ? TONE_WARN
		   : f->match == FILE_IDENTICAL ? TONE_GOOD
						: TONE_PLAIN,
		   file_match_name(f->match), (int)f->match);
	vet_path(html_start(h), in, f->file, SIZE_MAX);
	html_cell_end(h, "");
	html_cell(h, "", r ? r->name : "");
	buf_text(html_start(h), r && f->path ? f->path : "");
	if (f->common)
		buf_text(&h->raw, " (held by releases of several makers)");
	html_cell_end(h, "");
	if (f->distance >= 0)
		html_cell_count(h, (uint64_t)f->distance);
	else
		html_cell(h, "", "");
	html_markup(h, "</tr>\n");
}

static void release_rows(struct html *h, const struct vet_report_input *in,
			 const struct image_verdict *v)
{
	for (size_t i = 0; i < v->n_matches; i++) {
		const struct release *r = vet_release(in, (long)v->matches[i].release);
		html_markup(h, "<tr>");
		vet_html_image_cell(h, in, v->image);
		html_cell(h, "", r ? r->name : "");
		html_cell(h, "", r ? r->maker : "");
		html_cell_count(h, v->matches[i].n_programs);
		for (enum file_match k = FILE_MATCHES; k-- > 0;)
			html_cell_count(h, v->matches[i].counts[k]);
		html_cell_count(h, v->matches[i].unpacked_other);
		html_cell_count(h, v->matches[i].n_common);
		html_cell(h, "", v->matches[i].same_image ? "the file itself" : "");
		html_markup(h, "</tr>\n");
	}
}

void vet_html_code(struct html *h, const struct vet_report_input *in)
{
	size_t programs = 0;

	html_markup(h, "<h2 id=\"s-code\">Whose code it is</h2>\n");
	if (!in->j->reference) {
		html_markup(h,
			    "<p>Not tested: no reference images were given (--reference).</p>\n");
		return;
	}
	for (size_t i = 0; i < in->j->n_images; i++) {
		html_markup(h, "<p>");
		if (in->j->inventory->n_images > 1) {
			html_text(h, in->j->inventory->images[in->j->images[i].image].name);
			html_markup(h, ": ");
		}
		vet_best_sentence(html_start(h), &in->j->images[i]);
		html_end(h);
		html_markup(h, "</p>\n");
	}
	html_table(h, "releases", "",
		   "Image|Reference release|Maker|#Programs|#Identical|#Branding|#Near|#Unmatched|"
		   "#Not here|#Of several makers|Whole");
	for (size_t i = 0; i < in->j->n_images; i++) {
		release_rows(h, in, &in->j->images[i]);
		programs += in->j->images[i].n_file_matches;
	}
	html_table_end(h);
	if (programs == 0)
		return;
	html_markup(h, "<h3>Every program</h3>\n");
	html_table(h, "programs", "Filter programs: unmatched, path, release ...",
		   "Match|Program|Release|There|#Distance");
	for (size_t i = 0; i < in->j->n_images; i++)
		for (size_t k = 0; k < in->j->images[i].n_file_matches; k++)
			program_row(h, in, &in->j->images[i].file_matches[k]);
	html_table_end(h);
}

static void twins(struct html *h, const struct vet_report_input *in)
{
	const struct inventory *inv = in->j->inventory;
	char percent[WORDS_NUMBER_MAX];

	if (in->j->n_twins == 0)
		return;
	html_markup(h, "<h3>Alike</h3>\n");
	html_table(h, "twins", "", "One|Other|Share of the smaller|#Files|#Identical|#Near|Brands");
	for (size_t i = 0; i < in->j->n_twins; i++) {
		const struct image_twin *t = &in->j->twins[i];
		html_markup(h, "<tr>");
		html_cell(h, "", inv->images[t->a].name);
		html_cell(h, "", inv->images[t->b].name);
		html_cell(h, "", words_percent(t->share, percent));
		html_cell_count(h, t->n_files);
		html_cell_count(h, t->identical);
		html_cell_count(h, t->near);
		html_cell(h, "", t->other_brand ? "different" : "the same, or not said");
		html_markup(h, "</tr>\n");
	}
	html_table_end(h);
}

static void comparison(struct html *h, const struct vet_report_input *in, size_t at)
{
	const struct comparison *c = &in->j->comparisons[at];
	char id[32];

	html_markup(h, "<h3>");
	buf_text(html_start(h), c->right == SIZE_MAX ? "Certified: " : "Compared: ");
	vet_comparison_name(&h->raw, in, c);
	html_end(h);
	html_markup(h, "</h3>\n<p>");
	if (c->identical) {
		html_markup(h, "They are equal, byte for byte.</p>\n");
		return;
	}
	words_plural(html_start(h), c->n_same, "file is", "files are");
	buf_text(&h->raw, " the same in both; ");
	words_plural(&h->raw, c->n, "difference", "differences");
	buf_text(&h->raw, c->n > DIFFERENCES_SHOWN ? ", the worst are shown." : ".");
	html_end(h);
	html_markup(h, "</p>\n");
	if (c->n == 0)
		return;
	(void)snprintf(id, sizeof(id), "differences%zu", at);
	html_table(h, id, "Filter differences: server, program, path ...",
		   "What|Which|Where|In the other");
	for (size_t i = 0; i < c->n && i < DIFFERENCES_SHOWN; i++) {
		const struct difference *d = &c->differences[i];
		html_markup(h, "<tr>");
		badge_cell(h, d->kind <= DIFFERENCE_CERTIFICATE ? TONE_WARN : TONE_PLAIN,
			   difference_name(d->kind), (int)d->kind);
		html_cell(h, "wide", d->text);
		vet_difference_side(html_start(h), in, c, d);
		html_cell_end(h, "");
		html_cell(h, "", d->other_text);
		html_markup(h, "</tr>\n");
	}
	html_table_end(h);
}

void vet_html_comparisons(struct html *h, const struct vet_report_input *in)
{
	html_markup(h, "<h2 id=\"s-compared\">Compared</h2>\n");
	if (in->j->n_twins + in->j->n_comparisons == 0)
		html_markup(h, "<p>Nothing was compared.</p>\n");
	twins(h, in);
	for (size_t i = 0; i < in->j->n_comparisons; i++)
		comparison(h, in, i);
}
