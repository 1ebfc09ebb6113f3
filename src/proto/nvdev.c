/* SPDX-License-Identifier: Apache-2.0
 *
 * The search of a platform for small Wi-Fi cameras, text with ^ between fields; asked by broadcast
 * to UDP 10008, answered to 10009.
 *   question  NVDEVSEARCH^100
 *   answer    NVDEVRESULT^300^MAC^IPv4^mask^gateway^..^device number^.., sixteen fields or so
 * The number, field 12, is the camera's name in its cloud.
 *
 * Sources: prsyahmi/v380 (v380/UtlDiscovery.cpp, v380-nodejs/src/discovery.ts).
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { FIELDS_MIN = 13, FIELDS_MAX = 64, FIELD_MAC = 2, FIELD_ADDRESS = 3, FIELD_DEVICE = 12 };

static bool is_mac(struct slice s)
{
	struct mac mac;
	return mac_parse(s, &mac);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct slice fields[FIELD_DEVICE + 1] = {0};
	unsigned n = 0;
	(void)state, (void)where;

	struct slice text = slice_trim(slice_until_nul(cursor_rest(in)));
	if (slice_equal(text, slice_text("NVDEVSEARCH^100"))) {
		sink_text(out, OBS_NVDEV_MESSAGE, slice_text("search asked"));
		return verdict(VERDICT_NEXT);
	}
	if (!slice_starts(text, "NVDEVRESULT^") || !say_is_text(text))
		return verdict(VERDICT_NOT_MINE);
	struct cursor fields_in = cursor_over(text);
	while (n < FIELDS_MAX && cursor_left(&fields_in)) {
		struct slice rest = cursor_rest(&fields_in);
		const uint8_t *end = memchr(rest.at, '^', rest.len);
		size_t len = end ? (size_t)(end - rest.at) : rest.len;
		struct slice field = cursor_take(&fields_in, len);
		if (n <= FIELD_DEVICE)
			fields[n] = field;
		cursor_skip(&fields_in, end ? 1 : 0);
		n++;
	}
	if (n < FIELDS_MIN || !is_mac(fields[FIELD_MAC]))
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_NVDEV_MESSAGE, slice_text("search answered"));
	sink_text(out, OBS_NVDEV_MAC, fields[FIELD_MAC]);
	sink_text(out, OBS_NVDEV_SERIAL, fields[FIELD_DEVICE]);
	say_addr_text(out, OBS_NVDEV_FIELD, "IPv4Address", fields[FIELD_ADDRESS]);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("NVDEVSEARCH^"), MARK("NVDEVRESULT^"), BLANK_MARKS, {0}};
static const struct hint hints[] = {{.port = 10008}, {.port = 10009}, {0}};
static const enum obs_kind emits[] = {OBS_NVDEV_MESSAGE, OBS_NVDEV_SERIAL, OBS_NVDEV_MAC,
				      OBS_NVDEV_FIELD, OBS_KINDS};

extern const struct dissector nvdev_dissector;
const struct dissector nvdev_dissector = {
	.name = "nvdev",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
