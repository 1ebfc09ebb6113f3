/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of vet: what audit's page is for a site, for delivered files. Everything stands in it as
 * tables and folds; script only sorts and filters.
 */
#include "report/vet_html.h"

#include "report/vet_json.h"
#include "report/words.h"

static void title(struct html *h, const struct vet_report_input *in)
{
	const struct inventory *inv = in->j->inventory;
	struct buf *line;

	html_markup(h, "<header>\n<h1>");
	html_text(h, inv->n_images == 1 ? inv->images[0].name : "Delivered files");
	html_markup(h, "</h1>\n<p class=\"soft\">");
	line = html_start(h);
	buf_printf(line, "What delivered files carry, by camtrail %s. ", in->version);
	if (inv->n_images == 1 && vet_own_file(in, 0)) {
		const struct inventory_file *own = vet_own_file(in, 0);
		buf_text(line, "SHA-256 ");
		html_end(h);
		html_markup(h, "<code class=\"digest\">");
		line = html_start(h);
		for (size_t i = 0; i < sizeof(own->sha256); i++)
			buf_printf(line, "%02x", own->sha256[i]);
		html_end(h);
		html_markup(h, "</code>");
	} else {
		html_end(h);
	}
	html_markup(h, "</p>\n");
}

static void tiles(struct html *h, const struct vet_report_input *in)
{
	const struct vet_totals t = vet_count(in, SIZE_MAX);

	html_markup(h, "<div class=\"tiles\">\n");
	html_tile(h, "Servers carried", t.servers);
	for (enum carried_role r = 0; r < CARRIED_ROLES; r++)
		if (t.roles[r])
			html_tile_line(h, carried_role_name(r), t.roles[r]);
	html_tile_end(h);
	html_tile(h, "Findings", in->j->n_findings);
	html_tile_line(h, "contradicted", t.answers[ANSWER_CONTRADICTED]);
	html_tile_line(h, "unexplained", t.answers[ANSWER_UNEXPLAINED]);
	html_tile_line(h, "inconclusive", t.answers[ANSWER_INCONCLUSIVE]);
	html_tile_line(h, "not tested", t.answers[ANSWER_NOT_TESTED]);
	html_tile_line(h, "consistent", t.answers[ANSWER_CONSISTENT]);
	html_tile_end(h);
	html_tile(h, "Files looked at", t.files);
	html_tile_line(h, "delivered", in->j->inventory->n_images);
	html_tile_line(h, "programs", t.programs);
	html_tile_line(h, "damaged", t.broken);
	html_tile_line(h, "facts read", in->j->inventory->n_items);
	html_tile_end(h);
	html_markup(h, "</div>\n");
}

static void warnings(struct html *h, const struct vet_report_input *in)
{
	if (in->j->inventory->incomplete || in->ended[0]) {
		html_markup(h, "<div class=\"notice\" role=\"note\"><strong>Part of what was "
			       "delivered could not be read.</strong> What was not found may still "
			       "be there. ");
		html_text(h, in->ended);
		html_markup(h, "</div>\n");
	}
	if (in->no_sandbox)
		html_markup(h, "<div class=\"notice\" role=\"note\">The files were taken apart "
			       "without the sandbox: for tests only.</div>\n");
}

static void navigation(struct html *h)
{
	html_markup(h, "</header>\n<nav aria-label=\"Sections\"><ul>"
		       "<li><a href=\"#s-findings\">Findings</a></li>"
		       "<li><a href=\"#s-servers\">Servers</a></li>"
		       "<li><a href=\"#s-maker\">Maker</a></li>"
		       "<li><a href=\"#s-code\">Whose code</a></li>"
		       "<li><a href=\"#s-compared\">Compared</a></li>"
		       "<li><a href=\"#s-facts\">Keys, builders, components</a></li>"
		       "<li><a href=\"#s-files\">What was looked at</a></li>"
		       "<li><a href=\"#s-limits\">Limits</a></li></ul></nav>\n<main>\n");
}

static void say_limit(void *ctx, const char *sentence)
{
	struct html *h = ctx;
	html_markup(h, "<li>");
	html_text(h, sentence);
	html_markup(h, "</li>");
}

static void words(struct html *h, const struct vet_report_input *in)
{
	html_markup(h, "<h2 id=\"s-limits\">What this does not show</h2>\n<ul>");
	vet_limits_each(in, say_limit, h);
	html_markup(
		h,
		"</ul>\n<h2>What the words mean</h2>\n<dl>"
		"<dt>contradicted</dt><dd>what was found and what was declared or labelled can't "
		"both be true of the software</dd>"
		"<dt>unexplained</dt><dd>they differ, but a lawful cause is possible: a licence, a "
		"disclosed original maker, a shared module</dd>"
		"<dt>raw public address</dt><dd>a public address that stands in the software as "
		"numbers: no DNS can move it, only another firmware</dd>"
		"<dt>private address left over</dt><dd>with a port or in a command: left over from "
		"where it "
		"was put together</dd>"
		"<dt>identical, near</dt><dd>the same bytes; alike by similarity digest (TLSH)</dd>"
		"<dt>offset</dt><dd>bytes from the start of that file, once taken out</dd></dl>\n");
}

static void foot(struct html *h, const struct vet_report_input *in)
{
	html_markup(h, "</main>\n<footer>\n<p>");
	buf_printf(html_start(h), "Country and network database: %s. ",
		   in->places_date[0] ? in->places_date : "not installed");
	if (in->suffixes_date[0])
		buf_printf(&h->raw, "Public suffix list: %s. ", in->suffixes_date);
	if (in->reference[0])
		buf_printf(&h->raw, "Reference: %s. ", in->reference);
	if (in->certified[0])
		buf_printf(&h->raw, "Certified: %s. ", in->certified);
	buf_text(&h->raw, "Knowledge tables: SHA-256 ");
	html_end(h);
	html_markup(h, "<code>");
	html_text(h, in->j->knowledge->digest);
	html_markup(h, "</code>.</p>\n<p class=\"js-only\"><button type=\"button\" id=\"save\" "
		       "class=\"plain\">Save the data of this page as JSON</button></p>\n"
		       "</footer>\n");
}

static void document(struct json_out *j, const void *ctx)
{
	vet_json_document(j, ctx);
}

void report_vet_html(FILE *out, const struct vet_report_input *in)
{
	struct html h = {.out = out, .s = NULL};

	html_begin(&h,
		   in->j->inventory->n_images == 1 ? in->j->inventory->images[0].name
						   : "Delivered files",
		   "what they carry");
	title(&h, in);
	tiles(&h, in);
	warnings(&h, in);
	navigation(&h);
	vet_html_findings(&h, in);
	vet_html_servers(&h, in);
	vet_html_makers(&h, in);
	vet_html_code(&h, in);
	vet_html_comparisons(&h, in);
	vet_html_facts(&h, in);
	vet_html_files(&h, in);
	words(&h, in);
	foot(&h, in);
	html_embed(&h, document, in);
	html_end_page(&h);
}
