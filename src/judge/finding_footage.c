/* SPDX-License-Identifier: Apache-2.0
 *
 * Did footage leave: one finding a camera, recorder or declared device that anybody outside got
 * something from, and any other device that pictures are shown or likely to have left; worst contact
 * first. "Not shown" is never said as "not sent".
 */
#include "judge/private.h"

struct way {
	const struct footage_verdict *f;
	const struct side_record *out;
	const struct addr *addr;
	uint16_t port;
	bool permitted;
	struct evidence_ref ref;
	size_t contact, inbound;
};

/* Everything sent outside, by worst answer, then most seconds. */
static bool worse(const struct way *a, const struct way *b)
{
	if (a->f->answer != b->f->answer)
		return a->f->answer < b->f->answer;
	return a->f->bound.seconds > b->f->bound.seconds;
}

struct ways {
	struct way worst[CONTACTS_TOLD];
	size_t n_told, n, by_answer[FOOTAGE_ANSWERS];
	bool all_permitted;
};

static void add_way(struct ways *w, const struct way *way)
{
	size_t at = w->n_told;

	w->n++;
	w->by_answer[way->f->answer]++;
	if (way->f->answer <= FOOTAGE_LIKELY)
		w->all_permitted &= way->permitted;
	while (at > 0 && worse(way, &w->worst[at - 1]))
		at--;
	if (at == CONTACTS_TOLD)
		return;
	if (w->n_told < CONTACTS_TOLD)
		w->n_told++;
	for (size_t i = w->n_told - 1; i > at; i--)
		w->worst[i] = w->worst[i - 1];
	w->worst[at] = *way;
}

static struct ways ways_of(const struct judging *j, size_t device)
{
	const struct device *d = &j->in->ledger->devices[device];
	const struct verdict_device *v = &j->out->devices[device];
	struct ways w = {.all_permitted = true};

	for (size_t i = 0; i < d->n_contacts; i++) {
		const struct contact *c = &d->contacts[i];
		if (c->neighbour || v->footage[i].bound.bytes == 0)
			continue;
		add_way(&w, &(struct way){&v->footage[i], &c->out, &c->addr, c->port, c->permitted,
					  finding_contact(device, i), i, SIZE_MAX});
	}
	for (size_t i = 0; i < d->n_inbound; i++) {
		const struct inbound *in = &d->inbound[i];
		if (v->footage_inbound[i].bound.bytes == 0)
			continue;
		add_way(&w,
			&(struct way){&v->footage_inbound[i], &in->out, &in->addr, in->local_port,
				      in->permitted, finding_inbound(device, i), SIZE_MAX, i});
	}
	return w;
}

static void say_seconds(struct line *l, double seconds)
{
	if (seconds < 120)
		line_add(l, "%.1f s", seconds);
	else if (seconds < 7200)
		line_add(l, "%.0f min", seconds / 60);
	else
		line_add(l, "%.0f h", seconds / 3600);
}

static void say_pictures(struct line *l, const struct device *d, const struct way *w)
{
	for (size_t i = 0; i < d->n_footage; i++) {
		const struct footage *f = &d->footage[i];
		const struct media_record *m = &f->told;
		if (f->contact != w->contact || f->inbound != w->inbound || !m->pictures ||
		    m->codec == MEDIA_SEALED)
			continue;
		line_add(l, ", %s", media_codec_name((enum media_codec)m->codec));
		if (m->width)
			line_add(l, " %ux%u", m->width, m->height);
		if (m->millifps)
			line_add(l, " at %.4g pictures/s", m->millifps / 1000.0);
		line_add(l, ", %s%llu picture%s (%llu key) in ", m->partial ? "at least " : "",
			 (unsigned long long)m->pictures, m->pictures == 1 ? "" : "s",
			 (unsigned long long)m->key_pictures);
		say_seconds(l, ((double)m->last_us - (double)m->first_us) / 1e6);
		for (unsigned k = 0; k < m->frames.n; k++)
			line_add(l, "%s%llu", k ? ", " : "; frames ",
				 (unsigned long long)m->frames.at[k].frame);
	}
}

static void say_match(const struct judging *j, struct line *l, const struct footage_match *m)
{
	const struct same_picture *t = &m->test;
	const struct picture_band *b = same_picture_strongest(t);

	line_add(l, ", %s as ", same_picture_name(t->verdict));
	line_add(l, "the picture of %s (r %.2f, z %.1f, lag %.1f s, window %.0f s",
		 j->in->ledger->devices[m->camera].id, b->r, b->z, (double)b->lag_us / 1e6,
		 (double)t->window_bins * SERIES_BIN_US / 1e6);
	if (m->n_tied > 1)
		line_add(l, "; %zu streams match as well: which of them can't be told", m->n_tied);
	line_add(l, ")");
}

