/* SPDX-License-Identifier: Apache-2.0
 *
 * Early segments wait in a list sorted by sequence number; no two overlap. One that comes behind
 * all others or before all others is put in at once, any other after at most STREAM_PIECES_MAX
 * steps. All arithmetic is modulo 2^32 (RFC 9293 3.4).
 */
#include "net/stream.h"

#include <stdlib.h>

struct piece {
	struct piece *next;
	uint32_t seq, len;
	uint32_t captured; /* bytes that were captured, from the first on */
	uint8_t bytes[];
};

/* What of a segment is still to be dealt with. */
struct segment {
	uint32_t seq, len;
	struct slice bytes;
};

static bool before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static void segment_skip(struct segment *g, uint32_t n)
{
	struct cursor c = cursor_over(g->bytes);

	cursor_skip(&c, n < g->bytes.len ? n : g->bytes.len);
	g->bytes = cursor_rest(&c);
	g->seq += n;
	g->len -= n;
}

/* The captured ones of the first n bytes. */
static struct slice segment_first(const struct segment *g, uint32_t n)
{
	return slice_of(g->bytes.at, g->bytes.len < n ? g->bytes.len : n);
}

static void deliver(struct stream *s, struct slice bytes, uint32_t len,
		    const struct stream_sink *out)
{
	if (bytes.len)
		out->bytes(out->ctx, bytes);
	if (len > bytes.len)
		out->gap(out->ctx, len - bytes.len);
	s->next += len;
	if (before(s->acked, s->next))
		s->acked = s->next;
	s->finished = s->has_end && s->next == s->end;
}

/* Gives up the bytes before seq, which lies ahead of next. */
static void skip_to(struct stream *s, uint32_t seq, const struct stream_sink *out)
{
	uint32_t len = seq - s->next, acked = smaller(len, s->acked - s->next);

	s->unseen += acked;
	if (len > acked) {
		s->skipped += len - acked;
		s->skipped_end = seq;
	}
	deliver(s, slice_of(NULL, 0), len, out);
}

static size_t piece_cost(uint32_t captured)
{
	return sizeof(struct piece) + captured;
}

/* Delivers what waits right at next. */
static void drain(struct stream *s, struct stream_budget *budget, const struct stream_sink *out)
{
	while (s->waiting && s->waiting->seq == s->next) {
		struct piece *p = s->waiting;
		s->waiting = p->next;
		if (!p->next)
			s->last = NULL;
		s->n_pieces--;
		s->wait_len -= p->captured;
		budget->used -= piece_cost(p->captured);
		deliver(s, slice_of(p->bytes, p->captured), p->len, out);
		free(p);
	}
}

/* Gives up the hole before the first piece, as far as `to`, and delivers what waits there. */
static void give_up_hole(struct stream *s, struct stream_budget *budget, uint32_t to,
			 const struct stream_sink *out)
{
	if (before(s->waiting->seq, to))
		to = s->waiting->seq;
	skip_to(s, to, out);
	drain(s, budget, out);
}

/* A segment that starts at next. Pieces that wait inside it came first, so they win. */
static void pass(struct stream *s, struct stream_budget *budget, struct segment g,
		 const struct stream_sink *out)
{
	while (g.len) {
		uint32_t n = g.len;
		if (s->waiting)
			n = smaller(n, s->waiting->seq - s->next);
		deliver(s, segment_first(&g, n), n, out);
		segment_skip(&g, n);
		drain(s, budget, out);
		uint32_t again = smaller(g.len, s->next - g.seq);
		s->retransmitted += again;
		segment_skip(&g, again);
	}
}

/* Without memory the bytes are as good as lost: they become a gap in time. */
static struct piece *piece_new(struct stream *s, struct stream_budget *budget,
			       const struct segment *g, uint32_t len)
{
	struct slice bytes = segment_first(g, len);
	uint32_t captured = (uint32_t)bytes.len;
	struct piece *p = malloc(piece_cost(captured));

	if (!p)
		return NULL;
	p->seq = g->seq;
	p->len = len;
	p->captured = captured;
	if (captured)
		memcpy(p->bytes, bytes.at, captured);
	s->n_pieces++;
	s->wait_len += captured;
	budget->used += piece_cost(captured);
	return p;
}

