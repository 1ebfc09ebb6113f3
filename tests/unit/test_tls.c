/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector tls_dissector;

#define RANDOM "0101010101010101010101010101010101010101010101010101010101010101"
#define CHROME_SUITES "0a0a 130113021303c02bc02fc02cc030cca9cca8c013c014009c009d002f0035"
#define SNI "0000 0010 000e 00 000b 6578616d706c652e6f7267" /* example.org */
#define ALPN "0010 000e 000c 02 6832 08 687474702f312e31"
#define VERSIONS "002b 0007 06 caca 0304 0303"
#define SIGNATURES "000d 0012 0010 0403 0804 0401 0503 0805 0501 0806 0601"
#define EMPTY(type) type " 0000 "

static struct slice joined(const struct slice *parts, size_t n)
{
	static uint8_t pool[64][70000];
	static unsigned next;
	uint8_t *to = pool[next++ % 64];
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		assert_true(len + parts[i].len <= sizeof(pool[0]));
		if (parts[i].len)
			memcpy(to + len, parts[i].at, parts[i].len);
		len += parts[i].len;
	}
	return slice_of(to, len);
}

#define JOIN(...)                             \
	joined((struct slice[]){__VA_ARGS__}, \
	       sizeof((struct slice[]){__VA_ARGS__}) / sizeof(struct slice))

static struct slice number(size_t value, unsigned bytes)
{
	char text[16];
	snprintf(text, sizeof(text), "%0*zx", (int)(2 * bytes), value);
	return hex(text);
}

static struct slice record(unsigned type, struct slice fragment)
{
	return JOIN(number(type, 1), hex("0303"), number(fragment.len, 2), fragment);
}

static struct slice handshake(unsigned type, struct slice body)
{
	return JOIN(number(type, 1), number(body.len, 3), body);
}

static struct slice client_hello(const char *suites, const char *extensions)
{
	struct slice s = hex(suites), e = hex(extensions);
	return handshake(1, JOIN(hex("0303" RANDOM "00"), number(s.len, 2), s, hex("0100"),
				 number(e.len, 2), e));
}

static struct slice server_hello(const char *version, const char *extensions)
{
	struct slice e = hex(extensions);
	return handshake(2, JOIN(hex(version),
				 hex(RANDOM "00"
					    "c02f"
					    "00"),
				 number(e.len, 2), e));
}

static struct slice chain(unsigned n, size_t each)
{
	static const uint8_t zeros[4096];
	struct slice list = slice_of(NULL, 0);
	for (unsigned i = 0; i < n; i++)
		list = JOIN(list, number(each, 3), slice_of(zeros, each));
	return handshake(11, JOIN(number(list.len, 3), list));
}

static struct verdict one(struct proto_test *t, bool from_client, struct slice bytes)
{
	struct proto_piece piece = {from_client, bytes};
	proto_test_init(t, &tls_dissector, 443);
	return proto_stream(t, &tls_dissector, &piece, 1, SIZE_MAX);
}

static void assert_one(bool from_client, struct slice bytes, enum verdict_word word,
		       const char *lines)
{
	struct proto_test t;
	struct verdict v = one(&t, from_client, bytes);
	assert_string_equal(proto_lines(&t), lines);
	assert_int_equal(v.word, word);
	proto_test_done(&t);
}

/* The two fingerprints are published by the author of JA4: a browser's, in the document that
 * defines it, and one whose signature algorithms hold a GREASE value (sigalg-grease.pcapng). */
