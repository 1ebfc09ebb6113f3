/* SPDX-License-Identifier: Apache-2.0
 *
 * MO_I: the search of an early family of Wi-Fi cameras and its clones, UDP 10000, broadcast.
 *    0 "MO_I" | 4 operation, little endian: 0 asked, 1 answered | 6 cipher flag | 7 key 8 |
 *   15 length of what follows the head, little endian 4 | 19 zeros 4 | 23 body
 * A question's body is 00 00 00 01. An answer's body, XORed with the key when the flag is set:
 *    0 identity 13 (often the MAC address in 12 hex digits) | 13 name 21 | 34 IPv4 | 38 mask |
 *   42 gateway | 46 DNS | 50 unknown 4 | 54 firmware 4 | 58 web interface 4 | 62 port 2
 *
 * Source: julienblitte/UniversalScanner, the only one for the layout of the answer.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { ASKED, ANSWERED, HEAD = 23, BODY = 64, IDENTITY = 13, NAME = 21, KEY = 8 };

static void answer(struct cursor in, struct sink *out)
{
	struct mac mac;
	struct slice identity = say_padded(&in, IDENTITY), name = say_padded(&in, NAME);

	if (identity.len == 12 && mac_parse(identity, &mac))
		sink_text(out, OBS_MOI_MAC, identity);
	else
		sink_text(out, OBS_MOI_SERIAL, identity);
	sink_text(out, OBS_MOI_NAME, name);
	say_addr(out, OBS_MOI_FIELD, "IPv4Address", cursor_take(&in, 4));
	cursor_skip(&in, 4); /* mask */
	say_addr(out, OBS_MOI_FIELD, "Gateway", cursor_take(&in, 4));
	cursor_skip(&in, 8); /* DNS, unknown */
	say_dotted(out, OBS_MOI_FIRMWARE, cursor_take(&in, 4));
	say_dotted(out, OBS_MOI_WEB_VERSION, cursor_take(&in, 4));
	say_number(out, OBS_MOI_FIELD, "Port", cursor_be16(&in));
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	uint8_t clear[BODY];
	(void)state, (void)where;

	struct slice mark = cursor_take(in, 4);
	uint16_t operation = cursor_le16(in);
	uint8_t ciphered = cursor_u8(in);
	struct slice key = cursor_take(in, KEY);
	uint32_t len = cursor_le32(in), zero = cursor_le32(in);
	if (!cursor_fine(in) || !slice_equal(mark, slice_text("MO_I")) || operation > ANSWERED ||
	    ciphered > 1 || zero != 0 || len > 1024)
		return verdict(VERDICT_NOT_MINE);
	if (operation == ASKED) {
		sink_text(out, OBS_MOI_MESSAGE, slice_text("search asked"));
		return verdict(VERDICT_NEXT);
	}
	sink_text(out, OBS_MOI_MESSAGE, slice_text("search answered"));
	struct slice body = cursor_take(in, BODY);
	if (!body.len || len < BODY)
		return verdict_malformed("answer cut off");
	for (size_t i = 0; i < BODY; i++)
		clear[i] = (uint8_t)(body.at[i] ^ (ciphered ? key.at[i % KEY] : 0));
	answer(cursor_over(slice_of(clear, BODY)), out);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("MO_I"), {0}};
static const struct hint hints[] = {{.port = 10000, .first_len = 4, .first = "MO_I"}, {0}};
static const enum obs_kind emits[] = {OBS_MOI_MESSAGE, OBS_MOI_SERIAL, OBS_MOI_FIRMWARE,
				      OBS_MOI_MAC,     OBS_MOI_NAME,   OBS_MOI_WEB_VERSION,
				      OBS_MOI_FIELD,   OBS_KINDS};

extern const struct dissector moi_dissector;
const struct dissector moi_dissector = {
	.name = "moi",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
