/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector stun_tcp_dissector;

#define COOKIE "2112a442"
#define ID "0102030405060708090a0b0c"
#define REQUEST "0001 000c" COOKIE ID "8022 0005 6170702031 000000"
#define RESPONSE "0101 000c" COOKIE ID "0020 0008 0001 1234 e721c045"

static void both_directions(void **state)
{
	struct proto_piece pieces[] = {
		{true, hex(REQUEST)},
		{false, hex(RESPONSE)},
		{true, hex("4001 0005 0102030405 000000 4001 0000" REQUEST)},
	};
	(void)state;
	proto_stream_any_split(&stun_tcp_dissector, 443, pieces, 3,
			       "stun.method 1\nstun.software app 1\n"
			       "stun.method 257\nstun.mapped 198.51.100.7\n"
			       "stun.method 1\nstun.software app 1\n");
	proto_stream_any_split(&stun_tcp_dissector, 443, pieces + 1, 1,
			       "stun.method 257\nstun.mapped 198.51.100.7\n");
}

static enum verdict_word word_of(const char *bytes)
{
	struct proto_piece piece = {true, hex(bytes)};
	struct proto_test t;

	proto_test_init(&t, &stun_tcp_dissector, 3478);
	enum verdict_word word = proto_stream(&t, &stun_tcp_dissector, &piece, 1, 3).word;
	proto_test_done(&t);
	return word;
}

static void broken_streams(void **state)
{
	(void)state;
	assert_int_equal(word_of("4001 0000" REQUEST), VERDICT_NOT_MINE);
	assert_int_equal(word_of("474554202f20485454502f312e310d0a0d0a0d0a"), VERDICT_NOT_MINE);
	assert_int_equal(word_of("1603010200010001fc030300112233445566778899aa"), VERDICT_NOT_MINE);
	assert_int_equal(word_of("0001 0000 aabbccdd" ID), VERDICT_NOT_MINE); /* classic */
	assert_int_equal(word_of("0001 fffc" COOKIE ID), VERDICT_NOT_MINE);   /* too long */
	assert_int_equal(word_of(REQUEST "ffff"), VERDICT_MALFORMED);
	assert_int_equal(word_of(REQUEST "0001 0000 aabbccdd" ID), VERDICT_MALFORMED);
	assert_int_equal(word_of("0001 0004" COOKIE ID "80220009"), VERDICT_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_directions),
		cmocka_unit_test(broken_streams),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
