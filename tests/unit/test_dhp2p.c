/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector dhp2p_dissector;
static const struct dissector *const d = &dhp2p_dissector;

#define ASKS                                                                          \
	"DHGET /online/p2psrv/3X00000PAA00000 HTTP/1.1\r\nCSeq: 2\r\n"                \
	"Authorization: WSSE profile=\"UsernameToken\"\r\n"                           \
	"X-WSSE: UsernameToken Username=\"P2PClient\", PasswordDigest=\"c2VjcmV0\", " \
	"Nonce=\"1\", Created=\"2026-01-01T00:00:00Z\"\r\n\r\n"
#define ANSWER "HTTP/1.1 200 OK\r\nCSeq: 2\r\n\r\n<body><US>203.0.113.9:8800</US></body>"

static void rendezvous(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, d, 8800);
	(void)proto_datagram(&t, d, slice_text(ASKS));
	(void)proto_datagram(&t, d, slice_text("HTTP/1.1 404 Not Found\r\n\r\n"));
	(void)proto_datagram(&t, d, slice_text(ANSWER));
	assert_string_equal(proto_lines(&t),
			    "dhp2p.message DHGET\ndhp2p.path /online/p2psrv/*\n"
			    "dhp2p.wanted_serial 3X00000PAA00000\n"
			    "dhp2p.user P2PClient\n"
			    "dhp2p.message answer\n"
			    "dhp2p.message answer\ndhp2p.told US=203.0.113.9:8800\n");
	assert_null(strstr(proto_lines(&t), "c2Vj"));
	proto_test_done(&t);
	proto_datagram_torture(d, slice_text(ASKS));
	proto_datagram_torture(d, slice_text(ANSWER));
}

static void paths(void **state)
{
	(void)state;
	assert_datagram(d, slice_text("DHPOST /device/SN1/p2p-channel HTTP/1.1\r\n\r\n<body/>"),
			VERDICT_NEXT,
			"dhp2p.message DHPOST\ndhp2p.path /device/*/p2p-channel\n"
			"dhp2p.wanted_serial SN1\n");
	assert_datagram(d, slice_text("DHPOST /relay/start/t0ken HTTP/1.1\r\n\r\n"), VERDICT_NEXT,
			"dhp2p.message DHPOST\ndhp2p.path /relay/start/*\n");
	assert_datagram(d, slice_text("DHGET /probe/p2psrv HTTP/1.1\r\n\r\n"), VERDICT_NEXT,
			"dhp2p.message DHGET\ndhp2p.path /probe/p2psrv\n");
	assert_datagram(d, slice_text("DHGET /device/ HTTP/1.1\r\n\r\n"), VERDICT_NEXT,
			"dhp2p.message DHGET\ndhp2p.path /device/\n");
}

static void server_side_alone(void **state)
{
	(void)state;
	assert_datagram(d, slice_text(ANSWER), VERDICT_NEXT,
			"dhp2p.message answer\ndhp2p.told US=203.0.113.9:8800\n");
	assert_datagram(d, slice_text("HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n\r\n"),
			VERDICT_NOT_MINE, "");
	assert_datagram(d, slice_text("HTTP/1.1 200 OK\r\nCSeq: 2\r\n\r\n"), VERDICT_NOT_MINE, "");
}

static void inverted_stun(void **state)
{
	struct slice ask = hex("fffe ffe7 01020304 0102030405060708090a0b0c 7fd5 fff7 "
			       "0102030405060708 fffb fff7 fffe 63bf 34ff8ef6");
	(void)state;
	assert_datagram(d, ask, VERDICT_NEXT, "dhp2p.message path test asked\n");
	proto_datagram_torture(d, ask);
	assert_datagram(d,
			hex("fefe fff3 01020304 0102030405060708090a0b0c 7fd5 fff7 "
			    "0102030405060708"),
			VERDICT_NEXT, "dhp2p.message path test answered\n");
	assert_datagram(d,
			hex("fefe fff3 01020304 0102030405060708090a0b0c 7fd5 ffef "
			    "0102030405060708"),
			VERDICT_NOT_MINE, "");
}

#define HEAD "50544350 00000000 00000000 0002fffb 00000000 00000000"

static void tunnel(void **state)
{
	struct message m = {0};
	(void)state;
	assert_datagram(d, hex(HEAD "00030100"), VERDICT_NEXT, "dhp2p.message tunnel begins\n");
	assert_datagram(d, hex(HEAD), VERDICT_NEXT, "dhp2p.message tunnel acknowledged\n");
	assert_datagram(d, hex(HEAD "11000000 01020304 00000000 0000022a 7f000001"), VERDICT_NEXT,
			"dhp2p.message client wants a port of the device\n");
	assert_datagram(d, hex(HEAD "12000000 01020304 00000000 434f4e4e"), VERDICT_NEXT,
			"dhp2p.message device opened its port\n");
	assert_datagram(d, hex(HEAD "12000000 01020304 00000000 44495343"), VERDICT_NEXT,
			"dhp2p.message port closed\n");
	assert_datagram(d, hex(HEAD "13000000 00000000 00000000"), VERDICT_NEXT,
			"dhp2p.message tunnel heartbeat\n");
	assert_datagram(d, hex(HEAD "1a000000 00000000 00000000"), VERDICT_NEXT,
			"dhp2p.message tunnel signed\n");
	assert_datagram(d, hex(HEAD "99000000 00000000 00000000"), VERDICT_NOT_MINE, "");
	put_hex(&m, HEAD "10000011 01020304 00000000");
	put_text(&m, "RTSP/1.0 200 OK\r\n");
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"dhp2p.message device's RTSP reply in the tunnel\n");
	proto_datagram_torture(d, message_slice(&m));
	memcpy(m.bytes + 36, "OPTIONS r", 9);
	assert_datagram(d, message_slice(&m), VERDICT_NEXT, "dhp2p.message data in the tunnel\n");
	memcpy(m.bytes + 36, "HTTP/1.1 ", 9);
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"dhp2p.message device's HTTP reply in the tunnel\n");
}

static void the_reading_ends(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, d, 1);
	for (unsigned i = 0; i < 63; i++)
		assert_int_equal(proto_datagram(&t, d, hex(HEAD)).word, VERDICT_NEXT);
	assert_int_equal(proto_datagram(&t, d, hex("00")).word, VERDICT_NEXT);
	assert_int_equal(proto_datagram(&t, d, hex(HEAD)).word, VERDICT_DONE);
	proto_test_done(&t);
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, hex("44480101"), VERDICT_NOT_MINE, "");
	assert_datagram(d, slice_text("DHGET /x"), VERDICT_NOT_MINE, "");
	assert_datagram(d, slice_text("DHGET /x SIP/2.0\r\n"), VERDICT_NOT_MINE, "");
	assert_datagram(d, slice_text("PTCP"), VERDICT_NOT_MINE, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rendezvous),
		cmocka_unit_test(paths),
		cmocka_unit_test(server_side_alone),
		cmocka_unit_test(inverted_stun),
		cmocka_unit_test(tunnel),
		cmocka_unit_test(the_reading_ends),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
