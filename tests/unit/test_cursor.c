/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/cursor.h"

static const uint8_t bytes[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09};

/* Each fixed-size read with n-1, n and n+1 bytes there. */
#define EDGE(read, size, want)                                            \
	do {                                                              \
		struct cursor c = cursor_over(slice_of(bytes, (size)-1)); \
		assert_int_equal(read(&c), 0);                            \
		assert_int_equal(c.why, CURSOR_SHORT);                    \
		assert_int_equal(c.why_at, 0);                            \
		assert_int_equal(cursor_left(&c), 0);                     \
		c = cursor_over(slice_of(bytes, size));                   \
		assert_true(read(&c) == (want));                          \
		assert_true(cursor_closed(&c));                           \
		c = cursor_over(slice_of(bytes, (size) + 1));             \
		assert_true(read(&c) == (want));                          \
		assert_int_equal(cursor_left(&c), 1);                     \
		assert_false(cursor_closed(&c));                          \
		assert_int_equal(c.why, CURSOR_TRAILING);                 \
	} while (0)

static void numbers_at_their_edges(void **state)
{
	(void)state;
	EDGE(cursor_u8, 1, 0x01);
	EDGE(cursor_be16, 2, 0x0102);
	EDGE(cursor_be24, 3, 0x010203);
	EDGE(cursor_be32, 4, 0x01020304);
	EDGE(cursor_be64, 8, 0x0102030405060708u);
	EDGE(cursor_le16, 2, 0x0201);
	EDGE(cursor_le32, 4, 0x04030201);
	EDGE(cursor_le64, 8, 0x0807060504030201u);
}

static void first_failure_sticks(void **state)
{
	(void)state;
	struct cursor c = cursor_over(slice_of(bytes, 5));
	cursor_skip(&c, 3);
	assert_int_equal(cursor_be32(&c), 0);
	assert_int_equal(c.why_at, 3);
	cursor_fail(&c, CURSOR_BAD);
	assert_int_equal(c.why, CURSOR_SHORT);
	assert_int_equal(cursor_u8(&c), 0);
	assert_int_equal(cursor_take(&c, 1).len, 0);
	assert_null(cursor_take(&c, 1).at);
}

static void child_cannot_see_past_its_end(void **state)
{
	(void)state;
	struct cursor c = cursor_over(slice_of(bytes, 9));
	struct cursor child = cursor_within(&c, 2);
	assert_int_equal(cursor_be16(&child), 0x0102);
	assert_int_equal(cursor_u8(&child), 0);
	assert_false(cursor_fine(&child));
	assert_true(cursor_fine(&c));
	assert_int_equal(cursor_u8(&c), 3);
	child = cursor_within(&c, 7);
	assert_int_equal(cursor_left(&child), 0);
	assert_false(cursor_fine(&c));
}

/* Moving a null pointer by nothing is undefined (C17 6.5.6): a cursor is never over one. */
static void nothing_is_no_null_pointer(void **state)
{
	(void)state;
	struct cursor c = cursor_over(slice_of(NULL, 0));

	assert_non_null(c.at);
	assert_int_equal(cursor_take(&c, 0).len, 0);
	cursor_skip(&c, 0);
	assert_true(cursor_closed(&c));
	assert_int_equal(cursor_u8(&c), 0);
	assert_int_equal(c.why, CURSOR_SHORT);
}

static void lines_and_words(void **state)
{
	(void)state;
	struct cursor c = cursor_over(slice_text("Host: a\r\nb\nrest"));
	assert_true(slice_equal(cursor_line(&c), slice_text("Host: a")));
	assert_true(slice_equal(cursor_line(&c), slice_text("b")));
	assert_int_equal(cursor_line(&c).len, 0);
	assert_false(cursor_fine(&c));
	assert_true(slice_same_word(slice_text("SeRver"), "server"));
	assert_false(slice_same_word(slice_text("serve"), "server"));
	assert_true(slice_equal(slice_trim(slice_text(" \t a b\r\n")), slice_text("a b")));
	assert_int_equal(slice_trim(slice_text(" \r\n")).len, 0);
	assert_true(slice_equal(slice_until_nul(slice_of("ab\0cd", 5)), slice_text("ab")));
}

static void decimals(void **state)
{
	uint64_t v = 7;
	(void)state;
	assert_true(slice_decimal(slice_text("0042"), &v));
	assert_int_equal(v, 42);
	assert_false(slice_decimal(slice_text(""), &v));
	assert_false(slice_decimal(slice_text("4 "), &v));
	assert_false(slice_decimal(slice_text("-4"), &v));
	assert_false(slice_decimal(slice_text("99999999999999999999"), &v));
	assert_int_equal(v, 42);
}

static void words_in_any_case(void **state)
{
	struct slice a = slice_text("One Two");
	(void)state;
	assert_true(slice_starts_word(a, "ONE"));
	assert_true(slice_starts_word(a, ""));
	assert_false(slice_starts_word(a, "one two three"));
	assert_int_equal(slice_find_word(a, "tWO"), 4);
	assert_int_equal(slice_find_word(a, "twos"), a.len);
	assert_int_equal(slice_find_word(slice_of(NULL, 0), "x"), 0);
	assert_true(slice_equal(slice_from(a, 4), slice_text("Two")));
	assert_int_equal(slice_from(a, a.len).len, 0);
	assert_int_equal(slice_from(slice_of(NULL, 0), 0).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_at_their_edges),
		cmocka_unit_test(first_failure_sticks),
		cmocka_unit_test(child_cannot_see_past_its_end),
		cmocka_unit_test(nothing_is_no_null_pointer),
		cmocka_unit_test(lines_and_words),
		cmocka_unit_test(decimals),
		cmocka_unit_test(words_in_any_case),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
