/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector discover3600_dissector;
static const struct dissector *const d = &discover3600_dissector;

static void device_answers(void **state)
{
	struct slice s = slice_text("DISCOVER TYPE=\"Predator 2\" VERSION=1 KEY='020000000007'\n");
	(void)state;
	assert_datagram(d, s, VERDICT_NEXT,
			"discover3600.message search answered\ndiscover3600.model Predator 2\n"
			"discover3600.mac 020000000007\n");
	proto_datagram_torture(d, s);
}

static void tool_asks_on_its_port_only(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, d, 3600);
	assert_int_equal(proto_datagram(&t, d, slice_text("DISCOVER\n")).word, VERDICT_NEXT);
	assert_string_equal(proto_lines(&t), "discover3600.message search asked\n");
	proto_test_done(&t);
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, slice_text("DISCOVER TYPE=printer\n"), VERDICT_NOT_MINE, "");
	assert_datagram(d, slice_text("DISCOVERY TYPE=a KEY=b\n"), VERDICT_NOT_MINE, "");
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
