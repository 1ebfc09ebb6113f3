/* SPDX-License-Identifier: Apache-2.0
 *
 * A search of cameras by fixed records: a tool broadcasts to UDP 7701, devices answer to 7711. An
 * answer of 262 bytes:
 *    0 0b | 1 18 bytes copied from the question | 19 MAC as text 18 | 37 IPv4 as text 16 |
 *   53 mask 16 | 69 gateway 16 | 85 unknown | 109 model 10 | 119 unknown | 133 URL 39 | rest
 * unknown The question starts with 01 and holds whatever was in the tool's memory: it has no mark
 * by which it could be told, so it isn't.
 *
 * Source: julienblitte/UniversalScanner, the only one.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { ANSWERED = 0x0b, RECORD = 262 };

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct mac mac;
	struct addr address, mask;
	(void)state, (void)where;

	if (cursor_left(in) != RECORD || cursor_u8(in) != ANSWERED)
		return verdict(VERDICT_NOT_MINE);
	cursor_skip(in, 18);
	struct slice mac_text = say_padded(in, 18), address_text = say_padded(in, 16);
	struct slice mask_text = say_padded(in, 16), gateway = say_padded(in, 16);
	if (!mac_parse(mac_text, &mac) || !addr_parse(address_text, &address) ||
	    !addr_parse(mask_text, &mask))
		return verdict(VERDICT_NOT_MINE);
	cursor_skip(in, 24);
	struct slice model = say_padded(in, 10);
	cursor_skip(in, 14);
	struct slice url = say_padded(in, 39);
	sink_text(out, OBS_DISC7701_MESSAGE, slice_text("search answered"));
	sink_text(out, OBS_DISC7701_MAC, mac_text);
	sink_text(out, OBS_DISC7701_MODEL, model);
	say_addr_text(out, OBS_DISC7701_FIELD, "IPv4Address", address_text);
	say_addr_text(out, OBS_DISC7701_FIELD, "Gateway", gateway);
	say_field(out, OBS_DISC7701_FIELD, slice_text("URL"), url);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("\x0b"), {0}};
static const struct hint hints[] = {{.port = 7701}, {.port = 7711}, {0}};
static const enum obs_kind emits[] = {OBS_DISC7701_MESSAGE, OBS_DISC7701_MODEL, OBS_DISC7701_MAC,
				      OBS_DISC7701_FIELD, OBS_KINDS};

extern const struct dissector disc7701_dissector;
const struct dissector disc7701_dissector = {
	.name = "disc7701",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
