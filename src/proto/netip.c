/* SPDX-License-Identifier: Apache-2.0
 *
 * NetIP over TCP 34567 (and 6611, where devices speak with a relay in the same words). The messages
 * are drawn in netip_message.c.
 *
 * A conversation begins with a message that holds JSON. Which side is the device is told by the
 * messages, not by who opened the connection: towards a relay the device does.
 */
#include "proto/dissector.h"
#include "proto/frames.h"
#include "proto/netip_message.h"

enum {
	BODY_KEPT = STREAM_NEED_MAX - NETIP_HEAD,
	BODY_MAX = 1 << 24,
	MESSAGES_MAX = 64,
};

struct netip {
	bool mine;
	bool reads;       /* pictures have come and are wanted */
	bool from_client; /* who sends them */
	uint8_t messages;
	uint32_t left; /* bytes of a message of pictures */
	struct frames frames;
};

/* Whether the bytes, at least a head and one more, begin a conversation. */
static bool begins(const struct cursor *in)
{
	struct netip_head head;

	return netip_head(*in, &head) && head.length > 1 && head.length <= BODY_KEPT &&
	       cursor_peek(in, NETIP_HEAD) == '{';
}

static void pictures(struct netip *n, struct cursor *in, struct sink *out)
{
	size_t len = cursor_left(in) < n->left ? cursor_left(in) : n->left;

	frames_feed(&n->frames, cursor_take(in, len), out);
	n->left -= (uint32_t)len;
}

/* A message of pictures: left, or read where they are wanted. */
static struct verdict media(struct netip *n, uint32_t len, const struct where *where)
{
	if (!where->pictures)
		return verdict(VERDICT_DONE);
	if (n->reads && n->from_client != where->from_client)
		return verdict_skip(len);
	n->reads = true;
	n->from_client = where->from_client;
	n->left = len;
	return verdict(VERDICT_NEXT);
}

static struct verdict message(struct netip *n, struct cursor *in, const struct where *where,
			      struct sink *out)
{
	struct netip_head head;

	if (n->left && n->from_client == where->from_client) {
		pictures(n, in, out);
		return verdict(VERDICT_NEXT);
	}

	if (cursor_left(in) < NETIP_HEAD)
		return verdict_more(NETIP_HEAD);
	if (!netip_head(*in, &head) || head.length > BODY_MAX)
		return verdict_malformed("head");
	bool is_kept = head.length <= BODY_KEPT && head.id != NETIP_ID_MEDIA;
	if (is_kept && cursor_left(in) < NETIP_HEAD + head.length)
		return verdict_more(NETIP_HEAD + head.length);
	cursor_skip(in, NETIP_HEAD);
	netip_say_message(head.id, out);
	if (!is_kept)
		return head.id == NETIP_ID_MEDIA ? media(n, head.length, where)
						 : verdict_skip(head.length);
	if (!netip_say_body(head.id, cursor_take(in, head.length), out))
		return verdict_malformed("JSON");
	if (n->messages < MESSAGES_MAX)
		n->messages++;
	return verdict(n->messages < MESSAGES_MAX || n->reads ? VERDICT_NEXT : VERDICT_DONE);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct netip *n = state;
	struct verdict v = verdict(VERDICT_NEXT);

	if (cursor_left(in) > 0 && !n->mine) {
		if (cursor_peek(in, 0) != 0xff || cursor_peek(in, 1) > 1)
			return verdict(VERDICT_NOT_MINE);
		if (cursor_left(in) <= NETIP_HEAD)
			return verdict_more(NETIP_HEAD + 1);
		if (!begins(in))
			return verdict(VERDICT_NOT_MINE);
		n->mine = true;
	}
	while (cursor_left(in) > 0 && v.word == VERDICT_NEXT)
		v = message(n, in, where, out);
	return v;
}

static const struct mark marks[] = {LOOSE_MARK("\xff\0", "\xff\xfe"), {0}};
static const struct hint hints[] = {{.port = 34567}, {.port = 6611}, {0}};
static const enum obs_kind emits[] = {NETIP_EMITS, OBS_KINDS};

extern const struct dissector netip_dissector;
const struct dissector netip_dissector = {
	.name = "netip",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct netip),
	.feed = feed,
	.emits = emits,
};
