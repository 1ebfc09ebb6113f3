/* SPDX-License-Identifier: Apache-2.0
 *
 * PPPP over UDP: how cameras of many makers register with rendezvous servers (port 32100), answer
 * searches on the LAN (32108) and open paths to phones (any port). One message a datagram, drawn in
 * pppp_message.c; with or without the obfuscation of pppp_cipher.c.
 *
 * A clear message is its own proof: mark, type and exact length. An obfuscated one is taken under a
 * published key, or if it carries a device id from which the key follows. On PPPP's own ports the
 * key is also found from several messages of the flow together (pppp_guess.c); the first of them
 * are not told. Elsewhere unpublished keys without an id are left unrecognised. Pictures in data are
 * read where they are wanted and not obfuscated.
 */
#include "proto/dissector.h"

#include "proto/frames.h"
#include "proto/pppp_guess.h"
#include "proto/pppp_message.h"

enum {
	DATA_MAX = 32,
	DATA_SEARCHED =
		240, /* where pictures are wanted: pieces of data before they must have come */
	DATA = 0xd0,
	DATA_HEAD = 8,
	DATA_MARK = 0xd1,
	CHANNELS = 8,
	LANES = 4,
	LATE_MAX = 1000, /* pieces that may come again */
};

enum { OTHER_SERVER_PORT = 60722 }; /* of one network: Elastic's study of it, 2024 */

/* One channel of one side: its pieces in the order of arrival. */
struct pppp_lane {
	bool used, from_client;
	uint8_t channel;
	uint16_t next;
	struct frames frames;
};

struct pppp_flow {
	struct pppp_key key;
	bool sure, obfuscated;
	bool proved; /* the key, by several messages: a short one may fit a published one too */
	uint8_t data;
	struct pppp_guess guess;
	struct pppp_lane lanes[LANES];
};

static struct pppp_lane *lane_of(struct pppp_flow *flow, bool from_client, uint8_t channel,
				 uint16_t number)
{
	for (unsigned i = 0; i < LANES; i++) {
		struct pppp_lane *lane = &flow->lanes[i];
		if (!lane->used)
			*lane = (struct pppp_lane){true, from_client, channel, number, {.left = 0}};
		if (lane->from_client == from_client && lane->channel == channel)
			return lane;
	}
	return NULL;
}

/* A piece of data in clear: F1 D0, length 2 | D1 | channel 1 | number 2 | bytes. What comes again or
 * late is passed over. */
static void data(struct pppp_flow *flow, struct slice wire, bool from_client, struct sink *out)
{
	struct cursor c = cursor_over(wire);

	cursor_skip(&c, 4);
	uint8_t mark = cursor_u8(&c), channel = cursor_u8(&c);
	uint16_t number = cursor_be16(&c);
	if (wire.len <= DATA_HEAD || mark != DATA_MARK || channel >= CHANNELS)
		return;
	struct pppp_lane *lane = lane_of(flow, from_client, channel, number);
	if (!lane || (uint16_t)(lane->next - number - 1) < LATE_MAX)
		return;
	lane->next = (uint16_t)(number + 1);
	frames_feed(&lane->frames, cursor_rest(&c), out);
}

static bool has_pictures(const struct pppp_flow *flow)
{
	for (unsigned i = 0; i < LANES; i++)
		if (flow->lanes[i].frames.stream.codec)
			return true;
	return false;
}

static struct verdict after_data(struct pppp_flow *flow, bool pictures)
{
	if (flow->data < DATA_SEARCHED)
		flow->data++;
	if (pictures && !flow->obfuscated)
		return verdict(flow->data < DATA_SEARCHED || has_pictures(flow) ? VERDICT_NEXT
										: VERDICT_DONE);
	return verdict(flow->data < DATA_MAX ? VERDICT_NEXT : VERDICT_DONE);
}

static bool on_own_port(const struct where *where)
{
	static const uint16_t ports[] = {PPPP_SERVER_PORT, PPPP_LAN_PORT, OTHER_SERVER_PORT};

	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++)
		if (where->src_port == ports[i] || where->dst_port == ports[i])
			return true;
	return false;
}

static bool find(const struct pppp_flow *flow, struct slice wire, struct pppp_found *ret_found)
{
	if (flow->obfuscated && pppp_try_key(wire, &flow->key, ret_found))
		return true;
	return pppp_find(wire, ret_found);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct pppp_flow *flow = state;
	struct slice wire = cursor_rest(in);
	struct pppp_found found;

	bool fits = find(flow, wire, &found);
	enum pppp_guessed guessed = PPPP_CONTRADICTED;
	if (on_own_port(where) && !flow->proved && !(fits && !found.obfuscated)) {
		guessed = pppp_guess_add(&flow->guess, wire, &flow->key);
		flow->proved = guessed == PPPP_KEY_FOUND;
		if (flow->proved)
			flow->obfuscated = true, fits = find(flow, wire, &found);
	}
	/* Once sure: newer types and pieces of data are passed over. */
	if (!fits)
		return verdict(flow->sure || guessed == PPPP_OPEN ? VERDICT_NEXT
								  : VERDICT_NOT_MINE);
	flow->sure = true;
	flow->obfuscated = found.obfuscated;
	if (found.obfuscated && !flow->proved)
		flow->key = found.key;
	pppp_observe(&found, where, out);
	if (where->pictures && !found.obfuscated && found.len > 1 && found.clear[1] == DATA)
		data(flow, wire, where->from_client, out);
	if (pppp_is_data(slice_of(found.clear, found.len)))
		return after_data(flow, where->pictures);
	return verdict(VERDICT_NEXT);
}

/* In clear; the sleeping device's; f1 under each published key; what a key can follow from; all on
 * PPPP's own ports. */
static const struct mark marks[] = {MARK("\xf1"),
				    LOOSE_MARK("\xa1\0\0\x14", "\xff\xf8\xff\xff"),
				    MARK("\x2b"),
				    MARK("\x2c"),
				    MARK("\x49"),
				    MARK("\x5b"),
				    MARK("\x8d"),
				    MARK("\x9f"),
				    MARK("\xa9"),
				    MARK("\xaa"),
				    MARK("\xb1"),
				    MARK("\xd1"),
				    MARK("\xe4"),
				    LENGTH_MARK(24),
				    LENGTH_MARK(28),
				    LENGTH_MARK(40),
				    LENGTH_MARK(44),
				    PORT_MARK(PPPP_SERVER_PORT),
				    PORT_MARK(PPPP_LAN_PORT),
				    PORT_MARK(OTHER_SERVER_PORT),
				    {0}};
static const struct hint hints[] = {{.port = PPPP_SERVER_PORT}, {.port = PPPP_LAN_PORT}, {0}};

extern const struct dissector pppp_dissector;
const struct dissector pppp_dissector = {
	.name = "pppp",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct pppp_flow),
	.feed = feed,
	.emits = pppp_emits,
};
