/* SPDX-License-Identifier: Apache-2.0
 *
 * The older local protocol of a maker of plugs, lamps and cameras: JSON, UDP 9999 broadcast, and
 * TCP 9999 where a length of 4 bytes, network order, stands before each message. Each byte is
 * XORed with the one before it on the wire, the first with 171.
 *   question  {"system":{"get_sysinfo":{}}}, and whatever a tool wants
 *   answer    {"system":{"get_sysinfo":{"err_code":0,"model":..,"sw_ver":..,"mac":..}}}
 *
 * Source: python-kasa/python-kasa (kasa/transports, tests/fixtures). Only the datagrams are read.
 * Skipped on purpose: alias, place, and what else tells of people.
 */
#include "proto/dissector.h"

#include "base/json.h"
#include "proto/say.h"

enum { FIRST_KEY = 171, CLEAR_MAX = 4096 };

static const struct say_row rows[] = {
	{"model", OBS_JSON9999_MODEL},    {"sw_ver", OBS_JSON9999_FIRMWARE},
	{"mac", OBS_JSON9999_MAC},        {"mic_mac", OBS_JSON9999_MAC},
	{"type", OBS_JSON9999_TYPE},      {"mic_type", OBS_JSON9999_TYPE},
	{"hw_ver", OBS_JSON9999_FIELD},   {"dev_name", OBS_JSON9999_FIELD},
	{"deviceId", OBS_JSON9999_FIELD}, {"hwId", OBS_JSON9999_FIELD},
	{"oemId", OBS_JSON9999_FIELD},    {NULL, OBS_KINDS},
};

struct found {
	bool has_error, has_model;
};

/* Members of get_sysinfo, and of an object in it: cameras answer {"system":{..}} inside. */
static bool is_info(const struct json_leaf *leaf)
{
	return slice_starts(slice_text(leaf->path), "system/get_sysinfo/");
}

static void find_answer(void *ctx, const struct json_leaf *leaf)
{
	struct found *found = ctx;

	if (!is_info(leaf))
		return;
	found->has_error |= slice_equal(slice_text(leaf->name), slice_text("err_code"));
	found->has_model |= slice_equal(slice_text(leaf->name), slice_text("model"));
}

static void tell(void *ctx, const struct json_leaf *leaf)
{
	if (is_info(leaf))
		say_listed(ctx, rows, OBS_JSON9999_FIELD, slice_text(leaf->name), leaf->text);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	uint8_t clear[CLEAR_MAX];
	struct found found = {0};
	(void)state, (void)where;

	struct slice wire = cursor_rest(in);
	if (wire.len < 2 || wire.len > sizeof(clear))
		return verdict(VERDICT_NOT_MINE);
	uint8_t key = FIRST_KEY;
	for (size_t i = 0; i < wire.len; i++) {
		clear[i] = wire.at[i] ^ key;
		key = wire.at[i];
	}
	struct slice document = slice_of(clear, wire.len);
	if (!slice_starts(document, "{\"") ||
	    slice_find_word(document, "get_sysinfo") == document.len)
		return verdict(VERDICT_NOT_MINE);
	(void)json_walk(document, find_answer, &found);
	bool answered = found.has_error && found.has_model;
	sink_text(out, OBS_JSON9999_MESSAGE,
		  slice_text(answered ? "search answered" : "search asked"));
	if (answered)
		(void)json_walk(document, tell, out);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("\xd0\xf2"), {0}}; /* {" */
static const struct hint hints[] = {{.port = 9999}, {0}};
static const enum obs_kind emits[] = {
	OBS_JSON9999_MESSAGE, OBS_JSON9999_TYPE,  OBS_JSON9999_MODEL, OBS_JSON9999_FIRMWARE,
	OBS_JSON9999_MAC,     OBS_JSON9999_FIELD, OBS_KINDS};

extern const struct dissector json9999_dissector;
const struct dissector json9999_dissector = {
	.name = "json9999",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
