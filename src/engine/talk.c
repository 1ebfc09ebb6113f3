/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/err.h"
#include "engine/table.h"
#include "engine/talk_parts.h"

enum {
	DATAGRAM_TRIES = 8, /* datagrams that nobody wants before a flow is only counted */
	BROAD_TRIES = 3,    /* of them offered to everybody; then only to those whose hint fits */
};

struct talks *talks_new(const struct talk_host *host, size_t max_talks, size_t memory)
{
	struct talks *t = mem_new(1, sizeof(*t));

	t->host = *host;
	t->max = max_talks + 1;
	t->high = 1;
	t->pool = mem_reserve(t->max * sizeof(*t->pool));
	t->budget.max = memory / 2;
	t->kept_max = memory / 2;
	return t;
}

void talks_free(struct talks *t)
{
	if (!t)
		return;
	for (size_t i = 1; i < t->high; i++)
		for (unsigned side = 0; side < 2; side++)
			if (t->pool[i].flow)
				buf_done(&t->pool[i].lanes[side].kept);
	mem_release(t->pool, t->max * sizeof(*t->pool));
	free(t);
}

/* The list by last use. */
static void unlink_talk(struct talks *t, struct talk *talk)
{
	if (talk->newer)
		t->pool[talk->newer].older = talk->older;
	else
		t->newest = talk->older;
	if (talk->older)
		t->pool[talk->older].newer = talk->newer;
	else
		t->oldest = talk->newer;
}

static void link_newest(struct talks *t, struct talk *talk)
{
	uint32_t number = (uint32_t)(talk - t->pool);

	talk->newer = 0;
	talk->older = t->newest;
	if (t->newest)
		t->pool[t->newest].newer = number;
	else
		t->oldest = number;
	t->newest = number;
}

void talk_drop_kept(struct talks *t, struct lane *lane)
{
	t->kept -= lane->kept.len;
	buf_done(&lane->kept);
}

static void nothing(void *ctx, struct slice bytes)
{
	(void)ctx, (void)bytes;
}

static void no_gap(void *ctx, uint64_t len)
{
	(void)ctx, (void)len;
}

/* Gives the talk back without delivering anything. */
void talk_release(struct talks *t, struct talk *talk)
{
	static const struct stream_sink nobody = {nothing, no_gap, NULL};

	for (unsigned side = 0; side < 2; side++) {
		stream_finish(&talk->lanes[side].stream, &t->budget, &nobody);
		talk_drop_kept(t, &talk->lanes[side]);
	}
	talk->flow->talk = 0;
	talk->flow = NULL;
	unlink_talk(t, talk);
	talk->newer = t->unused;
	t->unused = (uint32_t)(talk - t->pool);
}

void talk_settle(struct talks *t, struct talk *talk)
{
	talk->flow->settled = true;
	talk_drop_kept(t, &talk->lanes[0]);
	talk_drop_kept(t, &talk->lanes[1]);
}

void talk_release_if_settled(struct talks *t, struct flow *flow)
{
	if (flow->settled && flow->talk)
		talk_release(t, &t->pool[flow->talk]);
}

/* Room for a new talk: the one used longest ago gives way. A datagram flow just loses its state;
 * a stream can't be picked up again. */
static void make_room(struct talks *t)
{
	struct talk *talk = &t->pool[t->oldest];

	if (talk->where.transport == TRANSPORT_TCP) {
		voice_given_up(t, talk, "too many streams at a time");
		talk->flow->settled = true;
	}
	talk_release(t, talk);
}

struct talk *talk_of(struct talks *t, struct flow *flow, const struct where *w)
{
	struct talk *talk;

	if (flow->talk) {
		talk = &t->pool[flow->talk];
		unlink_talk(t, talk);
	} else {
		if (!t->unused && t->high == t->max)
			make_room(t);
		uint32_t number = t->unused;
		if (number)
			t->unused = t->pool[number].newer;
		else
			number = (uint32_t)t->high++;
		talk = &t->pool[number];
		memset(talk, 0, sizeof(*talk));
		buf_init(&talk->lanes[0].kept, STREAM_NEED_MAX + 65536);
		buf_init(&talk->lanes[1].kept, STREAM_NEED_MAX + 65536);
		talk->flow = flow;
		flow->talk = number;
	}
	link_newest(t, talk);
	talk->where = *w;
	return talk;
}

