/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector dh8600_dissector;
static const struct dissector *const d = &dh8600_dissector;

static struct message answer(void)
{
	struct message m = {0};
	put_hex(&m, "44480108");
	put_padded(&m, "10.0.0.7", 16);
	put_padded(&m, "255.255.255.0", 16);
	put_padded(&m, "10.0.0.1", 16);
	put_padded(&m, "8.8.8.8", 16);
	put_padded(&m, "8.8.4.4", 16);
	put_hex(&m, "020000000007 901f");
	put_padded(&m, "VSTX000007ABCDE", 32);
	put_padded(&m, "Yard", 32);
	put_zeros(&m, 48);
	put_padded(&m, "48.53.75.92", 40);
	return m;
}

/* As long as answers were seen: behind the firmware a name server, user and password. */
static struct message whole_answer(void)
{
	struct message m = answer();
	put_zeros(&m, 80);
	put_padded(&m, "user2.vendor.example", 128);
	put_padded(&m, "abcde", 32);
	put_padded(&m, "123456", 32);
	return m;
}

static void device_answers(void **state)
{
	struct message m = answer();
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"dh8600.message search answered\ndh8600.mac 02:00:00:00:00:07\n"
			"dh8600.serial VSTX000007ABCDE\ndh8600.name Yard\n"
			"dh8600.field IPv4Address=10.0.0.7\ndh8600.field Gateway=10.0.0.1\n"
			"dh8600.field Port=8080\ndh8600.firmware 48.53.75.92\n");
	proto_datagram_torture(d, message_slice(&m));
	m.len = 60;
	assert_datagram(d, message_slice(&m), VERDICT_MALFORMED,
			"dh8600.message search answered\n");
}

static void name_server_but_no_password(void **state)
{
	struct message m = whole_answer();
	struct proto_test t;
	(void)state;
	proto_test_init(&t, d, 8600);
	assert_int_equal(proto_datagram(&t, d, message_slice(&m)).word, VERDICT_NEXT);
	assert_non_null(strstr(proto_lines(&t), "dh8600.firmware 48.53.75.92\n"
						"dh8600.field NameServer=user2.vendor.example\n"));
	assert_null(strstr(proto_lines(&t), "abcde"));
	assert_null(strstr(proto_lines(&t), "123456"));
	proto_test_done(&t);
	proto_datagram_torture(d, message_slice(&m));
}

static void tool_asks(void **state)
{
	(void)state;
	assert_datagram(d, hex("44480101"), VERDICT_NEXT, "dh8600.message search asked\n");
	assert_datagram(d, hex("4448010100"), VERDICT_NOT_MINE, "");
}

static void others_are_refused(void **state)
{
	struct message m = answer();
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, slice_text("DHIP"), VERDICT_NOT_MINE, "");
	assert_datagram(d, slice_text("DHGET /probe HTTP/1.1\r\n"), VERDICT_NOT_MINE, "");
	m.bytes[4] = 'x';
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
}

static void real_answer(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, d, 8600);
	(void)proto_datagram(&t, d, proto_shared_file("fixtures/discovery/Vstarcam.bin"));
	assert_string_equal(proto_lines(&t),
			    "dh8600.message search answered\ndh8600.mac 11:22:33:44:55:66\n"
			    "dh8600.serial 123456789\ndh8600.name Virtual Camera\n"
			    "dh8600.field IPv4Address=240.0.18.0\ndh8600.field Port=8080\n"
			    "dh8600.firmware 1.0\n");
	proto_test_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_answers), cmocka_unit_test(name_server_but_no_password),
		cmocka_unit_test(tool_asks),      cmocka_unit_test(others_are_refused),
		cmocka_unit_test(real_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
