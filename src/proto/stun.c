/* SPDX-License-Identifier: Apache-2.0
 *
 * STUN and TURN by UDP (RFC 8489, 8656; RFC 3489): how a device learns its public address and is
 * reached behind a router. One message a datagram, drawn in stun_message.h.
 *
 * The cookie is a strong sign on any port. The older form has none: it counts only on the ports
 * that STUN servers use, and only if everything in it fits exactly.
 */
#include "proto/dissector.h"

#include "proto/stun_message.h"

struct stun_flow {
	uint8_t messages;
};

static bool stun_port(uint16_t port)
{
	return (port >= 3478 && port <= 3481) || port == 5349 || (port >= 19302 && port <= 19309);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct stun_flow *flow = state;
	bool classic = stun_port(where->src_port) || stun_port(where->dst_port);
	struct slice bytes = cursor_rest(in);
	struct stun stun;

	if (flow->messages && stun_is_channel(cursor_peek(in, 0)))
		return verdict(++flow->messages < STUN_MESSAGES_MAX ? VERDICT_NEXT : VERDICT_DONE);
	if (!stun_open(bytes, classic, &stun) || bytes.len != STUN_HEADER_LEN + (size_t)stun.len)
		return verdict(VERDICT_NOT_MINE);
	cursor_skip(in, STUN_HEADER_LEN);
	bool sound = stun_sound(cursor_rest(in));
	if (!sound && stun.classic)
		return verdict(VERDICT_NOT_MINE);
	stun_observe(&stun, cursor_rest(in), out);
	if (!sound)
		return verdict_malformed("attribute cut off");
	return verdict(++flow->messages < STUN_MESSAGES_MAX ? VERDICT_NEXT : VERDICT_DONE);
}

static const struct mark marks[] = {LOOSE_MARK("\0\0\0\0", "\xc0\0\0\x03"), {0}};
static const struct hint hints[] = {{.port = 3478}, {.port = 19302}, {0}};

extern const struct dissector stun_dissector;
const struct dissector stun_dissector = {
	.name = "stun",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct stun_flow),
	.feed = feed,
	.emits = stun_emits,
};
