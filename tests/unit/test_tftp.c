/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector tftp_dissector;

static void expect(const char *bytes, enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &tftp_dissector, 4069);
	assert_int_equal(proto_datagram(&t, &tftp_dissector, hex(bytes)).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

#define OCTET "6f6374657400"

static void requests(void **state)
{
	(void)state;
	expect("0001 7570642e7368 00" OCTET, VERDICT_NEXT, "tftp.read upd.sh\n");
	expect("0002 6162 00 4e45544153434949 00", VERDICT_NEXT, "tftp.write ab\n");
	expect("0001 61c3a9 00" OCTET "626c6b73697a6500 35313200", VERDICT_NEXT,
	       "tftp.read a\\xc3\\xa9\n");
}

static void broken_messages(void **state)
{
	(void)state;
	expect("0001 6162 00" OCTET "626c6b73697a6500", VERDICT_MALFORMED, "tftp.read ab\n");
	expect("0001 6162 00" OCTET "62", VERDICT_MALFORMED, "tftp.read ab\n");
	expect("0001 6162 00", VERDICT_NOT_MINE, "");
	expect("0001 6162", VERDICT_NOT_MINE, "");
	expect("0001 6162 00 6f63746574", VERDICT_NOT_MINE, "");
	expect("0001 6162 00 6f637400", VERDICT_NOT_MINE, "");
	expect("0001 00" OCTET, VERDICT_NOT_MINE, "");
	expect("0001 611b 00" OCTET, VERDICT_NOT_MINE, "");
	expect("0003 0001 6162636465", VERDICT_NOT_MINE, ""); /* data */
	expect("0004 0001", VERDICT_NOT_MINE, "");
	expect("", VERDICT_NOT_MINE, "");
	proto_datagram_torture(&tftp_dissector,
			       hex("0001 7570642e7368 00" OCTET "626c6b73697a6500 35313200"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests),
		cmocka_unit_test(broken_messages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
