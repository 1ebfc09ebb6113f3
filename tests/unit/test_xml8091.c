/* SPDX-License-Identifier: Apache-2.0 */
#include "tcp_test.h"

extern const struct dissector xml8091_dissector;
static const struct dissector *const d = &xml8091_dissector;

static struct slice message(const char *xml)
{
	static struct message pool[8];
	static unsigned next;
	struct message *m = &pool[next++ % 8];

	m->len = 0;
	put_hex(m, "58915851 00000000");
	put_text(m, xml);
	m->bytes[4] = (uint8_t)strlen(xml);
	m->bytes[5] = (uint8_t)(strlen(xml) >> 8);
	return message_slice(m);
}

#define HEADER(type, code)                                                                        \
	"<?xml version=\"1.0\" encoding=\"GB2312\" ?>\n<XML_T>\n<MESSAGE_HEADER Msg_type=\"" type \
	"\" Msg_code=\"" code "\" Msg_flag=\"0\" />\n"
#define DEVICE                                                                                 \
	"<MESSAGE_BODY><DEVICE_TYPE DeviceType=\"IPCAM\" DeviceModule=\"M-1\"/>"               \
	"<IPC_SERIALNUMBER SerialNumber=\"S1\"/><LANConfig MacAddress=\"02:00:00:00:00:07\"/>" \
	"</MESSAGE_BODY></XML_T>"

static void login_and_configuration(void **state)
{
	const struct proto_piece pieces[] = {
		ASKS(message(HEADER("USER_AUTH_MESSAGE",
				    "1") "<MESSAGE_BODY><USER_AUTH_PARAM Username=\"u\"/>"
					 "</MESSAGE_BODY></XML_T>")),
		ANSWERS(message(HEADER("USER_AUTH_MESSAGE", "2") "</XML_T>")),
		ASKS(message(HEADER("SYSTEM_CONFIG_GET_MESSAGE", "600") DEVICE)),
		ANSWERS(message(HEADER("SYSTEM_CONFIG_GET_MESSAGE", "600") DEVICE)),
	};
	(void)state;
	assert_talk(d, pieces, 4, VERDICT_NEXT,
		    "xml8091.message asked USER_AUTH_MESSAGE 1\n"
		    "xml8091.message answered USER_AUTH_MESSAGE 2\nxml8091.root XML_T\n"
		    "xml8091.message asked SYSTEM_CONFIG_GET_MESSAGE 600\n"
		    "xml8091.message answered SYSTEM_CONFIG_GET_MESSAGE 600\nxml8091.root XML_T\n"
		    "xml8091.model M-1\nxml8091.serial S1\nxml8091.mac 02:00:00:00:00:07\n");
}

static void broken_messages(void **state)
{
	const char *want = "xml8091.message answered A 1\nxml8091.root XML_T\n";
	const struct proto_piece other[] = {ANSWERS(message("<a/>"))};
	const struct proto_piece cut[] = {ANSWERS(message(HEADER("A", "1")))};
	const struct proto_piece head[] = {ANSWERS(message(HEADER("A", "1") "</XML_T>")),
					   ANSWERS(hex("58915850"))};
	const struct proto_piece length[] = {ANSWERS(message(HEADER("A", "1") "</XML_T>")),
					     ANSWERS(hex("58915851 00000100"))};
	(void)state;
	assert_talk(d, other, 1, VERDICT_MALFORMED, "");
	assert_talk(d, cut, 1, VERDICT_MALFORMED, want);
	assert_talk(d, head, 2, VERDICT_MALFORMED, want);
	assert_talk(d, length, 2, VERDICT_MALFORMED, want);
}

static void it_ends_after_many_messages(void **state)
{
	struct proto_piece pieces[64];
	struct proto_test t;
	struct slice one = message(HEADER("A", "1") "</XML_T>");
	(void)state;
	for (size_t i = 0; i < 64; i++)
		pieces[i] = (struct proto_piece)ASKS(one);
	proto_test_init(&t, d, 8091);
	assert_int_equal(proto_stream(&t, d, pieces, 64, SIZE_MAX).word, VERDICT_DONE);
	proto_test_done(&t);
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_other_streams(d);
	assert_refused(d, hex("58915852 04000000 3c612f3e"));
	assert_refused(d, hex("58915851 00000100 3c612f3e"));
}

static void damaged(void **state)
{
	(void)state;
	stream_torture(d, false, message(HEADER("A", "1") DEVICE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(login_and_configuration),
		cmocka_unit_test(broken_messages),
		cmocka_unit_test(it_ends_after_many_messages),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(damaged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
