/* SPDX-License-Identifier: Apache-2.0 */
#include "api_test.h"

extern const struct dissector api_xml_dissector;
static const struct dissector *const d = &api_xml_dissector;

#define INFO                                                                             \
	"<deviceName>Yard</deviceName><model>M-1</model><serialNumber>S1</serialNumber>" \
	"<macAddress>02:00:00:00:00:07</macAddress><firmwareVersion>V5.5</firmwareVersion>"

static void device_info(void **state)
{
	(void)state;
	assert_answer(d,
		      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DeviceInfo version=\"2.0\" "
		      "xmlns=\"http://www.example.com/ver20/XMLSchema\">" INFO
		      "<encoderVersion>V7.3</encoderVersion><deviceType>IPCamera</deviceType>"
		      "<OEMCode>1</OEMCode><manufacturer>maker</manufacturer></DeviceInfo>",
		      "api.form ISAPI DeviceInfo\n"
		      "api.field xmlns=http://www.example.com/ver20/XMLSchema\n"
		      "api.name Yard\napi.model M-1\napi.serial S1\napi.mac 02:00:00:00:00:07\n"
		      "api.firmware V5.5\napi.field encoderVersion=V7.3\n"
		      "api.field deviceType=IPCamera\napi.field OEMCode=1\napi.brand maker\n");
	assert_answer(d, "<DeviceInfo xmlns='urn:psialliance-org'>" INFO "</DeviceInfo>",
		      "api.form PSIA DeviceInfo\napi.field xmlns=urn:psialliance-org\n"
		      "api.name Yard\napi.model M-1\napi.serial S1\napi.mac 02:00:00:00:00:07\n"
		      "api.firmware V5.5\n");
}

static void settings(void **state)
{
	(void)state;
	assert_answer(
		d,
		"<soap:Envelope xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/'>"
		"<soap:Body><GetDeviceSettingsResponse xmlns='http://purenetworks.com/HNAP1/'>"
		"<GetDeviceSettingsResult>OK</GetDeviceSettingsResult><Type>NetworkCamera</Type>"
		"<DeviceName>Yard</DeviceName><VendorName>V</VendorName>"
		"<ModelName>DCS-1</ModelName><FirmwareVersion>1.04</FirmwareVersion>"
		"</GetDeviceSettingsResponse></soap:Body></soap:Envelope>",
		"api.form HNAP\napi.field Type=NetworkCamera\napi.name Yard\napi.brand V\n"
		"api.model DCS-1\napi.firmware 1.04\n");
}

static void results(void **state)
{
	(void)state;
	assert_answer(
		d,
		"<CGI_Result>\n<result>0</result>\n<productName>FI-1</productName>\n"
		"<serialNo>S1</serialNo>\n<devName>Yard</devName>\n<mac>020000000007</mac>\n"
		"<firmwareVer>1.11</firmwareVer>\n<hardwareVer>1.4</hardwareVer>\n</CGI_Result>",
		"api.form CGI_Result\napi.model FI-1\napi.serial S1\napi.name Yard\n"
		"api.mac 020000000007\napi.firmware 1.11\napi.hardware 1.4\n");
}

static void cut_off(void **state)
{
	(void)state;
	assert_sent(d, false,
		    "<DeviceInfo xmlns='/ver20/XMLSchema'><model>M-1</model><deviceType>IP",
		    VERDICT_MALFORMED,
		    "api.form ISAPI DeviceInfo\napi.field xmlns=/ver20/XMLSchema\napi.model M-1\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_no_answer(d, "");
	assert_no_answer(d, "plain text");
	assert_no_answer(d, "<DeviceInfo>" INFO "</DeviceInfo>");
	assert_no_answer(d, "<DeviceInfo xmlns='/ver20/XMLSchema'><other>M-1</other></DeviceInfo>");
	assert_no_answer(d,
			 "<root><DeviceInfo xmlns='/ver20/XMLSchema'>" INFO "</DeviceInfo></root>");
	assert_no_answer(d, "<CGI_Result><result>-1</result></CGI_Result>");
	assert_no_answer(d, "<root><device><modelName>a</modelName></device></root>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_info),
		cmocka_unit_test(settings),
		cmocka_unit_test(results),
		cmocka_unit_test(cut_off),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
