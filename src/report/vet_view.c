/* SPDX-License-Identifier: Apache-2.0 */
#include "report/vet_view.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/map.h"

const enum obs_kind vet_secrets[] = {OBS_IMAGE_PRIVATE_KEY, OBS_IMAGE_PASSWORD, OBS_IMAGE_ACCOUNT,
				     OBS_IMAGE_SSH_KEY, OBS_KINDS};
const enum obs_kind vet_fetches[] = {OBS_IMAGE_FETCH, OBS_KINDS};
const enum obs_kind vet_builders[] = {OBS_IMAGE_SOC, OBS_IMAGE_KERNEL, OBS_IMAGE_BUILD_HOST,
				      OBS_IMAGE_BUILD_PATH, OBS_KINDS};
const enum obs_kind vet_parts[] = {OBS_IMAGE_COMPONENT, OBS_KINDS};
const enum obs_kind vet_identity[] = {OBS_IMAGE_BRAND, OBS_IMAGE_MODEL, OBS_IMAGE_FIRMWARE,
				      OBS_KINDS};
const enum obs_kind vet_addresses[] = {OBS_IMAGE_EMAIL, OBS_KINDS};

static unsigned place_of(const enum obs_kind *kinds, enum obs_kind k)
{
	unsigned i = 0;
	while (kinds[i] != k && kinds[i] != OBS_KINDS)
		i++;
	return i;
}

struct sorted {
	const struct inventory_item *item;
	size_t index;
	unsigned kind;
};

static int same_value(const struct inventory_item *a, const struct inventory_item *b)
{
	size_t shorter = a->text.len < b->text.len ? a->text.len : b->text.len;
	int order = shorter ? memcmp(a->text.at, b->text.at, shorter) : 0;

	if (order)
		return order;
	if (a->text.len != b->text.len)
		return a->text.len < b->text.len ? -1 : 1;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return addr_compare(&a->addr, &b->addr);
}

static int by_value(const void *left, const void *right)
{
	const struct sorted *a = left, *b = right;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	int order = same_value(a->item, b->item);
	if (order)
		return order;
	return a->index < b->index ? -1 : 1;
}

/* Equal neighbours become one row. */
static void fold(struct vet_rows *r, const struct sorted *all, size_t n)
{
	size_t last_file = SIZE_MAX;

	for (size_t i = 0; i < n; i++) {
		r->items[i] = all[i].index;
		if (i == 0 || all[i].kind != all[i - 1].kind ||
		    same_value(all[i].item, all[i - 1].item) != 0) {
			r->rows[r->n++] = (struct vet_row){.kind = all[i].item->kind,
							   .item = all[i].item,
							   .items = &r->items[i]};
			last_file = SIZE_MAX;
		}
		r->rows[r->n - 1].n++;
		r->rows[r->n - 1].n_files += all[i].item->file != last_file;
		last_file = all[i].item->file;
	}
}

struct vet_rows vet_rows_of(const struct vet_report_input *in, size_t image,
			    const enum obs_kind *kinds)
{
	const struct inventory *inv = in->j->inventory;
	const struct inventory_image *im = &inv->images[image];
	struct sorted *all = mem_new(im->n_items + 1, sizeof(*all));
	struct vet_rows r = {0};
	size_t n = 0;

	for (size_t i = im->first_item; i < im->first_item + im->n_items; i++) {
		unsigned kind = place_of(kinds, inv->items[i].kind);
		if (kinds[kind] != OBS_KINDS)
			all[n++] = (struct sorted){&inv->items[i], i, kind};
	}
	if (n)
		qsort(all, n, sizeof(*all), by_value);
	r.rows = mem_new(n + 1, sizeof(*r.rows));
	r.items = mem_new(n + 1, sizeof(*r.items));
	fold(&r, all, n);
	free(all);
	return r;
}

void vet_rows_done(struct vet_rows *r)
{
	free(r->rows);
	free(r->items);
}

static bool take_certificate_fact(struct vet_certificate *c, const struct inventory_item *item)
{
	if (item->kind == OBS_IMAGE_CERT_SUBJECT)
		c->subject = item->text;
	else if (item->kind == OBS_IMAGE_CERT_ISSUER)
		c->issuer = item->text;
	else if (item->kind == OBS_IMAGE_CERT_SHA256)
		c->sha256 = item->text;
	else if (item->kind == OBS_IMAGE_CERT_EXPIRES)
		c->expires = item->number;
	else
		return false;
	return true;
}

