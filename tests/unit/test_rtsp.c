/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector rtsp_dissector;

static struct proto_piece client(const char *text)
{
	return (struct proto_piece){true, slice_text(text)};
}

static struct proto_piece server(const char *text)
{
	return (struct proto_piece){false, slice_text(text)};
}

static void assert_stream(uint16_t port, const struct proto_piece *pieces, size_t n,
			  enum verdict_word word, const char *lines)
{
	struct proto_test t;
	proto_test_init(&t, &rtsp_dissector, port);
	struct verdict v = proto_stream(&t, &rtsp_dissector, pieces, n, SIZE_MAX);
	assert_string_equal(proto_lines(&t), lines);
	assert_int_equal(v.word, word);
	proto_test_done(&t);
}

static void a_recorder_asks_a_camera(void **state)
{
	(void)state;
	const struct proto_piece pieces[] = {
		client("OPTIONS rtsp://10.0.0.1/live RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: "
		       "rec/1\r\n\r\n"),
		server("RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: OPTIONS, DESCRIBE\r\n\r\n"),
		client("DESCRIBE rtsp://joe:pw@10.0.0.1/live RTSP/1.0\r\nCSeq: 2\r\n"
		       "Accept: application/sdp\r\n\r\n"),
		server("RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\n"
		       "WWW-Authenticate: Digest realm=\"a, b\", nonce=\"0f\", stale=\"FALSE\"\r\n"
		       "WWW-Authenticate: Basic realm=\"c\"\r\n\r\n"),
		client("DESCRIBE rtsp://10.0.0.1/live RTSP/1.0\r\nCSeq: 3\r\n"
		       "Authorization: Digest username=\"joe\"\r\n\r\n"),
		server("RTSP/1.0 200 OK\r\nCSeq: 3\r\nServer: cam\r\nDate:  Tue, Jan 02 2024\r\n"
		       "content-type: application/sdp\r\nContent-length: 5\r\n\r\nv=0\r\n"),
		client("SETUP rtsp://10.0.0.1/live/track1 RTSP/1.0\r\nCSeq: 4\r\n"
		       "Transport: RTP/AVP;unicast;client_port=6000-6001\r\n\r\n"),
		server("RTSP/1.0 454 Session Not Found\r\nCSeq: 4\r\n\r\n"),
	};
	proto_stream_any_split(&rtsp_dissector, 554, pieces, sizeof(pieces) / sizeof(pieces[0]),
			       "rtsp.method OPTIONS\nrtsp.url rtsp://10.0.0.1/live\n"
			       "rtsp.user_agent rec/1\n"
			       "rtsp.public OPTIONS, DESCRIBE\nrtsp.headers CSeq,Public\n"
			       "rtsp.served_path /live\n"
			       "rtsp.method DESCRIBE\n"
			       "rtsp.realm a, b\n"
			       "rtsp.auth Digest realm=\"a, b\", nonce=\"\", stale=\"FALSE\"\n"
			       "rtsp.realm c\nrtsp.auth Basic realm=\"c\"\n"
			       "rtsp.headers CSeq,WWW-Authenticate,WWW-Authenticate\n"
			       "rtsp.server cam\nrtsp.date  Tue, Jan 99 9999\n"
			       "rtsp.headers CSeq,Server,Date,content-type,Content-length\n"
			       "document SDP 5\n"
			       "rtsp.method SETUP\nrtsp.url rtsp://10.0.0.1/live/track1\n"
			       "rtsp.transport RTP/AVP;unicast;client_port=6000-6001\n"
			       "rtsp.headers CSeq\n");
}

static void replies_belong_to_their_request(void **state)
{
	(void)state;
	/* another number: not the answer; a number that is none: the answer */
	const struct proto_piece other[] = {
		client("DESCRIBE rtsp://h/a RTSP/1.0\r\nCSeq: 5\r\n\r\n"),
		server("RTSP/1.0 200 OK\r\nCSeq: 4\r\n\r\n"),
		server("RTSP/1.0 200 OK\r\nCSeq: -1\r\n\r\n"),
		server("RTSP/1.0 200 OK\r\nCSeq: 5\r\n\r\n"),
	};
	assert_stream(554, other, 4, VERDICT_NEXT,
		      "rtsp.method DESCRIBE\nrtsp.url rtsp://h/a\nrtsp.headers CSeq\n"
		      "rtsp.headers CSeq\nrtsp.served_path /a\nrtsp.headers CSeq\n");
}

