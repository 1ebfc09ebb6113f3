/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector stun_dissector;

#define COOKIE "2112a442"
#define ID "0102030405060708090a0b0c"

static void expect(uint16_t port, const char *bytes, enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &stun_dissector, port);
	assert_int_equal(proto_datagram(&t, &stun_dissector, hex(bytes)).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

static void request_and_response(void **state)
{
	(void)state;
	expect(9, "0001 000c" COOKIE ID "8022 0005 6170702031 000000", VERDICT_NEXT,
	       "stun.method 1\nstun.software app 1\n");
	/* 198.51.100.7 veiled is e7 21 c0 45; the plain form says another */
	expect(9, "0101 0018" COOKIE ID "0001 0008 0001 1234 0a000002 0020 0008 0001 1234 e721c045",
	       VERDICT_NEXT, "stun.method 257\nstun.mapped 198.51.100.7\n");
	expect(9, "0101 000c" COOKIE ID "0001 0008 0001 1234 c6336407", VERDICT_NEXT,
	       "stun.method 257\nstun.mapped 198.51.100.7\n");
	expect(9, "0101 0018" COOKIE ID "0020 0014 0002 1234 0113a9fa0102030405060708090a0b0b",
	       VERDICT_NEXT, "stun.method 257\nstun.mapped 2001:db8::7\n");
	/* an address in a request is nobody's */
	expect(9, "0001 000c" COOKIE ID "0001 0008 0001 1234 c6336407", VERDICT_NEXT,
	       "stun.method 1\n");
}

static void classic_form_needs_its_port(void **state)
{
	const char *request = "0001 0000 aabbccdd" ID;
	const char *reply = "0101 000c aabbccdd" ID "0001 0008 0001 1234 c6336407";
	(void)state;
	expect(3478, request, VERDICT_NEXT, "stun.method 1\n");
	expect(19305, reply, VERDICT_NEXT, "stun.method 257\nstun.mapped 198.51.100.7\n");
	expect(9, request, VERDICT_NOT_MINE, "");
	expect(9, reply, VERDICT_NOT_MINE, "");
	expect(3478, "0003 0000 aabbccdd" ID, VERDICT_NOT_MINE, "");
	expect(3478, "0011 0000 aabbccdd" ID, VERDICT_NOT_MINE, "");
	expect(3478, "0101 000c aabbccdd" ID "0001 0018 0001 1234 c6336407", VERDICT_NOT_MINE, "");
}

static void channel_data_only_after_a_message(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, &stun_dissector, 3478);
	assert_int_equal(proto_datagram(&t, &stun_dissector, hex("40010004 01020304")).word,
			 VERDICT_NOT_MINE);
	assert_int_equal(proto_datagram(&t, &stun_dissector, hex("0001 0000" COOKIE ID)).word,
			 VERDICT_NEXT);
	assert_int_equal(proto_datagram(&t, &stun_dissector, hex("40010004 01020304")).word,
			 VERDICT_NEXT);
	enum verdict_word word = VERDICT_NEXT;
	for (int i = 0; i < 100 && word == VERDICT_NEXT; i++)
		word = proto_datagram(&t, &stun_dissector, hex("40010004 01020304")).word;
	assert_int_equal(word, VERDICT_DONE);
	proto_test_done(&t);
}

static void broken_messages(void **state)
{
	(void)state;
	expect(9, "0101 000c" COOKIE ID "0020 0018 0001 1234 e721c045", VERDICT_MALFORMED,
	       "stun.method 257\n");
	expect(9, "0101 000c" COOKIE ID "0020 0008 0002 1234 e721c045", VERDICT_NEXT,
	       "stun.method 257\n"); /* a family that its length denies */
	expect(9, "0001 0004" COOKIE ID, VERDICT_NOT_MINE, "");
	expect(9, "0001 0000" COOKIE ID "00", VERDICT_NOT_MINE, "");
	expect(9, "0001 0002" COOKIE ID "0000", VERDICT_NOT_MINE, "");
	expect(9, "4001 0000" COOKIE ID, VERDICT_NOT_MINE, "");
	expect(9, "8060 0000" COOKIE ID, VERDICT_NOT_MINE, "");
	expect(9, "0001 0000" COOKIE, VERDICT_NOT_MINE, "");
	expect(9, "", VERDICT_NOT_MINE, "");
	proto_datagram_torture(&stun_dissector,
			       hex("0101 0018" COOKIE ID
				   "8022 0005 6170702031 000000 0020 0008 0001 1234 e721c045"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_and_response),
		cmocka_unit_test(classic_form_needs_its_port),
		cmocka_unit_test(channel_data_only_after_a_message),
		cmocka_unit_test(broken_messages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
