/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector icmp_dissector;

static void expect(uint8_t transport, const char *bytes, enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &icmp_dissector, 0);
	t.where.transport = transport;
	assert_int_equal(proto_datagram(&t, &icmp_dissector, hex(bytes)).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

static void echo_requests(void **state)
{
	(void)state;
	expect(TRANSPORT_ICMP, "08 00 0000 0001 0001 6162", VERDICT_NEXT, "icmp.echo 10.0.0.1\n");
	expect(TRANSPORT_ICMP6, "80 00 0000 0001 0001", VERDICT_NEXT, "icmp.echo 10.0.0.1\n");
	expect(TRANSPORT_ICMP, "00 00 0000 0001 0001", VERDICT_NEXT, "");
	expect(TRANSPORT_ICMP, "80 00 0000 0001 0001", VERDICT_NEXT, "");
	expect(TRANSPORT_ICMP6, "08 00 0000 0001 0001", VERDICT_NEXT, "");
	expect(TRANSPORT_ICMP, "03 01 0000 00000000 45000020", VERDICT_NEXT, "");
}

static void what_is_not_its_own(void **state)
{
	(void)state;
	expect(TRANSPORT_UDP, "08 00 0000 0001 0001", VERDICT_NOT_MINE, "");
	expect(TRANSPORT_TCP, "80 00 0000 0001 0001", VERDICT_NOT_MINE, "");
	expect(TRANSPORT_ICMP, "08 00 0000 0001 00", VERDICT_NOT_MINE, "");
	expect(TRANSPORT_ICMP, "", VERDICT_NOT_MINE, "");
	expect(TRANSPORT_ICMP6, "87 00 0000 0001 0001", VERDICT_NOT_MINE, "");
	expect(TRANSPORT_ICMP, "87 00 0000 0001 0001", VERDICT_NEXT, "");
}

static struct verdict feed_icmp(void *state, struct cursor *in, const struct where *where,
				struct sink *out)
{
	struct where w = *where;
	w.transport = TRANSPORT_ICMP;
	return icmp_dissector.feed(state, in, &w, out);
}

static void any_bytes(void **state)
{
	struct dissector d = icmp_dissector;
	(void)state;
	d.feed = feed_icmp;
	proto_datagram_torture(&d, hex("08 00 0000 0001 0001 6162"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(echo_requests),
		cmocka_unit_test(what_is_not_its_own),
		cmocka_unit_test(any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