static void one_direction_is_enough(void **state)
{
	(void)state;
	const struct proto_piece only[] = {
		server("RTSP/1.0 200 OK\r\nServer: x\r\n\r\n\r\nRTSP/2.0 404 Not Found\r\n\r\n")};
	assert_stream(7070, only, 1, VERDICT_NEXT, "rtsp.server x\nrtsp.headers Server\n");
	/* bodies that are no session description are passed over */
	const struct proto_piece body[] = {
		client("SET_PARAMETER * RTSP/1.0\r\nContent-Length: 6\r\n\r\nab\r\n$\001"
		       "PAUSE rtsp://h/a b RTSP/1.0\r\n\r\n")};
	proto_stream_any_split(&rtsp_dissector, 554, body, 1,
			       "rtsp.method SET_PARAMETER\nrtsp.method PAUSE\n"
			       "rtsp.url rtsp://h/a b\n");
}

/* ---- frames ---- */

struct bytes {
	uint8_t at[40000];
	size_t len;
};

static void put(struct bytes *b, struct slice s)
{
	assert_true(b->len + s.len <= sizeof(b->at));
	memcpy(b->at + b->len, s.at, s.len);
	b->len += s.len;
}

/* A frame of `len` bytes of RTP whose payload begins with the hex text. */
static void media(struct bytes *b, unsigned channel, unsigned type, unsigned sequence, size_t len,
		  const char *payload)
{
	char text[128];
	size_t before = b->len;
	snprintf(text, sizeof(text), "24%02x%04zx 80%02x%04x 00000000 000000%02x %s", channel, len,
		 type, sequence, channel + 1, payload);
	put(b, hex(text));
	size_t rest = len + 4 - (b->len - before);
	assert_true(b->len + rest <= sizeof(b->at));
	memset(b->at + b->len, 0, rest);
	b->len += rest;
}

#define CONTROL \
	"24010024 80c80006 00000001 0000000000000000 00000000 00000000 00000000 80ca0001 00000001"
#define NAMED "24010018 80c90001 00000007 81ca0003 00000007 0105 63616d4037 00"

static void frames_between_messages(void **state)
{
	static struct bytes b;
	(void)state;
	put(&b, slice_text("RTSP/1.0 200 OK\r\nCSeq: 9\r\n\r\n"));
	media(&b, 0, 96, 1, 40, "674d001e95");
	media(&b, 2, 8, 1, 172, "d5");
	put(&b, hex(NAMED));
	put(&b, slice_text("RTSP/1.0 200 OK\r\nCSeq: 10\r\n\r\n"));
	for (unsigned i = 2; i < 20; i++)
		media(&b, 0, 96, i, 1400, "7c05");
	const struct proto_piece pieces[] = {
		client("PLAY rtsp://h/a RTSP/1.0\r\nCSeq: 9\r\n\r\n"),
		{false, slice_of(b.at, b.len)},
	};
	const char *want = "rtsp.method PLAY\nrtsp.url rtsp://h/a\n"
			   "rtsp.headers CSeq\nrtsp.served_path /a\n"
			   "rtp.stream 96\nrtp.codec H264\nrtp.stream 8\nrtp.codec PCMA\n"
			   "rtcp.cname cam@7\nrtsp.headers CSeq\n";
	proto_stream_any_split(&rtsp_dissector, 554, pieces, 2, want);
	assert_stream(554, pieces, 2, VERDICT_DONE, want);
}

/* A codec that never shows doesn't keep the stream dear for ever. */
static void leaves_after_many_frames(void **state)
{
	static struct bytes b;
	(void)state;
	for (unsigned i = 0; i < 95; i++)
		media(&b, 0, 107, i, 20, "3c");
	struct proto_piece piece = {false, slice_of(b.at, b.len)};
	assert_stream(9000, &piece, 1, VERDICT_NEXT, "rtp.stream 107\n");
	media(&b, 0, 107, 95, 20, "3c");
	piece.bytes.len = b.len;
	assert_stream(9000, &piece, 1, VERDICT_DONE, "rtp.stream 107\n");
}

static void joined_at_a_frame(void **state)
{
	static struct bytes b;
	(void)state;
	media(&b, 0, 96, 1, 1400, "7c05");
	put(&b, hex(CONTROL));
	media(&b, 0, 96, 2, 1400, "7c05");
	struct proto_piece piece = {false, slice_of(b.at, b.len)};
	proto_stream_any_split(&rtsp_dissector, 9000, &piece, 1, "rtp.stream 96\n");
	b.len = 0;
	for (unsigned i = 0; i < 5; i++)
		media(&b, 0, 96, i, 1400, "7c05");
	piece.bytes = slice_of(b.at, b.len);
	proto_stream_any_split(&rtsp_dissector, 9000, &piece, 1, "rtp.stream 96\nrtp.codec H264\n");
}

