/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector search3001_dissector;
static const struct dissector *const d = &search3001_dissector;

#define HEADER(code)                                                             \
	"<MESSAGE_HEADER Msg_type=\"SYSTEM_SEARCHIPC_MESSAGE\" Msg_code=\"" code \
	"\" Msg_flag=\"0\"/>"

static void device_answers(void **state)
{
	struct slice s =
		slice_text("<?xml version=\"1.0\" encoding=\"GB2312\" ?>\n<XML_SAMPLE>\n" HEADER(
			"3") "<MESSAGE_BODY><VENDOR_PARAM VendorId=\"7\"/>"
			     "<DEVICE_TYPE DeviceType=\"IPC\" DeviceModule=\"MC-J40H\" OSD=\"41\"/>"
			     "<IPC_SERIALNUMBER SerialNumber=\"SN123\" P2PID=\"\"/>"
			     "<LANConfig MacAddress=\"02:00:00:00:00:07\" IPAddress=\"10.0.0.7\"/>"
			     "<UserConfig><Account Username=\"admin\" "
			     "Password=\"secret\"/></UserConfig>"
			     "</MESSAGE_BODY></XML_SAMPLE>");
	(void)state;
	assert_datagram(
		d, s, VERDICT_NEXT,
		"search3001.message search answered\nsearch3001.family SAMPLE\n"
		"search3001.field VendorId=7\nsearch3001.type IPC\nsearch3001.model MC-J40H\n"
		"search3001.serial SN123\nsearch3001.mac 02:00:00:00:00:07\n"
		"search3001.field IPAddress=10.0.0.7\n");
	proto_datagram_torture(d, s);
}

static void tool_asks(void **state)
{
	(void)state;
	assert_datagram(d,
			slice_text("<XML_SAMPLE>" HEADER("1") "<MESSAGE_BODY></MESSAGE_BODY>"
							      "</XML_SAMPLE>"),
			VERDICT_NEXT, "search3001.message search asked\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(
		d,
		slice_text("<SAMPLE>" HEADER("3") "<MESSAGE_BODY><DEVICE_TYPE DeviceType=\"a\"/>"
						  "</MESSAGE_BODY></SAMPLE>"),
		VERDICT_NOT_MINE, "");
	assert_datagram(
		d, slice_text("<XML_A><MESSAGE_HEADER Msg_type=\"USER_AUTH_MESSAGE\"/></XML_A>"),
		VERDICT_NOT_MINE, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_answers),
		cmocka_unit_test(tool_asks),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
