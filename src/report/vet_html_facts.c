/* SPDX-License-Identifier: Apache-2.0
 *
 * Page: what was found besides servers, what was left out as no server, and the files.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "report/vet_html.h"
#include "report/words.h"

enum { FILES_SHOWN = 20000, DIGEST_SHOWN = 8, PLACES_SHOWN = 3 };

static void fact_row(struct html *h, const struct vet_report_input *in, size_t image,
		     const struct vet_row *r)
{
	html_markup(h, "<tr>");
	html_cell(h, "t", vet_kind(r->kind));
	vet_value(html_start(h), r->item);
	html_cell_end(h, "wide");
	html_cell_count(h, r->n_files);
	html_markup(h, "<td class=\"where\">");
	for (size_t i = 0; i < r->n && i < PLACES_SHOWN; i++)
		vet_html_place(h, in, r->items[i]);
	if (r->n > PLACES_SHOWN)
		fprintf(h->out, "and %zu more places", r->n - PLACES_SHOWN);
	html_markup(h, "</td>");
	if (in->j->inventory->n_images > 1)
		vet_html_image_cell(h, in, image);
	html_markup(h, "</tr>\n");
}

static void facts(struct html *h, const struct vet_report_input *in, const enum obs_kind *kinds,
		  const char *id, const char *title)
{
	bool several = in->j->inventory->n_images > 1, any = false;

	for (size_t image = 0; image < in->j->inventory->n_images; image++) {
		struct vet_rows r = vet_rows_of(in, image, kinds);
		if (r.n && !any) {
			html_markup(h, "<h3>");
			html_text(h, title);
			html_markup(h, "</h3>\n");
			html_table(h, id, "",
				   several ? "Kind|Value|#Files|Where|In"
					   : "Kind|Value|#Files|Where");
			any = true;
		}
		for (size_t i = 0; i < r.n; i++)
			fact_row(h, in, image, &r.rows[i]);
		vet_rows_done(&r);
	}
	if (any)
		html_table_end(h);
}

static void certificate_row(struct html *h, const struct vet_report_input *in, size_t image,
			    const struct vet_certificate *c)
{
	int64_t expires =
		c->expires && c->expires < INT64_MAX / 1000000 ? (int64_t)c->expires * 1000000 : 0;

	html_markup(h, "<tr>");
	buf_slice(html_start(h), c->subject);
	html_cell_end(h, "wide");
	buf_slice(html_start(h), c->issuer);
	html_cell_end(h, "wide");
	html_cell_time(h, expires);
	html_start(h);
	for (size_t i = 0; i < c->sha256.len && i < DIGEST_SHOWN; i++)
		buf_printf(&h->raw, "%02x", c->sha256.at[i]);
	if (c->sha256.len > DIGEST_SHOWN)
		buf_text(&h->raw, "...");
	html_cell_end(h, "mono");
	vet_place(html_start(h), in, c->at, image);
	html_cell_end(h, "");
	if (in->j->inventory->n_images > 1)
		vet_html_image_cell(h, in, image);
	html_markup(h, "</tr>\n");
}

static void certificates(struct html *h, const struct vet_report_input *in)
{
	bool several = in->j->inventory->n_images > 1, any = false;

	for (size_t image = 0; image < in->j->inventory->n_images; image++) {
		size_t n = 0;
		struct vet_certificate *all = vet_certificates(in, image, &n);
		if (n && !any) {
			html_markup(h, "<h3>Certificates</h3>\n");
			html_table(h, "certificates", "",
				   several ? "Subject|Issuer|Until (UTC)|SHA-256|Where|In"
					   : "Subject|Issuer|Until (UTC)|SHA-256|Where");
			any = true;
		}
		for (size_t i = 0; i < n; i++)
			certificate_row(h, in, image, &all[i]);
		free(all);
	}
	if (any)
		html_table_end(h);
}

static void left_out(struct html *h, const struct vet_report_input *in)
{
	const struct inventory *inv = in->j->inventory;

	html_markup(h, "<h3>Looks like a server, and is none</h3>\n");
	html_table(h, "suppressed", "", "Since it is|#Times|#Files|For instance|Where|In");
	for (size_t image = 0; image < inv->n_images; image++) {
		for (size_t i = 0; i < inv->images[image].n_suppressed; i++) {
			const struct inventory_suppressed *s = &inv->images[image].suppressed[i];
			html_markup(h, "<tr>");
			html_cell(h, "", image_suppression_name(s->why));
			html_cell_count(h, s->count);
			html_cell_count(h, s->files);
			html_cell(h, "", s->sample ? s->sample : "");
			vet_path(html_start(h), in, s->sample_file, image);
			html_cell_end(h, "");
			vet_html_image_cell(h, in, image);
			html_markup(h, "</tr>\n");
		}
	}
	html_table_end(h);
}

void vet_html_facts(struct html *h, const struct vet_report_input *in)
{
	size_t left = 0;

	html_markup(h, "<h2 id=\"s-facts\">Keys, builders, components</h2>\n");
	facts(h, in, vet_fetches, "fetches", "Commands that fetch");
	facts(h, in, vet_secrets, "secrets", "Keys, passwords, accounts");
	certificates(h, in);
	facts(h, in, vet_builders, "builders", "Who built it");
	facts(h, in, vet_parts, "parts", "Components");
	facts(h, in, vet_addresses, "emails", "E-mail addresses");
	for (size_t i = 0; i < in->j->inventory->n_images; i++)
		left += in->j->inventory->images[i].n_suppressed;
	if (left)
		left_out(h, in);
}

static void notices(struct html *h, const struct vet_report_input *in)
{
	const struct inventory *inv = in->j->inventory;

	if (inv->n_notices + in->n_complaints == 0)
		return;
	html_markup(h, "<h3>Warnings</h3>\n<ul>");
	for (size_t i = 0; i < inv->n_notices; i++) {
		const struct inventory_notice *n = &inv->notices[i];
		html_markup(h, "<li>");
		html_start(h);
		if (n->file >= 0)
			vet_path(&h->raw, in, (size_t)n->file, SIZE_MAX);
		else
			buf_text(&h->raw, inv->images[n->image].name);
		if (n->offset != IMAGE_OFFSET_UNKNOWN)
			buf_printf(&h->raw, " at 0x%" PRIx64, n->offset);
		buf_printf(&h->raw, ": %s", n->text);
		html_end(h);
		html_markup(h, "</li>");
	}
	for (size_t i = 0; i < in->n_complaints; i++) {
		html_markup(h, "<li>");
		html_text(h, in->complaints[i]);
		html_markup(h, "</li>");
	}
	html_markup(h, "</ul>\n");
}

static void image_rows(struct html *h, const struct vet_report_input *in)
{
	const struct inventory *inv = in->j->inventory;

	html_table(h, "images", "",
		   "Delivered file|#Size|#Files in it|#Programs|Taken apart|State|SHA-256");
	for (size_t i = 0; i < inv->n_images; i++) {
		const struct vet_totals t = vet_count(in, i);
		const struct inventory_file *own = vet_own_file(in, i);
		struct vet_format formats[VET_FORMATS_MAX];
		size_t n = vet_formats(in, i, formats);
		html_markup(h, "<tr>");
		vet_html_image_cell(h, in, i);
		html_cell_bytes(h, own ? own->size : 0);
		html_cell_count(h, t.files ? t.files - 1 : 0);
		html_cell_count(h, t.programs);
		html_start(h);
		for (size_t k = 0; k < n; k++) {
			buf_printf(&h->raw, "%s%s", k ? ", " : "", formats[k].name);
			if (formats[k].n > 1)
				buf_printf(&h->raw, " x %zu", formats[k].n);
		}
		html_cell_end(h, "");
		html_cell(h, "", !own ? "not read" : t.incomplete ? "not whole" : "whole");
		html_start(h);
		for (size_t b = 0; own && b < sizeof(own->sha256); b++)
			buf_printf(&h->raw, "%02x", own->sha256[b]);
		html_cell_end(h, "digest");
		html_markup(h, "</tr>\n");
	}
	html_table_end(h);
}

static void file_row(struct html *h, const struct vet_report_input *in, size_t file)
{
	const struct inventory_file *f = &in->j->inventory->files[file];

	html_markup(h, "<tr>");
	vet_path(html_start(h), in, file, SIZE_MAX);
	html_cell_end(h, "wide");
	html_cell_bytes(h, f->size);
	buf_printf(html_start(h), "%s%s%s", image_content_name(f->content),
		   f->format[0] ? ", " : "", f->format);
	if (f->broken)
		buf_text(&h->raw, ", damaged");
	html_cell_end(h, "");
	if (f->offset == IMAGE_OFFSET_UNKNOWN)
		html_cell(h, "", "");
	else
		fprintf(h->out, "<td class=\"n mono\" data-v=\"%" PRIu64 "\">0x%" PRIx64 "</td>",
			f->offset, f->offset);
	html_cell_count(h, f->n_items);
	html_markup(h, "</tr>\n");
}

void vet_html_files(struct html *h, const struct vet_report_input *in)
{
	const struct inventory *inv = in->j->inventory;

	html_markup(h, "<h2 id=\"s-files\">What was looked at</h2>\n");
	image_rows(h, in);
	notices(h, in);
	if (inv->n_files == 0)
		return;
	html_markup(h, "<details class=\"rest consistent\"><summary>");
	words_plural(html_start(h), inv->n_files, "file", "files");
	buf_text(&h->raw, inv->n_files > FILES_SHOWN ? ", the first of them" : "");
	html_end(h);
	html_markup(h, "</summary>\n");
	html_table(h, "files", "Filter files: path, squashfs, program, damaged ...",
		   "File|#Size|Content|#Begins in its parent at|#Facts");
	for (size_t i = 0; i < inv->n_files && i < FILES_SHOWN; i++)
		file_row(h, in, i);
	html_table_end(h);
	html_markup(h, "</details>\n");
}
