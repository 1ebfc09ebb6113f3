/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector p2pxml_dissector;
static const struct dissector *const d = &p2pxml_dissector;

static void put_le32(struct message *m, uint32_t n)
{
	for (unsigned i = 0; i < 4; i++)
		m->bytes[m->len++] = (uint8_t)(n >> (8 * i));
}

/* As the published clients write it: table-free CRC, one word of key after the other. */
static struct message message(const char *document)
{
	static const uint32_t words[] = {0x1f2d3c4b, 0x5a6c7f8d, 0x38172e4b, 0x8271635a,
					 0x863f1a2b, 0xa5c6f7d8, 0x8371e1b4, 0x17f2d3a5};
	const uint32_t transaction = 0x89abcdef;
	uint8_t body[1024];
	uint32_t crc = 0;
	size_t len = strlen(document);
	struct message m = {0};

	assert_true(len <= sizeof(body));
	for (size_t i = 0; i < len; i++) {
		uint32_t word = words[i / 4 % 8] + transaction;
		body[i] = (uint8_t)document[i] ^ (uint8_t)(word >> (8 * (i % 4)));
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

static void device_answers(void **state)
{
	struct message m =
		message("<P2P>\n<D2C_C_R><timer><def>3000</def></timer><rsp>0</rsp><cid>1</cid>"
			"<did>2</did><uid>9500000000000007</uid></D2C_C_R>\n</P2P>\n");
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"p2pxml.message D2C_C_R\np2pxml.uid 9500000000000007\n");
	proto_datagram_torture(d, message_slice(&m));
}

static void client_asks(void **state)
{
	struct message m =
		message("<P2P><C2D_C><uid>9500000000000007</uid><p>MAC</p></C2D_C></P2P>");
	(void)state;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT, "p2pxml.message C2D_C\n");
}

static void others_are_refused(void **state)
{
	struct message m = message("<P2P><D2C_T><uid>1</uid></D2C_T></P2P>");
	(void)state;
	assert_refuses_strangers(d);
	m.bytes[16] ^= 1; /* CRC */
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m = message("<Q2Q><D2C_T><uid>1</uid></D2C_T></Q2Q>");
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_answers),
		cmocka_unit_test(client_asks),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
