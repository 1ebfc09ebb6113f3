/* SPDX-License-Identifier: Apache-2.0
 *
 * Which row of the declaration belongs to an image. An image has no serial number and no address, so it
 * is found by the model that it says it is for; where no row names it, the rows must all tell of one
 * product. Rows that disagree belong to nobody: guessing would make findings against the wrong one.
 */
#include "judge/image_private.h"

enum { MODELS_MAX = 64 };

static bool same_product(const struct declaration *a, const struct declaration *b)
{
	return strcasecmp(a->brand, b->brand) == 0 && strcasecmp(a->maker, b->maker) == 0 &&
	       strcasecmp(a->model, b->model) == 0;
}

static bool agree(const struct declaration *a, const struct declaration *b)
{
	return same_product(a, b) && strcasecmp(a->country, b->country) == 0 &&
	       strcasecmp(a->certificate, b->certificate) == 0 &&
	       strcasecmp(a->firmware_author, b->firmware_author) == 0 &&
	       strcasecmp(a->licence, b->licence) == 0;
}

/* Models that an image says it is for. */
struct models {
	size_t n;
	const char *said[MODELS_MAX];
};

static struct models models_of(const struct inventory *inv, size_t image)
{
	const struct inventory_image *im = &inv->images[image];
	struct models m = {.n = 0};

	for (size_t i = im->first_item; i < im->first_item + im->n_items && m.n < MODELS_MAX; i++) {
		const char *said = (const char *)inv->items[i].text.at;
		if (inv->items[i].kind == OBS_IMAGE_MODEL && !label_is_generic(said))
			m.said[m.n++] = said;
	}
	return m;
}

static bool says_model(const struct models *m, const char *model)
{
	for (size_t i = 0; i < m->n; i++)
		if (label_same(m->said[i], model))
			return true;
	return false;
}

/* The first row that names a model of the image; -1 = none, or several that disagree. */
static long by_model(const struct image_court *c, size_t image, bool *ret_disagree)
{
	const struct declarations *d = c->in->declarations;
	struct models models = models_of(c->in->inventory, image);
	long found = -1;

	for (size_t i = 0; models.n && i < d->n; i++) {
		if (label_is_generic(d->rows[i].model) ||
		    (found >= 0 && agree(&d->rows[found], &d->rows[i])) ||
		    !says_model(&models, d->rows[i].model))
			continue;
		*ret_disagree = found >= 0;
		if (found >= 0)
			return -1;
		found = (long)i;
	}
	return found;
}

static bool all_agree(const struct declarations *d)
{
	for (size_t i = 1; i < d->n; i++)
		if (!agree(&d->rows[0], &d->rows[i]))
			return false;
	return d->n > 0;
}

void image_declarations(const struct image_court *c)
{
	const struct declarations *d = c->in->declarations;
	bool one_product = d && all_agree(d);

	for (size_t i = 0; i < c->out->n_images; i++) {
		struct image_verdict *v = &c->out->images[i];
		bool disagree = false;
		long row = d ? by_model(c, i, &disagree) : -1;
		if (row >= 0)
			v->declaration_why = image_text(
				c->out, "row %u names the model that the image says it is for",
				d->rows[row].line);
		else if (one_product && !disagree) {
			row = 0;
			v->declaration_why = "all rows of the declaration tell of one product";
		} else if (d)
			v->declaration_why = disagree ? "several rows name its model and disagree"
						      : "no row names a model that it says";
		v->declaration = row;
		c->out->private->declaration_of[i] = row;
	}
}
