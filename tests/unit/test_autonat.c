/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector autonat_dissector;
static const struct dissector *const d = &autonat_dissector;

#define HELLO "02000100 e1b09405 00000000 00000000 e1b09405 00000000 fefe0001"

static struct message request(const char *xml)
{
	struct message m = {0};
	put_hex(&m, "02010100 e1b09405 e1b09405 e0b09405 e2b09405 e1b09405 00010000 00000000");
	put_padded(&m, xml, strlen(xml) + 1);
	m.bytes[28] = (uint8_t)(strlen(xml) + 1);
	return m;
}

static void hello(void **state)
{
	(void)state;
	assert_datagram(d, hex(HELLO), VERDICT_NEXT, "autonat.message hello\n");
	proto_datagram_torture(d, hex(HELLO));
	assert_datagram(d, hex("01000100 e1b09405 00000000 00000000 e1b09405 00000000 fefe0001"),
			VERDICT_NEXT, "autonat.message hello between peers\n");
	assert_datagram(d, hex("02000100 e1b09405 00000000 00000000 e2b09405 00000000 fefe0001"),
			VERDICT_NOT_MINE, "");
	assert_datagram(d, hex("02000100 e1b09405 00000000 00000000 e1b09405 00000000 fefe0002"),
			VERDICT_NOT_MINE, "");
	assert_datagram(d, hex(HELLO "00"), VERDICT_NOT_MINE, "");
}

static void client_asks(void **state)
{
	struct message ask = request("<Nat version=\"0.4.0.1\"><Cmd id=\"10006\"><RequestSeq>1"
				     "</RequestSeq><DeviceNo>N00000000001</DeviceNo></Cmd></Nat>");
	struct message told, unlike = request("<Not ><Cmd id=\"10006\"/></Not>");
	struct message connect = request("<Nat ><Cmd id=\"10002\"/></Nat>");
	struct message other = request("<Nat ><Cmd id=\"20001\"/></Nat>");
	(void)state;
	assert_datagram(d, message_slice(&ask), VERDICT_NEXT,
			"autonat.message request or answer\n"
			"autonat.message where a device is, command 10006\n"
			"autonat.named_serial N00000000001\n");
	proto_datagram_torture(d, message_slice(&ask));
	assert_datagram(d, message_slice(&unlike), VERDICT_NOT_MINE, "");
	told = request("<Nat ><Cmd id=\"10006\"><DevicePeerIp>198.51.100.7</DevicePeerIp></Cmd>"
		       "</Nat>");
	assert_datagram(d, message_slice(&told), VERDICT_NEXT,
			"autonat.message request or answer\n"
			"autonat.message where a device is, command 10006\n"
			"autonat.peer 198.51.100.7\n");
	assert_datagram(d, message_slice(&connect), VERDICT_NEXT,
			"autonat.message request or answer\n"
			"autonat.message connection wanted, command 10002\n");
	assert_datagram(d, message_slice(&other), VERDICT_NEXT,
			"autonat.message request or answer\nautonat.message command 20001\n");
	other.bytes[28]++;
	assert_datagram(d, message_slice(&other), VERDICT_NOT_MINE, "");
}

static void the_reading_ends(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, d, 1);
	for (unsigned i = 0; i < 62; i++)
		assert_int_equal(proto_datagram(&t, d, hex(HELLO)).word, VERDICT_NEXT);
	assert_int_equal(proto_datagram(&t, d, hex("02030100")).word, VERDICT_NEXT);
	assert_int_equal(proto_datagram(&t, d, hex(HELLO)).word, VERDICT_DONE);
	proto_test_done(&t);
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hello),
		cmocka_unit_test(client_asks),
		cmocka_unit_test(the_reading_ends),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
