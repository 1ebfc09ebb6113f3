/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/err.h"
#include "engine/table.h"
#include "engine/talk_parts.h"

enum {
	/* Datagrams that nobody wants before a flow is only counted. Players open a path for RTP with
	 * noise: GStreamer (gstrtspsrc.c, nat-method) with five datagrams, which is the most met. */
	DATAGRAM_TRIES = 6,
	SAMPLE = 16, /* talks compared to find an old one */
};

struct talks *talks_new(const struct talk_host *host, size_t max_talks, size_t memory)
{
	struct talks *t = mem_new(1, sizeof(*t));

	t->host = *host;
	t->max = max_talks + 1;
	t->high = 1;
	t->hand = 1;
	t->pool = mem_reserve(t->max * sizeof(*t->pool));
	t->budget.max = memory / 2;
	t->kept_max = memory / 2;
	t->datagrams = table_index_new(CARRIER_DATAGRAM);
	t->streams = table_index_new(CARRIER_STREAM);
	t->once = once_new();
	t->pictures = pictures_new(host->outlet, host->footage);
	return t;
}

void talks_free(struct talks *t)
{
	if (!t)
		return;
	for (size_t i = 1; i < t->high; i++) {
		for (unsigned side = 0; side < 2; side++)
			if (t->pool[i].flow && t->pool[i].is_stream)
				buf_done(&t->pool[i].lanes[side].kept);
		free(t->pool[i].large);
	}
	mem_release(t->pool, t->max * sizeof(*t->pool));
	table_index_free(t->datagrams);
	table_index_free(t->streams);
	once_free(t->once);
	pictures_free(t->pictures);
	free(t);
}

void talk_drop_kept(struct talks *t, struct lane *lane)
{
	t->kept -= lane->kept.len;
	buf_done(&lane->kept);
}

static void talk_drop_large(struct talks *t, struct talk *talk)
{
	t->kept -= talk->large_len;
	free(talk->large);
	talk->large = NULL;
	talk->large_len = 0;
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

	must(talk);
	for (unsigned side = 0; talk->is_stream && side < 2; side++) {
		stream_finish(&talk->lanes[side].stream, &t->budget, &nobody);
		talk_drop_kept(t, &talk->lanes[side]);
	}
	talk_drop_large(t, talk);
	pictures_end(t->pictures, &talk->pictures, !talk->ended);
	talk->flow->talk = 0;
	talk->flow = NULL;
	talk->next_unused = t->unused;
	t->unused = (uint32_t)(talk - t->pool);
	t->n_used--;
}

void talk_settle(struct talks *t, struct talk *talk)
{
	talk->flow->settled = true;
	for (unsigned side = 0; talk->is_stream && side < 2; side++)
		talk_drop_kept(t, &talk->lanes[side]);
}

void talk_release_if_settled(struct talks *t, struct flow *flow)
{
	if (flow->settled && flow->talk)
		talk_release(t, &t->pool[flow->talk]);
}

/* The talk used longest ago among a bounded sample. */
static struct talk *oldest(struct talks *t)
{
	struct talk *found = NULL;

	for (size_t seen = 0, walked = 0; seen < SAMPLE && walked < t->high; walked++) {
		struct talk *talk = &t->pool[t->hand];
		t->hand = t->hand + 1 < t->high ? t->hand + 1 : 1;
		if (!talk->flow || talk == &t->pool[SCRATCH])
			continue;
		if (!found || talk->used_us < found->used_us)
			found = talk;
		seen++;
	}
	return found;
}

/* Room for a new talk. A datagram flow just loses its state; a stream can't be picked up again. */
static void make_room(struct talks *t)
{
	struct talk *talk = oldest(t);

	must(talk);
	if (talk->is_stream) {
		voice_given_up(t, talk, "too many streams at a time");
		talk->flow->settled = true;
	}
	talk_release(t, talk);
}

