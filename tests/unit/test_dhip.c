/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector dhip_dissector;
extern const struct dissector dhip_tcp_dissector;

/* Head and JSON; `claimed` is the length that the head states. */
static struct slice claiming(const char *json, size_t claimed)
{
	static uint8_t pool[4][2048];
	static unsigned next;
	uint8_t *to = pool[next++ % 4];
	size_t len = strlen(json);

	memset(to, 0, 32);
	memcpy(to, "\x20\0\0\0DHIP", 8);
	to[16] = to[24] = (uint8_t)claimed;
	to[17] = to[25] = (uint8_t)(claimed >> 8);
	memcpy(to + 32, json, len);
	return slice_of(to, 32 + len);
}

static struct slice message(const char *json)
{
	return claiming(json, strlen(json));
}

static void assert_lines(struct slice bytes, enum verdict_word word, const char *lines)
{
	struct proto_test t;
	proto_test_init(&t, &dhip_dissector, 37810);
	struct verdict v = proto_datagram(&t, &dhip_dissector, bytes);
	assert_string_equal(proto_lines(&t), lines);
	assert_int_equal(v.word, word);
	proto_test_done(&t);
}

static const char answer[] =
	"{\"mac\":\"02:00:00:00:00:07\",\"method\":\"client.notifyDevInfo\",\"params\":{"
	"\"deviceInfo\":{\"DeviceClass\":\"HCVR\",\"DeviceType\":\"X-1\",\"HttpPort\":80,"
	"\"IPv4Address\":{\"IPAddress\":\"10.0.0.7\"},\"MachineName\":\"n\",\"Manufacturer\":\"P\","
	"\"SerialNo\":\"S1\",\"Vendor\":\"V\",\"Version\":\"1.2\",\"Find\":\"BC\"}}}\n";

static void device_introduces_itself(void **state)
{
	(void)state;
	assert_lines(message(answer), VERDICT_NEXT,
		     "dhip.mac 02:00:00:00:00:07\ndhip.method client.notifyDevInfo\n"
		     "dhip.class HCVR\ndhip.model X-1\ndhip.field HttpPort=80\n"
		     "dhip.field IPv4Address/IPAddress=10.0.0.7\ndhip.name n\n"
		     "dhip.manufacturer P\ndhip.serial S1\ndhip.vendor V\ndhip.firmware 1.2\n"
		     "dhip.field Find=BC\n");
}

static void tool_asks_and_logs_in(void **state)
{
	(void)state;
	assert_lines(message("{\"method\":\"DHDiscover.search\",\"params\":{\"mac\":\"\","
			     "\"uni\":1}}\n"),
		     VERDICT_NEXT, "dhip.method DHDiscover.search\n");
	assert_lines(message("{\"method\":\"global.login\",\"params\":{\"userName\":\"u\","
			     "\"password\":\"p\"}}"),
		     VERDICT_NEXT, "dhip.method global.login\n");
	assert_lines(message("{\"params\":{\"random\":\"1\",\"realm\":\"Login to S1\"}}"),
		     VERDICT_NEXT, "dhip.field realm=Login to S1\n");
}

static void broken_json_gives_its_pairs(void **state)
{
	(void)state;
	assert_lines(message("{ \"mac\" : \"m\", \"method\" : \"x\", \"Version\" : \"1.0, "
			     "\"Vendor\" : \"V\", \"DeviceClass\" : 7 }"),
		     VERDICT_MALFORMED,
		     "dhip.mac m\ndhip.method x\ndhip.firmware 1.0\ndhip.vendor V\n"
		     "dhip.class 7\n");
	assert_lines(claiming("{\"method\":\"x\",\"Ven", 500), VERDICT_MALFORMED,
		     "dhip.method x\n");
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_lines(slice_text("{\"method\":\"DHDiscover.search\"}"), VERDICT_NOT_MINE, "");
	assert_lines(hex("20000000 44484950"), VERDICT_NOT_MINE, "");
	struct slice m = message("{}");
	((uint8_t *)m.at)[24]++;
	assert_lines(m, VERDICT_NOT_MINE, "");
	proto_datagram_torture(&dhip_dissector, message(answer));
}

static void real_answer(void **state)
{
	struct proto_test t;
	(void)state;
	proto_test_init(&t, &dhip_dissector, 37810);
	(void)proto_datagram(&t, &dhip_dissector,
			     proto_shared_file("fixtures/discovery/Dahua2.bin"));
	const char *lines = proto_lines(&t);
	assert_non_null(strstr(lines, "dhip.method client.notifyDevInfo\n"));
	assert_non_null(strstr(lines, "dhip.mac 00:11:22:33:44:55\n"));
	assert_non_null(strstr(lines, "dhip.vendor General\n"));
	assert_non_null(strstr(lines, "dhip.serial 123456789\n"));
	assert_non_null(strstr(lines, "dhip.model Virtual (JSON)\n"));
	proto_test_done(&t);
}

static void calls_over_tcp(void **state)
{
	struct slice first = message("{\"method\":\"global.login\"}");
	struct slice empty = message("");
	struct slice second = message("{\"params\":{\"realm\":\"R\"}}\n");
	(void)state;
	const struct proto_piece pieces[] = {
		{true, first}, {false, empty}, {false, second}, {true, first}};
	proto_stream_any_split(&dhip_tcp_dissector, 5000, pieces, 4,
			       "document JSON 25\ndhip.method global.login\n"
			       "document JSON 25\ndhip.field realm=R\n"
			       "document JSON 25\ndhip.method global.login\n");

	struct proto_test t;
	proto_test_init(&t, &dhip_tcp_dissector, 5000);
	const struct proto_piece http = {true, slice_text(" GET / HTTP/1.1\r\n\r\n            ")};
	assert_int_equal(proto_stream(&t, &dhip_tcp_dissector, &http, 1, 1).word, VERDICT_NOT_MINE);
	const struct proto_piece spoilt[] = {{true, first}, {true, slice_text("HTTP")}};
	memset(t.state, 0, sizeof(t.state));
	assert_int_equal(proto_stream(&t, &dhip_tcp_dissector, spoilt, 2, SIZE_MAX).word,
			 VERDICT_MALFORMED);
	/* a body too long to keep is passed over */
	const struct proto_piece huge = {true, claiming("x", 65535)};
	memset(t.state, 0, sizeof(t.state));
	assert_int_equal(proto_stream(&t, &dhip_tcp_dissector, &huge, 1, SIZE_MAX).word,
			 VERDICT_SKIP);
	proto_test_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_introduces_itself),
		cmocka_unit_test(tool_asks_and_logs_in),
		cmocka_unit_test(broken_json_gives_its_pairs),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(real_answer),
		cmocka_unit_test(calls_over_tcp),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
