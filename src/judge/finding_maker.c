/* SPDX-License-Identifier: Apache-2.0
 *
 * Question `maker`: is the declared maker the one whose implementation is observed; where nothing
 * is declared, does the label agree with the implementation.
 *
 * contradicted: the posterior of another maker is at least 0.95, two independent hard (F2 or F3)
 * observations point to it, not both of a kind that others imitate, and nothing hard points to the
 * declared one. One hard observation is unexplained, unless it is of a kind that others imitate:
 * that is a lead as long as it stands alone. Labels, MAC prefixes and shared formats are leads:
 * they make no finding against anybody.
 */
#include "judge/private.h"

struct observed {
	int maker; /* that most hard evidence points to, or the verdict's; -1 = none */
	unsigned hard;
	bool plain;
	double probability;
};

static struct finding *add(const struct judging *j, enum answer a, enum severity s, size_t device)
{
	j->out->private->maker_answer[device] = a;
	return finding_add(j, QUESTION_MAKER, a, s, (long)device);
}

static const char *maker_name(const struct judging *j, int maker)
{
	return j->in->knowledge->makers[maker].name;
}

static struct observed observe(const struct judging *j, size_t device, int maker)
{
	const struct knowledge *k = j->in->knowledge;
	const struct verdict_device *v = &j->out->devices[device];
	struct observed o = {.maker = maker};

	if (maker < 0)
		return o;
	o.hard = votes_hard(k, &j->in->ledger->devices[device], v, maker, &o.plain);
	o.probability = maker_group_probability(k, v, maker);
	return o;
}

static bool imitated(const struct observed *o)
{
	return o->hard == 1 && !o->plain;
}

/* The verdict's maker, or of the shown ones the first that something hard points to. */
static struct observed best_observed(const struct judging *j, size_t device)
{
	const struct verdict_device *v = &j->out->devices[device];

	if (v->maker >= 0 && !v->maker_by_label_only)
		return observe(j, device, v->maker);
	for (size_t i = 0; i < v->n_makers; i++) {
		struct observed o = observe(j, device, v->makers[i].maker);
		if (o.hard)
			return o;
	}
	return observe(j, device, v->maker);
}

static void cite(const struct judging *j, struct finding *f, size_t device, int maker)
{
	const struct knowledge *k = j->in->knowledge;
	const struct verdict_device *v = &j->out->devices[device];

	for (size_t i = 0; i < v->n_votes; i++) {
		const struct vote *vote = &v->votes[i];
		bool ours = false;
		if (vote->n_makers == 0 || vote->seen == SIZE_MAX)
			continue;
		for (size_t m = 0; m < vote->n_makers; m++)
			ours |= maker_same_group(k, vote->makers[m], maker);
		struct evidence_ref ref = finding_seen(device, vote->seen);
		if (ours && vote->weight > 0)
			finding_evidence(f, &ref);
		else if (!ours)
			finding_counter(f, &ref);
	}
}

/* "Hikvision (head office: CN)" */
static void say_maker(const struct judging *j, struct line *l, int maker)
{
	const struct maker *m = &j->in->knowledge->makers[maker];
	line_add(l, "%s", m->name);
	if (m->country[0])
		line_add(l, " (head office: %s)", m->country);
}

/* A delivered file asks for nothing yet. */
static const char *names(const struct judging *j, size_t device, const struct vote *v)
{
	const struct device *d = &j->in->ledger->devices[device];
	return v->seen != SIZE_MAX && d->seen[v->seen].kind == OBS_IMAGE_HOST ? "names"
									      : "asks for";
}

/* What the hard observations say, at most two. */
static void say_why(const struct judging *j, struct line *l, size_t device, int maker)
{
	const struct knowledge *k = j->in->knowledge;
	const struct verdict_device *v = &j->out->devices[device];
	unsigned said = 0;

	for (size_t i = 0; i < v->n_votes && said < HARD_WANTED; i++) {
		const struct vote *vote = &v->votes[i];
		if (!vote_is_hard(k, vote) || vote->weight <= 0)
			continue;
		if (!maker_same_group(k, vote->makers[0], maker))
			continue;
		line_add(l, "%s", said++ ? "; " : ": ");
		if (vote->signature >= 0)
			line_add(l, "%s", k->signatures[vote->signature].says);
		else
			line_add(l, "%s servers under %s", names(j, device, vote),
				 k->clouds[vote->cloud].suffix);
	}
}

static void does_not_show(struct finding *f, const char *more)
{
	struct line l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l,
		 "This does not show where the unit was built, its legal origin, or who assembled "
		 "it%s",
		 more);
}

static void against_declared(const struct judging *j, size_t device, const struct observed *o,
			     int declared)
{
	const struct declaration *row = finding_declared(j, device);
	struct observed own = observe(j, device, declared);
	bool contradicted = o->hard >= HARD_WANTED && o->plain && o->probability >= MAKER_CERTAIN &&
			    own.hard == 0;
	const struct brand *known =
		label_brand_of(j->in->knowledge, row->maker[0] ? row->maker : row->brand, o->maker);
	struct finding *f = add(j, contradicted ? ANSWER_CONTRADICTED : ANSWER_UNEXPLAINED,
				contradicted ? SEVERITY_HIGH : SEVERITY_MEDIUM, device);
	struct line l = line_over(f->statement, sizeof(f->statement));

	line_add(&l, "Declared maker: ");
	line_quote(&l, row->maker);
	if (contradicted)
		line_add(&l, ". Observed implementation: ");
	else
		line_add(&l, ". Built on the firmware of, or speaks the protocol of: ");
	say_maker(j, &l, o->maker);
	line_add(&l, ", probability %.3f, %u independent hard observation%s", o->probability,
		 o->hard, o->hard == 1 ? "" : "s");
	say_why(j, &l, device, o->maker);
	if (own.hard)
		line_add(&l, ". Hard observations also point to the declared maker");
	if (known)
		line_add(&l, ". This label is publicly known to be bought from that maker");
	line_add(&l, ".");
	does_not_show(f, contradicted ? ". A licence or a supplier named elsewhere in the papers "
					"would have to be shown by document."
				      : "; a licence, a disclosed supplier or a shared module are "
					"possible causes.");
	cite(j, f, device, o->maker);
}

