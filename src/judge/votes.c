/* SPDX-License-Identifier: Apache-2.0
 *
 * From what was seen to votes: each value is matched against the signatures, the MAC prefix
 * against its registrant, names of servers against the clouds. A vote is a natural-log likelihood
 * ratio; the numbers and their reasons stand in docs/inference.md.
 *
 * Votes of one class are not independent: of those for one maker the strongest counts whole, the
 * next ones half, a quarter and so on, together at most half as much again as the strongest. All
 * that one conversation says comes from one program, which may be another maker's: together it
 * weighs no more than a whole private protocol does. A signature votes once, however often it
 * matched. Label texts weigh nothing against a maker that hard evidence points to.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "judge/private.h"

static const double grades[] = {
	[FORGE_F0] = 2.0, [FORGE_F1] = 3.0, [FORGE_F2] = 5.0, [FORGE_F3] = 6.5};
static const double shares[] = {
	[0] = 1.0, [SHARE_S1] = 1.0, [SHARE_S2] = 1.0, [SHARE_S3] = 0.45, [SHARE_S4] = 0.1};

#define EMULATED 0.7         /* of the weight that is left when imitations are known */
#define SPLIT 0.5            /* of the best maker's hard weight: another's is as good a claim */
#define CLASS_CAP 1.5        /* times the strongest vote of the class */
#define CONVERSATION_CAP 6.5 /* a program of another maker's: as a whole protocol of F3 */

/* Votes of a device while they are collected. */
struct ballot {
	const struct judging *j;
	const struct device *device;
	size_t n, room;
	struct vote *votes;
	size_t seen; /* being matched */
};

static double base_weight(enum forgeability forge, enum sharing share, bool emulated, size_t n)
{
	double w = grades[forge] * shares[share] * (emulated ? EMULATED : 1.0);
	w -= n > 1 ? log((double)n) : 0.0;
	return w > 0 ? w : 0.0;
}

static struct vote *add_vote(struct ballot *b)
{
	if (b->n == VOTES_MAX)
		return NULL;
	if (b->n == b->room) {
		b->room = b->room ? b->room * 2 : 16;
		b->votes = mem_resize(b->votes, b->room, sizeof(*b->votes));
	}
	b->votes[b->n] = (struct vote){.seen = SIZE_MAX, .cloud = -1};
	return &b->votes[b->n++];
}

static void on_hit(void *ctx, size_t signature)
{
	struct ballot *b = ctx;
	const struct signature *s = &b->j->in->knowledge->signatures[signature];

	for (size_t i = 0; i < b->n; i++)
		if (b->votes[i].signature == (int)signature)
			return;
	struct vote *v = add_vote(b);
	if (!v)
		return;
	v->seen = b->seen;
	v->signature = (int)signature;
	v->class = s->class;
	v->forge = s->forge;
	v->n_makers = s->n_makers;
	memcpy(v->makers, s->makers, sizeof(v->makers));
	v->weight_alone =
		s->n_makers ? base_weight(s->forge, s->share, s->emulated, s->n_makers) : 0;
	v->weight = v->weight_alone;
	for (size_t k = 0; k < DEVICE_KINDS; k++)
		v->kind_weight[k] = (double)s->kind_votes[k];
}

static void hex_text(struct slice bytes, char *to, size_t room)
{
	size_t n = 0;
	for (size_t i = 0; i < bytes.len && n + 3 <= room; i++)
		n += (size_t)snprintf(to + n, room - n, "%02x", bytes.at[i]);
	to[n] = '\0';
}

static void match_one(struct ballot *b, const struct seen *s)
{
	char text[1200];
	struct slice value = s->text;

	switch (obs_kind_info(s->kind)->type) {
	case OBS_NUMBER:
		(void)snprintf(text, sizeof(text), "%llu", (unsigned long long)s->number);
		value = slice_text(text);
		break;
	case OBS_ADDR:
		value = slice_text(addr_print(&s->addr, text));
		break;
	case OBS_BYTES:
		hex_text(s->text, text, sizeof(text));
		value = slice_text(text);
		break;
	case OBS_TEXT:
	case OBS_NAMED_ADDR:
		break;
	}
	if (value.len)
		know_match(b->j->matcher, s->kind, value, on_hit, b);
}

