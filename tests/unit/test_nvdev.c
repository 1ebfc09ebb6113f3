/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector nvdev_dissector;
static const struct dissector *const d = &nvdev_dissector;

static void device_answers(void **state)
{
	struct slice s = slice_text("NVDEVRESULT^300^02-00-00-00-00-07^10.0.0.7^255.255.255.0^"
				    "10.0.0.1^a^b^c^d^e^f^12345678^g^h^i");
	(void)state;
	assert_datagram(d, s, VERDICT_NEXT,
			"nvdev.message search answered\nnvdev.mac 02-00-00-00-00-07\n"
			"nvdev.serial 12345678\nnvdev.field IPv4Address=10.0.0.7\n");
	proto_datagram_torture(d, s);
}

static void tool_asks(void **state)
{
	struct message m = {0};
	(void)state;
	put_padded(&m, "NVDEVSEARCH^100", 32);
	assert_datagram(d, message_slice(&m), VERDICT_NEXT, "nvdev.message search asked\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, slice_text("NVDEVRESULT^300^02-00-00-00-00-07^10.0.0.7"),
			VERDICT_NOT_MINE, "");
	assert_datagram(d, slice_text("NVDEVRESULT^300^x^y^^^^^^^^^12345678^^^"), VERDICT_NOT_MINE,
			"");
	assert_datagram(d, slice_text("NVDEVSEARCH^1000"), VERDICT_NOT_MINE, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_answers),
		cmocka_unit_test(tool_asks),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
