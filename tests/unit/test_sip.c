/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector sip_dissector, sip_tcp_dissector;

static void expect(const char *text, enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &sip_dissector, 5060);
	assert_int_equal(proto_datagram(&t, &sip_dissector, slice_text(text)).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

#define REGISTER                                                               \
	"REGISTER sip:34020000002000000001@3402000000 SIP/2.0\r\n"             \
	"Via: SIP/2.0/UDP 10.20.0.7:5060;rport;branch=z9hG4bK1\r\n"            \
	"From: \"cam\" <sip:34020000001320000001:secret@3402000000>;tag=1\r\n" \
	"To: <sip:34020000001320000001@3402000000>\r\nCSeq: 1 REGISTER\r\n"    \
	"Authorization: Digest username=\"a\", response=\"b\"\r\n"             \
	"User-Agent: Example\r\nContent-Length: 0\r\n\r\n"
#define REGISTER_SAYS                                                     \
	"sip.method REGISTER\nsip.from 34020000001320000001@3402000000\n" \
	"gb28181.id 34020000001320000001\nsip.user_agent Example\n"
#define OK                                                                                     \
	"SIP/2.0 200 OK\r\nf: <sip:34020000001320000001@3402000000>;tag=1\r\nServer: Gate\r\n" \
	"l: 0\r\n\r\n"
#define MESSAGE                                                           \
	"MESSAGE sip:1@2 SIP/2.0\r\nFrom: sip:gate@example.org;tag=2\r\n" \
	"c: Application/MANSCDP+xml\r\nl: 9\r\n\r\n<a>12</a>"

static void registers_by_number(void **state)
{
	(void)state;
	expect(REGISTER, VERDICT_NEXT, REGISTER_SAYS);
	expect(OK, VERDICT_NEXT, "sip.server Gate\n");
	expect(MESSAGE "more", VERDICT_NEXT,
	       "sip.method MESSAGE\nsip.from gate@example.org\ndocument XML 9\n");
	/* twenty characters that are not all digits, nineteen digits */
	expect("OPTIONS sip:a SIP/2.0\nFrom: <sip:3402000000132000000a@b>\n\n", VERDICT_NEXT,
	       "sip.method OPTIONS\nsip.from 3402000000132000000a@b\n");
	expect("OPTIONS sip:a SIP/2.0\nFrom: <sip:3402000000132000000@b>\n\n", VERDICT_NEXT,
	       "sip.method OPTIONS\nsip.from 3402000000132000000@b\n");
	expect("OPTIONS sip:a SIP/2.0\nFrom: <tel:112>\n\n", VERDICT_NEXT, "sip.method OPTIONS\n");
}

static void other_messages(void **state)
{
	(void)state;
	expect("", VERDICT_NOT_MINE, "");
	expect("GET / HTTP/1.1\r\nHost: a\r\n\r\n", VERDICT_NOT_MINE, "");
	expect("OPTIONS sip:a HTTP/1.1\r\nHost: a\r\n\r\n", VERDICT_NOT_MINE, "");
	expect("OPTIONS rtsp://a RTSP/1.0\r\nCSeq: 1\r\n\r\n", VERDICT_NOT_MINE, "");
	expect("SIP/2.0\r\n\r\n", VERDICT_NOT_MINE, "");
	expect("REGISTER sip:a SIP/2.0\r\nFrom: <sip:a@b>\r\n", VERDICT_NOT_MINE, "");
	proto_datagram_torture(&sip_dissector, slice_text(MESSAGE));
}

static void streams_however_cut(void **state)
{
	const struct proto_piece pieces[] = {{true, slice_text(REGISTER)},
					     {false, slice_text(OK)},
					     {true, slice_text("\r\n\r\n")},
					     {true, slice_text(MESSAGE OK)}};
	(void)state;
	proto_stream_any_split(&sip_tcp_dissector, 5060, pieces, 4,
			       REGISTER_SAYS
			       "sip.server Gate\n"
			       "sip.method MESSAGE\nsip.from gate@example.org\ndocument XML 9\n"
			       "sip.server Gate\n");
}

static void broken_streams(void **state)
{
	static const struct {
		const char *text;
		enum verdict_word word;
	} cases[] = {
		{"GET / HTTP/1.1\r\n\r\n", VERDICT_NOT_MINE},
		{"REGISTERING/1\r\n\r\n", VERDICT_NOT_MINE},
		{"OPTIONS sip:a SIP/2.0\r\nl: 9999999\r\n\r\n", VERDICT_NOT_MINE},
		{"OPTIONS sip:a SIP/2.0\r\n\r\nnonsense", VERDICT_MALFORMED},
		{"OPTIONS sip:a SIP/2.0\r\n\r\nOPTIONS sip:a SIP/1.0\r\n\r\n", VERDICT_MALFORMED}};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct proto_piece piece = {true, slice_text(cases[i].text)};
		struct proto_test t;
		proto_test_init(&t, &sip_tcp_dissector, 5060);
		assert_int_equal(proto_stream(&t, &sip_tcp_dissector, &piece, 1, SIZE_MAX).word,
				 cases[i].word);
		proto_test_done(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(registers_by_number),
		cmocka_unit_test(other_messages),
		cmocka_unit_test(streams_however_cut),
		cmocka_unit_test(broken_streams),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
