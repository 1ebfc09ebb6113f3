/* SPDX-License-Identifier: Apache-2.0
 *
 * One image in vet's JSON document.
 */
#include <stdlib.h>

#include "report/evidence.h"
#include "report/json_parts.h"
#include "report/vet_json.h"
#include "report/words.h"

/* kind, value, place, and the bytes around it */
static void item_members(struct json_out *j, const struct inventory *inv,
			 const struct inventory_item *item)
{
	const struct inventory_file *f = &inv->files[item->file];

	json_out_text(j, "kind", obs_kind_info(item->kind)->name);
	switch (obs_kind_info(item->kind)->type) {
	case OBS_TEXT:
	case OBS_NAMED_ADDR:
		vet_json_raw(j, "value", "value_hex", item->text);
		break;
	case OBS_BYTES:
		json_out_hex(j, "value", item->text);
		break;
	case OBS_NUMBER:
		json_out_number(j, "value", item->number);
		break;
	case OBS_ADDR:
		json_out_addr(j, "value", &item->addr);
		break;
	}
	if (item->cut)
		json_out_bool(j, "cut", true);
	json_out_number(j, "file", item->file - inv->images[f->image].first_file);
	json_out_number(j, "offset", item->offset);
	if (item->context.len) {
		json_out_hex(j, "context", item->context);
		json_out_number(j, "context_offset", item->context_at);
	}
}

void vet_json_item(struct json_out *j, const struct vet_report_input *in, size_t item)
{
	const struct inventory *inv = in->j->inventory;
	const struct inventory_file *f = &inv->files[inv->items[item].file];

	json_out_object(j, NULL);
	json_out_text(j, "image", inv->images[f->image].name);
	vet_json_raw(j, "path", "path_hex", slice_text(f->path));
	item_members(j, inv, &inv->items[item]);
	json_out_close(j);
}

static void servers(struct json_out *j, const struct vet_report_input *in, size_t image)
{
	json_out_array(j, "servers");
	for (size_t i = 0; i < in->j->n_carried; i++) {
		const struct carried *c = &in->j->carried[i];
		if (c->image != image)
			continue;
		json_out_object(j, NULL);
		json_out_text(j, "role", vet_role_id(c->role));
		json_out_said(j, "why", c->why_role);
		json_out_text(j, "exposure", rung_name(RUNG_CONFIGURED));
		json_out_said(j, "name", c->name);
		json_out_addr(j, "address", &c->addr);
		json_out_number(j, "port", c->port);
		json_out_said(j, "country", c->place.country);
		json_out_said(j, "network", c->place.network);
		json_out_said(j, "operator",
			      c->cloud   ? c->cloud->operator
			      : c->known ? c->known->operator
					 : NULL);
		json_out_said(j, "known_role",
			      c->cloud   ? c->cloud->role
			      : c->known ? c->known->role
					 : NULL);
		json_out_number(j, "files", c->n_files);
		json_out_array(j, "facts");
		for (size_t k = 0; k < c->n_items; k++)
			json_out_number(j, NULL,
					c->items[k] - in->j->inventory->images[image].first_item);
		json_out_close(j);
		json_out_close(j);
	}
	json_out_close(j);
}

static void vote(struct json_out *j, const struct vet_report_input *in, size_t image,
		 const struct vote *vote)
{
	const struct knowledge *k = in->j->knowledge;
	struct buf says;
	size_t file = 0;
	long item = -1;

	buf_init(&says, VALUE_MAX);
	vote_says(&says, k, vet_maker(in, image), vote);
	json_out_object(j, NULL);
	json_out_text(j, "signature", vote_signature(k, vote));
	json_out_slice(j, "says", slice_of(says.at, says.len));
	json_out_text(j, "class", words_class(vote->class));
	json_out_number(j, "forgeability", (uint64_t)vote->forge);
	json_out_array(j, "makers");
	for (size_t i = 0; i < vote->n_makers; i++)
		json_out_text(j, NULL, words_maker(k, vote->makers[i]));
	json_out_close(j);
	json_out_real(j, "weight", vote->weight);
	if (vet_vote_item(in, image, vote, &file, &item)) {
		const struct inventory_image *im = &in->j->inventory->images[image];
		json_out_number(j, "file", file - im->first_file);
		if (item >= 0)
			json_out_number(j, "fact", (size_t)item - im->first_item);
	}
	json_out_close(j);
	buf_done(&says);
}