void talk_own(struct talks *t, struct talk *talk, unsigned number)
{
	const char *name = table_dissector(number)->name;
	struct voice v = voice_new(t, talk, &talk->where, NULL);

	talk->flow->dissector = (uint8_t)(number + 1);
	t->host.protocol(t->host.ctx, talk->flow, name);
	sink_text(&v.sink, OBS_PROTOCOL, slice_text(name));
}

/* DATAGRAM. Feeds one dissector; true when it is (perhaps) its message. Several may take a look
 * at a flow before one is sure: none of them sees what another one keeps. */
static bool offer_datagram(struct talks *t, struct talk *talk, unsigned number,
			   struct slice payload)
{
	const struct dissector *d = table_dissector(number);
	struct voice v = voice_new(t, talk, &talk->where, d);
	struct cursor in = cursor_over(payload);
	_Alignas(16) uint8_t fresh[STATE_MAX];
	bool known = talk->state_of == number + 1;

	memset(fresh, 0, d->state_size);
	struct verdict got = d->feed(known ? talk->state : fresh, &in, &talk->where, &v.sink);
	if (got.word == VERDICT_NOT_MINE) {
		if (known)
			talk->state_of = 0;
		return false;
	}
	if (!known && d->state_size) {
		memcpy(talk->state, fresh, d->state_size);
		talk->state_of = (uint8_t)(number + 1);
	}
	if (v.emitted && talk->flow->dissector != number + 1)
		talk_own(t, talk, number);
	if (got.word == VERDICT_MALFORMED)
		voice_malformed(t, talk, &talk->where, d, got.name, &in);
	if (got.word == VERDICT_DONE)
		talk_settle(t, talk);
	return true;
}

void talk_datagram(struct talks *t, struct flow *flow, const struct where *w, struct slice payload)
{
	uint8_t order[256];
	struct talk *talk = talk_of(t, flow, w);

	bool taken = flow->dissector && offer_datagram(t, talk, flow->dissector - 1u, payload);
	unsigned n = taken ? 0
			   : table_order(CARRIER_DATAGRAM, w->src_port, w->dst_port, payload, order,
					 flow->tries >= BROAD_TRIES);
	for (unsigned i = 0; i < n && !taken; i++)
		taken = order[i] + 1u != flow->dissector &&
			offer_datagram(t, talk, order[i], payload);
	if (!taken && !flow->dissector && ++flow->tries >= DATAGRAM_TRIES)
		talk_settle(t, talk);
	talk_release_if_settled(t, flow);
}

static bool offer_alone(struct talks *t, const struct dissector *d, const struct where *w,
			struct slice payload)
{
	_Alignas(16) uint8_t state[STATE_MAX] = {0};
	struct voice v = voice_new(t, NULL, w, d);
	struct cursor in = cursor_over(payload);

	struct verdict got = d->feed(state, &in, w, &v.sink);
	if (got.word == VERDICT_MALFORMED)
		voice_malformed(t, NULL, w, d, got.name, &in);
	return got.word != VERDICT_NOT_MINE;
}

void talk_frame(struct talks *t, uint16_t ethertype, const struct where *w, struct slice payload)
{
	for (unsigned i = 0; i < table_size(); i++) {
		const struct dissector *d = table_dissector(i);
		if (d->carrier != CARRIER_FRAME)
			continue;
		for (const struct hint *h = d->hints; h && h->port; h++)
			if (h->port == ethertype && offer_alone(t, d, w, payload))
				return;
	}
}

void talk_named(struct talks *t, const char *dissector, const struct where *w, struct slice payload)
{
	int number = table_by_name(dissector);
	if (number >= 0)
		(void)offer_alone(t, table_dissector((unsigned)number), w, payload);
}
