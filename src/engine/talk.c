/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/talk.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "engine/table.h"

enum {
	STATE_MAX = 256,
	DATAGRAM_TRIES = 12, /* datagrams that nobody wants before a flow is only counted */
	STREAM_TRIES = 256,  /* bytes of a direction that nobody wants before it is given up */
	RESYNC_TRIES = 64,   /* segments after a gap offered to the owner */
	DOCUMENT_DEPTH = 3,  /* documents inside documents */
	SAID_ROOM = 16384,   /* observations remembered as said */
	EVERY_ONE = 65535,   /* kinds with this share are counted one by one */
	MALFORMED_TEXT = 128,
};

/* One direction of a stream. */
struct lane {
	struct stream stream;
	struct buf kept; /* bytes that the dissector left */
	uint64_t need;   /* bytes it asked for before being called again */
	uint64_t skip;   /* bytes to pass over */
	bool refused;    /* nobody wants this direction */
};

struct talk {
	struct flow *flow;     /* NULL = free */
	uint32_t newer, older; /* list by last use; 0 = end */
	bool resync;           /* after a gap: the owner is asked anew */
	uint16_t resync_tries;
	struct where where; /* of the packet being fed */
	struct lane lanes[2];
	uint16_t said[OBS_KINDS];
	uint8_t state_of; /* datagrams: number + 1 of the dissector whose state this is */
	_Alignas(16) uint8_t state[STATE_MAX];
};

struct talks {
	struct talk_host host;
	struct talk *pool; /* entry 0 is not used */
	size_t max, high;
	uint32_t newest, oldest, unused; /* unused: chained by newer */
	struct stream_budget budget;
	size_t kept, kept_max; /* bytes in lanes' kept */
	uint64_t said[SAID_ROOM];
};

/* The sink of one call to a dissector. */
struct voice {
	struct sink sink; /* first: callbacks cast back */
	struct talks *talks;
	struct talk *talk; /* NULL outside flows */
	unsigned depth;
	unsigned emitted;
};

static void voice_take(struct sink *sink, const struct obs *obs);
static void voice_document(struct sink *sink, enum document kind, struct slice bytes);

static struct voice voice_new(struct talks *t, struct talk *talk, const struct where *w,
			      const struct dissector *d)
{
	return (struct voice){.sink = {.take = voice_take,
				       .document = voice_document,
				       .where = w,
				       .emits = d ? d->emits : NULL},
			      .talks = t,
			      .talk = talk};
}

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

/* Says an observation unless its flow said enough of that kind. */
static void give(struct talks *t, const struct obs *obs)
{
	struct record record = {.type = RECORD_OBSERVATION, .obs = *obs};
	outlet_put(t->host.outlet, &record);
}

/* Whether an equal observation between the same two stands in the memory of what was said last.
 * The hash is not keyed on purpose: the same capture must give the same records, and all that a
 * collision can do is that something is said twice. */
static bool said_before(struct talks *t, const struct obs *obs)
{
	static const struct hash_key fixed = {0x63616d7472, 0x61696c};
	struct {
		struct mac mac, about;
		struct addr src, dst, value;
		uint64_t number, text;
		uint32_t kind;
	} what;

	memset(&what, 0, sizeof(what));
	what.mac = obs->where.src_mac;
	what.about = obs->about;
	what.src = obs->where.src;
	what.dst = obs->where.dst;
	what.value = obs->addr;
	what.number = obs->number;
	what.text = hash_bytes(&fixed, obs->text.at, obs->text.len);
	what.kind = obs->kind;
	uint64_t hash = hash_bytes(&fixed, &what, sizeof(what));
	uint64_t *place = &t->said[hash % SAID_ROOM];
	bool before = *place == hash;
	*place = hash;
	return before;
}

void talk_say(struct talks *t, const struct obs *obs)
{
	if (!said_before(t, obs))
		give(t, obs);
}

static void voice_take(struct sink *sink, const struct obs *obs)
{
	struct voice *v = (struct voice *)sink;

	v->emitted++;
	if (!v->talk) {
		talk_say(v->talks, obs);
		return;
	}
	/* Announcements come again and again: an equal one does not use up its kind's share. */
	uint16_t share = obs_kind_info(obs->kind)->per_flow;
	if (share < EVERY_ONE && said_before(v->talks, obs))
		return;
	/* Messages about somebody else (DHCP) share one flow between all who speak so. */
	if (obs->has_about) {
		give(v->talks, obs);
		return;
	}
	if (v->talk->said[obs->kind] >= share)
		return;
	v->talk->said[obs->kind]++;
	give(v->talks, obs);
}