static void declaration(struct json_out *j, const struct vet_report_input *in, size_t image)
{
	const struct image_verdict *v = vet_verdict(in, image);
	const struct declarations *d = in->j->declarations;

	if (v && d && v->declaration >= 0 && (size_t)v->declaration < d->n)
		json_out_number(j, "declaration_line", d->rows[v->declaration].line);
	else
		json_out_null(j, "declaration_line");
	json_out_said(j, "declaration_why", v ? v->declaration_why : NULL);
}

static void identity(struct json_out *j, const struct vet_report_input *in, size_t image)
{
	const struct verdict_device *v = vet_maker(in, image);

	if (!v) {
		json_out_null(j, "maker");
		json_out_null(j, "brand");
		json_out_null(j, "model");
		json_out_null(j, "firmware");
		json_out_bool(j, "relabelled", false);
		json_out_array(j, "evidence");
		json_out_close(j);
		return;
	}
	json_maker(j, in->j->knowledge, v);
	json_out_said(j, "brand", v->brand);
	json_out_said(j, "model", v->model);
	json_out_said(j, "firmware", v->firmware);
	json_out_bool(j, "relabelled", v->relabelled);
	json_out_array(j, "evidence");
	for (size_t i = 0; i < v->n_votes; i++)
		vote(j, in, image, &v->votes[i]);
	json_out_close(j);
}

static void release_matches(struct json_out *j, const struct vet_report_input *in,
			    const struct image_verdict *v)
{
	json_out_array(j, "releases");
	for (size_t i = 0; i < v->n_matches; i++) {
		const struct release_match *m = &v->matches[i];
		const struct release *r = vet_release(in, (long)m->release);
		json_out_object(j, NULL);
		json_out_text(j, "release", r ? r->name : NULL);
		json_out_said(j, "maker", r ? r->maker : NULL);
		json_out_bool(j, "same_image", m->same_image);
		json_out_number(j, "programs", m->n_programs);
		for (enum file_match k = FILE_MATCHES; k-- > 0;)
			json_out_number(j, vet_match_id(k), m->counts[k]);
		json_out_number(j, "missing", m->unpacked_other);
		json_out_number(j, "common", m->n_common);
		json_out_close(j);
	}
	json_out_close(j);
}

static void code(struct json_out *j, const struct vet_report_input *in, size_t image)
{
	const struct inventory *inv = in->j->inventory;
	const struct image_verdict *v = vet_verdict(in, image);

	if (!v || !in->j->reference) {
		json_out_null(j, "code");
		return;
	}
	json_out_object(j, "code");
	for (enum file_match k = FILE_MATCHES; k-- > 0;)
		json_out_number(j, vet_match_id(k), v->n_best[k]);
	json_out_number(j, "common", v->n_common);
	json_out_said(j, "author_folder", v->author_folder);
	json_out_number(j, "author_programs", v->n_author);
	release_matches(j, in, v);
	json_out_array(j, "programs");
	for (size_t i = 0; i < v->n_file_matches; i++) {
		const struct image_file_match *f = &v->file_matches[i];
		const struct release *r = vet_release(in, f->release);
		json_out_object(j, NULL);
		json_out_number(j, "file", f->file - inv->images[image].first_file);
		json_out_text(j, "match", vet_match_id(f->match));
		json_out_text(j, "release", r ? r->name : NULL);
		vet_json_raw(j, "path", "path_hex", slice_text(f->path && r ? f->path : ""));
		if (f->distance >= 0)
			json_out_number(j, "distance", (uint64_t)f->distance);
		json_out_bool(j, "common", f->common);
		json_out_close(j);
	}
	json_out_close(j);
	json_out_close(j);
}

