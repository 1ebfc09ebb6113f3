/* SPDX-License-Identifier: Apache-2.0
 *
 * LLDP (IEEE 802.1AB-2016 clause 8): what a switch, and many a camera, says of itself to whoever
 * is on the other end of its cable. A switch names the port that the cable is plugged into.
 *
 *   TLV: type (7 bits) and length (9 bits) | value       chassis, port, time to live come first
 *   id: subtype 1 | MAC, family 1 and network address, or text
 *   management address: length 1 | family 1 | address | how the interface is numbered ...
 *   organisation's own (type 127): OUI 3 | subtype 1 | value
 *     00-80-C2 (802.1): 1 = VLAN of the port
 *     00-12-BB (TIA-1057, "MED"): 5 to 11 = inventory, texts
 *
 * Skipped on purpose: time to live, MAC and PHY settings, power, network policies, VLAN names.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum {
	ETHERTYPE_LLDP = 0x88cc,
	TLV_END = 0,
	TLV_CHASSIS = 1,
	TLV_PORT = 2,
	TLV_TIME_TO_LIVE = 3,
	TLV_PORT_DESCRIPTION = 4,
	TLV_SYSTEM_NAME = 5,
	TLV_SYSTEM_DESCRIPTION = 6,
	TLV_CAPABILITIES = 7,
	TLV_MANAGEMENT = 8,
	TLV_ORGANISATION = 127,
	CHASSIS_MAC = 4,
	CHASSIS_NETWORK = 5,
	PORT_MAC = 3,
	PORT_NETWORK = 4,
	FAMILY_IPV4 = 1, /* IANA address family numbers */
	FAMILY_IPV6 = 2,
	OUI_802_1 = 0x0080c2,
	OUI_MED = 0x0012bb,
	PORT_VLAN = 1,
	MED_FIRST = 5,
	MED_LAST = 11,
	TLVS_MAX = 128, /* 1500 bytes hold more only when they are empty ones */
};

struct tlv {
	unsigned type;
	struct cursor value;
};

static struct tlv tlv_next(struct cursor *in)
{
	uint16_t head = cursor_be16(in);
	return (struct tlv){head >> 9, cursor_within(in, head & 0x1ff)};
}

static void text(struct sink *out, enum obs_kind kind, const struct cursor *value)
{
	sink_text(out, kind, slice_trim(slice_until_nul(cursor_rest(value))));
}

static struct addr network_address(struct cursor *value)
{
	uint8_t family = cursor_u8(value);
	struct slice wire = cursor_rest(value);

	if ((family == FAMILY_IPV4 && wire.len == 4) || (family == FAMILY_IPV6 && wire.len == 16))
		return addr_from_wire(wire);
	return (struct addr){0};
}

/* A chassis or a port, whose subtypes are numbered differently. */
static void identity(struct sink *out, enum obs_kind kind, struct cursor value, uint8_t mac,
		     uint8_t network)
{
	char printed[ADDR_TEXT_MAX];
	struct text hex;
	uint8_t subtype = cursor_u8(&value);
	struct slice rest = cursor_rest(&value);

	if (subtype == mac && rest.len == 6) {
		say_mac(out, kind, rest);
		return;
	}
	if (subtype == network) {
		struct addr a = network_address(&value);
		if (addr_is_set(&a))
			sink_text(out, kind, slice_text(addr_print(&a, printed)));
		return;
	}
	if (say_is_text(slice_until_nul(rest))) {
		sink_text(out, kind, slice_trim(slice_until_nul(rest)));
		return;
	}
	text_clear(&hex);
	for (size_t i = 0; i < rest.len; i++)
		text_hex(&hex, rest.at[i], 2);
	sink_text(out, kind, text_view(&hex));
}

/* Those that are switched on, in the order of their bits (table 8-4). */
static void capabilities(struct sink *out, struct cursor value)
{
	static const char *const names[] = {"other",        "repeater",     "bridge",
					    "access point", "router",       "telephone",
					    "cable modem",  "station only", "customer VLAN",
					    "service VLAN", "relay"};

	cursor_skip(&value, 2);
	say_bits(out, OBS_LLDP_CAPABILITIES, cursor_be16(&value), names,
		 sizeof(names) / sizeof(names[0]));
}