static void ja4_is_as_published(void **state)
{
	(void)state;
	assert_one(
		true,
		record(22, client_hello(CHROME_SUITES,
					EMPTY("1a1a") EMPTY("001b") SNI EMPTY("0033") ALPN EMPTY(
						"4469") EMPTY("0017") EMPTY("002d")
						SIGNATURES EMPTY("0005") EMPTY("0023") EMPTY("0012")
							VERSIONS EMPTY("ff01") EMPTY("000b")
								EMPTY("000a") EMPTY("0015"))),
		VERDICT_NEXT,
		"tls.sni example.org\ntls.alpn h2,http/1.1\ntls.client_version 772\n"
		"tls.ja4 t13d1516h2_8daaf6152771_e5627efa2ab1\n");
	assert_one(
		true,
		record(22,
		       client_hello(
			       CHROME_SUITES,
			       EMPTY("fe0d") ALPN EMPTY("0017") EMPTY("0033") EMPTY("44cd") EMPTY(
				       "ff01")
				       EMPTY("000a") "000d 001a 0018 8a8a 0904 0905 0906 0403 0804 "
						     "0401"
						     "0503 0805 0501 0806 0601" EMPTY(
							     "0023") VERSIONS EMPTY("000b")
							     EMPTY("ca34") EMPTY("002d") SNI EMPTY(
								     "0005") EMPTY("001b")
								     EMPTY("0012") EMPTY("fafa"))),
		VERDICT_NEXT,
		"tls.alpn h2,http/1.1\ntls.sni example.org\ntls.client_version 772\n"
		"tls.ja4 t13d1517h2_8daaf6152771_cb7bf5808d99\n");
}

static void ja4_of_poor_hellos(void **state)
{
	(void)state;
	/* nothing but one suite */
	assert_one(true,
		   record(22, handshake(1, hex("0301" RANDOM "00"
					       "0002 002f"
					       "0100"))),
		   VERDICT_NEXT,
		   "tls.client_version 769\ntls.ja4 t10i010000_ba72b8082249_000000000000\n");
	/* only a server name: counted, not hashed; ALPN that ends in no letter or digit */
	assert_one(true, record(22, client_hello("002f", SNI)), VERDICT_NEXT,
		   "tls.sni example.org\ntls.client_version 771\n"
		   "tls.ja4 t12d010100_ba72b8082249_000000000000\n");
	assert_one(true, record(22, client_hello("002f", "0010 0005 0003 02 30ab")), VERDICT_NEXT,
		   "tls.alpn 0\\xab\ntls.client_version 771\n"
		   "tls.ja4 t12i01013b_ba72b8082249_000000000000\n");
	assert_one(true, record(22, client_hello("002f", "0010 0004 0002 01 78")), VERDICT_NEXT,
		   "tls.alpn x\ntls.client_version 771\n"
		   "tls.ja4 t12i0101xx_ba72b8082249_000000000000\n");
}

#define FULL_WANT                                        \
	"tls.sni example.org\ntls.client_version 771\n"  \
	"tls.ja4 t12d010100_ba72b8082249_000000000000\n" \
	"tls.version 771\ntls.cipher 49199\n"            \
	"document CERTIFICATE 900\ndocument CERTIFICATE 900\n"

static void whole_handshake_in_any_split(void **state)
{
	(void)state;
	struct slice flight =
		JOIN(server_hello("0303", ""), chain(2, 900), handshake(22, hex("01000000")),
		     handshake(14, slice_of(NULL, 0)));
	/* one record for all; and cut into records inside a header and inside a certificate */
	struct slice cut[] = {slice_of(flight.at, 45), slice_of(flight.at + 45, 1),
			      slice_of(flight.at + 46, 700),
			      slice_of(flight.at + 746, flight.len - 746)};
	const struct proto_piece whole[] = {
		{true, record(22, client_hello("002f", SNI))},
		{false, record(22, flight)},
	};
	const struct proto_piece spread[] = {
		{true, record(22, client_hello("002f", SNI))},
		{false, JOIN(record(22, cut[0]), record(22, cut[1]), record(22, cut[2]),
			     record(22, cut[3]))},
	};
	proto_stream_any_split(&tls_dissector, 443, whole, 2, FULL_WANT);
	proto_stream_any_split(&tls_dissector, 443, spread, 2, FULL_WANT);

	struct proto_test t;
	proto_test_init(&t, &tls_dissector, 443);
	assert_int_equal(proto_stream(&t, &tls_dissector, spread, 2, SIZE_MAX).word, VERDICT_DONE);
	proto_test_done(&t);
}

