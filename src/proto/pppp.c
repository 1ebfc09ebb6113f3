/* SPDX-License-Identifier: Apache-2.0
 *
 * PPPP over UDP: how cameras of many makers register with rendezvous servers (port 32100), answer
 * searches on the LAN (32108) and open paths to phones (any port). One message a datagram, drawn in
 * pppp_message.c; with or without the obfuscation of pppp_cipher.c.
 *
 * A clear message is its own proof: mark, type and exact length. An obfuscated one is taken under a
 * published key, or if it carries a device id from which the key follows. Four bytes under an
 * unpublished key alone are not enough, nor data in the middle of a session: such flows are left
 * unrecognised.
 */
#include "proto/dissector.h"

#include "proto/pppp_message.h"

enum { DATA_MAX = 32 };

struct pppp_flow {
	struct pppp_key key;
	bool sure, obfuscated;
	uint8_t data;
};

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
	struct pppp_found found;

	/* Once sure: newer types and pieces of data are passed over. */
	if (!find(flow, cursor_rest(in), &found))
		return verdict(flow->sure ? VERDICT_NEXT : VERDICT_NOT_MINE);
	flow->sure = true;
	flow->obfuscated = found.obfuscated;
	if (found.obfuscated)
		flow->key = found.key;
	pppp_observe(&found, where, out);
	if (pppp_is_data(slice_of(found.clear, found.len)) && ++flow->data >= DATA_MAX)
		return verdict(VERDICT_DONE);
	return verdict(VERDICT_NEXT);
}

/* In clear; the sleeping device's; f1 under each published key; what a key can follow from. */
static const struct mark marks[] = {MARK("\xf1"),    LOOSE_MARK("\xa1\0\0\x14", "\xff\xf8\xff\xff"),
				    MARK("\x2b"),    MARK("\x2c"),
				    MARK("\x49"),    MARK("\x5b"),
				    MARK("\x8d"),    MARK("\x9f"),
				    MARK("\xa9"),    MARK("\xaa"),
				    MARK("\xb1"),    MARK("\xd1"),
				    MARK("\xe4"),    LENGTH_MARK(24),
				    LENGTH_MARK(28), LENGTH_MARK(40),
				    LENGTH_MARK(44), {0}};
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
