/* SPDX-License-Identifier: Apache-2.0
 *
 * Any dissector of proto/dissectors.def, held to the contract of proto/dissector.h: only kinds that
 * it declares, within their caps; nothing said before something was consumed or of what is not its
 * own; verdicts that its carrier allows and that move on; a stream says the same wherever it is
 * cut; and what it says is bounded by what it was given.
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "engine/table.h"
#include "proto/dissector.h"

enum {
	LINES_MAX = 1 << 22,
	STATE_MOST = 4096,                  /* of a datagram; others may have 256 bytes */
	KEPT_MAX = STREAM_NEED_MAX + 65536, /* as engine/talk.c keeps */
	SPLIT_MAX = 4096, /* longer streams are not cut into single bytes: that is quadratic here */
	SAID_BASE = 64,   /* observations of one call, and one more a byte given */
};

struct listener {
	struct sink sink; /* first: the callbacks cast back */
	struct where where;
	struct buf lines; /* what was said */
	size_t said;      /* in this call */
	_Alignas(16) uint8_t state[STATE_MOST];
};

void (*fuzz_on_document)(enum document kind, struct slice bytes);

static void take(struct sink *sink, const struct obs *obs)
{
	struct listener *l = (struct listener *)sink;
	const struct obs_kind_info *info = obs_kind_info(obs->kind);

	must(obs->text.len <= info->cap || info->type == OBS_NUMBER || info->type == OBS_ADDR);
	must(obs->addr.family == 0 || obs->addr.family == 4 || obs->addr.family == 6);
	l->said++;
	buf_u8(&l->lines, obs->has_about);
	buf_put(&l->lines, obs->about.bytes, sizeof(obs->about.bytes));
	buf_printf(&l->lines, "%s %llu ", info->name, (unsigned long long)obs->number);
	buf_put(&l->lines, obs->addr.bytes, sizeof(obs->addr.bytes));
	buf_slice(&l->lines, obs->text);
	buf_u8(&l->lines, '\n');
}

static void take_document(struct sink *sink, enum document kind, struct slice bytes)
{
	struct listener *l = (struct listener *)sink;

	must((unsigned)kind < 8 * sizeof(unsigned)); /* a bit of dissector.documents */
	fuzz_touch(bytes);
	if (fuzz_on_document)
		fuzz_on_document(kind, bytes);
	l->said++;
	buf_printf(&l->lines, "document %d ", (int)kind);
	buf_slice(&l->lines, bytes);
}

/* Messages of ICMP and of ICMPv6 are told apart by this alone. */
static uint8_t transport_of(enum carrier carrier, bool hinted)
{
	switch (carrier) {
	case CARRIER_STREAM:
		return TRANSPORT_TCP;
	case CARRIER_ICMP:
		return hinted ? TRANSPORT_ICMP : TRANSPORT_ICMP6;
	case CARRIER_FRAME:
	case CARRIER_DATAGRAM:
	case CARRIER_DOCUMENT:
		break;
	}
	return TRANSPORT_UDP;
}

static void take_media(struct sink *sink, const struct media *m)
{
	struct listener *l = (struct listener *)sink;

	must(m->track < MEDIA_TRACKS && m->codec > MEDIA_UNKNOWN && m->codec < MEDIA_CODECS);
	fuzz_touch(m->bytes);
	if (m->event != MEDIA_BYTES)
		buf_printf(&l->lines, "video %u %d %d %u\n", m->track, (int)m->codec, (int)m->event,
			   m->width);
}

static void listen_to(struct listener *l, const struct dissector *d, bool hinted)
{
	uint16_t port = hinted && d->hints && d->hints->port ? d->hints->port : 12345;

	*l = (struct listener){.sink = {.take = take,
					.document = take_document,
					.media = take_media,
					.emits = d->emits}};
	l->sink.where = &l->where;
	l->where = (struct where){.frame = 1,
				  .src_mac = {{2, 0, 0, 0, 0, 2}},
				  .dst_mac = {{2, 0, 0, 0, 0, 1}},
				  .src = {4, {10, 0, 0, 2}},
				  .dst = {4, {10, 0, 0, 1}},
				  .src_port = 40000,
				  .dst_port = port,
				  .transport = transport_of(d->carrier, hinted),
				  .from_client = true,
				  .pictures = hinted};
	must(d->state_size <= (d->carrier == CARRIER_DATAGRAM ? STATE_MOST : 256));
	buf_init(&l->lines, LINES_MAX);
}

static void face(struct listener *l, bool from_client)
{
	struct where w = l->where;

	if (w.from_client == from_client)
		return;
	l->where.src = w.dst;
	l->where.dst = w.src;
	l->where.src_mac = w.dst_mac;
	l->where.dst_mac = w.src_mac;
	l->where.src_port = w.dst_port;
	l->where.dst_port = w.src_port;
	l->where.from_client = from_client;
}