static void voice_document(struct sink *sink, enum document kind, struct slice bytes)
{
	struct voice *outer = (struct voice *)sink;

	if (outer->depth >= DOCUMENT_DEPTH)
		return;
	for (unsigned i = 0; i < table_size(); i++) {
		const struct dissector *d = table_dissector(i);
		if (d->carrier != CARRIER_DOCUMENT || !(d->documents & 1u << kind))
			continue;
		_Alignas(16) uint8_t state[STATE_MAX] = {0};
		struct voice inner = voice_new(outer->talks, outer->talk, sink->where, d);
		inner.depth = outer->depth + 1;
		struct cursor in = cursor_over(bytes);
		struct verdict got = d->feed(state, &in, sink->where, &inner.sink);
		if (got.word != VERDICT_NOT_MINE)
			return;
	}
}

static void say_malformed(struct talks *t, struct talk *talk, const struct where *w,
			  const struct dissector *d, const char *reason, size_t offset)
{
	char text[MALFORMED_TEXT];
	struct voice v = voice_new(t, talk, w, NULL);

	(void)snprintf(text, sizeof(text), "%s: %s at byte %zu", d->name,
		       reason ? reason : "broken", offset);
	sink_text(&v.sink, OBS_MALFORMED, slice_text(text));
}

static void say_given_up(struct talks *t, struct talk *talk, const char *why)
{
	struct voice v = voice_new(t, talk, &talk->where, NULL);
	sink_text(&v.sink, OBS_STREAM_GIVEN_UP, slice_text(why));
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

static void drop_kept(struct talks *t, struct lane *lane)
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
static void release(struct talks *t, struct talk *talk)
{
	static const struct stream_sink nobody = {nothing, no_gap, NULL};

	for (unsigned side = 0; side < 2; side++) {
		stream_finish(&talk->lanes[side].stream, &t->budget, &nobody);
		drop_kept(t, &talk->lanes[side]);
	}
	talk->flow->talk = 0;
	talk->flow = NULL;
	unlink_talk(t, talk);
	talk->newer = t->unused;
	t->unused = (uint32_t)(talk - t->pool);
}

/* From here on the flow is only counted. The talk itself is given back by whoever called in from
 * outside: a stream may be in the middle of delivering. */
static void settle(struct talks *t, struct talk *talk)
{
	talk->flow->settled = true;
	drop_kept(t, &talk->lanes[0]);
	drop_kept(t, &talk->lanes[1]);
}

static void release_if_settled(struct talks *t, struct flow *flow)
{
	if (flow->settled && flow->talk)
		release(t, &t->pool[flow->talk]);
}

/* Room for a new talk: the one used longest ago gives way. A datagram flow just loses its state;
 * a stream can't be picked up again. */
static void make_room(struct talks *t)
{
	struct talk *talk = &t->pool[t->oldest];

	if (talk->where.transport == TRANSPORT_TCP) {
		say_given_up(t, talk, "too many streams at a time");
		talk->flow->settled = true;
	}
	release(t, talk);
}

static struct talk *talk_of(struct talks *t, struct flow *flow, const struct where *w)
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

static void own(struct talks *t, struct talk *talk, unsigned number)
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
		own(t, talk, number);
	if (got.word == VERDICT_MALFORMED)
		say_malformed(t, talk, &talk->where, d, got.name,
			      in.why ? in.why_at : cursor_offset(&in));
	if (got.word == VERDICT_DONE)
		settle(t, talk);
	return true;
}

void talk_datagram(struct talks *t, struct flow *flow, const struct where *w, struct slice payload)
{
	uint8_t order[256];
	struct talk *talk = talk_of(t, flow, w);

	bool taken = flow->dissector && offer_datagram(t, talk, flow->dissector - 1u, payload);
	unsigned n =
		taken ? 0 : table_order(CARRIER_DATAGRAM, w->src_port, w->dst_port, payload, order);
	for (unsigned i = 0; i < n && !taken; i++)
		taken = order[i] + 1u != flow->dissector &&
			offer_datagram(t, talk, order[i], payload);
	if (!taken && !flow->dissector && ++flow->tries >= DATAGRAM_TRIES)
		settle(t, talk);
	release_if_settled(t, flow);
}

