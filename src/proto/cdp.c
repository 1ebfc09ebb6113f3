/* SPDX-License-Identifier: Apache-2.0
 *
 * CDP, the older announcement of switches, telephones and some cameras to the other end of their
 * cable; what LLDP was made of. Layout as drawn in tcpdump's print-cdp.c and Wireshark's
 * packet-cdp.c; sent to 01:00:0c:cc:cc:cc in an 802.3 frame.
 *
 *   0                          8         9     10         12
 *   +--------------------------+---------+-----+----------+------------------------------+-----
 *   | aa aa 03 00 00 0c 20 00  | version | ttl | checksum | type 2, length 2 with these  | ...
 *   | LLC and SNAP             | 1, 2    |     |          | four, value                  |
 *   +--------------------------+---------+-----+----------+------------------------------+-----
 *   addresses: count 4, then each: kind 1 | length 1 | protocol | length 2 | address
 *
 * Skipped on purpose: checksum (captures of cut frames), prefixes, clusters, duplex, power,
 * location.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum {
	SNAP_LEN = 8,
	TLV_DEVICE = 1,
	TLV_ADDRESSES = 2,
	TLV_PORT = 3,
	TLV_CAPABILITIES = 4,
	TLV_SOFTWARE = 5,
	TLV_PLATFORM = 6,
	TLV_NATIVE_VLAN = 0x0a,
	TLV_MANAGEMENT = 0x16,
	TLV_HEADER = 4,
	ADDRESS_LEAST = 5, /* bytes */
};

static const uint8_t snap[SNAP_LEN] = {0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20, 0x00};

static void text(struct sink *out, enum obs_kind kind, const struct cursor *value)
{
	sink_text(out, kind, slice_trim(slice_until_nul(cursor_rest(value))));
}

static void capabilities(struct sink *out, struct cursor value)
{
	static const char *const names[] = {"router",
					    "transparent bridge",
					    "source route bridge",
					    "switch",
					    "host",
					    "multicast filter",
					    "repeater",
					    "telephone"};

	say_bits(out, OBS_CDP_CAPABILITIES, cursor_be32(&value), names,
		 sizeof(names) / sizeof(names[0]));
}

static void addresses(struct sink *out, struct cursor value)
{
	uint32_t count = cursor_be32(&value);

	while (count-- > 0 && cursor_left(&value) >= ADDRESS_LEAST) {
		cursor_skip(&value, 1);
		cursor_skip(&value, cursor_u8(&value));
		struct slice wire = cursor_take(&value, cursor_be16(&value));
		struct addr a = addr_from_wire(wire);
		if (cursor_fine(&value) && addr_is_unicast(&a))
			sink_addr(out, OBS_CDP_ADDRESS, &a);
	}
}

static void one(struct sink *out, uint16_t type, struct cursor value)
{
	switch (type) {
	case TLV_DEVICE:
		text(out, OBS_CDP_DEVICE, &value);
		break;
	case TLV_ADDRESSES:
	case TLV_MANAGEMENT:
		addresses(out, value);
		break;
	case TLV_PORT:
		text(out, OBS_CDP_PORT, &value);
		break;
	case TLV_CAPABILITIES:
		capabilities(out, value);
		break;
	case TLV_SOFTWARE:
		text(out, OBS_CDP_SOFTWARE, &value);
		break;
	case TLV_PLATFORM:
		text(out, OBS_CDP_PLATFORM, &value);
		break;
	case TLV_NATIVE_VLAN:
		if (cursor_left(&value) == 2)
			sink_number(out, OBS_CDP_VLAN, cursor_be16(&value));
		break;
	default:
		break;
	}
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state, (void)where;
	bool named = slice_equal(cursor_take(in, SNAP_LEN), slice_of(snap, SNAP_LEN));
	uint8_t version = cursor_u8(in);

	cursor_skip(in, 3); /* time to live, checksum */
	if (!cursor_fine(in) || !named || version < 1 || version > 2)
		return verdict(VERDICT_NOT_MINE);
	while (cursor_left(in) > 0) {
		uint16_t type = cursor_be16(in), len = cursor_be16(in);
		if (cursor_fine(in) && len < TLV_HEADER)
			return verdict_malformed("element shorter than its head");
		struct cursor value = cursor_within(in, len - (size_t)TLV_HEADER);
		if (!cursor_fine(in))
			return verdict_malformed("element cut off");
		one(out, type, value);
	}
	return verdict(VERDICT_NEXT);
}

static const struct hint hints[] = {
	{.first_len = 7, .first = {0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20}}, {0}};
static const enum obs_kind emits[] = {
	OBS_CDP_DEVICE,       OBS_CDP_PORT,    OBS_CDP_PLATFORM, OBS_CDP_SOFTWARE,
	OBS_CDP_CAPABILITIES, OBS_CDP_ADDRESS, OBS_CDP_VLAN,     OBS_KINDS};

extern const struct dissector cdp_dissector;
const struct dissector cdp_dissector = {
	.name = "cdp",
	.carrier = CARRIER_FRAME,
	.hints = hints,
	.feed = feed,
	.emits = emits,
};
