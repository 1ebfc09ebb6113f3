/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <time.h>

#include "net/stream.h"

/* What came out, as text: bytes as they are, a gap of n bytes as <n>. */
struct heard {
	char text[4096];
	size_t len;
	uint64_t n_bytes, n_gap;
};

static void hear_bytes(void *ctx, struct slice bytes)
{
	struct heard *h = ctx;

	assert_true(bytes.len > 0);
	h->n_bytes += bytes.len;
	if (bytes.len < sizeof(h->text) - h->len) {
		memcpy(h->text + h->len, bytes.at, bytes.len);
		h->len += bytes.len;
	}
	h->text[h->len] = '\0';
}

static void hear_gap(void *ctx, uint64_t len)
{
	struct heard *h = ctx;

	assert_true(len > 0);
	h->n_gap += len;
	if (sizeof(h->text) - h->len > 24)
		h->len += (size_t)snprintf(h->text + h->len, 24, "<%llu>", (unsigned long long)len);
}

/* One stream and all it needs. */
struct bench {
	struct stream stream;
	struct stream_budget budget;
	struct heard heard;
	struct stream_sink sink;
};

static void bench_init(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	b->budget.max = 1 << 20;
	b->sink = (struct stream_sink){hear_bytes, hear_gap, &b->heard};
}

static void give(struct bench *b, uint32_t seq, const char *text)
{
	stream_segment(&b->stream, &b->budget, seq, false, slice_text(text), (uint32_t)strlen(text),
		       &b->sink);
}

static void give_syn(struct bench *b, uint32_t seq, const char *text)
{
	stream_segment(&b->stream, &b->budget, seq, true, slice_text(text), (uint32_t)strlen(text),
		       &b->sink);
}

static void ack(struct bench *b, uint32_t seq)
{
	stream_acked(&b->stream, &b->budget, seq, &b->sink);
}

/* What came out since the last time. */
static void expect(struct bench *b, const char *text)
{
	assert_string_equal(b->heard.text, text);
	b->heard.len = 0;
	b->heard.text[0] = '\0';
}

static void finish(struct bench *b, const char *text)
{
	stream_finish(&b->stream, &b->budget, &b->sink);
	expect(b, text);
	assert_true(b->stream.finished);
	assert_null(b->stream.waiting);
	assert_int_equal(b->stream.n_pieces, 0);
	assert_int_equal(b->stream.wait_len, 0);
	assert_int_equal(b->budget.used, 0);
}

static void in_order(void **state)
{
	struct bench b;
	(void)state;

	bench_init(&b);
	give_syn(&b, 999, "");
	assert_true(b.stream.started);
	assert_int_equal(b.stream.next, 1000);
	give(&b, 1000, "abc");
	expect(&b, "abc");
	give(&b, 1003, "def");
	expect(&b, "def");
	assert_int_equal(b.budget.used, 0);
	finish(&b, "");
	assert_int_equal(b.stream.retransmitted, 0);
	assert_int_equal(b.stream.unseen, 0);
}

static void starts_in_the_middle(void **state)
{
	struct bench b;
	(void)state;

	bench_init(&b);
	give(&b, 777, ""); /* may be a keep-alive, one before what comes next */
	ack(&b, 5000);
	assert_false(b.stream.started);
	give(&b, 778, "first");
	expect(&b, "first");
	give(&b, 770, "earlier-first");
	expect(&b, "");
	assert_int_equal(b.stream.retransmitted, 13);
	give_syn(&b, 769, "");
	give(&b, 783, "next");
	finish(&b, "next");
}

static void syn_with_data(void **state)
{
	struct bench b;
	(void)state;

	bench_init(&b);
	give_syn(&b, 0xffffffff, "fast");
	expect(&b, "fast");
	give_syn(&b, 0xffffffff, "fast");
	give(&b, 0, "fast open");
	expect(&b, " open");
	assert_int_equal(b.stream.retransmitted, 8);
	finish(&b, "");
}

