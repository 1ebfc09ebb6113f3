/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector ddp62976_dissector;
static const struct dissector *const d = &ddp62976_dissector;

static struct message answer(void)
{
	struct message m = {0};
	put_hex(&m, "eefe 0100 a100 020000000007 0a000007 0000 0200 1401");
	put_zeros(&m, 64);
	put_padded(&m, "DXX-1000", 64);
	put_zeros(&m, 140);
	put_hex(&m, "0a000007 5000");
	return m;
}

static void device_answers(void **state)
{
	struct message m = answer();
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"ddp62976.message search answered\nddp62976.mac 02:00:00:00:00:07\n"
			"ddp62976.model DXX-1000\nddp62976.field IPv4Address=10.0.0.7\n"
			"ddp62976.field HttpPort=80\n");
	proto_datagram_torture(d, message_slice(&m));
}

static void tool_asks(void **state)
{
	(void)state;
	assert_datagram(d, hex("fdfd 0100 a100 ffffffffffff 00000000 0000 0200 0000"), VERDICT_NEXT,
			"ddp62976.message search asked\n");
}

static void others_are_refused(void **state)
{
	struct message m = answer();
	(void)state;
	assert_refuses_strangers(d);
	m.bytes[18] = 1;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m = answer();
	m.len = 100;
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
