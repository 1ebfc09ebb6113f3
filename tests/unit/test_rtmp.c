/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"
#include "video_samples.h"

extern const struct dissector rtmp_dissector;

enum { HANDSHAKE = 1 + 1536 + 1536 };

#define CONNECT                                                                                  \
	"02 0007 636f6e6e656374 00 3ff0000000000000 03"                                          \
	"0003 617070 02 0004 6c697665"                                                           \
	"0005 746355726c 02 001f 72746d703a2f2f753a7040636c6f75642e6578616d706c652f6c6976653132" \
	"0008 666c617368566572 02 0008 464d4c452f332e30"                                         \
	"0004 66706164 01 00 0003 637073 00 0000000000000000 0001 6e 05 000009"
#define PUBLISH \
	"02 0007 7075626c697368 00 4010000000000000 05 02 0006 736563726574 02 0004 6c697665"
#define SAYS "rtmp.app live\nrtmp.url rtmp://cloud.example/live12\nrtmp.software FMLE/3.0\n"

/* Longer than a chunk of 128 bytes: the last property stands in the second. */
#define LONG_CONNECT                                                                     \
	"02 0007 636f6e6e656374 00 3ff0000000000000 03 0003 617070 02 0004 6c697665"     \
	"0002 7a7a 02 0066 616161616161616161616161616161616161616161616161616161616161" \
	"616161616161616161616161616161616161616161616161616161616161616161616161616161" \
	"616161616161616161616161616161616161616161616161616161616161616161"             \
	"0008 666c617368566572 02 0008 464d4c452f332e30 000009"

static uint8_t stream[8192];
static size_t len;

static void put(struct slice s)
{
	memcpy(stream + len, s.at, s.len);
	len += s.len;
}

static void begin(void)
{
	memset(stream, 0, HANDSHAKE);
	memset(stream + 9, 0x5a, 1528);
	stream[0] = 3;
	len = HANDSHAKE;
}

/* A message in chunks of that size. */
static void message(uint8_t kind, struct slice body, size_t chunk)
{
	uint8_t head[12] = {3, 0, 0, 0, 0, (uint8_t)(body.len >> 8), (uint8_t)body.len, kind};
	head[0] = kind == 1 ? 2 : 3;
	put(slice_of(head, sizeof(head)));
	for (size_t at = 0; at < body.len; at += chunk) {
		const uint8_t more[1] = {0xc3};
		if (at)
			put(slice_of(more, 1));
		put(slice_of(body.at + at, body.len - at < chunk ? body.len - at : chunk));
	}
}

static struct proto_piece whole(void)
{
	return (struct proto_piece){true, slice_of(stream, len)};
}

static void a_stream_is_published(void **state)
{
	struct proto_piece pieces[2];
	(void)state;
	begin();
	message(0x14, hex(CONNECT), 128);
	message(1, hex("00001000"), 128);
	message(5, hex("002625a0"), 4096); /* window, passed over */
	message(0x14, hex(PUBLISH), 4096);
	message(9, hex("1700"), 4096);
	message(0x14, hex("02 0004 706c6179 00 4010000000000000 05"), 4096); /* not read any more */
	pieces[0] = whole();
	pieces[1] = (struct proto_piece){false, slice_text("server")};
	proto_stream_any_split(&rtmp_dissector, 1935, pieces, 2,
			       SAYS "rtmp.asked publish, under a name not kept\n");
	proto_stream_any_split(&rtmp_dissector, 4000, pieces, 1,
			       SAYS "rtmp.asked publish, under a name not kept\n");
}

static void a_chunk_size_may_come_first(void **state)
{
	struct proto_piece piece;
	(void)state;
	begin();
	stream[5] = 0x80; /* a version where zeros should be: only on its port */
	message(1, hex("00001000"), 128);
	message(0x14, hex(CONNECT), 4096);
	message(0x14, hex("02 0004 706c6179 00 4010000000000000 05"), 4096);
	piece = whole();
	proto_stream_any_split(&rtmp_dissector, 1935, &piece, 1, SAYS "rtmp.asked play\n");
	proto_stream_any_split(&rtmp_dissector, 4000, &piece, 1, "");
}

/* A chunk of a message whose head was sent before. */
static void chunk(const char *head, const char *bytes)
{
	put(hex(head));
	put(hex(bytes));
}

