/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector nice2007_dissector;
static const struct dissector *const d = &nice2007_dissector;

static struct message answer(void)
{
	struct message m = {0};
	put_hex(&m, "4e494345 0001 00000000 020000000007 0a000007 ffffff00 0a000001 0000");
	put_zeros(&m, 44);
	put_padded(&m, "NVE1008", 16);
	assert_int_equal(m.len, 90);
	return m;
}

static void device_answers(void **state)
{
	struct message m = answer();
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"nice2007.message search answered\nnice2007.mac 02:00:00:00:00:07\n"
			"nice2007.model NVE1008\nnice2007.field IPv4Address=10.0.0.7\n"
			"nice2007.field Gateway=10.0.0.1\n");
	proto_datagram_torture(d, message_slice(&m));
}

static void tool_asks(void **state)
{
	(void)state;
	assert_datagram(d, hex("4e494345 0001 01080000 c000"), VERDICT_NEXT,
			"nice2007.message search asked\n");
}

static void others_are_refused(void **state)
{
	struct message m = answer();
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, slice_text("NICE to meet you, said a text too short to be an answer"),
			VERDICT_NOT_MINE, "");
	memset(m.bytes + 10, 0, 6);
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_answers),
		cmocka_unit_test(tool_asks),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
