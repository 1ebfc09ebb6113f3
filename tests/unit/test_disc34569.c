/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector disc34569_dissector;
static const struct dissector *const d = &disc34569_dissector;

static struct message message(const char *head, const char *body)
{
	struct message m = {0};
	size_t len = strlen(body);
	put_hex(&m, head);
	m.bytes[m.len++] = (uint8_t)len;
	m.bytes[m.len++] = (uint8_t)(len >> 8);
	put_zeros(&m, 2);
	put_text(&m, body);
	return m;
}

static const char head[] = "ff01 0001 00000000 00000000 0000 fb05";
static const char body[] =
	"{\"NetWork.NetCommon\":{\"ChannelNum\":1,\"GateWay\":\"0x0100000A\",\"HostIP\":"
	"\"0x0700000A\","
	"\"HostName\":\"Yard\",\"MAC\":\"02:00:00:00:00:07\",\"SN\":\"0123456789abcdef\","
	"\"Password\":\"no\",\"TCPPort\":34567,\"Version\":\"V5.00.R02\"},\"Ret\":100}\n";

static void device_answers(void **state)
{
	struct message m = message(head, body);
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"disc34569.message search answered\ndisc34569.field ChannelNum=1\n"
			"disc34569.field GateWay=10.0.0.1\ndisc34569.field HostIP=10.0.0.7\n"
			"disc34569.name Yard\ndisc34569.mac 02:00:00:00:00:07\n"
			"disc34569.serial 0123456789abcdef\ndisc34569.field TCPPort=34567\n"
			"disc34569.firmware V5.00.R02\n");
	proto_datagram_torture(d, message_slice(&m));
}

static void tool_asks(void **state)
{
	(void)state;
	assert_datagram(d, hex("ff00 0000 00000000 00000000 0000 fa05 00000000"), VERDICT_NEXT,
			"disc34569.message search asked\n");
}

static void others_are_refused(void **state)
{
	struct message m = message(head, "{\"Other\":{\"MAC\":\"02:00:00:00:00:07\"}}");
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m = message("ff01 0001 00000000 00000000 0000 e903", body); /* a login's answer */
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m = message(head, body);
	m.len -= 30;
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
