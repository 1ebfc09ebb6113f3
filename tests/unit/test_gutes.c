/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector gutes_dissector, gutes_tcp_dissector;
static const struct dissector *const d = &gutes_dissector;

/* carTloyal123/cryze relay.log: the library itself, to a relay and over TCP. */
#define PROBE                                                                              \
	"7f01440007fc72819d47bc6407317dd675d9bbda0000010093c7db7fef879801fcd4f19a43f516ee" \
	"fcd4f19a43f516eefcd4f19a43f516eefcd4f19a43f516ee00000000"
#define PROBE_TCP "7f012400ccf80e51e976f73ccc35010601e8f082000001008ca36a2aee5c84f600000000"
#define LIST_ASKED \
	"7f15280040b21cedc2af2ce4407f13ba2a312b5a00000100b403bcb04c02f4141b543c610e1bce3b"
#define THEIR_ID "810186d60020b200"
/* Made by an independent implementation of the two sources, with invented ids. */
#define PATH                                                               \
	"7fca34003d384e6355fe9bed00000000b38d7044000000000000000000000000" \
	"0000000000000000000300000000000000000000"
#define ACKNOWLEDGED "7f0d2000bf0293fd54620fa8823add9eb211e4010000110043d1702e19770919"
#define LIST_TOLD                                                          \
	"7f1644009d9249daed427513f67b52789feb0eee341221005c61a7636f1654bd" \
	"3a5b1603567d271f3a5b1603567d271f3a5b1603567d271f3a5b1603567d271f00000000"
#define SESSION_1                                                          \
	"7ea63e001fab121344146b789c4dee4ec143b3a934120e00f47eb683fe95133b" \
	"f47eb683fe95133bf47eb683fe95133bf47eb683fe95133b000000000000"
#define SESSION_2                                                          \
	"7e172c00b9cd0664e2c4f34a3a2bfa3967932b9b78560200f47eb683fe95133b" \
	"f47eb683fe95133b00000000"
#define OTHER_SESSION                                                      \
	"7e172c00d7502be5b5d86cfa6a0429e19cdc0d3678560200f47eb683fe95133b" \
	"f47eb683fe95133b00000000"

static void frames_that_prove_themselves(void **state)
{
	(void)state;
	assert_datagram(d, hex(PROBE), VERDICT_NEXT,
			"gutes.message server probed\ngutes.id " THEIR_ID "\n");
	assert_datagram(d, hex(LIST_ASKED), VERDICT_NEXT,
			"gutes.message servers asked\ngutes.id " THEIR_ID "\n");
	assert_datagram(d, hex(PATH), VERDICT_NEXT,
			"gutes.message opens a path\ngutes.session 1122334455667788\n");
	assert_datagram(d, hex(ACKNOWLEDGED), VERDICT_NEXT,
			"gutes.message registration answered, acknowledged\n"
			"gutes.session 1122334455667788\n");
	assert_datagram(d, hex(LIST_TOLD), VERDICT_NEXT,
			"gutes.message servers told\ngutes.session 0102030405060708\n");
	proto_datagram_torture(d, hex(PROBE));
	proto_datagram_torture(d, hex(PATH));
}

