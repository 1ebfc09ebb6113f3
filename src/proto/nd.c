/* SPDX-License-Identifier: Apache-2.0
 *
 * IPv6 neighbour discovery (RFC 4861 section 4): which address a device claims; which DNS servers a
 * router gives to its segment (RFC 8106 section 5.1).
 *
 *   0      1      2          4                8                  24
 *   +------+------+----------+----------------+------------------+-------------------------
 *   | type | code | checksum | flags/reserved | target address   | options: type, length in
 *   | 135  | 0    |          |                | (135 and 136)    | eights, value
 *   +------+------+----------+----------------+------------------+-------------------------
 *
 *   136 advertisement    the target is claimed, by the station of option 2 if there is one
 *   135 solicitation     with option 1: the packet's source is claimed by that station. From ::
 *                        the sender only asks whether an address is free (RFC 4862).
 *   133, 134 router ones have no target (134: 8 more bytes of times); option 1 as above
 *
 *   option 25 of 134: 25 | length 3, 5, ... | reserved 2 | lifetime 4 | DNS servers 16 each
 *   a lifetime of 0 takes them back: then nothing is said
 *
 * Skipped on purpose: redirects (137), prefixes, MTU, search domains (option 31).
 */
#include "proto/dissector.h"

enum {
	ROUTER_SOLICITATION = 133,
	ROUTER_ADVERTISEMENT = 134,
	NEIGHBOUR_SOLICITATION = 135,
	NEIGHBOUR_ADVERTISEMENT = 136,
	OPTION_SOURCE = 1,
	OPTION_TARGET = 2,
	OPTION_RESOLVERS = 25,
	OPTION_UNIT = 8,
	ROUTER_TIMES_LEN = 8,
	ADDRESS_LEN = 16,
};

struct options {
	struct mac station;     /* of the first option `wanted`; none otherwise */
	struct slice resolvers; /* of the first OPTION_RESOLVERS that may be used */
};

/* Reserved bytes, lifetime and whole addresses; the addresses while they live. */
static struct slice resolvers_of(struct slice value)
{
	struct cursor in = cursor_over(value);

	cursor_skip(&in, 2);
	uint32_t lifetime = cursor_be32(&in);
	struct slice addresses = cursor_rest(&in);
	if (!cursor_fine(&in) || lifetime == 0 || addresses.len % ADDRESS_LEN != 0)
		return slice_of(NULL, 0);
	return addresses;
}

/* Fails the cursor on options that break their rules. */
static struct options options_of(struct cursor *in, uint8_t wanted)
{
	struct options found = {.station = {{0}}};
	struct mac *mac = &found.station;

	while (cursor_left(in)) {
		uint8_t type = cursor_u8(in);
		uint8_t units = cursor_u8(in);
		if (units == 0) {
			cursor_fail(in, CURSOR_BAD);
			break;
		}
		struct slice value = cursor_take(in, units * (size_t)OPTION_UNIT - 2);
		if (!cursor_fine(in))
			break;
		if (type == wanted && value.len == sizeof(mac->bytes) && !mac_is_set(mac))
			memcpy(mac->bytes, value.at, sizeof(mac->bytes));
		if (type == OPTION_RESOLVERS && !found.resolvers.len)
			found.resolvers = resolvers_of(value);
	}
	if (mac_is_group(mac))
		*mac = (struct mac){{0}};
	return found;
}

static void say_resolvers(struct slice addresses, struct sink *out)
{
	struct cursor in = cursor_over(addresses);

	while (cursor_left(&in) >= ADDRESS_LEN) {
		struct addr a = addr_from_wire(cursor_take(&in, ADDRESS_LEN));
		if (addr_is_unicast(&a))
			sink_addr(out, OBS_ND_RESOLVER, &a);
	}
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state;
	uint8_t type = cursor_u8(in);
	uint8_t code = cursor_u8(in);
	cursor_skip(in, 6); /* checksum, flags */
	if (where->transport != TRANSPORT_ICMP6 || !cursor_fine(in) || code != 0 ||
	    type < ROUTER_SOLICITATION || type > NEIGHBOUR_ADVERTISEMENT)
		return verdict(VERDICT_NOT_MINE);

	struct addr claimed = where->src;
	if (type == NEIGHBOUR_ADVERTISEMENT)
		claimed = addr_from_wire(cursor_take(in, sizeof(claimed.bytes)));
	else if (type == NEIGHBOUR_SOLICITATION)
		cursor_skip(in, sizeof(claimed.bytes));
	else if (type == ROUTER_ADVERTISEMENT)
		cursor_skip(in, ROUTER_TIMES_LEN);
	struct options options =
		options_of(in, type == NEIGHBOUR_ADVERTISEMENT ? OPTION_TARGET : OPTION_SOURCE);
	struct mac mac = options.station;
	if (!cursor_fine(in))
		return verdict_malformed("option cut off");
	if ((type == NEIGHBOUR_ADVERTISEMENT || mac_is_set(&mac)) && addr_is_unicast(&claimed)) {
		if (mac_is_set(&mac))
			sink_about(out, &mac);
		sink_addr(out, OBS_ND_ADDRESS, &claimed);
	}
	/* Only a router of the segment sends from an address of the link (RFC 4861 6.1.2). */
	if (type == ROUTER_ADVERTISEMENT && addr_is_link_local(&where->src))
		say_resolvers(options.resolvers, out);
	return verdict(VERDICT_NEXT);
}

static const enum obs_kind emits[] = {OBS_ND_ADDRESS, OBS_ND_RESOLVER, OBS_KINDS};

extern const struct dissector nd_dissector;
const struct dissector nd_dissector = {
	.name = "nd",
	.carrier = CARRIER_ICMP,
	.feed = feed,
	.emits = emits,
};
