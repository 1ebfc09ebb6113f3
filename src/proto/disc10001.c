/* SPDX-License-Identifier: Apache-2.0
 *
 * The search of a maker of network equipment and cameras, UDP 10001, broadcast and 233.89.188.1.
 *   question  01 00 00 00, or 02 08 00 00
 *   answer    0 version 1 or 2 | 1 command: 0 in version 1; 6, 9, 0b in version 2 |
 *            2 length of what follows 2 | values: type 1, length 2, value
 *   types: 01 and 13 MAC, 02 MAC and IPv4, 03 firmware, 0b host name, 0c and 14 short and long
 *          model of version 1, 15 model of version 2, 16 version
 * Numbers in network order.
 *
 * Source: nmap/nmap (scripts, the one for UDP 10001). Skipped: network name (0d), uptime.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { VALUES_MAX = 128 };
enum type {
	TYPE_MAC = 0x01,
	TYPE_MAC_ADDRESS = 0x02,
	TYPE_FIRMWARE = 0x03,
	TYPE_HOST = 0x0b,
	TYPE_PRODUCT = 0x0c,
	TYPE_SOURCE_MAC = 0x13,
	TYPE_MODEL_1 = 0x14,
	TYPE_MODEL_2 = 0x15,
	TYPE_VERSION = 0x16,
};

static void tell(uint8_t type, struct slice value, struct sink *out)
{
	struct cursor in = cursor_over(value);
	struct slice text = say_padded(&in, value.len);

	switch (type) {
	case TYPE_MAC:
	case TYPE_SOURCE_MAC:
		say_mac(out, OBS_DISC10001_MAC, value);
		break;
	case TYPE_MAC_ADDRESS:
		if (value.len == 10)
			say_addr(out, OBS_DISC10001_FIELD, "IPv4Address", slice_from(value, 6));
		break;
	case TYPE_FIRMWARE:
	case TYPE_VERSION:
		sink_text(out, OBS_DISC10001_FIRMWARE, text);
		break;
	case TYPE_HOST:
		sink_text(out, OBS_DISC10001_NAME, text);
		break;
	case TYPE_PRODUCT:
	case TYPE_MODEL_1:
	case TYPE_MODEL_2:
		sink_text(out, OBS_DISC10001_MODEL, text);
		break;
	default:
		break;
	}
}

/* The values fill the datagram to its last byte: nothing is said before that is known. */
static bool values_fit(struct cursor in)
{
	unsigned n = 0;

	while (cursor_left(&in) && n++ < VALUES_MAX) {
		cursor_skip(&in, 1);
		cursor_skip(&in, cursor_be16(&in));
		if (!cursor_fine(&in))
			return false;
	}
	return n && !cursor_left(&in);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state;

	uint8_t version = cursor_u8(in), command = cursor_u8(in);
	uint16_t len = cursor_be16(in);
	if (!cursor_fine(in) || len != cursor_left(in))
		return verdict(VERDICT_NOT_MINE);
	bool is_port = where->dst_port == 10001 || where->src_port == 10001;
	if (!len && is_port && ((version == 1 && !command) || (version == 2 && command == 8))) {
		sink_text(out, OBS_DISC10001_MESSAGE, slice_text("search asked"));
		return verdict(VERDICT_NEXT);
	}
	bool answers = (version == 1 && !command) ||
		       (version == 2 && (command == 6 || command == 9 || command == 0x0b));
	if (!answers || !values_fit(*in))
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_DISC10001_MESSAGE, slice_text("search answered"));
	while (cursor_left(in)) {
		uint8_t type = cursor_u8(in);
		uint16_t n = cursor_be16(in);
		tell(type, cursor_take(in, n), out);
	}
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("\x01\0"),   MARK("\x02\x06"), MARK("\x02\x08"),
				    MARK("\x02\x09"), MARK("\x02\x0b"), {0}};
static const struct hint hints[] = {{.port = 10001}, {0}};
static const enum obs_kind emits[] = {OBS_DISC10001_MESSAGE,
				      OBS_DISC10001_MODEL,
				      OBS_DISC10001_FIRMWARE,
				      OBS_DISC10001_MAC,
				      OBS_DISC10001_NAME,
				      OBS_DISC10001_FIELD,
				      OBS_KINDS};

extern const struct dissector disc10001_dissector;
const struct dissector disc10001_dissector = {
	.name = "disc10001",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
