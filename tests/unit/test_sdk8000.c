/* SPDX-License-Identifier: Apache-2.0 */
#include "tcp_test.h"

extern const struct dissector sdk8000_dissector;
static const struct dissector *const d = &sdk8000_dissector;

#define LOGIN "00000020 5a000000 12345678 00010000 05013d4b00000001 0000000000006f00"
#define COMMAND "00000018 63000000 12345678 00117000 0000000000000000"

static void a_login_is_answered(void **state)
{
	const struct proto_piece pieces[] = {
		ASKS(hex(LOGIN)),
		ASKS(hex(COMMAND)),
		ANSWERS(hex("000000a8 00000001 00000000 00000000 0123456789abcdef")),
	};
	(void)state;
	assert_talk(d, pieces, 3, VERDICT_DONE,
		    "sdk8000.message login asked\nsdk8000.message command asked\n"
		    "sdk8000.message answered\n");
}

static void the_short_answer(void **state)
{
	const struct proto_piece answer = ANSWERS(hex("00000010 0000001e 0000001e 00000000"));
	(void)state;
	assert_talk(d, &answer, 1, VERDICT_DONE, "sdk8000.message short answer\n");
}

static void broken_messages(void **state)
{
	const struct proto_piece length[] = {ASKS(hex(LOGIN)),
					     ANSWERS(hex("00100000 00000001 00000000 00000000"))};
	const struct proto_piece words[] = {ASKS(hex(LOGIN)), ANSWERS(slice_text("220 hello"))};
	const struct proto_piece head[] = {ASKS(hex(LOGIN)),
					   ASKS(hex("00000020 11111111 12345678 00010000"))};
	(void)state;
	assert_talk(d, length, 2, VERDICT_MALFORMED, "sdk8000.message login asked\n");
	assert_talk(d, words, 2, VERDICT_MALFORMED, "sdk8000.message login asked\n");
	assert_talk(d, head, 2, VERDICT_MALFORMED, "sdk8000.message login asked\n");
}

static void others_are_refused(void **state)
{
	const struct proto_piece from_device = ANSWERS(hex(LOGIN));
	const struct proto_piece from_client = ASKS(hex("00000010 0000001e 0000001e 00000000"));
	(void)state;
	assert_refuses_other_streams(d);
	assert_talk(d, &from_device, 1, VERDICT_NOT_MINE, "");
	assert_talk(d, &from_client, 1, VERDICT_NOT_MINE, "");
	assert_refused(d, hex("00000010 5a000000 12345678 00010000"));
	assert_refused(d, hex("00002010 5a000000 12345678 00010000"));
	assert_refused(d, hex("00000020 5a000000 12345678 00010001"));
	assert_refused(d, hex("00000010 0000001e 0000001e 00000001"));
}

static void damaged(void **state)
{
	(void)state;
	stream_torture(d, true, hex(LOGIN COMMAND));
	stream_torture(d, false, hex("00000010 0000001e 0000001e 00000000"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_login_is_answered),
		cmocka_unit_test(the_short_answer),
		cmocka_unit_test(broken_messages),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(damaged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
