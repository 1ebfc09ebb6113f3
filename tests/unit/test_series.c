/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes of heavy flows, bin by bin: what is a candidate, what is a stream, what is neither, and that no
 * byte is lost or told twice however counters are folded. */
#include "test.h"

#include "engine/series.h"
#include "judge/same_picture.h"

enum { START_US = 60000000 * 3 };

struct told {
	size_t n, candidates, minutes;
	uint64_t bytes;
	struct series_record last;
	uint32_t bins[SERIES_MINUTE];
	int64_t before_us;
};

static void give(void *ctx, struct slice records)
{
	struct told *t = ctx;
	struct cursor c = cursor_over(records);
	struct record r;

	while (record_decode(&c, &r, NULL) == 1) {
		if (r.type == RECORD_MINUTE) {
			t->minutes++;
			t->before_us = r.minute.before_us;
			continue;
		}
		assert_int_equal(r.type, RECORD_SERIES);
		assert_int_equal(r.series.bins.len, 4 * SERIES_MINUTE);
		assert_int_equal(r.series.start_us % SERIES_BIN_US, 0);
		t->n++;
		t->candidates += r.series.candidate;
		t->last = r.series;
		for (size_t i = 0; i < SERIES_MINUTE; i++) {
			t->bins[i] = series_bin(r.series.bins, i);
			t->bytes += t->bins[i];
		}
	}
	assert_int_equal(cursor_left(&c), 0);
}

struct bench {
	struct outlet outlet;
	struct series_list *series;
	struct told told;
	struct flow_slot slots[4];
	struct flow flows[4];
};

static void start(struct bench *b, size_t memory)
{
	memset(b, 0, sizeof(*b));
	outlet_init(&b->outlet, give, &b->told);
	b->series = series_new(&b->outlet, 0, 1, memory);
}

static void finish(struct bench *b)
{
	series_finish(b->series);
	outlet_flush(&b->outlet);
	assert_int_equal(b->told.before_us, INT64_MAX);
	series_free(b->series);
	outlet_done(&b->outlet);
}

/* A packet of flow i, as the engine counts it. */
static void packet(struct bench *b, unsigned i, int64_t time_us, unsigned from, uint32_t bytes,
		   bool far)
{
	struct where w = {.time_us = time_us,
			  .src_port = (uint16_t)(from ? 443 : 1000 + i),
			  .dst_port = (uint16_t)(from ? 1000 + i : 443),
			  .from_client = from == 0};

	if (time_us >= series_next(b->series))
		series_enter(b->series, time_us);
	series_consider(b->series, &b->slots[i], &b->flows[i], &w, from, far);
	b->slots[i].payload[from] += bytes;
}

static void an_upload_that_leaves_is_a_candidate(void **state)
{
	struct bench b;
	(void)state;
	start(&b, 1 << 20);
	for (int64_t bin = 0; bin < SERIES_MINUTE; bin++)
		packet(&b, 0, START_US + bin * SERIES_BIN_US, 0, 400 + (uint32_t)bin, true);
	finish(&b);
	assert_int_equal(b.told.n, 1);
	assert_int_equal(b.told.candidates, 1);
	assert_int_equal(b.told.last.start_us, START_US);
	assert_int_equal(b.told.last.path.dst_port, 443);
	assert_true(b.told.last.path.from_client);
	for (uint32_t i = 0; i < SERIES_MINUTE; i++)
		assert_int_equal(b.told.bins[i], 400 + i);
}

/* What the same-picture test would look at is kept for it, down to its least. */
static void the_least_that_is_tested_is_a_candidate(void **state)
{
	struct bench b;
	enum { BYTES = PICTURE_RATE_LEAST / 10, BINS = PICTURE_RATE_SECONDS * 10 };
	(void)state;
	for (int less = 0; less < 2; less++) {
		start(&b, 1 << 20);
		/* seen a little sooner: what came before it was considered is not counted */
		packet(&b, 0, START_US - SERIES_BIN_US, 0, SERIES_CONSIDER, true);
		for (int64_t bin = 0; bin < BINS; bin++)
			packet(&b, 0, START_US + bin * SERIES_BIN_US, 0, (uint32_t)(BYTES - less),
			       true);
		finish(&b);
		assert_int_equal(b.told.candidates, !less);
	}
}

