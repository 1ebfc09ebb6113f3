/* SPDX-License-Identifier: Apache-2.0
 *
 * Who made the implementation: prior times likelihood over all makers of the tables and an
 * explicit unknown. A verdict names a maker when its group (a firm with its owners and
 * subsidiaries) holds enough of the posterior and more than unknown does; of the group the
 * most probable member is named, with the group's probability.
 *
 * Where hard evidence is split between makers, one that speaks for others explains all of it, which
 * no single maker does: its weight goes to unknown.
 *
 * docs/inference.md gives the reasons for the numbers.
 */
#include <math.h>
#include <stdlib.h>

#include "judge/private.h"

#define PRIOR_UNKNOWN 0.35
#define PRIOR_NO_CAMERAS 0.01 /* all makers together that make no cameras */
#define PRIOR_LEAST 1e-6

enum {
	MAKERS_MET = 60, /* makers met in numbers: rare ones in the tables don't thin the others */
};

/* One maker's chances; the last row is unknown's. */
struct chance {
	double log_prior, score;
	bool wanted; /* as a maker of such devices */
	bool voted;
};

int maker_group(const struct knowledge *k, int maker)
{
	return maker < 0 ? maker : k->makers[maker].group;
}

bool maker_same_group(const struct knowledge *k, int a, int b)
{
	if (a < 0 || b < 0)
		return false;
	return a == b || maker_group(k, a) == maker_group(k, b);
}

/* Makers that nothing points to share what those with votes leave of `mass`. */
static void share_prior(struct chance *chances, size_t n_makers, bool wanted, double mass)
{
	size_t n = 0, n_voted = 0;

	for (size_t i = 0; i < n_makers; i++) {
		n += chances[i].wanted == wanted;
		n_voted += chances[i].wanted == wanted && chances[i].voted;
	}
	double one = mass / (double)(n < MAKERS_MET ? n : MAKERS_MET);
	double left = mass - one * (double)n_voted;
	double rest = left > 0 && n > n_voted ? left / (double)(n - n_voted) : PRIOR_LEAST;
	double log_one = log(one), log_rest = log(rest);
	for (size_t i = 0; i < n_makers; i++)
		if (chances[i].wanted == wanted)
			chances[i].log_prior = chances[i].voted ? log_one : log_rest;
}

/* Natural log of each maker's prior. */
static void priors(const struct knowledge *k, const struct verdict_device *v,
		   struct chance *chances)
{
	for (size_t i = 0; i < v->n_votes; i++)
		for (size_t m = 0; m < v->votes[i].n_makers && v->votes[i].weight > 0; m++)
			chances[v->votes[i].makers[m]].voted = true;
	for (size_t i = 0; i < k->n_makers; i++)
		chances[i].wanted = k->makers[i].makes_cameras || v->kind == KIND_OTHER;
	share_prior(chances, k->n_makers, true, 1 - PRIOR_UNKNOWN - PRIOR_NO_CAMERAS);
	share_prior(chances, k->n_makers, false, PRIOR_NO_CAMERAS);
	chances[k->n_makers].log_prior = log(PRIOR_UNKNOWN);
}

static void likelihoods(const struct verdict_device *v, struct chance *chances)
{
	for (size_t i = 0; i < v->n_votes; i++)
		for (size_t m = 0; m < v->votes[i].n_makers; m++)
			chances[v->votes[i].makers[m]].score += v->votes[i].weight;
}

static int by_probability(const void *left, const void *right)
{
	const struct maker_share *a = left, *b = right;
	if (a->probability != b->probability)
		return a->probability > b->probability ? -1 : 1;
	return a->maker < b->maker ? -1 : a->maker > b->maker;
}

static double group_sum(const struct knowledge *k, const struct maker_share *all, size_t n,
			int maker)
{
	int group = maker_group(k, maker);
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		if (all[i].maker >= 0 &&
		    (all[i].maker == maker || maker_group(k, all[i].maker) == group))
			sum += all[i].probability;
	return sum;
}

