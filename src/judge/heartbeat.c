/* SPDX-License-Identifier: Apache-2.0
 *
 * Keep-alives: which contacts a device speaks to regularly, how often and how much, and what the
 * tables know such a packet to be. A period is told when nearly all intervals agree; the rest are
 * taken for beats that the capture or the network lost. It says nothing of what is inside.
 */
#include <stdlib.h>

#include "judge/private.h"

enum { INTERVALS_WANTED = 4 };
#define STEPS_SHARE 0.8  /* of the intervals: in two neighbouring steps */
#define STEP_SHARE 0.75  /* in one, where the two are not of one period */
#define SIZE_SHARE 0.6   /* of the beats: in the size class that is told */
#define ONE_PERIOD 1.5   /* means of two steps that differ less are jitter about their border */
#define SAME_PERIOD 0.15 /* of one device's heartbeats */

static double mean_s(const struct beat_step *s)
{
	return s->n ? (double)s->sum_ms / (double)s->n / 1000 : 0;
}

/* 0 = none */
static double period_of(const struct beat *b)
{
	const struct beat_step *s = b->steps;
	uint64_t all = beat_intervals(b);
	unsigned at = 0;

	if (all < INTERVALS_WANTED)
		return 0;
	for (unsigned i = 1; i + 1 < BEAT_STEPS; i++)
		if (s[i].n + s[i + 1].n > s[at].n + s[at + 1].n)
			at = i;
	uint64_t both = s[at].n + s[at + 1].n;
	if ((double)both < STEPS_SHARE * (double)all)
		return 0;
	double low = mean_s(&s[at]), high = mean_s(&s[at + 1]);
	if (low > 0 && high > 0 && high < low * ONE_PERIOD)
		return (double)(s[at].sum_ms + s[at + 1].sum_ms) / (double)both / 1000;
	const struct beat_step *most = s[at].n >= s[at + 1].n ? &s[at] : &s[at + 1];
	return (double)most->n < STEP_SHARE * (double)all ? 0 : mean_s(most);
}

static void size_of(const struct beat *b, struct heartbeat *h)
{
	uint64_t all = 0;

	for (unsigned i = 0; i < BEAT_SIZES; i++)
		all += b->sizes[i].n;
	for (unsigned i = 0; i < BEAT_SIZES; i++) {
		if (all == 0 || (double)b->sizes[i].n < SIZE_SHARE * (double)all)
			continue;
		h->has_bytes = true;
		h->least_bytes = b->sizes[i].min;
		h->most_bytes = b->sizes[i].max;
	}
}

static struct heartbeat heartbeat_of(const struct knowledge *k, const struct contact *c)
{
	if (!c->beat)
		return (struct heartbeat){0};
	struct heartbeat h = {.period_s = period_of(c->beat)};

	if (h.period_s <= 0)
		return (struct heartbeat){0};
	h.count = beat_intervals(c->beat);
	size_of(c->beat, &h);
	struct beat_seen seen = {.protocol = c->protocol,
				 .transport = c->transport,
				 .port = c->port,
				 .least_bytes = h.has_bytes ? h.least_bytes : 0,
				 .most_bytes = h.has_bytes ? h.most_bytes : UINT16_MAX,
				 .period_s = h.period_s};
	h.known = know_beat(k, &seen);
	return h;
}

/* Named alike and at one pace: one habit, with several servers. */
static bool same_habit(const struct heartbeat *a, const struct heartbeat *b)
{
	return a->known == b->known && a->period_s - b->period_s < SAME_PERIOD * a->period_s &&
	       b->period_s - a->period_s < SAME_PERIOD * a->period_s;
}

/* A device may have any number of contacts; habits differ in name or by SAME_PERIOD, so there are
 * few: each contact is compared with the first one of each habit alone. */
void heartbeats_find(const struct judging *j, size_t device)
{
	const struct device *d = &j->in->ledger->devices[device];
	struct verdict_device *v = &j->out->devices[device];
	size_t *firsts = mem_new(d->n_contacts, sizeof(*firsts)), n_firsts = 0;

	v->heartbeats = mem_new(d->n_contacts, sizeof(*v->heartbeats));
	for (size_t i = 0; i < d->n_contacts; i++) {
		struct heartbeat *h = &v->heartbeats[i];
		size_t b = 0;
		*h = heartbeat_of(j->in->knowledge, &d->contacts[i]);
		h->first = i;
		h->addresses = 1;
		if (!h->known)
			continue;
		while (b < n_firsts && !same_habit(&v->heartbeats[firsts[b]], h))
			b++;
		if (b == n_firsts) {
			firsts[n_firsts++] = i;
			continue;
		}
		h->first = firsts[b];
		v->heartbeats[firsts[b]].addresses++;
	}
	for (size_t i = 0; i < d->n_contacts; i++)
		v->heartbeats[i].addresses = v->heartbeats[v->heartbeats[i].first].addresses;
	free(firsts);
}