/* Video in chunks of 32 bytes with sound between them; the size of chunks changes on the way. */
static void pictures_are_followed(void **state)
{
	struct proto_piece piece;
	(void)state;
	begin();
	message(1, hex("00000020"), 128);
	message(0x14, hex(CONNECT), 32);
	message(0x14, hex(PUBLISH), 32);
	chunk("06 000000 000031 09 01000000", "17 00 000000"
					      "01640028ff e1 001b"
					      "67640028acb200f0044fcb8088000003001000");
	chunk("04 000000 000024 08 01000000",
	      "af01aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	chunk("c6", "0003019078c19240"
		    "01"
		    "0006" AVC_PPS);
	chunk("c4", "bbbbbbbb");
	message(1, hex("00001000"), 32);
	chunk("46 000028 000015 09", "17 01 000000 0000000c" AVC_KEY);
	chunk("86 ffffff 00ffffff", "17 01 000000 0000000c" AVC_KEY);
	chunk("c6 00ffffff", "17 01 000000 0000000c" AVC_KEY);
	put(hex("48 000000")); /* cut */
	piece = whole();
	proto_stream_any_split_video(
		&rtmp_dissector, 1935, &piece, 1,
		SAYS "rtmp.asked publish, under a name not kept\nvideo 0 " AVC_SAYS
		     "video 0 H.264 key\nvideo 0 H.264 key\nvideo 0 H.264 key\n",
		hex(START AVC_SPS START AVC_PPS START AVC_KEY START AVC_KEY START AVC_KEY));
	/* A chunk that follows nothing ends it. */
	begin();
	message(0x14, hex(CONNECT), 128);
	chunk("06 000000 000002 08 01000000", "af00");
	chunk("c9", "00");
	piece = whole();
	proto_stream_any_split_video(&rtmp_dissector, 1935, &piece, 1, SAYS, hex(""));
}

static void refused(struct proto_piece piece)
{
	struct proto_test t;
	proto_test_init(&t, &rtmp_dissector, 1935);
	assert_int_equal(proto_stream(&t, &rtmp_dissector, &piece, 1, SIZE_MAX).word,
			 VERDICT_NOT_MINE);
	proto_test_done(&t);
}

static void other_streams(void **state)
{
	(void)state;
	begin();
	message(0x14, hex("02 0007 636f6e6e656354 00 3ff0000000000000"), 128); /* no connect */
	refused(whole());
	begin();
	message(0x14, hex(CONNECT), 128);
	stream[0] = 6;
	refused(whole());
	stream[0] = 3;
	struct proto_piece server = whole();
	server.from_client = false;
	stream[0] = 4;
	refused(server);
}

/* What an engine sees: the server answers before the client says what it wants. */
static void the_server_comes_first(void **state)
{
	static uint8_t server[2 * HANDSHAKE];
	struct proto_piece pieces[4];
	struct proto_test t;
	(void)state;
	memset(server + 9, 0xa5, sizeof(server) - 9);
	server[0] = 3;
	server[5] = 13; /* many servers put a version here */
	begin();
	message(0x14, hex(CONNECT), 128);
	message(0x14, hex(PUBLISH), 128);
	pieces[0] = (struct proto_piece){true, slice_of(stream, 1537)};
	pieces[1] = (struct proto_piece){false, slice_of(server, HANDSHAKE)};
	pieces[2] = (struct proto_piece){true, slice_of(stream + 1537, len - 1537)};
	pieces[3] = (struct proto_piece){false, slice_of(server, sizeof(server))};
	proto_stream_any_split(&rtmp_dissector, 1935, pieces, 4,
			       SAYS "rtmp.asked publish, under a name not kept\n");
	/* A server that goes on without such a client is left. */
	proto_test_init(&t, &rtmp_dissector, 1935);
	assert_int_equal(proto_stream(&t, &rtmp_dissector, &pieces[1], 1, SIZE_MAX).word,
			 VERDICT_MORE);
	assert_int_equal(proto_stream(&t, &rtmp_dissector, &pieces[3], 1, 100).word,
			 VERDICT_NOT_MINE);
	proto_test_done(&t);
	refused(pieces[3]);
}

/* Whatever byte after the handshake is changed, the name to publish under is not told. */
static void any_byte_changed(void **state)
{
	(void)state;
	begin();
	message(0x14, hex(LONG_CONNECT), 128);
	message(1, hex("00001000"), 128);
	message(0x14, hex(PUBLISH), 4096);
	for (size_t at = HANDSHAKE; at < len; at++) {
		uint8_t was = stream[at];
		const uint8_t values[] = {0, 0xff, (uint8_t)~was, (uint8_t)(was ^ 1)};
		for (size_t i = 0; i < sizeof(values); i++) {
			struct proto_piece piece = whole();
			struct proto_test t;
			stream[at] = values[i];
			proto_test_init(&t, &rtmp_dissector, 1935);
			(void)proto_stream(&t, &rtmp_dissector, &piece, 1, SIZE_MAX);
			assert_null(strstr(proto_lines(&t), "secret"));
			proto_test_done(&t);
		}
		stream[at] = was;
	}
}

