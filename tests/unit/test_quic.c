/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

#include "quic_packets.h"

extern const struct dissector quic_dissector;

#define HELLO_SAYS                 \
	"tls.sni example.com\n"    \
	"tls.alpn alpn\n"          \
	"tls.client_version 772\n" \
	"tls.ja4 q13d0211an_62ed6f6ca7ad_4d634acda6c0\n"

static struct proto_test begin(void)
{
	struct proto_test t;
	proto_test_init(&t, &quic_dissector, 443);
	return t;
}

static void say(struct proto_test *t, const char *bytes, enum verdict_word word)
{
	t->sink.where = &t->where;
	assert_int_equal(proto_datagram(t, &quic_dissector, hex(bytes)).word, word);
}

static void the_packet_of_the_standard(void **state)
{
	struct proto_test t = begin();
	(void)state;
	say(&t, QUIC_RFC9001, VERDICT_DONE);
	assert_string_equal(proto_lines(&t), "quic.version 1\n" HELLO_SAYS);
	proto_test_done(&t);
}

static void version_two(void **state)
{
	struct proto_test t = begin();
	(void)state;
	say(&t, QUIC_V2, VERDICT_DONE);
	assert_string_equal(proto_lines(&t), "quic.version 1798521807\n" HELLO_SAYS);
	proto_test_done(&t);
}

static void pieces_in_any_order(void **state)
{
	struct proto_test t = begin();
	(void)state;
	say(&t, QUIC_PIECES_1, VERDICT_NEXT);
	assert_string_equal(proto_lines(&t), "quic.version 1\n");
	say(&t, QUIC_PIECES_1, VERDICT_NEXT); /* sent again */
	say(&t, QUIC_PIECES_2, VERDICT_DONE);
	assert_string_equal(proto_lines(&t), "quic.version 1\n" HELLO_SAYS);
	proto_test_done(&t);

	t = begin();
	say(&t, QUIC_PIECES_2, VERDICT_NEXT);
	say(&t, QUIC_PIECES_1, VERDICT_DONE);
	assert_string_equal(proto_lines(&t), "quic.version 1\n" HELLO_SAYS);
	proto_test_done(&t);
}

static void keys_stay_those_of_the_first_id(void **state)
{
	struct proto_test t = begin();
	(void)state;
	say(&t, QUIC_LATER, VERDICT_NOT_MINE); /* alone it can't be opened */
	say(&t, QUIC_PIECES_1, VERDICT_NEXT);
	say(&t, QUIC_LATER, VERDICT_NEXT);
	say(&t, QUIC_AFTER_RETRY, VERDICT_DONE);
	assert_string_equal(proto_lines(&t), "quic.version 1\nquic.version 1\n" HELLO_SAYS);
	proto_test_done(&t);
}

static void what_servers_send_is_left_alone(void **state)
{
	struct proto_test t = begin();
	(void)state;
	t.where.from_client = false;
	say(&t, QUIC_RFC9001, VERDICT_NOT_MINE);
	t.where.from_client = true;
	say(&t, QUIC_PIECES_1, VERDICT_NEXT);
	t.where.from_client = false;
	say(&t, QUIC_RFC9001, VERDICT_NEXT);
	assert_string_equal(proto_lines(&t), "quic.version 1\n");
	proto_test_done(&t);
}

static void a_hello_that_never_ends_is_given_up(void **state)
{
	struct proto_test t = begin();
	(void)state;
	for (unsigned i = 0; i < 17; i++)
		say(&t, QUIC_PIECES_1, VERDICT_NEXT);
	say(&t, QUIC_PIECES_1, VERDICT_DONE);
	proto_test_done(&t);
	t = begin();
	say(&t, QUIC_TOO_LONG, VERDICT_DONE);
	assert_string_equal(proto_lines(&t), "quic.version 1\n");
	proto_test_done(&t);
}

static void broken_hellos(void **state)
{
	struct proto_test t = begin();
	(void)state;
	say(&t, QUIC_NO_HELLO, VERDICT_MALFORMED);
	proto_test_done(&t);
	t = begin();
	say(&t, QUIC_BROKEN_HELLO, VERDICT_MALFORMED);
	assert_string_equal(proto_lines(&t), "quic.version 1\n");
	proto_test_done(&t);
}

/* Nothing is believed whose tag does not fit. */
static void a_changed_byte_is_not_quic(void **state)
{
	struct slice whole = hex(QUIC_V2);
	uint8_t bytes[1500];
	(void)state;
	memcpy(bytes, whole.at, whole.len);
	for (size_t i = 0; i < whole.len; i++) {
		struct proto_test t = begin();
		t.sink.where = &t.where;
		bytes[i] ^= 0x40;
		assert_int_equal(
			proto_datagram(&t, &quic_dissector, slice_of(bytes, whole.len)).word,
			VERDICT_NOT_MINE);
		assert_string_equal(proto_lines(&t), "");
		bytes[i] ^= 0x40;
		proto_test_done(&t);
	}
	for (size_t len = 0; len < whole.len; len++) {
		struct proto_test t = begin();
		t.sink.where = &t.where;
		assert_int_equal(proto_datagram(&t, &quic_dissector, slice_of(bytes, len)).word,
				 VERDICT_NOT_MINE);
		proto_test_done(&t);
	}
}

static void other_protocols(void **state)
{
	struct proto_test t = begin();
	(void)state;
	say(&t, "", VERDICT_NOT_MINE);
	say(&t, "c000000001", VERDICT_NOT_MINE);
	say(&t, "16fefd0000000000000000", VERDICT_NOT_MINE);                       /* DTLS */
	say(&t, "000100002112a442000000000000000000000000", VERDICT_NOT_MINE);     /* STUN */
	say(&t, "c0ff00001d088394c8f03e5157080000449e7b9aec34", VERDICT_NOT_MINE); /* draft 29 */
	say(&t, "c000000001088394c8f03e51570800ffffffffffffffff449e", VERDICT_NOT_MINE);
	proto_test_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_packet_of_the_standard),
		cmocka_unit_test(version_two),
		cmocka_unit_test(pieces_in_any_order),
		cmocka_unit_test(keys_stay_those_of_the_first_id),
		cmocka_unit_test(what_servers_send_is_left_alone),
		cmocka_unit_test(a_hello_that_never_ends_is_given_up),
		cmocka_unit_test(broken_hellos),
		cmocka_unit_test(a_changed_byte_is_not_quic),
		cmocka_unit_test(other_protocols),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
