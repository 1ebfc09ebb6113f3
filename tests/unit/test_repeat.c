/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "capture/repeat.h"

static bool has(struct repeats *r, int64_t time_us, const char *bytes, uint32_t capture,
		bool others_wait)
{
	struct frame f = {.at = (const uint8_t *)bytes,
			  .len = (uint32_t)strlen(bytes),
			  .wire_len = (uint32_t)strlen(bytes),
			  .time_us = time_us,
			  .link = LINK_ETHERNET};
	return repeats_has(r, &f, capture, others_wait);
}

static void another_file_s_copy_is_one(void **state)
{
	struct repeats *r = repeats_new();
	(void)state;
	assert_false(has(r, 5, "abc", 0, true));
	assert_false(has(r, 5, "abd", 1, true));
	assert_true(has(r, 5, "abc", 1, true));
	assert_true(has(r, 5, "abc", 2, false));
	assert_true(has(r, 5, "abd", 2, false));
	repeats_free(r);
}

static void other_times_and_lengths_are_others(void **state)
{
	struct repeats *r = repeats_new();
	struct frame longer = {.at = (const uint8_t *)"abc",
			       .len = 3,
			       .wire_len = 60,
			       .time_us = 5,
			       .link = LINK_ETHERNET};
	(void)state;
	assert_false(has(r, 5, "abc", 0, true));
	assert_false(repeats_has(r, &longer, 1, false));
	assert_false(has(r, 6, "abc", 1, false));
	assert_false(has(r, 5, "abc", 1, false)); /* the time before is forgotten */
	repeats_free(r);
}

static void one_file_may_hold_a_packet_twice(void **state)
{
	struct repeats *r = repeats_new();
	(void)state;
	assert_false(has(r, 5, "abc", 0, true));
	assert_false(has(r, 5, "abc", 0, true));
	assert_true(has(r, 5, "abc", 1, false));
	assert_true(has(r, 5, "abc", 1, false));
	assert_false(has(r, 5, "abc", 1, false)); /* a third one is its own */
	repeats_free(r);
}

static void a_flood_of_one_time_is_bounded(void **state)
{
	struct repeats *r = repeats_new();
	char text[16];
	unsigned found = 0;
	(void)state;
	for (unsigned i = 0; i < 5000; i++) {
		(void)snprintf(text, sizeof(text), "%u", i);
		assert_false(has(r, 5, text, 0, true));
	}
	for (unsigned i = 0; i < 5000; i++) {
		(void)snprintf(text, sizeof(text), "%u", i);
		found += has(r, 5, text, 1, false);
	}
	assert_int_equal(found, 1024);
	repeats_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_file_s_copy_is_one),
		cmocka_unit_test(other_times_and_lengths_are_others),
		cmocka_unit_test(one_file_may_hold_a_packet_twice),
		cmocka_unit_test(a_flood_of_one_time_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