static void suppressed(struct json_out *j, const struct inventory_image *im)
{
	json_out_array(j, "suppressed");
	for (size_t i = 0; i < im->n_suppressed; i++) {
		const struct inventory_suppressed *s = &im->suppressed[i];
		const char *sample = s->sample ? s->sample : "";
		json_out_object(j, NULL);
		json_out_text(j, "why", image_suppression_name(s->why));
		json_out_number(j, "count", s->count);
		json_out_number(j, "files", s->files);
		vet_json_raw(j, "sample", "sample_hex", slice_text(sample));
		json_out_number(j, "sample_file", s->sample_file - im->first_file);
		json_out_close(j);
	}
	json_out_close(j);
}

static void offset_or_null(struct json_out *j, const char *key, uint64_t offset)
{
	if (offset == IMAGE_OFFSET_UNKNOWN)
		json_out_null(j, key);
	else
		json_out_number(j, key, offset);
}

static void notices(struct json_out *j, const struct inventory *inv, size_t image)
{
	json_out_array(j, "notices");
	for (size_t i = 0; i < inv->n_notices; i++) {
		const struct inventory_notice *n = &inv->notices[i];
		if (n->image != image)
			continue;
		json_out_object(j, NULL);
		if (n->file < 0)
			json_out_null(j, "file");
		else
			json_out_number(j, "file", (size_t)n->file - inv->images[image].first_file);
		offset_or_null(j, "offset", n->offset);
		json_out_bool(j, "incomplete", n->incomplete);
		json_out_text(j, "text", n->text);
		json_out_close(j);
	}
	json_out_close(j);
}

static void file(struct json_out *j, const struct inventory *inv, const struct inventory_file *f)
{
	json_out_object(j, NULL);
	vet_json_raw(j, "path", "path_hex", slice_text(f->path));
	if (f->parent < 0)
		json_out_null(j, "parent");
	else
		json_out_number(j, "parent", (size_t)f->parent - inv->images[f->image].first_file);
	offset_or_null(j, "offset", f->offset);
	json_out_number(j, "size", f->size);
	json_out_text(j, "content", image_content_name(f->content));
	json_out_said(j, "format", f->format);
	json_out_number(j, "mode", f->mode);
	json_out_bool(j, "program", f->program);
	json_out_bool(j, "broken", f->broken);
	json_out_hex(j, "sha256", slice_of(f->sha256, sizeof(f->sha256)));
	json_out_said(j, "similar", f->similar);
	json_out_close(j);
}

void vet_json_image(struct json_out *j, const struct vet_report_input *in, size_t image)
{
	const struct inventory *inv = in->j->inventory;
	const struct inventory_image *im = &inv->images[image];
	const struct inventory_file *own = vet_own_file(in, image);
	const struct vet_totals t = vet_count(in, image);

	vet_json_raw(j, "name", "name_hex", slice_text(im->name));
	if (own)
		json_out_hex(j, "sha256", slice_of(own->sha256, sizeof(own->sha256)));
	else
		json_out_null(j, "sha256");
	json_out_number(j, "size", own ? own->size : 0);
	json_out_number(j, "n_files", t.files);
	json_out_number(j, "n_programs", t.programs);
	json_out_number(j, "bytes_inside", t.bytes_inside);
	json_out_bool(j, "incomplete", t.incomplete > 0 || !own);
	identity(j, in, image);
	declaration(j, in, image);
	servers(j, in, image);
	code(j, in, image);
	suppressed(j, im);
	notices(j, inv, image);
	json_out_array(j, "facts");
	for (size_t i = im->first_item; i < im->first_item + im->n_items; i++) {
		json_out_object(j, NULL);
		item_members(j, inv, &inv->items[i]);
		json_out_close(j);
	}
	json_out_close(j);
	json_out_array(j, "files");
	for (size_t i = im->first_file; i < im->first_file + im->n_files; i++)
		file(j, inv, &inv->files[i]);
	json_out_close(j);
}
