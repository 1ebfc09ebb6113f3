/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "engine/once.h"

static bool before(struct once *o, uint64_t thing)
{
	return once_before(o, &thing, sizeof(thing));
}

static void a_thing_is_said_once(void **state)
{
	struct once *o = once_new();

	(void)state;
	assert_false(before(o, 1));
	assert_true(before(o, 1));
	assert_false(before(o, 2));
	assert_true(before(o, 1));
	once_free(o);
}

/* As many as there is room for, however often they come; one more drives out the oldest alone. */
static void the_oldest_is_forgotten_first(void **state)
{
	struct once *o = once_new();

	(void)state;
	for (uint64_t i = 0; i < ONCE_ROOM; i++)
		assert_false(before(o, i));
	for (uint64_t i = 0; i < ONCE_ROOM; i++)
		assert_true(before(o, i));
	assert_false(before(o, ONCE_ROOM));
	for (uint64_t i = ONCE_ROOM; i > 0; i--)
		assert_true(before(o, i));
	assert_false(before(o, 0));
	assert_false(before(o, 1));
	once_free(o);
}

/* Two memories never share a key, and still remember the same. */
static void the_key_does_not_show(void **state)
{
	struct once *a = once_new(), *b = once_new();
	uint64_t random = 1;
	unsigned repeats = 0;

	(void)state;
	assert_int_not_equal(once_hash(a, "x", 1), once_hash(b, "x", 1));
	for (unsigned i = 0; i < 4 * ONCE_ROOM; i++) {
		random = random * 6364136223846793005u + 1442695040888963407u;
		uint64_t thing = (random >> 33) % (2 * ONCE_ROOM);
		bool was = before(a, thing);
		assert_int_equal(was, before(b, thing));
		repeats += was;
	}
	assert_true(repeats > ONCE_ROOM);
	once_free(a);
	once_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thing_is_said_once),
		cmocka_unit_test(the_oldest_is_forgotten_first),
		cmocka_unit_test(the_key_does_not_show),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
