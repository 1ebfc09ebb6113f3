/* SPDX-License-Identifier: Apache-2.0
 *
 * Is an image one of the certified ones, and if not, which of them is nearest and what differs. A
 * certificate is for one firmware: another build is another product, however small the difference.
 */
#include "judge/image_private.h"

#define SAME_PRODUCT 0.5 /* of the files: the certified release is of this product */

static size_t files_alike(const struct inventory *inv, size_t image, const struct release *r,
			  size_t *ret_n)
{
	const struct inventory_image *im = &inv->images[image];
	struct map there;
	size_t alike = 0;

	*ret_n = 0;
	map_init(&there);
	for (size_t i = 0; i < r->n_files; i++)
		(void)map_put(&there, r->files[i].sha256, 32, &there);
	for (size_t i = im->first_file; i < im->first_file + im->n_files; i++) {
		if (image_is_wrapper(inv, i) || inv->files[i].size == 0)
			continue;
		++*ret_n;
		alike += map_get(&there, inv->files[i].sha256, 32) != NULL;
	}
	map_done(&there, NULL);
	return alike;
}

struct nearest {
	long release; /* -1 = none shares a file */
	bool same;
	size_t alike, n;
};

static struct nearest find_nearest(const struct image_court *c, size_t image)
{
	const struct collection *all = c->in->certified;
	const struct inventory *inv = c->in->inventory;
	const struct inventory_image *im = &inv->images[image];
	struct nearest best = {.release = -1};

	for (size_t r = 0; im->n_files && r < all->n; r++) {
		const struct release *release = &all->releases[r];
		size_t n;
		if (release->n_files &&
		    memcmp(release->files[0].sha256, inv->files[im->first_file].sha256, 32) == 0)
			return (struct nearest){.release = (long)r, .same = true};
		if (release->listed_only)
			continue;
		size_t alike = files_alike(inv, image, release, &n);
		if (alike > best.alike)
			best = (struct nearest){(long)r, false, alike, n};
	}
	return best;
}

static void say_differences(struct line *l, const struct comparison *x)
{
	size_t added = 0, removed = 0, changed = 0, servers = 0;

	for (size_t i = 0; i < x->n; i++) {
		enum difference_kind k = x->differences[i].kind;
		added += k == DIFFERENCE_PROGRAM_ADDED || k == DIFFERENCE_FILE_ADDED;
		removed += k == DIFFERENCE_PROGRAM_REMOVED || k == DIFFERENCE_FILE_REMOVED;
		changed += k == DIFFERENCE_PROGRAM_CHANGED || k == DIFFERENCE_FILE_CHANGED;
		servers += k == DIFFERENCE_SERVER;
	}
	line_add(l,
		 " %zu file%s added, %zu removed, %zu changed, %zu the same; %zu server%s "
		 "differ%s.",
		 added, added == 1 ? "" : "s", removed, changed, x->n_same, servers,
		 servers == 1 ? "" : "s", servers == 1 ? "s" : "");
}

static void find_differences(const struct image_court *c, struct image_finding *f,
			     const struct comparison *x)
{
	for (size_t i = 0; i < x->n; i++) {
		const struct difference *d = &x->differences[i];
		if (d->left >= 0 && d->kind == DIFFERENCE_SERVER)
			image_finding_item(f, (size_t)d->left);
		else if (d->left >= 0 && (size_t)d->left < c->in->inventory->n_files)
			image_finding_file(f, (size_t)d->left);
	}
}

static void certify(const struct image_court *c, size_t image)
{
	const struct collection *all = c->in->certified;
	const struct declaration *row = image_declared(c, image);
	struct nearest near = find_nearest(c, image);
	bool claimed = row && row->certificate[0];
	bool of_product =
		near.n && (double)near.alike >= SAME_PRODUCT * (double)near.n && !near.same;
	enum answer answer = near.same               ? ANSWER_CONSISTENT
			     : claimed && of_product ? ANSWER_CONTRADICTED
						     : ANSWER_UNEXPLAINED;

	if (near.release >= 0)
		c->out->images[image].certified =
			image_compare_release(c, image, (size_t)near.release);
	struct image_finding *f = image_finding_add(c, QUESTION_CERTIFICATE, answer,
						    answer == ANSWER_CONTRADICTED ? SEVERITY_HIGH
						    : near.same                   ? SEVERITY_INFO
										  : SEVERITY_MEDIUM,
						    (long)image);
	struct line l = line_over(f->statement, sizeof(f->statement));
	if (claimed) {
		line_add(&l, "Declared certificate: ");
		line_quote(&l, row->certificate);
		line_add(&l, ". ");
	}
	if (near.same) {
		line_add(&l, "This is, byte for byte, the certified ");
		line_quote(&l, all->releases[near.release].name);
		line_add(&l, ".");
	} else {
		line_add(&l, "This is none of the %zu certified releases given.", all->n);
	}
	if (!near.same && near.release >= 0) {
		const struct comparison *x = &c->out->comparisons[c->out->images[image].certified];
		line_add(&l, " Nearest is ");
		line_quote(&l, all->releases[near.release].name);
		line_add(&l, ":");
		say_differences(&l, x);
		find_differences(c, f, x);
	}
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l, near.same
			     ? "Whether what was given as certified is what the certificate covers "
			       "was not looked up."
			     : "A later build may be covered by a renewed certificate: the "
			       "register of the scheme must be asked.");
}

void image_certify(const struct image_court *c)
{
	if (!c->in->certified || c->in->certified->n == 0)
		return;
	for (size_t i = 0; i < c->out->n_images; i++)
		certify(c, i);
}