static void management(struct sink *out, struct cursor value)
{
	struct cursor at = cursor_within(&value, cursor_u8(&value));
	struct addr a = network_address(&at);

	if (addr_is_unicast(&a))
		sink_addr(out, OBS_LLDP_ADDRESS, &a);
}

static void organisation(struct sink *out, struct cursor value)
{
	static const enum obs_kind inventory[] = {
		OBS_LLDP_HARDWARE,     OBS_LLDP_FIRMWARE, OBS_LLDP_SOFTWARE, OBS_LLDP_SERIAL,
		OBS_LLDP_MANUFACTURER, OBS_LLDP_MODEL,    OBS_LLDP_ASSET};
	uint32_t oui = cursor_be24(&value);
	uint8_t subtype = cursor_u8(&value);

	if (oui == OUI_MED && subtype >= MED_FIRST && subtype <= MED_LAST)
		text(out, inventory[subtype - MED_FIRST], &value);
	else if (oui == OUI_802_1 && subtype == PORT_VLAN && cursor_left(&value) == 2)
		sink_number(out, OBS_LLDP_VLAN, cursor_be16(&value));
}

static void optional(struct sink *out, const struct tlv *tlv)
{
	switch (tlv->type) {
	case TLV_PORT_DESCRIPTION:
		text(out, OBS_LLDP_PORT_DESCRIPTION, &tlv->value);
		break;
	case TLV_SYSTEM_NAME:
		text(out, OBS_LLDP_NAME, &tlv->value);
		break;
	case TLV_SYSTEM_DESCRIPTION:
		text(out, OBS_LLDP_DESCRIPTION, &tlv->value);
		break;
	case TLV_CAPABILITIES:
		capabilities(out, tlv->value);
		break;
	case TLV_MANAGEMENT:
		management(out, tlv->value);
		break;
	case TLV_ORGANISATION:
		organisation(out, tlv->value);
		break;
	default:
		break;
	}
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state, (void)where;
	struct tlv chassis = tlv_next(in), port = tlv_next(in), life = tlv_next(in);

	if (!cursor_fine(in) || chassis.type != TLV_CHASSIS || port.type != TLV_PORT ||
	    life.type != TLV_TIME_TO_LIVE || cursor_left(&chassis.value) < 2 ||
	    cursor_left(&port.value) < 2 || cursor_left(&life.value) != 2)
		return verdict(VERDICT_NOT_MINE);
	identity(out, OBS_LLDP_CHASSIS, chassis.value, CHASSIS_MAC, CHASSIS_NETWORK);
	identity(out, OBS_LLDP_PORT, port.value, PORT_MAC, PORT_NETWORK);
	for (unsigned i = 0; i < TLVS_MAX && cursor_left(in) > 0; i++) {
		struct tlv tlv = tlv_next(in);
		if (!cursor_fine(in))
			return verdict_malformed("element cut off");
		if (tlv.type == TLV_END)
			break;
		optional(out, &tlv);
	}
	return verdict(VERDICT_NEXT);
}

static const struct hint hints[] = {{.port = ETHERTYPE_LLDP}, {0}};
static const enum obs_kind emits[] = {OBS_LLDP_CHASSIS,
				      OBS_LLDP_PORT,
				      OBS_LLDP_PORT_DESCRIPTION,
				      OBS_LLDP_NAME,
				      OBS_LLDP_DESCRIPTION,
				      OBS_LLDP_CAPABILITIES,
				      OBS_LLDP_ADDRESS,
				      OBS_LLDP_VLAN,
				      OBS_LLDP_HARDWARE,
				      OBS_LLDP_FIRMWARE,
				      OBS_LLDP_SOFTWARE,
				      OBS_LLDP_SERIAL,
				      OBS_LLDP_MANUFACTURER,
				      OBS_LLDP_MODEL,
				      OBS_LLDP_ASSET,
				      OBS_KINDS};

extern const struct dissector lldp_dissector;
const struct dissector lldp_dissector = {
	.name = "lldp",
	.carrier = CARRIER_FRAME,
	.hints = hints,
	.feed = feed,
	.emits = emits,
};
