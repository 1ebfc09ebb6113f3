/* SPDX-License-Identifier: Apache-2.0 */
#include "report/ports.h"

#include <inttypes.h>

#include "report/evidence.h"
#include "report/words.h"

const char ports_caution[] =
	"Each is the port by which the announcement left the switch. On a mirror port, and behind "
	"equipment that passes such announcements on, it may be the port of another cable.";

/* Where each protocol says what; OBS_KINDS = it does not. */
static const struct speech {
	const char *protocol;
	enum obs_kind port, name, description, vlan, capabilities;
} speeches[] = {
	{"LLDP", OBS_LLDP_PORT, OBS_LLDP_NAME, OBS_LLDP_PORT_DESCRIPTION, OBS_LLDP_VLAN,
	 OBS_LLDP_CAPABILITIES},
	{"CDP", OBS_CDP_PORT, OBS_CDP_DEVICE, OBS_KINDS, OBS_CDP_VLAN, OBS_CDP_CAPABILITIES},
};

/* The value of a kind that the device gave only one of. */
static const struct seen *only(const struct device *d, enum obs_kind kind)
{
	const struct seen *found = NULL;

	for (size_t i = 0; i < d->n_seen; i++) {
		if (d->seen[i].kind != kind)
			continue;
		if (found)
			return NULL;
		found = &d->seen[i];
	}
	return found;
}

/* "router" stands in a list "bridge, router" as a word of its own. */
static bool lists(struct slice list, const char *word)
{
	while (list.len) {
		size_t n = 0;
		while (n < list.len && list.at[n] != ',')
			n++;
		if (slice_equal(slice_trim(slice_of(list.at, n)), slice_text(word)))
			return true;
		list = slice_from(list, n < list.len ? n + 1 : n);
	}
	return false;
}

/* What a device that forwards for others says it is; NULL = it does not say so. A telephone has a
 * port for the computer on the same desk: it is no switch of the site. */
static const char *works_as(const struct device *d, enum obs_kind capabilities)
{
	static const char *const words[][2] = {
		{"telephone", NULL},  {"access point", "access point"}, {"bridge", "switch"},
		{"switch", "switch"}, {"transparent bridge", "switch"}, {"router", "router"}};

	for (size_t w = 0; w < sizeof(words) / sizeof(*words); w++)
		for (size_t i = 0; i < d->n_seen; i++)
			if (d->seen[i].kind == capabilities && lists(d->seen[i].text, words[w][0]))
				return words[w][1];
	return NULL;
}

void ports_each(const struct ledger *l, void (*take)(void *ctx, const struct heard_port *p),
		void *ctx)
{
	for (size_t at = 0; at < l->n_devices; at++) {
		const struct device *d = &l->devices[at];
		for (size_t k = 0; k < sizeof(speeches) / sizeof(*speeches); k++) {
			const struct speech *speech = &speeches[k];
			const char *noun = works_as(d, speech->capabilities);
			if (!noun)
				continue;
			bool one = only(d, speech->port) != NULL;
			struct heard_port p = {.device = at,
					       .noun = noun,
					       .protocol = speech->protocol,
					       .name = only(d, speech->name),
					       .description =
						       one ? only(d, speech->description) : NULL,
					       .vlan = one ? only(d, speech->vlan) : NULL};
			for (size_t i = 0; i < d->n_seen; i++) {
				p.port = &d->seen[i];
				if (p.port->kind == speech->port)
					take(ctx, &p);
			}
		}
	}
}

void ports_sentence(struct buf *out, const struct report_input *in, const struct heard_port *p)
{
	const struct device *d = &in->j->ledger->devices[p->device];
	struct frame_list frames = {.n = 1};
	uint64_t vlan = p->vlan ? p->vlan->number : 0; /* 0 = the port is in none */

	buf_printf(out, "%s ", p->noun);
	if (p->name) {
		buf_text(out, "\"");
		words_seen_value(out, p->name);
		buf_text(out, "\"");
	} else {
		buf_text(out, d->id);
	}
	buf_text(out, ", port ");
	words_seen_value(out, p->port);
	if (p->description) {
		buf_text(out, " (\"");
		words_seen_value(out, p->description);
		buf_text(out, "\")");
	}
	if (vlan)
		buf_printf(out, ", VLAN %" PRIu64, vlan);
	buf_printf(out, ", by %s, ", p->protocol);
	frames.at[0].capture = p->port->first.capture;
	frames.at[0].frame = p->port->first.frame;
	evidence_frames_text(out, in, &frames, evidence_name);
}

bool ports_announced(const struct seen *seen)
{
	struct slice name = slice_text(obs_kind_info(seen->kind)->name);
	return slice_starts(name, "lldp.") || slice_starts(name, "cdp.");
}

bool ports_is_station(const struct device *d)
{
	bool any = false;

	for (size_t i = 0; i < d->n_seen; i++)
		any = any || ports_announced(&d->seen[i]);
	return any && !works_as(d, OBS_LLDP_CAPABILITIES) && !works_as(d, OBS_CDP_CAPABILITIES);
}
