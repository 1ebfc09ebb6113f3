/* SPDX-License-Identifier: Apache-2.0
 *
 * The search of a maker of cameras, text on UDP 3600, broadcast.
 *   question  DISCOVER LF
 *   answer    DISCOVER TYPE=value KEY='value' .. LF
 * Values stand between quotes or end at a blank. TYPE is the model, KEY the MAC address. The
 * question alone is a word that others may say too: it counts on that port only.
 *
 * Source: julienblitte/UniversalScanner, the only one, with a reply.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { PORT = 3600, PAIRS_MAX = 32 };

static const struct say_row rows[] = {
	{"TYPE", OBS_DISCOVER3600_MODEL},
	{"KEY", OBS_DISCOVER3600_MAC},
	{NULL, OBS_KINDS},
};

/* Takes name=value off the front of rest. */
static void take_pair(struct slice *rest, struct slice *ret_name, struct slice *ret_value)
{
	*ret_name = say_before(*rest, '=');
	*rest = slice_from(*rest, ret_name->len < rest->len ? ret_name->len + 1 : rest->len);
	uint8_t stop = ' ';
	if (rest->len && (rest->at[0] == '\'' || rest->at[0] == '"')) {
		stop = rest->at[0];
		*rest = slice_from(*rest, 1);
	}
	*ret_value = say_before(*rest, stop);
	*rest = slice_from(*rest, ret_value->len < rest->len ? ret_value->len + 1 : rest->len);
	*rest = slice_trim(*rest);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	static const char word[] = "DISCOVER";
	struct slice name, value;
	(void)state;

	struct slice line = say_before(slice_until_nul(cursor_rest(in)), '\n');
	if (!slice_starts(line, word) || !say_is_text(slice_trim(line)))
		return verdict(VERDICT_NOT_MINE);
	struct slice rest = slice_trim(slice_from(line, sizeof(word) - 1));
	if (!rest.len && where->dst_port == PORT) {
		sink_text(out, OBS_DISCOVER3600_MESSAGE, slice_text("search asked"));
		return verdict(VERDICT_NEXT);
	}
	if (!slice_starts(line, "DISCOVER TYPE=") || slice_find_word(rest, " KEY=") == rest.len)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_DISCOVER3600_MESSAGE, slice_text("search answered"));
	for (unsigned i = 0; rest.len && i < PAIRS_MAX; i++) {
		take_pair(&rest, &name, &value);
		say_listed(out, rows, OBS_KINDS, name, value);
	}
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("DISCOVER"), {0}};
static const struct hint hints[] = {{.port = PORT}, {0}};
static const enum obs_kind emits[] = {OBS_DISCOVER3600_MESSAGE, OBS_DISCOVER3600_MODEL,
				      OBS_DISCOVER3600_MAC, OBS_KINDS};

extern const struct dissector discover3600_dissector;
const struct dissector discover3600_dissector = {
	.name = "discover3600",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
