/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector snmp_dissector;

static void expect(const char *bytes, enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &snmp_dissector, 161);
	assert_int_equal(proto_datagram(&t, &snmp_dissector, hex(bytes)).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

#define SECRET " 0406 736563726574"
#define ZEROS " 020101 020100 020100"
#define DESCRIBED " 300e 06082b06010201010100 0402 4f53"
#define OBJECT " 3013 06082b06010201010200 06072b0601040182 70" /* 1.3.6.1.4.1.368 */
#define NAMED " 300f 06082b06010201010500 0403 63616d"
#define RESPONSE "304e 020101" SECRET " a241" ZEROS " 3036" DESCRIBED OBJECT NAMED

static void only_answers_are_the_devices_word(void **state)
{
	(void)state;
	expect(RESPONSE, VERDICT_NEXT,
	       "snmp.description OS\nsnmp.object_id 1.3.6.1.4.1.368\nsnmp.name cam\n");
	expect("3028 020101" SECRET " a01b" ZEROS " 3010 300e 06082b06010201010100 0402 4f53",
	       VERDICT_NEXT, "snmp.asked version 2c, a community string\n");
	expect("3026 020100" SECRET " a119" ZEROS " 300e 300c 06082b06010201010100 0500",
	       VERDICT_NEXT, "snmp.asked version 1, a community string\n");
}

static void other_names_and_values(void **state)
{
	(void)state;
	/* a longer name, another instance, an error's null, one of another group */
	expect("3054 020101" SECRET " a247" ZEROS " 303c"
	       " 300f 06092b0601020101010001 0402 4f53"
	       " 300e 06082b06010201010101 0402 4f53"
	       " 300c 06082b06010201010200 0500"
	       " 300b 06052b06010401 0402 4f53",
	       VERDICT_NEXT, "");
	/* an object id under 2.999 */
	expect("3028 020101" SECRET " a21b" ZEROS " 3010 300e 06082b06010201010200 0602 8837",
	       VERDICT_NEXT, "snmp.object_id 2.999\n");
}

static void broken_messages(void **state)
{
	(void)state;
	expect("", VERDICT_NOT_MINE, "");
	expect("300b 020103" SECRET, VERDICT_NOT_MINE, "");
	expect("3028 020102" SECRET " a01b" ZEROS " 3010 300e 06082b06010201010100 0402 4f53",
	       VERDICT_NOT_MINE, "");
	expect(RESPONSE "00", VERDICT_NOT_MINE, "");
	expect("3028 020101" SECRET " b01b" ZEROS " 3010 300e 06082b06010201010100 0402 4f53",
	       VERDICT_NOT_MINE, "");
	expect("3028 020101" SECRET " a21b" ZEROS " 3010 300f 06082b06010201010100 0402 4f53",
	       VERDICT_MALFORMED, "");
	expect("3084000000280201010406736563726574", VERDICT_NOT_MINE, "");
	proto_datagram_torture(&snmp_dissector, hex(RESPONSE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_answers_are_the_devices_word),
		cmocka_unit_test(other_names_and_values),
		cmocka_unit_test(broken_messages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
