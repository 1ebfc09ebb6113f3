/* SPDX-License-Identifier: Apache-2.0
 *
 * Question `firmware author`: whose releases do an image's programs match, against who is declared to
 * have written it. A licence can explain any match, so a match alone is never `contradicted`; and what
 * matches nothing is only unknown, for the collection is the user's own and never whole.
 */
#include "judge/image_private.h"

/* A share of the programs below which a match may be a library of a chip's maker. */
#define SHARE_WANTED 0.2
enum { PROGRAMS_WANTED = 2, PROGRAMS_CITED = 24 };

struct authorship {
	const struct image_verdict *v;
	const struct declaration *row;
	size_t own;           /* programs that are not common */
	const char *declared; /* author, else maker; "" = nothing declared */
	bool enough;          /* of them match */
};

static bool names_author(const struct image_court *c, const struct image_verdict *v,
			 const char *text)
{
	const struct knowledge *k = c->in->knowledge;

	if (!text[0])
		return false;
	return label_same(text, v->author_folder) ||
	       maker_same_group(k, label_maker(k, text), v->author);
}

static void say_counts(struct line *l, const struct authorship *a)
{
	const struct image_verdict *v = a->v;

	line_add(l, "Of %zu program%s %zu match%s releases of ", a->own, a->own == 1 ? "" : "s",
		 v->n_author, v->n_author == 1 ? "es" : "");
	line_quote(l, v->author_folder);
	line_add(l,
		 " (over the collection: %zu identical, %zu the same but for texts, %zu near); "
		 "%zu match%s nothing",
		 v->n_best[FILE_IDENTICAL], v->n_best[FILE_BRANDING], v->n_best[FILE_NEAR],
		 v->n_best[FILE_UNMATCHED], v->n_best[FILE_UNMATCHED] == 1 ? "es" : "");
	if (v->n_common)
		line_add(l, "; %zu that several makers share %s left out", v->n_common,
			 v->n_common == 1 ? "is" : "are");
	line_add(l, ".");
}

static size_t makers_in(const struct collection *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		bool fresh = all->releases[i].maker[0] != '\0';
		for (size_t k = 0; fresh && k < i; k++)
			fresh = strcasecmp(all->releases[k].maker, all->releases[i].maker) != 0;
		n += fresh;
	}
	return n;
}

static void say_limits(const struct image_court *c, struct image_finding *f, const char *more)
{
	struct line l = line_over(f->does_not_show, sizeof(f->does_not_show));

	line_add(&l,
		 "A match shows that the code derives from one source, not that its use is "
		 "without a licence, nor who built the unit%s",
		 more);
	if (makers_in(c->in->reference) < 2)
		line_add(&l, " The collection holds releases of one maker only: what others use "
			     "as well could not be told apart.");
}

static void cite(const struct authorship *a, struct image_finding *f)
{
	for (int match = FILE_IDENTICAL; match > FILE_UNMATCHED; match--)
		for (size_t i = 0; i < a->v->n_file_matches && f->n_files < PROGRAMS_CITED; i++)
			if ((int)a->v->file_matches[i].match == match &&
			    !a->v->file_matches[i].common)
				image_finding_file(f, a->v->file_matches[i].file);
}

static void not_tested(const struct image_court *c, size_t image, const char *why)
{
	struct image_finding *f = image_finding_add(c, QUESTION_FIRMWARE_AUTHOR, ANSWER_NOT_TESTED,
						    SEVERITY_INFO, (long)image);
	struct line l = line_over(f->statement, sizeof(f->statement));

	line_add(&l, "%s", why);
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l, "Who wrote the programs was not looked into.");
}

static void too_little(const struct image_court *c, size_t image, const struct authorship *a)
{
	struct image_finding *f = image_finding_add(
		c, QUESTION_FIRMWARE_AUTHOR, ANSWER_INCONCLUSIVE, SEVERITY_INFO, (long)image);
	struct line l = line_over(f->statement, sizeof(f->statement));

	if (a->v->n_author)
		say_counts(&l, a);
	else
		line_add(&l,
			 "None of %zu program%s matches one of the %zu reference release%s; %zu "
			 "that several makers share %s left out.",
			 a->own, a->own == 1 ? "" : "s", c->in->reference->n,
			 c->in->reference->n == 1 ? "" : "s", a->v->n_common,
			 a->v->n_common == 1 ? "is" : "are");
	say_limits(c, f,
		   "; that nothing matches does not show that the supplier wrote it: the "
		   "collection may lack the release.");
	cite(a, f);
}

