/* SPDX-License-Identifier: Apache-2.0
 *
 * The search of a maker of cameras, plugs, lamps and hubs, UDP 20002 (20004 for some), broadcast.
 * Network order:
 *    0 02 00 | 2 operation 1 | 4 length of what follows the head 2 | 6 flags | 7 0 | 8 serial 4 |
 *   12 CRC-32 | 16 JSON
 * A question has no body, or {"params":{"rsa_key":..}}. An answer:
 *   {"result":{"device_type":..,"device_model":..,"mac":..,"firmware_version":..},"error_code":0}
 *
 * Source: python-kasa/python-kasa (kasa/discover.py and tests/fixtures). Skipped on purpose: owner,
 * keys, what the login needs.
 */
#include "proto/dissector.h"

#include "base/json.h"
#include "proto/say.h"

static const struct say_row rows[] = {
	{"device_type", OBS_DISC20002_TYPE},
	{"device_model", OBS_DISC20002_MODEL},
	{"mac", OBS_DISC20002_MAC},
	{"firmware_version", OBS_DISC20002_FIRMWARE},
	{"hardware_version", OBS_DISC20002_FIELD},
	{"device_id", OBS_DISC20002_FIELD},
	{"ip", OBS_DISC20002_FIELD},
	{"factory_default", OBS_DISC20002_FIELD},
	{"is_support_iot_cloud", OBS_DISC20002_FIELD},
	{NULL, OBS_KINDS},
};

enum body { BODY_OTHER, BODY_QUESTION, BODY_ANSWER };

static bool is_result(const struct json_leaf *leaf)
{
	static const char result[] = "result/";
	struct slice path = slice_text(leaf->path);

	return slice_starts(path, result) &&
	       slice_equal(slice_from(path, sizeof(result) - 1), slice_text(leaf->name));
}

static void find_body(void *ctx, const struct json_leaf *leaf)
{
	enum body *body = ctx;

	if (is_result(leaf) && slice_equal(slice_text(leaf->name), slice_text("device_type")))
		*body = BODY_ANSWER;
	else if (slice_equal(slice_text(leaf->path), slice_text("params/rsa_key")))
		*body = BODY_QUESTION;
}

static void tell(void *ctx, const struct json_leaf *leaf)
{
	if (is_result(leaf))
		say_listed(ctx, rows, OBS_DISC20002_FIELD, slice_text(leaf->name), leaf->text);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	enum body body = BODY_OTHER;
	(void)state, (void)where;

	uint32_t mark = cursor_be32(in);
	uint16_t len = cursor_be16(in);
	cursor_skip(in, 6); /* flags, serial */
	uint32_t crc = cursor_be32(in);
	if (!cursor_fine(in) || mark != 0x02000001 || len != cursor_left(in))
		return verdict(VERDICT_NOT_MINE);
	struct slice document = cursor_rest(in);
	if (!len && crc == 0x463cb5d3)
		body = BODY_QUESTION;
	else if (slice_starts(document, "{"))
		(void)json_walk(document, find_body, &body);
	if (body == BODY_OTHER)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_DISC20002_MESSAGE,
		  slice_text(body == BODY_ANSWER ? "search answered" : "search asked"));
	if (body == BODY_ANSWER)
		(void)json_walk(document, tell, out);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("\x02\0\0\x01"), {0}};
static const struct hint hints[] = {{.port = 20002}, {.port = 20004}, {0}};
static const enum obs_kind emits[] = {OBS_DISC20002_MESSAGE,
				      OBS_DISC20002_TYPE,
				      OBS_DISC20002_MODEL,
				      OBS_DISC20002_FIRMWARE,
				      OBS_DISC20002_MAC,
				      OBS_DISC20002_FIELD,
				      OBS_KINDS};

extern const struct dissector disc20002_dissector;
const struct dissector disc20002_dissector = {
	.name = "disc20002",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
