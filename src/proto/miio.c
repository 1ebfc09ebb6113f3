/* SPDX-License-Identifier: Apache-2.0
 *
 * miIO: the local protocol of an ecosystem of home devices, UDP 54321. Network order:
 *   0 21 31 | 2 length of all 2 | 4 unknown 4 | 8 device 4 | 12 uptime 4 | 16 checksum 16 | body
 * A hello has length 32 and ff from byte 4 to the end; the device answers it with length 32, its
 * number, and zeros or ff in place of the checksum. Bodies are ciphered with a key of the device.
 *
 * Source: rytilahti/python-miio (miio/miioprotocol.py, miio/push_server/serverprotocol.py).
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { HEAD = 32 };

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	(void)state, (void)where;

	size_t whole = cursor_left(in);
	uint16_t mark = cursor_be16(in), len = cursor_be16(in);
	uint32_t unknown = cursor_be32(in), device = cursor_be32(in), uptime = cursor_be32(in);
	struct slice checksum = cursor_take(in, 16);
	bool same = true;
	for (size_t i = 1; i < checksum.len; i++)
		same &= checksum.at[i] == checksum.at[0];
	if (!cursor_fine(in) || mark != 0x2131 || len != whole)
		return verdict(VERDICT_NOT_MINE);
	if (len > HEAD && !unknown && len % 16 == 0) {
		sink_text(out, OBS_MIIO_MESSAGE, slice_text("ciphered"));
		return verdict(VERDICT_NEXT);
	}
	if (len != HEAD)
		return verdict(VERDICT_NOT_MINE);
	if (unknown == UINT32_MAX && device == UINT32_MAX && uptime == UINT32_MAX && same) {
		sink_text(out, OBS_MIIO_MESSAGE, slice_text("hello asked"));
		return verdict(VERDICT_NEXT);
	}
	if (unknown || !device || device == UINT32_MAX)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_MIIO_MESSAGE, slice_text("hello answered"));
	sink_number(out, OBS_MIIO_DEVICE, device);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {
	LOOSE_MARK("\x21\x31\0\0\0\0\0\0", "\xff\xff\0\0\xff\xff\xff\xff"),
	MARK("\x21\x31\0\x20\xff\xff\xff\xff"),
	{0}};
static const struct hint hints[] = {
	{.port = 54321, .first_len = 4, .first = {0x21, 0x31, 0x00, 0x20}}, {0}};
static const enum obs_kind emits[] = {OBS_MIIO_MESSAGE, OBS_MIIO_DEVICE, OBS_KINDS};

extern const struct dissector miio_dissector;
const struct dissector miio_dissector = {
	.name = "miio",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
