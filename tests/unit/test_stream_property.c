/* SPDX-License-Identifier: Apache-2.0
 * Any cutting, order, duplication and overlap of a stream's segments gives the bytes that came
 * first at each place, and exact gaps where none came. Seeds are fixed; the one that failed is in
 * the message. */
#include "test.h"

#include "net/stream.h"

enum { LEN = 6000, SEGMENTS_MAX = 4000, RUNS = 400, WINDOW = 48 };

/* xorshift64 */
static uint32_t draw(uint64_t *seed, uint32_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (uint32_t)(*seed >> 32) % below;
}

enum { MISSING = -1 }; /* at a place of the stream, instead of its byte */

struct heard {
	int16_t places[LEN];
	size_t len;
	bool too_long;
};

static void hear(struct heard *h, const uint8_t *bytes, uint64_t len)
{
	for (uint64_t i = 0; i < len; i++) {
		if (h->len == LEN) {
			h->too_long = true;
			return;
		}
		h->places[h->len++] = bytes ? bytes[i] : MISSING;
	}
}

static void hear_bytes(void *ctx, struct slice bytes)
{
	hear(ctx, bytes.at, bytes.len);
}

static void hear_gap(void *ctx, uint64_t len)
{
	hear(ctx, NULL, len);
}

struct segment {
	uint32_t from, len, captured;
	bool lost;
};

/* Cuts 0..LEN-1 into segments, adds some that overlap and some that come again, and moves each by
 * at most WINDOW places. drops and cuts: one in so many, 0 = none. */
static size_t make_segments(uint64_t *seed, struct segment *segments, uint32_t drops, uint32_t cuts)
{
	size_t n = 0;

	for (uint32_t at = 0; at < LEN;) {
		uint32_t len = 1 + draw(seed, draw(seed, 4) ? 8 : 60);
		if (len > LEN - at)
			len = LEN - at;
		segments[n++] = (struct segment){at, len, len, drops && draw(seed, drops) == 0};
		if (draw(seed, 5) == 0) {
			uint32_t back = draw(seed, at < 40 ? at + 1 : 40);
			uint32_t more = 1 + draw(seed, 80);
			if (more > LEN - (at - back))
				more = LEN - (at - back);
			segments[n++] = (struct segment){at - back, more, more, drops != 0};
		}
		at += len;
	}
	for (size_t i = 0; i < n; i++)
		if (cuts && draw(seed, cuts) == 0)
			segments[i].captured = draw(seed, segments[i].len + 1);
	for (size_t i = 0; i + 1 < n; i++) {
		size_t span = n - i < WINDOW ? n - i : WINDOW;
		size_t other = i + draw(seed, (uint32_t)span);
		struct segment swap = segments[i];
		segments[i] = segments[other];
		segments[other] = swap;
	}
	return n;
}

struct way {
	uint32_t drops, cuts;
	bool other_content; /* what comes again differs */
	bool acks;          /* the other side tells what it has */
};

/* One stream, what it should give and what it gave. */
struct trial {
	struct stream stream;
	struct stream_budget budget;
	struct heard heard;
	int16_t want[LEN];
	bool arrived[LEN];
};

static void feed(struct trial *t, uint64_t *seed, const struct way *way)
{
	static struct segment segments[SEGMENTS_MAX];
	struct stream_sink sink = {hear_bytes, hear_gap, &t->heard};
	uint32_t start = draw(seed, 2) ? 0u - draw(seed, LEN) : draw(seed, UINT32_MAX);
	size_t n = make_segments(seed, segments, way->drops, way->cuts);

	stream_segment(&t->stream, &t->budget, start - 1, true, slice_of(NULL, 0), 0, &sink);
	for (size_t i = 0; i < n; i++) {
		const struct segment *g = &segments[i];
		uint8_t bytes[128];
		if (g->lost)
			continue;
		for (uint32_t k = 0; k < g->len; k++) {
			uint32_t at = g->from + k;
			bytes[k] = way->other_content ? (uint8_t)draw(seed, 256)
						      : (uint8_t)(at * 7 + (at >> 8));
			if (!t->arrived[at] && k < g->captured)
				t->want[at] = bytes[k];
			t->arrived[at] = true;
		}
		stream_segment(&t->stream, &t->budget, start + g->from, false,
			       slice_of(bytes, g->captured), g->len, &sink);
		uint32_t done = 0;
		while (done < LEN && t->arrived[done])
			done++;
		if (way->acks && draw(seed, 3) == 0)
			stream_acked(&t->stream, &t->budget, start + done, &sink);
	}
	if (way->acks) { /* all of it reached the other side, whatever the capture missed */
		stream_acked(&t->stream, &t->budget, start + LEN + 1, &sink);
		stream_end(&t->stream, start + LEN);
	}
	stream_finish(&t->stream, &t->budget, &sink);
}

static void run(uint64_t first_seed, const struct way *way)
{
	static struct trial t;
	uint64_t seed = first_seed;
	size_t end = LEN, missing = 0;

	memset(&t, 0, sizeof(t));
	t.budget.max = 1 << 20;
	for (size_t i = 0; i < LEN; i++)
		t.want[i] = MISSING;
	feed(&t, &seed, way);

	while (!way->acks && end && !t.arrived[end - 1])
		end--; /* nobody told of what would have come last */
	for (size_t i = 0; i < end; i++)
		missing += !t.arrived[i];
	if (t.heard.too_long || t.heard.len != end ||
	    memcmp(t.heard.places, t.want, end * sizeof(t.want[0])) != 0)
		fail_msg("seed %llu: the stream differs", (unsigned long long)first_seed);
	if (t.budget.used || t.stream.n_pieces || t.stream.wait_len)
		fail_msg("seed %llu: memory is still held", (unsigned long long)first_seed);
	if (t.stream.unseen != (way->acks ? missing : 0))
		fail_msg("seed %llu: %llu bytes unseen, not %zu", (unsigned long long)first_seed,
			 (unsigned long long)t.stream.unseen, missing);
}

static void run_all(const struct way *way)
{
	for (uint64_t i = 1; i <= RUNS; i++)
		run(i * 0x9e3779b97f4a7c15, way);
}

static void gives_the_same_bytes(void **state)
{
	(void)state;
	run_all(&(struct way){0});
	run_all(&(struct way){.acks = true});
}

static void first_bytes_stay(void **state)
{
	(void)state;
	run_all(&(struct way){.other_content = true});
}

static void lost_segments_are_exact_gaps(void **state)
{
	(void)state;
	run_all(&(struct way){.drops = 20});
	run_all(&(struct way){.drops = 20, .other_content = true, .acks = true});
}

static void cut_segments_are_exact_gaps(void **state)
{
	(void)state;
	run_all(&(struct way){.cuts = 3, .other_content = true});
	run_all(&(struct way){.cuts = 1, .drops = 30, .other_content = true, .acks = true});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_the_same_bytes),
		cmocka_unit_test(first_bytes_stay),
		cmocka_unit_test(lost_segments_are_exact_gaps),
		cmocka_unit_test(cut_segments_are_exact_gaps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