/* How far a dissector came, and where something was wrong if it says so. */
struct spot {
	size_t used, fault;
};

/* One call, over a copy of just that size. */
static struct verdict call(struct listener *l, const struct dissector *d, struct slice bytes,
			   struct spot *ret_spot)
{
	uint8_t *copy = fuzz_copy(bytes);
	struct cursor in = cursor_over(slice_of(copy, bytes.len));

	l->said = 0;
	sink_about(&l->sink, &(struct mac){{0}});
	struct verdict v = d->feed(l->state, &in, &l->where, &l->sink);
	must(in.start == copy && in.at >= in.start && in.at <= in.end);
	must(l->said <= SAID_BASE + bytes.len);
	must(v.word != VERDICT_NOT_MINE || l->said == 0);
	ret_spot->used = cursor_offset(&in);
	ret_spot->fault = in.why ? in.why_at : ret_spot->used;
	free(copy);
	return v;
}

/* Of what comes whole: it may not ask for more. */
static struct verdict call_whole(struct listener *l, const struct dissector *d, struct slice bytes)
{
	struct spot spot;
	struct verdict v = call(l, d, bytes, &spot);

	must(v.word != VERDICT_MORE && v.word != VERDICT_SKIP && v.word != VERDICT_REST_IS);
	return v;
}

/* What has no flow, and documents, which a server sends as well as a client. */
static void from_both_sides(struct listener *l, const struct dissector *d, struct slice input)
{
	for (int side = 0; side < 2; side++) {
		face(l, side == 0);
		memset(l->state, 0, sizeof(l->state));
		(void)call_whole(l, d, input);
	}
}

static void datagrams(struct listener *l, const struct dissector *d, struct slice input)
{
	struct slice piece;
	uint8_t mark = FUZZ_CLIENT;

	while (fuzz_piece(&input, "cs", &mark, &piece)) {
		face(l, mark == FUZZ_CLIENT);
		struct verdict v = call_whole(l, d, piece);
		if (v.word == VERDICT_DONE)
			break;
		if (v.word == VERDICT_NOT_MINE)
			memset(l->state, 0, sizeof(l->state));
	}
}

static void messages(const struct dissector *d, struct slice input, bool hinted)
{
	struct listener l;

	listen_to(&l, d, hinted);
	if (d->carrier == CARRIER_DATAGRAM)
		datagrams(&l, d, input);
	else
		from_both_sides(&l, d, input);
	buf_done(&l.lines);
}

/* One direction of a stream, as engine/talk_stream.c keeps it. */
struct lane {
	struct buf kept;
	uint64_t need, skip;
	uint64_t came; /* bytes so far; kept are the last of them */
};

struct stream_run {
	struct listener l;
	const struct dissector *d;
	struct lane lanes[2];
	bool owned, resync, over, gaps;
	bool refused, both; /* not its own; both sides spoke */
	char end[128];      /* how it ended, "" = it did not */
};

/* Obeys one verdict; false = this lane waits. */
static bool obey(struct stream_run *r, struct lane *lane, struct verdict v, struct spot spot)
{
	size_t used = spot.used;
	size_t left = lane->kept.len - used;

	must(used > 0 || r->l.said == 0 || (r->owned && !r->resync) || v.word == VERDICT_DONE ||
	     v.word == VERDICT_MALFORMED);
	switch (v.word) {
	case VERDICT_NOT_MINE:
		must(used == 0 || r->resync);
		must(!r->owned || r->resync);
		buf_clear(&lane->kept);
		r->over = r->refused = !r->owned;
		return false;
	case VERDICT_REST_IS:
		must(table_by_name(v.name) >= 0);
		must(table_dissector((unsigned)table_by_name(v.name))->carrier == CARRIER_STREAM);
		buf_printf(&r->l.lines, "rest is %s\n", v.name);
		r->over = true;
		return false;
	case VERDICT_DONE:
		(void)snprintf(r->end, sizeof(r->end), "done");
		r->over = true;
		return false;
	case VERDICT_MALFORMED:
		(void)snprintf(r->end, sizeof(r->end), "%s at byte %llu",
			       v.name ? v.name : "broken",
			       (unsigned long long)(lane->came - lane->kept.len + spot.fault));
		r->over = true;
		return false;
	case VERDICT_MORE:
		must(v.need > left && v.need <= STREAM_NEED_MAX);
		lane->need = v.need;
		break;
	case VERDICT_SKIP:
		must(v.need > 0 || used > 0);
		lane->skip = v.need;
		break;
	case VERDICT_NEXT:
		if (used == 0)
			lane->need = left + 1;
		break;
	}
	/* recognise() of the engine: who only waits owns nothing yet */
	if (v.word != VERDICT_MORE || used) {
		r->owned = true;
		r->resync = false;
	}
	buf_drop(&lane->kept, used);
	return true;
}

