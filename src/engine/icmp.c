/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/icmp.h"

#include "engine/tell.h"

static void say(struct talks *talks, enum obs_kind kind, const struct where *w, const char *text,
		const struct addr *addr)
{
	struct obs obs = {.kind = kind, .where = *w, .text = slice_text(text), .addr = *addr};
	talk_say(talks, &obs);
}

bool icmp_apart(struct talks *talks, const struct packet *p, const struct where *w)
{
	struct packet quoted;

	if (p->payload.len == 0)
		return false;
	talk_named(talks, "icmp", w, p->payload);
	if (p->transport == TRANSPORT_ICMP6)
		talk_named(talks, "nd", w, p->payload);
	if (packet_walk_quoted(p, &quoted)) {
		say(talks, OBS_ICMP_ERROR, w, tell_icmp_error(p), &quoted.dst);
		return true;
	}
	uint8_t type = p->payload.at[0];
	return p->transport == TRANSPORT_ICMP ? type != 0 && type != 8 : type != 128 && type != 129;
}
