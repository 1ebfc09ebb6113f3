/* SPDX-License-Identifier: Apache-2.0
 *
 * A broadcast of a maker's cameras, UDP 51140: an XML document of empty elements with a value each.
 *   <param><code value="1300" /><port value="51140" /></param>
 * The code says what is meant; 1300 with the port to talk to is what a camera sends by itself.
 *
 * Source: observed in a public capture (andypitcher/IoT_Sentinel), one model. Only code and port
 * are told: what other codes carry is not known.
 */
#include "proto/dissector.h"

#include "base/xml.h"
#include "proto/say.h"

struct found {
	uint64_t code, port;
	bool has_code, has_port;
};

static void find(void *ctx, const struct xml_leaf *leaf)
{
	struct found *found = ctx;

	if (!leaf->is_attribute || !slice_equal(slice_text(leaf->name), slice_text("value")))
		return;
	if (slice_equal(slice_text(leaf->path), slice_text("param/code")))
		found->has_code = slice_decimal(leaf->text, &found->code);
	if (slice_equal(slice_text(leaf->path), slice_text("param/port")))
		found->has_port = slice_decimal(leaf->text, &found->port);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct found found = {0};
	(void)state, (void)where;

	struct slice document = slice_trim(slice_until_nul(cursor_rest(in)));
	if (!slice_starts(document, "<param>") || !xml_walk(document, find, &found) ||
	    !found.has_code || !found.has_port)
		return verdict(VERDICT_NOT_MINE);
	sink_number(out, OBS_PARAM51140_CODE, found.code);
	sink_number(out, OBS_PARAM51140_PORT, found.port);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("<param>"), BLANK_MARKS, {0}};
static const struct hint hints[] = {{.port = 51140, .first_len = 7, .first = "<param>"}, {0}};
static const enum obs_kind emits[] = {OBS_PARAM51140_CODE, OBS_PARAM51140_PORT, OBS_KINDS};

extern const struct dissector param51140_dissector;
const struct dissector param51140_dissector = {
	.name = "param51140",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