struct talk *talk_new(struct talks *t, struct flow *flow, bool is_stream, int64_t time_us)
{
	struct talk *talk;

	if (!t->unused && t->high == t->max)
		make_room(t);
	uint32_t number = t->unused;
	if (number)
		t->unused = t->pool[number].next_unused;
	else
		number = (uint32_t)t->high++;
	talk = &t->pool[number];
	talk->flow = flow;
	talk->used_us = time_us;
	talk->is_stream = is_stream;
	talk->state_of = 0;
	talk->ended = false;
	talk->pictures = 0;
	talk->resync = false;
	talk->resync_tries = 0;
	memset(talk->said.page_of, 0, sizeof(talk->said.page_of));
	talk->said.n_pages = 0;
	for (unsigned side = 0; is_stream && side < 2; side++) {
		talk->lanes[side] = (struct lane){0};
		buf_init(&talk->lanes[side].kept, STREAM_NEED_MAX + 65536);
	}
	if (is_stream)
		memset(talk->state, 0, sizeof(talk->state));
	flow->talk = number;
	t->n_used++;
	return talk;
}

bool talks_any(const struct talks *t)
{
	return t->n_used != 0;
}

void talk_own(struct voice *v, unsigned number)
{
	const char *name = table_dissector(number)->name;
	struct talks *t = v->talks;

	v->talk->flow->dissector = (uint8_t)(number + 1);
	t->host.protocol(t->host.ctx, v->talk->flow, name);
	v->sink.emits = NULL;
	sink_text(&v->sink, OBS_PROTOCOL, slice_text(name));
}

/* DATAGRAMs of one flow. Several dissectors may take a look at a flow before one is sure: none of
 * them sees what another one keeps. Most flows need no talk at all: what they say is known already,
 * or nobody wants them. So a dissector first speaks with the scratch talk, and the flow gets one of
 * its own only when there is something to remember. */
struct offer {
	struct talks *talks;
	struct flow *flow;
	struct talk *talk; /* NULL = none yet */
	const struct where *where;
	struct slice payload;
};

static struct talk *scratch(struct offer *o)
{
	must(o->talks->pool);
	struct talk *talk = &o->talks->pool[SCRATCH];

	talk->flow = o->flow;
	talk->state_of = 0;
	talk->pictures = 0;
	memset(talk->said.page_of, 0, sizeof(talk->said.page_of));
	talk->said.n_pages = 0;
	return talk;
}

static void keep(struct offer *o, const struct said *said, pictures_list pictures)
{
	o->talk = talk_new(o->talks, o->flow, false, o->where->time_us);
	o->talk->pictures = pictures;
	memcpy(o->talk->said.page_of, said->page_of, sizeof(said->page_of));
	memcpy(o->talk->said.counts, said->counts, said->n_pages * sizeof(said->counts[0]));
	o->talk->said.n_pages = said->n_pages;
}

/* The state that a dissector keeps from one datagram to the next. Where a large one finds no room
 * the dissector begins anew with each. */
static void keep_state(struct offer *o, unsigned number, const uint8_t *state)
{
	size_t len = table_dissector(number)->state_size;
	struct talks *t = o->talks;
	struct talk *talk = o->talk;

	talk->state_of = 0;
	talk_drop_large(t, talk);
	if (len > STATE_MAX) {
		if (t->kept + len > t->kept_max)
			return;
		talk->large = mem_new(len, 1);
		talk->large_len = (uint16_t)len;
		memcpy(talk->large, state, len);
		t->kept += len;
	} else {
		memcpy(talk->state, state, len);
	}
	talk->state_of = (uint8_t)(number + 1);
}

