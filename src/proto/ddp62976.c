/* SPDX-License-Identifier: Apache-2.0
 *
 * The search of a maker of cameras, switches and access points, asked by broadcast to UDP 62976,
 * answered to 62992. Numbers little endian:
 *    0 fd fd asked, ee fe answered | 2 sequence 2 | 4 operation 2: a1 search | 6 MAC 6 |
 *   12 IPv4 4 | 16 result 2 | 18 version 2, 2 | 20 length 2 | 22 body
 *   an answer's body: 64 product name 64 | 268 IPv4 4 | 272 port of the web pages 2
 * A question's MAC is ff; it has no body.
 *
 * Sources: julienblitte/UniversalScanner for the question, a published client of the answer that
 * goes by the maker's own network assistant. The MAC address of an answer is told only where it is
 * neither zeros nor ff.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum { SEARCH = 0xa1, QUESTION_MAX = 24, BODY_MIN = 274, VERSION = 2 };

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	static const uint8_t everybody[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	(void)state, (void)where;

	size_t whole = cursor_left(in);
	uint16_t mark = cursor_be16(in);
	cursor_skip(in, 2); /* sequence */
	uint16_t operation = cursor_le16(in);
	struct slice mac = cursor_take(in, 6);
	cursor_skip(in, 6); /* address, result */
	uint16_t version = cursor_le16(in);
	cursor_skip(in, 2); /* length */
	bool to_all = slice_equal(mac, slice_of(everybody, sizeof(everybody)));
	if (!cursor_fine(in) || operation != SEARCH)
		return verdict(VERDICT_NOT_MINE);
	if (mark == 0xfdfd && to_all && whole <= QUESTION_MAX) {
		sink_text(out, OBS_DDP62976_MESSAGE, slice_text("search asked"));
		return verdict(VERDICT_NEXT);
	}
	if (mark != 0xeefe || version != VERSION || cursor_left(in) < BODY_MIN)
		return verdict(VERDICT_NOT_MINE);
	sink_text(out, OBS_DDP62976_MESSAGE, slice_text("search answered"));
	if (!to_all)
		say_mac(out, OBS_DDP62976_MAC, mac);
	cursor_skip(in, 64);
	sink_text(out, OBS_DDP62976_MODEL, say_padded(in, 64));
	cursor_skip(in, 140);
	say_addr(out, OBS_DDP62976_FIELD, "IPv4Address", cursor_take(in, 4));
	say_number(out, OBS_DDP62976_FIELD, "HttpPort", cursor_le16(in));
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {LOOSE_MARK("\xfd\xfd\0\0\xa1\0", "\xff\xff\0\0\xff\xff"),
				    LOOSE_MARK("\xee\xfe\0\0\xa1\0", "\xff\xff\0\0\xff\xff"),
				    {0}};
static const struct hint hints[] = {{.port = 62976}, {.port = 62992}, {0}};
static const enum obs_kind emits[] = {OBS_DDP62976_MESSAGE, OBS_DDP62976_MODEL, OBS_DDP62976_MAC,
				      OBS_DDP62976_FIELD, OBS_KINDS};

extern const struct dissector ddp62976_dissector;
const struct dissector ddp62976_dissector = {
	.name = "ddp62976",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
