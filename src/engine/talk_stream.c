/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/err.h"
#include "engine/table.h"
#include "engine/talk_parts.h"

enum {
	STREAM_TRIES = 256, /* bytes of a direction that nobody wants before it is given up */
	RESYNC_TRIES = 64,  /* segments after a gap offered to the owner */
};

/* STREAM. Obeys a verdict about the bytes in front of in; true = go on with this lane. */
static bool obey(struct voice *v, struct lane *lane, struct verdict got, const struct cursor *in)
{
	struct talks *t = v->talks;
	struct talk *talk = v->talk;
	const struct dissector *d = table_dissector(talk->flow->dissector - 1u);
	size_t used = cursor_offset(in);
	int next;

	switch (got.word) {
	case VERDICT_DONE:
		talk_settle(t, talk);
		return false;
	case VERDICT_MALFORMED:
		voice_malformed(v, d, got.name, in, lane->passed - lane->kept.len);
		talk_settle(t, talk);
		return false;
	case VERDICT_NOT_MINE:
		/* Only after a gap: what follows is not the start of a message. */
		t->kept -= lane->kept.len;
		buf_clear(&lane->kept);
		if (++talk->resync_tries > RESYNC_TRIES)
			talk_settle(t, talk);
		return false;
	case VERDICT_REST_IS:
		next = table_by_name(got.name);
		must(next >= 0);
		memset(talk->state, 0, sizeof(talk->state));
		talk->flow->dissector = (uint8_t)(next + 1);
		break;
	case VERDICT_MORE:
		must(got.need <= STREAM_NEED_MAX);
		lane->need = got.need;
		break;
	case VERDICT_SKIP:
		lane->skip = got.need;
		break;
	case VERDICT_NEXT:
		if (used == 0)
			lane->need = cursor_left(in) + 1;
		break;
	}
	buf_drop(&lane->kept, used);
	t->kept -= used;
	talk->resync = false;
	return true;
}

/* Passes over bytes that the dissector asked to skip. */
static void skip_kept(struct talks *t, struct lane *lane)
{
	size_t now = lane->skip < lane->kept.len ? (size_t)lane->skip : lane->kept.len;

	buf_drop(&lane->kept, now);
	t->kept -= now;
	lane->skip -= now;
}

static void drain_owned(struct talks *t, struct talk *talk, struct lane *lane)
{
	for (;;) {
		skip_kept(t, lane);
		if (lane->kept.len == 0 || lane->kept.len < lane->need)
			return;
		const struct dissector *d = table_dissector(talk->flow->dissector - 1u);
		struct voice v = voice_new(t, talk, &talk->where, d);
		struct cursor in = cursor_over(slice_of(lane->kept.at, lane->kept.len));
		lane->need = 0;
		struct verdict got = d->feed(talk->state, &in, &talk->where, &v.sink);
		if (!obey(&v, lane, got, &in))
			return;
	}
}

/* The direction that is being fed ended with nothing missing: what its dissector waits with is all
 * that there will be. */
static void tell_end(struct talks *t, struct talk *talk, struct lane *lane)
{
	if (!lane->stream.finished || lane->ended || talk->flow->settled ||
	    !talk->flow->dissector || talk->resync)
		return;
	lane->ended = true;
	if (lane->kept.len == 0)
		return;
	const struct dissector *d = table_dissector(talk->flow->dissector - 1u);
	struct voice v = voice_new(t, talk, &talk->where, d);
	struct cursor in = cursor_over(slice_of(lane->kept.at, lane->kept.len));
	talk->where.ended = true;
	struct verdict got = d->feed(talk->state, &in, &talk->where, &v.sink);
	talk->where.ended = false;
	(void)obey(&v, lane, got, &in);
}

