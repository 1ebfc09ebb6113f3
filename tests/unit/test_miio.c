/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector miio_dissector;
static const struct dissector *const d = &miio_dissector;

static void device_answers(void **state)
{
	struct slice bytes = hex("21310020 00000000 07654321 00001234 "
				 "ffffffffffffffffffffffffffffffff");
	(void)state;
	assert_datagram(d, bytes, VERDICT_NEXT,
			"miio.message hello answered\nmiio.device 124076833\n");
	proto_datagram_torture(d, bytes);
}

static void app_asks(void **state)
{
	(void)state;
	assert_datagram(d,
			hex("21310020 ffffffff ffffffff ffffffff "
			    "ffffffffffffffffffffffffffffffff"),
			VERDICT_NEXT, "miio.message hello asked\n");
}

static void somebody_ciphers(void **state)
{
	(void)state;
	assert_datagram(d,
			hex("21310030 00000000 07654321 00001234 00112233445566778899aabbccddeeff "
			    "00112233445566778899aabbccddeeff"),
			VERDICT_NEXT, "miio.message ciphered\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d,
			hex("21310021 00000000 07654321 00001234 "
			    "00000000000000000000000000000000"),
			VERDICT_NOT_MINE, "");
	assert_datagram(d,
			hex("21310020 00000001 07654321 00001234 "
			    "00000000000000000000000000000000"),
			VERDICT_NOT_MINE, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_answers),
		cmocka_unit_test(app_asks),
		cmocka_unit_test(somebody_ciphers),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
