/* SPDX-License-Identifier: Apache-2.0
 *
 * Port mappings that a device asks its router for by NAT-PMP (RFC 6886) and PCP (RFC 6887), UDP
 * 5351: a door from outside to a port inside.
 *
 *   NAT-PMP
 *     asks     0 | 0                                         the public address
 *     asks     0 | 1 UDP, 2 TCP | 0000 | inside 2 | outside 2 | lifetime 4
 *     answers  0 | 80           | result 2 | epoch 4 | address 4
 *     answers  0 | 81, 82       | result 2 | epoch 4 | inside 2 | outside 2 | lifetime 4
 *   PCP
 *     asks     2 | opcode       | 0000        | lifetime 4 | client 16          | of opcode
 *     answers  2 | 80 + opcode  | 00 result 1 | lifetime 4 | epoch 4 | 12 zeros | of opcode
 *     MAP (1)  nonce 12 | protocol 1 | 000000 | inside 2 | outside 2 | outside address 16
 *
 * A lifetime of 0 withdraws a mapping and is no door. The messages are too short to be told by
 * their bytes: the port must be right.
 * Skipped on purpose: PEER, PCP's options, refusals of what was never asked.
 */
#include "proto/dissector.h"

#include "proto/portmap.h"

enum {
	PORT_SERVER = 5351,
	VERSION_NATPMP = 0,
	VERSION_PCP = 2,
	ANSWER = 0x80,
	OP_ADDRESS = 0,
	OP_UDP = 1,
	OP_TCP = 2,
	PCP_MAP = 1,
	PCP_PEER = 2,
	PROTOCOL_TCP = 6,
	PROTOCOL_UDP = 17,
};

static void say(struct sink *out, enum obs_kind kind, const char *method, const char *protocol,
		uint16_t outside, uint16_t inside)
{
	struct portmap map = {.method = method,
			      .protocol = slice_text(protocol),
			      .external = outside,
			      .internal = inside};
	portmap_say(out, kind, &map);
}

static void say_address(struct sink *out, struct slice wire)
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

	if (wire.len == 16 && slice_equal(slice_of(wire.at, 12), slice_of(mapped, 12)))
		wire = slice_from(wire, 12); /* IPv4 as PCP writes it, RFC 6887 section 5 */
	struct addr a = addr_from_wire(wire);
	if (addr_is_unicast(&a))
		sink_addr(out, OBS_PORTMAP_EXTERNAL, &a);
}

static struct verdict natpmp(struct cursor *in, uint8_t op, struct sink *out)
{
	const char *protocol = (op & ~ANSWER) == OP_TCP ? "TCP" : "UDP";

	if ((op & ~ANSWER) > OP_TCP)
		return verdict(VERDICT_NOT_MINE);
	if (op == OP_ADDRESS)
		return verdict(cursor_left(in) == 0 ? VERDICT_NEXT : VERDICT_NOT_MINE);
	uint16_t reserved_or_result = cursor_be16(in);
	if (op & ANSWER)
		cursor_skip(in, 4); /* epoch */
	if (op == (ANSWER | OP_ADDRESS)) {
		struct slice address = cursor_take(in, 4);
		if (!cursor_closed(in))
			return verdict(VERDICT_NOT_MINE);
		if (reserved_or_result == 0)
			say_address(out, address);
		return verdict(VERDICT_NEXT);
	}
	uint16_t inside = cursor_be16(in), outside = cursor_be16(in);
	uint32_t lifetime = cursor_be32(in);
	if (!cursor_closed(in))
		return verdict(VERDICT_NOT_MINE);
	if (!(op & ANSWER) && lifetime)
		say(out, OBS_PORTMAP_ASKED, "NAT-PMP", protocol, outside, inside);
	else if (op & ANSWER && reserved_or_result)
		sink_number(out, OBS_PORTMAP_REFUSED, reserved_or_result);
	else if (op & ANSWER && lifetime)
		say(out, OBS_PORTMAP_GRANTED, "NAT-PMP", protocol, outside, inside);
	return verdict(VERDICT_NEXT);
}

static struct verdict pcp(struct cursor *in, uint8_t op, struct sink *out)
{
	cursor_skip(in, 1);
	uint8_t result = cursor_u8(in);
	uint32_t lifetime = cursor_be32(in);

	cursor_skip(in, 16); /* the client's address; of an answer epoch and zeros */
	if (!cursor_fine(in) || (op & ~ANSWER) > PCP_PEER)
		return verdict(VERDICT_NOT_MINE);
	if (op & ANSWER && result) {
		sink_number(out, OBS_PORTMAP_REFUSED, result);
		return verdict(VERDICT_NEXT);
	}
	if ((op & ~ANSWER) != PCP_MAP || lifetime == 0)
		return verdict(VERDICT_NEXT);
	cursor_skip(in, 12); /* nonce */
	uint8_t protocol = cursor_u8(in);
	cursor_skip(in, 3);
	uint16_t inside = cursor_be16(in), outside = cursor_be16(in);
	struct slice address = cursor_take(in, 16);
	if (!cursor_fine(in))
		return verdict_malformed("mapping cut off");
	say(out, op & ANSWER ? OBS_PORTMAP_GRANTED : OBS_PORTMAP_ASKED, "PCP",
	    protocol == PROTOCOL_TCP   ? "TCP"
	    : protocol == PROTOCOL_UDP ? "UDP"
				       : "every protocol's",
	    outside, inside);
	if (op & ANSWER)
		say_address(out, address);
	return verdict(VERDICT_NEXT);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	uint8_t version = cursor_u8(in), op = cursor_u8(in);
	uint16_t port = op & ANSWER ? where->src_port : where->dst_port;
	(void)state;

	if (!cursor_fine(in) || port != PORT_SERVER)
		return verdict(VERDICT_NOT_MINE);
	if (version == VERSION_NATPMP)
		return natpmp(in, op, out);
	return version == VERSION_PCP ? pcp(in, op, out) : verdict(VERDICT_NOT_MINE);
}

static const struct mark marks[] = {PORT_MARK(PORT_SERVER), {0}};
static const struct hint hints[] = {{.port = PORT_SERVER}, {0}};
static const enum obs_kind emits[] = {OBS_PORTMAP_ASKED, OBS_PORTMAP_GRANTED, OBS_PORTMAP_REFUSED,
				      OBS_PORTMAP_EXTERNAL, OBS_KINDS};

extern const struct dissector natpmp_dissector;
const struct dissector natpmp_dissector = {
	.name = "natpmp",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