static void out_of_order(void **state)
{
	struct bench b;
	(void)state;

	bench_init(&b);
	give_syn(&b, 0, "");
	give(&b, 7, "ghi");
	give(&b, 4, "def");
	give(&b, 13, "mno");
	expect(&b, "");
	assert_int_equal(b.stream.n_pieces, 3);
	assert_int_equal(b.stream.wait_len, 9);
	give(&b, 1, "abc");
	expect(&b, "abcdefghi");
	give(&b, 10, "jkl");
	expect(&b, "jklmno");
	assert_int_equal(b.stream.retransmitted, 0);
	finish(&b, "");
}

static void sequence_numbers_wrap(void **state)
{
	struct bench b;
	(void)state;

	bench_init(&b);
	give_syn(&b, 0xfffffffb, "");
	give(&b, 2, "ghi");
	give(&b, 0xfffffffe, "CDef"); /* spans zero */
	give(&b, 0xfffffffc, "ab");
	expect(&b, "abCDefghi");
	give(&b, 0xfffffffc, "xxxxxxxxx");
	expect(&b, "");
	give(&b, 5, "j");
	finish(&b, "j");
}

static void what_came_first_stays(void **state)
{
	struct bench b;
	(void)state;

	bench_init(&b);
	give_syn(&b, 0, "");
	give(&b, 1, "abc");
	give(&b, 1, "XXXdef"); /* delivered bytes stay, new ones count */
	expect(&b, "abcdef");
	assert_int_equal(b.stream.retransmitted, 3);

	give(&b, 10, "jkl");
	give(&b, 8, "XiXXXm"); /* around a waiting one: 8-9 and 13 */
	give(&b, 9, "YYYYYYn");
	expect(&b, "");
	give(&b, 7, "gZZZZZZZZo");
	expect(&b, "gXijklmYno");
	assert_int_equal(b.stream.retransmitted, 3 + 3 + 5 + 8);
	finish(&b, "");
}

static void a_segment_over_many_pieces(void **state)
{
	struct bench b;
	(void)state;

	bench_init(&b);
	give_syn(&b, 0, "");
	for (uint32_t seq = 2; seq < 20; seq += 2)
		give(&b, seq, "#");
	give(&b, 3, "....................");
	expect(&b, "");
	assert_int_equal(b.stream.wait_len, 21);
	give(&b, 1, "^^^^^^");
	finish(&b, "^#.#.#.#.#.#.#.#.#....");
}

static void keep_alive_probes(void **state)
{
	struct bench b;
	(void)state;

	bench_init(&b);
	give_syn(&b, 0, "");
	give(&b, 1, "abc");
	expect(&b, "abc");
	give(&b, 3, "");
	give(&b, 3, "?");
	expect(&b, "");
	assert_int_equal(b.stream.retransmitted, 0);
	/* a window probe is one new byte, which comes again with its neighbours */
	give(&b, 4, "d");
	give(&b, 4, "def");
	expect(&b, "def");
	stream_end(&b.stream, 7);
	assert_true(b.stream.finished);
	give(&b, 7, "?");
	expect(&b, "");
	assert_true(b.stream.finished);
	finish(&b, "");
}

static void what_the_snap_length_cut(void **state)
{
	struct bench b;
	(void)state;

	bench_init(&b);
	give_syn(&b, 0, "");
	stream_segment(&b.stream, &b.budget, 1, false, slice_text("ab"), 10, &b.sink);
	expect(&b, "ab<8>");
	stream_segment(&b.stream, &b.budget, 21, false, slice_text("uv"), 10, &b.sink);
	stream_segment(&b.stream, &b.budget, 11, false, slice_of(NULL, 0), 10, &b.sink);
	expect(&b, "<10>uv<8>");
	/* overlaps: what remains of a cut segment is its cut part */
	give(&b, 33, "33");
	stream_segment(&b.stream, &b.budget, 29, false, slice_text("..!?.."), 10, &b.sink);
	expect(&b, "!?33<4>");
	/* payload longer than the headers say */
	stream_segment(&b.stream, &b.budget, 39, false, slice_text("abc"), 1, &b.sink);
	expect(&b, "a");
	assert_int_equal(b.stream.unseen, 0);
	finish(&b, "");
}