static void say_way(const struct judging *j, struct line *l, size_t device, const struct way *w)
{
	char text[ADDR_TEXT_MAX];

	line_add(l, "%s", addr_print(w->addr, text));
	if (w->port)
		line_add(l, " port %u", w->port);
	line_add(l, ": %s", footage_answer_name(w->f->answer));
	if (w->f->answer == FOOTAGE_SHOWN)
		say_pictures(l, &j->in->ledger->devices[device], w);
	if (w->f->answer == FOOTAGE_LIKELY)
		say_match(j, l, &w->f->match);
	if (w->f->answer != FOOTAGE_SHOWN) {
		line_add(l, ", at most ");
		say_seconds(l, w->f->bound.seconds);
		line_add(l, " of footage");
	}
}

static void say_limits(const struct judging *j, size_t device, struct finding *f,
		       const struct ways *w)
{
	const struct verdict_device *v = &j->out->devices[device];
	struct line l = line_over(f->does_not_show, sizeof(f->does_not_show));

	if (w->by_answer[FOOTAGE_SHOWN] || w->by_answer[FOOTAGE_LIKELY])
		line_add(&l, "This does not show who sees it or why it was sent. ");
	if (w->by_answer[FOOTAGE_LIKELY])
		line_add(&l,
			 "A likeness of two series of sizes does not show the picture itself. ");
	if (w->by_answer[FOOTAGE_NOT_EXCLUDED])
		line_add(&l, "Not shown is not the same as not sent: padded, constant or delayed "
			     "uploads look like others. ");
	line_add(&l, "The bound takes %.4g kbit/s for the poorest footage, %s.",
		 v->footage_least.bits_per_s / 1000,
		 v->footage_least.own_rate ? "the least that this device was seen to send"
					   : "the least that cameras are sold with, as this device "
					     "showed none of its own");
	if (j->in->ledger->incomplete)
		line_add(&l, " The input is incomplete.");
}

static enum answer answer_of(const struct ways *w)
{
	if (w->by_answer[FOOTAGE_SHOWN] || w->by_answer[FOOTAGE_LIKELY])
		return w->all_permitted ? ANSWER_CONSISTENT : ANSWER_UNEXPLAINED;
	return w->by_answer[FOOTAGE_NOT_EXCLUDED] ? ANSWER_INCONCLUSIVE : ANSWER_CONSISTENT;
}

static enum severity severity_of(const struct ways *w, enum answer a)
{
	if (a == ANSWER_UNEXPLAINED)
		return SEVERITY_HIGH;
	if (w->by_answer[FOOTAGE_SHOWN] || w->by_answer[FOOTAGE_LIKELY])
		return SEVERITY_MEDIUM;
	return w->by_answer[FOOTAGE_NOT_EXCLUDED] ? SEVERITY_LOW : SEVERITY_INFO;
}

void finding_footage(const struct judging *j, size_t device)
{
	struct ways w;
	bool subject = finding_is_subject(j, device);

	if (j->in->ledger->devices[device].router)
		return;
	w = ways_of(j, device);
	/* Who sends pictures is asked after, whatever it is taken for. */
	if (w.n == 0 || (!subject && !w.by_answer[FOOTAGE_SHOWN] && !w.by_answer[FOOTAGE_LIKELY]))
		return;
	enum answer a = answer_of(&w);
	enum severity s = severity_of(&w, a);
	if (!subject && s > SEVERITY_MEDIUM)
		s = j->out->devices[device].kind == KIND_OTHER ? SEVERITY_LOW : SEVERITY_MEDIUM;
	struct finding *f = finding_add(j, QUESTION_FOOTAGE, a, s, (long)device);
	struct line l = line_over(f->statement, sizeof(f->statement));
	line_add(&l, "Whether footage of this %s left to ", finding_noun(j, device));
	for (size_t i = 0; i < w.n_told; i++) {
		line_add(&l, "%s", i ? "; to " : "");
		say_way(j, &l, device, &w.worst[i]);
		finding_evidence(f, &w.worst[i].ref);
	}
	if (w.n > w.n_told)
		line_add(&l, "; and %zu more servers, none worse", w.n - w.n_told);
	line_add(&l, ".");
	say_limits(j, device, f, &w);
}
