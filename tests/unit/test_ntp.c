/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector ntp_dissector;

static void expect(uint16_t port, const char *bytes, enum verdict_word word, const char *want)
{
	struct proto_test t;
	proto_test_init(&t, &ntp_dissector, port);
	assert_int_equal(proto_datagram(&t, &ntp_dissector, hex(bytes)).word, word);
	assert_string_equal(proto_lines(&t), want);
	proto_test_done(&t);
}

#define Z8 "0000000000000000"
#define REQUEST "23000000" Z8 "00000000" Z8 Z8 Z8 "e100000000000001"
#define REPLY                                                                   \
	"240206ec 00000100 00000200 c0000201 e0fffff000000000 e100000000000001" \
	"e100000010000000 e100000010008000"

static void request_and_reply(void **state)
{
	(void)state;
	expect(123, REQUEST, VERDICT_NEXT, "ntp.request 4\n");
	expect(10123, REQUEST, VERDICT_NEXT, "ntp.request 4\n");
	expect(123, REPLY, VERDICT_DONE, "ntp.reply 2\n");
	expect(10123, REPLY, VERDICT_DONE, "ntp.reply 2\n");
	/* a refusal (stratum 0); authentication after the message; what ntpd asks with */
	expect(123, "e4000000" Z8 "44454e59" Z8 Z8 Z8 Z8, VERDICT_DONE, "ntp.reply 0\n");
	expect(123, REQUEST "00000001" Z8 Z8, VERDICT_NEXT, "ntp.request 4\n");
	expect(123, "e30006ec 00000000 00010000 494e4954" Z8 Z8 Z8 "e100000000000001", VERDICT_NEXT,
	       "ntp.request 4\n");
}

static void elsewhere_only_the_plainest(void **state)
{
	(void)state;
	expect(10123, "e30006ec 00000000 00010000 494e4954" Z8 Z8 Z8 Z8, VERDICT_NOT_MINE, "");
	expect(10123, REQUEST "00000001" Z8 Z8, VERDICT_NOT_MINE, "");
	/* a reply sent before it came; held for too long; of no stratum */
	expect(10123,
	       "240206ec 00000100 00000200 c0000201 e0fffff000000000 e100000000000001"
	       "e100000010000000 e100000000000000",
	       VERDICT_NOT_MINE, "");
	expect(10123,
	       "240206ec 00000100 00000200 c0000201 e0fffff000000000 e100000000000001"
	       "e100000010000000 e200000000000000",
	       VERDICT_NOT_MINE, "");
	expect(10123, "24000000" Z8 "44454e59" Z8 Z8 Z8 Z8, VERDICT_NOT_MINE, "");
}

static void broken_messages(void **state)
{
	(void)state;
	expect(123, "", VERDICT_NOT_MINE, "");
	expect(123, "23", VERDICT_NOT_MINE, "");
	expect(123, REQUEST "00", VERDICT_NOT_MINE, "");
	expect(123, "03000000" Z8 "00000000" Z8 Z8 Z8 Z8, VERDICT_NOT_MINE, ""); /* version 0 */
	expect(123, "2b000000" Z8 "00000000" Z8 Z8 Z8 Z8, VERDICT_NOT_MINE, ""); /* version 5 */
	expect(123, "26000000" Z8 "00000000" Z8 Z8 Z8 Z8, VERDICT_NOT_MINE, ""); /* control */
	expect(123, "23110000" Z8 "00000000" Z8 Z8 Z8 Z8, VERDICT_NOT_MINE, ""); /* stratum 17 */
	proto_datagram_torture(&ntp_dissector, hex(REPLY));
	proto_datagram_torture(&ntp_dissector, hex(REQUEST));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_and_reply),
		cmocka_unit_test(elsewhere_only_the_plainest),
		cmocka_unit_test(broken_messages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
