/* SPDX-License-Identifier: Apache-2.0
 *
 * Camera, recorder or something else: signatures vote with log-likelihood ratios; with nothing
 * seen the answer is unknown. Votes of one class for one kind share a cap as those for makers do.
 */
#include <math.h>
#include <stdlib.h>

#include "judge/private.h"

#define ROUTER_VOTE 3.0 /* for `other`: forwards for others; a recorder with its own ports may */
#define CLASS_CAP 1.5

static const double prior[DEVICE_KINDS] = {
	[KIND_UNKNOWN] = 0.40, [KIND_CAMERA] = 0.25, [KIND_RECORDER] = 0.10, [KIND_OTHER] = 0.25};

struct ranked {
	size_t vote;
	double size;
};

static int by_size(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	if (a->size != b->size)
		return a->size > b->size ? -1 : 1;
	return a->vote < b->vote ? -1 : a->vote > b->vote;
}

/* Caps the votes of one class for (sign > 0) or against one kind, in place. */
static void cap(struct verdict_device *v, enum evidence_class class, size_t kind, double sign)
{
	struct ranked ranked[VOTES_MAX];
	size_t n = 0;
	double share = 1.0, spent = 0;

	for (size_t i = 0; i < v->n_votes; i++)
		if (v->votes[i].class == class && v->votes[i].kind_weight[kind] * sign > 0)
			ranked[n++] = (struct ranked){i, v->votes[i].kind_weight[kind] * sign};
	if (n == 0)
		return;
	qsort(ranked, n, sizeof(*ranked), by_size);
	for (size_t i = 0; i < n; i++) {
		double left = ranked[0].size * CLASS_CAP - spent, part = ranked[i].size * share;
		double given = part < left ? part : left > 0 ? left : 0;
		v->votes[ranked[i].vote].kind_weight[kind] = given * sign;
		spent += given;
		share /= 2;
	}
}

bool kind_is_named_recorder(const struct site *site, const struct device *d)
{
	if (!site)
		return false;
	for (size_t i = 0; i < site->n_recorder_macs; i++)
		if (d->by_mac && mac_equal(&site->recorder_macs[i], &d->mac))
			return true;
	for (size_t i = 0; i < site->n_recorders; i++)
		for (size_t k = 0; k < d->n_addresses; k++)
			if (addr_equal(&site->recorders[i], &d->addresses[k].addr))
				return true;
	return false;
}

void kind_decide(const struct judging *j, size_t device)
{
	const struct device *d = &j->in->ledger->devices[device];
	struct verdict_device *v = &j->out->devices[device];
	double score[DEVICE_KINDS], sum = 0;
	size_t best = KIND_UNKNOWN;

	for (int class = 0; class < EVIDENCE_CLASSES; class ++)
		for (size_t k = 0; k < DEVICE_KINDS; k++) {
			cap(v, (enum evidence_class) class, k, 1.0);
			cap(v, (enum evidence_class) class, k, -1.0);
		}
	if (kind_is_named_recorder(j->in->site, d)) {
		v->kind = KIND_RECORDER;
		v->kind_probability = 1.0;
		return;
	}
	for (size_t k = 0; k < DEVICE_KINDS; k++) {
		score[k] = log(prior[k]) + (k == KIND_OTHER && d->router ? ROUTER_VOTE : 0.0);
		for (size_t i = 0; i < v->n_votes; i++)
			score[k] += v->votes[i].kind_weight[k];
	}
	for (size_t k = 0; k < DEVICE_KINDS; k++) {
		sum += exp(score[k]);
		if (score[k] > score[best])
			best = k;
	}
	double p = exp(score[best]) / sum;
	if (best != KIND_UNKNOWN && p >= KIND_NAMED) {
		v->kind = (enum device_kind)best;
		v->kind_probability = p;
	} else {
		v->kind = KIND_UNKNOWN;
		v->kind_probability = exp(score[KIND_UNKNOWN]) / sum;
	}
}
