/* SPDX-License-Identifier: Apache-2.0 */
#include "tcp_test.h"

extern const struct dissector safeproto_dissector, safeproto_tcp_dissector;
static const struct dissector *const d = &safeproto_dissector;

static struct message frame(const char *command, const char *body, size_t tail)
{
	struct message m = {0};
	put_hex(&m, "9ebaace9 01000000 00000001 00000000");
	put_hex(&m, command);
	put_hex(&m, "00000000");
	m.bytes[m.len + 2] = (uint8_t)(strlen(body) >> 8);
	m.bytes[m.len + 3] = (uint8_t)strlen(body);
	m.len += 4;
	put_zeros(&m, 4);
	put_text(&m, body);
	put_zeros(&m, tail);
	return m;
}

static void public_address(void **state)
{
	struct message ask = frame("00000812",
				   "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Request>"
				   "<DevSerial>C00000001</DevSerial></Request>",
				   32);
	struct message told = frame("00000811",
				    "<Response><Client Address=\"192.0.2.77\" Port=\"40001\"/>"
				    "</Response>",
				    32);
	struct message other = frame("0000300f", "<a/>", 64), cut = frame("00000812", "<a/>", 7);
	(void)state;
	assert_datagram(d, message_slice(&ask), VERDICT_NEXT,
			"safeproto.message public address asked\n"
			"safeproto.named_serial C00000001\n");
	proto_datagram_torture(d, message_slice(&ask));
	assert_datagram(d, message_slice(&told), VERDICT_NEXT,
			"safeproto.message public address told\nsafeproto.public 192.0.2.77\n");
	assert_datagram(d, message_slice(&other), VERDICT_NEXT, "safeproto.message command 300f\n");
	assert_datagram(d, message_slice(&cut), VERDICT_NOT_MINE, "");
	told.bytes[4] = 2;
	assert_datagram(d, message_slice(&told), VERDICT_NOT_MINE, "");
}

static struct message v3(const char *text)
{
	struct message m = {0};
	uint8_t crc = 0;

	put_hex(&m, text);
	for (size_t i = 0; i < m.len; i++) {
		crc ^= m.bytes[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = (uint8_t)(crc & 1 ? crc >> 1 ^ 0x8c : crc >> 1);
	}
	m.bytes[11] = crc;
	return m;
}

static void v3_operations(void **state)
{
	struct message punch = v3("e202 0c00 00000001 6234 0c00 7704000000 01ff00");
	struct message setup = v3("e282 0b02 00000001 6234 0c00 0102030405060708");
	struct message no_such = v3("e282 0e02 00000001 6234 0c00 0102030405060708");
	struct message unlike = v3("e282 0b02 00000001 6235 0c00 0102030405060708");
	(void)state;
	assert_datagram(d, message_slice(&punch), VERDICT_NEXT,
			"safeproto.message device opens a path, V3 0c00\n");
	proto_datagram_torture(d, message_slice(&punch));
	assert_datagram(d, message_slice(&setup), VERDICT_NEXT, "safeproto.message V3 0b02\n");
	assert_datagram(d, message_slice(&no_such), VERDICT_NOT_MINE, "");
	assert_datagram(d, message_slice(&unlike), VERDICT_NOT_MINE, "");
	setup.bytes[12] ^= 1;
	assert_datagram(d, message_slice(&setup), VERDICT_NOT_MINE, "");
}

static void media_after_it_ends_the_reading(void **state)
{
	struct message punch = v3("e202 0c00 00000001 6234 0c00 7704000000 01ff00");
	struct proto_test t;
	(void)state;
	proto_test_init(&t, d, 1);
	(void)proto_datagram(&t, d, message_slice(&punch));
	for (unsigned i = 0; i < 63; i++)
		assert_int_equal(proto_datagram(&t, d, hex("80010000")).word, VERDICT_NEXT);
	assert_int_equal(proto_datagram(&t, d, hex("80010000")).word, VERDICT_DONE);
	proto_test_done(&t);
}

static void over_tcp(void **state)
{
	struct message ask = frame("00003003", "0123456789", 32), got = frame("00003004", "01", 32);
	struct proto_piece pieces[] = {{true, message_slice(&ask)},
				       {false, message_slice(&got)},
				       {true, message_slice(&ask)}};
	struct proto_piece then[] = {{true, message_slice(&ask)}, {true, hex("00")}};
	struct proto_piece broken = {true, hex("9ebaace9 02000000 00000001 00000000 00003003"
					       "00000000 00000000 00000000")};
	struct proto_test t;
	(void)state;
	proto_stream_any_split(&safeproto_tcp_dissector, 9010, pieces, 3,
			       "safeproto.message client's command 3003\n"
			       "safeproto.message server's command 3004\n"
			       "safeproto.message client's command 3003\n");
	proto_test_init(&t, &safeproto_tcp_dissector, 9010);
	assert_int_equal(proto_stream(&t, &safeproto_tcp_dissector, then, 2, SIZE_MAX).word,
			 VERDICT_DONE);
	proto_test_done(&t);
	proto_stream_any_split(&safeproto_tcp_dissector, 9010, &broken, 1, "");
	then[1].bytes = broken.bytes;
	proto_test_init(&t, &safeproto_tcp_dissector, 9010);
	assert_int_equal(proto_stream(&t, &safeproto_tcp_dissector, then, 2, SIZE_MAX).word,
			 VERDICT_MALFORMED);
	proto_test_done(&t);
}

static void others_are_refused(void **state)
{
	struct proto_piece http = {true, slice_text("GET / HTTP/1.1\r\n\r\n")};
	struct proto_test t;
	(void)state;
	assert_refuses_strangers(d);
	proto_test_init(&t, &safeproto_tcp_dissector, 9010);
	assert_int_equal(proto_stream(&t, &safeproto_tcp_dissector, &http, 1, 1).word,
			 VERDICT_NOT_MINE);
	proto_test_done(&t);
	http.bytes = hex("9ebb");
	proto_stream_any_split(&safeproto_tcp_dissector, 9010, &http, 1, "");
	struct message ask = frame("00003003", "0123456789", 32);
	stream_torture(&safeproto_tcp_dissector, true, message_slice(&ask));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(public_address),
		cmocka_unit_test(v3_operations),
		cmocka_unit_test(media_after_it_ends_the_reading),
		cmocka_unit_test(over_tcp),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
