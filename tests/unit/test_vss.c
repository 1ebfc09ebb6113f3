/* SPDX-License-Identifier: Apache-2.0 */
#include "tcp_test.h"

extern const struct dissector vss_dissector;
static const struct dissector *const d = &vss_dissector;

#define GREETING "47654f76 10000000 3412 000000 50 0100"

static void device_greets(void **state)
{
	const struct proto_piece alone = ANSWERS(hex(GREETING));
	const struct proto_piece more = ANSWERS(hex(GREETING "00000000 11223344"));
	(void)state;
	assert_talk(d, &alone, 1, VERDICT_DONE, "vss.message greeting\n");
	assert_talk(d, &more, 1, VERDICT_DONE, "vss.message greeting\n");
}

static void others_are_refused(void **state)
{
	const struct proto_piece from_client = ASKS(hex(GREETING));
	(void)state;
	assert_refuses_other_streams(d);
	assert_talk(d, &from_client, 1, VERDICT_NOT_MINE, "");
	assert_refused(d, hex("47654f76 11000000 3412 000000 50 0100"));
	assert_refused(d, hex("47654f76 10000000 3412 000000 51 0100"));
	assert_refused(d, hex("47654f76 10000000 3412 000001 50 0100"));
	assert_refused(d, slice_text("GeOv and then some other words"));
}

static void damaged(void **state)
{
	(void)state;
	stream_torture(d, false, hex(GREETING));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_greets),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(damaged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
