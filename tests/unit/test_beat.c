/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "obs/beat.h"

static void intervals_fall_into_their_step(void **state)
{
	struct beat b = {0};

	(void)state;
	for (unsigned i = 0; i < BEAT_STEPS; i++) {
		beat_interval(&b, beat_step_least(i));
		beat_interval(&b, beat_step_least(i + 1) - 1);
		assert_int_equal(b.steps[i].n, 2);
	}
	assert_int_equal(beat_intervals(&b), 2 * BEAT_STEPS);
	beat_interval(&b, BEAT_LEAST_US - 1);
	beat_interval(&b, beat_step_least(BEAT_STEPS));
	beat_interval(&b, -1);
	beat_interval(&b, INT64_MAX);
	assert_int_equal(beat_intervals(&b), 2 * BEAT_STEPS);
}

/* Periods that people choose stand away from the borders: a twentieth of jitter crosses none. */
static void usual_periods_stay_in_one_step(void **state)
{
	static const int seconds[] = {1, 2, 4, 5, 8, 10, 15, 20, 30, 60, 120, 300, 600, 900, 3600};

	(void)state;
	for (size_t i = 0; i < sizeof(seconds) / sizeof(*seconds); i++) {
		struct beat b = {0};
		beat_interval(&b, seconds[i] * INT64_C(950000));
		beat_interval(&b, seconds[i] * INT64_C(1050000));
		unsigned steps = 0;
		for (unsigned k = 0; k < BEAT_STEPS; k++)
			steps += b.steps[k].n > 0;
		assert_int_equal(steps, 1);
	}
}

static void sizes_keep_their_least_and_most(void **state)
{
	struct beat b = {0};

	(void)state;
	beat_size(&b, 44);
	beat_size(&b, 40);
	beat_size(&b, 47);
	beat_size(&b, 48);
	beat_size(&b, 0);
	beat_size(&b, 70000);
	assert_int_equal(b.sizes[0].n, 1);
	assert_int_equal(b.sizes[2].n, 3);
	assert_int_equal(b.sizes[2].min, 40);
	assert_int_equal(b.sizes[2].max, 47);
	assert_int_equal(b.sizes[3].n, 1);
	assert_int_equal(b.sizes[6].max, 65535);
}

/* Any parting of a series, added up in either order, gives the series. */
static void adding_is_commutative(void **state)
{
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct beat whole = {0}, a = {0}, b = {0}, ab, ba;
		for (int i = 0; i < 50; i++) {
			seed = seed * 1664525u + 1013904223u;
			struct beat *part = seed & 0x10000 ? &a : &b;
			int64_t interval = (int64_t)seed << (seed >> 29);
			beat_interval(&whole, interval);
			beat_interval(part, interval);
			beat_size(&whole, seed % 400);
			beat_size(part, seed % 400);
		}
		ab = a;
		beat_add(&ab, &b);
		ba = b;
		beat_add(&ba, &a);
		assert_memory_equal(&ab, &whole, sizeof(whole));
		assert_memory_equal(&ba, &whole, sizeof(whole));
	}
}

static void counts_stop_at_their_most(void **state)
{
	struct beat b = {.steps = {[0] = {BEAT_COUNT_MAX, 1}},
			 .sizes = {[0] = {BEAT_COUNT_MAX, 0, 0}}};
	struct beat more = b;

	(void)state;
	beat_interval(&b, BEAT_LEAST_US);
	beat_size(&b, 0);
	assert_memory_equal(&b, &more, sizeof(b));
	more.steps[0].sum_ms = (1ull << 40) - 1;
	beat_add(&b, &more);
	assert_int_equal(b.steps[0].n, BEAT_COUNT_MAX);
	assert_int_equal(b.steps[0].sum_ms, (1ull << 40) - 1);
	assert_int_equal(b.sizes[0].n, BEAT_COUNT_MAX);
	beat_interval(&b, BEAT_LEAST_US);
	b.steps[0].n = 5; /* the sum alone may be full */
	beat_interval(&b, BEAT_LEAST_US);
	assert_int_equal(b.steps[0].n, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intervals_fall_into_their_step),
		cmocka_unit_test(usual_periods_stay_in_one_step),
		cmocka_unit_test(sizes_keep_their_least_and_most),
		cmocka_unit_test(adding_is_commutative),
		cmocka_unit_test(counts_stop_at_their_most),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