static void acknowledged_holes_are_gaps(void **state)
{
	struct bench b;
	(void)state;

	bench_init(&b);
	give_syn(&b, 0, "");
	give(&b, 1, "abc");
	give(&b, 10, "jkl");
	give(&b, 20, "tuv");
	expect(&b, "abc");
	ack(&b, 4);
	expect(&b, "");
	ack(&b, 8); /* half of the hole */
	expect(&b, "<4>");
	give(&b, 8, "hi");
	expect(&b, "hijkl");
	ack(&b, 23);
	expect(&b, "<7>tuv");
	assert_int_equal(b.stream.unseen, 11);
	ack(&b, 10); /* old */
	ack(&b, 23);
	finish(&b, "");
	assert_int_equal(b.stream.unseen, 11);
}

static void an_acknowledgement_before_its_data(void **state)
{
	struct bench b;
	(void)state;

	bench_init(&b);
	give_syn(&b, 0, "");
	ack(&b, 7);
	give(&b, 1, "abc");
	give(&b, 4, "def");
	expect(&b, "abcdef");
	assert_int_equal(b.stream.unseen, 0);

	ack(&b, 20); /* not reordered but lost: what comes next shows it */
	give(&b, 20, "xyz");
	expect(&b, "<13>xyz");
	assert_int_equal(b.stream.unseen, 13);
	ack(&b, 30); /* nothing comes any more */
	ack(&b, 25);
	finish(&b, "<7>");
	assert_int_equal(b.stream.unseen, 20);
}

static void a_forged_acknowledgement_blinds_nobody(void **state)
{
	struct bench b;
	(void)state;

	bench_init(&b);
	give_syn(&b, 0, "");
	ack(&b, 1000000);
	give(&b, 1, "still ");
	give(&b, 7, "read");
	expect(&b, "still read");
	ack(&b, 0x80000000); /* further than a window */
	give(&b, 12, "!");
	expect(&b, "<1>!");
}

static void fin(void **state)
{
	struct bench b;
	(void)state;

	bench_init(&b);
	give_syn(&b, 0, "");
	give(&b, 4, "def");
	stream_end(&b.stream, 7);
	assert_false(b.stream.finished);
	give(&b, 1, "abc");
	expect(&b, "abcdef");
	assert_true(b.stream.finished);
	ack(&b, 8); /* the FIN's own number is no byte */
	finish(&b, "");
	assert_int_equal(b.stream.unseen, 0);

	bench_init(&b);
	give_syn(&b, 0, "");
	give(&b, 1, "abc");
	expect(&b, "abc");
	ack(&b, 5); /* the same, acknowledgement first */
	stream_end(&b.stream, 4);
	finish(&b, "");
	assert_int_equal(b.stream.unseen, 0);

	bench_init(&b);
	give_syn(&b, 0, "");
	give(&b, 1, "abc");
	expect(&b, "abc");
	ack(&b, 5); /* the FIN itself was not captured */
	finish(&b, "");
	assert_int_equal(b.stream.unseen, 0);

	bench_init(&b);
	give_syn(&b, 0, "");
	ack(&b, 2);
	stream_end(&b.stream, 2); /* it was, but not the byte before it */
	finish(&b, "<1>");
	assert_int_equal(b.stream.unseen, 1);

	bench_init(&b);
	stream_end(&b.stream, 4); /* nothing before it was seen */
	assert_true(b.stream.finished);
	give(&b, 1, "abc");
	expect(&b, "abc");
	assert_true(b.stream.finished);
}

static void a_forged_end_blinds_nobody(void **state)
{
	struct bench b;
	(void)state;

	bench_init(&b);
	give_syn(&b, 0, "");
	give(&b, 1, "abc");
	stream_end(&b.stream, 4);
	give(&b, 4, "def");
	expect(&b, "abcdef");
	assert_false(b.stream.finished);
	stream_end(&b.stream, 2);          /* stale */
	stream_end(&b.stream, 0x90000000); /* nowhere near */
	give(&b, 7, "ghi");
	expect(&b, "ghi");
	assert_false(b.stream.finished);
	stream_end(&b.stream, 10);
	assert_true(b.stream.finished);
}

static void segments_that_cannot_be(void **state)
{
	struct bench b;
	(void)state;

	bench_init(&b);
	give_syn(&b, 0, "");
	give(&b, 0x60000000, "far ahead");
	give(&b, 0xa0000000, "far behind");
	stream_segment(&b.stream, &b.budget, 1, false, slice_text("abc"), UINT32_MAX, &b.sink);
	expect(&b, "");
	assert_int_equal(b.stream.n_pieces, 0);
	give(&b, 1, "abc");
	finish(&b, "abc");
}