/* What the declaration has to say to a match. */
static enum answer answer_of(const struct image_court *c, const struct authorship *a,
			     const char **ret_why)
{
	const char *brand = a->v->device->brand;

	if (names_author(c, a->v, a->declared)) {
		*ret_why = "It is the declared author.";
		return ANSWER_CONSISTENT;
	}
	if (a->row && names_author(c, a->v, a->row->licence)) {
		*ret_why = "The declaration names a licence of that maker.";
		return ANSWER_CONSISTENT;
	}
	if (a->row && a->row->licence[0]) {
		*ret_why = "The declaration names a licence; whether it covers this firmware is "
			   "not said.";
		return ANSWER_INCONCLUSIVE;
	}
	if (!a->declared[0] && !label_is_generic(brand) && names_author(c, a->v, brand)) {
		*ret_why = "The label is that maker's own.";
		return ANSWER_CONSISTENT;
	}
	*ret_why = a->declared[0] ? "No licence of that maker is on record."
				  : "Nothing is declared on who wrote it.";
	return ANSWER_UNEXPLAINED;
}

static void matched(const struct image_court *c, size_t image, const struct authorship *a)
{
	const char *why;
	enum answer answer = answer_of(c, a, &why);
	struct image_finding *f = image_finding_add(c, QUESTION_FIRMWARE_AUTHOR, answer,
						    answer != ANSWER_UNEXPLAINED ? SEVERITY_INFO
						    : a->declared[0]             ? SEVERITY_MEDIUM
										 : SEVERITY_LOW,
						    (long)image);
	struct line l = line_over(f->statement, sizeof(f->statement));

	if (a->declared[0]) {
		line_add(&l, "Declared %s: ",
			 a->row->firmware_author[0] ? "author of the firmware" : "maker");
		line_quote(&l, a->declared);
		line_add(&l, ". ");
	}
	say_counts(&l, a);
	line_add(&l, " %s", why);
	say_limits(c, f, "; a contract that was not declared may explain it.");
	cite(a, f);
}

void image_finding_author(const struct image_court *c, size_t image)
{
	struct authorship a = {.v = &c->out->images[image], .row = image_declared(c, image)};

	a.declared = !a.row                      ? ""
		     : a.row->firmware_author[0] ? a.row->firmware_author
						 : a.row->maker;
	if (!c->in->reference || c->in->reference->n == 0) {
		if (a.row && a.row->firmware_author[0])
			not_tested(c, image,
				   "No reference releases were given to hold the programs "
				   "against (--reference).");
		return;
	}
	if (a.v->n_file_matches == 0) {
		not_tested(c, image, "No program was found in it.");
		return;
	}
	for (int m = 0; m < FILE_MATCHES; m++)
		a.own += a.v->n_best[m];
	a.enough = a.v->n_author >= PROGRAMS_WANTED &&
		   (double)a.v->n_author >= SHARE_WANTED * (double)a.own;
	if (a.enough || (a.own && a.v->n_author == a.own))
		matched(c, image, &a);
	else
		too_little(c, image, &a);
}

void image_finding_twins(const struct image_court *c)
{
	const struct inventory *inv = c->in->inventory;

	for (size_t i = 0; i < c->out->n_twins; i++) {
		const struct image_twin *t = &c->out->twins[i];
		if (!t->other_brand)
			continue;
		struct image_finding *f = image_finding_add(
			c, QUESTION_FIRMWARE_AUTHOR, ANSWER_UNEXPLAINED, SEVERITY_LOW, (long)t->a);
		struct line l = line_over(f->statement, sizeof(f->statement));
		line_add(&l,
			 "%.0f %% of what the smaller one holds (%zu identical files, %zu near, "
			 "of %zu) is the same in ",
			 t->share * 100, t->identical, t->near, t->n_files);
		line_quote(&l, inv->images[t->a].name);
		line_add(&l, " and ");
		line_quote(&l, inv->images[t->b].name);
		line_add(&l, ", which say different brands or are of different makers.");
		l = line_over(f->does_not_show, sizeof(f->does_not_show));
		line_add(&l, "Two brands may lawfully carry one firmware; this does not show whose "
			     "it is.");
	}
}