/* Nobody wants this direction's bytes so far. */
static void refuse(struct talks *t, struct talk *talk, struct lane *lane)
{
	bool both = talk->lanes[0].refused && talk->lanes[1].refused;

	if (lane->kept.len >= STREAM_TRIES || both)
		talk_settle(t, talk);
	else if (lane->hopeless)
		talk_drop_kept(t, lane);
}

/* Nobody owns the stream yet: offers the lane's bytes to each in turn. */
static void recognise(struct talks *t, struct talk *talk, struct lane *lane)
{
	uint8_t order[TABLE_MAX];
	struct slice bytes = slice_of(lane->kept.at, lane->kept.len);
	bool waiting = false;
	uint64_t need = UINT64_MAX;

	if (lane->kept.len < lane->need)
		return;
	unsigned n =
		table_order(t->streams, talk->where.src_port, talk->where.dst_port, bytes, order);
	for (unsigned i = 0; i < n; i++) {
		const struct dissector *d = table_dissector(order[i]);
		struct voice v = voice_new(t, talk, &talk->where, d);
		struct cursor in = cursor_over(bytes);
		memset(talk->state, 0, sizeof(talk->state));
		struct verdict got = d->feed(talk->state, &in, &talk->where, &v.sink);
		if (got.word == VERDICT_NOT_MINE)
			continue;
		if (got.word == VERDICT_MORE && cursor_offset(&in) == 0) {
			waiting = true;
			need = got.need < need ? got.need : need;
			continue;
		}
		talk_own(&v, order[i]);
		talk->lanes[0].refused = talk->lanes[1].refused = false;
		/* what was asked for while nobody owned the stream binds nobody any more */
		talk->lanes[0].need = talk->lanes[1].need = 0;
		if (obey(&v, lane, got, &in))
			drain_owned(t, talk, lane);
		return;
	}
	memset(talk->state, 0, sizeof(talk->state));
	if (waiting) {
		lane->need = need > bytes.len ? need : bytes.len + 1;
		return;
	}
	lane->refused = true;
	lane->hopeless = n == 0;
	lane->need = bytes.len + 1;
	refuse(t, talk, lane);
}

struct arrival {
	struct talks *talks;
	struct talk *talk;
	struct lane *lane;
	struct flow *flow;
};

static void on_bytes(void *ctx, struct slice bytes)
{
	struct arrival *a = ctx;
	struct lane *lane = a->lane;

	lane->passed += bytes.len;
	if (a->flow->settled || (lane->hopeless && !a->flow->dissector))
		return;
	size_t pass = lane->kept.len == 0 && lane->skip
			      ? (lane->skip < bytes.len ? (size_t)lane->skip : bytes.len)
			      : 0;
	lane->skip -= pass;
	bytes = slice_of(bytes.at + pass, bytes.len - pass);
	if (bytes.len == 0)
		return;
	buf_slice(&lane->kept, bytes);
	if (buf_full(&lane->kept) || a->talks->kept + bytes.len > a->talks->kept_max) {
		if (!buf_full(&lane->kept))
			a->talks->kept += bytes.len;
		voice_given_up(a->talks, a->talk, "more waiting bytes than there is room for");
		talk_settle(a->talks, a->talk);
		return;
	}
	a->talks->kept += bytes.len;
	if (a->flow->dissector)
		drain_owned(a->talks, a->talk, lane);
	else
		recognise(a->talks, a->talk, lane);
}

static void on_gap(void *ctx, uint64_t len)
{
	struct arrival *a = ctx;
	struct lane *lane = a->lane;

	lane->passed += len;
	if (a->flow->settled)
		return;
	struct voice v = voice_new(a->talks, a->talk, &a->talk->where, NULL);
	sink_number(&v.sink, OBS_STREAM_GAP, len);
	if (lane->kept.len == 0 && lane->skip >= len) {
		lane->skip -= len; /* nothing is lost that anybody wanted */
		return;
	}
	talk_drop_kept(a->talks, lane);
	lane->need = 0;
	lane->skip = 0;
	memset(a->talk->state, 0, sizeof(a->talk->state));
	a->talk->resync = a->flow->dissector != 0;
	a->talk->resync_tries = 0;
}

