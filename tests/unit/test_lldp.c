/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector lldp_dissector;

static void expect(struct slice bytes, enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &lldp_dissector, 0);
	assert_int_equal(proto_datagram(&t, &lldp_dissector, bytes).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

#define CHASSIS "0207 04 020000000009 "
#define PORT "0406 05 4769302f37 " /* Gi0/7 */
#define LIFE "0602 0078 "
#define FIRST CHASSIS PORT LIFE
#define FIRST_SAYS "lldp.chassis 02:00:00:00:00:09\nlldp.port Gi0/7\n"

static void a_switch_names_its_port(void **state)
{
	(void)state;
	expect(hex(FIRST "0808 75706c696e6b2037" /* "uplink 7" */
			 "0a07 7377697463682d"   /* "switch-" */
			 "0c05 4f53203132"       /* "OS 12" */
			 "0e04 0014 0004"
			 "100c 05 01 0a000001 02 00000001 00"
			 "fe06 0080c2 01 000a"
			 "0000 0000000000"), /* end, padding */
	       VERDICT_NEXT,
	       FIRST_SAYS "lldp.port_description uplink 7\nlldp.name switch-\n"
			  "lldp.description OS 12\nlldp.capabilities bridge\n"
			  "lldp.address 10.0.0.1\nlldp.vlan 10\n");
}

static void a_camera_names_itself(void **state)
{
	(void)state;
	expect(hex("0206 05 01 0a000007 0407 03 020000000007" LIFE "0e04 0080 0080"
		   "1018 11 02 fe800000000000000000000000000007 02 00000002 00"
		   "fe06 0012bb 05 4831"
		   "fe06 0012bb 06 4631"
		   "fe06 0012bb 07 5331"
		   "fe06 0012bb 08 4e31"
		   "fe08 0012bb 09 41636d65"
		   "fe06 0012bb 0a 4d31"
		   "fe06 0012bb 0b 5431"
		   "fe05 0012bb 01 00" /* not inventory */
		   "fe06 00120f 05 4831"),
	       VERDICT_NEXT,
	       "lldp.chassis 10.0.0.7\nlldp.port 02:00:00:00:00:07\n"
	       "lldp.capabilities station only\nlldp.address fe80::7\n"
	       "lldp.hardware H1\nlldp.firmware F1\nlldp.software S1\nlldp.serial N1\n"
	       "lldp.manufacturer Acme\nlldp.model M1\nlldp.asset T1\n");
}

static void odd_identities(void **state)
{
	(void)state;
	/* bytes that are no text, an address of no known family, several capabilities */
	expect(hex("0203 07 0102 0403 04 0901" LIFE "0e04 ffff 0015"), VERDICT_NEXT,
	       "lldp.chassis 0102\nlldp.capabilities other, bridge, router\n"
	       "");
	expect(hex("0204 07 6100 62 0402 07 62" LIFE), VERDICT_NEXT,
	       "lldp.chassis a\nlldp.port b\n");
}

static void broken_messages(void **state)
{
	(void)state;
	expect(hex(""), VERDICT_NOT_MINE, "");
	expect(hex(PORT CHASSIS LIFE), VERDICT_NOT_MINE, "");
	expect(hex(CHASSIS PORT "0801 78"), VERDICT_NOT_MINE, "");
	expect(hex(CHASSIS PORT "0601 78"), VERDICT_NOT_MINE, "");
	expect(hex("0201 04" PORT LIFE), VERDICT_NOT_MINE, "");
	expect(hex(CHASSIS "0406 05 4769"), VERDICT_NOT_MINE, "");
	expect(hex(FIRST "0a09 7377"), VERDICT_MALFORMED, FIRST_SAYS);
	proto_datagram_torture(&lldp_dissector,
			       hex(FIRST "0a07 7377697463682d 0e04 0014 0004"
					 "100c 05 01 0a000001 02 00000001 00"
					 "fe06 0080c2 01 000a fe06 0012bb 0a 4d31 0000"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_switch_names_its_port),
		cmocka_unit_test(a_camera_names_itself),
		cmocka_unit_test(odd_identities),
		cmocka_unit_test(broken_messages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
