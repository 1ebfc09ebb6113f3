/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector natpmp_dissector;

static void expect(uint16_t src_port, uint16_t dst_port, const char *bytes, enum verdict_word word,
		   const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &natpmp_dissector, dst_port);
	t.where.src_port = src_port;
	assert_int_equal(proto_datagram(&t, &natpmp_dissector, hex(bytes)).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

static void asks(const char *bytes, const char *want)
{
	expect(40000, 5351, bytes, VERDICT_NEXT, want);
}

static void answers(const char *bytes, const char *want)
{
	expect(5351, 40000, bytes, VERDICT_NEXT, want);
}

#define MAP "0102030405060708090a0b0c "
#define CLIENT "00000000000000000000ffff0a140007 "
#define OUTSIDE "00000000000000000000ffffcb007109"

static void natpmp(void **state)
{
	(void)state;
	asks("0000", "");
	asks("00 02 0000 0050 1f40 00000e10",
	     "portmap.asked NAT-PMP: TCP port 8000 outside to itself port 80\n");
	asks("00 01 0000 0050 0000 00000e10",
	     "portmap.asked NAT-PMP: UDP any port outside to itself port 80\n");
	asks("00 01 0000 0050 0000 00000000", ""); /* withdrawn */
	answers("00 80 0000 00000001 cb007109", "portmap.external 203.0.113.9\n");
	answers("00 80 0003 00000001 00000000", "");
	answers("00 82 0000 00000001 0050 1f40 00000e10",
		"portmap.granted NAT-PMP: TCP port 8000 outside to itself port 80\n");
	answers("00 82 0002 00000001 0050 1f40 00000000", "portmap.refused 2\n");
	answers("00 82 0000 00000001 0050 0000 00000000", "");
}

static void pcp(void **state)
{
	(void)state;
	asks("02 01 0000 00000e10" CLIENT MAP "06 000000 0050 1f40" OUTSIDE,
	     "portmap.asked PCP: TCP port 8000 outside to itself port 80\n");
	asks("02 01 0000 00000e10" CLIENT MAP "00 000000 0000 0000" OUTSIDE,
	     "portmap.asked PCP: every protocol's any port outside to itself all ports\n");
	asks("02 01 0000 00000000" CLIENT MAP "06 000000 0050 1f40" OUTSIDE, "");
	asks("02 00 0000 00000000" CLIENT, "");
	answers("02 81 00 00 00000e10 00000001 000000000000000000000000" MAP
		"11 000000 0050 1f40" OUTSIDE,
		"portmap.granted PCP: UDP port 8000 outside to itself port 80\n"
		"portmap.external 203.0.113.9\n");
	answers("02 81 00 02 00000e10 00000001 000000000000000000000000" MAP
		"11 000000 0050 1f40" OUTSIDE,
		"portmap.refused 2\n");
}

static void not_these(void **state)
{
	(void)state;
	expect(40000, 5351, "", VERDICT_NOT_MINE, "");
	expect(40000, 5352, "00 02 0000 0050 1f40 00000e10", VERDICT_NOT_MINE, "");
	expect(40000, 5351, "00 82 0000 00000001 0050 1f40 00000e10", VERDICT_NOT_MINE, "");
	expect(5351, 40000, "00 02 0000 0050 1f40 00000e10", VERDICT_NOT_MINE, "");
	expect(40000, 5351, "00 02 0000 0050 1f40 00000e10 00", VERDICT_NOT_MINE, "");
	expect(40000, 5351, "00 02 0000 0050 1f40", VERDICT_NOT_MINE, "");
	expect(40000, 5351, "00 03 0000 0050 1f40 00000e10", VERDICT_NOT_MINE, "");
	expect(40000, 5351, "01 02 0000 0050 1f40 00000e10", VERDICT_NOT_MINE, "");
	expect(5351, 40000, "00 80 0000 00000001 cb0071", VERDICT_NOT_MINE, "");
	expect(40000, 5351, "02 03 0000 00000e10" CLIENT, VERDICT_NOT_MINE, "");
	expect(40000, 5351, "02 01 0000 00000e10" CLIENT MAP "06", VERDICT_MALFORMED, "");
	proto_datagram_torture(&natpmp_dissector, hex("00 02 0000 0050 1f40 00000e10"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(natpmp),
		cmocka_unit_test(pcp),
		cmocka_unit_test(not_these),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
