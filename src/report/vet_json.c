/* SPDX-License-Identifier: Apache-2.0
 *
 * The JSON document of vet; docs/vet.schema.json says what each member means.
 */
#include "report/vet_json.h"

#include "report/escape.h"
#include "report/words.h"

enum { LINED_DEPTH = 4 }; /* a line for each member down to elements of an image's lists */

void vet_json_raw(struct json_out *j, const char *key, const char *key_hex, struct slice raw)
{
	json_out_slice(j, key, raw);
	if (escape_json_loses(raw))
		json_out_hex(j, key_hex, raw);
}

static void about(struct json_out *j, const struct vet_report_input *in)
{
	json_out_object(j, "camtrail");
	json_out_text(j, "document", "vet");
	json_out_text(j, "version", in->version);
	json_out_number(j, "format", 1);
	json_out_said(j, "knowledge", in->j->knowledge->digest);
	json_out_said(j, "places_date", in->places_date);
	json_out_said(j, "suffixes_date", in->suffixes_date);
	json_out_said(j, "reference", in->reference);
	json_out_said(j, "certified", in->certified);
	json_out_time(j, "started", in->started_us);
	json_out_time(j, "finished", in->finished_us);
	json_out_bool(j, "no_sandbox", in->no_sandbox);
	json_out_close(j);
}

static void summary(struct json_out *j, const struct vet_report_input *in)
{
	const struct vet_totals t = vet_count(in, SIZE_MAX);

	json_out_object(j, "summary");
	json_out_number(j, "images", in->j->inventory->n_images);
	json_out_number(j, "bytes", t.bytes);
	json_out_number(j, "files", t.files);
	json_out_number(j, "programs", t.programs);
	json_out_number(j, "bytes_inside", t.bytes_inside);
	json_out_number(j, "broken", t.broken);
	json_out_number(j, "facts", in->j->inventory->n_items);
	json_out_number(j, "servers", t.servers);
	json_out_object(j, "roles");
	for (enum carried_role r = 0; r < CARRIED_ROLES; r++)
		json_out_number(j, vet_role_id(r), t.roles[r]);
	json_out_close(j);
	json_out_object(j, "answers");
	for (enum answer a = 0; a < ANSWERS; a++)
		json_out_number(j, answer_name(a), t.answers[a]);
	json_out_close(j);
	json_out_close(j);
}

static void say(void *ctx, const char *sentence)
{
	json_out_text(ctx, NULL, sentence);
}

static void completeness(struct json_out *j, const struct vet_report_input *in)
{
	json_out_object(j, "completeness");
	json_out_bool(j, "incomplete", in->j->inventory->incomplete || in->ended[0]);
	json_out_said(j, "ended", in->ended);
	json_out_number(j, "records_refused", in->j->inventory->refused);
	json_out_array(j, "limits");
	vet_limits_each(in, say, j);
	json_out_close(j);
	json_out_array(j, "complaints");
	for (size_t i = 0; i < in->n_complaints; i++)
		json_out_text(j, NULL, in->complaints[i]);
	json_out_close(j);
	json_out_close(j);
}

static void whole_file(struct json_out *j, const struct vet_report_input *in, size_t file)
{
	const struct inventory *inv = in->j->inventory;
	const struct inventory_file *f = &inv->files[file];

	json_out_object(j, NULL);
	json_out_text(j, "image", inv->images[f->image].name);
	vet_json_raw(j, "path", "path_hex", slice_text(f->path));
	json_out_number(j, "file", file - inv->images[f->image].first_file);
	json_out_close(j);
}

