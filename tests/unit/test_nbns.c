/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector nbns_dissector;

/* from 10.0.0.2 */
static void expect(const char *bytes, enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &nbns_dissector, 137);
	assert_int_equal(proto_datagram(&t, &nbns_dissector, hex(bytes)).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

#define PADDED "434143414341434143414341434143414341434143414341"           /* 12 blanks */
#define NULS "414141414141414141414141414141414141414141414141414141414141" /* 15 */
#define CAM "20 45444542454e" PADDED
#define STATION "4141 00" /* service 0 */
#define FILES "4341 00"   /* service 0x20 */
#define ROLE "4250 00"    /* another */
#define RECORD " c00c 0020 0001 000493e0 0006 "

static void names_of_its_own(void **state)
{
	(void)state;
	/* registration of a name, of a group, of a role */
	expect("0001 2910 0001 0000 0000 0001" CAM STATION "0020 0001" RECORD "0000 0a000002",
	       VERDICT_NEXT, "nbns.name CAM\n");
	expect("0001 2910 0001 0000 0000 0001" CAM STATION "0020 0001" RECORD "8000 0a000002",
	       VERDICT_NEXT, "nbns.group CAM\n");
	expect("0001 2910 0001 0000 0000 0001" CAM ROLE "0020 0001" RECORD "0000 0a000002",
	       VERDICT_NEXT, "");
	/* an answer: its own, and a name server's about another */
	expect("0001 8500 0000 0001 0000 0000" CAM FILES "0020 0001 000493e0 000c"
	       "0000 0a000009 0000 0a000002",
	       VERDICT_NEXT, "nbns.name CAM\n");
	expect("0001 8500 0000 0001 0000 0000" CAM FILES "0020 0001 000493e0 0006 0000 0a000009",
	       VERDICT_NEXT, "");
	expect("0001 8503 0000 0001 0000 0000" CAM FILES "0020 0001 000493e0 0006 0000 0a000002",
	       VERDICT_NEXT, "");
}

static void the_status_of_a_node(void **state)
{
	(void)state;
	expect("0001 8400 0000 0001 0000 0000 20 434b" NULS "00 0021 0001 00000000 003d"
	       "03 43414d202020202020202020202020 00 0400"
	       "   534954452020202020202020202020 00 8400"
	       "   43414d202020202020202020202020 03 0400"
	       "020000000002",
	       VERDICT_NEXT, "nbns.name CAM\nnbns.group SITE\nnbns.mac 02:00:00:00:00:02\n");
	expect("0001 8400 0000 0001 0000 0000 20 434b" NULS "00 0021 0001 00000000 0013"
	       "03 43414d202020202020202020202020 00 0400",
	       VERDICT_MALFORMED, "nbns.name CAM\n");
}

static void names_asked_for(void **state)
{
	(void)state;
	expect("0001 0110 0001 0000 0000 0000" CAM FILES "0020 0001", VERDICT_NEXT,
	       "nbns.query CAM\n");
	expect("0001 0000 0001 0000 0000 0000 20 434b" NULS "00 0021 0001", VERDICT_NEXT,
	       "nbns.query *\n");
}

static void other_messages(void **state)
{
	struct proto_test t;
	(void)state;
	expect("", VERDICT_NOT_MINE, "");
	expect("0001 0100 0001 0000 0000 0000 03 43414d 00 0001 0001", VERDICT_NOT_MINE, "");
	expect("0001 0110 0001 0000 0000 0000 20 61624542454e" PADDED "4141 00 0020 0001",
	       VERDICT_NOT_MINE, "");
	expect("0001 2910 0001 0000 0000 0001" CAM STATION "0020 0001 c00c 0020 0001 00",
	       VERDICT_MALFORMED, "");
	proto_test_init(&t, &nbns_dissector, 53);
	assert_int_equal(proto_datagram(&t, &nbns_dissector,
					hex("0001 0110 0001 0000 0000 0000" CAM FILES "0020 0001"))
				 .word,
			 VERDICT_NOT_MINE);
	proto_test_done(&t);
	proto_datagram_torture(&nbns_dissector, hex("0001 2910 0001 0000 0000 0001" CAM STATION
						    "0020 0001" RECORD "0000 0a000002"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_its_own),
		cmocka_unit_test(the_status_of_a_node),
		cmocka_unit_test(names_asked_for),
		cmocka_unit_test(other_messages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
