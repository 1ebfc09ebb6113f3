/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector nvdvr_dissector;
static const struct dissector *const d = &nvdvr_dissector;

static struct message asks(void)
{
	struct message m = {0};
	put_hex(&m, "0207 0032 3030 3838 3131 3233 3433 3734 3131 0002 0c17 222d 0000");
	put_padded(&m, "39000010.nvdvr.net", 32);
	put_text(&m, "11111111111");
	put_hex(&m, "8a1bc0a801096762230a93f5d100");
	return m;
}

static void client_asks(void **state)
{
	struct message m = asks();
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"nvdvr.message client asks for a device\nnvdvr.named_id 39000010\n");
	proto_datagram_torture(d, message_slice(&m));
}

static void server_answers(void **state)
{
	struct message m = {0};
	(void)state;
	put_hex(&m, "cf");
	put_padded(&m, "39000010.nvdvr.net", 32);
	put_padded(&m, "203.0.113.9", 17);
	put_hex(&m, "b6fe05000100");
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"nvdvr.message relay told\nnvdvr.named_id 39000010\n"
			"nvdvr.relay 203.0.113.9\n");
	proto_datagram_torture(d, message_slice(&m));
	m.len = 33;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"nvdvr.message relay told\nnvdvr.named_id 39000010\n");
}

/* Elsewhere in a message a name counts on the platform's port alone. */
static void name_elsewhere(void **state)
{
	const struct slice message = slice_text("abc39000010.nvdvr.net");
	struct proto_test t;
	(void)state;
	proto_test_init(&t, d, 8877);
	assert_int_equal(proto_datagram(&t, d, message).word, VERDICT_NEXT);
	assert_string_equal(proto_lines(&t), "nvdvr.message other message with a device's name\n"
					     "nvdvr.named_id 39000010\n");
	proto_test_done(&t);
	assert_datagram(d, message, VERDICT_NOT_MINE, "");
	assert_datagram(d, slice_text("abc.nvdvr.net"), VERDICT_NOT_MINE, "");
	assert_datagram(d, slice_text("1234.nvdvr.net"), VERDICT_NOT_MINE, "");
	assert_datagram(d, slice_text("39000010.nvdvr.org"), VERDICT_NOT_MINE, "");
	assert_refuses_strangers(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(client_asks),
		cmocka_unit_test(server_answers),
		cmocka_unit_test(name_elsewhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
