/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector disc7701_dissector;
static const struct dissector *const d = &disc7701_dissector;

static struct message answer(void)
{
	struct message m = {0};
	put_hex(&m, "0b 68 79 fc 58 f3 b4 e8 97 51 a3 9c a9 98 fa 9b 81 4f 11");
	put_padded(&m, "02:00:00:00:00:07", 18);
	put_padded(&m, "10.0.0.7", 16);
	put_padded(&m, "255.255.0.0", 16);
	put_padded(&m, "10.0.0.1", 16);
	put_zeros(&m, 24);
	put_padded(&m, "MOD-6083", 10);
	put_zeros(&m, 14);
	put_padded(&m, "http://10.0.0.7/index.htm", 39);
	put_zeros(&m, 262 - m.len);
	return m;
}

static void device_answers(void **state)
{
	struct message m = answer();
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"disc7701.message search answered\ndisc7701.mac 02:00:00:00:00:07\n"
			"disc7701.model MOD-6083\ndisc7701.field IPv4Address=10.0.0.7\n"
			"disc7701.field Gateway=10.0.0.1\n"
			"disc7701.field URL=http://10.0.0.7/index.htm\n");
	proto_datagram_torture(d, message_slice(&m));
}

static void others_are_refused(void **state)
{
	struct message m = answer();
	(void)state;
	assert_refuses_strangers(d);
	m.bytes[0] = 1; /* a question: no mark */
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m = answer();
	m.bytes[0x25] = 'x';
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m = answer();
	m.len--;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
}

static void real_answer(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, d, 7711);
	(void)proto_datagram(&t, d, proto_shared_file("fixtures/discovery/Hanwha.bin"));
	const char *got = proto_lines(&t);
	assert_non_null(strstr(got, "disc7701.mac 00:11:22:33:44:55\ndisc7701.model Virtual\n"));
	assert_non_null(strstr(got, "disc7701.field URL=http://127.0.0.1/index.htm\n"));
	proto_test_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_answers),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(real_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
