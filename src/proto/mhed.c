/* SPDX-License-Identifier: Apache-2.0
 *
 * MHED: the search of a recorder and camera platform. A tool asks 234.55.55.55, devices announce
 * themselves to 234.55.55.56 every two seconds or so, UDP 23456. Numbers little endian:
 *    0 "MHED" | 4 version 0001000N | 8 command: 1 asked, 2 device's own data, others set it |
 *   12 name 20 | 32 MAC 6 | 38 port 2 | 40 IPv4 | 44 mask | 48 gateway | 52 software 4 |
 *   56 build, decimal YYYYMMDD 4 | 60 HTTP port 2 | 62 RTSP port 2 | 64 kind of device 4 |
 *   68 unknown 16 | 84 password 28 | 112 DNS 8 | 120 unknown 20 |
 *  140 N up to 7: product 24, customer 24; from 8 on: serial 16, firmware, text |
 *  196 product type 16 | 212 manufacturer 16 | 228 unknown, 240 in all
 * The manufacturer is the label that the device is sold under.
 *
 * Sources: an SDK header of the platform (public mirror), AlexandruIspas659/ipcprobe (PROTOCOL.md,
 * testdata/vectors.json) for what the versions 8 and 9 hold. Skipped on purpose: the password.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { ASKED = 1, TOLD = 2, COMMANDS = 18, WHOLE = 228, LATER = 8 };

static const char *const types[] = {"DVR", "DVS", "IPC", "NVR", "decoder"};

static void tell(struct cursor *in, uint32_t version, struct sink *out)
{
	struct slice name = say_padded(in, 20), mac = cursor_take(in, 6);
	uint16_t port = cursor_le16(in);
	struct slice address = cursor_take(in, 4);
	cursor_skip(in, 4); /* mask */
	struct slice gateway = cursor_take(in, 4);
	cursor_skip(in, 4); /* software, as a number */
	uint32_t build = cursor_le32(in);
	uint16_t http = cursor_le16(in);
	cursor_skip(in, 2); /* RTSP */
	uint32_t type = cursor_le32(in);
	cursor_skip(in, 72); /* unknown, password, DNS, unknown */

	sink_text(out, OBS_MHED_NAME, name);
	say_mac(out, OBS_MHED_MAC, mac);
	if (type < sizeof(types) / sizeof(types[0]))
		sink_text(out, OBS_MHED_TYPE, slice_text(types[type]));
	if ((version & 0xffff) >= LATER) {
		sink_text(out, OBS_MHED_SERIAL, say_padded(in, 16));
		sink_text(out, OBS_MHED_FIRMWARE, say_padded(in, 36));
	} else {
		say_field(out, OBS_MHED_FIELD, slice_text("Product"), say_padded(in, 24));
		say_field(out, OBS_MHED_FIELD, slice_text("Customer"), say_padded(in, 24));
		cursor_skip(in, 4);
	}
	cursor_skip(in, 4); /* random */
	sink_text(out, OBS_MHED_MODEL, say_padded(in, 16));
	sink_text(out, OBS_MHED_MANUFACTURER, say_padded(in, 16));
	say_addr(out, OBS_MHED_FIELD, "IPv4Address", address);
	say_addr(out, OBS_MHED_FIELD, "Gateway", gateway);
	say_number(out, OBS_MHED_FIELD, "Port", port);
	say_number(out, OBS_MHED_FIELD, "HttpPort", http);
	say_number(out, OBS_MHED_FIELD, "Build", build);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state, (void)where;

	size_t whole = cursor_left(in);
	struct slice mark = cursor_take(in, 4);
	uint32_t version = cursor_le32(in), command = cursor_le32(in);
	if (!cursor_fine(in) || !slice_equal(mark, slice_text("MHED")) || version >> 16 != 1 ||
	    !command || command > COMMANDS)
		return verdict(VERDICT_NOT_MINE);
	if (command != TOLD) {
		sink_text(out, OBS_MHED_MESSAGE,
			  slice_text(command == ASKED ? "search asked" : "other command"));
		return verdict(VERDICT_NEXT);
	}
	if (whole < WHOLE)
		return verdict_malformed("answer cut off");
	sink_text(out, OBS_MHED_MESSAGE, slice_text("search answered"));
	tell(in, version, out);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {LOOSE_MARK("MHED\0\0\x01\0", "\xff\xff\xff\xff\0\0\xff\xff"),
				    {0}};
static const struct hint hints[] = {{.port = 23456, .first_len = 4, .first = "MHED"}, {0}};
static const enum obs_kind emits[] = {
	OBS_MHED_MESSAGE, OBS_MHED_MANUFACTURER, OBS_MHED_MODEL, OBS_MHED_SERIAL, OBS_MHED_FIRMWARE,
	OBS_MHED_MAC,     OBS_MHED_TYPE,         OBS_MHED_NAME,  OBS_MHED_FIELD,  OBS_KINDS};

extern const struct dissector mhed_dissector;
const struct dissector mhed_dissector = {
	.name = "mhed",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
