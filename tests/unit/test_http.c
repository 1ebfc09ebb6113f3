/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector http_dissector;

#define ASK(text)                                                                          \
	{                                                                                  \
		.from_client = true, .bytes = {(const uint8_t *)(text), sizeof(text) - 1 } \
	}
#define SAY(text)                                                                           \
	{                                                                                   \
		.from_client = false, .bytes = {(const uint8_t *)(text), sizeof(text) - 1 } \
	}

static void talk(const struct proto_piece *pieces, size_t n, enum verdict_word last,
		 const char *want)
{
	struct proto_test t;

	proto_stream_any_split(&http_dissector, 80, pieces, n, want);
	proto_test_init(&t, &http_dissector, 80);
	assert_int_equal(proto_stream(&t, &http_dissector, pieces, n, SIZE_MAX).word, last);
	proto_test_done(&t);
}

#define TALK(last, want, ...)                                                           \
	do {                                                                            \
		const struct proto_piece pieces[] = {__VA_ARGS__};                      \
		talk(pieces, sizeof(pieces) / sizeof(pieces[0]), VERDICT_##last, want); \
	} while (0)

static void a_page_asked_and_served(void **state)
{
	(void)state;
	TALK(NEXT,
	     "http.method GET\n"
	     "http.path /\n"
	     "http.host 10.0.0.1\n"
	     "http.user_agent tool/1.0\n"
	     "http.status 200\n"
	     "http.served_path /\n"
	     "http.server box/2\n"
	     "http.content_type text/html; charset=utf-8\n"
	     "http.cookie session\n"
	     "http.cookie lang\n"
	     "document HTML 9\n",
	     ASK("GET / HTTP/1.1\r\nHost: 10.0.0.1\r\nUser-Agent: tool/1.0\r\n"
		 "Cookie: session=secret\r\nAuthorization: Basic YTpi\r\n\r\n"),
	     SAY("HTTP/1.1 200 OK\r\nSERVER: box/2\r\nContent-Type: text/html; charset=utf-8\r\n"
		 "Set-Cookie: session=secret; path=/\r\nset-cookie:lang = en\r\n"
		 "Content-Length: 9\r\n\r\n<p>hi</p>"));
}

static void login_asked(void **state)
{
	(void)state;
	TALK(NEXT,
	     "http.status 401\n"
	     "http.realm a \"b\" c\n"
	     "http.auth Digest realm=\"a \\\"b\\\" c\", qop=\"auth\", nonce=\"*\", opaque=*, "
	     "stale=FALSE\n",
	     SAY("HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: Digest "
		 "realm=\"a \\\"b\\\" c\", qop=\"auth\", nonce=\"d8e8,fca2\", opaque=5ccc, "
		 "stale=FALSE\r\nContent-Length: 0\r\n\r\n"));
	TALK(NEXT,
	     "http.status 401\n"
	     "http.realm one\n"
	     "http.realm two words\n"
	     "http.auth Basic realm=one, Digest REALM=two words,Nonce=*\n"
	     "http.auth Negotiate\n"
	     "http.auth NTLM *\n"
	     "http.auth Bearer *, Basic\n"
	     "http.realm cut off\n"
	     "http.auth Basic realm=\"cut off\n",
	     SAY("HTTP/1.1 401\r\n"
		 "WWW-Authenticate: Basic realm=one, Digest REALM=two words,Nonce=abc def\r\n"
		 "WWW-Authenticate: Negotiate\r\n"
		 "WWW-Authenticate: NTLM TlRMTVNTUAACAAAA==\r\n"
		 "WWW-Authenticate: Bearer abc=, Basic\r\n"
		 "WWW-Authenticate: Basic realm=\"cut off\r\n"
		 "Content-Length: 0\r\n\r\n"));
}

static void no_secret_comes_out(void **state)
{
	(void)state;
	TALK(NEXT,
	     "http.method GET\n"
	     "http.path http://10.0.0.1/snap.cgi?user=*&pwd=*&x=1\n"
	     "http.host 10.0.0.1\n"
	     "http.method GET\n"
	     "http.path /a?loginpas=*&Password=*;n=2#f\n"
	     "http.method GET\n"
	     "http.path /a?url=rtsp://10.0.0.2/&v=rtsp%3A%2F%2F10.0.0.3%2F1\n"
	     "http.method GET\n"
	     "http.path /a@b?mail=c@d&path=/e\n"
	     "http.status 302\n"
	     "http.location https://10.0.0.1/?token=*\n",
	     ASK("GET http://u:p@w@10.0.0.1/snap.cgi?user=u&pwd=geheim&x=1 HTTP/1.1\r\n"
		 "Host: u:p@10.0.0.1\r\n\r\n"
		 "GET /a?loginpas=geheim&Password=geheim;n=2#f HTTP/1.1\r\n\r\n"
		 "GET /a?url=rtsp://u:p@10.0.0.2/&v=rtsp%3A%2F%2Fu%3Ap%4010.0.0.3%2F1 "
		 "HTTP/1.1\r\n\r\n"
		 "GET /a@b?mail=c@d&path=/e HTTP/1.1\r\n\r\n"),
	     SAY("HTTP/1.1 302 Found\r\nLocation: https://u:p@10.0.0.1/?token=geheim\r\n"
		 "Content-Length: 0\r\n\r\n"));
}

static void requests_and_replies_in_turn(void **state)
{
	(void)state;
	TALK(NEXT,
	     "http.method GET\nhttp.path /a\n"
	     "http.status 200\nhttp.served_path /a\n"
	     "http.method GET\nhttp.path /b\n"
	     "http.status 404\n"
	     "http.method GET\nhttp.path /c\n"
	     "http.status 401\nhttp.served_path /c\n"
	     "http.method POST\nhttp.path /d\n"
	     "http.status 100\n"
	     "http.status 500\n",
	     ASK("GET /a HTTP/1.1\r\n\r\n"), SAY("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"),
	     ASK("GET /b HTTP/1.1\r\n\r\n"),
	     SAY("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
	     ASK("GET /c HTTP/1.1\r\n\r\n"), SAY("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"),
	     ASK("POST /d HTTP/1.1\r\nContent-Length: 2\r\n\r\n"),
	     SAY("HTTP/1.1 100 Continue\r\n\r\n"), ASK("xx"),
	     SAY("HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n"));
}

/* Which reply answers which request is only said where there is one to choose from. */
static void pipelined_requests(void **state)
{
	(void)state;
	TALK(SKIP,
	     "http.method GET\nhttp.path /a\n"
	     "http.method HEAD\nhttp.path /b\n"
	     "http.method GET\nhttp.path /c\n"
	     "http.status 200\n"
	     "http.status 200\n"
	     "http.status 200\n"
	     "http.method GET\nhttp.path /d\n"
	     "http.status 200\nhttp.served_path /d\n",
	     ASK("GET /a HTTP/1.1\r\n\r\nHEAD /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\n\r\n"),
	     SAY("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"
		 "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
		 "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"),
	     ASK("GET /d HTTP/1.1\r\n\r\n"), SAY("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"));
}

static void replies_without_a_body(void **state)
{
	(void)state;
	TALK(NEXT, "http.status 204\nhttp.status 304\nhttp.status 200\n",
	     SAY("HTTP/1.1 204 No\r\n\r\nHTTP/1.1 304 No\r\nContent-Length: 77\r\n\r\n"
		 "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n\r\n"));
}

static void documents_by_type(void **state)
{
	(void)state;
	TALK(NEXT,
	     "http.method POST\nhttp.path /onvif/device_service\n"
	     "http.content_type application/soap+xml; charset=utf-8; action=\"x\"\n"
	     "document XML 4\n"
	     "http.status 200\nhttp.served_path /onvif/device_service\n"
	     "http.content_type text/xml\n"
	     "document XML 5\n"
	     "http.status 200\nhttp.content_type Application/JSON\ndocument JSON 2\n"
	     "http.status 200\nhttp.content_type application/sdp\ndocument SDP 3\n"
	     "http.status 200\nhttp.content_type text/plain\ndocument TEXT 3\n"
	     "http.status 200\nhttp.content_type image/jpeg\n"
	     "http.status 200\nhttp.content_type text/html\n"
	     "http.status 200\nhttp.content_type text/html\ndocument HTML 1\n",
	     ASK("POST /onvif/device_service HTTP/1.1\r\nContent-Length: 4\r\n"
		 "Content-Type: application/soap+xml; charset=utf-8; action=\"x\"\r\n\r\n<a/>"),
	     SAY("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 5\r\n\r\n<bb/>"
		 "HTTP/1.1 200 OK\r\nContent-Type: Application/JSON\r\nContent-Length: 2\r\n\r\n{}"
		 "HTTP/1.1 200 OK\r\nContent-Type: application/sdp\r\nContent-Length: 3\r\n\r\nv=0"
		 "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\na=b"
		 "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 4\r\n\r\nHTTP"
		 "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n"
		 "Content-Encoding: gzip\r\n\r\n....HTTP/1.1 200 OK\r\n"
		 "Content-Type: text/html\r\nContent-Length: 1\r\n\r\nx"));
}

static void chunks(void **state)
{
	(void)state;
	TALK(NEXT,
	     "http.status 200\nhttp.content_type text/xml\ndocument XML 9\n"
	     "http.status 200\nhttp.content_type image/png\n"
	     "http.status 200\nhttp.content_type text/xml\ndocument XML 4\n"
	     "http.status 200\n",
	     SAY("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/xml\r\n\r\n"
		 "4\r\n<a/>\r\n5;x=y\r\n<bb/>\r\n0\r\n\r\n"
		 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: image/png\r\n"
		 "Content-Length: 3\r\n\r\n1\r\nx\r\n00A\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"
		 "HTTP/1.1 200 OK\nTransfer-Encoding: CHUNKED\nContent-Type: text/xml\n\n"
		 "4\n<a/>\n0\n\n"
		 "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
}

static void broken_chunks(void **state)
{
	(void)state;
	TALK(MALFORMED, "http.status 200\n",
	     SAY("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"));
	TALK(MALFORMED, "http.status 200\nhttp.content_type text/xml\n",
	     SAY("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/xml\r\n\r\n"
		 "4\r\n<a/>\r\n-1\r\n\r\n"));
}

/* A reply head, then body bytes of 'x' with `at` put at an offset. */
static struct slice long_reply(struct buf *b, const char *head, size_t len, const char *text,
			       size_t at)
{
	buf_text(b, head);
	for (size_t i = 0; i < len; i++)
		buf_u8(b, i - at < strlen(text) ? (uint8_t)text[i - at] : 'x');
	return slice_of(b->at, b->len);
}

static void one_long_reply(const char *head, size_t len, const char *text, size_t at,
			   const char *want)
{
	static const size_t steps[] = {SIZE_MAX, 1460, 4099};
	struct buf b;

	buf_init(&b, 1 << 20);
	struct slice bytes = long_reply(&b, head, len, text, at);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct proto_test t;
		const struct proto_piece pieces[] = {{false, bytes}};
		proto_test_init(&t, &http_dissector, 80);
		(void)proto_stream(&t, &http_dissector, pieces, 1, steps[i]);
		assert_string_equal(proto_lines(&t), want);
		proto_test_done(&t);
	}
	buf_done(&b);
}

static void long_bodies(void **state)
{
	static const char next[] = "HTTP/1.1 204 No\r\n\r\n";
	static const char page[] = "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n";
	static const char text[] = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n";
	(void)state;
	one_long_reply("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 65536\r\n\r\n",
		       65536 + sizeof(next) - 1, next, 65536,
		       "http.status 200\nhttp.content_type text/xml\ndocument XML 65536\n"
		       "http.status 204\n");
	one_long_reply("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 65537\r\n\r\n",
		       65537 + sizeof(next) - 1, next, 65537,
		       "http.status 200\nhttp.content_type text/xml\nhttp.status 204\n");
	one_long_reply("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n", 100, "",
		       0, "http.status 200\n");
	/* Pages that can't be held: as far as the title, if that comes soon. */
	one_long_reply(page, 20000, "<title>a</TITLE>", 100,
		       "http.status 200\nhttp.content_type text/html\ndocument HTML 116\n");
	one_long_reply(page, 20000, "</title>", 8192 - 8,
		       "http.status 200\nhttp.content_type text/html\ndocument HTML 8192\n");
	one_long_reply(page, 20000, "</title>", 8192 - 7,
		       "http.status 200\nhttp.content_type text/html\n");
	/* What ends with the connection, as long as may be held, and one byte more. */
	one_long_reply(text, 65535, "", 0,
		       "http.status 200\nhttp.content_type text/plain\ndocument TEXT 65535\n");
	one_long_reply(text, 65536, "", 0, "http.status 200\nhttp.content_type text/plain\n");
	one_long_reply("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 70000\r\n\r\n"
		       "<title>t</title>",
		       70000 - 16 + sizeof(next) - 1, next, 70000 - 16,
		       "http.status 200\nhttp.content_type text/html\ndocument HTML 16\n"
		       "http.status 204\n");
	/* A chunk that ends just within, and just beyond, what may be held. */
	one_long_reply("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
		       "Transfer-Encoding: chunked\r\n\r\nfff3\r\n",
		       0xfff3 + 7, "\r\n0\r\n\r\n", 0xfff3,
		       "http.status 200\nhttp.content_type text/xml\ndocument XML 65523\n");
	one_long_reply("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
		       "Transfer-Encoding: chunked\r\n\r\nfff6\r\n",
		       0xfff6 + 7 + sizeof(next) - 1, "\r\n0\r\n\r\nHTTP/1.1 204 No\r\n\r\n",
		       0xfff6, "http.status 200\nhttp.content_type text/xml\nhttp.status 204\n");
}

static void until_the_connection_closes(void **state)
{
	(void)state;
	TALK(MORE, "http.status 200\nhttp.content_type text/plain\ndocument TEXT 19\n",
	     SAY("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nHTTP/1.0 500 No\r\n\r\n"));
	TALK(MORE, "http.status 200\nhttp.content_type text/html\ndocument HTML 9\n",
	     SAY("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>no</p>"));
	TALK(SKIP, "http.status 200\nhttp.content_type image/jpeg\n",
	     SAY("HTTP/1.0 200 OK\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8"));
	/* One that had a length and broke off is no whole document. */
	TALK(MORE, "http.status 200\nhttp.content_type text/plain\n",
	     SAY("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\na=b"));
	TALK(DONE, "http.status 200\nhttp.content_type multipart/x-mixed-replace; boundary=b\n",
	     SAY("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n"
		 "--b\r\n"));
}

/* A request whose body has no length is known from streams that clients push. */
static void pushed_media(void **state)
{
	(void)state;
	TALK(NEXT,
	     "http.method POST\nhttp.path /stream\nhttp.content_type multipart/mixed\n"
	     "http.status 401\nhttp.served_path /stream\nhttp.realm r\nhttp.auth Basic "
	     "realm=\"r\"\n",
	     ASK("POST /stream HTTP/1.1\r\nContent-Type: multipart/mixed\r\n"
		 "Content-Length: -1\r\n\r\n--part\r\n"),
	     SAY("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"r\"\r\n"
		 "Content-Length: 0\r\n\r\n"));
}

static void the_flow_becomes_something_else(void **state)
{
	(void)state;
	TALK(DONE, "http.method GET\nhttp.path /ws\nhttp.status 101\n",
	     ASK("GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"),
	     SAY("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n\x81\x05hello"));
	TALK(DONE,
	     "http.method CONNECT\nhttp.path host.example:443\nhttp.status 200\n"
	     "http.served_path host.example:443\n",
	     ASK("CONNECT host.example:443 HTTP/1.1\r\n\r\n"), SAY("HTTP/1.1 200 OK\r\n\r\n\x16"));
	TALK(REST_IS, "http.method GET\nhttp.path /sw\nhttp.status 200\nhttp.served_path /sw\n",
	     ASK("GET /sw HTTP/1.0\r\nAccept: application/x-rtsp-tunnelled\r\n\r\n"),
	     SAY("HTTP/1.0 200 OK\r\n\r\nRTSP/1.0 200 OK\r\n"));
	TALK(REST_IS, "http.status 200\nhttp.content_type application/x-rtsp-tunnelled\n",
	     SAY("HTTP/1.0 200 OK\r\nContent-Type: application/x-rtsp-tunnelled\r\n\r\n"));
	TALK(NEXT, "http.method GET\nhttp.path /sw\nhttp.status 404\n",
	     ASK("GET /sw HTTP/1.0\r\nAccept: application/x-rtsp-tunnelled\r\n\r\n"),
	     SAY("HTTP/1.0 404 No\r\nContent-Length: 0\r\n\r\n"));
	TALK(DONE,
	     "http.method POST\nhttp.path /sw\nhttp.content_type application/x-rtsp-tunnelled\n",
	     ASK("POST /sw HTTP/1.0\r\nContent-Type: application/x-rtsp-tunnelled\r\n"
		 "Content-Length: 32767\r\n\r\nT1BUSU9OUw=="));
	struct proto_test t;
	const struct proto_piece tunnel[] = {
		ASK("GET /sw HTTP/1.0\r\nAccept: application/x-rtsp-tunnelled\r\n\r\n"),
		SAY("HTTP/1.0 200 OK\r\n\r\n")};
	proto_test_init(&t, &http_dissector, 80);
	assert_string_equal(proto_stream(&t, &http_dissector, tunnel, 2, SIZE_MAX).name, "rtsp");
	proto_test_done(&t);
}

static void heads_as_devices_write_them(void **state)
{
	(void)state;
	TALK(NEXT,
	     "http.method GET\nhttp.path /a b\nhttp.host h\nhttp.user_agent one two three\n"
	     "http.status 200\nhttp.served_path /a b\nhttp.server s\n"
	     "http.method UNSUBSCRIBE\nhttp.path *\n",
	     ASK("GET /a b HTTP/1.1\nHOST : h\nno colon here\nUser-Agent: one\n two\n\tthree\n\n"),
	     SAY("HTTP/1.1  200\nServer:s\nContent-Length:1\n\nx"),
	     ASK("\r\nUNSUBSCRIBE * HTTP/1.0 \r\r\n\r\n"));
}

static void a_path_too_long_to_keep(void **state)
{
	char request[1024], want[2048];
	struct proto_piece pieces[] = {
		{.from_client = true},
		SAY("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
	};
	(void)state;
	snprintf(request, sizeof(request), "GET /a?%0300d HTTP/1.1\r\n\r\n", 1);
	pieces[0].bytes = slice_text(request);
	snprintf(want, sizeof(want),
		 "http.method GET\nhttp.path /a?%0300d\nhttp.status 200\nhttp.served_path /a\n", 1);
	proto_stream_any_split(&http_dissector, 80, pieces, 2, want);
	snprintf(request, sizeof(request), "GET /%0300d HTTP/1.1\r\n\r\n", 1);
	pieces[0].bytes = slice_text(request);
	snprintf(want, sizeof(want), "http.method GET\nhttp.path /%0300d\nhttp.status 200\n", 1);
	proto_stream_any_split(&http_dissector, 80, pieces, 2, want);
}

static void heads_have_a_limit(void **state)
{
	static char head[20000];
	const struct proto_piece piece = {true, {(const uint8_t *)head, sizeof(head)}};
	struct proto_test t;
	(void)state;
	memset(head, 'x', sizeof(head));
	memcpy(head, "GET / HTTP/1.1\r\n", 16);
	proto_test_init(&t, &http_dissector, 80);
	assert_int_equal(proto_stream(&t, &http_dissector, &piece, 1, SIZE_MAX).word,
			 VERDICT_MALFORMED);
	assert_string_equal(proto_lines(&t), "");
	proto_test_done(&t);
	memset(head, 'x', sizeof(head));
	memcpy(head, "GET /", 5);
	memcpy(head + 10000, " HTTP/1.1\r\n\r\n", 13);
	proto_test_init(&t, &http_dissector, 80);
	assert_int_equal(proto_stream(&t, &http_dissector, &piece, 1, 1460).word, VERDICT_NOT_MINE);
	proto_test_done(&t);
}

static void what_is_no_message(void **state)
{
	(void)state;
	TALK(MALFORMED,
	     "http.method GET\nhttp.path /\nhttp.status 200\n"
	     "http.served_path /\n",
	     ASK("GET / HTTP/1.1\r\n\r\n"),
	     SAY("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n\x01\x02"));
	/* Only one way is in the capture: maybe a reply to a HEAD. */
	TALK(DONE, "http.status 200\n",
	     SAY("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n\x01\x02"));
}

static void other_protocols_are_refused(void **state)
{
	static const struct proto_piece others[] = {
		ASK("OPTIONS rtsp://10.0.0.1/ RTSP/1.0\r\nCSeq: 1\r\n\r\n"),
		SAY("RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"),
		ASK("INVITE sip:a@10.0.0.1 SIP/2.0\r\n\r\n"),
		SAY("SIP/2.0 200 OK\r\n\r\n"),
		ASK("GET /ver HDS/1.0\r\n\r\n"),
		SAY("HDS/1.0 200 OK\r\n\r\n"),
		SAY("ICY 200 OK\r\n\r\n"),
		ASK("GET /\r\n"),
		ASK("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
		SAY("220 ftp ready\r\n"),
		ASK("USER admin\r\n"),
		ASK("EHLO here\r\n"),
		SAY("SSH-2.0-x\r\n"),
		ASK("get / HTTP/1.1\r\n\r\n"),
		ASK("GET  HTTP/1.1\r\n\r\n"),
		ASK("GO / HTTP/1.1\r\n\r\n"),
		SAY("HTTP/1.1 20 OK\r\n\r\n"),
		SAY("HTTP/1.1 2000 OK\r\n\r\n"),
		SAY("HTTP/1.1 099 OK\r\n\r\n"),
		SAY("HTTP/1.1-200 OK\r\n\r\n"),
		SAY("HTTP/1.x 200 OK\r\n\r\n"),
		ASK("\r\nGET / HTTP/1.1\r\n\r\n"),
		ASK("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
		ASK("GET \x01\x02\x03"),
		ASK("$\x00\x00\x10\x80\x60"),
		ASK("\x00\x00\x00\x00"),
	};
	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		static const size_t steps[] = {SIZE_MAX, 1};
		for (size_t k = 0; k < 2; k++) {
			struct proto_test t;
			proto_test_init(&t, &http_dissector, 80);
			assert_int_equal(
				proto_stream(&t, &http_dissector, &others[i], 1, steps[k]).word,
				VERDICT_NOT_MINE);
			assert_string_equal(proto_lines(&t), "");
			proto_test_done(&t);
		}
	}
}

/* Bytes changed anywhere must not break a rule of the harness or the sanitizer's. */
static void hostile_streams(void **state)
{
	static const char seed[] =
		"POST /a?pwd=x HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n"
		"Content-Length: 4\r\n\r\n<a/>GET / HTTP/1.1\r\n\r\n"
		"HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n"
		"Set-Cookie: a=b\r\nTransfer-Encoding: chunked\r\nContent-Type: text/xml\r\n\r\n"
		"4\r\n<a/>\r\n0\r\nT: x\r\n\r\nHTTP/1.0 200 OK\r\nContent-Type: "
		"text/html\r\n\r\n<p>";
	uint8_t bytes[sizeof(seed) - 1];
	(void)state;
	for (size_t at = 0; at < sizeof(bytes); at++) {
		for (size_t i = 0; i < 8; i++) {
			struct proto_test t;
			memcpy(bytes, seed, sizeof(bytes));
			bytes[at] = (uint8_t) "\0\xff\n\r =\"9"[i];
			const struct proto_piece piece = {true, {bytes, sizeof(bytes)}};
			proto_test_init(&t, &http_dissector, 80);
			(void)proto_stream(&t, &http_dissector, &piece, 1, i % 2 ? 17 : SIZE_MAX);
			proto_test_done(&t);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_asked_and_served),
		cmocka_unit_test(login_asked),
		cmocka_unit_test(no_secret_comes_out),
		cmocka_unit_test(requests_and_replies_in_turn),
		cmocka_unit_test(pipelined_requests),
		cmocka_unit_test(replies_without_a_body),
		cmocka_unit_test(documents_by_type),
		cmocka_unit_test(chunks),
		cmocka_unit_test(broken_chunks),
		cmocka_unit_test(long_bodies),
		cmocka_unit_test(until_the_connection_closes),
		cmocka_unit_test(pushed_media),
		cmocka_unit_test(the_flow_becomes_something_else),
		cmocka_unit_test(heads_as_devices_write_them),
		cmocka_unit_test(a_path_too_long_to_keep),
		cmocka_unit_test(heads_have_a_limit),
		cmocka_unit_test(what_is_no_message),
		cmocka_unit_test(other_protocols_are_refused),
		cmocka_unit_test(hostile_streams),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
