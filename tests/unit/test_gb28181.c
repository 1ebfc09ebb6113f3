/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector gb28181_dissector;

static void expect(const char *text, enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &gb28181_dissector, 0);
	assert_int_equal(proto_datagram(&t, &gb28181_dissector, slice_text(text)).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

#define XML "<?xml version=\"1.0\" encoding=\"GB2312\"?>\r\n"
#define HEAD "<CmdType>DeviceInfo</CmdType><SN>7</SN><DeviceID>34020000001320000001</DeviceID>"
#define INFO                                                                                   \
	XML "<Response>" HEAD "<Result>OK</Result><DeviceName>\xc7\xc5</DeviceName>"           \
	    "<Manufacturer>Example</Manufacturer><Model>EX-1</Model><Firmware>V5.4</Firmware>" \
	    "</Response>\r\n"

static void a_device_says_what_it_is(void **state)
{
	(void)state;
	expect(INFO, VERDICT_DONE,
	       "gb28181.message Response DeviceInfo\ngb28181.name \\xc3\\x87\\xc3\\x85\n"
	       "gb28181.manufacturer Example\ngb28181.model EX-1\ngb28181.firmware V5.4\n");
}

static void a_catalogue_lists_others(void **state)
{
	(void)state;
	expect(XML "<Response><CmdType>Catalog</CmdType><SumNum>1</SumNum><DeviceList Num=\"1\">"
		   "<Item><Name>gate</Name><Manufacturer>Example</Manufacturer><Model>EX-2</Model>"
		   "</Item></DeviceList><Manufacturer>Not an item</Manufacturer></Response>",
	       VERDICT_DONE,
	       "gb28181.message Response Catalog\ngb28181.item Manufacturer=Example\n"
	       "gb28181.item Model=EX-2\n");
}

static void questions_are_not_answers(void **state)
{
	(void)state;
	expect(XML "<Query>" HEAD "<Manufacturer>Example</Manufacturer></Query>", VERDICT_DONE,
	       "gb28181.message Query DeviceInfo\n");
	expect(XML "<Notify><CmdType>Keepalive</CmdType><Status>OK</Status></Notify>", VERDICT_DONE,
	       "gb28181.message Notify Keepalive\n");
}

static void other_documents(void **state)
{
	(void)state;
	expect("", VERDICT_NOT_MINE, "");
	expect("<Response><Manufacturer>Example</Manufacturer></Response>", VERDICT_NOT_MINE, "");
	expect("<Reply><CmdType>DeviceInfo</CmdType></Reply>", VERDICT_NOT_MINE, "");
	expect("<Response><a><CmdType>DeviceInfo</CmdType></a></Response>", VERDICT_NOT_MINE, "");
	expect("<Response><CmdType></CmdType></Response>", VERDICT_NOT_MINE, "");
	expect("<Response><CmdType>DeviceInfo</CmdType><Model>EX-1</Model>", VERDICT_MALFORMED,
	       "gb28181.message Response DeviceInfo\ngb28181.model EX-1\n");
	proto_datagram_torture(&gb28181_dissector, slice_text(INFO));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_says_what_it_is),
		cmocka_unit_test(a_catalogue_lists_others),
		cmocka_unit_test(questions_are_not_answers),
		cmocka_unit_test(other_documents),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
