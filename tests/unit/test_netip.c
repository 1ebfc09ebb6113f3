/* SPDX-License-Identifier: Apache-2.0 */
#include "tcp_test.h"

extern const struct dissector netip_dissector;
static const struct dissector *const d = &netip_dissector;

static struct slice message(bool is_answer, unsigned id, const char *json)
{
	static struct message pool[8];
	static unsigned next;
	struct message *m = &pool[next++ % 8];

	m->len = 0;
	put_hex(m, is_answer ? "ff010000" : "ff000000");
	put_hex(m, "06000000 00000000 00000000 00000000");
	m->bytes[14] = (uint8_t)id;
	m->bytes[15] = (uint8_t)(id >> 8);
	put_text(m, json);
	put_hex(m, "0a00");
	m->bytes[16] = (uint8_t)(m->len - 20);
	m->bytes[17] = (uint8_t)((m->len - 20) >> 8);
	return message_slice(m);
}

#define LOGIN_ANSWER                                                                              \
	"{ \"AliveInterval\" : 21, \"ChannelNum\" : 1, \"DeviceType \" : \"IPC\", \"Ret\" : 100," \
	" \"SessionID\" : \"0x00000006\" }"

static void login_and_information(void **state)
{
	const struct proto_piece pieces[] = {
		ASKS(message(false, 1000,
			     "{\"EncryptType\":\"MD5\",\"LoginType\":\"DVRIP-Web\","
			     "\"PassWord\":\"x\",\"UserName\":\"u\",\"DeviceType\":\"no\"}")),
		ANSWERS(message(true, 1001, LOGIN_ANSWER)),
		ASKS(message(false, 1020, "{\"Name\":\"SystemInfo\"}")),
		ANSWERS(message(true, 1021,
				"{\"Name\":\"SystemInfo\",\"Ret\":100,\"SystemInfo\":{"
				"\"BuildTime\":\"2020-01-01 00:00:00\",\"HardWare\":\"XM000\","
				"\"SerialNo\":\"0011223344556677\",\"VideoInChannel\":1,"
				"\"SoftWareVersion\":\"V5.00.R02.0\"}}")),
		ASKS(message(false, 1042, "{\"Name\":\"NetWork.NetCommon\"}")),
		ANSWERS(message(true, 1043,
				"{\"Name\":\"NetWork.NetCommon\",\"NetWork.NetCommon\":{"
				"\"HostName\":\"LocalHost\",\"MAC\":\"02:00:00:00:00:07\","
				"\"TCPPort\":34567,\"SN\":\"S2\",\"Version\":\"V2\"},"
				"\"Ret\":100}")),
		ASKS(message(false, 1413, "{\"Name\":\"OPMonitor\"}")),
		ANSWERS(hex("ff010000 06000000 00000000 0000 8405 00200000 000001fc 02190a07")),
	};
	(void)state;
	assert_talk(d, pieces, 8, VERDICT_DONE,
		    "netip.message login asked\n"
		    "netip.message login answered\nnetip.field AliveInterval=21\n"
		    "netip.field ChannelNum=1\nnetip.field DeviceType =IPC\n"
		    "netip.message system information asked\n"
		    "netip.message system information answered\n"
		    "netip.field BuildTime=2020-01-01 00:00:00\nnetip.model XM000\n"
		    "netip.serial 0011223344556677\nnetip.field VideoInChannel=1\n"
		    "netip.firmware V5.00.R02.0\n"
		    "netip.message configuration asked\nnetip.message configuration answered\n"
		    "netip.name LocalHost\nnetip.mac 02:00:00:00:00:07\n"
		    "netip.field TCPPort=34567\nnetip.serial S2\nnetip.firmware V2\n"
		    "netip.message monitor claimed\nnetip.message media sent\n");
}

static void other_messages_have_no_name(void **state)
{
	const struct proto_piece pieces[] = {
		ANSWERS(message(true, 1451, "{\"SystemInfo\":{\"HardWare\":\"x\"}}")),
		ANSWERS(message(true, 1531, "{\"NetWork.NetCommon\":{\"SN\":\"S3\"}}"))};
	(void)state;
	assert_talk(d, pieces, 2, VERDICT_NEXT, "netip.message search answered\nnetip.serial S3\n");
}

static void broken_messages(void **state)
{
	const struct proto_piece json[] = {ANSWERS(message(true, 1001, "{\"DeviceType "))};
	const struct proto_piece head[] = {
		ANSWERS(message(true, 1001, LOGIN_ANSWER)),
		ANSWERS(hex("fe010000 06000000 00000000 0000 e903 00000000"))};
	const struct proto_piece length[] = {
		ANSWERS(message(true, 1001, LOGIN_ANSWER)),
		ANSWERS(hex("ff010000 06000000 00000000 0000 e903 00000002"))};
	const char *login = "netip.message login answered\nnetip.field AliveInterval=21\n"
			    "netip.field ChannelNum=1\nnetip.field DeviceType =IPC\n";
	(void)state;
	assert_talk(d, json, 1, VERDICT_MALFORMED, "netip.message login answered\n");
	assert_talk(d, head, 2, VERDICT_MALFORMED, login);
	assert_talk(d, length, 2, VERDICT_MALFORMED, login);
}

static void long_bodies_are_passed_over(void **state)
{
	static uint8_t big[20 + 70000];
	const struct proto_piece pieces[] = {ANSWERS(message(true, 1001, "{}")),
					     ANSWERS(slice_of(big, sizeof(big))),
					     ANSWERS(message(true, 1007, "{}"))};
	(void)state;
	memcpy(big, "\xff\1\0\0\6\0\0\0\0\0\0\0\0\0\x13\x04\x70\x11\1\0", 20);
	assert_talk(d, pieces, 3, VERDICT_NEXT,
		    "netip.message login answered\nnetip.message configuration answered\n"
		    "netip.message keep-alive answered\n");
}

static void it_ends_after_many_messages(void **state)
{
	struct proto_piece pieces[64];
	struct proto_test t;
	(void)state;
	for (size_t i = 0; i < 64; i++)
		pieces[i] = (struct proto_piece)ASKS(message(false, 1006, "{}"));
	proto_test_init(&t, d, 34567);
	assert_int_equal(proto_stream(&t, d, pieces, 64, SIZE_MAX).word, VERDICT_DONE);
	proto_test_done(&t);
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_other_streams(d);
	/* no JSON; a number out of range; a direction that is none */
	assert_refused(d, hex("ff010000 06000000 00000000 0000 e903 02000000 0a00"));
	assert_refused(d, hex("ff010000 06000000 00000000 0000 0003 02000000 7b7d"));
	assert_refused(d, hex("ff020000 06000000 00000000 0000 e903 02000000 7b7d"));
}

static void damaged(void **state)
{
	(void)state;
	stream_torture(d, false, message(true, 1001, LOGIN_ANSWER));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(login_and_information),
		cmocka_unit_test(other_messages_have_no_name),
		cmocka_unit_test(broken_messages),
		cmocka_unit_test(long_bodies_are_passed_over),
		cmocka_unit_test(it_ends_after_many_messages),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(damaged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
