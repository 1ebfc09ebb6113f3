/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector disc10670_dissector;
static const struct dissector *const d = &disc10670_dissector;

static struct message answer(void)
{
	struct message m = {0};
	put_hex(&m, "0001 0000 000e 020000000007 020000000001 0a000001 0001 20111e11231f1e1913");
	put_zeros(&m, 15);
	put_hex(&m, "0000 0001 00 0020 0004 0a000007 0022 0004 0a000001 0025 0002 0050");
	put_hex(&m, "00a7 0008 41422d5331323334 00a8 0004 59617264 00a9 0004 312e3230");
	put_hex(&m, "00d1 0003 414243 ffff 0000");
	return m;
}

static void device_answers(void **state)
{
	struct message m = answer();
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"disc10670.message search answered\ndisc10670.mac 02:00:00:00:00:07\n"
			"disc10670.field IPv4Address=10.0.0.7\ndisc10670.field Gateway=10.0.0.1\n"
			"disc10670.field HttpPort=80\ndisc10670.model AB-S1234\n"
			"disc10670.name Yard\ndisc10670.firmware 1.20\ndisc10670.serial ABC\n");
	proto_datagram_torture(d, message_slice(&m));
}

static void tool_asks(void **state)
{
	struct message m = answer();
	(void)state;
	m.bytes[5] = 0x0d;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT, "disc10670.message search asked\n");
}

static void others_are_refused(void **state)
{
	struct message m = answer();
	(void)state;
	assert_refuses_strangers(d);
	m.bytes[24] = 0;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m = answer();
	m.len -= 6;
	struct proto_test t;
	proto_test_init(&t, d, 10669);
	assert_int_equal(proto_datagram(&t, d, message_slice(&m)).word, VERDICT_MALFORMED);
	proto_test_done(&t);
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
