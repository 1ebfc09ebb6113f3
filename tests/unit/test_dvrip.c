/* SPDX-License-Identifier: Apache-2.0 */
#include "tcp_test.h"

extern const struct dissector dvrip_dissector;
static const struct dissector *const d = &dvrip_dissector;

#define REALM_ASKED "a0010000 00000000 0000000000000000 0000000000000000 05020101 0000a1aa"
#define REALM "Realm:Login to 1A2B3C4PAA00003\r\nRandom:1234567890\r\n\r\n"
#define LOGIN_ACCEPTED "b0000058 00000000 00080409 01020000 78563412 00000000 0600f900 00000000"

static struct slice with_body(const char *head, const char *body)
{
	static struct message pool[8];
	static unsigned next;
	struct message *m = &pool[next++ % 8];

	m->len = 0;
	put_hex(m, head);
	put_text(m, body);
	m->bytes[4] = (uint8_t)strlen(body);
	if (m->bytes[0] == 0xf6)
		m->bytes[16] = (uint8_t)strlen(body);
	return message_slice(m);
}

static struct slice realm_reply(void)
{
	return with_body("b0010058 00000000 0000000000000000 0000000000000000 00000000 00000000",
			 REALM);
}

static struct slice info_reply(const char *which, const char *text)
{
	char head[128];
	snprintf(head, sizeof(head),
		 "b4000058 00000000 %s00000000000000 0000000000000000 0000000000000000", which);
	return with_body(head, text);
}

static void login_and_information(void **state)
{
	const struct proto_piece pieces[] = {
		ASKS(hex(REALM_ASKED)),
		ANSWERS(realm_reply()),
		ASKS(with_body("a0050000 00000000 0000000000000000 0000000000000000"
			       "05020008 0000a1aa",
			       "admin&&0123456789ABCDEF")),
		ANSWERS(hex(LOGIN_ACCEPTED)),
		ASKS(hex("a4000000 00000000 0700000000000000 0000000000000000 0000000000000000")),
		ANSWERS(info_reply("07", "1A2B3C4PAA00003")),
		ANSWERS(info_reply("08", "2.400.0000.8.R,build:2016-01-01")),
		ANSWERS(info_reply("0b", "DVR\0")),
		ANSWERS(info_reply("1d", "General")),
		ANSWERS(info_reply("27", "http://10.0.0.1")),
		ANSWERS(info_reply("14", "English")),
	};
	(void)state;
	assert_talk(d, pieces, sizeof(pieces) / sizeof(pieces[0]), VERDICT_NEXT,
		    "dvrip.message login asked\n"
		    "dvrip.message login answered\ndvrip.realm Login to 1A2B3C4PAA00003\n"
		    "dvrip.message login asked\n"
		    "dvrip.message login answered\ndvrip.field channels=4\ndvrip.field type=1\n"
		    "dvrip.field subtype=2\n"
		    "dvrip.message information asked\n"
		    "dvrip.message information answered\ndvrip.serial 1A2B3C4PAA00003\n"
		    "dvrip.message information answered\n"
		    "dvrip.firmware 2.400.0000.8.R,build:2016-01-01\n"
		    "dvrip.message information answered\ndvrip.field device=DVR\n"
		    "dvrip.message information answered\ndvrip.field oem=General\n"
		    "dvrip.message information answered\ndvrip.field url=http://10.0.0.1\n"
		    "dvrip.message information answered\n");
}

static void refused_login_tells_no_fields(void **state)
{
	const struct proto_piece piece = ANSWERS(
		hex("b0000058 00000000 01000409 01020000 00000000 00000000 0600f900 00000000"));
	(void)state;
	assert_talk(d, &piece, 1, VERDICT_NEXT, "dvrip.message login answered\n");
}

static void calls_are_documents(void **state)
{
	static const char head[] =
		"f6000000 00000000 0100000000000000 0000000000000000 7856341200000000";
	const struct proto_piece pieces[] = {
		ASKS(with_body(head, "{\"method\":\"magicBox.getSerialNo\"}")),
		ANSWERS(with_body(head, "{\"params\":{\"sn\":\"S1\"},\"result\":true}")),
	};
	(void)state;
	assert_talk(d, pieces, 2, VERDICT_NEXT,
		    "dvrip.message call asked\ndocument JSON 33\n"
		    "dvrip.message call answered\ndocument JSON 36\n");
}