/* STREAM. Obeys a verdict about the bytes in front of in; true = go on with this lane. */
static bool obey(struct talks *t, struct talk *talk, struct lane *lane, struct verdict got,
		 const struct cursor *in)
{
	const struct dissector *d = table_dissector(talk->flow->dissector - 1u);
	size_t used = cursor_offset(in);
	int next;

	switch (got.word) {
	case VERDICT_DONE:
		settle(t, talk);
		return false;
	case VERDICT_MALFORMED:
		say_malformed(t, talk, &talk->where, d, got.name, in->why ? in->why_at : used);
		settle(t, talk);
		return false;
	case VERDICT_NOT_MINE:
		/* Only after a gap: what follows is not the start of a message. */
		t->kept -= lane->kept.len;
		buf_clear(&lane->kept);
		if (++talk->resync_tries > RESYNC_TRIES)
			settle(t, talk);
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
		if (!obey(t, talk, lane, got, &in))
			return;
	}
}

/* Nobody owns the stream yet: offers the lane's bytes to each in turn. */
static void recognise(struct talks *t, struct talk *talk, struct lane *lane)
{
	uint8_t order[256];
	struct slice bytes = slice_of(lane->kept.at, lane->kept.len);
	bool waiting = false;
	uint64_t need = UINT64_MAX;

	if (lane->kept.len < lane->need)
		return;
	unsigned n = table_order(CARRIER_STREAM, talk->where.src_port, talk->where.dst_port, bytes,
				 order);
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
		own(t, talk, order[i]);
		if (obey(t, talk, lane, got, &in))
			drain_owned(t, talk, lane);
		return;
	}
	memset(talk->state, 0, sizeof(talk->state));
	if (waiting) {
		lane->need = need > bytes.len ? need : bytes.len + 1;
		return;
	}
	lane->refused = true;
	lane->need = bytes.len + 1;
	if (lane->kept.len >= STREAM_TRIES || (talk->lanes[0].refused && talk->lanes[1].refused))
		settle(t, talk);
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

	if (a->flow->settled)
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
		say_given_up(a->talks, a->talk, "more waiting bytes than there is room for");
		settle(a->talks, a->talk);
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

	if (a->flow->settled)
		return;
	struct voice v = voice_new(a->talks, a->talk, &a->talk->where, NULL);
	sink_number(&v.sink, OBS_STREAM_GAP, len);
	if (lane->kept.len == 0 && lane->skip >= len) {
		lane->skip -= len; /* nothing is lost that anybody wanted */
		return;
	}
	drop_kept(a->talks, lane);
	lane->need = 0;
	lane->skip = 0;
	memset(a->talk->state, 0, sizeof(a->talk->state));
	a->talk->resync = a->flow->dissector != 0;
	a->talk->resync_tries = 0;
}

void talk_segment(struct talks *t, struct flow *flow, unsigned side, const struct where *w,
		  const struct segment *segment)
{
	struct talk *talk = talk_of(t, flow, w);
	struct arrival here = {t, talk, &talk->lanes[side], flow};
	struct arrival there = {t, talk, &talk->lanes[!side], flow};
	struct stream_sink in_order = {on_bytes, on_gap, &here};
	struct stream_sink acked = {on_bytes, on_gap, &there};

	if (segment->has_ack) {
		struct where turned = *w;
		turned.src = w->dst, turned.dst = w->src;
		turned.src_mac = w->dst_mac, turned.dst_mac = w->src_mac;
		turned.src_port = w->dst_port, turned.dst_port = w->src_port;
		turned.from_client = !w->from_client;
		talk->where = turned;
		stream_acked(&talk->lanes[!side].stream, &t->budget, segment->ack, &acked);
		talk->where = *w;
	}
	if (!flow->settled)
		stream_segment(&talk->lanes[side].stream, &t->budget, segment->seq, segment->syn,
			       segment->payload, segment->payload_len, &in_order);
	if (!flow->settled && segment->end)
		stream_end(&talk->lanes[side].stream,
			   segment->seq + segment->syn + segment->payload_len);
	release_if_settled(t, flow);
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
	release(t, talk);
}

static bool offer_alone(struct talks *t, const struct dissector *d, const struct where *w,
			struct slice payload)
{
	_Alignas(16) uint8_t state[STATE_MAX] = {0};
	struct voice v = voice_new(t, NULL, w, d);
	struct cursor in = cursor_over(payload);

	struct verdict got = d->feed(state, &in, w, &v.sink);
	if (got.word == VERDICT_MALFORMED)
		say_malformed(t, NULL, w, d, got.name, in.why ? in.why_at : cursor_offset(&in));
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
