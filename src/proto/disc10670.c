/* SPDX-License-Identifier: Apache-2.0
 *
 * The search of a maker of cameras: a tool asks from UDP 10669 to 10670, devices answer to 10669.
 * Network order:
 *    0 00 01 | 2 length 2 | 4 00 0d asked, 00 0e answered | 6 device's MAC 6, zeros in a question |
 *   12 asker's MAC 6 | 18 asker's IPv4 4 | 22 unknown 2 | 24 20 11 1e 11 23 1f 1e 19 13 |
 *   33 unknown 15 | 48 values: tag 2, length 2, value | ff ff | checksum 2
 *   tags: 20 IPv4, 22 gateway, 25 HTTP port, a7 and a8 names, a9 firmware, d1 serial
 * The two sources disagree which name is the model, so the model is the one that looks like a
 * model: letters, hyphen, digits.
 *
 * Sources: julienblitte/UniversalScanner with a reply, and one published client.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { ASKED = 0x0d, ANSWERED = 0x0e, TAGS_MAX = 128 };
enum tag {
	TAG_IPV4 = 0x20,
	TAG_GATEWAY = 0x22,
	TAG_HTTP = 0x25,
	TAG_NAME_1 = 0xa7,
	TAG_NAME_2 = 0xa8,
	TAG_FIRMWARE = 0xa9,
	TAG_SERIAL = 0xd1,
	TAG_END = 0xffff,
};

/* Letters, a hyphen, and a digit somewhere behind it: AB-C123D. */
static bool looks_like_model(struct slice s)
{
	size_t i = 0;

	while (i < s.len && slice_lower(s.at[i]) >= 'a' && slice_lower(s.at[i]) <= 'z')
		i++;
	if (!i || i >= s.len || s.at[i] != '-')
		return false;
	for (; i < s.len; i++)
		if (s.at[i] >= '0' && s.at[i] <= '9')
			return true;
	return false;
}

static void tell(uint16_t tag, struct slice value, struct sink *out)
{
	struct cursor in = cursor_over(value);
	struct slice text = say_padded(&in, value.len);

	switch (tag) {
	case TAG_IPV4:
		say_addr(out, OBS_DISC10670_FIELD, "IPv4Address", value);
		break;
	case TAG_GATEWAY:
		say_addr(out, OBS_DISC10670_FIELD, "Gateway", value);
		break;
	case TAG_HTTP:
		in = cursor_over(value);
		if (value.len == 2)
			say_number(out, OBS_DISC10670_FIELD, "HttpPort", cursor_be16(&in));
		break;
	case TAG_NAME_1:
	case TAG_NAME_2:
		sink_text(out, looks_like_model(text) ? OBS_DISC10670_MODEL : OBS_DISC10670_NAME,
			  text);
		break;
	case TAG_FIRMWARE:
		sink_text(out, OBS_DISC10670_FIRMWARE, text);
		break;
	case TAG_SERIAL:
		sink_text(out, OBS_DISC10670_SERIAL, text);
		break;
	default:
		break;
	}
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	static const uint8_t mark[] = {0x20, 0x11, 0x1e, 0x11, 0x23, 0x1f, 0x1e, 0x19, 0x13};
	(void)state, (void)where;

	uint16_t first = cursor_be16(in);
	cursor_skip(in, 2); /* length: what it counts differs between asker and device */
	uint16_t operation = cursor_be16(in);
	struct slice mac = cursor_take(in, 6);
	cursor_skip(in, 12); /* asker, unknown */
	struct slice constant = cursor_take(in, sizeof(mark));
	cursor_skip(in, 15);
	if (!cursor_fine(in) || first != 1 || (operation != ASKED && operation != ANSWERED) ||
	    !slice_equal(constant, slice_of(mark, sizeof(mark))))
		return verdict(VERDICT_NOT_MINE);
	if (operation == ASKED) {
		sink_text(out, OBS_DISC10670_MESSAGE, slice_text("search asked"));
		return verdict(VERDICT_NEXT);
	}
	sink_text(out, OBS_DISC10670_MESSAGE, slice_text("search answered"));
	say_mac(out, OBS_DISC10670_MAC, mac);
	for (unsigned i = 0; i < TAGS_MAX; i++) {
		uint16_t tag = cursor_be16(in), len = cursor_be16(in);
		if (cursor_fine(in) && tag == TAG_END)
			return verdict(VERDICT_NEXT);
		struct slice value = cursor_take(in, len);
		if (!cursor_fine(in))
			return verdict_malformed("value cut off");
		tell(tag, value, out);
	}
	return verdict_malformed("too many values");
}

static const struct mark marks[] = {LOOSE_MARK("\0\x01\0\0\0\x0d", "\xff\xff\0\0\xff\xff"),
				    LOOSE_MARK("\0\x01\0\0\0\x0e", "\xff\xff\0\0\xff\xff"),
				    {0}};
static const struct hint hints[] = {{.port = 10669}, {.port = 10670}, {0}};
static const enum obs_kind emits[] = {
	OBS_DISC10670_MESSAGE, OBS_DISC10670_MODEL, OBS_DISC10670_SERIAL, OBS_DISC10670_FIRMWARE,
	OBS_DISC10670_MAC,     OBS_DISC10670_NAME,  OBS_DISC10670_FIELD,  OBS_KINDS};

extern const struct dissector disc10670_dissector;
const struct dissector disc10670_dissector = {
	.name = "disc10670",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
