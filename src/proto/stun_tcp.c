/* SPDX-License-Identifier: Apache-2.0
 *
 * STUN and TURN by TCP (RFC 8489 section 6.2.2, RFC 8656): messages as drawn in stun_message.h one
 * after the other, the cookie required, and between them a relay channel's data:
 *
 *   0                 2        4
 *   +-----------------+--------+--------------------------------
 *   | channel 4000... | length | data, padded to a multiple of 4
 *   +-----------------+--------+--------------------------------
 *
 * Skipped on purpose: the form of RFC 4571 (ICE between two peers), which has a length before.
 */
#include "proto/dissector.h"

#include "proto/stun_message.h"

struct stun_flow {
	uint8_t messages;
};

static struct verdict channel(struct cursor *in)
{
	enum { CHANNEL_HEADER_LEN = 4 };

	if (cursor_left(in) < CHANNEL_HEADER_LEN)
		return verdict_more(CHANNEL_HEADER_LEN);
	cursor_skip(in, 2);
	size_t len = cursor_be16(in);
	return len ? verdict_skip((len + 3) & ~(size_t)3) : verdict(VERDICT_NEXT);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct stun_flow *flow = state;
	struct stun stun;
	(void)where;

	if (flow->messages && stun_is_channel(cursor_peek(in, 0)))
		return channel(in);
	if (cursor_peek(in, 0) & 0xc0)
		return flow->messages ? verdict_malformed("no message begins so")
				      : verdict(VERDICT_NOT_MINE);
	if (cursor_left(in) < STUN_HEADER_LEN)
		return verdict_more(STUN_HEADER_LEN);
	if (!stun_open(cursor_rest(in), false, &stun))
		return flow->messages ? verdict_malformed("no message begins so")
				      : verdict(VERDICT_NOT_MINE);
	if (cursor_left(in) < STUN_HEADER_LEN + (size_t)stun.len)
		return verdict_more(STUN_HEADER_LEN + (size_t)stun.len);
	cursor_skip(in, STUN_HEADER_LEN);
	struct slice attributes = cursor_take(in, stun.len);
	stun_observe(&stun, attributes, out);
	if (!stun_sound(attributes))
		return verdict_malformed("attribute cut off");
	return verdict(++flow->messages < STUN_MESSAGES_MAX ? VERDICT_NEXT : VERDICT_DONE);
}

static const struct mark marks[] = {
	LOOSE_MARK("\0\0\0\0\x21\x12\xa4\x42", "\xc0\0\0\x03\xff\xff\xff\xff"), {0}};
static const struct hint hints[] = {{.port = 3478}, {0}};

extern const struct dissector stun_tcp_dissector;
const struct dissector stun_tcp_dissector = {
	.name = "stun_tcp",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct stun_flow),
	.feed = feed,
	.emits = stun_emits,
};
