/* SPDX-License-Identifier: Apache-2.0 */
#include "tcp_test.h"

extern const struct dissector nvs3001_dissector;
static const struct dissector *const d = &nvs3001_dissector;

static struct slice command(const char *text)
{
	static struct message pool[8];
	static unsigned next;
	struct message *m = &pool[next++ % 8];

	m->len = 0;
	put_hex(m, "f1f5eaf5 0000 0000 0000000000000000 00000000");
	put_text(m, text);
	m->bytes[6] = (uint8_t)m->len;
	m->bytes[16] = (uint8_t)(m->len - 20);
	return message_slice(m);
}

#define DATA "f1f5eaf9 00000000 07000a00 0000 2000 01000000 4e565300 00000000 01020304"
#define FAILED "IP\tUSER\tLOGON\tLOGONFAILED\t3\t\t\tc2VjcmV0\n\n\n"

static void a_login_fails(void **state)
{
	const struct proto_piece pieces[] = {
		ASKS(command("10.0.0.7\tIP\tUSER\tLOGON\tVVNFUg==\tUEFTUw==\t\t1\tUTF-8\n\n\n")),
		ANSWERS(command(FAILED)),
	};
	(void)state;
	assert_talk(d, pieces, 2, VERDICT_NEXT,
		    "nvs3001.message asked IP USER LOGON\n"
		    "nvs3001.message answered IP USER LOGON LOGONFAILED\n");
}

static void media_ends_it(void **state)
{
	const struct proto_piece pieces[] = {
		ASKS(command("10.0.0.7\tlower\tcase\n\n\n")),
		ANSWERS(command("IP\tUSER\tLOGON\tU0VDUkVU\n\n\n")),
		ANSWERS(hex(DATA)),
	};
	(void)state;
	assert_talk(d, pieces, 3, VERDICT_DONE,
		    "nvs3001.message answered IP USER LOGON\nnvs3001.message media sent\n");
}

static void broken_messages(void **state)
{
	const struct proto_piece head[] = {ANSWERS(command(FAILED)), ANSWERS(hex("f1f5eb"))};
	const struct proto_piece length[] = {
		ANSWERS(command(FAILED)),
		ANSWERS(hex("f1f5eaf5 0000 1500 0000000000000000 02000000"))};
	const struct proto_piece media[] = {
		ANSWERS(command(FAILED)),
		ANSWERS(hex("f1f5eaf9 00000000 07000a00 0000 2000 01000000 4e565301"))};
	const char *want = "nvs3001.message answered IP USER LOGON LOGONFAILED\n";
	(void)state;
	assert_talk(d, head, 2, VERDICT_MALFORMED, want);
	assert_talk(d, length, 2, VERDICT_MALFORMED, want);
	assert_talk(d, media, 2, VERDICT_MALFORMED, want);
}

static void it_ends_after_many_messages(void **state)
{
	struct proto_piece pieces[64];
	struct proto_test t;
	struct slice one = command("A\tB\tC\n\n\n");
	(void)state;
	for (size_t i = 0; i < 64; i++)
		pieces[i] = (struct proto_piece)ASKS(one);
	proto_test_init(&t, d, 3001);
	assert_int_equal(proto_stream(&t, d, pieces, 64, SIZE_MAX).word, VERDICT_DONE);
	proto_test_done(&t);
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_other_streams(d);
	assert_refused(d, hex("f1f5eaf5 0000 1500 0000000000000000 02000000 4142"));
	assert_refused(d, hex("f1f5eaf9 00000000 07000a00 0000 2000 01000000 41424344"));
	assert_refused(d, hex("f1f5eaf6 0000 1500 0000000000000000 01000000 41"));
}

static void damaged(void **state)
{
	(void)state;
	stream_torture(d, false, command(FAILED));
	stream_torture(d, false, hex(DATA));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_login_fails),      cmocka_unit_test(media_ends_it),
		cmocka_unit_test(broken_messages),    cmocka_unit_test(it_ends_after_many_messages),
		cmocka_unit_test(others_are_refused), cmocka_unit_test(damaged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
