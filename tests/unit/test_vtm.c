/* SPDX-License-Identifier: Apache-2.0 */
#include "tcp_test.h"

extern const struct dissector vtm_dissector;

static void one(struct slice bytes, enum verdict_word word, const char *lines)
{
	struct proto_piece piece = {true, bytes};
	struct proto_test t;

	proto_stream_any_split(&vtm_dissector, 8554, &piece, 1, lines);
	proto_test_init(&t, &vtm_dissector, 8554);
	assert_int_equal(proto_stream(&t, &vtm_dissector, &piece, 1, SIZE_MAX).word, word);
	proto_test_done(&t);
}

static void program_and_relay(void **state)
{
	struct proto_piece pieces[] = {
		{true, hex("24 00 0003 0001 013b 0a0b0c")},
		{false, hex("24 00 0002 0001 013c 0a0b 24 01 0004 0002 0000 000001ba")},
		{true, hex("24 00 0000 0002 0132 24 0a 0000 0003 0999")},
		{false, hex("24 00 0000 0002 0133")},
	};
	(void)state;
	proto_stream_any_split(&vtm_dissector, 8554, pieces, 4,
			       "vtm.message stream asked\nvtm.message stream answered\n"
			       "vtm.message stream\nvtm.message keep-alive\n"
			       "vtm.message other message\nvtm.message keep-alive answered\n");
}

static void reading_ends(void **state)
{
	(void)state;
	one(hex("24000000 0001 013b 24010000 00020000 24010000 00020000 24010000 00020000"
		"24010000 00020000 24010000 00020000 24010000 00020000 24000000 0003014a"),
	    VERDICT_DONE,
	    "vtm.message stream asked\nvtm.message stream\nvtm.message stream\nvtm.message stream\n"
	    "vtm.message stream\nvtm.message stream\nvtm.message stream\n"
	    "vtm.message keys exchanged\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	one(hex("24 00 0003 0001 0101 0a0b0c"), VERDICT_NOT_MINE, "");
	one(hex("24 01 0003 0001 013b 0a0b0c"), VERDICT_NOT_MINE, "");
	one(hex("24 04"), VERDICT_NOT_MINE, "");
	one(slice_text("GET / HTTP/1.1\r\n\r\n"), VERDICT_NOT_MINE, "");
	one(hex("24 00 0000 0001 013b 25"), VERDICT_MALFORMED, "vtm.message stream asked\n");
	one(hex("24 00 0000 0001 013b 24 04"), VERDICT_MALFORMED, "vtm.message stream asked\n");
	stream_torture(&vtm_dissector, true,
		       hex("24 00 0003 0001 013b 0a0b0c 24 01 0000 0002 0000"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(program_and_relay),
		cmocka_unit_test(reading_ends),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