static void drain(struct stream_run *r, struct lane *lane)
{
	while (!r->over) {
		struct spot spot;
		size_t now = lane->skip < lane->kept.len ? (size_t)lane->skip : lane->kept.len;
		buf_drop(&lane->kept, now);
		lane->skip -= now;
		if (lane->kept.len == 0 || lane->kept.len < lane->need)
			return;
		lane->need = 0;
		if (!r->owned)
			memset(r->l.state, 0, sizeof(r->l.state));
		struct verdict v =
			call(&r->l, r->d, slice_of(lane->kept.at, lane->kept.len), &spot);
		if (!obey(r, lane, v, spot))
			return;
	}
}

static void gap(struct stream_run *r, struct lane *lane)
{
	buf_clear(&lane->kept);
	lane->need = lane->skip = 0;
	memset(r->l.state, 0, sizeof(r->l.state));
	r->resync = r->owned;
	r->gaps = true;
}

/* Both sides end: what is left of each comes once more. */
static void end(struct stream_run *r)
{
	for (unsigned side = 0; side < 2; side++) {
		struct lane *lane = &r->lanes[side];
		struct spot spot;
		if (!r->owned || r->resync || r->over || !lane->kept.len)
			continue;
		face(&r->l, side);
		r->l.where.ended = true;
		struct verdict v =
			call(&r->l, r->d, slice_of(lane->kept.at, lane->kept.len), &spot);
		r->l.where.ended = false;
		(void)obey(r, lane, v, spot);
	}
}

/* Plays the input with at most step bytes at a time. */
static void play(struct stream_run *r, const struct dissector *d, struct slice input, size_t step,
		 bool hinted)
{
	struct slice piece;
	uint8_t mark = FUZZ_CLIENT;
	bool from_client = true;

	*r = (struct stream_run){.d = d};
	listen_to(&r->l, d, hinted);
	buf_init(&r->lanes[0].kept, KEPT_MAX);
	buf_init(&r->lanes[1].kept, KEPT_MAX);
	while (!r->over && fuzz_piece(&input, "csg", &mark, &piece)) {
		if (mark == FUZZ_GAP)
			gap(r, &r->lanes[from_client]);
		else
			from_client = mark == FUZZ_CLIENT;
		mark = from_client ? FUZZ_CLIENT : FUZZ_SERVER;
		r->both |= from_client != r->l.where.from_client;
		face(&r->l, from_client);
		struct lane *lane = &r->lanes[from_client];
		for (size_t at = 0; at < piece.len && !r->over;) {
			size_t len = piece.len - at < step ? piece.len - at : step;
			buf_put(&lane->kept, piece.at + at, len);
			lane->came += len;
			at += len;
			r->over = buf_full(&lane->kept);
			drain(r, lane);
		}
	}
	end(r);
	buf_done(&r->lanes[0].kept);
	buf_done(&r->lanes[1].kept);
}

static void show(const char *how, const struct stream_run *r)
{
	fprintf(stderr, "-- %s, end %s:\n", how, r->end);
	(void)fwrite(r->l.lines.at, 1, r->l.lines.len, stderr);
	fputc('\n', stderr);
}

/* The same was said and the end was the same. */
static bool same(const struct stream_run *a, const struct stream_run *b)
{
	struct slice x = slice_of(a->l.lines.at, a->l.lines.len);
	struct slice y = slice_of(b->l.lines.at, b->l.lines.len);

	return slice_equal(x, y) && strcmp(a->end, b->end) == 0;
}

/* Whether the two must have said the same. After a gap only whole segments can be refused. And a
 * dissector that refuses one side may be asked about the other before or after it knows enough. */
static bool comparable(const struct stream_run *a, const struct stream_run *b)
{
	return !a->gaps && !b->gaps && !((a->refused || b->refused) && (a->both || b->both));
}

static void stream(const struct dissector *d, struct slice input, bool hinted)
{
	static const size_t steps[] = {1, 2, 3, 7};
	struct stream_run whole, cut;

	play(&whole, d, input, SIZE_MAX, hinted);
	if (input.len <= SPLIT_MAX) {
		play(&cut, d, input, steps[input.len % 4], hinted);
		if (comparable(&whole, &cut) && !same(&whole, &cut)) {
			show("whole", &whole);
			show("cut", &cut);
			err_broken(__FILE__, __LINE__, "a stream says the same wherever it is cut");
		}
		buf_done(&cut.l.lines);
	}
	buf_done(&whole.l.lines);
}

void fuzz_dissector(const char *dissector, struct slice input)
{
	const struct dissector *d = table_dissector((unsigned)table_by_name(dissector));

	if (d->carrier == CARRIER_STREAM) {
		stream(d, input, true);
		stream(d, input, false);
	} else {
		messages(d, input, true);
		messages(d, input, false);
	}
}
