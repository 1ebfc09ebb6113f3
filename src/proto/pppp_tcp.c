/* SPDX-License-Identifier: Apache-2.0
 *
 * PPPP over TCP: the way to its servers where UDP is closed, often on port 443 though it is not
 * TLS, and between a phone and a camera on one LAN. Each message (pppp_message.c) is wrapped:
 *
 *   +--------------------+----+---+----------+------------------+--------
 *   | length, big-endian | 68 | ? | random 2 | checksum 2 of    | message
 *   | of the message     |    |   |          | what stands here |
 *   +--------------------+----+---+----------+------------------+--------
 *
 * The message is obfuscated once more (pppp_cipher.c), under the four hexadecimal digits of the
 * random bytes. Where random and checksum are zero it stands in clear. The checksum runs over the
 * message as sent, lo from 43 and hi from 53 hexadecimal: lo = hi ^ byte ^ lo, and at every other
 * byte, from the first on, hi = byte ^ lo before ^ the byte as far from the end.
 *
 * Sources: xen0bit/libPPCS_API (TCPSend_MSG, CheckCRC_Calculate); AlexxIT/go2rtc pkg/ cs2 for the
 * clear form.
 */
#include "proto/dissector.h"

#include "proto/pppp_message.h"
#include "proto/text.h"

enum { HEAD = 8, UP_TO_MARK = 3, MARK = 0x68, LONGEST = 4096, DATA_MAX = 32 };

struct pppp_stream {
	bool sure;
	uint8_t data;
};

static bool checksum_fits(struct slice m, uint8_t want_lo, uint8_t want_hi)
{
	uint8_t lo = 0x43, hi = 0x53;

	for (size_t i = 0; i < m.len; i++) {
		uint8_t was = lo;
		lo = hi ^ m.at[i] ^ lo;
		if (i % 2 == 0)
			hi = m.at[i] ^ was ^ m.at[m.len - 1 - i];
	}
	return lo == want_lo && hi == want_hi;
}

static struct pppp_key outer_key(struct slice random)
{
	struct text digits;

	text_clear(&digits);
	for (size_t i = 0; i < random.len; i++) {
		uint8_t halves[] = {random.at[i] >> 4, random.at[i] & 15};
		for (unsigned h = 0; h < 2; h++)
			text_byte(&digits, (uint8_t) "0123456789ABCDEF"[halves[h]]);
	}
	return pppp_key_of(text_view(&digits));
}

/* A message whose wrapping is right but whose own key isn't known still is one. */
static struct verdict wrapped(struct pppp_stream *flow, struct slice random, struct slice message,
			      const struct where *where, struct sink *out)
{
	struct pppp_key key = outer_key(random);
	uint8_t inner[PPPP_CLEAR_MAX];
	struct pppp_found found;

	flow->sure = true;
	size_t n = pppp_decipher(&key, message, inner);
	if (n < message.len || !pppp_find(slice_of(inner, n), &found)) {
		sink_text(out, OBS_PPPP_MESSAGE, slice_text("wrapped message"));
		return verdict(++flow->data < DATA_MAX ? VERDICT_NEXT : VERDICT_DONE);
	}
	pppp_observe(&found, where, out);
	return verdict(VERDICT_NEXT);
}

static struct verdict clear(struct pppp_stream *flow, struct slice message,
			    const struct where *where, struct sink *out)
{
	struct pppp_found found;

	if (!pppp_is_message(message, message.len) || !pppp_find(message, &found))
		return flow->sure ? verdict_malformed("wrapping holds no message")
				  : verdict(VERDICT_NOT_MINE);
	flow->sure = true;
	pppp_observe(&found, where, out);
	bool enough = pppp_is_data(message) && ++flow->data >= DATA_MAX;
	return verdict(enough ? VERDICT_DONE : VERDICT_NEXT);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct pppp_stream *flow = state;
	struct cursor c = *in;

	bool may_be_length = cursor_peek(in, 0) <= LONGEST >> 8;
	if (may_be_length && cursor_left(in) < UP_TO_MARK)
		return verdict_more(UP_TO_MARK);
	if (!may_be_length || cursor_peek(in, 2) != MARK)
		return flow->sure ? verdict_malformed("no wrapping") : verdict(VERDICT_NOT_MINE);
	if (cursor_left(in) < HEAD)
		return verdict_more(HEAD);
	uint16_t len = cursor_be16(&c);
	cursor_skip(&c, 2);
	struct slice random = cursor_take(&c, 2);
	uint8_t lo = cursor_u8(&c), hi = cursor_u8(&c);
	if (len < PPPP_HEAD || len > LONGEST)
		return flow->sure ? verdict_malformed("length") : verdict(VERDICT_NOT_MINE);
	if (cursor_left(&c) < len)
		return verdict_more(HEAD + (size_t)len);
	struct slice message = cursor_take(&c, len);
	bool bare = !random.at[0] && !random.at[1] && !lo && !hi;
	if (!bare && !checksum_fits(message, lo, hi))
		return flow->sure ? verdict_malformed("checksum") : verdict(VERDICT_NOT_MINE);
	struct verdict v = bare ? clear(flow, message, where, out)
				: wrapped(flow, random, message, where, out);
	if (v.word != VERDICT_NOT_MINE)
		*in = c;
	return v;
}

static const struct mark marks[] = {LOOSE_MARK("\0\0\x68", "\xe0\0\xff"), {0}};
static const struct hint hints[] = {{.port = 443}, {.port = PPPP_SERVER_PORT}, {0}};

extern const struct dissector pppp_tcp_dissector;
const struct dissector pppp_tcp_dissector = {
	.name = "pppp_tcp",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.state_size = sizeof(struct pppp_stream),
	.marks = marks,
	.feed = feed,
	.emits = pppp_emits,
};
