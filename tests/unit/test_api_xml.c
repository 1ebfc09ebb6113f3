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

/* The example of GetDeviceDetail in the published description of the interface. */
static void ver10_detail(void **state)
{
	(void)state;
	assert_answer(
		d,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<config version=\"1.0\" "
		"xmlns=\"http://www.ipc.com/ver10\">\n<detail>\n<property>\n"
		"<deviceName type=\"string\"><![CDATA[IPC]]></deviceName>\n"
		"<deviceDescription type=\"string\"><![CDATA[IPCamera]]></deviceDescription>\n"
		"<model type=\"string\"><![CDATA[TD-9421M]]></model>\n"
		"<brand type=\"string\"><![CDATA[IPC]]></brand>\n"
		"<sn type=\"string\"><![CDATA[2E323D9463D5]]></sn>\n"
		"<mac type=\"string\"><![CDATA[00:18:ae:98:38:fd]]></mac>\n"
		"<softwareVersion type=\"string\"><![CDATA[4.0.0 beta1]]></softwareVersion>\n"
		"<hardwareVersion type=\"string\"><![CDATA[1.3]]></hardwareVersion>\n"
		"<apiVersion type=\"string\"><![CDATA[1.7]]></apiVersion>\n"
		"</property>\n<smart><supportOsc type=\"boolean\">false</supportOsc></smart>\n"
		"</detail>\n</config>",
		"api.form ver10 config\napi.field xmlns=http://www.ipc.com/ver10\n"
		"api.name IPC\napi.field deviceDescription=IPCamera\napi.model TD-9421M\n"
		"api.brand IPC\napi.serial 2E323D9463D5\napi.mac 00:18:ae:98:38:fd\n"
		"api.firmware 4.0.0 beta1\napi.hardware 1.3\napi.field apiVersion=1.7\n");
}

/* As two published clients recorded it. */
static void login_of_a_recorder(void **state)
{
	(void)state;
	assert_answer(d,
		      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		      "<response version=\"1.0\" cmdId=\"\" cmdUrl=\"/reqLogin\">\n"
		      "  <status>success</status>\n  <content>\n"
		      "    <sessionId>{7A5D5717-A202-457A-B70C-D523B18D4F93}</sessionId>\n"
		      "    <nonce>{F67500CA-19EC-4B63-8B3E-4E53A0C15914}</nonce>\n"
		      "    <token>{7094BDCD-5DF5-471A-9DE5-A4BBB21AA723}</token>\n"
		      "    <softwareVersion><![CDATA[1.4.6.76250(N7S.U1.16L82G)]]>"
		      "</softwareVersion>\n  </content>\n</response>",
		      "api.form reqLogin\napi.firmware 1.4.6.76250(N7S.U1.16L82G)\n");
}

/* test/fixtures of mikehaldas/viewtron-nodejs-sdk: posted by the device, so it is the client. */
static void reports(void **state)
{
	static const char alarm[] =
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<config version=\"1.7\" xmlns=\"http://www.ipc.com/ver10\">\n<alarmStatusInfo>\n"
		"<vehiceAlarm type=\"boolean\" id=\"1\">true</vehiceAlarm>\n</alarmStatusInfo>\n"
		"<deviceInfo>\n<deviceName><![CDATA[Viewtron IPC]]></deviceName>\n"
		"<deviceNo.><![CDATA[1]]></deviceNo.>\n<sn><![CDATA[I84BB0A8D59C]]></sn>\n"
		"<ipAddress><![CDATA[192.168.1.57]]></ipAddress>\n"
		"<macAddress><![CDATA[58:5b:69:5a:84:bb]]></macAddress>\n</deviceInfo>\n</config>";
	static const char alive[] =
		"<DeviceInfo><DeviceName>Device Name</DeviceName><DeviceNo.>1</DeviceNo.>"
		"<SN><![CDATA[NF40D099BCM0]]></SN><ipAddress>192.168.1.192</ipAddress>"
		"<macAddress>58:5b:69:5a:84:bb</macAddress></DeviceInfo>";

	(void)state;
	assert_sent(d, true, alarm, VERDICT_DONE,
		    "api.form ver10 report\napi.field xmlns=http://www.ipc.com/ver10\n"
		    "api.name Viewtron IPC\napi.serial I84BB0A8D59C\n"
		    "api.mac 58:5b:69:5a:84:bb\n");
	assert_sent(d, true, alive, VERDICT_DONE,
		    "api.form ver10 report\napi.name Device Name\napi.serial NF40D099BCM0\n"
		    "api.mac 58:5b:69:5a:84:bb\n");
	assert_sent(d, false, alarm, VERDICT_NOT_MINE, "");
	assert_sent(d, false, alive, VERDICT_NOT_MINE, "");
	proto_datagram_torture(d, slice_text(alarm));
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
	assert_no_answer(d, "<config xmlns='http://www.ipc.com/ver10'><deviceInfo>"
			    "<deviceName>a</deviceName></deviceInfo></config>");
	assert_no_answer(d, "<config xmlns='http://www.example.com/ver10'><deviceInfo>"
			    "<softwareVersion>1</softwareVersion></deviceInfo></config>");
	assert_no_answer(d, "<response cmdUrl='doLogin'><content><nonce>a</nonce>"
			    "<softwareVersion>1</softwareVersion></content></response>");
	assert_sent(d, true,
		    "<config xmlns='http://www.ipc.com/ver10'><deviceInfo>"
		    "<deviceName>a</deviceName></deviceInfo></config>",
		    VERDICT_NOT_MINE, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_info),
		cmocka_unit_test(settings),
		cmocka_unit_test(results),
		cmocka_unit_test(ver10_detail),
		cmocka_unit_test(login_of_a_recorder),
		cmocka_unit_test(reports),
		cmocka_unit_test(cut_off),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
