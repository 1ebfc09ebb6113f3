/* SPDX-License-Identifier: Apache-2.0 */
#include "report/vet_text.h"

#include <inttypes.h>

#include "report/text.h"
#include "report/words.h"

enum {
	IMAGES_SHOWN = 40,
	IMAGES_APART = 3,
	NOTICES_SHOWN = 20,
	FORMATS_SHOWN = 12,
	DIGEST_SHOWN = 16,
	COMPLAINTS_SHOWN = 20
};

void vet_text_heading(struct page *p, const struct vet_report_input *in, size_t image,
		      const char *title)
{
	struct buf *line = page_start(p);

	buf_text(line, title);
	if (in->j->inventory->n_images > 1)
		buf_printf(line, ": %s", in->j->inventory->images[image].name);
	page_heading(p, buf_view_text(line));
}

void vet_text_more(struct page *p, size_t shown, size_t all, const char *what)
{
	char a[WORDS_NUMBER_MAX], b[WORDS_NUMBER_MAX];
	if (shown >= all)
		return;
	buf_printf(page_start(p), "%s of %s %s are shown; the JSON report has all.",
		   words_count(shown, a), words_count(all, b), what);
	page_end(p, TONE_DIM, 2, 2);
}

static void title(struct page *p, const struct vet_report_input *in)
{
	const struct vet_totals t = vet_count(in, SIZE_MAX);
	char number[WORDS_NUMBER_MAX];
	struct buf *line = page_start(p);

	buf_printf(line, "camtrail %s: ", in->version);
	words_plural(line, in->j->inventory->n_images, "delivered file", "delivered files");
	page_end(p, TONE_BOLD, 0, 2);
	page_blank(p);
	line = page_start(p);
	buf_printf(line, "%s, ", words_bytes(t.bytes, number));
	words_plural(line, t.files, "file", "files");
	buf_text(line, " with what lies in them, ");
	words_plural(line, t.programs, "program", "programs");
	buf_printf(line, "; %s were searched.", words_bytes(t.bytes_inside, number));
	page_entry(p, "Looked at", TONE_PLAIN, slice_of(line->at, line->len));
}

static void servers_line(struct page *p, const struct vet_report_input *in,
			 const struct vet_totals *t)
{
	struct buf *line = page_start(p);
	char number[WORDS_NUMBER_MAX];
	bool first = true;

	if (t->servers == 0) {
		page_entry(p, "Servers", TONE_PLAIN,
			   slice_text(in->j->inventory->incomplete
					      ? "None was found in what could be read."
					      : "None was found."));
		return;
	}
	words_plural(line, t->servers, "is carried", "are carried");
	for (enum carried_role r = 0; r < CARRIED_ROLES; r++) {
		if (t->roles[r] == 0)
			continue;
		buf_printf(line, "%s %s %s", first ? ":" : ",", carried_role_name(r),
			   words_count(t->roles[r], number));
		first = false;
	}
	buf_text(line, ".");
	page_entry(p, "Servers",
		   t->roles[CARRIED_ADDRESS_ABROAD]                              ? TONE_BAD
		   : t->roles[CARRIED_ADDRESS_BENCH] || t->roles[CARRIED_UPDATE] ? TONE_WARN
										 : TONE_PLAIN,
		   slice_of(line->at, line->len));
}

static void findings_line(struct page *p, const struct vet_totals *t)
{
	static const enum answer order[] = {ANSWER_CONTRADICTED, ANSWER_UNEXPLAINED,
					    ANSWER_INCONCLUSIVE, ANSWER_NOT_TESTED,
					    ANSWER_CONSISTENT};
	struct buf *line = page_start(p);
	char number[WORDS_NUMBER_MAX];
	bool first = true;

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		if (t->answers[order[i]] == 0 && order[i] != ANSWER_CONTRADICTED)
			continue;
		buf_printf(line, "%s%s %s", first ? "" : ", ",
			   words_count(t->answers[order[i]], number), answer_name(order[i]));
		first = false;
	}
	buf_text(line, ".");
	page_entry(p, "Findings",
		   t->answers[ANSWER_CONTRADICTED]  ? TONE_BAD
		   : t->answers[ANSWER_UNEXPLAINED] ? TONE_WARN
						    : TONE_PLAIN,
		   slice_of(line->at, line->len));
}

static void warnings_line(struct page *p, const struct vet_report_input *in)
{
	if (in->j->inventory->incomplete || in->ended[0])
		page_entry(
			p, "Incomplete", TONE_WARN,
			slice_text("Part of what was delivered could not be read (see \"What was "
				   "looked at\"). What was not found may still be there."));
	if (in->no_sandbox)
		page_entry(p, "Unprotected", TONE_WARN,
			   slice_text("The files were taken apart without the sandbox "
				      "(--no-sandbox): for tests only."));
	if (in->kept[0]) {
		buf_printf(page_start(p), "Everything that was taken out lies in %s.", in->kept);
		page_entry(p, "Kept", TONE_PLAIN, slice_of(p->raw.at, p->raw.len));
	}
}

static void formats_cell(struct page *p, struct table *t, const struct vet_report_input *in,
			 size_t image)
{
	struct vet_format formats[VET_FORMATS_MAX];
	size_t n = vet_formats(in, image, formats);
	struct buf *cell = page_start(p);

	for (size_t i = 0; i < n && i < FORMATS_SHOWN; i++) {
		buf_printf(cell, "%s%s", i ? ", " : "", formats[i].name);
		if (formats[i].n > 1)
			buf_printf(cell, " x %zu", formats[i].n);
	}
	if (n > FORMATS_SHOWN)
		buf_text(cell, ", ...");
	if (n == 0)
		buf_text(cell, "nothing to take apart");
	table_cell(t, TONE_PLAIN, slice_of(cell->at, cell->len));
}

