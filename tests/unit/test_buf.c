/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/buf.h"

static void refuses_past_its_maximum(void **state)
{
	struct buf b;
	(void)state;
	buf_init(&b, 4);
	buf_text(&b, "abc");
	assert_false(buf_full(&b));
	buf_text(&b, "de");
	assert_true(buf_full(&b));
	assert_string_equal(buf_view_text(&b), "abc");
	buf_u8(&b, 'd');
	assert_string_equal(buf_view_text(&b), "abcd");
	buf_clear(&b);
	assert_false(buf_full(&b));
	assert_string_equal(buf_view_text(&b), "");
	buf_done(&b);
	assert_string_equal(buf_view_text(&b), "");
}

static void numbers_in_both_orders(void **state)
{
	static const uint8_t want[] = {1, 1, 2, 1, 2, 3, 4, 2, 1, 4, 3, 2, 1, 0, 0,
				       0, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0, 0, 0, 0};
	struct buf b;
	(void)state;
	buf_init(&b, 100);
	buf_u8(&b, 1);
	buf_be16(&b, 0x0102);
	buf_be32(&b, 0x01020304);
	buf_le16(&b, 0x0102);
	buf_le32(&b, 0x01020304);
	buf_be64(&b, 9);
	buf_le64(&b, 9);
	assert_int_equal(b.len, sizeof(want));
	assert_memory_equal(b.at, want, sizeof(want));
	buf_drop(&b, 27);
	assert_int_equal(b.len, 2);
	buf_done(&b);
}

static void printf_grows(void **state)
{
	struct buf b;
	(void)state;
	buf_init(&b, 100000);
	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "%04d,", i);
	assert_int_equal(b.len, 5000);
	assert_memory_equal(b.at + 4990, "0998,0999,", 10);
	buf_done(&b);
}

/* A queue: whatever is put in at the end and taken from the front, the bytes stay in order, and the
 * memory stays within a few times the most that stood in it. */
static void a_queue_keeps_its_order_and_its_memory(void **state)
{
	(void)state;
	struct buf b;
	uint8_t in = 0, out = 0;
	size_t most = 0;

	buf_init(&b, 5000);
	for (unsigned i = 1; i < 20000; i++) {
		size_t more = i * 7 % 41, less = i % 5000 < 4000 ? i * 5 % 29 : i % 97;
		for (size_t k = 0; k < more && b.len < 4990; k++)
			buf_u8(&b, in++); /* a write past the memory is the sanitizer's to see */
		most = b.len > most ? b.len : most;
		less = less < b.len ? less : b.len;
		for (size_t k = 0; k < less; k++)
			assert_int_equal(b.at[k], out++);
		buf_drop(&b, less);
		assert_int_equal((uint8_t)b.len, (uint8_t)(in - out));
		assert_int_equal(buf_view_text(&b)[b.len], 0);
	}
	assert_false(buf_full(&b));
	assert_true(most > 4000);
	assert_true(b.room + (size_t)(b.at - b.memory) <= 4 * 5000);
	buf_drop(&b, b.len);
	buf_text(&b, "new");
	assert_string_equal(buf_view_text(&b), "new");
	buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_queue_keeps_its_order_and_its_memory),
		cmocka_unit_test(refuses_past_its_maximum),
		cmocka_unit_test(numbers_in_both_orders),
		cmocka_unit_test(printf_grows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