static void media_ends_it(void **state)
{
	const struct proto_piece piece =
		ANSWERS(hex("bc000000 10000000 0000000000000000 0000000000000000 0000000000000000"
			    "44484156 fd000000 00000000 00000000"));
	const struct proto_piece no_frame =
		ANSWERS(hex("bc000000 10000000 0000000000000000 0000000000000000 0000000000000000"
			    "00484156 fd000000 00000000 00000000"));
	(void)state;
	assert_talk(d, &piece, 1, VERDICT_DONE, "dvrip.message media sent\n");
	assert_talk(d, &no_frame, 1, VERDICT_NOT_MINE, "");
}

static void long_bodies_are_passed_over(void **state)
{
	static uint8_t bytes[32 + 5000 + 32];
	const struct proto_piece pieces[] = {ANSWERS(realm_reply()),
					     ANSWERS(slice_of(bytes, sizeof(bytes)))};
	(void)state;
	bytes[0] = 0xb4;
	bytes[4] = (uint8_t)(5000 & 0xff);
	bytes[5] = 5000 >> 8;
	bytes[32 + 5000] = 0xa4;
	assert_talk(d, pieces, 2, VERDICT_NEXT,
		    "dvrip.message login answered\ndvrip.realm Login to 1A2B3C4PAA00003\n"
		    "dvrip.message information answered\ndvrip.message information asked\n");
}

static void broken_length_ends_it(void **state)
{
	const struct proto_piece pieces[] = {ANSWERS(realm_reply()),
					     ANSWERS(hex("b4000058 ffffffff 0700000000000000"
							 "0000000000000000 0000000000000000"))};
	(void)state;
	assert_talk(d, pieces, 2, VERDICT_MALFORMED,
		    "dvrip.message login answered\ndvrip.realm Login to 1A2B3C4PAA00003\n");
}

static void it_ends_after_many_messages(void **state)
{
	struct proto_piece pieces[66] = {ANSWERS(realm_reply())};
	struct proto_test t;
	(void)state;
	for (size_t i = 1; i < 66; i++)
		pieces[i] = (struct proto_piece)ANSWERS(hex(
			"b1000058 00000000 0000000000000000 0000000000000000 00000000 00000000"));
	/* one text of the pool is used again: what it holds is the same */
	proto_test_init(&t, d, 37777);
	assert_int_equal(proto_stream(&t, d, pieces, 66, SIZE_MAX).word, VERDICT_DONE);
	proto_test_done(&t);
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_other_streams(d);
	/* keep-alive and information alone say too little */
	assert_refused(d, hex("a1000000 00000000 0000000000000000 0000000000000000 0000000000000000"
			      "00000000000000"));
	assert_refused(d, hex("b4000058 00000000 0700000000000000 0000000000000000 0000000000000000"
			      "00000000000000"));
	assert_refused(d,
		       hex("a0010000 00000000 0000000000000000 0000000000000000 05020101 0000a1ab"
			   "00000000000000"));
	assert_refused(d, hex("f6000000 07000000 0100000000000000 0700000000000000 7856341200000000"
			      "20202020202020"));
}

static void damaged(void **state)
{
	struct message m = {0};
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct slice s = i ? info_reply("07", "S1") : realm_reply();
		memcpy(m.bytes + m.len, s.at, s.len);
		m.len += s.len;
	}
	stream_torture(d, false, message_slice(&m));
	stream_torture(d, true, hex(REALM_ASKED));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(login_and_information),
		cmocka_unit_test(refused_login_tells_no_fields),
		cmocka_unit_test(calls_are_documents),
		cmocka_unit_test(media_ends_it),
		cmocka_unit_test(long_bodies_are_passed_over),
		cmocka_unit_test(broken_length_ends_it),
		cmocka_unit_test(it_ends_after_many_messages),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(damaged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