/* The sum sees every changed bit but the two of the flags that it does not cover. */
static void changed_frames(void **state)
{
	struct message m = {0};
	(void)state;
	put_hex(&m, LIST_ASKED);
	for (size_t bit = 0; bit < 8 * m.len; bit++) {
		struct proto_test t;
		if (bit == 8 * 23 || bit == 8 * 23 + 1)
			continue;
		m.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		proto_test_init(&t, d, 51701);
		struct cursor in = cursor_over(message_slice(&m));
		enum verdict_word word = d->feed(t.state, &in, &t.where, &t.sink).word;
		/* under the session's key, or an answer: nothing to check by */
		bool unchecked = bit / 8 == 22 && ((m.bytes[22] & 3) == 2 || m.bytes[22] & 0x20);
		assert_int_equal(word, unchecked ? VERDICT_NEXT : VERDICT_NOT_MINE);
		assert_string_equal(proto_lines(&t), "");
		proto_test_done(&t);
		m.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_datagram(d, hex(LIST_ASKED "00"), VERDICT_NOT_MINE, "");
	assert_datagram(d, hex("7f151700" LIST_ASKED), VERDICT_NOT_MINE, "");
	assert_refuses_strangers(d);
}

static void expect_flow(const char *const *frames, size_t n, enum verdict_word last,
			const char *want)
{
	struct proto_test t;
	struct verdict v = {0};
	proto_test_init(&t, d, 28800);
	for (size_t i = 0; i < n; i++)
		v = proto_datagram(&t, d, hex(frames[i]));
	assert_int_equal(v.word, last);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

#define SAYS_2 "gutes.message keep-alive\ngutes.session a3f9e34500000001\n"

/* Under the session's key: after a frame that proves itself, or by the same id twice. */
static void sessions(void **state)
{
	static const char *const after_proof[] = {PROBE, OTHER_SESSION, "00"};
	static const char *const twice[] = {SESSION_1, SESSION_2};
	static const char *const different[] = {SESSION_1, OTHER_SESSION};
	static const char *const interrupted[] = {SESSION_1, "00"};
	(void)state;
	expect_flow(after_proof, 3, VERDICT_NEXT,
		    "gutes.message server probed\ngutes.id " THEIR_ID "\n"
		    "gutes.message keep-alive\ngutes.session a3f9e34500000002\n");
	expect_flow(twice, 2, VERDICT_NEXT, SAYS_2);
	expect_flow(twice, 1, VERDICT_NEXT, "");
	expect_flow(different, 2, VERDICT_NOT_MINE, "");
	expect_flow(interrupted, 2, VERDICT_NOT_MINE, "");
}

static void it_ends(void **state)
{
	struct proto_test t;
	enum verdict_word word = VERDICT_NEXT;
	unsigned n = 0;
	(void)state;
	proto_test_init(&t, d, 28800);
	for (; word == VERDICT_NEXT && n < 1000; n++)
		word = proto_datagram(&t, d, hex(PROBE)).word;
	assert_int_equal(word, VERDICT_DONE);
	assert_int_equal(n, 64);
	proto_test_done(&t);
}

/* The layout that src/relay/broadcast.py reads, with invented values. */
static struct message search_answer(void)
{
	struct message m = {0};
	put_hex(&m, "70036600 00000000 00000000 00000000 00000000 00000000 00000000");
	put_hex(&m, "8877665544332211 0000000000000000 9d5c 000000000000000000000000");
	put_hex(&m, "020000000007");
	put_zeros(&m, 38);
	return m;
}

static void searches(void **state)
{
	struct message m = search_answer();
	struct proto_test t;
	(void)state;
	assert_int_equal(m.len, 0x66);
	for (uint16_t port = 8898; port <= 8901; port++) {
		bool fits = port == 8899 || port == 8900;
		proto_test_init(&t, d, port);
		struct verdict v = proto_datagram(&t, d, message_slice(&m));
		assert_int_equal(v.word, fits ? VERDICT_NEXT : VERDICT_NOT_MINE);
		assert_string_equal(proto_lines(&t), fits ? "gutes.message search answered\n"
							    "gutes.device_id 1122334455667788\n"
							    "gutes.mac 02:00:00:00:00:07\n"
							  : "");
		proto_test_done(&t);
	}
	proto_test_init(&t, d, 8899);
	assert_int_equal(proto_datagram(&t, d,
					hex("70021c00 0000000000000000 0000000000000000"
					    "0000000000000000"))
				 .word,
			 VERDICT_NEXT);
	assert_string_equal(proto_lines(&t), "gutes.message search on the LAN\n");
	assert_int_equal(proto_datagram(&t, d,
					hex("70021d00 0000000000000000 0000000000000000"
					    "0000000000000000 00"))
				 .word,
			 VERDICT_NOT_MINE);
	m.bytes[2] = 0x67;
	assert_int_equal(proto_datagram(&t, d, message_slice(&m)).word, VERDICT_NOT_MINE);
	m.bytes[2] = 0x3f, m.len = 0x3f;
	assert_int_equal(proto_datagram(&t, d, message_slice(&m)).word, VERDICT_NOT_MINE);
	proto_test_done(&t);
}

static void over_tcp(void **state)
{
	struct proto_piece pieces[] = {
		{true, hex(PROBE_TCP PROBE)}, {false, hex(LIST_TOLD)}, {true, hex(SESSION_2 "00")}};
	struct proto_piece strange[] = {{true, hex(SESSION_2)}};
	struct proto_piece http[] = {{true, slice_text("GET / HTTP/1.1\r\n\r\n")}};
	struct proto_test t;
	(void)state;
	proto_stream_any_split(
		&gutes_tcp_dissector, 28800, pieces, 3,
		"gutes.message server probed\ngutes.id " THEIR_ID "\n"
		"gutes.message server probed\ngutes.id " THEIR_ID "\n"
		"gutes.message servers told\ngutes.session 0102030405060708\n" SAYS_2);
	proto_test_init(&t, &gutes_tcp_dissector, 28800);
	assert_int_equal(proto_stream(&t, &gutes_tcp_dissector, strange, 1, SIZE_MAX).word,
			 VERDICT_NOT_MINE);
	assert_int_equal(proto_stream(&t, &gutes_tcp_dissector, http, 1, SIZE_MAX).word,
			 VERDICT_NOT_MINE);
	assert_string_equal(proto_lines(&t), "");
	proto_test_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_that_prove_themselves),
		cmocka_unit_test(changed_frames),
		cmocka_unit_test(sessions),
		cmocka_unit_test(it_ends),
		cmocka_unit_test(searches),
		cmocka_unit_test(over_tcp),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
