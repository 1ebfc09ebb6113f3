/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector param51140_dissector;
static const struct dissector *const d = &param51140_dissector;

static void camera_broadcasts(void **state)
{
	struct slice s =
		slice_text("<param><code value=\"1300\" /><port value=\"51140\" /></param>");
	(void)state;
	assert_datagram(d, s, VERDICT_NEXT, "param51140.code 1300\nparam51140.port 51140\n");
	proto_datagram_torture(d, s);
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, slice_text("<param><code value=\"1300\" /></param>"), VERDICT_NOT_MINE,
			"");
	assert_datagram(d, slice_text("<param><code value=\"x\"/><port value=\"1\"/></param>"),
			VERDICT_NOT_MINE, "");
	assert_datagram(d, slice_text("<param><code>1300</code><port>1</port></param>"),
			VERDICT_NOT_MINE, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(camera_broadcasts),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
