/* SPDX-License-Identifier: Apache-2.0
 *
 * GVCP, the control protocol of GigE Vision cameras (machine vision), UDP 3956: the discovery.
 * Network order:
 *   question  0 42 | 1 flags 1 | 2 0002 | 4 length 0000 | 6 request 2
 *   answer    0 status 0000 | 2 0003 | 4 length 00f8 | 6 request 2 | 8 version of the
 *             specification 2 + 2 | 12 mode 4 | 16 0000 | 18 MAC 6 | 24 what addresses it can have 4,
 *             has 4 | 44 IPv4 | 60 mask | 76 gateway | 80 manufacturer 32 | 112 model 32 |
 *             144 device version 32 | 176 the manufacturer's own words 48 | 224 serial number 16 |
 *             240 name given by the user 16
 *
 * Source: julienblitte/UniversalScanner GigEVision.cs, which declares these offsets. Skipped on
 * purpose: all other messages, by which registers are read and written.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { QUESTION = 8, ANSWER = 256, PAYLOAD = 248, FLAGS = 0x11, ASKED = 2, ANSWERED = 3 };

static void say_text(struct cursor *in, size_t size, enum obs_kind kind, struct sink *out)
{
	struct slice text = say_padded(in, size);

	if (text.len)
		sink_text(out, kind, text);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state, (void)where;

	size_t whole = cursor_left(in);
	uint16_t head = cursor_be16(in), message = cursor_be16(in);
	uint16_t length = cursor_be16(in), request = cursor_be16(in);
	if (whole == QUESTION && head >> 8 == 0x42 && !(head & 0xff & ~FLAGS) && message == ASKED &&
	    length == 0 && request != 0) {
		sink_text(out, OBS_GVCP_MESSAGE, slice_text("discovery asked"));
		return verdict(VERDICT_NEXT);
	}
	uint16_t major = cursor_be16(in);
	cursor_skip(in, 8);
	struct slice mac = cursor_take(in, 6);
	if (whole != ANSWER || head != 0 || message != ANSWERED || length != PAYLOAD ||
	    major == 0 || major > 9)
		return verdict(VERDICT_NOT_MINE);
	cursor_skip(in, 20);
	struct slice address = cursor_take(in, 4);
	cursor_skip(in, 28);
	struct slice gateway = cursor_take(in, 4);
	sink_text(out, OBS_GVCP_MESSAGE, slice_text("discovery answered"));
	say_mac(out, OBS_GVCP_MAC, mac);
	say_text(in, 32, OBS_GVCP_BRAND, out);
	say_text(in, 32, OBS_GVCP_MODEL, out);
	say_text(in, 32, OBS_GVCP_FIRMWARE, out);
	say_field(out, OBS_GVCP_FIELD, slice_text("information"), say_padded(in, 48));
	say_text(in, 16, OBS_GVCP_SERIAL, out);
	say_text(in, 16, OBS_GVCP_NAME, out);
	say_addr(out, OBS_GVCP_FIELD, "IPv4Address", address);
	say_addr(out, OBS_GVCP_FIELD, "Gateway", gateway);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {
	LOOSE_MARK("\x42\x00\x00\x02\x00\x00", "\xff\xee\xff\xff\xff\xff"),
	MARK("\x00\x00\x00\x03\x00\xf8"),
	{0}};
static const struct hint hints[] = {{.port = 3956}, {0}};
static const enum obs_kind emits[] = {OBS_GVCP_MESSAGE, OBS_GVCP_BRAND,    OBS_GVCP_MODEL,
				      OBS_GVCP_SERIAL,  OBS_GVCP_FIRMWARE, OBS_GVCP_MAC,
				      OBS_GVCP_NAME,    OBS_GVCP_FIELD,    OBS_KINDS};

extern const struct dissector gvcp_dissector;
const struct dissector gvcp_dissector = {
	.name = "gvcp",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
