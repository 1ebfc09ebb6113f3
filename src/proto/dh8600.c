/* SPDX-License-Identifier: Apache-2.0
 *
 * The search of a platform for small Wi-Fi cameras, UDP 8600, broadcast. A tool asks with the four
 * bytes "DH" 01 01. A camera answers:
 *    0 "DH" 01 08 | 4 IPv4 as text 16 | 20 mask 16 | 36 gateway 16 | 52 DNS 16 | 68 DNS 16 |
 *   84 MAC 6 | 90 port, little endian 2 | 92 serial 32 | 124 name 32 | 156 unknown 48 |
 *   204 firmware, text 32 | 236 unknown 88 | 324 server that keeps its name 128 |
 *   452 user there 32 | 484 password there
 * Some answers end behind the firmware. User and password are not read. "DH" is not the DHIP of another family: the two bytes behind it tell them apart.
 *
 * Sources: julienblitte/UniversalScanner, OpenIPC/python-dvr ("wans"); a whole answer printed in
 * public notes on broadcast discovery, for what stands behind the firmware.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { QUESTION = 4, FIRMWARE_MAX = 32, SERVER = 128 };

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct addr address;
	(void)state, (void)where;

	bool alone = cursor_left(in) == QUESTION;
	struct slice mark = cursor_take(in, 4);
	if (!slice_starts(mark, "DH\x01"))
		return verdict(VERDICT_NOT_MINE);
	if (alone && mark.at[3] == 1) {
		sink_text(out, OBS_DH8600_MESSAGE, slice_text("search asked"));
		return verdict(VERDICT_NEXT);
	}
	struct slice address_text = say_padded(in, 16);
	if (mark.at[3] != 8 || !addr_parse(address_text, &address))
		return verdict(VERDICT_NOT_MINE);
	cursor_skip(in, 16); /* mask */
	struct slice gateway = say_padded(in, 16);
	cursor_skip(in, 32); /* DNS */
	struct slice mac = cursor_take(in, 6);
	uint16_t port = cursor_le16(in);
	struct slice serial = say_padded(in, 32), name = say_padded(in, 32);
	sink_text(out, OBS_DH8600_MESSAGE, slice_text("search answered"));
	if (!cursor_fine(in))
		return verdict_malformed("answer cut off");
	say_mac(out, OBS_DH8600_MAC, mac);
	sink_text(out, OBS_DH8600_SERIAL, serial);
	sink_text(out, OBS_DH8600_NAME, name);
	say_addr_text(out, OBS_DH8600_FIELD, "IPv4Address", address_text);
	say_addr_text(out, OBS_DH8600_FIELD, "Gateway", gateway);
	say_number(out, OBS_DH8600_FIELD, "Port", port);
	cursor_skip(in, 48);
	size_t left = cursor_left(in);
	sink_text(out, OBS_DH8600_FIRMWARE,
		  say_padded(in, left < FIRMWARE_MAX ? left : FIRMWARE_MAX));
	cursor_skip(in, 88);
	say_field(out, OBS_DH8600_FIELD, slice_text("NameServer"), say_padded(in, SERVER));
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("DH\x01"), {0}};
static const struct hint hints[] = {{.port = 8600}, {0}};
static const enum obs_kind emits[] = {OBS_DH8600_MESSAGE, OBS_DH8600_SERIAL, OBS_DH8600_FIRMWARE,
				      OBS_DH8600_MAC,     OBS_DH8600_NAME,   OBS_DH8600_FIELD,
				      OBS_KINDS};

extern const struct dissector dh8600_dissector;
const struct dissector dh8600_dissector = {
	.name = "dh8600",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
