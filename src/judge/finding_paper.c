/* SPDX-License-Identifier: Apache-2.0
 *
 * What the papers say of one device against what it says or is: label, country, certificate.
 * Texts that a device says of itself can be set freely, so they alone never contradict a
 * declaration; a certificate, though, is about exactly those texts.
 */
#include <stdio.h>

#include "judge/private.h"

static void cite(struct finding *f, size_t device, size_t seen)
{
	struct evidence_ref ref = finding_seen(device, seen);
	if (seen != SIZE_MAX)
		finding_evidence(f, &ref);
}

static void say_pair(const struct judging *j, struct line *l, const char *what,
		     const char *declared, const char *said)
{
	line_add(l, "%sDeclared %s: ", l->len ? " " : "", what);
	line_quote(l, declared);
	line_add(l, ", the %s says ", finding_speaker(j));
	line_quote(l, said);
	line_add(l, ".");
}

/* Two brands are one when they read alike or name one group. */
static bool same_brand(const struct knowledge *k, const char *a, const char *b)
{
	int left = label_maker(k, a), right = label_maker(k, b);
	return label_same(a, b) || maker_same_group(k, left, right);
}

void finding_label(const struct judging *j, size_t device)
{
	const struct verdict_device *v = &j->out->devices[device];
	const struct declaration *row = finding_declared(j, device);

	if (!row)
		return;
	bool brand = row->brand[0] && !label_is_generic(v->brand);
	bool model = row->model[0] && !label_is_generic(v->model);
	bool brand_fits = !brand || same_brand(j->in->knowledge, row->brand, v->brand);
	bool fits = brand_fits && (!model || label_same(row->model, v->model));
	if (!brand && !model)
		return;
	enum severity severity = fits ? SEVERITY_INFO : brand_fits ? SEVERITY_LOW : SEVERITY_MEDIUM;
	struct finding *f =
		finding_add(j, QUESTION_LABEL, fits ? ANSWER_CONSISTENT : ANSWER_UNEXPLAINED,
			    severity, (long)device);
	struct line l = line_over(f->statement, sizeof(f->statement));
	if (brand)
		say_pair(j, &l, "brand", row->brand, v->brand);
	if (model)
		say_pair(j, &l, "model", row->model, v->model);
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l, "Brand and model are texts that can be set freely: this does not show who "
		     "made the device.");
	if (brand)
		cite(f, device, v->brand_seen);
	if (model)
		cite(f, device, v->model_seen);
}

/* A country that differs may be meant as the place of manufacture: it contradicts only together
 * with the maker. */
void finding_country(const struct judging *j, size_t device)
{
	const struct knowledge *k = j->in->knowledge;
	const struct verdict_device *v = &j->out->devices[device];
	const struct declaration *row = finding_declared(j, device);
	bool maker_contradicted = j->out->private->maker_answer[device] == ANSWER_CONTRADICTED;
	bool hard = v->maker >= 0 && !v->maker_by_label_only && k->makers[v->maker].country[0];
	enum answer answer = v->n_votes ? ANSWER_INCONCLUSIVE : ANSWER_NOT_TESTED;
	char declared[3];

	if (!row || !row->country[0])
		return;
	bool understood = country_code(row->country, declared);
	bool fits = hard && understood && strcmp(declared, k->makers[v->maker].country) == 0;
	if (hard && understood)
		answer = fits                 ? ANSWER_CONSISTENT
			 : maker_contradicted ? ANSWER_CONTRADICTED
					      : ANSWER_UNEXPLAINED;
	struct finding *f = finding_add(j, QUESTION_COUNTRY, answer,
					answer == ANSWER_CONTRADICTED  ? SEVERITY_MEDIUM
					: answer == ANSWER_UNEXPLAINED ? SEVERITY_LOW
								       : SEVERITY_INFO,
					(long)device);
	struct line l = line_over(f->statement, sizeof(f->statement));
	line_add(&l, "Declared country: ");
	line_quote(&l, row->country);
	if (!understood)
		line_add(&l, " (not understood as a country)");
	if (hard)
		line_add(&l, ". Head office of the observed maker %s: %s.",
			 k->makers[v->maker].name, k->makers[v->maker].country);
	else
		line_add(&l, ". No maker was observed by hard evidence.");
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l,
		 "Only the seat of the maker's head office is compared. Place of manufacture and "
		 "legal origin can't be seen in %s; the declared country may mean them.",
		 j->in->images ? "a file" : "traffic");
	for (size_t i = 0; hard && i < v->n_votes; i++)
		if (vote_is_hard(k, &v->votes[i]) && vote_names(&v->votes[i], v->maker))
			cite(f, device, v->votes[i].seen);
}