/* Drops those whose SHA-256 was there before; those without one stay. */
static size_t once(struct vet_certificate *all, size_t n)
{
	struct map seen;
	size_t kept = 0;

	map_init(&seen);
	for (size_t i = 0; i < n; i++) {
		if (all[i].sha256.len &&
		    map_put(&seen, all[i].sha256.at, all[i].sha256.len, &seen) != NULL)
			continue;
		all[kept++] = all[i];
	}
	map_done(&seen, NULL);
	return kept;
}

struct vet_certificate *vet_certificates(const struct vet_report_input *in, size_t image,
					 size_t *ret_n)
{
	const struct inventory *inv = in->j->inventory;
	const struct inventory_image *im = &inv->images[image];
	struct vet_certificate *all = mem_new(im->n_items + 1, sizeof(*all));
	size_t n = 0;

	for (size_t i = im->first_item; i < im->first_item + im->n_items; i++) {
		const struct inventory_item *item = &inv->items[i];
		bool same = n && all[n - 1].at->file == item->file &&
			    all[n - 1].at->offset == item->offset;
		struct vet_certificate fact = {.subject = slice_text(""),
					       .issuer = slice_text(""),
					       .sha256 = slice_text("")};
		if (!take_certificate_fact(same ? &all[n - 1] : &fact, item) || same)
			continue;
		fact.at = item;
		all[n++] = fact;
	}
	*ret_n = once(all, n);
	return all;
}

struct vet_totals vet_count(const struct vet_report_input *in, size_t image)
{
	const struct inventory *inv = in->j->inventory;
	struct vet_totals t = {0};
	bool all = image == SIZE_MAX;

	size_t first = all ? 0 : inv->images[image].first_file;
	size_t n = all ? inv->n_files : inv->images[image].n_files;

	for (size_t i = first; i < first + n; i++) {
		const struct inventory_file *f = &inv->files[i];
		t.files++;
		t.programs += f->program;
		t.broken += f->broken;
		if (f->parent < 0 && f->depth == 0)
			t.bytes += f->size;
		if (f->content != IMAGE_CONTAINER)
			t.bytes_inside += f->size;
	}
	for (size_t i = 0; i < inv->n_notices; i++)
		t.incomplete +=
			inv->notices[i].incomplete && (all || inv->notices[i].image == image);
	for (size_t i = 0; i < in->j->n_carried; i++) {
		if (!all && in->j->carried[i].image != image)
			continue;
		t.servers++;
		t.roles[in->j->carried[i].role]++;
	}
	for (size_t i = 0; i < in->j->n_findings; i++)
		if (all || in->j->findings[i].image == (long)image)
			t.answers[in->j->findings[i].answer]++;
	return t;
}

static bool is_container(const struct inventory_file *f)
{
	return f->format[0] && strcmp(f->format, "elf") != 0 && strcmp(f->format, "pe") != 0;
}

static int most_first(const void *left, const void *right)
{
	const struct vet_format *a = left, *b = right;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return strcmp(a->name, b->name);
}

size_t vet_formats(const struct vet_report_input *in, size_t image,
		   struct vet_format formats[VET_FORMATS_MAX])
{
	const struct inventory *inv = in->j->inventory;
	const struct inventory_image *im = &inv->images[image];
	size_t n = 0;

	for (size_t i = im->first_file; i < im->first_file + im->n_files; i++) {
		const struct inventory_file *f = &inv->files[i];
		size_t at = 0;
		if (!is_container(f))
			continue;
		while (at < n && strcmp(formats[at].name, f->format) != 0)
			at++;
		if (at == VET_FORMATS_MAX)
			continue;
		if (at == n)
			formats[n++] = (struct vet_format){f->format, 0};
		formats[at].n++;
	}
	qsort(formats, n, sizeof(*formats), most_first);
	return n;
}

const struct inventory_file *vet_own_file(const struct vet_report_input *in, size_t image)
{
	const struct inventory_image *im = &in->j->inventory->images[image];
	if (im->n_files == 0)
		return NULL;
	const struct inventory_file *f = &in->j->inventory->files[im->first_file];
	return f->depth == 0 ? f : NULL;
}

const struct image_verdict *vet_verdict(const struct vet_report_input *in, size_t image)
{
	for (size_t i = 0; i < in->j->n_images; i++)
		if (in->j->images[i].image == image)
			return &in->j->images[i];
	return NULL;
}

const struct verdict_device *vet_maker(const struct vet_report_input *in, size_t image)
{
	const struct image_verdict *v = vet_verdict(in, image);
	return v ? v->device : NULL;
}

const struct release *vet_release(const struct vet_report_input *in, long release)
{
	const struct collection *c = in->j->reference;
	return release >= 0 && c && (size_t)release < c->n ? &c->releases[release] : NULL;
}
