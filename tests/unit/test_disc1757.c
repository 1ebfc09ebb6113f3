/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector disc1757_dissector;
static const struct dissector *const d = &disc1757_dissector;

static const char document[] =
	"<?xml version=\"1.0\"?><root xmlns=\"OEMExt00:device-1-0\"><device>"
	"<deviceType>OEMExt00:device:deviceID0</deviceType><friendlyName>Dome 5</friendlyName>"
	"<unitName>Yard</unitName><serialNumber>12345678:12345678</serialNumber>"
	"<physAddress>02-00-00-00-00-07</physAddress><sessionKey>1</sessionKey>"
	"<unitIPAddress>10.0.0.7</unitIPAddress><RCPPort>1756</RCPPort></device></root>";

static void device_answers(void **state)
{
	struct slice bytes = hex("9939a427 00000001 020000000007 0000 0a000007 ffffff00 0a000001 "
				 "00000000");
	(void)state;
	assert_datagram(d, bytes, VERDICT_NEXT,
			"disc1757.message search answered\ndisc1757.mac 02:00:00:00:00:07\n"
			"disc1757.field unitIPAddress=10.0.0.7\n"
			"disc1757.field unitGatewayIp=10.0.0.1\n");
	proto_datagram_torture(d, bytes);
}

static void device_answers_in_xml(void **state)
{
	(void)state;
	assert_datagram(
		d, slice_text(document), VERDICT_NEXT,
		"disc1757.message search answered\ndisc1757.model Dome 5\ndisc1757.name Yard\n"
		"disc1757.serial 12345678:12345678\ndisc1757.mac 02-00-00-00-00-07\n"
		"disc1757.field unitIPAddress=10.0.0.7\ndisc1757.field RCPPort=1756\n");
	proto_datagram_torture(d, slice_text(document));
}

static void tool_asks(void **state)
{
	(void)state;
	assert_datagram(d, hex("9939a427 00000001 ff0006de"), VERDICT_NEXT,
			"disc1757.message search asked\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, hex("9939a427 00000001 ff0006df"), VERDICT_NOT_MINE, "");
	assert_datagram(d,
			slice_text("<root><device><deviceType>urn:x:device:y</deviceType>"
				   "<friendlyName>TV</friendlyName></device></root>"),
			VERDICT_NOT_MINE, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_answers),
		cmocka_unit_test(device_answers_in_xml),
		cmocka_unit_test(tool_asks),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
