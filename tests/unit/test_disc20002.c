/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector disc20002_dissector;
static const struct dissector *const d = &disc20002_dissector;

static struct message answer(const char *document)
{
	struct message m = {0};
	size_t len = strlen(document);
	put_hex(&m, "02000001");
	m.bytes[m.len++] = (uint8_t)(len >> 8);
	m.bytes[m.len++] = (uint8_t)len;
	put_hex(&m, "1100 00000007 00000000");
	put_text(&m, document);
	return m;
}

static const char document[] =
	"{\"result\":{\"device_id\":\"0123\",\"owner\":\"somebody\",\"device_type\":\"SMART."
	"IPCAMERA\","
	"\"device_model\":\"C210\",\"ip\":\"10.0.0.7\",\"mac\":\"02-00-00-00-00-07\","
	"\"firmware_version\":\"1.4.2 Build 250725 Rel.72234n\","
	"\"encrypt_info\":{\"key\":\"x\"}},\"error_code\":0}";

static void device_answers(void **state)
{
	struct message m = answer(document);
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"disc20002.message search answered\ndisc20002.field device_id=0123\n"
			"disc20002.type SMART.IPCAMERA\ndisc20002.model C210\n"
			"disc20002.field ip=10.0.0.7\ndisc20002.mac 02-00-00-00-00-07\n"
			"disc20002.firmware 1.4.2 Build 250725 Rel.72234n\n");
	proto_datagram_torture(d, message_slice(&m));
}

static void tool_asks(void **state)
{
	struct message m = answer("{\"params\":{\"rsa_key\":\"-----\"}}");
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT, "disc20002.message search asked\n");
	assert_datagram(d, hex("02000001 0000 0000 00000000 463cb5d3"), VERDICT_NEXT,
			"disc20002.message search asked\n");
}

static void others_are_refused(void **state)
{
	struct message m = answer("{\"hello\":\"world\"}");
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	assert_datagram(d, hex("02000001 0000 0000 00000000 00000000"), VERDICT_NOT_MINE, "");
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
