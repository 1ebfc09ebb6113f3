/* SPDX-License-Identifier: Apache-2.0
 *
 * The search of a maker of cameras and encoders, asked on UDP 1757, answered to 1758. Network
 * order:
 *   question  0 99 39 a4 27 | 4 transaction 4 | 8 ff 00 06 de
 *   answer    0 99 39 a4 27 | 4 transaction 4 | 8 MAC 6 | 14 unknown 2 | 16 IPv4 | 20 mask |
 *            24 gateway | 28 unknown 4
 * Newer devices answer as well with an XML document:
 *   <root xmlns="OEMExt00:device-1-0"><device><deviceType>OEMExt00:device:deviceID0</deviceType>
 *   <friendlyName/><serialNumber/><physAddress/><unitIPAddress/>..</device></root>
 *
 * Source: julienblitte/UniversalScanner, the only one, with a reply of each form. friendlyName is
 * told as the model, as that source does. Skipped on purpose: sessionKey.
 */
#include "proto/dissector.h"

#include "base/xml.h"
#include "proto/say.h"

enum { QUESTION = 12, ANSWER = 32 };
static const uint32_t mark = 0x9939a427, search = 0xff0006de;

static const struct say_row rows[] = {
	{"friendlyName", OBS_DISC1757_MODEL},
	{"unitName", OBS_DISC1757_NAME},
	{"serialNumber", OBS_DISC1757_SERIAL},
	{"physAddress", OBS_DISC1757_MAC},
	{"unitIPAddress", OBS_DISC1757_FIELD},
	{"unitGatewayIp", OBS_DISC1757_FIELD},
	{"RCPPort", OBS_DISC1757_FIELD},
	{"HTTPPort", OBS_DISC1757_FIELD},
	{"cameraFrontendID", OBS_DISC1757_FIELD},
	{"deviceTypeIDs", OBS_DISC1757_FIELD},
	{"deviceCapabilities", OBS_DISC1757_FIELD},
	{NULL, OBS_KINDS},
};

static bool is_own(const struct xml_leaf *leaf)
{
	return !leaf->is_attribute && slice_starts(slice_text(leaf->path), "root/device/");
}

static void find_type(void *ctx, const struct xml_leaf *leaf)
{
	if (is_own(leaf) && slice_equal(slice_text(leaf->name), slice_text("deviceType")) &&
	    slice_starts(leaf->text, "OEMExt00:device:"))
		*(bool *)ctx = true;
}

static void tell(void *ctx, const struct xml_leaf *leaf)
{
	if (is_own(leaf))
		say_listed(ctx, rows, OBS_DISC1757_FIELD, slice_text(leaf->name), leaf->text);
}

static struct verdict document(struct slice bytes, struct sink *out)
{
	bool is_mine = false;

	if (!slice_starts(bytes, "<"))
		return verdict(VERDICT_NOT_MINE);
	bool whole = xml_walk(bytes, find_type, &is_mine);
	if (!is_mine)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_DISC1757_MESSAGE, slice_text("search answered"));
	(void)xml_walk(bytes, tell, out);
	return whole ? verdict(VERDICT_NEXT) : verdict_malformed("XML");
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state, (void)where;

	struct slice whole = cursor_rest(in);
	uint32_t first = cursor_be32(in);
	if (!cursor_fine(in) || first != mark)
		return document(slice_trim(slice_until_nul(whole)), out);
	cursor_skip(in, 4); /* transaction */
	if (whole.len == QUESTION && cursor_be32(in) == search) {
		sink_text(out, OBS_DISC1757_MESSAGE, slice_text("search asked"));
		return verdict(VERDICT_NEXT);
	}
	if (whole.len != ANSWER)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_DISC1757_MESSAGE, slice_text("search answered"));
	say_mac(out, OBS_DISC1757_MAC, cursor_take(in, 6));
	cursor_skip(in, 2);
	say_addr(out, OBS_DISC1757_FIELD, "unitIPAddress", cursor_take(in, 4));
	cursor_skip(in, 4); /* mask */
	say_addr(out, OBS_DISC1757_FIELD, "unitGatewayIp", cursor_take(in, 4));
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("\x99\x39\xa4\x27"), MARK("<"), BLANK_MARKS, {0}};
static const struct hint hints[] = {
	{.port = 1757, .first_len = 4, .first = "\x99\x39\xa4\x27"}, {.port = 1758}, {0}};
static const enum obs_kind emits[] = {OBS_DISC1757_MESSAGE,
				      OBS_DISC1757_MODEL,
				      OBS_DISC1757_SERIAL,
				      OBS_DISC1757_MAC,
				      OBS_DISC1757_NAME,
				      OBS_DISC1757_FIELD,
				      OBS_KINDS};

extern const struct dissector disc1757_dissector;
const struct dissector disc1757_dissector = {
	.name = "disc1757",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
