/* SPDX-License-Identifier: Apache-2.0 */
#include "proto_test.h"

extern const struct dissector mqtt_dissector;

static enum verdict_word word_of(uint16_t port, bool from_client, struct slice bytes)
{
	struct proto_piece piece = {from_client, bytes};
	struct proto_test t;

	proto_test_init(&t, &mqtt_dissector, port);
	enum verdict_word word = proto_stream(&t, &mqtt_dissector, &piece, 1, 2).word;
	proto_test_done(&t);
	return word;
}

static void expect(const char *bytes, enum verdict_word word, const char *want)
{
	struct proto_piece piece = {true, hex(bytes)};
	proto_stream_any_split(&mqtt_dissector, 9001, &piece, 1, want);
	assert_int_equal(word_of(9001, true, piece.bytes), word);
}

#define NAME4 "0004 4d515454 04"
#define NAME5 "0004 4d515454 05"
#define NAME3 "0006 4d514973 6470 03"

static void connects_of_each_version(void **state)
{
	(void)state;
	/* will, user and password: client c1, topic t, message m, user u1, password pw */
	expect("10 1f" NAME4 "c6 003c 0002 6331 0001 74 0001 6d 0002 7531 0002 7077 c000",
	       VERDICT_NEXT, ""); /* cut: waits for the rest */
	expect("10 1c" NAME4 "c6 003c 0002 6331 0001 74 0001 6d 0002 7531 0002 7077 c000",
	       VERDICT_DONE, "mqtt.protocol MQTT 4\nmqtt.client_id c1\nmqtt.user u1\n");
	expect("10 10" NAME3 "02 003c 0002 6331", VERDICT_DONE,
	       "mqtt.protocol MQIsdp 3\nmqtt.client_id c1\n");
	expect("10 19" NAME5 "80 003c 05 1100000010 0002 6331 0002 7531", VERDICT_NEXT, "");
	expect("10 18" NAME5 "80 003c 05 1100000010 0002 6331 0002 7531", VERDICT_DONE,
	       "mqtt.protocol MQTT 5\nmqtt.client_id c1\nmqtt.user u1\n");
	expect("10 1b" NAME5 "86 003c 00 0002 6331 02 0101 0001 74 0000 0002 7531", VERDICT_DONE,
	       "mqtt.protocol MQTT 5\nmqtt.client_id c1\nmqtt.user u1\n");
	expect("10 0c" NAME4 "02 003c 0000", VERDICT_DONE, "mqtt.protocol MQTT 4\n");
	expect("10 8c00" NAME4 "02 003c 0000", VERDICT_DONE, "mqtt.protocol MQTT 4\n");
}

static void password_is_never_told(void **state)
{
	struct proto_piece piece = {true,
				    hex("10 18" NAME4 "c2 003c 0002 6331 0002 7531 0004 73657372")};
	struct proto_test t;
	(void)state;
	proto_test_init(&t, &mqtt_dissector, 1883);
	(void)proto_stream(&t, &mqtt_dissector, &piece, 1, SIZE_MAX);
	assert_non_null(strstr(proto_lines(&t), "mqtt.user u1\n"));
	assert_null(strstr(proto_lines(&t), "sesr"));
	proto_test_done(&t);
}

static void too_long_for_the_buffer(void **state)
{
	(void)state;
	expect("10 808008" NAME4 "02 003c", VERDICT_DONE, "mqtt.protocol MQTT 4\n");
}

static void broken_packets(void **state)
{
	(void)state;
	expect("10 0e" NAME4 "03 003c 0002 6331", VERDICT_MALFORMED, "mqtt.protocol MQTT 4\n");
	expect("10 0e" NAME4 "02 003c 0009 6331", VERDICT_MALFORMED, "mqtt.protocol MQTT 4\n");
	expect("10 0e" NAME4 "82 003c 0002 6331", VERDICT_MALFORMED,
	       "mqtt.protocol MQTT 4\nmqtt.client_id c1\n");
	expect("10 0e" NAME5 "02 003c ffffffff", VERDICT_MALFORMED, "mqtt.protocol MQTT 5\n");
	expect("10 0e 0004 4d515454 06 02 003c 0002 6331", VERDICT_NOT_MINE, "");
	expect("10 0e 0004 4d515455 04 02 003c 0002 6331", VERDICT_NOT_MINE, "");
	expect("10 0b" NAME4 "02 003c 00", VERDICT_NOT_MINE, "");
	expect("10 ffffffff ff" NAME4, VERDICT_NOT_MINE, "");
	expect("30 05 0001 74 6869", VERDICT_NOT_MINE, "");
	expect("474554202f", VERDICT_NOT_MINE, "");
}

static void server_side_alone(void **state)
{
	(void)state;
	assert_int_equal(word_of(1883, false, hex("2002 0000")), VERDICT_DONE);
	assert_int_equal(word_of(1883, false, hex("2002 0105 9003")), VERDICT_DONE);
	assert_int_equal(word_of(1883, false, hex("2006 0000 03 220010")), VERDICT_DONE);
	assert_int_equal(word_of(1883, false, hex("2006 0000 04 220010")), VERDICT_NOT_MINE);
	assert_int_equal(word_of(1883, false, hex("2002 0009")), VERDICT_NOT_MINE);
	assert_int_equal(word_of(1883, false, hex("2002 0200")), VERDICT_NOT_MINE);
	assert_int_equal(word_of(1883, false, hex("2001 0000")), VERDICT_NOT_MINE);
	assert_int_equal(word_of(1884, false, hex("2002 0000")), VERDICT_NOT_MINE);
	assert_int_equal(word_of(1883, true, hex("2002 0000")), VERDICT_NOT_MINE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(connects_of_each_version),
		cmocka_unit_test(password_is_never_told),
		cmocka_unit_test(too_long_for_the_buffer),
		cmocka_unit_test(broken_packets),
		cmocka_unit_test(server_side_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
