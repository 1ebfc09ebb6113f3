/* SPDX-License-Identifier: Apache-2.0
 *
 * ARP (RFC 826) for IPv4 on Ethernet: which hardware address claims which address.
 *
 *   0       2       4     5     6    8              14             18             24
 *   +-------+-------+-----+-----+----+--------------+--------------+--------------+-----------+
 *   | htype | ptype | hlen| plen| op | sender MAC   | sender IP    | target MAC   | target IP |
 *   | 1     | 0800  | 6   | 4   | 1,2|              |              |              |           |
 *   +-------+-------+-----+-----+----+--------------+--------------+--------------+-----------+
 *
 * The claim is the message's sender's, whoever sent the frame. A probe (RFC 5227, sender 0.0.0.0)
 * claims nothing. Skipped on purpose: the target, reverse and inverse ARP.
 */
#include "proto/dissector.h"

enum {
	ETHERTYPE_ARP = 0x0806,
	ETHERTYPE_IP4 = 0x0800,
	HTYPE_ETHERNET = 1,
	OP_REQUEST = 1,
	OP_REPLY = 2,
	TARGET_LEN = 10,
};

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct mac mac;
	(void)state, (void)where;

	uint16_t htype = cursor_be16(in);
	uint16_t ptype = cursor_be16(in);
	uint8_t hlen = cursor_u8(in);
	uint8_t plen = cursor_u8(in);
	uint16_t op = cursor_be16(in);
	if (!cursor_fine(in) || htype != HTYPE_ETHERNET || ptype != ETHERTYPE_IP4 ||
	    hlen != sizeof(mac.bytes) || plen != 4 || (op != OP_REQUEST && op != OP_REPLY))
		return verdict(VERDICT_NOT_MINE);
	struct slice sender = cursor_take(in, sizeof(mac.bytes));
	struct addr address = addr_from_wire(cursor_take(in, 4));
	cursor_skip(in, TARGET_LEN);
	if (!cursor_fine(in))
		return verdict_malformed("cut off");
	memcpy(mac.bytes, sender.at, sizeof(mac.bytes));
	if (!mac_is_set(&mac) || mac_is_group(&mac))
		return verdict_malformed("sender is no single station");
	if (addr_is_unicast(&address)) {
		sink_about(out, &mac);
		sink_addr(out, OBS_ARP_ADDRESS, &address);
	}
	return verdict(VERDICT_NEXT);
}

static const struct hint hints[] = {{.port = ETHERTYPE_ARP}, {0}};
static const enum obs_kind emits[] = {OBS_ARP_ADDRESS, OBS_KINDS};

extern const struct dissector arp_dissector;
const struct dissector arp_dissector = {
	.name = "arp",
	.carrier = CARRIER_FRAME,
	.hints = hints,
	.feed = feed,
	.emits = emits,
};