static void vote_mac(struct ballot *b)
{
	const struct judge_input *in = b->j->in;
	const struct device *d = b->device;

	if (!in->oui || !d->by_mac || mac_is_locally_administered(&d->mac))
		return;
	const char *registrant = oui_registrant(in->oui, &d->mac);
	int maker = registrant ? know_maker_of_registrant(in->knowledge, registrant) : -1;
	struct vote *v = maker >= 0 ? add_vote(b) : NULL;
	if (!v)
		return;
	v->signature = -1;
	v->class = CLASS_MAC;
	v->forge = FORGE_F1;
	v->n_makers = 1;
	v->makers[0] = (uint16_t)maker;
	v->weight = v->weight_alone = base_weight(FORGE_F1, SHARE_S1, false, 1);
}

/* Where the device said that name, SIZE_MAX = kept no observation of it. */
static size_t name_seen(const struct device *d, const char *name)
{
	static const enum obs_kind kinds[] = {OBS_DNS_QUERY, OBS_TLS_SNI, OBS_HTTP_HOST,
					      OBS_DNS_ANSWER, OBS_IMAGE_HOST};
	size_t len = strlen(name);
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
		for (size_t i = 0; i < d->n_seen; i++)
			if (d->seen[i].kind == kinds[k] && d->seen[i].text.len >= len && len &&
			    strncasecmp((const char *)d->seen[i].text.at, name, len) == 0)
				return i;
	return SIZE_MAX;
}

static void vote_name(struct ballot *b, const char *name)
{
	const struct knowledge *k = b->j->in->knowledge;
	const struct cloud *cloud = know_cloud(k, slice_text(name));

	if (!cloud || cloud->maker < 0)
		return;
	int index = (int)(cloud - k->clouds);
	for (size_t i = 0; i < b->n; i++)
		if (b->votes[i].signature == -2 && b->votes[i].cloud == index)
			return;
	struct vote *v = add_vote(b);
	if (!v)
		return;
	v->signature = -2;
	v->cloud = index;
	v->seen = name_seen(b->device, name);
	v->class = CLASS_CLOUD;
	v->forge = FORGE_F3;
	v->n_makers = 1;
	v->makers[0] = (uint16_t)cloud->maker;
	v->weight = v->weight_alone = base_weight(FORGE_F3, cloud->share, false, 1);
}

void votes_collect(const struct judging *j, size_t device)
{
	struct verdict_device *verdict = &j->out->devices[device];
	struct ballot b = {.j = j, .device = &j->in->ledger->devices[device]};
	const struct device *d = b.device;
	struct hearsay hearsay = hearsay_of(j->in->ledger, d);

	for (size_t i = 0; i < d->n_seen; i++) {
		b.seen = i;
		if (!hearsay_has(&hearsay, &d->seen[i]))
			match_one(&b, &d->seen[i]);
	}
	vote_mac(&b);
	for (size_t i = 0; i < d->n_asked; i++)
		vote_name(&b, d->asked[i].name);
	for (size_t i = 0; i < d->n_contacts; i++)
		if (d->contacts[i].name_source != NAME_NONE &&
		    d->contacts[i].name_source != NAME_CERTIFICATE)
			vote_name(&b, d->contacts[i].name);
	verdict->votes = b.votes;
	verdict->n_votes = b.n;
}

bool vote_names(const struct vote *v, int maker)
{
	for (size_t i = 0; i < v->n_makers; i++)
		if (v->makers[i] == maker)
			return true;
	return false;
}

static enum sharing vote_share(const struct knowledge *k, const struct vote *v)
{
	if (v->signature >= 0)
		return k->signatures[v->signature].share;
	return v->cloud >= 0 ? k->clouds[v->cloud].share : SHARE_S1;
}

/* F2 or F3, of one maker and its labels: a format that several share is a lead only. */
bool vote_is_hard(const struct knowledge *k, const struct vote *v)
{
	return v->n_makers && v->forge >= FORGE_F2 && vote_share(k, v) <= SHARE_S2 &&
	       v->weight_alone > 0;
}

static bool for_group(const struct knowledge *k, const struct vote *v, int maker)
{
	for (size_t i = 0; i < v->n_makers; i++)
		if (maker_same_group(k, v->makers[i], maker))
			return true;
	return false;
}

