/* SPDX-License-Identifier: Apache-2.0
 *
 * For tests of control protocols over TCP: conversations of pieces, other protocols' first bytes
 * that nobody may take for his, and a stream damaged byte by byte.
 */
#ifndef CAMTRAIL_TCP_TEST_H
#define CAMTRAIL_TCP_TEST_H

#include "small_test.h"

#define ASKS(slice_)                                   \
	{                                              \
		.from_client = true, .bytes = (slice_) \
	}
#define ANSWERS(slice_)                                 \
	{                                               \
		.from_client = false, .bytes = (slice_) \
	}

/* The conversation at every split, and the last verdict when each piece comes whole. */
static inline void assert_talk(const struct dissector *d, const struct proto_piece *pieces,
			       size_t n, enum verdict_word last, const char *want)
{
	struct proto_test t;

	proto_stream_any_split(d, 1, pieces, n, want);
	proto_test_init(&t, d, 1);
	struct verdict v = proto_stream(&t, d, pieces, n, SIZE_MAX);
	assert_string_equal(proto_lines(&t), want);
	assert_int_equal(v.word, last);
	proto_test_done(&t);
}

static inline void assert_refused(const struct dissector *d, struct slice bytes)
{
	for (int from_client = 0; from_client < 2; from_client++) {
		struct proto_piece piece = {.from_client = from_client, .bytes = bytes};
		assert_talk(d, &piece, 1, VERDICT_NOT_MINE, "");
	}
}

/* First bytes of other protocols, long enough for any head. */
static inline void assert_refuses_other_streams(const struct dissector *d)
{
	static const char *const texts[] = {
		"GET / HTTP/1.1\r\nHost: 10.0.0.1\r\nAccept: text/html,application/xml\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nServer: x\r\nConnection: close\r\n\r\n",
		"OPTIONS rtsp://10.0.0.1/ RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: tool\r\n\r\n",
		"SSH-2.0-dropbear_2019.78\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
		"220 FTP server ready, please log in with a name and a password.\r\n",
		"{\"method\":\"x\",\"params\":{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5}}\n",
		"<?xml version=\"1.0\"?><a><b/><c/><d/><e/><f/><g/><h/><i/></a>",
	};
	static const char *const bytes[] = {
		"16030100c8010000c40303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c",
		"0030123401000001000000000000 03777777 07657861 6d706c65 03636f6d 00 00010001 0000",
		"20000000 44484950 00000000 00000000 02000000 00000000 02000000 00000000 "
		"7b7d0a0a0a0a0a",
		"000100002112a442000102030405060708090a0b "
		"000102030405060708090a0b0c0d0e0f101112131415",
		"000000000000000000000000000000000000000000000000000000000000000000000000000000000"
		"0",
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"101f00044d5154540402003c00134444444444444444444444444444444444444444444444444444",
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_refused(d, slice_text(texts[i]));
	for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++)
		assert_refused(d, hex(bytes[i]));
}

/* One direction of a conversation with each of its bytes damaged in turn and cut at each, whole and
 * byte by byte. Asserts that every split of the same damage gives the same observations and is
 * decided the same. */
static inline void stream_torture_on(const struct dissector *d, uint16_t port, bool from_client,
				     struct slice good)
{
	uint8_t *copy = malloc(good.len);

	assert_true(good.len > 0);
	for (size_t at = 0; at < good.len; at++) {
		const uint8_t values[] = {0, 0xff, (uint8_t)~good.at[at],
					  (uint8_t)(good.at[at] ^ 1)};
		for (size_t i = 0; i <= sizeof(values); i++) {
			struct proto_test whole, bytewise;
			struct proto_piece piece = {.from_client = from_client,
						    .bytes = slice_of(copy, good.len)};
			memcpy(copy, good.at, good.len);
			if (i < sizeof(values))
				copy[at] = values[i];
			else
				piece.bytes.len = at;
			proto_test_init(&whole, d, port);
			proto_test_init(&bytewise, d, port);
			assert_int_equal(
				proto_settled(proto_stream(&whole, d, &piece, 1, SIZE_MAX)),
				proto_settled(proto_stream(&bytewise, d, &piece, 1, 1)));
			assert_string_equal(proto_lines(&whole), proto_lines(&bytewise));
			proto_test_done(&whole);
			proto_test_done(&bytewise);
		}
	}
	free(copy);
}

static inline void stream_torture(const struct dissector *d, bool from_client, struct slice good)
{
	stream_torture_on(d, 1, from_client, good);
}

#endif