static void put_amf(uint8_t *to, size_t *at, bool typed, const char *text)
{
	size_t n = strlen(text);
	if (typed)
		to[(*at)++] = 2;
	to[(*at)++] = (uint8_t)(n >> 8);
	to[(*at)++] = (uint8_t)n;
	memcpy(to + *at, text, n);
	*at += n;
}

/* What a client that puts keys and passwords into application and address gives away. */
static void keys_are_not_kept(void **state)
{
	static const struct {
		const char *app, *url, *want;
	} cases[] = {
		{"live", "rtmp://cloud.example:1935/live",
		 "rtmp.app live\nrtmp.url rtmp://cloud.example:1935/live\n"},
		{"live/", "rtmps://[2001:db8::5]:443/live/",
		 "rtmp.app live/\nrtmp.url rtmps://[2001:db8::5]:443/live/\n"},
		{"live2/abcd-s3cr-etke-y123", "rtmp://a.example/live2/abcd-s3cr-etke-y123",
		 "rtmp.app live2/*\nrtmp.url rtmp://a.example/live2/*\n"},
		{"live?key=s3cret", "rtmp://a.example/live?key=s3cret&user=u",
		 "rtmp.app live*\nrtmp.url rtmp://a.example/live*\n"},
		{"live%3fkey=s3cret", "rtmp://a.example?s3cret",
		 "rtmp.app live*\nrtmp.url rtmp://a.example*\n"},
		{"live_4711_s3cretA1b2C3d4E5", "rtmp://a.example/live_4711_s3cretA1b2C3d4E5",
		 "rtmp.app *\nrtmp.url rtmp://a.example/*\n"},
		{"s3cretabcdefghijklmnopqrstuvwxyzabcd", "s3cret", "rtmp.app *\n"},
		{"/s3cret", "rtmp://u:s3cret@a.example/app",
		 "rtmp.app /*\nrtmp.url rtmp://a.example/app\n"},
		{"app", "rtmp://u:s3cret/x@a.example/app", "rtmp.app app\nrtmp.url rtmp://*\n"},
		{"app", "rtmp://u:s3cret%2fx%40a.example/app", "rtmp.app app\nrtmp.url rtmp://*\n"},
		{"", "rtmp://a.example", "rtmp.url rtmp://a.example\n"},
		{"_definst_", "rtmp://a.example/app/_definst_",
		 "rtmp.app _definst_\nrtmp.url rtmp://a.example/app/*\n"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t body[512];
		struct slice head = hex("02 0007 636f6e6e656374 00 3ff0000000000000 03");
		size_t n = head.len;
		memcpy(body, head.at, n);
		put_amf(body, &n, false, "app");
		put_amf(body, &n, true, cases[i].app);
		put_amf(body, &n, false, "tcUrl");
		put_amf(body, &n, true, cases[i].url);
		begin();
		message(0x14, slice_of(body, n), 128);
		struct proto_piece piece = whole();
		proto_stream_any_split(&rtmp_dissector, 1935, &piece, 1, cases[i].want);
		assert_null(strstr(cases[i].want, "s3cr"));
	}
}

static void hostile_sizes(void **state)
{
	struct proto_piece piece;
	(void)state;
	begin();
	message(0x14, hex(CONNECT), 128);
	message(1, hex("00000000"), 128);
	message(0x14, hex(PUBLISH), 128);
	piece = whole();
	proto_stream_any_split(&rtmp_dissector, 1935, &piece, 1, SAYS);
	begin();
	message(0x14, hex(LONG_CONNECT), 128);
	piece = whole();
	proto_stream_any_split(&rtmp_dissector, 1935, &piece, 1,
			       "rtmp.app live\nrtmp.software FMLE/3.0\n");
	stream[HANDSHAKE + 12 + 128] = 0xc4; /* a chunk of another stream within the command */
	proto_stream_any_split(&rtmp_dissector, 1935, &piece, 1, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stream_is_published),
		cmocka_unit_test(a_chunk_size_may_come_first),
		cmocka_unit_test(pictures_are_followed),
		cmocka_unit_test(other_streams),
		cmocka_unit_test(the_server_comes_first),
		cmocka_unit_test(keys_are_not_kept),
		cmocka_unit_test(hostile_sizes),
		cmocka_unit_test(any_byte_changed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
