/* SPDX-License-Identifier: Apache-2.0 */
#include "pppp_test.h"
#include "tcp_test.h"

extern const struct dissector pppp_tcp_dissector;
static const struct dissector *const d = &pppp_tcp_dissector;

/* random 3c 5f: phrase "3C5F" */
static struct message wrap(struct slice inner)
{
	struct message m = {0};
	struct slice wire = obfuscate(pppp_key_of(slice_text("3C5F")), inner);
	uint8_t lo = 0x43, hi = 0x53;

	for (size_t i = 0; i < wire.len; i++) {
		uint8_t was = lo;
		lo = hi ^ wire.at[i] ^ lo;
		if (i % 2 == 0)
			hi = wire.at[i] ^ was ^ wire.at[wire.len - 1 - i];
	}
	m.bytes[0] = (uint8_t)(wire.len >> 8);
	m.bytes[1] = (uint8_t)wire.len;
	m.bytes[2] = 0x68;
	m.bytes[4] = 0x3c;
	m.bytes[5] = 0x5f;
	m.bytes[6] = lo;
	m.bytes[7] = hi;
	memcpy(m.bytes + 8, wire.at, wire.len);
	m.len = 8 + wire.len;
	return m;
}

static void one(struct slice bytes, enum verdict_word word, const char *lines)
{
	struct proto_piece piece = {true, bytes};
	struct proto_test t;

	proto_stream_any_split(d, 443, &piece, 1, lines);
	proto_test_init(&t, d, 443);
	assert_int_equal(proto_stream(&t, d, &piece, 1, SIZE_MAX).word, word);
	proto_test_done(&t);
}

static void register_to_a_server(void **state)
{
	struct message m = wrap(obfuscate(pppp_key_of(slice_text("camera")), hex(REGISTERS)));
	struct message other = wrap(obfuscate((struct pppp_key){{9, 247, 8, 7}}, hex(REGISTERS)));
	struct message bare = wrap(hex(REGISTERS));
	(void)state;
	one(message_slice(&m), VERDICT_NEXT,
	    "pppp.device_key 6997cc19\npppp.message device registers\n"
	    "pppp.device_id BATC-609580-HVDCS\npppp.local 192.168.40.101\n");
	one(message_slice(&other), VERDICT_NEXT,
	    "pppp.device_key 09f70807\npppp.message device registers\n"
	    "pppp.device_id BATC-609580-HVDCS\npppp.local 192.168.40.101\n");
	one(message_slice(&bare), VERDICT_NEXT,
	    "pppp.device_key none\npppp.message device registers\n"
	    "pppp.device_id BATC-609580-HVDCS\npppp.local 192.168.40.101\n");
}

static void unknown_key_is_still_the_protocol(void **state)
{
	struct message m = wrap(obfuscate((struct pppp_key){{9, 247, 8, 7}}, hex("f1e00000")));
	(void)state;
	one(message_slice(&m), VERDICT_NEXT, "pppp.message wrapped message\n");
	m.bytes[6] ^= 1;
	one(message_slice(&m), VERDICT_NOT_MINE, "");
}

static void clear_on_a_lan(void **state)
{
	struct proto_piece pieces[] = {
		{true, hex("0004 68 0000000000 f1e00000")},
		{false, hex("0004 68 0000000000 f1e10000")},
		{true, hex("000c 68 0000000000 f1d00008 d1000000 00000000")},
	};
	(void)state;
	proto_stream_any_split(d, 32108, pieces, 3,
			       "pppp.key none\npppp.message keep-alive\n"
			       "pppp.key none\npppp.message keep-alive answered\n"
			       "pppp.key none\npppp.message data\n");
	one(hex("0004 68 0000000000 f1e00000 0004 68 0000000000 ffffffff"), VERDICT_MALFORMED,
	    "pppp.key none\npppp.message keep-alive\n");
	one(hex("0004 68 0000000000 f1e00000 0004 69"), VERDICT_MALFORMED,
	    "pppp.key none\npppp.message keep-alive\n");
	one(hex("0004 68 0000000000 f1e00000 0001 680000000000"), VERDICT_MALFORMED,
	    "pppp.key none\npppp.message keep-alive\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	one(hex("1603010200010001fc0303"), VERDICT_NOT_MINE, "");
	one(slice_text("GET / HTTP/1.1\r\n\r\n"), VERDICT_NOT_MINE, "");
	one(hex("0004 68 0000000000 ffffffff"), VERDICT_NOT_MINE, "");
	one(hex("0002 68 0000000000 ffffffff"), VERDICT_NOT_MINE, "");
	one(hex("0010 68 00 1234 0000 00112233445566778899aabbccddeeff"), VERDICT_NOT_MINE, "");
	one(hex("0004 69"), VERDICT_NOT_MINE, "");
	stream_torture(d, true, hex("0004 68 0000000000 f1e00000 0004 68 0000000000 f1e10000"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(register_to_a_server),
		cmocka_unit_test(unknown_key_is_still_the_protocol),
		cmocka_unit_test(clear_on_a_lan),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
