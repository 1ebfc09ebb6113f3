/* SPDX-License-Identifier: Apache-2.0
 *
 * GUTES over UDP and TCP: one frame a datagram, or frames one behind the other; drawn in
 * gutes_message.c. A frame whose check sum is right is its own proof. One under a session's key is
 * taken in a flow that had such a frame, or when two of the flow carry the same id: 64 bits that
 * stand differently on the wire each time.
 */
#include "proto/gutes_message.h"

#include "proto/dissector.h"

enum { MESSAGES_MAX = 64, LENGTH_KNOWN = 4 };

struct gutes_flow {
	bool sure, has_id;
	uint8_t messages;
	uint64_t id;
};

static bool may_search(const struct where *where)
{
	return where->src_port == GUTES_ASK_PORT || where->dst_port == GUTES_ASK_PORT ||
	       where->src_port == GUTES_ANSWER_PORT || where->dst_port == GUTES_ANSWER_PORT;
}

/* Whether the flow is known to be GUTES with this frame. */
static bool sure_with(struct gutes_flow *flow, const struct gutes_frame *frame)
{
	flow->sure = flow->sure || frame->proof == GUTES_SUMMED ||
		     (flow->has_id && flow->id == frame->id);
	return flow->sure;
}

static struct verdict feed_datagram(void *state, struct cursor *in, const struct where *where,
				    struct sink *out)
{
	struct gutes_flow *flow = state;
	struct slice whole = cursor_rest(in);

	if (may_search(where) && gutes_search(whole, out))
		return verdict(VERDICT_NEXT);
	struct gutes_frame frame = gutes_read(whole);
	if (frame.proof == GUTES_NONE)
		return verdict(flow->sure ? VERDICT_NEXT : VERDICT_NOT_MINE);
	if (!sure_with(flow, &frame)) {
		if (flow->has_id)
			return verdict(VERDICT_NOT_MINE);
		flow->has_id = true;
		flow->id = frame.id;
		return verdict(VERDICT_NEXT);
	}
	gutes_observe(&frame, out);
	return verdict(++flow->messages < MESSAGES_MAX ? VERDICT_NEXT : VERDICT_DONE);
}

static struct verdict feed_stream(void *state, struct cursor *in, const struct where *where,
				  struct sink *out)
{
	struct gutes_flow *flow = state;
	struct verdict refused = verdict(flow->sure ? VERDICT_DONE : VERDICT_NOT_MINE);
	(void)where;

	if (cursor_left(in) > 0 && (cursor_peek(in, 0) & 0xfe) != 0x7e)
		return refused;
	if (cursor_left(in) < LENGTH_KNOWN)
		return verdict_more(LENGTH_KNOWN);
	size_t len = gutes_length(cursor_rest(in));
	if (len == 0)
		return refused;
	if (cursor_left(in) < len)
		return verdict_more(len);
	struct gutes_frame frame = gutes_read(slice_of(in->at, len));
	if (frame.proof == GUTES_NONE || !sure_with(flow, &frame))
		return refused;
	cursor_skip(in, len);
	gutes_observe(&frame, out);
	return verdict(++flow->messages < MESSAGES_MAX ? VERDICT_NEXT : VERDICT_DONE);
}

/* Form and a length of at most 10240. */
#define FRAME_MARK LOOSE_MARK("\x7e\0\0\0", "\xfe\0\0\xc0")
static const struct mark datagram_marks[] = {FRAME_MARK, MARK("\x70\x02"), MARK("\x70\x03"), {0}};
static const struct mark stream_marks[] = {FRAME_MARK, {0}};
static const struct hint hints[] = {
	{.port = GUTES_LIST_PORT}, {.port = GUTES_ASK_PORT}, {.port = GUTES_ANSWER_PORT}, {0}};

extern const struct dissector gutes_dissector;
const struct dissector gutes_dissector = {
	.name = "gutes",
	.carrier = CARRIER_DATAGRAM,
	.hints = hints,
	.marks = datagram_marks,
	.state_size = sizeof(struct gutes_flow),
	.feed = feed_datagram,
	.emits = gutes_emits,
};

extern const struct dissector gutes_tcp_dissector;
const struct dissector gutes_tcp_dissector = {
	.name = "gutes_tcp",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = stream_marks,
	.state_size = sizeof(struct gutes_flow),
	.feed = feed_stream,
	.emits = gutes_emits,
};
