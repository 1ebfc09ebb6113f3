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

#define ANSWER(name, content)                                                     \
	"<Envelope " DEVICE "><Body><tds:" name "Response>" content "</tds:" name \
	"Response></Body>"                                                        \
	"</Envelope>"

static void scopes(void **state)
{
	(void)state;
	expect(ANSWER("GetScopes",
		      "<Scopes><ScopeDef>Fixed</ScopeDef><ScopeItem>onvif://www.onvif.org/name/"
		      "Yard%20A"
		      "</ScopeItem></Scopes><Scopes><ScopeItem>onvif://www.onvif.org/hardware/X1"
		      "</ScopeItem></Scopes>"),
	       VERDICT_DONE,
	       "onvif.action GetScopesResponse\nwsd.scope onvif://www.onvif.org/name/Yard A\n"
	       "wsd.name Yard A\nwsd.scope onvif://www.onvif.org/hardware/X1\nwsd.hardware X1\n");
}

static void network(void **state)
{
	(void)state;
	expect(ANSWER("GetNetworkInterfaces",
		      "<NetworkInterfaces "
		      "token='eth0'><Enabled>true</Enabled><Info><Name>eth0</Name>"
		      "<HwAddress>02:00:00:00:00:07</HwAddress></Info><IPv4><Config><Manual>"
		      "<Address>10.0.0.7</Address></Manual><FromDHCP><Address>10.0.0.8</Address>"
		      "</FromDHCP></Config></IPv4></NetworkInterfaces>"),
	       VERDICT_DONE,
	       "onvif.action GetNetworkInterfacesResponse\nonvif.mac 02:00:00:00:00:07\n"
	       "onvif.address 10.0.0.7\nonvif.address 10.0.0.8\n");
	expect(ANSWER("GetHostname",
		      "<HostnameInformation><FromDHCP>false</FromDHCP><Name>yard</Name>"
		      "</HostnameInformation>"),
	       VERDICT_DONE, "onvif.action GetHostnameResponse\nonvif.hostname yard\n");
	expect(ANSWER("GetSystemDateAndTime",
		      "<SystemDateAndTime><TimeZone><TZ>CST-8</TZ></TimeZone></SystemDateAndTime>"),
	       VERDICT_DONE, "onvif.action GetSystemDateAndTimeResponse\nonvif.timezone CST-8\n");
}

static void services(void **state)
{
	(void)state;
	expect(ANSWER("GetServices",
		      "<Service><Namespace>http://www.onvif.org/ver10/media/wsdl</Namespace>"
		      "<XAddr>http://u:p@10.0.0.7/onvif/Media</XAddr></Service>"),
	       VERDICT_DONE,
	       "onvif.action GetServicesResponse\n"
	       "onvif.service http://www.onvif.org/ver10/media/wsdl http://10.0.0.7/onvif/Media\n");
	expect(ANSWER("GetCapabilities",
		      "<Capabilities><Media><XAddr>http://10.0.0.7/m</XAddr><Streaming/></Media>"
		      "<Extension><DeviceIO><XAddr>http://10.0.0.7/d</XAddr></DeviceIO></Extension>"
		      "<XAddr>no</XAddr></Capabilities>"),
	       VERDICT_DONE,
	       "onvif.action GetCapabilitiesResponse\nonvif.service Media http://10.0.0.7/m\n"
	       "onvif.service DeviceIO http://10.0.0.7/d\n");
}

#define SIZE "<Resolution><Width>640</Width><Height>480</Height></Resolution>"

static void media(void **state)
{
	(void)state;
	expect(ANSWER("GetProfiles",
		      "<Profiles "
		      "token='a'><VideoEncoderConfiguration><Encoding>H264</Encoding>" SIZE
		      "</VideoEncoderConfiguration></Profiles><Profiles><VideoEncoderConfiguration>"
		      "<Encoding>JPEG</Encoding></VideoEncoderConfiguration></Profiles>"),
	       VERDICT_DONE,
	       "onvif.action GetProfilesResponse\nonvif.profile H264 640x480\n"
	       "onvif.profile JPEG\n");
	expect(ANSWER("GetProfiles",
		      "<Profiles><Configurations><VideoEncoder><Encoding>H265</Encoding>" SIZE
		      "</VideoEncoder></Configurations></Profiles>"),
	       VERDICT_DONE, "onvif.action GetProfilesResponse\nonvif.profile H265 640x480\n");
	expect(ANSWER("GetStreamUri", "<MediaUri><Uri>rtsp://u:p@10.0.0.7/s?a=1</Uri></MediaUri>"),
	       VERDICT_DONE,
	       "onvif.action GetStreamUriResponse\nonvif.uri rtsp://10.0.0.7/s?a=1\n");
	expect(ANSWER("GetSnapshotUri", "<Uri>http://10.0.0.7/i.jpg</Uri>"), VERDICT_DONE,
	       "onvif.action GetSnapshotUriResponse\nonvif.uri http://10.0.0.7/i.jpg\n");
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
	proto_datagram_torture(
		&onvif_dissector,
		slice_text(ANSWER("GetProfiles", "<Profiles><VideoEncoderConfiguration><Encoding>a"
						 "</Encoding>" SIZE "</VideoEncoderConfiguration>"
						 "</Profiles>")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_information),
		cmocka_unit_test(namespace_wherever_it_is_declared),
		cmocka_unit_test(only_the_first_operation),
		cmocka_unit_test(a_question_has_no_answers),
		cmocka_unit_test(scopes),
		cmocka_unit_test(network),
		cmocka_unit_test(services),
		cmocka_unit_test(media),
		cmocka_unit_test(cut_documents),
		cmocka_unit_test(other_documents_are_refused),
		cmocka_unit_test(hostile_documents),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
