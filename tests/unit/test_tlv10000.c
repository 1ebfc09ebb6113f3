/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector tlv10000_dissector;
static const struct dissector *const d = &tlv10000_dissector;

static void device_answers(void **state)
{
	struct slice bytes =
		hex("01 4a5d8f1c 0108 41422d3132333420 0206 020000000007 0304 0a000007 "
		    "0401 0502 0050 0906 414231323334");
	(void)state;
	assert_datagram(d, bytes, VERDICT_NEXT,
			"tlv10000.message search answered\ntlv10000.name AB-1234\n"
			"tlv10000.mac 02:00:00:00:00:07\ntlv10000.field IPv4Address=10.0.0.7\n"
			"tlv10000.model AB1234\n");
	proto_datagram_torture(d, bytes);
}

static void tool_asks(void **state)
{
	(void)state;
	assert_datagram(d, hex("01 4a5d8f1c"), VERDICT_NEXT, "tlv10000.message search asked\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, hex("01 4a5d8f1d 0102 4142"), VERDICT_NOT_MINE, "");
	assert_datagram(d, hex("01 4a5d8f1c 0209 0200"), VERDICT_MALFORMED,
			"tlv10000.message search answered\n");
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
