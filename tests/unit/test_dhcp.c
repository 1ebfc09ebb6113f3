/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector dhcp_dissector;

/* A message: op, chaddr 02:00:00:00:00:07, yiaddr 10.0.0.7, then the options given as hex. */
static struct slice message(unsigned op, const char *options)
{
	char text[4096];
	snprintf(text, sizeof(text),
		 "%02x010600 11223344 0000 0000 00000000 0a000007 00000000 00000000"
		 "020000000007 00000000000000000000 %0384d 63825363 %s",
		 op, 0, options);
	return hex(text);
}

static const char *const discover = "350101 3c07 75646863702031 0c03 63616d 3703 01031c"
				    "3d07 01020000000007 3204 c0a80005 ff";

static void client_says_what_it_is(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, &dhcp_dissector, 67);
	struct verdict v = proto_datagram(&t, &dhcp_dissector, message(1, discover));
	assert_int_equal(v.word, VERDICT_NEXT);
	assert_string_equal(proto_lines(&t),
			    "[02:00:00:00:00:07] dhcp.message 1\n"
			    "[02:00:00:00:00:07] dhcp.vendor_class udhcp 1\n"
			    "[02:00:00:00:00:07] dhcp.hostname cam\n"
			    "[02:00:00:00:00:07] dhcp.parameters 1,3,28\n"
			    "[02:00:00:00:00:07] dhcp.client_id 01020000000007\n"
			    "[02:00:00:00:00:07] dhcp.requested 192.168.0.5\n"
			    "[02:00:00:00:00:07] dhcp.option_order 53,60,12,55,61,50\n");
	proto_test_done(&t);
}

static void client_says_more_of_its_kind(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, &dhcp_dissector, 67);
	(void)proto_datagram(&t, &dhcp_dissector,
			     message(1, "350101 2b03 0102ff 4d03 63616d fe01 00 ff"));
	assert_string_equal(proto_lines(&t),
			    "[02:00:00:00:00:07] dhcp.message 1\n"
			    "[02:00:00:00:00:07] dhcp.vendor_specific 0102ff\n"
			    "[02:00:00:00:00:07] dhcp.user_class cam\n"
			    "[02:00:00:00:00:07] dhcp.option_order 53,43,77,254\n");
	proto_test_done(&t);
}

static void server_gives_an_address(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, &dhcp_dissector, 68);
	(void)proto_datagram(
		&t, &dhcp_dissector,
		message(2, "350105 0304 0a000001 0608 0a000001 08080808 2a04 0a000009 ff"));
	assert_string_equal(proto_lines(&t), "[02:00:00:00:00:07] dhcp.router 10.0.0.1\n"
					     "[02:00:00:00:00:07] dhcp.resolver 10.0.0.1\n"
					     "[02:00:00:00:00:07] dhcp.resolver 8.8.8.8\n"
					     "[02:00:00:00:00:07] dhcp.time_server 10.0.0.9\n"
					     "[02:00:00:00:00:07] dhcp.assigned 10.0.0.7\n");
	proto_test_done(&t);
}

static void full_name_in_both_forms(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, &dhcp_dissector, 67);
	(void)proto_datagram(&t, &dhcp_dissector, message(1, "350103 5108 000000 612e627a7a ff"));
	(void)proto_datagram(&t, &dhcp_dissector, message(1, "350103 5108 040000 0161027a7a00 ff"));
	assert_non_null(strstr(proto_lines(&t), "dhcp.fqdn a.bzz\n"));
	assert_non_null(strstr(proto_lines(&t), "dhcp.fqdn a.zz\n"));
	proto_test_done(&t);
}

static void broken_messages(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, &dhcp_dissector, 67);
	assert_int_equal(proto_datagram(&t, &dhcp_dissector, message(1, "350101 0c40 6162")).word,
			 VERDICT_MALFORMED);
	assert_int_equal(proto_datagram(&t, &dhcp_dissector, hex("0101")).word, VERDICT_NOT_MINE);
	struct slice m = message(1, "ff");
	((uint8_t *)m.at)[236] = 0;
	assert_int_equal(proto_datagram(&t, &dhcp_dissector, m).word, VERDICT_NOT_MINE);
	assert_int_equal(proto_datagram(&t, &dhcp_dissector, message(3, "ff")).word,
			 VERDICT_NOT_MINE);
	proto_test_done(&t);
	proto_datagram_torture(&dhcp_dissector, message(1, discover));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(client_says_what_it_is),
		cmocka_unit_test(client_says_more_of_its_kind),
		cmocka_unit_test(server_gives_an_address),
		cmocka_unit_test(full_name_in_both_forms),
		cmocka_unit_test(broken_messages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
