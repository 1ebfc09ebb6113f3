/* SPDX-License-Identifier: Apache-2.0
 *
 * The search of a maker of cameras and encoders, UDP 5513, broadcast. Network order:
 *    0 "NDT1" or "NDT2" | 4 sender's MAC 6 | 10 target's MAC 6 | 16 message: 1 asked, 2 answered,
 *      3 to 5 addresses and restart
 *   an answer goes on
 *   18 DHCP 2 | 20 IPv4 | 24 mask | 28 gateway | 32 uptime 4 | 36 board 4 | 40 registration:
 *      kind 1, flag 1, IPv4, name 64, port 2 | 112 has name 1 | 113 has type 1 | 114 service: 0
 *      camera, 1 encoder | 115 has update 1 | 116 platform 4 |
 *   [name 33, serial 11] | [type 33] | [update 15] | f7f7 version 64, or f7f8 version 64 and more
 *
 * Source: chenshangquan/RK100 (30-rkapp/common_2010/include/mspsearch.h), the only one.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { ASKED = 1, ANSWERED = 2, MESSAGES = 5, NAME = 33, SERIAL = 11, UPDATE = 15, VERSION = 64 };

static void tell(struct cursor *in, struct slice mac, struct sink *out)
{
	cursor_skip(in, 2); /* DHCP */
	struct slice address = cursor_take(in, 4);
	cursor_skip(in, 4); /* mask */
	struct slice gateway = cursor_take(in, 4);
	cursor_skip(in, 4); /* uptime */
	uint32_t board = cursor_be32(in);
	cursor_skip(in, 2);
	struct slice server = cursor_take(in, 4), server_name = say_padded(in, 64);
	cursor_skip(in, 2); /* registration port */
	uint8_t has_name = cursor_u8(in), has_type = cursor_u8(in), service = cursor_u8(in),
		has_update = cursor_u8(in);
	cursor_skip(in, 4); /* platform */

	say_mac(out, OBS_NDT5513_MAC, mac);
	say_addr(out, OBS_NDT5513_FIELD, "IPv4Address", address);
	say_addr(out, OBS_NDT5513_FIELD, "Gateway", gateway);
	say_number(out, OBS_NDT5513_FIELD, "Board", board);
	say_addr(out, OBS_NDT5513_FIELD, "Registration", server);
	say_field(out, OBS_NDT5513_FIELD, slice_text("RegistrationName"), server_name);
	say_number(out, OBS_NDT5513_FIELD, "Service", service);
	if (has_name) {
		sink_text(out, OBS_NDT5513_NAME, say_padded(in, NAME));
		sink_text(out, OBS_NDT5513_SERIAL, say_padded(in, SERIAL));
	}
	if (has_type == 1)
		sink_text(out, OBS_NDT5513_MODEL, say_padded(in, NAME));
	if (has_update == 1)
		cursor_skip(in, UPDATE);
	uint16_t tag = cursor_be16(in);
	if (tag == 0xf7f7 || tag == 0xf7f8)
		sink_text(out, OBS_NDT5513_FIRMWARE, say_padded(in, VERSION));
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state, (void)where;

	struct slice mark = cursor_take(in, 4), mac = cursor_take(in, 6);
	cursor_skip(in, 6); /* target */
	uint16_t message = cursor_be16(in);
	if (!cursor_fine(in) ||
	    (!slice_equal(mark, slice_text("NDT1")) && !slice_equal(mark, slice_text("NDT2"))) ||
	    !message || message > MESSAGES)
		return verdict(VERDICT_NOT_MINE);
	if (message != ANSWERED) {
		sink_text(out, OBS_NDT5513_MESSAGE,
			  slice_text(message == ASKED ? "search asked" : "other message"));
		return verdict(VERDICT_NEXT);
	}
	if (cursor_left(in) < 102)
		return verdict_malformed("answer cut off");
	sink_text(out, OBS_NDT5513_MESSAGE, slice_text("search answered"));
	tell(in, mac, out);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("NDT1"), MARK("NDT2"), {0}};
static const struct hint hints[] = {{.port = 5513, .first_len = 3, .first = "NDT"}, {0}};
static const enum obs_kind emits[] = {OBS_NDT5513_MESSAGE,  OBS_NDT5513_MODEL, OBS_NDT5513_SERIAL,
				      OBS_NDT5513_FIRMWARE, OBS_NDT5513_MAC,   OBS_NDT5513_NAME,
				      OBS_NDT5513_FIELD,    OBS_KINDS};

extern const struct dissector ndt5513_dissector;
const struct dissector ndt5513_dissector = {
	.name = "ndt5513",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
