/* SPDX-License-Identifier: Apache-2.0
 *
 * The rendezvous of a maker of Wi-Fi cameras, UDP 8877: each camera is called by its number as if
 * it were a host, "39097810.nvdvr.net", in plain text.
 *   a client asks for a camera  0 02 07 00 .. | 26 name 32 | "111111.." ..
 *   it is told                  0 CF | 1 name 32 | 33 IPv4 of a relay as text 17 |
 *                               50 its port, little-endian 2
 * A camera sends to the same port again and again; the form of that has not been published. A
 * message on that port that holds a name elsewhere is told as such and put down to nobody.
 *
 * Source: two public programs that ask for cameras at ipc*.av380.net, one with a reply.
 */
#include "proto/dissector.h"

#include "proto/say.h"

enum {
	PORT = 8877,
	ASKED_AT = 26,
	TOLD_AT = 1,
	NAME_LEN = 32,
	SEARCHED = 64,
	DIGITS_MIN = 5,
	DIGITS_MAX = 12
};

/* The number in front of ".nvdvr.net" that begins at `at`; empty when there is none. */
static struct slice number_at(struct slice bytes, size_t at)
{
	size_t len = 0;

	if (at >= bytes.len)
		return slice_of(NULL, 0);
	struct slice rest = slice_from(bytes, at);
	while (len < rest.len && len <= DIGITS_MAX && rest.at[len] >= '0' && rest.at[len] <= '9')
		len++;
	if (len < DIGITS_MIN || len > DIGITS_MAX ||
	    !slice_starts(slice_from(rest, len), ".nvdvr.net"))
		return slice_of(NULL, 0);
	return slice_of(rest.at, len);
}

static void say_relay(struct slice bytes, struct sink *out)
{
	struct cursor c = cursor_over(bytes);
	struct addr relay;

	cursor_skip(&c, TOLD_AT + NAME_LEN);
	if (addr_parse(say_padded(&c, 17), &relay))
		sink_addr(out, OBS_NVDVR_RELAY, &relay);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct slice bytes = cursor_rest(in), number;
	(void)state;

	if (cursor_peek(in, 0) == 0xcf && (number = number_at(bytes, TOLD_AT)).len) {
		sink_text(out, OBS_NVDVR_MESSAGE, slice_text("relay told"));
		sink_text(out, OBS_NVDVR_NAMED_ID, number);
		say_relay(bytes, out);
		return verdict(VERDICT_NEXT);
	}
	if (cursor_peek(in, 0) == 2 && cursor_peek(in, 1) == 7 &&
	    (number = number_at(bytes, ASKED_AT)).len) {
		sink_text(out, OBS_NVDVR_MESSAGE, slice_text("client asks for a device"));
		sink_text(out, OBS_NVDVR_NAMED_ID, number);
		return verdict(VERDICT_NEXT);
	}
	if (where->src_port != PORT && where->dst_port != PORT)
		return verdict(VERDICT_NOT_MINE);
	size_t dot = slice_find_word(
		slice_of(bytes.at, bytes.len < SEARCHED ? bytes.len : SEARCHED), ".nvdvr.net");
	for (size_t at = 0; at < dot && dot < bytes.len && dot < SEARCHED; at++) {
		number = number_at(bytes, at);
		if (!number.len || at + number.len != dot)
			continue;
		sink_text(out, OBS_NVDVR_MESSAGE, slice_text("other message with a device's name"));
		sink_text(out, OBS_NVDVR_NAMED_ID, number);
		return verdict(VERDICT_NEXT);
	}
	return verdict(VERDICT_NOT_MINE);
}

static const struct mark marks[] = {LOOSE_MARK("\31700000", "\xff\xf0\xf0\xf0\xf0\xf0"),
				    MARK("\x02\x07"),
				    PORT_MARK(PORT),
				    {0}};
static const struct hint hints[] = {{.port = PORT}, {0}};
static const enum obs_kind emits[] = {OBS_NVDVR_MESSAGE, OBS_NVDVR_NAMED_ID, OBS_NVDVR_RELAY,
				      OBS_KINDS};

extern const struct dissector nvdvr_dissector;
const struct dissector nvdvr_dissector = {
	.name = "nvdvr",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.feed = feed,
	.emits = emits,
};