static bool same_end(const struct addr *a, uint16_t a_port, const struct addr *b, uint16_t b_port)
{
	return a_port == b_port && addr_equal(a, b);
}

/* One message, or one pair of addresses and ports either way: one program spoke. */
static bool same_conversation(const struct device *d, const struct vote *a, const struct vote *b)
{
	if (a->seen == SIZE_MAX || b->seen == SIZE_MAX)
		return false;
	const struct where *x = &d->seen[a->seen].first, *y = &d->seen[b->seen].first;
	if (x->capture == y->capture && x->frame == y->frame)
		return true;
	if (!x->src.family || !x->src_port || x->transport != y->transport)
		return false;
	return (same_end(&x->src, x->src_port, &y->src, y->src_port) &&
		same_end(&x->dst, x->dst_port, &y->dst, y->dst_port)) ||
	       (same_end(&x->src, x->src_port, &y->dst, y->dst_port) &&
		same_end(&x->dst, x->dst_port, &y->src, y->src_port));
}

/* One conversation says several things at once: two observations are independent when they are of
 * two, and their classes differ or their kinds do. */
static bool independent(const struct device *d, const struct vote *a, const struct vote *b)
{
	if (same_conversation(d, a, b))
		return false;
	if (a->class != b->class)
		return true;
	if (a->class == CLASS_CLOUD || a->seen == SIZE_MAX || b->seen == SIZE_MAX)
		return false;
	return d->seen[a->seen].kind != d->seen[b->seen].kind;
}

unsigned votes_hard(const struct knowledge *k, const struct device *d,
		    const struct verdict_device *v, int maker, bool *ret_plain)
{
	const struct vote *kept[DISTINCT_MESSAGES_MAX];
	unsigned n = 0;
	bool plain = false;

	for (size_t i = 0; i < v->n_votes && n < DISTINCT_MESSAGES_MAX; i++) {
		const struct vote *vote = &v->votes[i];
		if (!vote_is_hard(k, vote) || vote->weight <= 0 || !for_group(k, vote, maker))
			continue;
		plain |= vote->signature < 0 || !k->signatures[vote->signature].emulated;
		bool fresh = true;
		for (unsigned m = 0; m < n; m++)
			fresh = fresh && independent(d, kept[m], vote);
		if (fresh)
			kept[n++] = vote;
	}
	if (ret_plain)
		*ret_plain = plain;
	return n;
}

static int by_strength(const void *left, const void *right)
{
	const struct vote *a = left, *b = right;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	if (a->class != b->class)
		return a->class < b->class ? -1 : 1;
	if (a->signature != b->signature)
		return a->signature < b->signature ? -1 : 1;
	return a->cloud < b->cloud ? -1 : a->cloud > b->cloud;
}

/* Running totals of one maker or kind in one class. */
struct budget {
	double strongest, spent, share;
};

/* What may still be added of a weight. */
static double allowed(const struct budget *b, double weight)
{
	if (b->strongest <= 0)
		return weight;
	double part = weight * b->share, left = b->strongest * CLASS_CAP - b->spent;
	return part < left ? part : left > 0 ? left : 0;
}

static void spend(struct budget *b, double full, double given)
{
	if (b->strongest <= 0) {
		b->strongest = full;
		b->share = 1.0;
	}
	b->spent += given;
	b->share /= 2;
}

static void cap_makers(struct verdict_device *v, enum evidence_class class, struct budget *budgets,
		       size_t n_makers)
{
	memset(budgets, 0, n_makers * sizeof(*budgets));
	for (size_t i = 0; i < v->n_votes; i++) {
		struct vote *vote = &v->votes[i];
		if (vote->class != class || vote->n_makers == 0 || vote->weight <= 0)
			continue;
		double full = vote->weight, given = full;
		for (size_t m = 0; m < vote->n_makers; m++) {
			double most = allowed(&budgets[vote->makers[m]], full);
			given = most < given ? most : given;
		}
		vote->weight = given;
		for (size_t m = 0; m < vote->n_makers; m++)
			spend(&budgets[vote->makers[m]], full, given);
	}
}

