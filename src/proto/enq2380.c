/* SPDX-License-Identifier: Apache-2.0
 *
 * The search of a maker of cameras, UDP 2380, that of its steered cameras UDP 52380: texts between
 * 02 and 03, each ended by ff.
 *   question  02 "ENQ:allinfo" ff 03, or "ENQ:network"
 *   answer    02 "MAC:aa-bb-.." ff "MODEL:.." ff "SERIAL:.." ff "INFO:allinfo" ff .. 03
 * Newer answers have "ACK:ENQ", "MODELNAME" and "NAME" besides.
 *
 * Sources: julienblitte/UniversalScanner with a reply, and two published clients of the PTZ form.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { STX = 2, ETX = 3, END = 0xff, UNITS_MAX = 64 };

static const struct say_row rows[] = {
	{"MODEL", OBS_ENQ2380_MODEL},   {"MODELNAME", OBS_ENQ2380_MODEL},
	{"SERIAL", OBS_ENQ2380_SERIAL}, {"SOFTVERSION", OBS_ENQ2380_FIRMWARE},
	{"MAC", OBS_ENQ2380_MAC},       {"NAME", OBS_ENQ2380_NAME},
	{"IPADR", OBS_ENQ2380_FIELD},   {"GATEWAY", OBS_ENQ2380_FIELD},
	{"WEBPORT", OBS_ENQ2380_FIELD}, {NULL, OBS_KINDS},
};

static void tell(struct slice unit, struct sink *out)
{
	struct slice name = say_before(unit, ':');

	if (name.len < unit.len && say_is_text(unit))
		say_listed(out, rows, OBS_ENQ2380_FIELD, name,
			   slice_trim(slice_from(unit, name.len + 1)));
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state, (void)where;

	struct slice all = cursor_rest(in);
	if (all.len < 8 || all.at[0] != STX || all.at[all.len - 1] != ETX ||
	    all.at[all.len - 2] != END)
		return verdict(VERDICT_NOT_MINE);
	struct slice rest = slice_of(all.at + 1, all.len - 2);
	bool asked = slice_starts(rest, "ENQ:");
	if (!asked && !slice_starts(rest, "MAC:") && !slice_starts(rest, "ACK:ENQ"))
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_ENQ2380_MESSAGE, slice_text(asked ? "search asked" : "search answered"));
	for (unsigned i = 0; rest.len && !asked && i < UNITS_MAX; i++) {
		struct slice unit = say_before(rest, END);
		tell(unit, out);
		rest = slice_from(rest, unit.len + 1);
	}
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("\2ENQ:"), MARK("\2MAC:"), MARK("\2ACK:ENQ"), {0}};
static const struct hint hints[] = {{.port = 2380}, {.port = 52380}, {0}};
static const enum obs_kind emits[] = {OBS_ENQ2380_MESSAGE,  OBS_ENQ2380_MODEL, OBS_ENQ2380_SERIAL,
				      OBS_ENQ2380_FIRMWARE, OBS_ENQ2380_MAC,   OBS_ENQ2380_NAME,
				      OBS_ENQ2380_FIELD,    OBS_KINDS};

extern const struct dissector enq2380_dissector;
const struct dissector enq2380_dissector = {
	.name = "enq2380",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
