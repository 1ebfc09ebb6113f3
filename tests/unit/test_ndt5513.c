/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector ndt5513_dissector;
static const struct dissector *const d = &ndt5513_dissector;

static struct message answer(void)
{
	struct message m = {0};
	put_hex(&m, "4e445432 020000000007 000000000000 0002 0101 0a000007 ffffff00 0a000001 "
		    "00000064 00120003 0100 c0000201");
	put_padded(&m, "reg.example", 64);
	put_hex(&m, "1586 01 01 00 00 00000000");
	put_padded(&m, "Yard", 33);
	put_padded(&m, "S0000000007", 11);
	put_padded(&m, "IPC100", 33);
	put_hex(&m, "f7f7");
	put_padded(&m, "V7.1.0", 64);
	return m;
}

static void device_answers(void **state)
{
	struct message m = answer();
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"ndt5513.message search answered\nndt5513.mac 02:00:00:00:00:07\n"
			"ndt5513.field IPv4Address=10.0.0.7\nndt5513.field Gateway=10.0.0.1\n"
			"ndt5513.field Board=1179651\nndt5513.field Registration=192.0.2.1\n"
			"ndt5513.field RegistrationName=reg.example\nndt5513.field Service=0\n"
			"ndt5513.name Yard\nndt5513.serial S0000000007\nndt5513.model IPC100\n"
			"ndt5513.firmware V7.1.0\n");
	proto_datagram_torture(d, message_slice(&m));
}

static void tool_asks(void **state)
{
	struct message m = {0};
	(void)state;
	put_hex(&m, "4e445431 020000000001 000000000000 0001");
	put_padded(&m, "1.3.0.0", 16);
	assert_datagram(d, message_slice(&m), VERDICT_NEXT, "ndt5513.message search asked\n");
	m.bytes[17] = 5;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT, "ndt5513.message other message\n");
}

static void others_are_refused(void **state)
{
	struct message m = answer();
	(void)state;
	assert_refuses_strangers(d);
	m.bytes[3] = '3';
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m = answer();
	m.len = 60;
	assert_datagram(d, message_slice(&m), VERDICT_MALFORMED, "");
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