double maker_group_probability(const struct knowledge *k, const struct verdict_device *v, int maker)
{
	return maker >= 0 ? group_sum(k, v->makers, v->n_makers, maker) : 0;
}

/* The most probable ones and unknown, of all n in the order of the tables. */
static void keep_shown(struct verdict_device *v, const struct maker_share *all, size_t n)
{
	v->n_makers = 0;
	for (size_t i = 0; i < n; i++) {
		size_t at = v->n_makers;
		if (at == JUDGE_MAKERS_SHOWN && by_probability(&all[i], &v->makers[at - 1]) > 0)
			continue;
		at -= at == JUDGE_MAKERS_SHOWN;
		for (; at > 0 && by_probability(&all[i], &v->makers[at - 1]) < 0; at--)
			v->makers[at] = v->makers[at - 1];
		v->makers[at] = all[i];
		v->n_makers += v->n_makers < JUDGE_MAKERS_SHOWN;
	}
}

static void show_unknown(struct verdict_device *v, const struct maker_share *unknown)
{
	for (size_t i = 0; i < v->n_makers; i++)
		if (v->makers[i].maker < 0)
			return;
	v->makers[v->n_makers - 1] = *unknown;
}

static void name_maker(const struct knowledge *k, struct verdict_device *v,
		       const struct maker_share *all, size_t n)
{
	double unknown = all[n - 1].probability;

	v->maker = -1;
	v->maker_probability = unknown;
	for (size_t i = 0; i < v->n_makers; i++) {
		if (v->makers[i].maker < 0)
			continue;
		double p = group_sum(k, all, n, v->makers[i].maker);
		if (p < MAKER_NAMED || p <= unknown)
			continue;
		v->maker = v->makers[i].maker;
		v->maker_probability = p;
		v->maker_by_label_only = v->makers[i].hard == 0;
		return;
	}
}

/* exp, remembered: most makers have no votes and one of two priors. */
struct power {
	double of, is;
};

static double power_of(struct power *known, double of)
{
	if (known->of != of)
		*known = (struct power){of, exp(of)};
	return known->is;
}

/* Posteriors of all, in the order of the tables, unknown last. */
static void posteriors(const struct chance *chances, size_t n, struct maker_share *ret)
{
	struct power known[2] = {{0, 1}, {0, 1}};
	double most = -INFINITY, sum = 0;

	for (size_t i = 0; i < n; i++)
		if (chances[i].score + chances[i].log_prior > most)
			most = chances[i].score + chances[i].log_prior;
	for (size_t i = 0; i < n; i++) {
		const struct chance *c = &chances[i];
		double p = power_of(&known[c->wanted], c->score + c->log_prior - most);
		ret[i] = (struct maker_share){.maker = i + 1 < n ? (int)i : -1,
					      .probability = p,
					      .log_likelihood = c->score};
		sum += p;
	}
	for (size_t i = 0; i < n; i++)
		ret[i].probability /= sum;
}

void maker_decide(const struct judging *j, size_t device)
{
	const struct knowledge *k = j->in->knowledge;
	const struct device *d = &j->in->ledger->devices[device];
	struct verdict_device *v = &j->out->devices[device];
	size_t n = k->n_makers + 1;
	struct maker_share *all = mem_new(n, sizeof(*all));
	struct chance *chances = mem_new(n, sizeof(*chances));
	double split = votes_split(k, v);

	priors(k, v, chances);
	likelihoods(v, chances);
	chances[k->n_makers].score += split;
	posteriors(chances, n, all);
	keep_shown(v, all, n);
	for (size_t i = 0; i < v->n_makers; i++)
		if (v->makers[i].maker >= 0)
			v->makers[i].hard = votes_hard(k, d, v, v->makers[i].maker, NULL);
	v->split = split > 0;
	name_maker(k, v, all, n);
	show_unknown(v, &all[n - 1]);
	free(all);
	free(chances);
}
