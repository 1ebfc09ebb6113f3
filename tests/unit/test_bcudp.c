/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector bcudp_dissector;
static const struct dissector *const d = &bcudp_dissector;

static void put_le32(struct message *m, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		m->bytes[m->len++] = (uint8_t)(v >> 8 * i);
}

static struct message discovery(const char *xml, uint32_t transaction)
{
	static const uint32_t key[] = {0x1f2d3c4b, 0x5a6c7f8d, 0x38172e4b, 0x8271635a,
				       0x863f1a2b, 0xa5c6f7d8, 0x8371e1b4, 0x17f2d3a5};
	struct message m = {0};
	uint8_t body[1024];
	size_t len = strlen(xml);
	uint32_t crc = 0;

	for (size_t i = 0; i < len; i++) {
		body[i] =
			(uint8_t)((uint8_t)xml[i] ^ (key[i / 4 % 8] + transaction) >> 8 * (i % 4));
		crc ^= body[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
	}
	put_hex(&m, "3acf872a");
	put_le32(&m, (uint32_t)len);
	put_le32(&m, 1);
	put_le32(&m, transaction);
	put_le32(&m, crc);
	memcpy(m.bytes + m.len, body, len);
	m.len += len;
	return m;
}

static void camera_registers(void **state)
{
	struct message m = discovery("<P2P>\n<D2R_HB><uid>95270000ABCDEFGH</uid></D2R_HB></P2P>\n",
				     0xfffffff7);
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"bcudp.message D2R_HB\nbcudp.device_uid 95270000ABCDEFGH\n");
	proto_datagram_torture(d, message_slice(&m));
	m.bytes[16] ^= 1;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
}

/* Keystream and CRC as published: the first word of the key with transaction 0 and 1. */
static void cipher_as_published(void **state)
{
	struct message m = discovery("<P2P", 0), n = discovery("<P2P", 1);
	(void)state;
	assert_int_equal(m.bytes[20] ^ '<', 0x4b);
	assert_int_equal(m.bytes[23] ^ 'P', 0x1f);
	assert_int_equal(n.bytes[20] ^ '<', 0x4c);
}

static void phone_asks(void **state)
{
	struct message m =
		discovery("<P2P><C2M_Q><uid>95270000ABCDEFGH</uid><p>MAC</p></C2M_Q></P2P>", 87);
	struct message told =
		discovery("<P2P><M2C_Q_R><reg><ip>203.0.113.9</ip><port>58200</port></reg>"
			  "<relay><ip>203.0.113.10</ip><port>58100</port></relay></M2C_Q_R></P2P>",
			  87);
	struct message broken = discovery("<P2P><C2M_Q><uid>9527", 87), other = discovery("no", 87);
	struct message strange = discovery("<P2P><hello/><C/></P2P>", 87);
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"bcudp.message C2M_Q\nbcudp.wanted_uid 95270000ABCDEFGH\n");
	assert_datagram(d, message_slice(&told), VERDICT_NEXT,
			"bcudp.message M2C_Q_R\nbcudp.told reg=203.0.113.9\n"
			"bcudp.told relay=203.0.113.10\n");
	assert_datagram(d, message_slice(&broken), VERDICT_NEXT, "bcudp.message unreadable\n");
	assert_datagram(d, message_slice(&other), VERDICT_NEXT, "bcudp.message unreadable\n");
	assert_datagram(d, message_slice(&strange), VERDICT_NEXT, "bcudp.message unreadable\n");
}

static void transport(void **state)
{
	struct proto_test t;
	(void)state;
	assert_datagram(d, hex("10cf872a 01000000 00000000 05000000 02000000 f0de"), VERDICT_NEXT,
			"bcudp.message data\n");
	assert_datagram(d, hex("20cf872a 01000000 00000000 00000000 05000000 00000000 01000000 01"),
			VERDICT_NEXT, "bcudp.message data acknowledged\n");
	assert_datagram(d, hex("10cf872a 01000000 00000000 05000000 03000000 f0de"),
			VERDICT_NOT_MINE, "");
	assert_datagram(d, hex("10cf872a 01000000 01000000 05000000 02000000 f0de"),
			VERDICT_NOT_MINE, "");
	proto_test_init(&t, d, 1);
	for (unsigned i = 0; i < 31; i++)
		(void)proto_datagram(&t, d, hex("10cf872a 01000000 00000000 05000000 00000000"));
	assert_int_equal(
		proto_datagram(&t, d, hex("10cf872a 01000000 00000000 05000000 00000000")).word,
		VERDICT_DONE);
	proto_test_done(&t);
}

static void others_are_refused(void **state)
{
	(void)state;
	assert_refuses_strangers(d);
	assert_datagram(d, hex("3acf872a 00100000 01000000 00000000 00000000"), VERDICT_NOT_MINE,
			"");
	assert_datagram(d, hex("3acf872a 00000000 02000000 00000000 00000000"), VERDICT_NOT_MINE,
			"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(camera_registers),   cmocka_unit_test(cipher_as_published),
		cmocka_unit_test(phone_asks),         cmocka_unit_test(transport),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
