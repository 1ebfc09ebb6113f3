/* SPDX-License-Identifier: Apache-2.0
 *
 * The cloud of a platform for camera boards, UDP 8765 (8000 in older firmware) and 7999. Only the
 * first bytes of its messages are known: 12 20 or 14 20, then a number, little-endian 2.
 *   camera to server  12 20 F1 05 03, 12 20 E9 03; 14 20 F5 05
 *   server to camera  12 20 EA 03, 12 20 F0 03; 14 20 F4 05
 * Four bytes are little: they count on those ports alone. Whether apps send the same to the servers
 * isn't known.
 *
 * Source: KostasEreksonas/DVRIP_analysis, dissector and captures of one camera.
 */
#include "proto/dissector.h"

enum { LEAST = 8 };

static bool port_fits(uint16_t port, bool second)
{
	return second ? port == 7999 : port == 8765 || port == 8000;
}

static const char *name_of(uint8_t form, uint16_t number)
{
	if (form == 0x12 && number == 0x05f1)
		return "addresses of the cloud asked";
	if (form == 0x12 && number == 0x03e9)
		return "own address asked";
	if (form == 0x14 && number == 0x05f5)
		return "second server spoken to";
	if (form == 0x12 && number == 0x03ea)
		return "address told";
	if (form == 0x12 && number == 0x03f0)
		return "device's names told";
	if (form == 0x14 && number == 0x05f4)
		return "second server speaks";
	return NULL;
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state;
	if (cursor_left(in) < LEAST)
		return verdict(VERDICT_NOT_MINE);
	uint8_t form = cursor_u8(in), mark = cursor_u8(in);
	const char *name = name_of(form, cursor_le16(in));
	bool second = form == 0x14;
	if (mark != 0x20 || !name ||
	    (!port_fits(where->src_port, second) && !port_fits(where->dst_port, second)))
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_NAT8765_MESSAGE, slice_text(name));
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("\x12\x20"), MARK("\x14\x20"), {0}};
static const struct hint hints[] = {{.port = 8765}, {.port = 8000}, {.port = 7999}, {0}};
static const enum obs_kind emits[] = {OBS_NAT8765_MESSAGE, OBS_KINDS};

extern const struct dissector nat8765_dissector;
const struct dissector nat8765_dissector = {
	.name = "nat8765",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
