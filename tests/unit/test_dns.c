/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

#include "dns_build.h"
#include "proto/dns_message.h"

extern const struct dissector dns_dissector;

enum { QUERY = 0x0100, RESPONSE = 0x8180, NXDOMAIN = 0x8183 };

static struct dns_build m;

/* Feeds one message on a port, asserts the verdict and what was observed. */
static void expect(uint16_t port, struct slice bytes, enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &dns_dissector, port);
	assert_int_equal(proto_datagram(&t, &dns_dissector, bytes).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

static void asks_for_a_name(void **state)
{
	(void)state;
	put_header(&m, QUERY, 1, 0, 0, 0);
	put_question(&m, "Cloud.Example.NET", 28);
	expect(53, built(&m), VERDICT_NEXT, "dns.query cloud.example.net\n");
	expect(2053, built(&m), VERDICT_NEXT, "dns.query cloud.example.net\n");
	expect(5353, built(&m), VERDICT_NOT_MINE, "");
	expect(5355, built(&m), VERDICT_NOT_MINE, "");
	expect(137, built(&m), VERDICT_NOT_MINE, "");
}

static void several_questions_only_at_home(void **state)
{
	(void)state;
	put_header(&m, QUERY, 2, 0, 0, 0);
	put_question(&m, "a.example", 1);
	put_question(&m, "b.example", 1);
	expect(53, built(&m), VERDICT_NEXT, "dns.query a.example\ndns.query b.example\n");
	expect(2053, built(&m), VERDICT_NOT_MINE, "");
}

static void names_behind_addresses_and_services(void **state)
{
	(void)state;
	put_header(&m, RESPONSE, 1, 2, 0, 0);
	put_question(&m, "7.0.20.10.in-addr.arpa", 12);
	put_named(&m, "7.0.20.10.in-addr.arpa", 12, "Cam7.example");
	put_named(&m, "8.0.20.10.in-addr.arpa", 12, "cam8.example"); /* not asked */
	expect(53, built(&m), VERDICT_NEXT, "dns.pointer 7.0.20.10.in-addr.arpa = cam7.example\n");

	put_header(&m, RESPONSE, 1, 2, 0, 0);
	put_question(&m, "_sip._udp.example", 33);
	put_record(&m, "_sip._udp.example", 33, 6 + strlen("gate.example") + 2);
	put16(&m, 1);
	put16(&m, 0);
	put16(&m, 5060);
	put_name(&m, "gate.example");
	put_record(&m, "_sip._udp.example", 33, 7); /* no such service */
	put16(&m, 0);
	put16(&m, 0);
	put16(&m, 0);
	put8(&m, 0);
	expect(53, built(&m), VERDICT_NEXT, "dns.service _sip._udp.example = gate.example:5060\n");
}

static void answer_follows_aliases_of_the_question(void **state)
{
	(void)state;
	put_header(&m, RESPONSE, 1, 5, 0, 1);
	put_question(&m, "P2P.example", 1);
	put_named(&m, "p2p.example", 5, "edge.example");
	put_named(&m, "Edge.example", 5, "host.example");
	put_address(&m, "host.example", 7);
	put_address(&m, "HOST.example", 8);
	put_address(&m, "other.example", 9);
	put_address(&m, "p2p.example", 10); /* additional: not asked */
	expect(53, built(&m), VERDICT_NEXT,
	       "dns.alias edge.example\n"
	       "dns.alias host.example\n"
	       "dns.answer p2p.example = 198.51.100.7\n"
	       "dns.answer p2p.example = 198.51.100.8\n");
}

static void aliases_in_any_order_and_in_a_ring(void **state)
{
	(void)state;
	put_header(&m, RESPONSE, 1, 4, 0, 0);
	put_question(&m, "a.example", 1);
	put_address(&m, "c.example", 7);
	put_named(&m, "b.example", 5, "c.example");
	put_named(&m, "a.example", 5, "b.example");
	put_named(&m, "c.example", 5, "a.example");
	expect(53, built(&m), VERDICT_NEXT,
	       "dns.alias b.example\ndns.alias c.example\ndns.answer a.example = 198.51.100.7\n");
}

static void answer_with_pointers_and_both_families(void **state)
{
	(void)state;
	expect(2053,
	       hex("beef 8180 0001 0003 0000 0001"
		   "03 636d73 04 74657374 00 001c 0001"
		   "c00c 0005 0001 0000003c 0005 02 6564 c010"
		   "c026 001c 0001 0000003c 0010 20010db8000000000000000000000007"
		   "c026 0001 0001 0000003c 0004 c0000207"
		   "00 0029 1000 00000000 0000"),
	       VERDICT_NEXT,
	       "dns.alias ed.test\n"
	       "dns.answer cms.test = 2001:db8::7\n"
	       "dns.answer cms.test = 192.0.2.7\n");
}

static void failure_names_the_question(void **state)
{
	(void)state;
	put_header(&m, NXDOMAIN, 1, 0, 0, 0);
	put_question(&m, "gone.example", 1);
	expect(53, built(&m), VERDICT_NEXT, "dns.failure gone.example\n");
	expect(2053, built(&m), VERDICT_NEXT, "dns.failure gone.example\n");
	put_header(&m, NXDOMAIN, 0, 0, 0, 0);
	expect(53, built(&m), VERDICT_NEXT, "");
	expect(2053, built(&m), VERDICT_NOT_MINE, "");
}

static void names_survive_hostile_bytes(void **state)
{
	(void)state;
	put_header(&m, QUERY, 1, 0, 0, 0);
	put_label(&m, "a.b\\", 4);
	put_label(&m, "\0\x1b[2J\xff", 6);
	put_label(&m, "<i>", 3);
	put_name(&m, "zz");
	put16(&m, 1);
	put16(&m, 1);
	expect(53, built(&m), VERDICT_NEXT, "dns.query a\\.b\\\\.\\x00\\x1b[2j\\xff.<i>.zz\n");
}

static void longest_name(void **state)
{
	struct dns_name name;
	uint8_t label[63];
	(void)state;

	memset(label, '.', sizeof(label)); /* each byte needs an escape */
	for (unsigned last = 61; last <= 62; last++) {
		m.len = 0;
		for (int i = 0; i < 3; i++)
			put_label(&m, label, sizeof(label));
		put_label(&m, label, last);
		put8(&m, 0);
		assert_int_equal(dns_name_at(built(&m), 0, &name), last == 61 ? 255 : 0);
		if (last == 61) {
			struct dns_text text;
			dns_name_text(&name, &text);
			assert_int_equal(text.len, 2 * 250 + 3);
		}
	}
}

static void pointers_only_lead_back(void **state)
{
	struct dns_name name;
	(void)state;
	assert_int_equal(dns_name_at(hex("016100 c000"), 3, &name), 2);
	assert_int_equal(name.len, 2);
	assert_int_equal(dns_name_at(hex("c000"), 0, &name), 0);        /* itself */
	assert_int_equal(dns_name_at(hex("c002 016100"), 0, &name), 0); /* forward */
	assert_int_equal(dns_name_at(hex("0161 c000"), 2, &name), 0); /* a ring by way of a label */
	assert_int_equal(dns_name_at(hex("0161 c000 c000"), 4, &name),
			 0);                                          /* the same, entered late */
	assert_int_equal(dns_name_at(hex("016100 c0"), 3, &name), 0); /* cut */
	assert_int_equal(dns_name_at(hex("4161 00"), 0, &name), 0);   /* reserved label kind */
	assert_int_equal(dns_name_at(hex("0161"), 0, &name), 0);      /* no end */
	assert_int_equal(dns_name_at(hex("00"), 9, &name), 0);        /* outside */
	assert_int_equal(dns_name_at(hex("00"), 0, &name), 1);        /* the root */
	assert_int_equal(name.len, 0);
}

static void hops_are_counted(void **state)
{
	struct dns_name name;
	(void)state;
	m.len = 0;
	put_name(&m, "a");
	for (unsigned i = 0; i <= DNS_HOPS_MAX; i++) {
		size_t at = m.len;
		put16(&m, 0xc000 | (unsigned)(i ? at - 2 : 0));
		assert_int_equal(dns_name_at(built(&m), at, &name), i < DNS_HOPS_MAX ? 2 : 0);
	}
}

static void counts_do_not_outrun_the_bytes(void **state)
{
	(void)state;
	put_header(&m, QUERY, 0xffff, 0xffff, 0xffff, 0xffff);
	put_question(&m, "a.example", 1);
	expect(53, built(&m), VERDICT_NOT_MINE, "");
	put_header(&m, RESPONSE, 1, 0xffff, 0, 0);
	put_question(&m, "a.example", 1);
	expect(53, built(&m), VERDICT_NOT_MINE, "");
}

/* As many records as 64 KiB hold, each the worst allowed: ends, and quickly under a sanitizer. */
static void largest_message_ends(void **state)
{
	unsigned answers = 0;
	struct proto_test t;
	(void)state;

	put_header(&m, RESPONSE, 1, 0, 0, 0);
	put_question(&m, "a.example", 1);
	for (size_t at = 12; m.len + 14 <= 65535; answers++) {
		size_t here = m.len;
		put16(&m, 0xc000 | (unsigned)at);
		put16(&m, 5);
		put16(&m, 1);
		put16(&m, 0);
		put16(&m, 0);
		put16(&m, 2);
		put16(&m, 0xc000 | (unsigned)at);
		if (answers < DNS_HOPS_MAX - 1)
			at = here;
	}
	m.bytes[6] = (uint8_t)(answers >> 8);
	m.bytes[7] = (uint8_t)answers;
	proto_test_init(&t, &dns_dissector, 53);
	assert_int_equal(proto_datagram(&t, &dns_dissector, built(&m)).word, VERDICT_NEXT);
	proto_test_done(&t);
}

static void broken_messages(void **state)
{
	(void)state;
	put_header(&m, RESPONSE, 1, 2, 0, 0);
	put_question(&m, "a.example", 1);
	put_address(&m, "a.example", 7);
	size_t whole = m.len;
	put_address(&m, "a.example", 8);
	m.len -= 3;
	expect(2053, built(&m), VERDICT_NOT_MINE, "");
	expect(53, built(&m), VERDICT_MALFORMED, "dns.answer a.example = 198.51.100.7\n");
	m.bytes[7] = 1; /* one answer, then bytes that nothing counts */
	expect(53, built(&m), VERDICT_NEXT, "dns.answer a.example = 198.51.100.7\n");
	expect(2053, built(&m), VERDICT_NOT_MINE, "");
	m.len = whole;
	expect(2053, built(&m), VERDICT_NEXT, "dns.answer a.example = 198.51.100.7\n");
	m.bytes[whole - 5] = 3; /* an address of three bytes */
	m.len = whole - 1;
	expect(53, built(&m), VERDICT_MALFORMED, "");
	put_header(&m, QUERY | 0x2800, 1, 0, 0, 0); /* an update */
	put_question(&m, "a.example", 6);
	expect(53, built(&m), VERDICT_NOT_MINE, "");
}

static void other_protocols(void **state)
{
	static const char *const payloads[] = {
		"",
		"00",
		"000000000000000000000000",
		/* NTP, STUN, RTP, SSDP, TFTP, a DTLS hello */
		"230006ec000000000000000000000000000000000000000000000000000000000000000000000000e"
		"2",
		"0001000c2112a4420102030405060708090a0b0c802200086162636465666768",
		"8060000100000000000000010102030405060708090a0b0c0d0e0f",
		"4d2d534541524348202a20485454502f312e310d0a484f53543a2078",
		"000161626364656667686900006f6374657400",
		"16fefd0000000000000000009c010000900000000000000090fefd",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++)
		expect(7000, hex(payloads[i]), VERDICT_NOT_MINE, "");
}

/* What dns_lone_question() reads the short way says the same as the way of all others, which the same
 * message goes with a byte of padding behind it. */
static void short_way_says_the_same(void **state)
{
	static const unsigned flags[] = {QUERY, RESPONSE, NXDOMAIN};
	unsigned lone = 0;
	(void)state;

	for (unsigned i = 0; i < 3 * 4096; i++) {
		struct proto_test brief, padded;
		struct dns_walk walk;
		struct dns_text text;
		put_header(&m, flags[i % 3], 1, 0, 0, 0);
		put_question(&m, "Aa.b\\-1.example", 1);
		m.bytes[12 + i / 3 % 18] = (uint8_t)(i / 3 / 18); /* of the name */
		if (!dns_open(built(&m), m.len, &walk) || !dns_lone_question(&walk, &text))
			continue;
		lone++;
		proto_test_init(&brief, &dns_dissector, 53);
		proto_test_init(&padded, &dns_dissector, 53);
		(void)proto_datagram(&brief, &dns_dissector, built(&m));
		put8(&m, 0);
		(void)proto_datagram(&padded, &dns_dissector, built(&m));
		assert_string_equal(proto_lines(&brief), proto_lines(&padded));
		proto_test_done(&brief);
		proto_test_done(&padded);
	}
	assert_true(lone > 2048);
}

static void any_bytes(void **state)
{
	(void)state;
	put_header(&m, RESPONSE, 1, 3, 0, 0);
	put_question(&m, "a.example", 1);
	put_named(&m, "a.example", 5, "b.example");
	put_address(&m, "b.example", 7);
	put_record(&m, "", 41, 0);
	proto_datagram_torture(&dns_dissector, built(&m));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_for_a_name),
		cmocka_unit_test(several_questions_only_at_home),
		cmocka_unit_test(names_behind_addresses_and_services),
		cmocka_unit_test(answer_follows_aliases_of_the_question),
		cmocka_unit_test(aliases_in_any_order_and_in_a_ring),
		cmocka_unit_test(answer_with_pointers_and_both_families),
		cmocka_unit_test(failure_names_the_question),
		cmocka_unit_test(names_survive_hostile_bytes),
		cmocka_unit_test(longest_name),
		cmocka_unit_test(pointers_only_lead_back),
		cmocka_unit_test(hops_are_counted),
		cmocka_unit_test(counts_do_not_outrun_the_bytes),
		cmocka_unit_test(largest_message_ends),
		cmocka_unit_test(broken_messages),
		cmocka_unit_test(other_protocols),
		cmocka_unit_test(short_way_says_the_same),
		cmocka_unit_test(any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
