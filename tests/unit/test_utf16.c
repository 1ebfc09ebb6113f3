/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "unpack/cfb.h"
#include "unpack/utf16.h"

static void assert_utf8(struct slice units, const char *want)
{
	struct buf b;

	buf_init(&b, 256);
	utf16_put(&b, units);
	assert_string_equal(buf_view_text(&b), want);
	buf_done(&b);
}

static void letters_of_all_lengths(void **state)
{
	(void)state;
	assert_utf8(slice_of("a\0\xe9\0\xd5\x57", 6), "a\xc3\xa9\xe5\x9f\x95");
	assert_utf8(slice_of("\x3d\xd8\x00\xde", 4), "\xf0\x9f\x98\x80"); /* a pair */
	assert_utf8(slice_of("a\0b", 3), "a");                            /* half of one */
}

static void halves_of_pairs_are_replaced(void **state)
{
	(void)state;
	assert_utf8(slice_of("\x3d\xd8", 2), "\xef\xbf\xbd");
	assert_utf8(slice_of("\x3d\xd8"
			     "a\0",
			     4),
		    "\xef\xbf\xbd"
		    "a");
	assert_utf8(slice_of("\x00\xde", 2), "\xef\xbf\xbd");
}

static void points_beyond_unicode_are_replaced(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 16);
	utf8_put(&b, 0x110000);
	utf8_put(&b, 0xdfff);
	assert_string_equal(buf_view_text(&b), "\xef\xbf\xbd\xef\xbf\xbd");
	buf_done(&b);
}

/* "_StringPool" of a table: a mark, then pairs of letters, each of six bits. */
static void names_in_installers(void **state)
{
	static const uint8_t name[] = {0x40, 0x48, 0x3f, 0x3f, 0x77, 0x45, 0x6c,
				       0x44, 0x6a, 0x3e, 0xb2, 0x44, 0x2f, 0x48};
	static const uint8_t plain[] = {5, 0, 'S', 0, 0x3f, 0x3f};
	struct buf b;

	(void)state;
	buf_init(&b, 64);
	cfb_put_name(&b, slice_of(name, sizeof(name)));
	assert_string_equal(buf_view_text(&b), "!_StringPool");
	buf_clear(&b);
	cfb_put_name(&b, slice_of(plain, sizeof(plain)));
	assert_string_equal(buf_view_text(&b), "[5]S_S");
	buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_of_all_lengths),
		cmocka_unit_test(halves_of_pairs_are_replaced),
		cmocka_unit_test(points_beyond_unicode_are_replaced),
		cmocka_unit_test(names_in_installers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
