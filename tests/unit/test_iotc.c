/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector iotc_dissector;
static const struct dissector *const d = &iotc_dissector;

static uint32_t rotated(uint32_t v, unsigned by)
{
	return v << by | v >> (32 - by);
}

static void rotate_words(uint8_t *block, unsigned add)
{
	for (unsigned i = 0; i < 16; i += 4) {
		uint32_t v;
		memcpy(&v, block + i, 4);
		v = rotated(v, 32 - (i + add));
		memcpy(block + i, &v, 4);
	}
}

/* The way there, as published; this test runs on little-endian machines. What is behind the last
 * whole block is not read and stays as it is. */
static struct slice scramble(struct slice clear)
{
	static const uint8_t to[] = {11, 9, 8, 15, 13, 10, 12, 14, 2, 1, 5, 0, 6, 4, 7, 3};
	static uint8_t wire[4][256];
	static unsigned next;
	uint8_t *out = wire[next++ % 4];

	memcpy(out, clear.at, clear.len);
	for (size_t at = 0; at + 16 <= clear.len; at += 16) {
		uint8_t block[16];
		memcpy(block, clear.at + at, 16);
		rotate_words(block, 1);
		for (unsigned i = 0; i < 16; i++)
			out[at + to[i]] = block[i] ^ (uint8_t) "Charlie is the d"[i];
		rotate_words(out + at, 3);
	}
	return slice_of(out, clear.len);
}

#define ID "4142434445464748494a 4b4c4d4e4f5051525354" /* ABCDEFGHIJKLMNOPQRST */
#define ZEROS16 "00000000000000000000000000000000"

static struct slice search(void)
{
	return hex("04021902 3400 0000 010621 0000000000" ID
		   "00000000000000000000000000000000 06000303 1122334455667788 01000000");
}

static void published_keep_alive(void **state)
{
	(void)state;
	assert_datagram(d, hex("4c6f8d0c40d040ca2d2d082dc0eecad8 e06b702365cd6318"), VERDICT_NEXT,
			"iotc.version 12\niotc.message device's keep-alive\n");
}

static void client_and_device(void **state)
{
	struct slice asks = scramble(search());
	(void)state;
	assert_datagram(d, asks, VERDICT_NEXT,
			"iotc.version 19\niotc.message client searches or connects\n"
			"iotc.wanted_id ABCDEFGHIJKLMNOPQRST\n");
	proto_datagram_torture(d, asks);
	assert_datagram(
		d,
		scramble(hex("04021a02 2000 0000 020612 0000000000" ID "000000000000000000000000")),
		VERDICT_NEXT,
		"iotc.version 1a\niotc.message device answers\n"
		"iotc.device_id ABCDEFGHIJKLMNOPQRST\n");
	/* too short for whole blocks up to the end of the id: no id */
	assert_datagram(d, scramble(hex("04021a02 1400 0000 020612 0000000000" ID)), VERDICT_NEXT,
			"iotc.version 1a\niotc.message device answers\n");
}

static void master_tells_where(void **state)
{
	(void)state;
	assert_datagram(d,
			scramble(hex("04021902 2000 0000 010343 0000000000" ZEROS16
				     "000000000000 4e20 cb007109 00000000")),
			VERDICT_NEXT,
			"iotc.version 19\niotc.message told where a device is\n"
			"iotc.peer 203.0.113.9\n");
}

static void unpublished_message(void **state)
{
	(void)state;
	assert_datagram(d, scramble(hex("04021902 0000 0000 0102 14 0000000000")), VERDICT_NEXT,
			"iotc.version 19\niotc.message other message 0201/14\n");
}

static void newer_form(void **state)
{
	struct message m = {0};
	(void)state;
	put_hex(&m, "51cc 0000 0210 2800 0000 0000");
	put_zeros(&m, 40);
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"iotc.message client searches or connects, 51 CC form\n");
	proto_datagram_torture(d, message_slice(&m));
	m.bytes[8] = m.bytes[9] = 0xff;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"iotc.message device answers, 51 CC form\n");
	m.bytes[6] = 0x29;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m.bytes[6] = 0x28, m.bytes[4] = 3;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m.len = 48, m.bytes[4] = 2, m.bytes[5] = 0x12, m.bytes[6] = 36;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"iotc.message keep-alive, 51 CC form\n");
}

static void data_ends_the_reading(void **state)
{
	struct slice data = scramble(hex("04021a0b 0000 0000 0804 12 0000000000"));
	struct message dtls = {0};
	struct proto_test t;
	(void)state;
	proto_test_init(&t, d, 1);
	for (unsigned i = 0; i < 31; i++)
		assert_int_equal(proto_datagram(&t, d, data).word, VERDICT_NEXT);
	assert_int_equal(proto_datagram(&t, d, data).word, VERDICT_DONE);
	proto_test_done(&t);
	put_hex(&dtls, "51cc 0000 0215 2800 0000 0000");
	put_zeros(&dtls, 40);
	proto_test_init(&t, d, 1);
	for (unsigned i = 0; i < 31; i++)
		assert_int_equal(proto_datagram(&t, d, message_slice(&dtls)).word, VERDICT_NEXT);
	assert_int_equal(proto_datagram(&t, d, message_slice(&dtls)).word, VERDICT_DONE);
	proto_test_done(&t);
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, search(), VERDICT_NOT_MINE, ""); /* not scrambled */
	assert_datagram(d, scramble(hex("04021902 0100 0000 0102 14 0000000000")), VERDICT_NOT_MINE,
			"");
	assert_datagram(d, scramble(hex("04031902 0000 0000 0102 14 0000000000")), VERDICT_NOT_MINE,
			"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_keep_alive), cmocka_unit_test(client_and_device),
		cmocka_unit_test(master_tells_where),   cmocka_unit_test(unpublished_message),
		cmocka_unit_test(newer_form),           cmocka_unit_test(data_ends_the_reading),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
