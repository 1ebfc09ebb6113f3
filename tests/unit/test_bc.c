/* SPDX-License-Identifier: Apache-2.0 */
#include "tcp_test.h"

extern const struct dissector bc_dissector;
static const struct dissector *const d = &bc_dissector;

enum { PLAIN, KEYED };

/* Head in hex without its length, a body of XML. */
static struct slice message(const char *head, const char *body, int how)
{
	static const uint8_t key[] = {0x1f, 0x2d, 0x3c, 0x4b, 0x5a, 0x69, 0x78, 0xff};
	static struct message pool[8];
	static unsigned next;
	struct message *m = &pool[next++ % 8];

	m->len = 0;
	put_hex(m, head);
	size_t at = m->len;
	put_text(m, body);
	m->bytes[8] = (uint8_t)(m->len - at);
	m->bytes[9] = (uint8_t)((m->len - at) >> 8);
	for (size_t i = at; how == KEYED && i < m->len; i++)
		m->bytes[i] ^= (uint8_t)(key[(i - at + m->bytes[12]) % 8] ^ m->bytes[12]);
	return message_slice(m);
}

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n"
#define NONCE                                                                               \
	XML "<body>\n<Encryption version=\"1.1\">\n<type>md5</type>\n<nonce>13BC</nonce>\n" \
	    "</Encryption>\n</body>\n"
#define DEVICE                                                                       \
	XML "<body><DeviceInfo version=\"1.1\"><type>wifi_solo_ipc</type>"           \
	    "<channelNum>1</channelNum><resolution><width>2304</width></resolution>" \
	    "<typeInfo>IPC</typeInfo></DeviceInfo></body>"
#define VERSION                                                                              \
	XML "<body><VersionInfo version=\"1.1\"><name>Yard</name><type>E1</type>"            \
	    "<serialNumber>00000000000000</serialNumber><buildDay>build 19110800</buildDay>" \
	    "<hardwareVersion>IPC_517SD5</hardwareVersion>"                                  \
	    "<firmwareVersion>v2.0.0.587_19110800</firmwareVersion></VersionInfo></body>"
#define ANSWER "f0debc0a 50000000 00000000 08000000 c8000000 00000000"

static void login_and_version(void **state)
{
	const struct proto_piece pieces[] = {
		ASKS(message("f0debc0a 01000000 00000000 00000001 01dc1465",
			     "0123456789abcdef0123456789abcdef", PLAIN)),
		ANSWERS(message("f0debc0a 01000000 00000000 00000001 01dd1466", NONCE, KEYED)),
		ASKS(message("f0debc0a 01000000 00000000 00000001 00001464 00000000",
			     XML "<body><LoginUser><userName>u</userName></LoginUser></body>",
			     KEYED)),
		ANSWERS(message("f0debc0a 01000000 00000000 00000001 c8000000 00000000", DEVICE,
				KEYED)),
		ASKS(hex("f0debc0a 50000000 00000000 08000000 00001464 00000000")),
		ANSWERS(message(ANSWER, VERSION, KEYED)),
		ANSWERS(message("f0debc0a 68000000 00000000 0a000000 c8000000 00000000",
				XML "<body><SystemGeneral><deviceName>Gate</deviceName>"
				    "</SystemGeneral></body>",
				PLAIN)),
		ANSWERS(hex("f0debc0a 03000000 e85e0000 00000009 c8000000 00000000 31303032")),
	};
	(void)state;
	assert_talk(d, pieces, 8, VERDICT_DONE,
		    "bc.message login asked\n"
		    "bc.message login answered\nbc.field type=md5\n"
		    "bc.message login asked\n"
		    "bc.message login answered\nbc.field type=wifi_solo_ipc\n"
		    "bc.field channelNum=1\nbc.field typeInfo=IPC\n"
		    "bc.message version asked\n"
		    "bc.message version answered\nbc.name Yard\nbc.model E1\n"
		    "bc.serial 00000000000000\nbc.field buildDay=build 19110800\n"
		    "bc.field hardwareVersion=IPC_517SD5\nbc.firmware v2.0.0.587_19110800\n"
		    "bc.message system answered\nbc.name Gate\n"
		    "bc.message media sent\n");
}

