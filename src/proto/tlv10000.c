/* SPDX-License-Identifier: Apache-2.0
 *
 * A search of cameras on UDP 10000, which others use too. Question and answer begin with
 *    0 session, counted by the asker | 1 4a 5d 8f 1c
 * and a question ends there. In an answer follow type 1, length 1, value:
 *   1 full name | 2 MAC 6 | 3 IPv4 4 | 4 a single byte in place of the length | 9 model |
 *   others are not known
 *
 * Source: julienblitte/UniversalScanner, the only one, with a reply.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { NAME = 1, MAC = 2, ADDRESS = 3, SINGLE = 4, MODEL = 9, QUESTION = 5 };

/* One value; the length was checked by the cursor. */
static void tell(uint8_t type, struct slice value, struct sink *out)
{
	struct slice text = slice_trim(slice_until_nul(value));

	if (type == MAC)
		say_mac(out, OBS_TLV10000_MAC, value);
	else if (type == ADDRESS)
		say_addr(out, OBS_TLV10000_FIELD, "IPv4Address", value);
	else if (type == NAME && say_is_text(text))
		sink_text(out, OBS_TLV10000_NAME, text);
	else if (type == MODEL && say_is_text(text))
		sink_text(out, OBS_TLV10000_MODEL, text);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state, (void)where;

	bool alone = cursor_left(in) == QUESTION;
	cursor_skip(in, 1); /* session */
	if (cursor_be32(in) != 0x4a5d8f1c || !cursor_fine(in))
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_TLV10000_MESSAGE,
		  slice_text(alone ? "search asked" : "search answered"));
	while (cursor_left(in)) {
		uint8_t type = cursor_u8(in), len = cursor_u8(in);
		if (type == SINGLE)
			continue;
		struct slice value = cursor_take(in, len);
		if (!cursor_fine(in))
			return verdict_malformed("value cut off");
		tell(type, value, out);
	}
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {LOOSE_MARK("\0\x4a\x5d\x8f\x1c", "\0\xff\xff\xff\xff"), {0}};
static const struct hint hints[] = {{.port = 10000}, {0}};
static const enum obs_kind emits[] = {OBS_TLV10000_MESSAGE, OBS_TLV10000_MODEL, OBS_TLV10000_MAC,
				      OBS_TLV10000_NAME,    OBS_TLV10000_FIELD, OBS_KINDS};

extern const struct dissector tlv10000_dissector;
const struct dissector tlv10000_dissector = {
	.name = "tlv10000",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
