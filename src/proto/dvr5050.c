/* SPDX-License-Identifier: Apache-2.0
 *
 * The older search of recorders and cameras on a segment: UDP 5050, broadcast, numbers little
 * endian. A tool asks with 32 bytes:
 *    0 a3 01 00 00|01 | 4 zeros | 16 02 00 00 00 | 20 zeros
 * A device answers:
 *    0 b3 | 2 length of MAC and model | 4 length of the fixed part behind byte 32 |
 *   16 02 00 00 00 | 20 length of the lines, 2 |
 *   32 version, 4 numbers of 2 | 40 type 16 | 56 IPv4 | 60 mask | 64 gateway | .. |
 *   94 HTTP port | 96 HTTPS port | 98 TCP port | .. |
 *   "aa:bb:cc:dd:ee:ff" and the model | lines "Name:..", "Device:..", "SerialNo:.." CRLF
 *
 * Source: julienblitte/UniversalScanner and mcw0/DahuaConsole for the request.
 * Skipped on purpose: alarm server, DNS, groups for streams.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { ASKED = 0xa3, ANSWERED = 0xb3, HEAD = 32, FIXED_MIN = 0x58, FIXED_MAX = 0x400 };
enum { MAC_TEXT = 17, LINES_MAX = 32 };

static bool is_question(struct slice message)
{
	if (message.len != HEAD || message.at[0] != ASKED || message.at[1] != 1 ||
	    message.at[2] != 0 || message.at[3] > 1 || message.at[16] != 2)
		return false;
	for (size_t i = 4; i < HEAD; i++)
		if (i != 16 && message.at[i])
			return false;
	return true;
}

/* The lengths of the three parts; false when the message is no answer. */
struct parts {
	size_t fixed, names, lines;
};

static bool is_answer(struct cursor in, struct parts *ret)
{
	struct mac mac;
	uint8_t mark = cursor_u8(&in);
	cursor_skip(&in, 1);
	ret->names = cursor_u8(&in);
	cursor_skip(&in, 1);
	ret->fixed = cursor_le32(&in);
	cursor_skip(&in, 8);
	uint32_t two = cursor_le32(&in);
	ret->lines = cursor_le16(&in);
	cursor_skip(&in, 10);
	if (mark != ANSWERED || two != 2 || ret->names < MAC_TEXT || ret->fixed < FIXED_MIN ||
	    ret->fixed > FIXED_MAX)
		return false;
	cursor_skip(&in, ret->fixed);
	return mac_parse(cursor_take(&in, MAC_TEXT), &mac) && cursor_fine(&in);
}

static void version(struct cursor *in, struct sink *out)
{
	struct text dotted;
	unsigned any = 0;

	text_clear(&dotted);
	for (unsigned i = 0; i < 4; i++) {
		uint16_t part = cursor_le16(in);
		if (i)
			text_byte(&dotted, '.');
		text_decimal(&dotted, part);
		any |= part;
	}
	if (any)
		sink_text(out, OBS_DVR5050_FIRMWARE, text_view(&dotted));
}

static void fixed_part(struct cursor in, struct sink *out)
{
	version(&in, out);
	say_field(out, OBS_DVR5050_FIELD, slice_text("DeviceType"), say_padded(&in, 16));
	say_addr(out, OBS_DVR5050_FIELD, "IPv4Address", cursor_take(&in, 4));
	cursor_skip(&in, 4); /* mask */
	say_addr(out, OBS_DVR5050_FIELD, "Gateway", cursor_take(&in, 4));
	cursor_skip(&in, 26);
	say_number(out, OBS_DVR5050_FIELD, "HttpPort", cursor_le16(&in));
	cursor_skip(&in, 2);
	say_number(out, OBS_DVR5050_FIELD, "TcpPort", cursor_le16(&in));
}

static void lines(struct cursor in, struct sink *out)
{
	for (unsigned n = 0; n < LINES_MAX && cursor_left(&in) > 0; n++) {
		struct slice line = cursor_line(&in);
		struct cursor parts = cursor_over(line);
		struct slice name = cursor_until(&parts, ':');
		struct slice value = slice_trim(cursor_rest(&parts));
		if (!cursor_fine(&parts) || !say_is_text(line) || !value.len)
			continue;
		if (slice_equal(name, slice_text("SerialNo")))
			sink_text(out, OBS_DVR5050_SERIAL, value);
		else if (slice_equal(name, slice_text("Name")))
			sink_text(out, OBS_DVR5050_NAME, value);
		else
			say_field(out, OBS_DVR5050_FIELD, name, value);
	}
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct parts parts;
	(void)state, (void)where;

	if (is_question(cursor_rest(in))) {
		sink_text(out, OBS_DVR5050_MESSAGE, slice_text("search asked"));
		return verdict(VERDICT_NEXT);
	}
	if (!is_answer(*in, &parts))
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_DVR5050_MESSAGE, slice_text("search answered"));
	cursor_skip(in, HEAD);
	fixed_part(cursor_within(in, parts.fixed), out);
	struct slice names = cursor_take(in, parts.names);
	struct cursor text = cursor_within(in, parts.lines);
	if (!cursor_fine(in))
		return verdict_malformed("cut off");
	sink_text(out, OBS_DVR5050_MAC, slice_of(names.at, MAC_TEXT));
	struct slice model = slice_trim(slice_until_nul(slice_from(names, MAC_TEXT)));
	if (say_is_text(model))
		sink_text(out, OBS_DVR5050_MODEL, model);
	lines(text, out);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("\xa3\x01"), MARK("\xb3"), {0}};
static const struct hint hints[] = {{.port = 5050}, {0}};
static const enum obs_kind emits[] = {OBS_DVR5050_MESSAGE,  OBS_DVR5050_MODEL, OBS_DVR5050_SERIAL,
				      OBS_DVR5050_FIRMWARE, OBS_DVR5050_MAC,   OBS_DVR5050_NAME,
				      OBS_DVR5050_FIELD,    OBS_KINDS};

extern const struct dissector dvr5050_dissector;
const struct dissector dvr5050_dissector = {
	.name = "dvr5050",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
