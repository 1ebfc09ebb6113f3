/* SPDX-License-Identifier: Apache-2.0
 *
 * Doors: a device that asks the router to lead calls from outside to one of its ports. That it
 * asked is enough for a finding: on an isolated bench there is no router that could agree.
 */
#include "judge/private.h"

enum { DOORS_TOLD = 4 };

static size_t count_of(const struct device *d, enum obs_kind kind)
{
	size_t n = 0;
	for (size_t i = 0; i < d->n_seen; i++)
		n += d->seen[i].kind == kind;
	return n;
}

static enum severity door_severity(const struct judging *j, size_t device)
{
	if (finding_is_subject(j, device))
		return SEVERITY_HIGH;
	return j->out->devices[device].kind == KIND_OTHER ? SEVERITY_LOW : SEVERITY_MEDIUM;
}

static void say_doors(struct finding *f, struct line *l, const struct device *d, size_t device)
{
	size_t said = 0;

	for (size_t i = 0; i < d->n_seen; i++) {
		struct evidence_ref ref = finding_seen(device, i);
		enum obs_kind kind = d->seen[i].kind;
		if (kind != OBS_PORTMAP_ASKED && kind != OBS_PORTMAP_GRANTED)
			continue;
		finding_evidence(f, &ref);
		if (kind != OBS_PORTMAP_ASKED || said == DOORS_TOLD)
			continue;
		line_add(l, "%s", said++ ? ", " : ": ");
		line_quote(l, (const char *)d->seen[i].text.at);
	}
}

void finding_doors(const struct judging *j, size_t device)
{
	const struct device *d = &j->in->ledger->devices[device];
	size_t asked = count_of(d, OBS_PORTMAP_ASKED), granted = count_of(d, OBS_PORTMAP_GRANTED);

	if (asked + granted == 0)
		return;
	struct finding *f = finding_add(j, QUESTION_INBOUND, ANSWER_UNEXPLAINED,
					door_severity(j, device), (long)device);
	struct line l = line_over(f->statement, sizeof(f->statement));
	line_add(&l, "This %s asked the router to let calls from outside in",
		 finding_noun(j, device));
	say_doors(f, &l, d, device);
	if (asked > DOORS_TOLD)
		line_add(&l, ", and %zu more", asked - DOORS_TOLD);
	line_add(&l, "%s",
		 granted ? ". The router agreed." : ". No agreement of a router was seen.");
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l,
		 "This does not show that anybody called, or who switched the function on; many "
		 "devices ask by a factory setting.");
}