enum fit { FIT_OPEN, FIT_YES, FIT_NO };

/* Equal but for case and blanks: here a point or a letter more is another product. */
static bool same_product(struct slice covered, const char *said)
{
	size_t at = 0;

	for (; *said; said++) {
		if (*said == ' ')
			continue;
		while (at < covered.len && covered.at[at] == ' ')
			at++;
		if (at == covered.len || slice_lower(covered.at[at]) != slice_lower((uint8_t)*said))
			return false;
		at++;
	}
	return at == covered.len;
}

/* covered: one or several, ';' between. A text that holds a covered one, or is part of it, may be
 * the same in other words: it stays open. */
static enum fit fit_of(const char *covered, const char *said)
{
	enum fit fit = FIT_NO;

	if (!covered[0])
		return FIT_YES;
	if (label_is_generic(said))
		return FIT_OPEN;
	for (size_t n; *covered; covered += n + (covered[n] != '\0')) {
		n = strcspn(covered, ";");
		struct slice one = slice_trim(slice_of(covered, n));
		char text[256];
		(void)snprintf(text, sizeof(text), "%.*s", (int)one.len, (const char *)one.at);
		if (one.len && same_product(one, said))
			return FIT_YES;
		if (one.len && label_same(text, said))
			fit = FIT_OPEN;
	}
	return fit;
}

static struct finding *certificate_unknown(const struct judging *j, size_t device, const char *id)
{
	struct finding *f = finding_add(j, QUESTION_CERTIFICATE, ANSWER_NOT_TESTED, SEVERITY_INFO,
					(long)device);
	struct line l = line_over(f->statement, sizeof(f->statement));
	line_add(&l, "Declared certificate ");
	line_quote(&l, id);
	line_add(&l, " is not in the table of certificates.");
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l, "Whether the certificate exists and what it covers was not looked up.");
	return f;
}

void finding_certificate(const struct judging *j, size_t device)
{
	const struct verdict_device *v = &j->out->devices[device];
	const struct declaration *row = finding_declared(j, device);

	if (!row || !row->certificate[0])
		return;
	const struct certificate *c =
		know_certificate(j->in->knowledge, slice_text(row->certificate));
	if (!c) {
		(void)certificate_unknown(j, device, row->certificate);
		return;
	}
	enum fit model = fit_of(c->model, v->model), firmware = fit_of(c->firmware, v->firmware);
	bool against = model == FIT_NO || firmware == FIT_NO;
	bool open = model == FIT_OPEN || firmware == FIT_OPEN;
	struct finding *f = finding_add(j, QUESTION_CERTIFICATE,
					against ? ANSWER_CONTRADICTED
					: open  ? ANSWER_INCONCLUSIVE
						: ANSWER_CONSISTENT,
					against ? SEVERITY_MEDIUM : SEVERITY_INFO, (long)device);
	struct line l = line_over(f->statement, sizeof(f->statement));
	line_add(&l, "Declared certificate ");
	line_quote(&l, c->id);
	line_add(&l, " covers model ");
	line_quote(&l, c->model[0] ? c->model : "any");
	line_add(&l, ", firmware ");
	line_quote(&l, c->firmware[0] ? c->firmware : "any");
	line_add(&l, ". The %s says model ", finding_speaker(j));
	line_quote(&l, v->model);
	line_add(&l, ", firmware ");
	line_quote(&l, v->firmware);
	line_add(&l, ".");
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l,
		 "Model and firmware are the %s's own words; the image itself was not compared%s",
		 finding_speaker(j), j->in->images ? " with the certified one." : ".");
	cite(f, device, v->model_seen);
	cite(f, device, v->firmware_seen);
}