static void client_that_is_asked_answers(void **state)
{
	(void)state;
	const struct proto_piece pieces[] = {
		{true, record(22, client_hello("002f", SNI))},
		{false, record(22, JOIN(server_hello("0303", ""), chain(1, 10),
					handshake(13, hex("0101000000")),
					handshake(14, slice_of(NULL, 0))))},
		{true, record(22, chain(1, 20))},
	};
	proto_stream_any_split(&tls_dissector, 443, pieces, 3,
			       "tls.sni example.org\ntls.client_version 771\n"
			       "tls.ja4 t12d010100_ba72b8082249_000000000000\n"
			       "tls.version 771\ntls.cipher 49199\n"
			       "document CERTIFICATE 10\ndocument CERTIFICATE 20\n");
}

static void version_1_3_is_told_by_its_extension(void **state)
{
	(void)state;
	assert_one(false, record(22, server_hello("0303", EMPTY("0033") "002b 0002 0304")),
		   VERDICT_DONE, "tls.version 772\ntls.cipher 49199\n");
}

static void one_direction_is_enough(void **state)
{
	struct proto_test t;
	(void)state;
	struct slice data = record(23, slice_of((uint8_t[40]){0}, 40));
	struct slice change = record(20, hex("01"));
	/* a server alone, resuming: no certificate */
	assert_one(false, JOIN(record(22, server_hello("0301", "")), change), VERDICT_DONE,
		   "tls.version 769\ntls.cipher 49199\n");
	/* a client alone: sealed records are passed over, then given up */
	struct slice client = JOIN(record(22, client_hello("002f", "")), change,
				   record(22, slice_of((uint8_t[40]){9}, 40)), data);
	struct verdict v = one(&t, true, client);
	assert_int_equal(v.word, VERDICT_SKIP);
	proto_test_done(&t);
	v = one(&t, true, JOIN(client, data, data, data, data));
	assert_int_equal(v.word, VERDICT_DONE);
	proto_test_done(&t);
}

static void joined_in_the_middle(void **state)
{
	(void)state;
	assert_one(true, record(23, slice_of((uint8_t[40]){0}, 40)), VERDICT_DONE, "");
	assert_one(true, hex("1703030580"), VERDICT_DONE, "");
	assert_one(true, hex("140303000101"), VERDICT_DONE, "");
	assert_one(false, JOIN(record(22, JOIN(chain(1, 30), handshake(14, slice_of(NULL, 0))))),
		   VERDICT_DONE, "document CERTIFICATE 30\n");
}

static void alerts(void **state)
{
	(void)state;
	/* unknown_ca, fatal: the client does not trust what it was shown */
	assert_one(true, hex("1503030002 0230"), VERDICT_DONE, "tls.alert 48\n");
	assert_one(
		false,
		JOIN(record(21, hex("0170")), record(22, server_hello("0303", "002b 0002 0304"))),
		VERDICT_DONE, "tls.alert 112\n");
	assert_one(true, JOIN(record(22, client_hello("002f", "")), record(21, hex("0500"))),
		   VERDICT_MALFORMED,
		   "tls.client_version 771\ntls.ja4 t12i010000_ba72b8082249_000000000000\n");
}

/* RFC 5246 E.2: version 3.1, three cipher specs, no session id, 16 bytes of challenge. */
static void hello_in_the_clothes_of_ssl2(void **state)
{
	(void)state;
	const char *hello = "8022 01 0301 0009 0000 0010 00002f 000035 0700c0"
			    "00112233445566778899aabbccddeeff";
	const struct proto_piece pieces[] = {
		{true, hex(hello)},
		{false, record(22, server_hello("0301", ""))},
	};
	proto_stream_any_split(&tls_dissector, 443, pieces, 2,
			       "tls.client_version 769\ntls.version 769\ntls.cipher 49199\n");
	/* lengths that don't add up */
	assert_one(true, hex("8023 01 0301 0009 0000 0010 00002f 000035 0700c000"),
		   VERDICT_NOT_MINE, "");
	assert_one(true, hex("8022 04 0301 0009 0000 0010 00002f"), VERDICT_NOT_MINE, "");
}