static void a_stream_inside_is_none_and_little_is_nothing(void **state)
{
	struct bench b;
	(void)state;
	start(&b, 1 << 20);
	for (int64_t bin = 0; bin < SERIES_MINUTE; bin++) {
		packet(&b, 0, START_US + bin * SERIES_BIN_US, 0, 500, false); /* stays inside */
		packet(&b, 1, START_US + bin * SERIES_BIN_US, 0, 99, true);   /* too little */
		packet(&b, 2, START_US + bin * SERIES_BIN_US, 0, 500, true);  /* as much comes */
		packet(&b, 2, START_US + bin * SERIES_BIN_US, 1, 200, true);
	}
	finish(&b);
	assert_int_equal(b.told.n, 2);
	assert_int_equal(b.told.candidates, 0);
	assert_int_equal(b.told.bytes, 2 * 500 * SERIES_MINUTE);
}

/* Counters that are zeroed on the way (folds), and a flow that ends within its minute. */
static void folds_and_ends_lose_no_byte(void **state)
{
	struct bench b;
	(void)state;
	start(&b, 1 << 20);
	for (int64_t bin = 0; bin < 2 * SERIES_MINUTE; bin++) {
		packet(&b, 0, START_US + bin * SERIES_BIN_US, 0, 1000, true);
		if (bin % 7)
			continue;
		series_settle(b.series, &b.flows[0], false);
		b.slots[0].payload[0] = b.slots[0].payload[1] = 0;
	}
	series_settle(b.series, &b.flows[0], true);
	assert_int_equal(b.flows[0].watch, 0);
	memset(&b.slots[0], 0xff, sizeof(b.slots[0])); /* another's by now */
	finish(&b);
	assert_int_equal(b.told.n, 2);
	assert_int_equal(b.told.bytes, 2 * 1000 * SERIES_MINUTE);
}

static void quiet_minutes_of_a_candidate_are_told_for_a_while(void **state)
{
	struct bench b;
	(void)state;
	start(&b, 1 << 20);
	for (int64_t bin = 0; bin < SERIES_MINUTE; bin++)
		packet(&b, 0, START_US + bin * SERIES_BIN_US, 0, 1000, true);
	for (int64_t minute = 1; minute < 20; minute++)
		packet(&b, 0, START_US + minute * 60000000, 0, 1, true);
	finish(&b);
	assert_int_equal(b.told.n, 5); /* patience of 5 minutes runs out in the fifth after it */
	assert_int_equal(b.told.candidates, 5);
}

/* Memory for one flow: the second goes unwatched, and the first's number stays right. */
static void memory_is_bounded_and_numbers_stay_right(void **state)
{
	struct bench b;
	(void)state;
	start(&b, 3000);
	for (int64_t bin = 0; bin < SERIES_MINUTE; bin++)
		for (unsigned i = 0; i < 3; i++)
			packet(&b, i, START_US + bin * SERIES_BIN_US, 0, 1000, true);
	finish(&b);
	assert_int_equal(b.told.n, 1);
	start(&b, 1 << 20);
	for (int64_t bin = 0; bin < 3 * SERIES_MINUTE; bin++) {
		for (unsigned i = 0; i < 3; i++)
			if (i || bin < 10)
				packet(&b, i, START_US + bin * SERIES_BIN_US, 0, 1000, false);
	}
	finish(&b);
	assert_int_equal(b.told.n, 6); /* the first flow carried too little to be told */
	assert_int_equal(b.told.bytes, 6 * 1000 * SERIES_MINUTE);
}

static void time_may_jump(void **state)
{
	struct bench b;
	(void)state;
	start(&b, 1 << 20);
	packet(&b, 0, START_US, 0, 300000, true);
	packet(&b, 0, INT64_MAX, 0, 1, true);
	packet(&b, 0, START_US - 50000000, 0, 1, true);
	packet(&b, 0, START_US + INT64_C(3600000000) * 24 * 365, 0, 300000, true);
	finish(&b);
	assert_int_equal(b.told.bytes, 600002);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_upload_that_leaves_is_a_candidate),
		cmocka_unit_test(the_least_that_is_tested_is_a_candidate),
		cmocka_unit_test(a_stream_inside_is_none_and_little_is_nothing),
		cmocka_unit_test(folds_and_ends_lose_no_byte),
		cmocka_unit_test(quiet_minutes_of_a_candidate_are_told_for_a_while),
		cmocka_unit_test(memory_is_bounded_and_numbers_stay_right),
		cmocka_unit_test(time_may_jump),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