static bool offer_with(struct offer *o, unsigned number, uint8_t *fresh)
{
	const struct dissector *d = table_dissector(number);
	struct talk *talk = o->talk ? o->talk : scratch(o);
	struct voice v = voice_new(o->talks, talk, o->where, d);
	struct cursor in = cursor_over(o->payload);
	bool known = o->talk && talk->state_of == number + 1;
	uint8_t *kept = d->state_size > STATE_MAX ? talk->large : talk->state;

	memset(fresh, 0, d->state_size);
	struct verdict got = d->feed(known ? kept : fresh, &in, o->where, &v.sink);
	if (got.word == VERDICT_NOT_MINE) {
		if (known)
			talk->state_of = 0;
		return false;
	}
	if (v.emitted && o->flow->dissector != number + 1)
		talk_own(&v, number);
	if (got.word == VERDICT_MALFORMED)
		voice_malformed(&v, d, got.name, &in, 0);
	if (got.word == VERDICT_DONE)
		o->flow->settled = true;
	if (!o->talk && got.word != VERDICT_DONE && (v.counted || d->state_size))
		keep(o, &talk->said, talk->pictures);
	else if (!o->talk)
		pictures_end(o->talks->pictures, &talk->pictures, true);
	if (o->talk && !known && d->state_size)
		keep_state(o, number, fresh);
	return true;
}

/* Apart, so that the others need not clear a large place on the stack. */
__attribute__((noinline)) static bool offer_large(struct offer *o, unsigned number)
{
	_Alignas(16) uint8_t fresh[STATE_LARGE];
	return offer_with(o, number, fresh);
}

/* Feeds one dissector; true when it is (perhaps) its message. */
static bool offer_to(struct offer *o, unsigned number)
{
	_Alignas(16) uint8_t fresh[STATE_MAX];

	if (table_dissector(number)->state_size > STATE_MAX)
		return offer_large(o, number);
	return offer_with(o, number, fresh);
}

static void count_try(struct flow *flow)
{
	if (++flow->tries >= DATAGRAM_TRIES)
		flow->settled = true;
}

bool talk_refuses(struct talks *t, struct flow *flow, const uint16_t ports[2], struct slice payload)
{
	if (flow->talk || flow->dissector || !payload.len ||
	    table_wanted(t->datagrams, ports[0], ports[1], payload))
		return false;
	count_try(flow);
	return true;
}

void talk_datagram(struct talks *t, struct flow *flow, const struct where *w, struct slice payload)
{
	uint8_t order[TABLE_MAX];
	struct offer o = {t, flow, flow->talk ? &t->pool[flow->talk] : NULL, w, payload};
	unsigned owner = flow->dissector, keeper = o.talk ? o.talk->state_of : 0;

	if (o.talk)
		o.talk->used_us = w->time_us;
	/* The owner, and whoever keeps something of this flow, are asked whatever it looks like. */
	bool taken = (owner && offer_to(&o, owner - 1)) ||
		     (keeper && keeper != owner && offer_to(&o, keeper - 1));
	unsigned n =
		taken ? 0 : table_order(t->datagrams, w->src_port, w->dst_port, payload, order);
	for (unsigned i = 0; i < n && !taken; i++)
		taken = order[i] + 1u != owner && order[i] + 1u != keeper && offer_to(&o, order[i]);
	if (!taken && !flow->dissector)
		count_try(flow);
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
		voice_malformed(&v, d, got.name, &in, 0);
	return got.word != VERDICT_NOT_MINE;
}

void talk_frame(struct talks *t, uint16_t ethertype, const struct where *w, struct slice payload)
{
	for (unsigned i = 0; i < table_size(); i++) {
		const struct dissector *d = table_dissector(i);
		if (d->carrier != CARRIER_FRAME)
			continue;
		if (table_fits_frame(d, ethertype, payload) && offer_alone(t, d, w, payload))
			return;
	}
}

void talk_named(struct talks *t, const char *dissector, const struct where *w, struct slice payload)
{
	int number = table_by_name(dissector);
	if (number >= 0)
		(void)offer_alone(t, table_dissector((unsigned)number), w, payload);
}
