/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector cdp_dissector;

static void expect(struct slice bytes, enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &cdp_dissector, 0);
	assert_int_equal(proto_datagram(&t, &cdp_dissector, bytes).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

#define SNAP "aaaa03 00000c 2000 "
#define HEAD SNAP "02 b4 0000 "
#define DEVICE "0001 000a 737769746368 " /* switch */

static void a_switch_names_its_port(void **state)
{
	(void)state;
	expect(hex(HEAD DEVICE "0002 0011 00000001 01 01 cc 0004 0a000001"
			       "0003 0009 4769302f37"
			       "0004 0008 00000029"
			       "0005 0009 4f53203132"
			       "0006 000a 4163 6d65 2038"
			       "000a 0006 000a"
			       "000b 0005 01"
			       "0016 0025 00000001 02 08 aaaa0300000086dd 0010"
			       "fe800000000000000000000000000001"),
	       VERDICT_MALFORMED,
	       "cdp.device switch\ncdp.address 10.0.0.1\ncdp.port Gi0/7\n"
	       "cdp.capabilities router, switch, multicast filter\ncdp.software OS 12\n"
	       "cdp.platform Acme 8\ncdp.vlan 10\n");
	/* the same with the right length */
	expect(hex(HEAD "0016 0024 00000001 02 08 aaaa0300000086dd 0010"
			"fe800000000000000000000000000001"),
	       VERDICT_NEXT, "cdp.address fe80::1\n");
}

static void counts_are_not_believed(void **state)
{
	(void)state;
	expect(hex(HEAD "0002 0011 ffffffff 01 01 cc 0004 0a000001"), VERDICT_NEXT,
	       "cdp.address 10.0.0.1\n");
	expect(hex(HEAD "0002 0011 00000001 01 ff cc 0004 0a000001"), VERDICT_NEXT, "");
}

static void broken_messages(void **state)
{
	(void)state;
	expect(hex(""), VERDICT_NOT_MINE, "");
	expect(hex("aaaa03 00000c 2004 02 b4 0000" DEVICE), VERDICT_NOT_MINE, ""); /* DTP */
	expect(hex("424203 0000000000 02 b4 0000"), VERDICT_NOT_MINE, "");         /* STP */
	expect(hex(SNAP "03 b4 0000" DEVICE), VERDICT_NOT_MINE, "");
	expect(hex(HEAD DEVICE "0003 0003"), VERDICT_MALFORMED, "cdp.device switch\n");
	expect(hex(HEAD DEVICE "0003 0009 4769"), VERDICT_MALFORMED, "cdp.device switch\n");
	proto_datagram_torture(&cdp_dissector,
			       hex(HEAD DEVICE "0002 0011 00000001 01 01 cc 0004 0a000001"
					       "0004 0008 00000029 000a 0006 000a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_switch_names_its_port),
		cmocka_unit_test(counts_are_not_believed),
		cmocka_unit_test(broken_messages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