static void agrees_with_declared(const struct judging *j, size_t device, const struct observed *o)
{
	bool hard = o->hard > 0;
	struct finding *f =
		add(j, hard ? ANSWER_CONSISTENT : ANSWER_INCONCLUSIVE, SEVERITY_INFO, device);
	struct line l = line_over(f->statement, sizeof(f->statement));

	line_add(&l, "Declared maker: ");
	line_quote(&l, finding_declared(j, device)->maker);
	line_add(&l, hard ? ". Observed implementation agrees: "
			  : ". Only label, MAC prefix or shared formats were seen; they agree: ");
	say_maker(j, &l, o->maker);
	line_add(&l, ", probability %.3f", o->probability);
	if (hard)
		say_why(j, &l, device, o->maker);
	line_add(&l, ".");
	does_not_show(f, hard ? "." : ", nor who wrote the firmware: a label can be set freely.");
	cite(j, f, device, o->maker);
}

/* Nothing hard: what is said stays a lead. */
static void undecided(const struct judging *j, size_t device, const struct observed *o)
{
	const struct device *d = &j->in->ledger->devices[device];
	const struct verdict_device *v = &j->out->devices[device];
	bool tested = v->n_votes > 0;
	struct finding *f =
		add(j, tested ? ANSWER_INCONCLUSIVE : ANSWER_NOT_TESTED, SEVERITY_INFO, device);
	struct line l = line_over(f->statement, sizeof(f->statement));

	line_add(&l, "Declared maker: ");
	line_quote(&l, finding_declared(j, device)->maker);
	if (!tested)
		line_add(&l, ". Nothing in %zu observations tells who made the implementation.",
			 d->n_seen);
	else if (v->split)
		line_add(&l,
			 ". Hard observations point to %s and to others as well: what speaks "
			 "for several devices, imitates them or searches for them does that.",
			 maker_name(j, o->maker));
	else if (imitated(o))
		line_add(&l,
			 ". One observation points to %s (probability %.3f), of a kind that others "
			 "are known to imitate; alone this is a lead, not evidence.",
			 maker_name(j, o->maker), o->probability);
	else if (o->hard)
		line_add(&l,
			 ". Hard observations point to %s (probability %.3f), others elsewhere.",
			 maker_name(j, o->maker), o->probability);
	else if (o->maker >= 0)
		line_add(&l,
			 ". Label, MAC prefix or shared formats hint at %s (probability %.3f); "
			 "this is a lead, not evidence.",
			 maker_name(j, o->maker), o->probability);
	else
		line_add(&l, ". What was seen fits several makers.");
	does_not_show(f, "; that no maker was recognised does not show that the declaration is "
			 "right.");
	if (o->maker >= 0)
		cite(j, f, device, o->maker);
}

static void against_label(const struct judging *j, size_t device, const struct observed *o)
{
	const char *label;
	size_t seen;

	if (o->maker < 0 || o->hard == 0 || imitated(o) || j->out->devices[device].split ||
	    !identity_other_label(j, device, o->maker, &label, &seen))
		return;
	struct finding *f = add(j, ANSWER_UNEXPLAINED, SEVERITY_MEDIUM, device);
	struct line l = line_over(f->statement, sizeof(f->statement));
	const struct brand *known = label_brand_of(j->in->knowledge, label, o->maker);

	line_add(&l, "The label says ");
	line_quote(&l, label);
	line_add(&l, ", the %s is built on the firmware of, or speaks the protocol of: ",
		 finding_noun(j, device));
	say_maker(j, &l, o->maker);
	line_add(&l, ", probability %.3f", o->probability);
	say_why(j, &l, device, o->maker);
	if (known)
		line_add(&l, ". This label is publicly known to be bought from that maker");
	line_add(&l, ".");
	does_not_show(f, "; to sell another maker's product under an own label is lawful unless "
			 "something else was declared.");
	cite(j, f, device, o->maker);
	if (seen != SIZE_MAX) {
		struct evidence_ref ref = finding_seen(device, seen);
		finding_counter(f, &ref);
	}
}

void finding_maker(const struct judging *j, size_t device)
{
	const struct knowledge *k = j->in->knowledge;
	const struct declaration *row = finding_declared(j, device);
	struct observed o = best_observed(j, device);

	if (!row || !row->maker[0]) {
		if (finding_is_subject(j, device))
			against_label(j, device, &o);
		return;
	}
	int declared = label_maker(k, row->maker);
	if (o.maker >= 0 && maker_same_group(k, declared, o.maker) &&
	    o.probability >= MAKER_CONSISTENT) {
		agrees_with_declared(j, device, &o);
		return;
	}
	bool elsewhere = j->out->devices[device].split && observe(j, device, declared).hard == 0;
	if (o.hard && !elsewhere && !imitated(&o) && !maker_same_group(k, declared, o.maker))
		against_declared(j, device, &o, declared);
	else
		undecided(j, device, &o);
}
