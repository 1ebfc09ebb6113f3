/* SPDX-License-Identifier: Apache-2.0
 *
 * The order of judging: votes, kind, maker and identity of each device; then the declaration is
 * matched; then the questions; then what spans devices.
 */
#include "judge/judge.h"

#include <stdlib.h>

#include "judge/private.h"

const char *judge_string(struct judgement *out, const char *text)
{
	struct judgement_private *p = out->private;
	if (p->n_strings == p->strings_room) {
		p->strings_room = p->strings_room ? p->strings_room * 2 : 64;
		p->strings = mem_resize(p->strings, p->strings_room, sizeof(*p->strings));
	}
	return p->strings[p->n_strings++] = mem_text(text);
}

static struct judgement *judgement_new(const struct judge_input *in)
{
	struct judgement *out = mem_new(1, sizeof(*out));

	out->ledger = in->ledger;
	out->knowledge = in->knowledge;
	out->declarations = in->declarations;
	out->n_devices = in->ledger->n_devices;
	out->devices = mem_new(out->n_devices, sizeof(*out->devices));
	out->private = mem_new(1, sizeof(*out->private));
	out->private->maker_answer = mem_new(out->n_devices, sizeof(enum answer));
	for (size_t i = 0; i < out->n_devices; i++) {
		out->devices[i].device = i;
		out->devices[i].maker = -1;
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
	finding_resolvers(j, device);
	finding_inbound_sessions(j, device);
	finding_doors(j, device);
	finding_identity(j, device);
}

struct judgement *judge(const struct judge_input *in, struct err *err)
{
	struct judging j = {.in = in};

	j.matcher = know_matcher_new(in->knowledge, err);
	if (!j.matcher)
		return NULL;
	j.out = judgement_new(in);
	for (size_t i = 0; i < j.out->n_devices; i++) {
		votes_collect(&j, i);
		kind_decide(&j, i);
		votes_weigh(&j, i);
		maker_decide(&j, i);
		identity_read(&j, i);
		identity_places(&j, i);
		heartbeats_find(&j, i);
	}
	match_declarations(&j);
	for (size_t i = 0; i < j.out->n_devices; i++) {
		identity_relabelled(&j, i);
		ask(&j, i);
	}
	finding_documents(&j);
	findings_sort(j.out);
	twins_find(&j);
	suppliers_roll_up(&j);
	count_devices(j.out);
	know_matcher_free(j.matcher);
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
		free(v->addresses);
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
	free(p);
	free(out->devices);
	free(out->findings);
	free(out->suppliers);
	free(out);
}
