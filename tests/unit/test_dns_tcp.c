/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

#include "dns_build.h"

extern const struct dissector dns_tcp_dissector;

static struct dns_build message, stream;

/* Appends the message to the stream, after its length. */
static void frame(void)
{
	put16(&stream, (unsigned)message.len);
	for (size_t i = 0; i < message.len; i++)
		put8(&stream, message.bytes[i]);
}

static struct slice copy(struct slice bytes, uint8_t *to)
{
	memcpy(to, bytes.at, bytes.len);
	return slice_of(to, bytes.len);
}

static void both_directions(void **state)
{
	static uint8_t asked[512], answered[512];
	struct proto_piece pieces[2];
	(void)state;

	stream.len = 0;
	for (unsigned i = 0; i < 2; i++) {
		put_header(&message, 0x0100, 1, 0, 0, 0);
		put_question(&message, i ? "b.example" : "a.example", 1);
		frame();
	}
	pieces[0] = (struct proto_piece){true, copy(built(&stream), asked)};
	stream.len = 0;
	put_header(&message, 0x8180, 1, 2, 0, 0);
	put_question(&message, "a.example", 1);
	put_named(&message, "a.example", 5, "c.example");
	put_address(&message, "c.example", 7);
	frame();
	pieces[1] = (struct proto_piece){false, copy(built(&stream), answered)};

	const char *both = "dns.query a.example\ndns.query b.example\n"
			   "dns.alias c.example\ndns.answer a.example = 198.51.100.7\n";
	proto_stream_any_split(&dns_tcp_dissector, 53, pieces, 2, both);
	proto_stream_any_split(&dns_tcp_dissector, 9053, pieces, 2, both);
	proto_stream_any_split(&dns_tcp_dissector, 53, pieces + 1, 1,
			       "dns.alias c.example\ndns.answer a.example = 198.51.100.7\n");
	proto_stream_any_split(&dns_tcp_dissector, 5353, pieces, 2, "");
}

static void too_long_for_the_buffer_is_passed_over(void **state)
{
	static uint8_t big[65535 + 512];
	struct proto_piece piece = {.from_client = false};
	struct proto_test t;
	size_t len = 0;
	(void)state;

	put_header(&message, 0x8180, 1, 1, 0, 0);
	put_question(&message, "a.example", 1);
	put_address(&message, "a.example", 7);
	stream.len = 0;
	frame();
	memcpy(big, stream.bytes, stream.len);
	len = stream.len;
	memset(big + len, 0xff, 2 + 0xffff);
	len += 2 + 0xffff;
	memcpy(big + len, stream.bytes, stream.len);
	piece.bytes = slice_of(big, len + stream.len);
	proto_test_init(&t, &dns_tcp_dissector, 53);
	(void)proto_stream(&t, &dns_tcp_dissector, &piece, 1, 1000);
	assert_string_equal(proto_lines(&t), "dns.answer a.example = 198.51.100.7\n"
					     "dns.answer a.example = 198.51.100.7\n");
	proto_test_done(&t);
}

static enum verdict_word word_of(uint16_t port, struct slice bytes)
{
	struct proto_piece piece = {true, bytes};
	struct proto_test t;

	proto_test_init(&t, &dns_tcp_dissector, port);
	enum verdict_word word = proto_stream(&t, &dns_tcp_dissector, &piece, 1, 5).word;
	proto_test_done(&t);
	return word;
}

static void broken_messages(void **state)
{
	(void)state;
	put_header(&message, 0x0100, 1, 0, 0, 0);
	put_question(&message, "a.example", 1);
	message.bytes[12] = 60; /* a label that runs out of the message */
	stream.len = 0;
	frame();
	assert_int_equal(word_of(53, built(&stream)), VERDICT_MALFORMED);
	assert_int_equal(word_of(9053, built(&stream)), VERDICT_NOT_MINE);

	message.bytes[12] = 1;
	put_header(&message, 0x0100, 1, 0, 0, 0);
	put_question(&message, "a.example", 1);
	stream.len = 0;
	frame();
	put16(&stream, 3); /* shorter than a header */
	assert_int_equal(word_of(53, built(&stream)), VERDICT_MALFORMED);
}

static void other_protocols(void **state)
{
	(void)state;
	assert_int_equal(word_of(80, slice_text("GET / HTTP/1.1\r\nHost: a\r\n\r\n")),
			 VERDICT_NOT_MINE);
	assert_int_equal(word_of(554, slice_text("OPTIONS rtsp://a/ RTSP/1.0\r\n\r\n")),
			 VERDICT_NOT_MINE);
	assert_int_equal(word_of(22, slice_text("SSH-2.0-x_1.0 comment here\r\n")),
			 VERDICT_NOT_MINE);
	assert_int_equal(
		word_of(443, hex("16030102000100 01fc0303 00112233445566778899aabbccddeeff")),
		VERDICT_NOT_MINE);
	assert_int_equal(word_of(53, hex("0000 0000 0000 0000 0000 0000 0000 0000")),
			 VERDICT_NOT_MINE);
	assert_int_equal(word_of(9000, hex("ffff 0000 0100 0001 0000 0000 0000 0161")),
			 VERDICT_NOT_MINE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_directions),
		cmocka_unit_test(too_long_for_the_buffer_is_passed_over),
		cmocka_unit_test(broken_messages),
		cmocka_unit_test(other_protocols),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
