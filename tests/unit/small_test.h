/* SPDX-License-Identifier: Apache-2.0
 *
 * For tests of small datagram protocols: a message put together from pieces, one call that says
 * what a message must give, and other protocols' messages that nobody else may take for his.
 */
#ifndef CAMTRAIL_SMALL_TEST_H
#define CAMTRAIL_SMALL_TEST_H

#include "proto_test.h"

struct message {
	size_t len;
	uint8_t bytes[2048];
};

static inline struct slice message_slice(const struct message *m)
{
	return slice_of(m->bytes, m->len);
}

/* n bytes: those of a hex text or of a text, NUL-padded at the end */
static inline void put_hex(struct message *m, const char *text)
{
	struct slice s = hex(text);
	assert_true(m->len + s.len <= sizeof(m->bytes));
	memcpy(m->bytes + m->len, s.at, s.len);
	m->len += s.len;
}

static inline void put_padded(struct message *m, const char *text, size_t n)
{
	assert_true(m->len + n <= sizeof(m->bytes) && strlen(text) <= n);
	memset(m->bytes + m->len, 0, n);
	memcpy(m->bytes + m->len, text, strlen(text));
	m->len += n;
}

static inline void put_zeros(struct message *m, size_t n)
{
	put_padded(m, "", n);
}

static inline void put_text(struct message *m, const char *text)
{
	put_padded(m, text, strlen(text));
}

static inline void assert_datagram(const struct dissector *d, struct slice bytes,
				   enum verdict_word word, const char *lines)
{
	struct proto_test t;
	proto_test_init(&t, d, 1);
	struct verdict v = proto_datagram(&t, d, bytes);
	assert_string_equal(proto_lines(&t), lines);
	assert_int_equal(v.word, word);
	proto_test_done(&t);
}

/* What others say on the ports that small protocols share. */
static inline void assert_refuses_strangers(const struct dissector *d)
{
	static const char *const texts[] = {
		"",
		"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n\r\n",
		"<?xml version=\"1.0\"?><Envelope><Body><Probe/></Body></Envelope>",
		"{\"hello\":\"world\"}",
		"DISCOVER\n",
		"GET / HTTP/1.1\r\n\r\n",
		"OPTIONS sip:a@10.0.0.1 SIP/2.0\r\nContent-Length: 0\r\n\r\n",
	};
	static const char *const bytes[] = {
		"00",
		"123401000001000000000000 03777777 07657861 6d706c65 00 00010001", /* DNS */
		"80600001000000010000000241424344 00112233445566778899",           /* RTP */
		"2300000000000000000000000000000000000000000000000000000000000000"
		"00000000000000000000000000000000",               /* NTP */
		"000100002112a442000102030405060708090a0b",       /* STUN */
		"f1300000",                                       /* another search */
		"f141001400000000000000000000000000000000000000", /* its answer */
		"00000000000000000000000000000000000000000000000000000000000000000000000000000000",
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_datagram(d, slice_text(texts[i]), VERDICT_NOT_MINE, "");
	for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++)
		assert_datagram(d, hex(bytes[i]), VERDICT_NOT_MINE, "");
}

#endif