static void waiting_has_limits(void **state)
{
	struct bench b;
	static uint8_t block[65536];
	(void)state;

	bench_init(&b); /* bytes */
	give_syn(&b, 0, "");
	uint32_t seq = 11;
	for (int i = 0; i < 4; i++, seq += (uint32_t)sizeof(block))
		stream_segment(&b.stream, &b.budget, seq, false, slice_of(block, sizeof(block)),
			       sizeof(block), &b.sink);
	assert_int_equal(b.heard.n_bytes, 0);
	assert_int_equal(b.stream.wait_len, STREAM_WAIT_MAX);
	give(&b, seq, "x");
	assert_int_equal(b.heard.n_gap, 10);
	assert_int_equal(b.heard.n_bytes, STREAM_WAIT_MAX + 1);
	assert_int_equal(b.stream.unseen, 0);
	ack(&b, seq + 1); /* so somebody had those ten */
	assert_int_equal(b.stream.unseen, 10);
	assert_int_equal(b.budget.used, 0);

	bench_init(&b); /* pieces: one at a time gives way */
	give_syn(&b, 0, "");
	for (seq = 2; seq <= 2 * STREAM_PIECES_MAX; seq += 2)
		give(&b, seq, "#");
	expect(&b, "");
	give(&b, seq, "#");
	expect(&b, "<1>#");
	assert_int_equal(b.stream.n_pieces, STREAM_PIECES_MAX);
	stream_finish(&b.stream, &b.budget, &b.sink);
	assert_int_equal(b.heard.n_gap, STREAM_PIECES_MAX + 1);

	bench_init(&b); /* the budget of all streams */
	give_syn(&b, 0, "");
	b.budget.max = 3000;
	b.budget.used = 2990;
	give(&b, 5, "efgh");
	expect(&b, "<4>efgh");
	assert_int_equal(b.budget.used, 2990);
}

/* An attacker's orders of a million one-byte segments. All must take time linear in their number:
 * the bound is far above what that takes and far below what a quadratic order would. */
static void attacks_are_linear(void **state)
{
	enum { N = 1000000 };
	struct timespec from, to;
	(void)state;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for (int order = 0; order < 4; order++) {
		struct bench b;
		uint32_t state_of_draw = 1;
		bench_init(&b);
		give_syn(&b, 0, "");
		for (uint32_t i = 0; i < N; i++) {
			state_of_draw = state_of_draw * 1664525 + 1013904223;
			uint32_t seq = order == 0   ? N - i
				       : order == 1 ? 2 * i + 2
				       : order == 2 ? 1 + (state_of_draw >> 8) % N
						    : (i % 2 ? N - i : i) + 2;
			give(&b, seq, "x");
			assert_true(b.stream.n_pieces <= STREAM_PIECES_MAX);
			assert_true(b.budget.used <= b.budget.max);
		}
		stream_finish(&b.stream, &b.budget, &b.sink);
		assert_int_equal(b.budget.used, 0);
		assert_true(b.heard.n_bytes + b.stream.retransmitted <= N);
	}
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	assert_true(to.tv_sec - from.tv_sec < 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_order),
		cmocka_unit_test(starts_in_the_middle),
		cmocka_unit_test(syn_with_data),
		cmocka_unit_test(out_of_order),
		cmocka_unit_test(sequence_numbers_wrap),
		cmocka_unit_test(what_came_first_stays),
		cmocka_unit_test(a_segment_over_many_pieces),
		cmocka_unit_test(keep_alive_probes),
		cmocka_unit_test(what_the_snap_length_cut),
		cmocka_unit_test(acknowledged_holes_are_gaps),
		cmocka_unit_test(an_acknowledgement_before_its_data),
		cmocka_unit_test(a_forged_acknowledgement_blinds_nobody),
		cmocka_unit_test(fin),
		cmocka_unit_test(a_forged_end_blinds_nobody),
		cmocka_unit_test(segments_that_cannot_be),
		cmocka_unit_test(waiting_has_limits),
		cmocka_unit_test(attacks_are_linear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
