/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector lite8666_dissector;
static const struct dissector *const d = &lite8666_dissector;

/* Heads and lengths as Stinocon/ezviz-stream-bridge gives them; the values are invented. */
#define SERIAL "423132333435363738"
#define TOKEN "5a58686862584273 5a58686862584273 5a58686862584273 5a586868625842 3d"
#define NONCE "00112233445566778899aabbccddeeff"
#define HELLO "703e 0101 0009 " SERIAL " 20 " TOKEN NONCE
#define CHALLENGE "8024 01000000 " NONCE NONCE
#define ANSWER "9013 0101 0011223344556677889900112233445566"
#define LAST "b0b401 01000000 "
#define ASKS "lite8666.message device asks for its servers\nlite8666.serial B12345678\n"

static void the_first_word(void **state)
{
	struct message last = {0};
	struct proto_test t;
	(void)state;
	put_hex(&last, LAST);
	put_zeros(&last, 176);
	assert_int_equal(last.len, 183);
	const struct proto_piece pieces[] = {{true, hex(HELLO)},
					     {false, hex(CHALLENGE)},
					     {true, hex(ANSWER)},
					     {false, message_slice(&last)}};
	assert_int_equal(pieces[0].bytes.len, 64);
	assert_int_equal(pieces[1].bytes.len, 38);
	proto_stream_any_split(d, 8666, pieces, 4,
			       ASKS "lite8666.message server's challenge\n"
				    "lite8666.message device answers the challenge\n"
				    "lite8666.message servers told\n");
	proto_stream_any_split(d, 19666, pieces, 1, ASKS);
	proto_test_init(&t, d, 8666);
	assert_int_equal(proto_stream(&t, d, pieces, 4, SIZE_MAX).word, VERDICT_DONE);
	assert_null(strstr(proto_lines(&t), "ZXhh")); /* the credential */
	proto_test_done(&t);
}

static void refused(bool from_client, struct slice bytes)
{
	struct proto_piece piece = {from_client, bytes};
	struct proto_test t;
	proto_test_init(&t, d, 8666);
	assert_int_equal(proto_stream(&t, d, &piece, 1, SIZE_MAX).word, VERDICT_NOT_MINE);
	assert_string_equal(proto_lines(&t), "");
	proto_test_done(&t);
}

static void other_streams(void **state)
{
	(void)state;
	refused(false, hex(HELLO));
	refused(true, hex("713e 0101 0009 " SERIAL " 20 " TOKEN NONCE));
	refused(true, hex("703e 0102 0009 " SERIAL " 20 " TOKEN NONCE));
	refused(true, hex("703e 0101 000a " SERIAL " 20 " TOKEN NONCE));
	refused(true, hex("703d 0101 0009 " SERIAL " 20 " TOKEN NONCE));
	refused(true, hex("703e 0101 0009 420032333435363738 20 " TOKEN NONCE));
	refused(true, hex("703e 0101 0009 " SERIAL " 20 00" TOKEN NONCE));
	refused(true, hex("70be01 0101 0009 " SERIAL " 20 " TOKEN NONCE));
	refused(true, hex("7002 0005")); /* MQTT: PUBCOMP */
	refused(true, hex("101000044d5154540402003c000461626364"));
	refused(true, slice_text("GET / HTTP/1.1\r\n\r\n"));
}

static void any_byte_changed(void **state)
{
	struct proto_piece pieces[] = {
		{true, hex(HELLO)}, {false, hex("8025")}, {false, hex("00")}};
	struct message m = {0};
	struct proto_test t;
	(void)state;
	proto_stream_any_split(d, 8666, pieces, 3, ASKS);
	pieces[1].bytes = hex("b0ffff01");
	proto_stream_any_split(d, 8666, pieces, 3, ASKS);
	put_hex(&m, HELLO);
	for (size_t at = 0; at < m.len; at++) {
		for (unsigned v = 0; v < 4; v++) {
			const uint8_t was = m.bytes[at];
			const uint8_t values[] = {0, 0xff, (uint8_t)~was, (uint8_t)(was ^ 1)};
			struct proto_piece piece = {true, message_slice(&m)};
			m.bytes[at] = values[v];
			proto_test_init(&t, d, 8666);
			(void)proto_stream(&t, d, &piece, 1, SIZE_MAX);
			assert_null(strstr(proto_lines(&t), "ZXhh"));
			proto_test_done(&t);
			m.bytes[at] = was;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_word),
		cmocka_unit_test(other_streams),
		cmocka_unit_test(any_byte_changed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