static void image_table(struct page *p, const struct vet_report_input *in)
{
	static const struct column columns[] = {
		{"File", 20, .right = false},       {"Size", 7, .right = true},
		{"Files in it", 11, .right = true}, {"Programs", 8, .right = true},
		{"State", 10, .right = false},      {"SHA-256", 19, .below = true},
		{"Taken apart", 14, .below = true}};
	const struct inventory *inv = in->j->inventory;
	struct table *table = table_new(columns, sizeof(columns) / sizeof(*columns));
	char number[WORDS_NUMBER_MAX];

	for (size_t i = 0; i < inv->n_images && i < IMAGES_SHOWN; i++) {
		const struct vet_totals t = vet_count(in, i);
		const struct inventory_file *own = vet_own_file(in, i);
		table_text(table, TONE_PLAIN, inv->images[i].name);
		table_text(table, TONE_PLAIN, own ? words_bytes(own->size, number) : "");
		table_text(table, TONE_PLAIN, words_count(t.files ? t.files - 1 : 0, number));
		table_text(table, TONE_PLAIN, words_count(t.programs, number));
		table_text(table, t.incomplete || !own ? TONE_WARN : TONE_PLAIN,
			   !own           ? "not read"
			   : t.incomplete ? "not whole"
					  : "whole");
		struct buf *cell = page_start(p);
		for (size_t b = 0; own && b < sizeof(own->sha256); b++)
			buf_printf(cell, "%02x", own->sha256[b]);
		table_cell(table, TONE_PLAIN, slice_of(cell->at, cell->len));
		formats_cell(p, table, in, i);
	}
	table_print(p, table);
	vet_text_more(p, inv->n_images < IMAGES_SHOWN ? inv->n_images : IMAGES_SHOWN, inv->n_images,
		      "delivered files");
}

static void notices(struct page *p, const struct vet_report_input *in)
{
	const struct inventory *inv = in->j->inventory;
	size_t shown = 0;

	for (size_t i = 0; i < inv->n_notices && shown < NOTICES_SHOWN; i++, shown++) {
		const struct inventory_notice *n = &inv->notices[i];
		struct buf *line = page_start(p);
		buf_text(line, "- ");
		if (n->file >= 0)
			vet_path(line, in, (size_t)n->file, SIZE_MAX);
		else
			buf_text(line, inv->images[n->image].name);
		if (n->offset != IMAGE_OFFSET_UNKNOWN)
			buf_printf(line, " at 0x%" PRIx64, n->offset);
		buf_printf(line, ": %s", n->text);
		page_end(p, n->incomplete ? TONE_WARN : TONE_PLAIN, 2, 4);
	}
	vet_text_more(p, shown, inv->n_notices, "notices");
	for (size_t i = 0; i < in->n_complaints && i < COMPLAINTS_SHOWN; i++) {
		buf_printf(page_start(p), "- %s", in->complaints[i]);
		page_end(p, TONE_WARN, 2, 4);
	}
	vet_text_more(p, in->n_complaints < COMPLAINTS_SHOWN ? in->n_complaints : COMPLAINTS_SHOWN,
		      in->n_complaints, "skipped rows");
}

static void say_limit(void *ctx, const char *sentence)
{
	struct page *p = ctx;
	buf_printf(page_start(p), "- %s", sentence);
	page_end(p, TONE_PLAIN, 2, 4);
}

static void sources(struct page *p, const struct vet_report_input *in)
{
	struct buf *line = page_start(p);

	buf_printf(line, "Country and network database: %s. ",
		   in->places_date[0] ? in->places_date : "not installed");
	if (in->suffixes_date[0])
		buf_printf(line, "Public suffix list: %s. ", in->suffixes_date);
	if (in->reference[0])
		buf_printf(line, "Reference: %s, %zu releases. ", in->reference,
			   in->j->reference ? in->j->reference->n : 0);
	if (in->certified[0])
		buf_printf(line, "Certified: %s, %zu releases. ", in->certified,
			   in->j->certified ? in->j->certified->n : 0);
	buf_printf(line, "Knowledge tables: SHA-256 %.*s...", DIGEST_SHOWN,
		   in->j->knowledge->digest);
	page_entry(p, "Sources", TONE_PLAIN, slice_of(line->at, line->len));
}

void report_vet_text(FILE *out, const struct vet_report_input *in, const struct report_style *style)
{
	const struct vet_totals t = vet_count(in, SIZE_MAX);
	struct page p;

	page_init(&p, out, style);
	title(&p, in);
	servers_line(&p, in, &t);
	findings_line(&p, &t);
	warnings_line(&p, in);
	vet_text_findings(&p, in);
	for (size_t i = 0; i < in->j->inventory->n_images; i++)
		vet_text_servers(&p, in, i);
	for (size_t i = 0; i < in->j->inventory->n_images; i++) {
		vet_text_maker(&p, in, i);
		vet_text_code(&p, in, i);
	}
	vet_text_twins(&p, in);
	vet_text_comparisons(&p, in);
	for (size_t i = 0; i < in->j->inventory->n_images; i++) {
		vet_text_facts(&p, in, i);
		if (in->j->inventory->n_images <= IMAGES_APART)
			vet_text_suppressed(&p, in, i);
	}
	if (in->j->inventory->n_images > IMAGES_APART)
		vet_text_suppressed(&p, in, SIZE_MAX);
	page_heading(&p, "What was looked at");
	image_table(&p, in);
	notices(&p, in);
	page_heading(&p, "What this does not show");
	vet_limits_each(in, say_limit, &p);
	page_blank(&p);
	sources(&p, in);
	page_done(&p);
}
