/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector gvcp_dissector;
static const struct dissector *const d = &gvcp_dissector;

static struct message answer(void)
{
	struct message m = {0};

	put_hex(&m, "0000 0003 00f8 0001 0001 0002 80000000 0000 020000000007 00000007 00000006");
	put_zeros(&m, 12);
	put_hex(&m, "0a000007");
	put_zeros(&m, 12);
	put_hex(&m, "ffffff00");
	put_zeros(&m, 12);
	put_hex(&m, "0a000001");
	put_padded(&m, "Maker", 32);
	put_padded(&m, "Area 500", 32);
	put_padded(&m, "1.2.3", 32);
	put_padded(&m, "none", 48);
	put_padded(&m, "0000007", 16);
	put_padded(&m, "Line 1", 16);
	assert_int_equal(m.len, 256);
	return m;
}

static void device_answers(void **state)
{
	struct message m = answer();
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"gvcp.message discovery answered\ngvcp.mac 02:00:00:00:00:07\n"
			"gvcp.brand Maker\ngvcp.model Area 500\ngvcp.firmware 1.2.3\n"
			"gvcp.field information=none\ngvcp.serial 0000007\ngvcp.name Line 1\n"
			"gvcp.field IPv4Address=10.0.0.7\ngvcp.field Gateway=10.0.0.1\n");
	proto_datagram_torture(d, message_slice(&m));
}

static void empty_fields_are_not_told(void **state)
{
	struct message m = answer();
	(void)state;
	memset(m.bytes + 0x2c, 0, 4);
	memset(m.bytes + 0x50, 0, 256 - 0x50);
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"gvcp.message discovery answered\ngvcp.mac 02:00:00:00:00:07\n"
			"gvcp.field Gateway=10.0.0.1\n");
}

static void tool_asks(void **state)
{
	(void)state;
	assert_datagram(d, hex("4211 0002 0000 0001"), VERDICT_NEXT,
			"gvcp.message discovery asked\n");
	assert_datagram(d, hex("4201 0002 0000 ffff"), VERDICT_NEXT,
			"gvcp.message discovery asked\n");
}

static void others_are_refused(void **state)
{
	struct message m = answer();
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, hex("4211 0002 0000 0000"), VERDICT_NOT_MINE, "");
	assert_datagram(d, hex("4231 0002 0000 0001"), VERDICT_NOT_MINE, "");
	assert_datagram(d, hex("4211 0080 0008 0001 0000 0a00 0000 0000"), VERDICT_NOT_MINE, "");
	m.len--;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m.len++;
	m.bytes[1] = 1; /* a refusal */
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m.bytes[1] = 0;
	m.bytes[9] = 0; /* of no specification */
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_answers),
		cmocka_unit_test(empty_fields_are_not_told),
		cmocka_unit_test(tool_asks),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
