/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector mhed_dissector;
static const struct dissector *const d = &mhed_dissector;

static struct message answer(const char *version)
{
	struct message m = {0};
	put_text(&m, "MHED");
	put_hex(&m, version);
	put_hex(&m, "02000000");
	put_padded(&m, "Yard", 20);
	put_hex(&m, "020000000007 3023 0a000007 ffffff00 0a000001 01020304 4bda3401 5000 2a02 "
		    "02000000");
	put_zeros(&m, 16);
	put_padded(&m, "c2VjcmV0", 28);
	put_zeros(&m, 28);
	put_padded(&m, "S00000000007", 16);
	put_padded(&m, "5.1.4.0", 36);
	put_zeros(&m, 4);
	put_padded(&m, "TD-0000S2", 16);
	put_padded(&m, "LABEL", 16);
	put_zeros(&m, 12);
	assert_int_equal(m.len, 240);
	return m;
}

static void device_answers(void **state)
{
	struct message m = answer("08000100");
	(void)state;
	assert_datagram(
		d, message_slice(&m), VERDICT_NEXT,
		"mhed.message search answered\nmhed.name Yard\nmhed.mac 02:00:00:00:00:07\n"
		"mhed.type IPC\nmhed.serial S00000000007\nmhed.firmware 5.1.4.0\n"
		"mhed.model TD-0000S2\nmhed.manufacturer LABEL\n"
		"mhed.field IPv4Address=10.0.0.7\nmhed.field Gateway=10.0.0.1\n"
		"mhed.field Port=9008\nmhed.field HttpPort=80\nmhed.field Build=20240971\n");
	proto_datagram_torture(d, message_slice(&m));
}

static void earlier_version_has_no_serial(void **state)
{
	struct message m = answer("07000100");
	struct proto_test t;
	(void)state;
	proto_test_init(&t, d, 23456);
	(void)proto_datagram(&t, d, message_slice(&m));
	assert_null(strstr(proto_lines(&t), "mhed.serial"));
	assert_non_null(strstr(proto_lines(&t), "mhed.field Product=S00000000007\n"));
	assert_non_null(strstr(proto_lines(&t), "mhed.manufacturer LABEL\n"));
	proto_test_done(&t);
}

static void tool_asks(void **state)
{
	struct message m = {0};
	(void)state;
	put_hex(&m, "4d484544 07000100 01000000");
	put_zeros(&m, 128);
	assert_datagram(d, message_slice(&m), VERDICT_NEXT, "mhed.message search asked\n");
	m.bytes[8] = 3;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT, "mhed.message other command\n");
}

static void others_are_refused(void **state)
{
	struct message m = answer("08000200");
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m = answer("08000100");
	m.len = 200;
	assert_datagram(d, message_slice(&m), VERDICT_MALFORMED, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_answers),
		cmocka_unit_test(earlier_version_has_no_serial),
		cmocka_unit_test(tool_asks),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
