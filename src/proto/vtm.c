/* SPDX-License-Identifier: Apache-2.0
 *
 * VTM: how a program fetches a camera's pictures from the relays of one maker's cloud, TCP 8554 and
 * others. Big-endian frames:
 *   24 | channel 1 | length 2 | sequence 2 | code 2
 *   channels: 00 messages, 01 stream, 0A and 0B the same ciphered
 *   codes: 013B stream asked, 013C answered; 0132 keep-alive, 0133 answered; 014A keys
 * The first frame of each side is a message. What a camera sends to the relay has not been
 * published: both sides here are a program and a relay.
 *
 * Source: RenierM26/pyEzvizApi stream.py.
 */
#include "proto/dissector.h"

#include "proto/text.h"

enum { HEAD = 8, MARK = 0x24, MESSAGES_MAX = 8 };

struct vtm {
	uint8_t messages;
};

static const char *name_of(uint16_t code)
{
	switch (code) {
	case 0x013b:
		return "stream asked";
	case 0x013c:
		return "stream answered";
	case 0x0132:
		return "keep-alive";
	case 0x0133:
		return "keep-alive answered";
	case 0x014a:
		return "keys exchanged";
	default:
		return NULL;
	}
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct vtm *flow = state;
	struct cursor c = *in;
	(void)where;

	uint8_t mark = cursor_u8(&c);
	if (mark == MARK && cursor_left(&c) == 0)
		return verdict_more(2);
	uint8_t channel = cursor_u8(&c);
	if (mark != MARK || (channel & ~0x0bu))
		return flow->messages ? verdict_malformed("frame") : verdict(VERDICT_NOT_MINE);
	if (cursor_left(in) < HEAD)
		return verdict_more(HEAD);
	uint16_t len = cursor_be16(&c);
	cursor_skip(&c, 2);
	const char *name = name_of(cursor_be16(&c));
	if (!flow->messages && (channel != 0 || !name))
		return verdict(VERDICT_NOT_MINE);
	*in = c;
	sink_text(out, OBS_VTM_MESSAGE,
		  slice_text(channel & 1 ? "stream"
			     : name      ? name
					 : "other message"));
	if (++flow->messages >= MESSAGES_MAX)
		return verdict(VERDICT_DONE);
	return verdict_skip(len);
}

static const struct mark marks[] = {LOOSE_MARK("\x24\0", "\xff\xf4"), {0}};
static const struct hint hints[] = {{.port = 8554}, {0}};
static const enum obs_kind emits[] = {OBS_VTM_MESSAGE, OBS_KINDS};

extern const struct dissector vtm_dissector;
const struct dissector vtm_dissector = {
	.name = "vtm",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.state_size = sizeof(struct vtm),
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
