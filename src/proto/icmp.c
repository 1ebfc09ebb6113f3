/* SPDX-License-Identifier: Apache-2.0
 *
 * ICMP (RFC 792) and ICMPv6 (RFC 4443): whom a device pings. The payload begins at the type.
 *
 *   0      1      2          4            6          8
 *   +------+------+----------+------------+----------+------
 *   | type | code | checksum | identifier | sequence | data     echo request: 8, ICMPv6 128
 *   +------+------+----------+------------+----------+------
 *
 * Skipped on purpose: errors, which belong to the packet that they quote; neighbour discovery is
 * nd.c; everything else of ICMP is only named.
 */
#include "proto/dissector.h"

enum {
	LEAST_LEN = 8,
	ECHO_REQUEST = 8,
	ECHO_REQUEST_6 = 128,
	DISCOVERY_FIRST_6 = 133, /* router solicitation */
	DISCOVERY_LAST_6 = 136,  /* neighbour advertisement */
};

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	bool v6 = where->transport == TRANSPORT_ICMP6;
	(void)state;

	if ((!v6 && where->transport != TRANSPORT_ICMP) || cursor_left(in) < LEAST_LEN)
		return verdict(VERDICT_NOT_MINE);
	uint8_t type = cursor_u8(in);
	uint8_t code = cursor_u8(in);
	if (v6 && type >= DISCOVERY_FIRST_6 && type <= DISCOVERY_LAST_6)
		return verdict(VERDICT_NOT_MINE);
	if (type == (v6 ? ECHO_REQUEST_6 : ECHO_REQUEST) && code == 0)
		sink_addr(out, OBS_ICMP_ECHO, &where->dst);
	return verdict(VERDICT_NEXT);
}

static const enum obs_kind emits[] = {OBS_ICMP_ECHO, OBS_KINDS};

extern const struct dissector icmp_dissector;
const struct dissector icmp_dissector = {
	.name = "icmp",
	.carrier = CARRIER_ICMP,
	.feed = feed,
	.emits = emits,
};