/* What earlier votes of the same conversation give the maker. */
static double said_before(const struct device *d, const struct verdict_device *v, size_t vote,
			  int maker)
{
	double sum = 0;
	for (size_t i = 0; i < vote; i++)
		if (v->votes[i].weight > 0 && vote_names(&v->votes[i], maker) &&
		    same_conversation(d, &v->votes[i], &v->votes[vote]))
			sum += v->votes[i].weight;
	return sum;
}

static void cap_conversations(const struct device *d, struct verdict_device *v)
{
	for (size_t i = 0; i < v->n_votes; i++)
		for (size_t m = 0; m < v->votes[i].n_makers && v->votes[i].weight > 0; m++) {
			double left =
				CONVERSATION_CAP - said_before(d, v, i, v->votes[i].makers[m]);
			if (v->votes[i].weight > left)
				v->votes[i].weight = left > 0 ? left : 0;
		}
}

static double hard_sum(const struct knowledge *k, const struct verdict_device *v, int maker,
		       int besides)
{
	double sum = 0;
	for (size_t i = 0; i < v->n_votes; i++)
		if (vote_is_hard(k, &v->votes[i]) && for_group(k, &v->votes[i], maker) &&
		    (besides < 0 || !for_group(k, &v->votes[i], besides)))
			sum += v->votes[i].weight;
	return sum;
}

/* The maker that hard evidence points to most, not counting what points to `besides` as well; -1 =
 * none. */
static int hard_favourite(const struct knowledge *k, const struct verdict_device *v, int besides,
			  double *ret_sum)
{
	int best = -1;

	*ret_sum = 0;
	for (size_t i = 0; i < v->n_votes; i++) {
		if (!vote_is_hard(k, &v->votes[i]) || v->votes[i].weight <= 0)
			continue;
		int maker = v->votes[i].makers[0];
		double sum = hard_sum(k, v, maker, besides);
		if (sum > *ret_sum) {
			best = maker;
			*ret_sum = sum;
		}
	}
	return best;
}

double votes_split(const struct knowledge *k, const struct verdict_device *v)
{
	double first, second;
	int best = hard_favourite(k, v, -1, &first);

	if (best < 0)
		return 0;
	(void)hard_favourite(k, v, best, &second);
	return second >= SPLIT * first ? first + second : 0;
}

static void silence_labels(const struct knowledge *k, struct verdict_device *v)
{
	double sum;
	int favourite = hard_favourite(k, v, -1, &sum);

	for (size_t i = 0; favourite >= 0 && i < v->n_votes; i++)
		if (v->votes[i].forge == FORGE_F0 && v->votes[i].n_makers &&
		    !for_group(k, &v->votes[i], favourite))
			v->votes[i].weight = 0;
}

/* A phone or a computer asks for any maker's servers: what is compiled into a camera is an app
 * there. So it is with what may be one: a name asked for is hard evidence only of what is known to
 * be a camera or recorder (bench/calibrate.py: of unknown devices that showed nothing else, three
 * in four were none of that maker's). */
static void soften_clouds(const struct knowledge *k, struct verdict_device *v)
{
	for (size_t i = 0; i < v->n_votes; i++) {
		struct vote *vote = &v->votes[i];
		if (vote->signature != -2)
			continue;
		vote->forge = FORGE_F1;
		vote->weight_alone = base_weight(FORGE_F1, vote_share(k, vote), false, 1);
		vote->weight = vote->weight_alone;
	}
}

void votes_weigh(const struct judging *j, size_t device)
{
	const struct knowledge *k = j->in->knowledge;
	struct verdict_device *v = &j->out->devices[device];
	struct budget *budgets = mem_new(k->n_makers, sizeof(*budgets));

	if (v->kind != KIND_CAMERA && v->kind != KIND_RECORDER && !j->in->images)
		soften_clouds(k, v);
	silence_labels(k, v);
	if (v->n_votes)
		qsort(v->votes, v->n_votes, sizeof(*v->votes), by_strength);
	for (int class = 0; class < EVIDENCE_CLASSES; class ++)
		cap_makers(v, (enum evidence_class) class, budgets, k->n_makers);
	if (v->n_votes)
		qsort(v->votes, v->n_votes, sizeof(*v->votes), by_strength);
	cap_conversations(&j->in->ledger->devices[device], v);
	if (v->n_votes)
		qsort(v->votes, v->n_votes, sizeof(*v->votes), by_strength);
	free(budgets);
}
