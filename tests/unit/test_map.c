/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/map.h"

static void keeps_order_and_values(void **state)
{
	struct map m;
	int values[2000];
	(void)state;
	map_init(&m);
	assert_null(map_get(&m, "a", 1));
	for (int i = 0; i < 2000; i++)
		assert_null(map_put(&m, &i, sizeof(i), &values[i]));
	for (int i = 0; i < 2000; i++) {
		assert_ptr_equal(map_get(&m, &i, sizeof(i)), &values[i]);
		assert_memory_equal(m.entries[i].key, &i, sizeof(i));
	}
	int key = 5;
	assert_ptr_equal(map_put(&m, &key, sizeof(key), &values[0]), &values[5]);
	assert_int_equal(m.n, 2000);
	assert_null(map_get(&m, &key, 2));
	map_done(&m, NULL);
}

static void hash_depends_on_key_and_length(void **state)
{
	struct hash_key a = {1, 2}, b = {1, 3};
	(void)state;
	assert_true(hash_bytes(&a, "camera", 6) == hash_bytes(&a, "camera", 6));
	assert_true(hash_bytes(&a, "camera", 6) != hash_bytes(&b, "camera", 6));
	assert_true(hash_bytes(&a, "camera\0", 7) != hash_bytes(&a, "camera", 6));
	assert_true(hash_bytes(&a, "12345678", 8) != hash_bytes(&a, "12345679", 8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_order_and_values),
		cmocka_unit_test(hash_depends_on_key_and_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
