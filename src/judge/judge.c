/* SPDX-License-Identifier: Apache-2.0
 *
 * The order of judging: votes, kind, maker and identity of each device; then the declaration is
 * matched; then the questions; then what spans devices. What is about one device is shared out
 * between threads.
 */
#include "judge/judge.h"

#include <stdlib.h>

#include "base/share.h"
#include "judge/private.h"

/* Devices that a thread takes at a time. */
enum { DEVICES_A_PART = 32 };

const char *judge_string(const struct judging *j, const char *text)
{
	struct judged *to = j->add;

	if (to->n_strings == to->strings_room) {
		to->strings_room = to->strings_room ? to->strings_room * 2 : 64;
		to->strings = mem_resize(to->strings, to->strings_room, sizeof(*to->strings));
	}
	return to->strings[to->n_strings++] = mem_text(text);
}

static struct judgement *judgement_new(const struct judge_input *in)
{
	struct judgement *out = mem_new(1, sizeof(*out));

	out->ledger = in->ledger;
	out->knowledge = in->knowledge;
	out->declarations = in->declarations;
	out->firmware = in->firmware;
	out->n_devices = in->ledger->n_devices;
	out->devices = mem_new(out->n_devices, sizeof(*out->devices));
	out->private = mem_new(1, sizeof(*out->private));
	out->private->maker_answer = mem_new(out->n_devices, sizeof(enum answer));
	out->private->prints = mem_new(out->n_devices, sizeof(*out->private->prints));
	out->private->has_print = mem_new(out->n_devices, sizeof(*out->private->has_print));
	for (size_t i = 0; i < out->n_devices; i++) {
		out->devices[i].device = i;
		out->devices[i].maker = -1;
		out->devices[i].firmware_match = FIRMWARE_MATCHES;
		out->devices[i].declaration = -1;
		out->private->maker_answer[i] = ANSWERS;
	}
	return out;
}

static void count_devices(struct judgement *out)
{
	for (size_t i = 0; i < out->n_devices; i++) {
		const struct device *d = &out->ledger->devices[i];
		const struct verdict_device *v = &out->devices[i];
		bool watched =
			v->kind == KIND_CAMERA || v->kind == KIND_RECORDER || v->declaration >= 0;
		if (v->kind == KIND_CAMERA)
			out->cameras++;
		else if (v->kind == KIND_RECORDER)
			out->recorders++;
		else if (d->router)
			out->routers++;
		else if (v->kind == KIND_OTHER)
			out->others++;
		else
			out->unknowns++;
		for (size_t k = 0; watched && k < d->n_contacts; k++)
			out->contacts_unpermitted += finding_is_unpermitted(&d->contacts[k]);
	}
}

static void ask(const struct judging *j, size_t device)
{
	finding_maker(j, device);
	finding_label(j, device);
	finding_country(j, device);
	finding_certificate(j, device);
	finding_serial(j, device);
	finding_undeclared(j, device);
	finding_servers(j, device);
	finding_carried(j, device);
	finding_resolvers(j, device);
	finding_inbound_sessions(j, device);
	finding_doors(j, device);
	finding_footage(j, device);
	finding_identity(j, device);
}

static void know_device(const struct judging *j, size_t device)
{
	votes_collect(j, device);
	kind_decide(j, device);
	votes_weigh(j, device);
	maker_decide(j, device);
	identity_read(j, device);
	identity_places(j, device);
	heartbeats_find(j, device);
	footage_decide(j, device);
	twins_print(j, device);
}

static void question_device(const struct judging *j, size_t device)
{
	identity_relabelled(j, device);
	firmware_match(j, device);
	ask(j, device);
}

/* The devices shared out. */
struct court {
	const struct judging *j;
	void (*step)(const struct judging *j, size_t device);
	struct know_matcher *matchers[SHARE_WORKERS_MAX]; /* one a thread */
	struct judged *parts;
};

