/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector dvr5050_dissector;
static const struct dissector *const d = &dvr5050_dissector;

static struct message answer(void)
{
	struct message m = {0};
	put_hex(&m, "b3001800 58000000 0000000000000000 02000000 2d000000 0000000000000000");
	put_hex(&m, "0300 0200 0100 0000");
	put_padded(&m, "DVR", 16);
	put_hex(&m, "0a000007 ffffff00 0a000001 00000000");
	put_zeros(&m, 22);
	put_hex(&m, "5000 bb01 9193");
	put_zeros(&m, 20);
	put_text(&m,
		 "02:00:00:00:00:07Model-7Name:Yard\r\nSerialNo:S7\r\n\r\nOther: x \r\nEmpty:\r\n");
	m.bytes[20] = (uint8_t)(m.len - 0x78 - 24);
	return m;
}

static const char lines[] = "dvr5050.message search answered\ndvr5050.firmware 3.2.1.0\n"
			    "dvr5050.field DeviceType=DVR\ndvr5050.field IPv4Address=10.0.0.7\n"
			    "dvr5050.field Gateway=10.0.0.1\ndvr5050.field HttpPort=80\n"
			    "dvr5050.field TcpPort=37777\ndvr5050.mac 02:00:00:00:00:07\n"
			    "dvr5050.model Model-7\ndvr5050.name Yard\ndvr5050.serial S7\n"
			    "dvr5050.field Other=x\n";

static void device_answers(void **state)
{
	struct message m = answer();
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT, lines);
	proto_datagram_torture(d, message_slice(&m));
	/* the lines are cut off: what stands before them was seen */
	m.len -= 4;
	assert_datagram(d, message_slice(&m), VERDICT_MALFORMED,
			"dvr5050.message search answered\ndvr5050.firmware 3.2.1.0\n"
			"dvr5050.field DeviceType=DVR\ndvr5050.field IPv4Address=10.0.0.7\n"
			"dvr5050.field Gateway=10.0.0.1\ndvr5050.field HttpPort=80\n"
			"dvr5050.field TcpPort=37777\n");
}

static void tool_asks(void **state)
{
	(void)state;
	assert_datagram(d,
			hex("a3010001 000000000000000000000000 02000000 000000000000000000000000"),
			VERDICT_NEXT, "dvr5050.message search asked\n");
	assert_datagram(d,
			hex("a3010001 000000000000000000000000 02000000 000000000000000000000001"),
			VERDICT_NOT_MINE, "");
	assert_datagram(d, hex("a3010001"), VERDICT_NOT_MINE, "");
}

static void others_are_refused(void **state)
{
	struct message m = answer();
	(void)state;
	assert_refuses_strangers(d);
	m.bytes[0x7a] = 'x'; /* no MAC address where one must stand */
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m = answer();
	m.bytes[4] = 0x10;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m = answer();
	m.bytes[16] = 3;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
}

static void real_answer(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, d, 5050);
	(void)proto_datagram(&t, d, proto_shared_file("fixtures/discovery/Dahua1.bin"));
	const char *got = proto_lines(&t);
	assert_non_null(strstr(got, "dvr5050.mac 00:11:22:33:44:55\ndvr5050.model Virtual\n"));
	assert_non_null(strstr(got, "dvr5050.serial 123456789\n"));
	assert_non_null(strstr(got, "dvr5050.field IPv4Address=240.0.3.0\n"));
	proto_test_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_answers),
		cmocka_unit_test(tool_asks),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(real_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
