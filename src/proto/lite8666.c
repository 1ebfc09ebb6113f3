/* SPDX-License-Identifier: Apache-2.0
 *
 * The first word of cameras and doorbells of one cloud with it, TCP 8666: the server proves itself
 * and names the others to which the device then goes.
 *
 *   message:  kind 1 | length of what follows, 7 bits a byte, lowest first, 80 = more | contents
 *   device:   70 | 01 01 | length 2 | serial number | length 1 | token, base64 | 16 bytes
 *   server:   80 | 01 00 00 00 | 32 bytes            challenge
 *   device:   90 | 01 01 ...                         answer, in one message or several
 *   server:   B0 | 01 00 00 00 | sealed, whole blocks of 16
 *
 * The token is the device's lasting credential: it is passed over. Everything behind is sealed.
 *
 * Source: one public record of a door viewer's sessions (knowledge/clouds.sig names it; findings 8 to
 * 11), with preamble 70 3E, challenge 80 24 of 38 bytes and last word B0 B4 01 of 183: lengths that
 * say the head drawn here. One device; a doorbell's captures by another author agree in port and
 * order.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum {
	HELLO = 0x70,
	CHALLENGE = 0x80,
	ANSWER = 0x90,
	LAST = 0xb0,
	VERSION = 0x0101,
	SERIAL_MIN = 6,
	SERIAL_MAX = 32,
	TOKEN_MAX = 64,
	NONCE = 16,
	CHALLENGE_LEN = 36,
	HELLO_MAX = 127, /* so that its length takes one byte */
	HEAD_MAX = 3,
	LENGTH_MAX = 16383,
};

struct lite {
	bool mine;
};

/* The length of contents behind `kind`, and of the head; false when no length stands there.
 * *ret_short: more bytes are wanted. */
static bool length_of(struct cursor c, size_t *ret_head, size_t *ret_len, bool *ret_short)
{
	cursor_skip(&c, 1);
	uint8_t low = cursor_u8(&c), high = low & 0x80 ? cursor_u8(&c) : 0;

	*ret_short = !cursor_fine(&c);
	*ret_head = low & 0x80 ? HEAD_MAX : HEAD_MAX - 1;
	*ret_len = (low & 0x7fu) | (size_t)high << 7;
	return !(high & 0x80);
}

static bool is_word(struct slice s, const char *more)
{
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = slice_lower(s.at[i]);
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && (!c || !strchr(more, c)))
			return false;
	}
	return true;
}

/* The device's first message; an empty serial number when it is none. */
static struct slice hello(struct cursor c)
{
	uint16_t version = cursor_be16(&c);
	struct slice serial = cursor_take(&c, cursor_be16(&c));
	struct slice token = cursor_take(&c, cursor_u8(&c));

	cursor_skip(&c, NONCE);
	if (!cursor_closed(&c) || version != VERSION || serial.len < SERIAL_MIN ||
	    serial.len > SERIAL_MAX || token.len == 0 || token.len > TOKEN_MAX ||
	    !is_word(serial, "-") || !is_word(token, "+/="))
		return slice_of(NULL, 0);
	return serial;
}

static struct verdict first(struct lite *flow, struct cursor *in, struct sink *out)
{
	struct cursor c = *in;
	size_t head, len;
	bool cut;

	if (cursor_peek(in, 0) != HELLO)
		return verdict(VERDICT_NOT_MINE);
	if (!length_of(*in, &head, &len, &cut) || len > HELLO_MAX)
		return verdict(VERDICT_NOT_MINE);
	if (cut || cursor_left(in) < head + len)
		return verdict_more(cut ? cursor_left(in) + 1 : head + len);
	cursor_skip(&c, head);
	struct slice serial = hello(cursor_within(&c, len));
	if (!serial.len)
		return verdict(VERDICT_NOT_MINE);
	cursor_skip(in, head + len);
	flow->mine = true;
	sink_text(out, OBS_LITE8666_MESSAGE, slice_text("device asks for its servers"));
	sink_text(out, OBS_LITE8666_SERIAL, serial);
	return verdict(VERDICT_NEXT);
}

static const char *name_of(uint8_t kind, bool from_client, size_t len)
{
	if (kind == CHALLENGE && !from_client && len == CHALLENGE_LEN)
		return "server's challenge";
	if (kind == ANSWER && from_client)
		return "device answers the challenge";
	if (kind == LAST && !from_client)
		return "servers told";
	return NULL;
}

static struct verdict next(struct cursor *in, bool from_client, struct sink *out)
{
	uint8_t kind = cursor_peek(in, 0);
	size_t head, len;
	bool cut;

	bool fits = length_of(*in, &head, &len, &cut);
	if (cut && cursor_left(in) > 0)
		return verdict_more(cursor_left(in) + 1);
	const char *name = fits && len <= LENGTH_MAX ? name_of(kind, from_client, len) : NULL;
	if (!name)
		return verdict(VERDICT_DONE);
	sink_text(out, OBS_LITE8666_MESSAGE, slice_text(name));
	return kind == LAST ? verdict(VERDICT_DONE) : verdict_skip(head + len);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct lite *flow = state;

	if (cursor_left(in) == 0)
		return verdict(VERDICT_NEXT);
	if (flow->mine)
		return next(in, where->from_client, out);
	return where->from_client ? first(flow, in, out) : verdict(VERDICT_NOT_MINE);
}

static const struct mark marks[] = {LOOSE_MARK("\x70\0\x01\x01\0", "\xff\x80\xff\xff\xff"), {0}};
static const struct hint hints[] = {{.port = 8666}, {0}};
static const enum obs_kind emits[] = {OBS_LITE8666_MESSAGE, OBS_LITE8666_SERIAL, OBS_KINDS};

extern const struct dissector lite8666_dissector;
const struct dissector lite8666_dissector = {
	.name = "lite8666",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct lite),
	.feed = feed,
	.emits = emits,
};
