/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector arp_dissector;

static void expect(const char *bytes, enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &arp_dissector, 0);
	assert_int_equal(proto_datagram(&t, &arp_dissector, hex(bytes)).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

#define REQUEST "0001 0800 06 04 0001 020000000007 "
#define TARGET " 000000000000 0a000001"

static void sender_claims_its_address(void **state)
{
	const char *want = "[02:00:00:00:00:07] arp.address 10.0.0.7\n";
	(void)state;
	expect(REQUEST "0a000007" TARGET, VERDICT_NEXT, want);
	/* padded to the least an Ethernet frame holds; gratuitous; a reply */
	expect(REQUEST "0a000007" TARGET "000000000000000000000000000000000000", VERDICT_NEXT,
	       want);
	expect(REQUEST "0a000007 ffffffffffff 0a000007", VERDICT_NEXT, want);
	expect("0001 0800 06 04 0002 020000000007 0a000007 020000000001 0a000001", VERDICT_NEXT,
	       want);
	expect(REQUEST "a9fe0102" TARGET, VERDICT_NEXT,
	       "[02:00:00:00:00:07] arp.address 169.254.1.2\n");
}

static void no_claim(void **state)
{
	(void)state;
	expect(REQUEST "00000000" TARGET, VERDICT_NEXT, ""); /* a probe */
	expect(REQUEST "ffffffff" TARGET, VERDICT_NEXT, "");
	expect(REQUEST "e0000001" TARGET, VERDICT_NEXT, "");
}

static void broken_messages(void **state)
{
	(void)state;
	expect("", VERDICT_NOT_MINE, "");
	expect("0001 0800 06 04 0003 020000000007 0a000007" TARGET, VERDICT_NOT_MINE, "");
	expect("0001 86dd 06 04 0001 020000000007 0a000007" TARGET, VERDICT_NOT_MINE, "");
	expect("0001 0800 06 10 0001 020000000007 0a000007" TARGET, VERDICT_NOT_MINE, "");
	expect("0006 0800 06 04 0001 020000000007 0a000007" TARGET, VERDICT_NOT_MINE, "");
	expect(REQUEST "0a000007 000000000000 0a0000", VERDICT_MALFORMED, "");
	expect("0001 0800 06 04 0001 030000000007 0a000007" TARGET, VERDICT_MALFORMED, "");
	expect("0001 0800 06 04 0001 000000000000 0a000007" TARGET, VERDICT_MALFORMED, "");
	proto_datagram_torture(&arp_dissector, hex(REQUEST "0a000007" TARGET));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sender_claims_its_address),
		cmocka_unit_test(no_claim),
		cmocka_unit_test(broken_messages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