/* Puts the parts of an early segment that nobody has yet among those that wait. */
static void wait_for_hole(struct stream *s, struct stream_budget *budget, struct segment g)
{
	struct piece **at = &s->waiting;

	if (s->last && !before(g.seq, s->last->seq + s->last->len))
		at = &s->last->next;
	while (g.len) {
		while (*at && !before(g.seq, (*at)->seq + (*at)->len))
			at = &(*at)->next;
		uint32_t n = g.len;
		if (*at && !before(g.seq, (*at)->seq)) {
			n = smaller(n, (*at)->seq + (*at)->len - g.seq);
			s->retransmitted += n;
			segment_skip(&g, n);
			continue;
		}
		if (*at)
			n = smaller(n, (*at)->seq - g.seq);
		struct piece *p = piece_new(s, budget, &g, n);
		if (p) {
			p->next = *at;
			*at = p;
			if (!p->next)
				s->last = p;
		}
		segment_skip(&g, n);
	}
}

static bool over_limit(const struct stream *s, const struct stream_budget *budget)
{
	return s->wait_len > STREAM_WAIT_MAX || s->n_pieces > STREAM_PIECES_MAX ||
	       budget->used > budget->max;
}

static bool is_keep_alive(const struct stream *s, const struct segment *g)
{
	return g->len == 1 && (g->seq == s->next - 1 || (s->finished && g->seq == s->next));
}

void stream_segment(struct stream *s, struct stream_budget *budget, uint32_t seq, bool syn,
		    struct slice payload, uint32_t payload_len, const struct stream_sink *out)
{
	struct segment g = {seq + syn, payload_len, payload};

	if (g.len > STREAM_SEGMENT_MAX || (g.len == 0 && !syn))
		return;
	if (!s->started) {
		s->started = true;
		s->next = s->acked = g.seq;
		s->has_end = s->has_end && !before(s->end, g.seq);
		s->finished = s->has_end && s->next == s->end;
	}
	if (is_keep_alive(s, &g))
		return;
	if (before(g.seq, s->next)) {
		uint32_t again = smaller(g.len, s->next - g.seq);
		s->retransmitted += again;
		segment_skip(&g, again);
	}
	if (g.len == 0 || g.seq - s->next > STREAM_AHEAD_MAX)
		return;
	if (s->has_end && before(s->end, g.seq + g.len))
		s->has_end = s->finished = false;
	if (g.seq == s->next) {
		pass(s, budget, g, out);
		return;
	}
	wait_for_hole(s, budget, g);
	while (s->waiting && before(s->next, s->acked))
		give_up_hole(s, budget, s->acked, out);
	while (s->waiting && over_limit(s, budget))
		give_up_hole(s, budget, s->waiting->seq, out);
}

/* A FIN takes a sequence number but is no byte. */
static void acked_without_end(struct stream *s)
{
	if (s->has_end && s->acked == s->end + 1)
		s->acked = s->end;
}

void stream_acked(struct stream *s, struct stream_budget *budget, uint32_t ack,
		  const struct stream_sink *out)
{
	if (!s->started)
		return;
	if (s->skipped && !before(ack, s->skipped_end)) {
		s->unseen += s->skipped;
		s->skipped = 0;
	}
	if (ack - s->next > STREAM_AHEAD_MAX || !before(s->acked, ack))
		return;
	s->acked = ack;
	acked_without_end(s);
	while (s->waiting && before(s->next, s->acked))
		give_up_hole(s, budget, s->acked, out);
}

void stream_end(struct stream *s, uint32_t seq)
{
	if (s->started && seq - s->next > STREAM_AHEAD_MAX)
		return;
	s->has_end = true;
	s->end = seq;
	s->finished = !s->started || s->next == seq;
	if (s->started)
		acked_without_end(s);
}

void stream_finish(struct stream *s, struct stream_budget *budget, const struct stream_sink *out)
{
	while (s->waiting)
		give_up_hole(s, budget, s->waiting->seq, out);
	/* one number that nobody saw, at the very end, is a FIN sooner than a byte */
	if (s->started && before(s->next, s->acked) && (s->has_end || s->acked - s->next > 1))
		skip_to(s, s->acked, out);
	s->finished = true;
}
