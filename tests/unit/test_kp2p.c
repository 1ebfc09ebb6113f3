/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector kp2p_dissector, kp2p_tcp_dissector;
static const struct dissector *const d = &kp2p_dissector;

#define ALIVE "abbccdde 00 000000 00000100 13a02100 00d95d02 000000000000000000000000"

static struct message registers(void)
{
	struct message m = {0};
	put_hex(&m, "abbccdde 11 000000 00000100 13a02100 00d95d02 0000000000000000 60000000");
	put_text(&m, "4700000010");
	put_zeros(&m, 86);
	return m;
}

static void datagrams(void **state)
{
	struct message m = registers();
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"kp2p.message device registers\nkp2p.device_id 4700000010\n");
	proto_datagram_torture(d, message_slice(&m));
	assert_datagram(d, hex(ALIVE), VERDICT_NEXT, "kp2p.message keep-alive\n");
	assert_datagram(d, hex(ALIVE "00"), VERDICT_NOT_MINE, "");
	m.bytes[127] = 1;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m.bytes[127] = 0, m.bytes[35] = 'x';
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m.bytes[35] = '1', m.bytes[4] = 0x12;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	assert_datagram(
		d, hex("abbccdde 00 000000 00000100 13a02100 00d95d02 000000000000000000000001"),
		VERDICT_NOT_MINE, "");
	assert_refuses_strangers(d);
}

static enum verdict_word last_word(const struct proto_piece *pieces, size_t n)
{
	struct proto_test t;
	proto_test_init(&t, &kp2p_tcp_dissector, 19000);
	enum verdict_word word = proto_stream(&t, &kp2p_tcp_dissector, pieces, n, SIZE_MAX).word;
	proto_test_done(&t);
	return word;
}

static void streams(void **state)
{
	struct message m = registers();
	struct proto_piece pieces[] = {
		{true, message_slice(&m)}, {true, hex(ALIVE)}, {false, message_slice(&m)}};
	struct proto_piece strange[] = {{true, message_slice(&m)}, {true, hex("aa")}};
	struct proto_piece http = {true, slice_text("GET / HTTP/1.1\r\n\r\n")};
	struct proto_piece other = {true, hex("abbccdde 12 000000")};
	(void)state;
	proto_stream_any_split(&kp2p_tcp_dissector, 19000, pieces, 3,
			       "kp2p.message device registers\nkp2p.device_id 4700000010\n"
			       "kp2p.message keep-alive\n"
			       "kp2p.message device registers\nkp2p.device_id 4700000010\n");
	assert_int_equal(last_word(pieces, 3), VERDICT_NEXT);
	assert_int_equal(last_word(strange, 2), VERDICT_DONE);
	assert_int_equal(last_word(&http, 1), VERDICT_NOT_MINE);
	assert_int_equal(last_word(&other, 1), VERDICT_NOT_MINE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(datagrams),
		cmocka_unit_test(streams),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
