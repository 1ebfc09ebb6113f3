/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector json9999_dissector;
static const struct dissector *const d = &json9999_dissector;

static struct message message(const char *document)
{
	struct message m = {0};
	uint8_t key = 171;
	put_text(&m, document);
	for (size_t i = 0; i < m.len; i++)
		key = m.bytes[i] ^= key;
	return m;
}

static void device_answers(void **state)
{
	struct message m = message(
		"{\"system\":{\"get_sysinfo\":{\"err_code\":0,\"sw_ver\":\"1.2.5 Build "
		"1\",\"type\":"
		"\"IOT.SMARTPLUGSWITCH\",\"model\":\"HS110(EU)\",\"mac\":\"02:00:00:00:00:07\","
		"\"alias\":\"Kitchen\",\"latitude\":1}}}");
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"json9999.message search answered\njson9999.firmware 1.2.5 Build 1\n"
			"json9999.type IOT.SMARTPLUGSWITCH\njson9999.model HS110(EU)\n"
			"json9999.mac 02:00:00:00:00:07\n");
	proto_datagram_torture(d, message_slice(&m));
}

static void tool_asks(void **state)
{
	(void)state;
	/* as broadcast by household devices in the test capture of ntop/nDPI */
	assert_datagram(d, hex("d0f281f88bff9af7d5ef94b6d1b4c09fec95e68fe187e8caf08bf68bf6"),
			VERDICT_NEXT, "json9999.message search asked\n");
}

static void others_are_refused(void **state)
{
	struct message m = message("{\"system\":{\"reboot\":{}}}");
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m = message("get_sysinfo");
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
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
