/* SPDX-License-Identifier: Apache-2.0
 *
 * IPv6 neighbour discovery (RFC 4861 section 4): which address a device claims.
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
 * Skipped on purpose: redirects (137), prefixes, MTU, DNS servers.
 */
#include "proto/dissector.h"

enum {
	ROUTER_SOLICITATION = 133,
	ROUTER_ADVERTISEMENT = 134,
	NEIGHBOUR_SOLICITATION = 135,
	NEIGHBOUR_ADVERTISEMENT = 136,
	OPTION_SOURCE = 1,
	OPTION_TARGET = 2,
	OPTION_UNIT = 8,
	ROUTER_TIMES_LEN = 8,
};

/* The station named by the first option `wanted`; none otherwise. Fails the cursor on options that
 * break their rules. */
static struct mac station(struct cursor *in, uint8_t wanted)
{
	struct mac mac = {{0}};

	while (cursor_left(in)) {
		uint8_t type = cursor_u8(in);
		uint8_t units = cursor_u8(in);
		if (units == 0) {
			cursor_fail(in, CURSOR_BAD);
			break;
		}
		struct slice value = cursor_take(in, units * (size_t)OPTION_UNIT - 2);
		if (cursor_fine(in) && type == wanted && value.len == sizeof(mac.bytes) &&
		    !mac_is_set(&mac))
			memcpy(mac.bytes, value.at, sizeof(mac.bytes));
	}
	if (mac_is_group(&mac))
		mac = (struct mac){{0}};
	return mac;
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
	struct mac mac =
		station(in, type == NEIGHBOUR_ADVERTISEMENT ? OPTION_TARGET : OPTION_SOURCE);
	if (!cursor_fine(in))
		return verdict_malformed("option cut off");
	if ((type == NEIGHBOUR_ADVERTISEMENT || mac_is_set(&mac)) && addr_is_unicast(&claimed)) {
		if (mac_is_set(&mac))
			sink_about(out, &mac);
		sink_addr(out, OBS_ND_ADDRESS, &claimed);
	}
	return verdict(VERDICT_NEXT);
}

static const enum obs_kind emits[] = {OBS_ND_ADDRESS, OBS_KINDS};

extern const struct dissector nd_dissector;
const struct dissector nd_dissector = {
	.name = "nd",
	.carrier = CARRIER_ICMP,
	.feed = feed,
	.emits = emits,
};