static void joined_inside_a_frame(void **state)
{
	static struct bytes b;
	(void)state;
	for (unsigned i = 0; i < 10; i++)
		media(&b, 0, 96, i, 1400, "7c05");
	struct proto_piece piece = {false, slice_of(b.at + 700, b.len - 700)};
	proto_stream_any_split(&rtsp_dissector, 554, &piece, 1, "rtp.stream 96\nrtp.codec H264\n");
	/* elsewhere it isn't searched for */
	assert_stream(9000, &piece, 1, VERDICT_NOT_MINE, "");
}

static void chains_that_do_not_hold(void **state)
{
	static struct bytes b;
	(void)state;
	/* sources differ on one channel */
	media(&b, 0, 96, 1, 100, "");
	media(&b, 0, 96, 2, 100, "");
	size_t third = b.len;
	media(&b, 0, 96, 3, 100, "");
	b.at[third + 4 + 11]++;
	struct proto_piece piece = {false, slice_of(b.at, b.len)};
	assert_stream(9000, &piece, 1, VERDICT_NOT_MINE, "");
	/* a sequence that jumps */
	b.at[third + 4 + 11]--;
	b.at[third + 4 + 3] = 99;
	assert_stream(9000, &piece, 1, VERDICT_NOT_MINE, "");
	b.at[third + 4 + 3] = 3;
	assert_stream(9000, &piece, 1, VERDICT_NEXT, "rtp.stream 96\n");
	/* text on the usual port isn't searched; zeros are, in vain */
	piece.bytes = slice_text("GET / HTTP/1.1\r\n");
	assert_stream(554, &piece, 1, VERDICT_NOT_MINE, "");
	static uint8_t zeros[5000];
	piece.bytes = slice_of(zeros, sizeof(zeros));
	assert_stream(554, &piece, 1, VERDICT_NOT_MINE, "");
}

static void broken_streams(void **state)
{
	static char longest[20000];
	(void)state;
	const struct proto_piece neither[] = {
		server("RTSP/1.0 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")};
	assert_stream(554, neither, 1, VERDICT_MALFORMED, "");
	const struct proto_piece line[] = {server("RTSP/1.0 200 OK\r\n\r\nRTSP/1.0 x\r\n\r\n")};
	assert_stream(554, line, 1, VERDICT_MALFORMED, "");
	snprintf(longest, sizeof(longest), "RTSP/1.0 200 OK\r\nA: %*d\r\n\r\n", 17000, 1);
	const struct proto_piece head[] = {server(longest)};
	assert_stream(554, head, 1, VERDICT_MALFORMED, "");
	/* a description too long to keep: passed over, and what follows is read */
	const struct proto_piece huge[] = {
		server("RTSP/1.0 200 OK\r\nContent-Type: application/sdp\r\nContent-Length: "
		       "40000\r\n\r\n")};
	assert_stream(554, huge, 1, VERDICT_SKIP, "rtsp.headers Content-Type,Content-Length\n");
}

static void others_are_refused(void **state)
{
	static const char *const others[] = {"GET / HTTP/1.1\r\n\r\n",
					     "OPTIONS * HTTP/1.1\r\n\r\n",
					     "OPTIONS sip:a@b SIP/2.0\r\n\r\n",
					     "RTSP/3.0 200 OK\r\n",
					     "PLAYED\r\n",
					     "SETUP  RTSP/1.0\r\n",
					     "HTTP/1.1 200 OK\r\n",
					     "$",
					     "\026\003\001",
					     "220 ftp\r\n"};
	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct proto_piece piece = server(others[i]);
		struct proto_test t;
		proto_test_init(&t, &rtsp_dissector, 80);
		struct verdict v = proto_stream(&t, &rtsp_dissector, &piece, 1, SIZE_MAX);
		assert_int_equal(v.word, others[i][0] == '$' ? VERDICT_MORE : VERDICT_NOT_MINE);
		proto_test_done(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_recorder_asks_a_camera),
		cmocka_unit_test(replies_belong_to_their_request),
		cmocka_unit_test(one_direction_is_enough),
		cmocka_unit_test(frames_between_messages),
		cmocka_unit_test(leaves_after_many_frames),
		cmocka_unit_test(joined_at_a_frame),
		cmocka_unit_test(joined_inside_a_frame),
		cmocka_unit_test(chains_that_do_not_hold),
		cmocka_unit_test(broken_streams),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
