/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "unpack/ranges.h"

enum { SPAN = 200, ROUNDS = 2000 };

static void ranges_are_what_a_map_of_bytes_says(void **state)
{
	struct ranges r = {.n = 0};
	bool map[SPAN] = {false};
	uint32_t seed = 1;

	(void)state;
	for (unsigned round = 0; round < ROUNDS; round++) {
		seed = seed * 1664525 + 1013904223;
		size_t from = (seed >> 8) % SPAN, to = from + (seed >> 20) % 9;
		if (to > SPAN)
			to = SPAN;
		bool apart = true;
		for (size_t i = from; i < to; i++)
			apart &= !map[i];
		if (from < to)
			assert_int_equal(ranges_apart(&r, from, to), apart);
		if (round % 3)
			continue;
		ranges_add(&r, from, to);
		for (size_t i = from; i < to; i++)
			map[i] = true;
		for (size_t i = 0; i < r.n; i++) {
			assert_true(r.at[i].from < r.at[i].to);
			assert_true(i == 0 || r.at[i].from >= r.at[i - 1].to);
		}
		for (size_t i = 0; i < SPAN; i++)
			assert_int_equal(!ranges_apart(&r, i, i + 1), map[i]);
		if (round % 300 == 0) {
			ranges_done(&r);
			memset(map, 0, sizeof(map));
		}
	}
	ranges_done(&r);
}

static void nothing_is_apart_from_everything(void **state)
{
	struct ranges r = {.n = 0};

	(void)state;
	assert_true(ranges_apart(&r, 0, UINT64_MAX));
	ranges_add(&r, 5, 5);
	assert_int_equal(r.n, 0);
	ranges_add(&r, 5, 7);
	assert_true(ranges_apart(&r, 0, 5));
	assert_true(ranges_apart(&r, 7, 9));
	assert_false(ranges_apart(&r, 6, 7));
	ranges_done(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_are_what_a_map_of_bytes_says),
		cmocka_unit_test(nothing_is_apart_from_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
