/* SPDX-License-Identifier: Apache-2.0
 *
 * The search of a maker of recorders and encoders, UDP 2007, broadcast. Network order:
 *   question  0 "NICE" | 4 transaction 2 | 6 01 08 00 00 | 10 port to answer to 2, perhaps padding
 *   answer    0 "NICE" | 4 transaction 2 | 6 unknown 4 | 10 MAC 6 | 16 IPv4 | 20 mask |
 *            24 gateway | 28 unknown 2 | 30 version, of unknown order, 8 | 38 unknown 36 |
 *            74 name 16
 *
 * Source: julienblitte/UniversalScanner, the only one, with a reply; it shows the name as model.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { QUESTION_MAX = 16, ANSWER = 90, ANSWER_MAX = 512 };

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct mac printed = {0};
	(void)state, (void)where;

	size_t whole = cursor_left(in);
	struct slice mark = cursor_take(in, 4);
	cursor_skip(in, 2); /* transaction */
	uint32_t payload = cursor_be32(in);
	if (!cursor_fine(in) || !slice_equal(mark, slice_text("NICE")))
		return verdict(VERDICT_NOT_MINE);
	if (whole <= QUESTION_MAX && payload == 0x01080000) {
		sink_text(out, OBS_NICE2007_MESSAGE, slice_text("search asked"));
		return verdict(VERDICT_NEXT);
	}
	struct slice mac = cursor_take(in, 6), address = cursor_take(in, 4);
	cursor_skip(in, 4); /* mask */
	struct slice gateway = cursor_take(in, 4);
	cursor_skip(in, 46);
	if (!cursor_fine(in) || whole < ANSWER || whole > ANSWER_MAX)
		return verdict(VERDICT_NOT_MINE);
	memcpy(printed.bytes, mac.at, sizeof(printed.bytes));
	struct slice name = say_padded(in, 16);
	if (!mac_is_set(&printed) || !name.len)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_NICE2007_MESSAGE, slice_text("search answered"));
	say_mac(out, OBS_NICE2007_MAC, mac);
	sink_text(out, OBS_NICE2007_MODEL, name);
	say_addr(out, OBS_NICE2007_FIELD, "IPv4Address", address);
	say_addr(out, OBS_NICE2007_FIELD, "Gateway", gateway);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("NICE"), {0}};
static const struct hint hints[] = {{.port = 2007, .first_len = 4, .first = "NICE"}, {0}};
static const enum obs_kind emits[] = {OBS_NICE2007_MESSAGE, OBS_NICE2007_MODEL, OBS_NICE2007_MAC,
				      OBS_NICE2007_FIELD, OBS_KINDS};

extern const struct dissector nice2007_dissector;
const struct dissector nice2007_dissector = {
	.name = "nice2007",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