static void finding(struct json_out *j, const struct vet_report_input *in,
		    const struct image_finding *f)
{
	const struct declarations *d = in->j->declarations;

	json_out_object(j, NULL);
	json_out_text(j, "question", question_name(f->question));
	json_out_text(j, "answer", answer_name(f->answer));
	json_out_text(j, "image", f->image < 0 ? NULL : in->j->inventory->images[f->image].name);
	json_out_text(j, "severity", severity_name(f->severity));
	json_out_text(j, "statement", f->statement);
	json_out_text(j, "does_not_show", f->does_not_show);
	if (d && f->declaration >= 0 && (size_t)f->declaration < d->n)
		json_out_number(j, "declaration_line", d->rows[f->declaration].line);
	else
		json_out_null(j, "declaration_line");
	json_out_array(j, "facts");
	for (size_t i = 0; i < f->n_items; i++)
		vet_json_item(j, in, f->items[i]);
	json_out_close(j);
	json_out_array(j, "files");
	for (size_t i = 0; i < f->n_files; i++)
		whole_file(j, in, f->files[i]);
	json_out_close(j);
	json_out_array(j, "counter_evidence");
	for (size_t i = 0; i < f->n_counter; i++)
		vet_json_item(j, in, f->counter[i]);
	json_out_close(j);
	json_out_close(j);
}

static void twins(struct json_out *j, const struct vet_report_input *in)
{
	json_out_array(j, "twins");
	for (size_t i = 0; i < in->j->n_twins; i++) {
		const struct image_twin *t = &in->j->twins[i];
		json_out_object(j, NULL);
		json_out_text(j, "a", in->j->inventory->images[t->a].name);
		json_out_text(j, "b", in->j->inventory->images[t->b].name);
		json_out_number(j, "files", t->n_files);
		json_out_number(j, "identical", t->identical);
		json_out_number(j, "near", t->near);
		json_out_real(j, "share", t->share);
		json_out_bool(j, "other_brand", t->other_brand);
		json_out_close(j);
	}
	json_out_close(j);
}

static void difference(struct json_out *j, const struct difference *d)
{
	bool both = d->kind == DIFFERENCE_PROGRAM_CHANGED || d->kind == DIFFERENCE_FILE_CHANGED ||
		    d->other_text[0];

	json_out_object(j, NULL);
	json_out_text(j, "kind", difference_name(d->kind));
	json_out_text(j, "in", both ? "both" : d->only_left ? "left" : "right");
	vet_json_raw(j, "text", "text_hex", slice_text(d->text));
	if (d->other_text[0])
		vet_json_raw(j, "other_text", "other_text_hex", slice_text(d->other_text));
	json_out_close(j);
}

static void comparisons(struct json_out *j, const struct vet_report_input *in)
{
	json_out_array(j, "comparisons");
	for (size_t i = 0; i < in->j->n_comparisons; i++) {
		const struct comparison *c = &in->j->comparisons[i];
		json_out_object(j, NULL);
		json_out_text(j, "left", in->j->inventory->images[c->left].name);
		json_out_text(j, "right",
			      c->right == SIZE_MAX ? c->right_name
						   : in->j->inventory->images[c->right].name);
		json_out_text(j, "with", c->right == SIZE_MAX ? "certified release" : "image");
		json_out_bool(j, "identical", c->identical);
		json_out_number(j, "same_files", c->n_same);
		json_out_array(j, "differences");
		for (size_t k = 0; k < c->n; k++)
			difference(j, &c->differences[k]);
		json_out_close(j);
		json_out_close(j);
	}
	json_out_close(j);
}

void vet_json_document(struct json_out *j, const struct vet_report_input *in)
{
	json_out_object(j, NULL);
	about(j, in);
	summary(j, in);
	completeness(j, in);
	json_out_array(j, "findings");
	for (size_t i = 0; i < in->j->n_findings; i++)
		finding(j, in, &in->j->findings[i]);
	json_out_close(j);
	json_out_array(j, "images");
	for (size_t i = 0; i < in->j->inventory->n_images; i++) {
		json_out_object(j, NULL);
		vet_json_image(j, in, i);
		json_out_close(j);
	}
	json_out_close(j);
	twins(j, in);
	comparisons(j, in);
	json_out_close(j);
}

void report_vet_json(FILE *out, const struct vet_report_input *in)
{
	struct json_out j;

	json_out_init(&j, out, LINED_DEPTH, false);
	vet_json_document(&j, in);
	json_out_done(&j);
}
