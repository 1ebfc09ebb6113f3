/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

#include "dns_build.h"

extern const struct dissector llmnr_dissector;

static struct dns_build m;

static void expect(uint16_t port, enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &llmnr_dissector, port);
	assert_int_equal(proto_datagram(&t, &llmnr_dissector, built(&m)).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

static void asks_and_answers(void **state)
{
	(void)state;
	put_header(&m, 0, 1, 0, 0, 0);
	put_question(&m, "Wpad", 1);
	expect(5355, VERDICT_NEXT, "llmnr.query wpad\n");
	expect(53, VERDICT_NOT_MINE, "");

	put_header(&m, 0x8000, 1, 2, 0, 1);
	put_question(&m, "NVR", 1);
	put_address(&m, "other", 6);
	put_address(&m, "nvr", 7);
	put_address(&m, "nvr", 8);
	expect(5355, VERDICT_NEXT, "llmnr.host nvr\n");
}

static void broken_messages(void **state)
{
	(void)state;
	put_header(&m, 0x0010, 1, 0, 0, 0); /* a reserved bit */
	put_question(&m, "wpad", 1);
	expect(5355, VERDICT_NOT_MINE, "");
	put_header(&m, 0, 2, 0, 0, 0);
	put_question(&m, "a", 1);
	put_question(&m, "b", 1);
	expect(5355, VERDICT_NOT_MINE, "");
	put_header(&m, 0, 1, 0xffff, 0, 0);
	put_question(&m, "a", 1);
	expect(5355, VERDICT_NOT_MINE, "");
	put_header(&m, 0x8000, 1, 1, 0, 0);
	put_question(&m, "nvr", 1);
	put_address(&m, "nvr", 7);
	m.len--;
	expect(5355, VERDICT_MALFORMED, "");
}

static struct verdict feed_at_home(void *state, struct cursor *in, const struct where *where,
				   struct sink *out)
{
	struct where w = *where;
	w.dst_port = 5355;
	return llmnr_dissector.feed(state, in, &w, out);
}

static void any_bytes(void **state)
{
	struct dissector d = llmnr_dissector;
	(void)state;
	d.feed = feed_at_home;
	d.marks = NULL; /* the port that they ask for is feed_at_home's */
	put_header(&m, 0x8000, 1, 1, 0, 0);
	put_question(&m, "nvr", 1);
	put_address(&m, "nvr", 7);
	proto_datagram_torture(&d, built(&m));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_and_answers),
		cmocka_unit_test(broken_messages),
		cmocka_unit_test(any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