static void broken_handshakes(void **state)
{
	(void)state;
	/* a suite list that runs past the hello */
	assert_one(true,
		   record(22, handshake(1, hex("0303" RANDOM "00"
					       "00ff 002f"
					       "0100"))),
		   VERDICT_MALFORMED, "");
	/* an extension that runs past the list: what came before is kept */
	assert_one(true, record(22, client_hello("002f", SNI "0010 00ff 00")), VERDICT_MALFORMED,
		   "tls.sni example.org\n");
	assert_one(false, record(22, server_hello("0303", "002b 00ff 0304")), VERDICT_MALFORMED,
		   "");
	assert_one(false, record(22, handshake(11, hex("000004 000009 00"))), VERDICT_MALFORMED,
		   "");
	/* a hello cut off by another kind of record; then no record at all */
	assert_one(true,
		   JOIN(record(22, slice_of(client_hello("002f", "").at, 20)),
			record(23, slice_of((uint8_t[40]){0}, 40))),
		   VERDICT_MALFORMED, "");
	assert_one(false,
		   JOIN(record(22, server_hello("0303", "")), slice_text("HTTP/1.1 200 OK\r\n")),
		   VERDICT_MALFORMED, "tls.version 771\ntls.cipher 49199\n");
}

/* A message too long to be wanted is passed over; what follows is still read. */
static void long_messages_are_passed_over(void **state)
{
	static uint8_t zeros[40000];
	struct proto_test t;
	(void)state;
	struct slice ticket = JOIN(hex("0b009c40"), slice_of(zeros, 40000));
	struct slice rest = slice_of(ticket.at + 16000, ticket.len - 16000);
	struct slice stream =
		JOIN(record(22, server_hello("0303", "")), record(22, slice_of(ticket.at, 16000)),
		     record(22, slice_of(rest.at, 16000)),
		     record(22, slice_of(rest.at + 16000, rest.len - 16000)),
		     record(22, handshake(14, slice_of(NULL, 0))));
	struct verdict v = one(&t, false, stream);
	assert_string_equal(proto_lines(&t), "tls.version 771\ntls.cipher 49199\n");
	assert_int_equal(v.word, VERDICT_DONE);
	proto_test_done(&t);
}

static void others_are_refused(void **state)
{
	static const char *const texts[] = {"GET / HTTP/1.1\r\n\r\n", "RTSP/1.0 200 OK\r\n\r\n",
					    "SSH-2.0-x\r\n", "$\001\002\003456789",
					    "\003\000\000\023\016\340"};
	static const char *const bytes[] = {"f1000000", /* a relay's greeting */
					    "1603030000",
					    "16030300050100000026",
					    "1602010020",
					    "1603034900010000",
					    "1603030020"
					    "63000004",
					    "1703030004",
					    "1503030002 0330",
					    "14030300010200",
					    "1803030020",
					    "80",
					    "8000",
					    "ff534d42",
					    "30820122"};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_one(true, slice_text(texts[i]), VERDICT_NOT_MINE, "");
	for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++) {
		struct proto_test t;
		struct verdict v =
			one(&t, true, JOIN(hex(bytes[i]), slice_of((uint8_t[40]){0}, 40)));
		assert_int_equal(v.word, VERDICT_NOT_MINE);
		proto_test_done(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ja4_is_as_published),
		cmocka_unit_test(ja4_of_poor_hellos),
		cmocka_unit_test(whole_handshake_in_any_split),
		cmocka_unit_test(client_that_is_asked_answers),
		cmocka_unit_test(version_1_3_is_told_by_its_extension),
		cmocka_unit_test(one_direction_is_enough),
		cmocka_unit_test(joined_in_the_middle),
		cmocka_unit_test(alerts),
		cmocka_unit_test(hello_in_the_clothes_of_ssl2),
		cmocka_unit_test(broken_handshakes),
		cmocka_unit_test(long_messages_are_passed_over),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
