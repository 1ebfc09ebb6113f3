/* SPDX-License-Identifier: Apache-2.0
 *
 * KP2P: how cameras of one maker keep in touch with the server that its cloud names to them (port
 * 19000), over UDP, or bare over TCP.
 *   0 AB BC CD DE | 4 type: 00 keep-alive, 11 registration | 5 zeros 3 | 8 four bytes |
 *   12 counter 4 | 16 number 4 | 20 zeros
 *   a keep-alive is 32 bytes long; a registration, of 128, goes on
 *   28 60 00 00 00 | 32 the device's number, 10 digits | zeros to the end
 *
 * Source: one public study with captures of a camera (68 registrations to the real servers).
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { ALIVE = 32, REGISTRATION = 128, DIGITS = 10, MESSAGES_MAX = 16 };

struct kp2p_flow {
	uint8_t messages;
};

static bool zeros(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i])
			return false;
	return true;
}

/* The length of the message that begins here, by its type; 0 when it is none. */
static size_t length_of(struct cursor c)
{
	uint32_t mark = cursor_be32(&c);
	uint8_t type = cursor_u8(&c);

	if (mark != 0xabbccdde || !zeros(cursor_take(&c, 3)) || !cursor_fine(&c))
		return 0;
	return type == 0 ? ALIVE : type == 0x11 ? REGISTRATION : 0;
}

static bool message(struct cursor c, size_t len, struct sink *out)
{
	uint64_t number;

	if (len == ALIVE) {
		cursor_skip(&c, 20);
		if (!zeros(cursor_take(&c, ALIVE - 20)))
			return false;
		sink_text(out, OBS_KP2P_MESSAGE, slice_text("keep-alive"));
		return true;
	}
	cursor_skip(&c, ALIVE);
	struct slice digits = cursor_take(&c, DIGITS);
	if (!slice_decimal(digits, &number) ||
	    !zeros(cursor_take(&c, REGISTRATION - ALIVE - DIGITS)))
		return false;
	sink_text(out, OBS_KP2P_MESSAGE, slice_text("device registers"));
	sink_text(out, OBS_KP2P_DEVICE_ID, digits);
	return true;
}

static struct verdict feed_datagram(void *state, struct cursor *in, const struct where *where,
				    struct sink *out)
{
	size_t len = length_of(*in);
	(void)state, (void)where;

	if (len == 0 || len != cursor_left(in) || !message(*in, len, out))
		return verdict(VERDICT_NOT_MINE);
	return verdict(VERDICT_NEXT);
}

static struct verdict feed_stream(void *state, struct cursor *in, const struct where *where,
				  struct sink *out)
{
	static const uint8_t mark[] = {0xab, 0xbc, 0xcd, 0xde};
	struct kp2p_flow *flow = state;
	struct verdict refused = verdict(flow->messages ? VERDICT_DONE : VERDICT_NOT_MINE);
	(void)where;

	for (size_t i = 0; i < sizeof(mark) && i < cursor_left(in); i++)
		if (cursor_peek(in, i) != mark[i])
			return refused;
	if (cursor_left(in) < 8)
		return verdict_more(8);
	size_t len = length_of(*in);
	if (len > cursor_left(in))
		return verdict_more(len);
	if (len == 0 || !message(*in, len, out))
		return refused;
	cursor_skip(in, len);
	return verdict(++flow->messages < MESSAGES_MAX ? VERDICT_NEXT : VERDICT_DONE);
}

static const struct mark marks[] = {MARK("\xab\xbc\xcd\xde"), {0}};
static const struct hint hints[] = {{.port = 19000}, {0}};
static const enum obs_kind emits[] = {OBS_KP2P_MESSAGE, OBS_KP2P_DEVICE_ID, OBS_KINDS};

extern const struct dissector kp2p_dissector;
const struct dissector kp2p_dissector = {
	.name = "kp2p",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed_datagram,
	.emits = emits,
};

extern const struct dissector kp2p_tcp_dissector;
const struct dissector kp2p_tcp_dissector = {
	.name = "kp2p_tcp",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.state_size = sizeof(struct kp2p_flow),
	.marks = marks,
	.feed = feed_stream,
	.emits = emits,
};
