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
	OWNERS_MAX = 16,
	MAKERS_MET = 60, /* makers met in numbers: rare ones in the tables don't thin the others */
};

int maker_group(const struct knowledge *k, int maker)
{
	for (int hops = 0; maker >= 0 && hops < OWNERS_MAX; hops++) {
		const char *parent = k->makers[maker].parent;
		int above = parent && parent[0] ? know_maker(k, slice_text(parent)) : -1;
		if (above < 0)
			return maker;
		maker = above;
	}
	return maker;
}

bool maker_same_group(const struct knowledge *k, int a, int b)
{
	if (a < 0 || b < 0)
		return false;
	return a == b || maker_group(k, a) == maker_group(k, b);
}

static bool has_votes(const struct verdict_device *v, int maker)
{
	for (size_t i = 0; i < v->n_votes; i++)
		if (v->votes[i].weight > 0 && vote_names(&v->votes[i], maker))
			return true;
	return false;
}

/* Makers that nothing points to share what those with votes leave of `mass`. */
static void share_prior(const struct verdict_device *v, const bool *wanted, size_t n_makers,
			double mass, double *ret)
{
	size_t n = 0, n_voted = 0;

	for (size_t i = 0; i < n_makers; i++) {
		n += wanted[i];
		n_voted += wanted[i] && has_votes(v, (int)i);
	}
	double one = mass / (double)(n < MAKERS_MET ? n : MAKERS_MET);
	double left = mass - one * (double)n_voted;
	double rest = left > 0 && n > n_voted ? left / (double)(n - n_voted) : PRIOR_LEAST;
	for (size_t i = 0; i < n_makers; i++)
		if (wanted[i])
			ret[i] = log(has_votes(v, (int)i) ? one : rest);
}

/* Natural log of each maker's prior; ret[n_makers] is unknown. */
static void priors(const struct knowledge *k, const struct verdict_device *v, double *ret)
{
	bool *cameras = mem_new(k->n_makers, sizeof(*cameras));
	bool *others = mem_new(k->n_makers, sizeof(*others));

	for (size_t i = 0; i < k->n_makers; i++) {
		cameras[i] = k->makers[i].makes_cameras || v->kind == KIND_OTHER;
		others[i] = !cameras[i];
	}
	share_prior(v, cameras, k->n_makers, 1 - PRIOR_UNKNOWN - PRIOR_NO_CAMERAS, ret);
	share_prior(v, others, k->n_makers, PRIOR_NO_CAMERAS, ret);
	ret[k->n_makers] = log(PRIOR_UNKNOWN);
	free(cameras);
	free(others);
}

static void likelihoods(const struct verdict_device *v, double *ret)
{
	for (size_t i = 0; i < v->n_votes; i++)
		for (size_t m = 0; m < v->votes[i].n_makers; m++)
			ret[v->votes[i].makers[m]] += v->votes[i].weight;
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

/* The most probable ones and unknown. */
static void keep_shown(struct verdict_device *v, const struct maker_share *all, size_t n)
{
	bool unknown = false;

	v->n_makers = n < JUDGE_MAKERS_SHOWN ? n : JUDGE_MAKERS_SHOWN;
	for (size_t i = 0; i < v->n_makers; i++) {
		v->makers[i] = all[i];
		unknown |= all[i].maker < 0;
	}
	for (size_t i = 0; i < n && !unknown; i++)
		if (all[i].maker < 0)
			v->makers[v->n_makers - 1] = all[i];
}

static double unknown_of(const struct maker_share *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (all[i].maker < 0)
			return all[i].probability;
	return 0;
}

static void name_maker(const struct knowledge *k, struct verdict_device *v,
		       const struct maker_share *all, size_t n)
{
	double unknown = unknown_of(all, n);

	v->maker = -1;
	v->maker_probability = unknown;
	for (size_t i = 0; i < n && i < JUDGE_MAKERS_SHOWN; i++) {
		if (all[i].maker < 0)
			continue;
		double p = group_sum(k, all, n, all[i].maker);
		if (p < MAKER_NAMED || p <= unknown)
			continue;
		v->maker = all[i].maker;
		v->maker_probability = p;
		v->maker_by_label_only = all[i].hard == 0;
		return;
	}
}

void maker_decide(const struct judging *j, size_t device)
{
	const struct knowledge *k = j->in->knowledge;
	const struct device *d = &j->in->ledger->devices[device];
	struct verdict_device *v = &j->out->devices[device];
	size_t n = k->n_makers + 1;
	struct maker_share *all = mem_new(n, sizeof(*all));
	double *log_prior = mem_new(n, sizeof(*log_prior)), *score = mem_new(n, sizeof(*score));
	double most = -INFINITY, sum = 0, split = votes_split(k, v);

	priors(k, v, log_prior);
	likelihoods(v, score);
	score[k->n_makers] += split;
	for (size_t i = 0; i < n; i++)
		if (score[i] + log_prior[i] > most)
			most = score[i] + log_prior[i];
	for (size_t i = 0; i < n; i++)
		sum += exp(score[i] + log_prior[i] - most);
	for (size_t i = 0; i < n; i++)
		all[i] = (struct maker_share){.maker = i < k->n_makers ? (int)i : -1,
					      .probability =
						      exp(score[i] + log_prior[i] - most) / sum,
					      .log_likelihood = score[i]};
	qsort(all, n, sizeof(*all), by_probability);
	for (size_t i = 0; i < n && i < JUDGE_MAKERS_SHOWN; i++)
		if (all[i].maker >= 0)
			all[i].hard = votes_hard(k, d, v, all[i].maker, NULL);
	v->split = split > 0;
	name_maker(k, v, all, n);
	keep_shown(v, all, n);
	free(all);
	free(log_prior);
	free(score);
}
