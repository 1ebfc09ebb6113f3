/* SPDX-License-Identifier: Apache-2.0 */
#include "capture_test.h"

#include "capture/merge.h"

enum { TIMES_MAX = 2000 };

/* A capture with frames at these seconds; seed of a frame's bytes is its number. */
static struct capture *made(const unsigned *times, size_t n)
{
	struct buf b;

	make_pcap(&b, false, PCAP_MICRO, LINK_ETHERNET);
	for (size_t i = 0; i < n; i++)
		make_record(&b, false, times[i], 0, pattern((unsigned)i + 1, 100));
	struct capture *c = open_buf(&b);
	buf_done(&b);
	return c;
}

struct taken {
	size_t n, n_calls;
	unsigned times[TIMES_MAX];
	uint32_t captures[TIMES_MAX];
};

/* Everything, each frame's bytes and number checked while they live. Closes the captures. */
static struct taken take_all(struct capture **captures, size_t n, size_t max)
{
	struct taken t = {0};
	uint64_t last[8] = {0};
	struct frame frames[CAPTURE_BATCH];
	uint32_t from[CAPTURE_BATCH];
	struct merge *m = merge_new(captures, n);
	size_t got;

	while ((got = merge_next(m, frames, from, max)) > 0) {
		assert_true(got <= max);
		t.n_calls++;
		for (size_t i = 0; i < got; i++) {
			assert_true(from[i] < n);
			assert_int_equal(frames[i].number, ++last[from[i]]);
			assert_int_equal(frames[i].len, 100);
			assert_true(is_pattern(&frames[i], (unsigned)frames[i].number));
			assert_true(t.n < TIMES_MAX);
			t.times[t.n] = (unsigned)(frames[i].time_us / 1000000);
			t.captures[t.n++] = from[i];
		}
	}
	assert_int_equal(merge_next(m, frames, from, max), 0);
	merge_free(m);
	for (size_t i = 0; i < n; i++)
		capture_close(captures[i]);
	return t;
}

static void assert_times(const struct taken *t, const unsigned *want, size_t n)
{
	assert_int_equal(t->n, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(t->times[i], want[i]);
}

static void interleaves(void **state)
{
	static const unsigned a[] = {1, 4, 4, 9}, b[] = {4, 10, 11, 12}, c[] = {3};
	static const unsigned want[] = {1, 3, 4, 4, 4, 9, 10, 11, 12};
	static const uint32_t from[] = {0, 2, 0, 0, 1, 0, 1, 1, 1};
	(void)state;
	for (size_t max = 1; max <= CAPTURE_BATCH; max++) {
		struct capture *captures[] = {made(a, 4), made(b, 4), made(NULL, 0), made(c, 1)};
		struct taken t = take_all(captures, 4, max);
		assert_times(&t, want, 9);
		for (size_t i = 0; i < 9; i++)
			assert_int_equal(t.captures[i], from[i] == 2 ? 3 : from[i]);
	}
}

/* Longer than a batch, so that captures are refilled while others wait. */
static void long_ones(void **state)
{
	unsigned times[3][500], want[1500];
	struct capture *captures[3];
	(void)state;
	for (unsigned i = 0; i < 1500; i++) {
		times[i % 3][i / 3] = i + 1;
		want[i] = i + 1;
	}
	for (int i = 0; i < 3; i++)
		captures[i] = made(times[i], 500);
	struct taken t = take_all(captures, 3, CAPTURE_BATCH);
	assert_times(&t, want, 1500);
	assert_true(t.n_calls < 1500 / 10); /* not a frame at a time */
}

static void rotated_files(void **state)
{
	unsigned times[2][100], want[200];
	(void)state;
	for (unsigned i = 0; i < 200; i++)
		want[i] = times[i / 100][i % 100] = i + 1;
	struct capture *captures[] = {made(times[1], 100), made(times[0], 100)};
	struct taken t = take_all(captures, 2, CAPTURE_BATCH);
	assert_times(&t, want, 200);
	assert_int_equal(t.captures[0], 1);
	assert_int_equal(t.captures[199], 0);
}

/* A file's own order stays, whatever its times. */
static void not_in_order(void **state)
{
	static const unsigned a[] = {5, 1, 9, 2}, b[] = {3, 6};
	static const unsigned want[] = {3, 5, 1, 6, 9, 2};
	struct capture *captures[] = {made(a, 4), made(b, 2)};
	struct taken t = take_all(captures, 2, CAPTURE_BATCH);
	(void)state;
	assert_times(&t, want, 6);
}

static void one_capture_or_none(void **state)
{
	static const unsigned a[] = {5, 1, 9, 2};
	struct capture *captures[] = {made(a, 4)};
	struct taken t = take_all(captures, 1, CAPTURE_BATCH);
	(void)state;
	assert_times(&t, a, 4);
	assert_int_equal(t.captures[3], 0);
	t = take_all(NULL, 0, CAPTURE_BATCH);
	assert_int_equal(t.n, 0);
	merge_free(NULL);
}

/* Files longer than a batch that hold the same packets, and one that begins later. */
static void shared_packets_come_once(void **state)
{
	unsigned times[200];
	(void)state;
	for (unsigned i = 0; i < 200; i++)
		times[i] = i / 3;
	for (size_t max = 1; max <= CAPTURE_BATCH; max += 3) {
		struct capture *captures[] = {made(times, 200), made(times, 200), made(times, 70)};
		struct taken t = take_all(captures, 3, max);
		assert_times(&t, times, 200);
		for (size_t i = 0; i < 200; i++)
			assert_int_equal(t.captures[i], 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interleaves),         cmocka_unit_test(long_ones),
		cmocka_unit_test(rotated_files),       cmocka_unit_test(not_in_order),
		cmocka_unit_test(one_capture_or_none), cmocka_unit_test(shared_packets_come_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
