/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector nat8765_dissector;
static const struct dissector *const d = &nat8765_dissector;

static void on(uint16_t port, const char *bytes, enum verdict_word word, const char *lines)
{
	struct proto_test t;
	proto_test_init(&t, d, port);
	struct verdict v = proto_datagram(&t, d, hex(bytes));
	assert_string_equal(proto_lines(&t), lines);
	assert_int_equal(v.word, word);
	proto_test_done(&t);
}

static void messages(void **state)
{
	(void)state;
	on(8765, "1220f105 03000000", VERDICT_NEXT,
	   "nat8765.message addresses of the cloud asked\n");
	on(8000, "1220e903 00000000", VERDICT_NEXT, "nat8765.message own address asked\n");
	on(7999, "1420f505 00000000", VERDICT_NEXT, "nat8765.message second server spoken to\n");
	on(7999, "1420f405 00000000", VERDICT_NEXT, "nat8765.message second server speaks\n");
	on(8765, "1220ea03 00000000", VERDICT_NEXT, "nat8765.message address told\n");
	on(8765, "1220f003 00000000", VERDICT_NEXT, "nat8765.message device's names told\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	on(9000, "1220f105 03000000", VERDICT_NOT_MINE, "");
	on(7999, "1220f105 03000000", VERDICT_NOT_MINE, "");
	on(8765, "1420f505 00000000", VERDICT_NOT_MINE, "");
	on(8765, "1220f205 03000000", VERDICT_NOT_MINE, "");
	on(8765, "1221f105 03000000", VERDICT_NOT_MINE, "");
	on(8765, "1220f105 030000", VERDICT_NOT_MINE, "");
	assert_refuses_strangers(d);
	proto_datagram_torture(d, hex("1220f105 03000000"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
