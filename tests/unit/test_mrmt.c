/* SPDX-License-Identifier: Apache-2.0 */
#include "tcp_test.h"

extern const struct dissector mrmt_dissector;
static const struct dissector *const d = &mrmt_dissector;

static struct message greeting(uint8_t length, const char *number)
{
	struct message m = {0};

	put_hex(&m, "38000000 6c");
	put_zeros(&m, 19);
	put_hex(&m, "01020304 00000000 c4872340 00000000 f58f0554");
	put_padded(&m, "mrmt_hello", 36);
	m.bytes[m.len++] = length;
	put_hex(&m, "000000 e8872340 00000000");
	put_padded(&m, number, length);
	return m;
}

static void device_greets(void **state)
{
	struct message m = greeting(14, "0123456789ab\n");
	const struct proto_piece piece = ANSWERS(message_slice(&m));
	(void)state;
	assert_talk(d, &piece, 1, VERDICT_DONE, "mrmt.message greeting\nmrmt.id 0123456789ab\n");
	stream_torture(d, false, message_slice(&m));
}

static void no_number(void **state)
{
	struct message empty = greeting(2, "\n"), binary = greeting(4, "\x01\x02\x03");
	const struct proto_piece piece = ANSWERS(message_slice(&empty));
	const struct proto_piece other = ANSWERS(message_slice(&binary));
	(void)state;
	assert_talk(d, &piece, 1, VERDICT_DONE, "mrmt.message greeting\n");
	assert_talk(d, &other, 1, VERDICT_DONE, "mrmt.message greeting\n");
}

static void others_are_refused(void **state)
{
	struct message m = greeting(14, "0123456789ab\n"), none = greeting(0, "");
	struct message huge = greeting(65, "0123456789ab\n");
	const struct proto_piece from_client = ASKS(message_slice(&m));
	(void)state;
	assert_refuses_other_streams(d);
	assert_talk(d, &from_client, 1, VERDICT_NOT_MINE, "");
	assert_refused(d, message_slice(&none));
	assert_refused(d, message_slice(&huge));
	m.bytes[44] = 'M';
	assert_refused(d, message_slice(&m));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_greets),
		cmocka_unit_test(no_number),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
