/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector nd_dissector;

#define TARGET "fe800000000000000000000000000007"
#define SOLICIT "87 00 0000 00000000 " TARGET
#define ADVERTISE "88 00 0000 20000000 " TARGET

static const struct addr source = {6, {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9}};

static void expect_from(const struct addr *src, uint8_t transport, const char *bytes,
			enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &nd_dissector, 0);
	t.where.transport = transport;
	t.where.src = *src;
	assert_int_equal(proto_datagram(&t, &nd_dissector, hex(bytes)).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

static void expect(const char *bytes, enum verdict_word word, const char *want)
{
	expect_from(&source, TRANSPORT_ICMP6, bytes, word, want);
}

static void advertisement_claims_its_target(void **state)
{
	(void)state;
	expect(ADVERTISE "0201 020000000007", VERDICT_NEXT,
	       "[02:00:00:00:00:07] nd.address fe80::7\n");
	expect(ADVERTISE "0e01 000000000000 0201 020000000007", VERDICT_NEXT,
	       "[02:00:00:00:00:07] nd.address fe80::7\n");
	expect(ADVERTISE, VERDICT_NEXT, "nd.address fe80::7\n");
	expect(ADVERTISE "0101 020000000007", VERDICT_NEXT, "nd.address fe80::7\n");
}

static void solicitation_claims_its_source(void **state)
{
	static const struct addr unspecified = {6, {0}};
	(void)state;
	expect(SOLICIT "0101 020000000009", VERDICT_NEXT,
	       "[02:00:00:00:00:09] nd.address fe80::9\n");
	expect(SOLICIT, VERDICT_NEXT, "");
	expect_from(&unspecified, TRANSPORT_ICMP6, SOLICIT "0101 020000000009", VERDICT_NEXT, "");
	expect("85 00 0000 00000000 0101 020000000009", VERDICT_NEXT,
	       "[02:00:00:00:00:09] nd.address fe80::9\n");
	expect("86 00 0000 40000000 00000000 00000000 0101 020000000009", VERDICT_NEXT,
	       "[02:00:00:00:00:09] nd.address fe80::9\n");
}

#define ROUTER "86 00 0000 40000708 00000000 00000000 "
#define RESOLVER "20010db8000000000000000000000053"

static void a_router_gives_dns_servers(void **state)
{
	static const struct addr global = {
		6, {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9}};
	(void)state;
	/* RFC 8106 5.1, as radvd sends it: prefix, two servers, station, search domain */
	expect(ROUTER "0304 40c0 00015180 00003840 00000000 20010db8000000000000000000000000"
		      "1905 0000 00000258 " RESOLVER "fe800000000000000000000000000001"
		      "1f03 0000 00000258 04686f6d650000000000000000000000"
		      "0101 020000000009",
	       VERDICT_NEXT,
	       "[02:00:00:00:00:09] nd.address fe80::9\n"
	       "[02:00:00:00:00:09] nd.resolver 2001:db8::53\n"
	       "[02:00:00:00:00:09] nd.resolver fe80::1\n");
	expect(ROUTER "1903 0000 ffffffff" RESOLVER, VERDICT_NEXT, "nd.resolver 2001:db8::53\n");
	/* taken back; no address; half an address; a group; not a router's message or address */
	expect(ROUTER "1903 0000 00000000" RESOLVER, VERDICT_NEXT, "");
	expect(ROUTER "1901 0000 00000258", VERDICT_NEXT, "");
	expect(ROUTER "1904 0000 00000258" RESOLVER "fe80000000000000", VERDICT_NEXT, "");
	expect(ROUTER "1903 0000 00000258 ff020000000000000000000000000001", VERDICT_NEXT, "");
	expect("85 00 0000 00000000 1903 0000 00000258" RESOLVER, VERDICT_NEXT, "");
	expect_from(&global, TRANSPORT_ICMP6, ROUTER "1903 0000 00000258" RESOLVER, VERDICT_NEXT,
		    "");
	/* of two options the first that lives; cut */
	expect(ROUTER "1903 0000 00000000 20010db8000000000000000000000054"
		      "1903 0000 00000258" RESOLVER,
	       VERDICT_NEXT, "nd.resolver 2001:db8::53\n");
	expect(ROUTER "1903 0000 00000258 20010db8", VERDICT_MALFORMED, "");
	expect(ROUTER "1900 0000 00000258" RESOLVER, VERDICT_MALFORMED, "");
}

static void broken_messages(void **state)
{
	(void)state;
	expect(ADVERTISE "0200 020000000007", VERDICT_MALFORMED, "");
	expect(ADVERTISE "0202 020000000007", VERDICT_MALFORMED, "");
	expect("88 00 0000 20000000 fe80", VERDICT_MALFORMED, "");
	expect("88 00 0000 20000000 ff020000000000000000000000000001", VERDICT_NEXT, "");
	expect(ADVERTISE "0201 030000000007", VERDICT_NEXT, "nd.address fe80::7\n");
	expect("88 01 0000 20000000" TARGET, VERDICT_NOT_MINE, "");
	expect("80 00 0000 20000000" TARGET, VERDICT_NOT_MINE, "");
	expect("88 00 0000", VERDICT_NOT_MINE, "");
	expect_from(&source, TRANSPORT_UDP, ADVERTISE, VERDICT_NOT_MINE, "");
	expect_from(&source, TRANSPORT_ICMP, ADVERTISE, VERDICT_NOT_MINE, "");
}

static struct verdict feed_icmp6(void *state, struct cursor *in, const struct where *where,
				 struct sink *out)
{
	struct where w = *where;
	w.transport = TRANSPORT_ICMP6;
	return nd_dissector.feed(state, in, &w, out);
}

static void any_bytes(void **state)
{
	struct dissector d = nd_dissector;
	(void)state;
	d.feed = feed_icmp6;
	proto_datagram_torture(&d, hex(ADVERTISE "0e01 000000000000 0201 020000000007"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(advertisement_claims_its_target),
		cmocka_unit_test(solicitation_claims_its_source),
		cmocka_unit_test(a_router_gives_dns_servers),
		cmocka_unit_test(broken_messages),
		cmocka_unit_test(any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
