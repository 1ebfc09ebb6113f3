/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <sched.h>
#include <stdatomic.h>

#include "base/share.h"

enum { PARTS = 1000 };

struct tally {
	atomic_uint done[PARTS];
	atomic_uint at_work[SHARE_WORKERS_MAX]; /* by worker: never two at a time */
	atomic_uint wrong;
};

static void tick(void *ctx, size_t part, unsigned worker)
{
	struct tally *t = ctx;

	if (worker >= share_workers() || atomic_fetch_add(&t->at_work[worker], 1))
		atomic_fetch_add(&t->wrong, 1);
	atomic_fetch_add(&t->done[part], 1);
	(void)sched_yield();
	atomic_fetch_sub(&t->at_work[worker], 1);
}

static void each_part_is_done_once(void **state)
{
	static const size_t counts[] = {0, 1, 2, 7, PARTS};
	(void)state;
	for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
		struct tally t = {.wrong = 0};
		share_parts(counts[c], tick, &t);
		assert_int_equal(t.wrong, 0);
		for (size_t i = 0; i < PARTS; i++)
			assert_int_equal(t.done[i], i < counts[c]);
	}
}

static void one_processor_is_one_worker(void **state)
{
	cpu_set_t was, one;
	struct tally t = {.wrong = 0};
	int first = 0;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(was), &was), 0);
	while (!CPU_ISSET(first, &was))
		first++;
	CPU_ZERO(&one);
	CPU_SET(first, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	assert_int_equal(share_workers(), 1);
	share_parts(PARTS, tick, &t);
	assert_int_equal(sched_setaffinity(0, sizeof(was), &was), 0);
	assert_int_equal(t.wrong, 0);
	assert_int_equal(t.done[PARTS - 1], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_part_is_done_once),
		cmocka_unit_test(one_processor_is_one_worker),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
