/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector upnp_dissector;

static const char description[] =
	"<?xml version=\"1.0\"?>\r\n"
	"<root xmlns=\"urn:schemas-upnp-org:device-1-0\">"
	"<specVersion><major>1</major></specVersion>"
	"<device>"
	"<deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType>"
	"<friendlyName> Gate &amp; yard </friendlyName>"
	"<manufacturer>Maker</manufacturer>"
	"<manufacturerURL>http://maker.example</manufacturerURL>"
	"<modelDescription>An eye</modelDescription>"
	"<modelName>Eye 1</modelName>"
	"<modelNumber>E1</modelNumber>"
	"<serialNumber>0001</serialNumber>"
	"<UDN>uuid:1</UDN>"
	"<deviceList><device>"
	"<deviceType>urn:schemas-upnp-org:device:Inner:1</deviceType>"
	"<modelName>Inner</modelName><serialNumber>0002</serialNumber>"
	"<deviceList><device><deviceType>urn:x:Innermost:1</deviceType></device></deviceList>"
	"</device></deviceList>"
	"</device></root>";

static void expect(const char *document, enum verdict_word word, const char *want)
{
	struct proto_test t;

	proto_test_init(&t, &upnp_dissector, 80);
	assert_int_equal(proto_datagram(&t, &upnp_dissector, slice_text(document)).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

static void root_device_and_types_of_inner_ones(void **state)
{
	(void)state;
	expect(description, VERDICT_DONE,
	       "upnp.device_type urn:schemas-upnp-org:device:Basic:1\n"
	       "upnp.name Gate & yard\n"
	       "upnp.manufacturer Maker\n"
	       "upnp.manufacturer_url http://maker.example\n"
	       "upnp.model_description An eye\n"
	       "upnp.model Eye 1\n"
	       "upnp.model_number E1\n"
	       "upnp.serial 0001\n"
	       "upnp.udn uuid:1\n"
	       "upnp.device_type urn:schemas-upnp-org:device:Inner:1\n"
	       "upnp.device_type urn:x:Innermost:1\n");
	expect("<u:root><u:device><u:modelName>a</u:modelName></u:device></u:root>", VERDICT_DONE,
	       "upnp.model a\n");
}

static void cut_and_empty(void **state)
{
	(void)state;
	expect("<root><device><modelName>a</modelName><UDN>uu", VERDICT_MALFORMED,
	       "upnp.model a\n");
	expect("<root><device><modelName></modelName></device></root>", VERDICT_DONE, "");
	expect("<root><device modelName='no'><UDN modelName='no'>1</UDN></device></root>",
	       VERDICT_DONE, "upnp.udn 1\n");
}

static void other_documents_are_refused(void **state)
{
	(void)state;
	expect("", VERDICT_NOT_MINE, "");
	expect("{\"root\":1}", VERDICT_NOT_MINE, "");
	expect("<root/>", VERDICT_NOT_MINE, "");
	expect("<root><scpd><modelName>no</modelName></scpd></root>", VERDICT_NOT_MINE, "");
	expect("<device><modelName>no</modelName></device>", VERDICT_NOT_MINE, "");
	expect("<a><root><device><modelName>no</modelName></device></root></a>", VERDICT_NOT_MINE,
	       "");
}

static void hostile_documents(void **state)
{
	(void)state;
	proto_datagram_torture(&upnp_dissector, slice_text(description));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(root_device_and_types_of_inner_ones),
		cmocka_unit_test(cut_and_empty),
		cmocka_unit_test(other_documents_are_refused),
		cmocka_unit_test(hostile_documents),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
