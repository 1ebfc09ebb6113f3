/* SPDX-License-Identifier: Apache-2.0
 *
 * What waits for the ledger: nothing without a candidate, and with one the streams of the same minute
 * that have an end in common with it, however the readers run apart. */
#include "test.h"

#include "app/series_gate.h"

enum { MINUTE_US = 60000000 };

struct kept {
	size_t n;
	struct {
		uint8_t from, to;
		int64_t start_us;
		uint32_t bin;
	} at[16];
};

static void keep(void *ctx, const struct record *r)
{
	struct kept *k = ctx;

	assert_true(k->n < 16);
	k->at[k->n].from = r->series.path.sender.addr.bytes[3];
	k->at[k->n].to = r->series.path.receiver.addr.bytes[3];
	k->at[k->n].start_us = r->series.start_us;
	k->at[k->n++].bin = series_bin(r->series.bins, 0);
}

static bool was_kept(const struct kept *k, uint8_t from, uint8_t to, int64_t minute)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->at[i].from == from && k->at[i].to == to &&
		    k->at[i].start_us == minute * MINUTE_US)
			return true;
	return false;
}

static struct addr address(uint8_t last)
{
	return (struct addr){.family = 4, .bytes = {10, 0, 0, last}};
}

/* From 10.0.0.from to 10.0.0.to; the bins are gone when the call returns. */
static void put(struct series_gate *g, uint8_t from, uint8_t to, int64_t minute, bool candidate)
{
	uint8_t bins[2400] = {0, 0, from, to};
	struct record r = {.type = RECORD_SERIES,
			   .series = {.path = {.sender = {.addr = address(from)},
					       .receiver = {.addr = address(to)}},
				      .start_us = minute * MINUTE_US,
				      .candidate = candidate,
				      .bins = slice_of(bins, sizeof(bins))}};

	series_gate_take(g, &r);
	memset(bins, 0xff, sizeof(bins));
}

static void past(struct series_gate *g, uint8_t part, uint8_t parts, int64_t minute)
{
	struct record r = {
		.type = RECORD_MINUTE,
		.minute = {.part = part, .parts = parts, .before_us = minute * MINUTE_US}};

	series_gate_take(g, &r);
}

static void nothing_is_kept_without_a_candidate(void **state)
{
	struct kept k = {0};
	struct series_gate *g = series_gate_new(keep, &k);
	(void)state;
	for (uint8_t i = 1; i < 100; i++)
		put(g, i, 200, i / 10, false);
	past(g, 0, 1, 5);
	series_gate_end(g);
	assert_int_equal(k.n, 0);
	assert_int_equal(series_gate_dropped(g), 0);
	series_gate_free(g);
}

static void streams_that_meet_a_candidate_are_kept(void **state)
{
	struct kept k = {0};
	struct series_gate *g = series_gate_new(keep, &k);
	(void)state;
	put(g, 1, 9, 0, false); /* of the camera that uploads: its recorder's copy */
	put(g, 2, 9, 0, false); /* of another */
	put(g, 1, 77, 0, true);
	put(g, 1, 9, 1, false); /* of a minute without upload */
	past(g, 0, 1, 1);
	assert_int_equal(k.n, 2);
	assert_true(was_kept(&k, 1, 9, 0) && was_kept(&k, 1, 77, 0));
	for (size_t i = 0; i < k.n; i++)
		assert_int_equal(k.at[i].bin, k.at[i].from << 8 | k.at[i].to);
	put(g, 9, 78, 1, true); /* the recorder uploads: whatever it gets */
	put(g, 2, 9, 1, false);
	past(g, 0, 1, 2);
	assert_int_equal(k.n, 5);
	assert_true(was_kept(&k, 1, 9, 1) && was_kept(&k, 2, 9, 1) && was_kept(&k, 9, 78, 1));
	series_gate_free(g);
}

static void a_minute_waits_for_every_reader(void **state)
{
	struct kept k = {0};
	struct series_gate *g = series_gate_new(keep, &k);
	(void)state;
	put(g, 1, 9, 0, false);
	past(g, 1, 3, 4);
	past(g, 0, 3, 4);
	assert_int_equal(k.n, 0);
	put(g, 1, 77, 0, true); /* of the third reader, which is late */
	past(g, 2, 3, 1);
	assert_int_equal(k.n, 2);
	put(g, 3, 9, 2, true);
	past(g, 2, 3, 2); /* its third minute may still bring some */
	assert_int_equal(k.n, 2);
	series_gate_end(g); /* it died */
	assert_int_equal(k.n, 3);
	series_gate_end(g);
	assert_int_equal(k.n, 3);
	series_gate_free(g);
}

static void what_never_was_decided_is_freed(void **state)
{
	struct kept k = {0};
	struct series_gate *g = series_gate_new(keep, &k);
	(void)state;
	put(g, 1, 77, 3, true);
	series_gate_free(g);
	series_gate_free(NULL);
	assert_int_equal(k.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_kept_without_a_candidate),
		cmocka_unit_test(streams_that_meet_a_candidate_are_kept),
		cmocka_unit_test(a_minute_waits_for_every_reader),
		cmocka_unit_test(what_never_was_decided_is_freed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