static size_t parts_of(const struct judgement *out)
{
	return (out->n_devices + DEVICES_A_PART - 1) / DEVICES_A_PART;
}

static void judge_part(void *ctx, size_t part, unsigned worker)
{
	const struct court *c = ctx;
	struct judging mine = *c->j;
	size_t from = part * DEVICES_A_PART, to = from + DEVICES_A_PART;

	mine.matcher = c->matchers[worker];
	mine.add = &c->parts[part];
	for (size_t i = from; i < to && i < mine.out->n_devices; i++)
		c->step(&mine, i);
}

static void append(void *list, size_t *n, const void *more, size_t n_more, size_t size)
{
	if (n_more)
		memcpy((char *)list + *n * size, more, n_more * size);
	*n += n_more;
}

/* In the order of the devices, whoever judged them. */
static void gather(struct judgement *out, struct judged *parts, size_t n)
{
	struct judgement_private *p = out->private;
	size_t n_findings = 0, n_strings = 0;

	for (size_t i = 0; i < n; i++) {
		n_findings += parts[i].n_findings;
		n_strings += parts[i].n_strings;
	}
	void *findings = mem_new(n_findings, sizeof(*out->findings));
	void *strings = mem_new(n_strings, sizeof(*p->strings));
	for (size_t i = 0; i < n; i++) {
		append(findings, &out->n_findings, parts[i].findings, parts[i].n_findings,
		       sizeof(*out->findings));
		append(strings, &p->n_strings, parts[i].strings, parts[i].n_strings,
		       sizeof(*p->strings));
		free(parts[i].findings);
		free(parts[i].strings);
	}
	out->findings = findings;
	p->strings = strings;
}

static void hold(struct court *c)
{
	const struct judging *j = c->j;
	size_t n = parts_of(j->out);
	struct judging whole = *j;

	c->parts = mem_new(n + 1, sizeof(*c->parts));
	whole.add = &c->parts[n];
	c->step = know_device;
	share_parts(n, judge_part, c);
	footage_compare(&whole);
	match_declarations(&whole);
	c->step = question_device;
	share_parts(n, judge_part, c);
	finding_documents(&whole);
	gather(j->out, c->parts, n + 1);
	free(c->parts);
}

struct judgement *judge(const struct judge_input *in, struct err *err)
{
	struct judging j = {.in = in};
	struct court court = {.j = &j};
	unsigned workers = share_workers(), n = 0;

	while (n < workers && (court.matchers[n] = know_matcher_new(in->knowledge, err)))
		n++;
	if (n == workers) {
		j.out = judgement_new(in);
		footage_captures(&j);
		hold(&court);
		findings_sort(j.out);
		twins_find(&j);
		suppliers_roll_up(&j);
		count_devices(j.out);
	}
	while (n--)
		know_matcher_free(court.matchers[n]);
	return j.out;
}

void judgement_free(struct judgement *out)
{
	if (!out)
		return;
	for (size_t i = 0; i < out->n_devices; i++) {
		struct verdict_device *v = &out->devices[i];
		free(v->hostnames);
		free(v->votes);
		free(v->twins);
		free(v->places);
		free(v->heartbeats);
		free(v->clouds);
		free(v->own_images);
		free(v->configured);
		free(v->from_firmware);
		free(v->addresses);
		footage_free(v, &out->ledger->devices[i]);
	}
	for (size_t i = 0; i < out->n_findings; i++) {
		free(out->findings[i].evidence);
		free(out->findings[i].counter);
	}
	struct judgement_private *p = out->private;
	for (size_t i = 0; i < p->n_strings; i++)
		free(p->strings[i]);
	free(p->strings);
	free(p->device_of);
	free(p->same_device_as);
	free(p->maker_answer);
	free(p->prints);
	free(p->has_print);
	free(p);
	free(out->devices);
	free(out->findings);
	free(out->suppliers);
	free(out);
}