static void an_extension_stands_before_the_payload(void **state)
{
	static const char xml[] = "xxxx" XML "<body><Uid><uid>95270000</uid></Uid></body>";
	struct proto_piece piece = ANSWERS(
		message("a0cded0f 72000000 00000000 00000000 c8000000 04000000", xml, PLAIN));
	(void)state;
	assert_talk(d, &piece, 1, VERDICT_NEXT,
		    "bc.message identity answered\nbc.field uid=95270000\n");
}

static void what_is_encrypted_says_nothing(void **state)
{
	const struct proto_piece pieces[] = {
		ANSWERS(message(ANSWER, "\x17\x4c\x99 no xml at all", PLAIN)),
		ASKS(message("f0debc0a 50000000 00000000 08000000 00001464 00000000", VERSION,
			     PLAIN)), /* a question tells nothing of a device */
		ANSWERS(message("f0debc0a 60000000 00000000 08000000 c8000000 00000000", "x",
				PLAIN)),
	};
	(void)state;
	assert_talk(d, pieces, 3, VERDICT_NEXT,
		    "bc.message version answered\nbc.message version asked\n");
}

static void long_bodies_are_passed_over(void **state)
{
	static uint8_t big[24 + 20000];
	const struct proto_piece pieces[] = {
		ANSWERS(slice_of(big, sizeof(big))),
		ASKS(hex("f0debc0a 50000000 00000000 08000000 00001464 00000000")),
		ANSWERS(message(ANSWER, VERSION, PLAIN))};
	struct proto_test t;
	(void)state;
	memcpy(big, hex("f0debc0a 91000000 204e0000 08000000 c8000000 00000000").at, 24);
	proto_test_init(&t, d, 9000);
	assert_int_equal(proto_stream(&t, d, pieces, 3, 1000).word, VERDICT_NEXT);
	assert_non_null(strstr(proto_lines(&t), "bc.model E1\n"));
	proto_test_done(&t);
}

static void broken_heads_end_it(void **state)
{
	const struct proto_piece magic[] = {ANSWERS(message(ANSWER, NONCE, PLAIN)),
					    ANSWERS(hex("00debc0a"))};
	const struct proto_piece class[] = {
		ANSWERS(message(ANSWER, NONCE, PLAIN)),
		ANSWERS(hex("f0debc0a 50000000 00000000 08000000 c8001234"))};
	const char *want = "bc.message version answered\nbc.field type=md5\n";
	(void)state;
	assert_talk(d, magic, 2, VERDICT_MALFORMED, want);
	assert_talk(d, class, 2, VERDICT_MALFORMED, want);
}

static void it_ends_after_many_messages(void **state)
{
	struct proto_piece pieces[64];
	struct proto_test t;
	struct slice one = hex("f0debc0a 5d000000 00000000 08000000 00001464 00000000");
	(void)state;
	for (size_t i = 0; i < 64; i++)
		pieces[i] = (struct proto_piece)ASKS(one);
	proto_test_init(&t, d, 9000);
	assert_int_equal(proto_stream(&t, d, pieces, 64, SIZE_MAX).word, VERDICT_DONE);
	proto_test_done(&t);
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_other_streams(d);
	assert_refused(d, hex("f0debc0b 50000000 00000000 08000000 00001464 00000000"));
	assert_refused(d, hex("f0debc0a 50000000 00000000 08000000 00001564 00000000"));
	assert_refused(d, hex("f0debc0a 50000000 00000002 08000000 00001464 00000000"));
}

static void damaged(void **state)
{
	(void)state;
	stream_torture(d, false, message(ANSWER, NONCE, KEYED));
	stream_torture(d, false,
		       message("f0debc0a 01000000 00000000 00000001 01dd1466", NONCE, PLAIN));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(login_and_version),
		cmocka_unit_test(an_extension_stands_before_the_payload),
		cmocka_unit_test(what_is_encrypted_says_nothing),
		cmocka_unit_test(long_bodies_are_passed_over),
		cmocka_unit_test(broken_heads_end_it),
		cmocka_unit_test(it_ends_after_many_messages),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(damaged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
