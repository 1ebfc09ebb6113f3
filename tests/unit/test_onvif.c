/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector onvif_dissector;

#define DEVICE "xmlns:tds=\"http://www.onvif.org/ver10/device/wsdl\""

static const char information[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" " DEVICE ">"
	"<s:Header><Security><Username>u</Username><Password>p</Password></Security></s:Header>"
	"<s:Body><tds:GetDeviceInformationResponse>"
	"<tds:Manufacturer>Maker</tds:Manufacturer><tds:Model>Eye 1</tds:Model>"
	"<tds:FirmwareVersion>1.2</tds:FirmwareVersion>"
	"<tds:SerialNumber>0001</tds:SerialNumber><tds:HardwareId>1.0</tds:HardwareId>"
	"<tds:Extension><tds:Model>no</tds:Model></tds:Extension>"
	"</tds:GetDeviceInformationResponse></s:Body></s:Envelope>";

static void expect(const char *document, enum verdict_word word, const char *want)
{
	struct proto_test t;

	proto_test_init(&t, &onvif_dissector, 80);
	assert_int_equal(proto_datagram(&t, &onvif_dissector, slice_text(document)).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

static void device_information(void **state)
{
	(void)state;
	expect(information, VERDICT_DONE,
	       "onvif.action GetDeviceInformationResponse\n"
	       "onvif.manufacturer Maker\n"
	       "onvif.model Eye 1\n"
	       "onvif.firmware 1.2\n"
	       "onvif.serial 0001\n"
	       "onvif.hardware 1.0\n");
}

static void namespace_wherever_it_is_declared(void **state)
{
	(void)state;
	expect("<Envelope><Body><GetProfiles xmlns='http://www.onvif.org/ver10/media/wsdl'/>"
	       "</Body></Envelope>",
	       VERDICT_DONE, "onvif.action GetProfiles\n");
	expect("<Envelope><Body " DEVICE "><tds:GetServices x='1' y='2'/></Body></Envelope>",
	       VERDICT_DONE, "onvif.action GetServices\n");
	expect("<Envelope><Body><m:Pull a='1'><m:b " DEVICE "/></m:Pull></Body></Envelope>",
	       VERDICT_DONE, "onvif.action Pull\n");
	expect("<Envelope " DEVICE "><Body><Fault><Code><Value>x</Value></Code></Fault></Body>"
	       "</Envelope>",
	       VERDICT_DONE, "onvif.action Fault\n");
}

static void only_the_first_operation(void **state)
{
	(void)state;
	expect("<Envelope " DEVICE "><Body><a/><b/></Body></Envelope>", VERDICT_DONE,
	       "onvif.action a\n");
	expect("<Envelope><Body><a/><b " DEVICE "/></Body></Envelope>", VERDICT_NOT_MINE, "");
}

static void a_question_has_no_answers(void **state)
{
	(void)state;
	expect("<Envelope " DEVICE "><Body><GetDeviceInformation><Model>no</Model>"
	       "</GetDeviceInformation></Body></Envelope>",
	       VERDICT_DONE, "onvif.action GetDeviceInformation\n");
}

static void cut_documents(void **state)
{
	(void)state;
	expect("<Envelope " DEVICE "><Body><GetDeviceInformationResponse><Manufacturer>M"
	       "</Manufacturer><Model>x",
	       VERDICT_MALFORMED,
	       "onvif.action GetDeviceInformationResponse\nonvif.manufacturer M\n");
	expect("<Envelope " DEVICE "><Body>", VERDICT_NOT_MINE, "");
}

static void other_documents_are_refused(void **state)
{
	(void)state;
	expect("", VERDICT_NOT_MINE, "");
	expect("<a " DEVICE "><Body><b/></Body></a>", VERDICT_NOT_MINE, "");
	expect("<Envelope xmlns:u='urn:schemas-upnp-org:service'><Body><u:GetPort/></Body>"
	       "</Envelope>",
	       VERDICT_NOT_MINE, "");
	expect("<Envelope x='http://www.onvif.org/'><Body><a/></Body></Envelope>", VERDICT_NOT_MINE,
	       "");
	expect("<Envelope " DEVICE "><Header><a/></Header></Envelope>", VERDICT_NOT_MINE, "");
	expect("<Envelope " DEVICE "><Body/></Envelope>", VERDICT_NOT_MINE, "");
	expect("<root><device><modelName>a</modelName></device></root>", VERDICT_NOT_MINE, "");
}

static void hostile_documents(void **state)
{
	(void)state;
	proto_datagram_torture(&onvif_dissector, slice_text(information));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_information),
		cmocka_unit_test(namespace_wherever_it_is_declared),
		cmocka_unit_test(only_the_first_operation),
		cmocka_unit_test(a_question_has_no_answers),
		cmocka_unit_test(cut_documents),
		cmocka_unit_test(other_documents_are_refused),
		cmocka_unit_test(hostile_documents),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