/* A direction whose first bytes fit nobody's marks needs no talk: true when the segment was such.
 * It must be the first payload of its direction and stand where the stream starts, so that a stream
 * cut otherwise comes to the same end. */
static bool refused_at_once(struct talks *t, struct flow *flow, unsigned side,
			    const struct where *w, const struct segment *s)
{
	if (flow_has(flow, FLOW_REFUSED, side))
		return true;
	if (!s->first || s->payload.len == 0 ||
	    table_wanted(t->streams, w->src_port, w->dst_port, s->payload))
		return false;
	flow_mark(flow, FLOW_REFUSED, side);
	flow->settled = flow_has(flow, FLOW_REFUSED, !side);
	return true;
}

/* The flow's talk begins with a segment that is not its first: what is known of the start of each
 * direction is told to its stream. */
static struct talk *talk_begin(struct talks *t, struct flow *flow, unsigned side,
			       const struct where *w, const struct segment *s)
{
	static const struct stream_sink nobody = {0}; /* a SYN alone delivers nothing */
	struct talk *talk = talk_new(t, flow, true, w->time_us);

	talk->where = *w;
	for (unsigned i = 0; i < 2; i++) {
		struct lane *lane = &talk->lanes[i];
		lane->refused = lane->hopeless = flow_has(flow, FLOW_REFUSED, i);
		if (lane->hopeless)
			continue;
		if (i == side ? s->start_known : s->other_start_known)
			stream_segment(&lane->stream, &t->budget,
				       (i == side ? s->start : s->other_start) - 1, true,
				       slice_of(NULL, 0), 0, &nobody);
	}
	return talk;
}

void talk_segment(struct talks *t, struct flow *flow, unsigned side, const struct where *w,
		  const struct segment *segment)
{
	if (!flow->talk && (!segment->payload_len || refused_at_once(t, flow, side, w, segment)))
		return;
	struct talk *talk =
		flow->talk ? &t->pool[flow->talk] : talk_begin(t, flow, side, w, segment);
	struct arrival here = {t, talk, &talk->lanes[side], flow};
	struct arrival there = {t, talk, &talk->lanes[!side], flow};
	struct stream_sink in_order = {on_bytes, on_gap, &here};
	struct stream_sink acked = {on_bytes, on_gap, &there};

	talk->where = *w;
	talk->used_us = w->time_us;
	if (segment->has_ack) {
		struct where *turned = &talk->where;
		turned->src = w->dst, turned->dst = w->src;
		turned->src_mac = w->dst_mac, turned->dst_mac = w->src_mac;
		turned->src_port = w->dst_port, turned->dst_port = w->src_port;
		turned->from_client = !w->from_client;
		stream_acked(&talk->lanes[!side].stream, &t->budget, segment->ack, &acked);
		tell_end(t, talk, &talk->lanes[!side]);
		talk->where = *w;
	}
	if (!flow->settled)
		stream_segment(&talk->lanes[side].stream, &t->budget, segment->seq, segment->syn,
			       segment->payload, segment->payload_len, &in_order);
	if (!flow->settled && segment->end)
		stream_end(&talk->lanes[side].stream,
			   segment->seq + segment->syn + segment->payload_len);
	tell_end(t, talk, &talk->lanes[side]);
	talk_release_if_settled(t, flow);
}

void talk_end(struct talks *t, struct flow *flow)
{
	if (!flow->talk)
		return;
	struct talk *talk = &t->pool[flow->talk];
	for (unsigned side = 0; side < 2; side++) {
		struct arrival a = {t, talk, &talk->lanes[side], flow};
		struct stream_sink out = {on_bytes, on_gap, &a};
		stream_finish(&talk->lanes[side].stream, &t->budget, &out);
	}
	talk->ended = true;
	talk_release(t, talk);
}
