/* SPDX-License-Identifier: Apache-2.0 */
#include "report/summary.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/map.h"
#include "report/summary_parts.h"
#include "report/words.h"

bool summary_watches(const struct judgement *j, size_t device)
{
	return !j->ledger->devices[device].router && j->devices[device].kind != KIND_OTHER;
}

static int64_t earlier(const struct side_record *a, const struct side_record *b)
{
	if (a->packets == 0)
		return b->packets ? b->first_us : 0;
	return b->packets && b->first_us < a->first_us ? b->first_us : a->first_us;
}

static int64_t later(const struct side_record *a, const struct side_record *b)
{
	if (a->packets == 0)
		return b->packets ? b->last_us : 0;
	return b->packets && b->last_us > a->last_us ? b->last_us : a->last_us;
}

int64_t contact_first(const struct contact *c)
{
	return earlier(&c->out, &c->in);
}

int64_t contact_last(const struct contact *c)
{
	return later(&c->out, &c->in);
}

enum rung summary_rung(const struct device *d)
{
	enum rung worst = RUNG_CONFIGURED;
	for (size_t i = 0; i < d->n_contacts; i++)
		if (!d->contacts[i].permitted && d->contacts[i].rung > worst)
			worst = d->contacts[i].rung;
	return worst;
}

const char *summary_country(const struct contact *c, const struct place *p)
{
	if (c->neighbour)
		return "same segment";
	if (c->private_address)
		return "private address";
	if (!p->country[0])
		return "not known";
	return words_country(p->country);
}

static void count_captures(struct totals *t, const struct ledger *l)
{
	for (size_t i = 0; i < l->n_captures; i++) {
		const struct capture_record *c = &l->captures[i];
		t->packets += c->packets;
		t->bytes += c->bytes;
		t->cut_packets += c->cut_packets;
		t->payload_missing += c->payload_missing;
		t->dropped += c->dropped;
		t->undecodable += c->undecodable;
		t->fragments_lost += c->fragments_lost;
		t->unread_bytes += c->unread_bytes;
	}
	t->first_us = l->first_us;
	t->last_us = l->last_us;
}

/* How many countries of the device's contacts are not marked yet; marks them. */
static size_t new_countries(const struct device *d, const struct verdict_device *v,
			    bool seen[1 << 16])
{
	size_t n = 0;

	for (size_t k = 0; k < d->n_contacts; k++) {
		const struct contact *c = &d->contacts[k];
		const uint8_t *code = (const uint8_t *)v->places[k].country;
		if (c->neighbour || c->private_address || !code[0])
			continue;
		bool *mark = &seen[code[0] << 8 | code[1]];
		n += !*mark;
		*mark = true;
	}
	return n;
}

static void count_devices(struct totals *t, const struct judgement *j)
{
	bool *seen = mem_new(1 << 16, sizeof(*seen));

	for (size_t i = 0; i < j->n_devices; i++) {
		const struct device *d = &j->ledger->devices[i];
		const struct verdict_device *v = &j->devices[i];
		for (size_t k = 0; k < d->n_contacts; k++)
			t->tcp_unseen += d->contacts[k].out.unseen + d->contacts[k].in.unseen;
		if (!summary_watches(j, i))
			continue;
		t->watched++;
		if (v->kind == KIND_UNKNOWN)
			continue;
		t->with_declaration += v->declaration >= 0;
		t->countries += new_countries(d, v, seen);
		enum rung rung = summary_rung(d);
		t->relabelled += v->relabelled;
		t->outside += rung >= RUNG_ATTEMPTED;
		t->outside_sent += rung >= RUNG_SENT;
	}
	free(seen);
}

static void find_gravest(struct summary *s)
{
	const struct judgement *j = s->j;

	s->gravest = mem_new(j->n_devices, sizeof(*s->gravest));
	for (size_t i = 0; i < j->n_findings; i++) {
		const struct finding *f = &j->findings[i];
		must(f->answer < ANSWERS && f->device < (long)j->n_devices);
		s->totals.answers[f->answer]++;
		if (f->device >= 0 && !s->gravest[f->device] &&
		    (f->answer == ANSWER_CONTRADICTED || f->answer == ANSWER_UNEXPLAINED))
			s->gravest[f->device] = f;
	}
}

struct summary *summary_new_totals(const struct report_input *in)
{
	struct summary *s = mem_new(1, sizeof(*s));

	s->in = in;
	s->j = in->j;
	s->ledger = in->j->ledger;
	must(s->j->n_devices == s->ledger->n_devices);
	must(in->n_captures == s->ledger->n_captures);
	count_captures(&s->totals, s->ledger);
	count_devices(&s->totals, s->j);
	find_gravest(s);
	return s;
}

struct summary *summary_new(const struct report_input *in)
{
	struct summary *s = summary_new_totals(in);

	summary_group_findings(s);
	summary_gather_servers(s);
	summary_gather_asked(s);
	summary_gather_makers(s);
	summary_gather_countries(s);
	summary_gather_firmware(s);
	return s;
}

void summary_free(struct summary *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_groups; i++)
		free(s->groups[i].members);
	for (size_t i = 0; i < s->n_servers; i++)
		free(s->servers[i].pairs);
	free(s->groups);
	free(s->servers);
	free(s->asked);
	free(s->makers);
	free(s->flows);
	free(s->countries);
	free(s->firmware);
	free(s->gravest);
	free(s);
}
