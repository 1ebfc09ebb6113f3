/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector moi_dissector;
static const struct dissector *const d = &moi_dissector;

enum { HEAD = 23, BODY = 64 };

static struct message answer(const char *identity)
{
	struct message m = {0};
	put_text(&m, "MO_I");
	put_hex(&m, "0100 00 0000000000000000 40000000 00000000");
	put_padded(&m, identity, 13);
	put_padded(&m, "Yard", 21);
	put_hex(&m, "0a000007 ffffff00 0a000001 08080808 00000001 0b250130 00040112 0050");
	put_zeros(&m, HEAD + BODY - m.len);
	return m;
}

static const char lines[] =
	"moi.message search answered\nmoi.mac 020000000007\nmoi.name Yard\n"
	"moi.field IPv4Address=10.0.0.7\nmoi.field Gateway=10.0.0.1\n"
	"moi.firmware 11.37.1.48\nmoi.web_version 0.4.1.18\nmoi.field Port=80\n";

static void device_answers(void **state)
{
	struct message m = answer("020000000007");
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT, lines);
	proto_datagram_torture(d, message_slice(&m));
	m = answer("S123456789");
	struct proto_test t;
	proto_test_init(&t, d, 10000);
	(void)proto_datagram(&t, d, message_slice(&m));
	assert_non_null(strstr(proto_lines(&t), "moi.serial S123456789\n"));
	proto_test_done(&t);
}

static void ciphered_answer(void **state)
{
	static const char key[] = "_secret_";
	struct message m = answer("020000000007");
	(void)state;
	m.bytes[6] = 1;
	memcpy(m.bytes + 7, key, 8);
	for (size_t i = 0; i < BODY; i++)
		m.bytes[HEAD + i] ^= (uint8_t)key[i % 8];
	assert_datagram(d, message_slice(&m), VERDICT_NEXT, lines);
}

static void tool_asks(void **state)
{
	(void)state;
	assert_datagram(d, hex("4d4f5f49 0000 00 0000000000000000 04000000 00000000 00000001"),
			VERDICT_NEXT, "moi.message search asked\n");
}

static void others_are_refused(void **state)
{
	struct message m = answer("020000000007");
	(void)state;
	assert_refuses_strangers(d);
	m.bytes[4] = 7;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m = answer("020000000007");
	m.bytes[20] = 7;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m = answer("020000000007");
	m.len = HEAD + 20;
	assert_datagram(d, message_slice(&m), VERDICT_MALFORMED, "moi.message search answered\n");
}

static void real_answer(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, d, 10000);
	(void)proto_datagram(&t, d, proto_shared_file("fixtures/discovery/Foscam.bin"));
	const char *got = proto_lines(&t);
	assert_non_null(strstr(got, "moi.serial 0123456789\nmoi.name Virtual device\n"));
	assert_non_null(strstr(got, "moi.firmware 1.0.0.0\n"));
	proto_test_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_answers), cmocka_unit_test(ciphered_answer),
		cmocka_unit_test(tool_asks),      cmocka_unit_test(others_are_refused),
		cmocka_unit_test(real_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
