/* SPDX-License-Identifier: Apache-2.0
 *
 * The video streaming service of a maker of cameras, over TCP: the device greets whoever connects.
 * Little-endian, as far as it shows:
 *   0 "GeOv" | 4 16 4 | 8 differs 2 | 10 00 00 00 | 13 50 01 00 | ..
 *
 * Source: nmap-service-probes (vss), the only one. What follows has not been published: that the
 * device greeted so is all that is told, then the flow is left.
 */
#include "proto/dissector.h"

#define FIRST "GeOv\x10\0\0\0"

enum { FIRST_LEN = sizeof(FIRST) - 1, GREETING = 16 };

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	static const uint8_t tail[] = {0, 0, 0, 'P', 1, 0};
	struct slice bytes = cursor_rest(in);
	size_t seen = bytes.len < FIRST_LEN ? bytes.len : FIRST_LEN;
	(void)state;

	if (where->from_client || seen == 0 || memcmp(bytes.at, FIRST, seen) != 0)
		return verdict(VERDICT_NOT_MINE);
	if (bytes.len < GREETING)
		return verdict_more(GREETING);
	if (memcmp(bytes.at + GREETING - sizeof(tail), tail, sizeof(tail)) != 0)
		return verdict(VERDICT_NOT_MINE);
	cursor_skip(in, GREETING);
	sink_text(out, OBS_VSS_MESSAGE, slice_text("greeting"));
	return verdict(VERDICT_DONE);
}

static const struct mark marks[] = {MARK(FIRST), {0}};
static const enum obs_kind emits[] = {OBS_VSS_MESSAGE, OBS_KINDS};

extern const struct dissector vss_dissector;
const struct dissector vss_dissector = {
	.name = "vss",
	.carrier = CARRIER_STREAM,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
