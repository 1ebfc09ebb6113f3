/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector disc10001_dissector;
static const struct dissector *const d = &disc10001_dissector;

static void device_answers(void **state)
{
	struct slice bytes = hex("02 06 0033 01 0006 020000000007 02 000a 020000000007 0a000007 "
				 "16 0006 342e33302e30 0b 0004 59617264 15 0005 5556432047 "
				 "03 0002 7632");
	(void)state;
	assert_datagram(d, bytes, VERDICT_NEXT,
			"disc10001.message search answered\ndisc10001.mac 02:00:00:00:00:07\n"
			"disc10001.field IPv4Address=10.0.0.7\ndisc10001.firmware 4.30.0\n"
			"disc10001.name Yard\ndisc10001.model UVC G\ndisc10001.firmware v2\n");
	proto_datagram_torture(d, bytes);
}

static void tool_asks_on_its_port_only(void **state)
{
	static const char *const asked[] = {"01000000", "02080000"};
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct proto_test t;
		proto_test_init(&t, d, 10001);
		assert_int_equal(proto_datagram(&t, d, hex(asked[i])).word, VERDICT_NEXT);
		assert_string_equal(proto_lines(&t), "disc10001.message search asked\n");
		proto_test_done(&t);
		assert_datagram(d, hex(asked[i]), VERDICT_NOT_MINE, "");
	}
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, hex("01 00 0004 01 0006 02"), VERDICT_NOT_MINE, "");
	assert_datagram(d, hex("02 07 0004 01 0001 02"), VERDICT_NOT_MINE, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_answers),
		cmocka_unit_test(tool_asks_on_its_port_only),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
