/* SPDX-License-Identifier: Apache-2.0 */
#include "small_test.h"

extern const struct dissector frame55aa_dissector;
static const struct dissector *const d = &frame55aa_dissector;

/* by openssl enc -aes-128-ecb -K 6c1ec8e2bb9bb59ab50b0daf649b410a */
static const char ciphered[] = "000055aa 00000000 00000013 000000ac 00000000"
			       "559fee0efc47237bcb3a4e0483be5a8e5719d2d9479163e54c94c2bedd1c7025"
			       "9d0676c9271d63df82aa88c077ddb67818ca0c1babd743880b08c3cd80e660c6"
			       "5fb9d6387160d3e4636f8ec084aaf888f462949a474596b425bab23babe68074"
			       "e3c949d359d5c3ea6cd5201d408904bf70e78942d022c51cd8d0b78a83bbff8e"
			       "343378fd637a924ca2f95eab619c9c2e2dd3a795424f2879a4492a51a7d90f07"
			       "00000000 0000aa55";

/* by AES-128-GCM of pyca/cryptography: the same key, nonce "0123456789ab", the head as what is
 * authenticated only */
static const char sealed[] =
	"000066990000000000010000001300000061303132333435363738396162042ce52c1986"
	"e9abb3bec8436085e92c2f29c336aeaada5e4d17a3aa76a64bdf090ad2a72e652f301786"
	"330d169ef4e7bac753aedf1c7dadda69eaba2f384ed76647c023ff5b8669c8a694106976"
	"7599fab5cfbe1400009966";
static const char sealed_question[] =
	"00006699000000000001000000250000003a3031323334353637383961627f0e835e0dc9"
	"a2e1b3e59a027287fb6b6f25ce36b3b893192a43afa976b986cc638876171555a543bf42"
	"62251b3200009966";

static void sealed_frames(void **state)
{
	static const char said[] =
		"frame55aa.message device announced\nframe55aa.field ip=10.0.0.7\n"
		"frame55aa.device bf0000000000000007abcd\nframe55aa.version 3.5\n";
	struct message m = {0};
	(void)state;
	assert_datagram(d, hex(sealed), VERDICT_NEXT, said);
	assert_datagram(d, hex(sealed_question), VERDICT_NEXT, "frame55aa.message search asked\n");
	put_hex(&m, sealed);
	for (size_t at = 5; at < 50; at += 5) { /* head, nonce and body are all under the seal */
		if (at == 15)
			continue; /* the length */
		m.bytes[at] ^= 1;
		struct proto_test t;
		proto_test_init(&t, d, 7000);
		(void)proto_datagram(&t, d, message_slice(&m));
		assert_null(strstr(proto_lines(&t), "bf00"));
		proto_test_done(&t);
		m.bytes[at] ^= 1;
	}
	assert_datagram(d, message_slice(&m), VERDICT_NEXT, said);
	proto_datagram_torture(d, hex(sealed));
}

static void device_announces_itself(void **state)
{
	(void)state;
	assert_datagram(d, hex(ciphered), VERDICT_NEXT,
			"frame55aa.message device announced\nframe55aa.field ip=10.0.0.7\n"
			"frame55aa.device bf0000000000000007abcd\nframe55aa.field active=2\n"
			"frame55aa.field ability=0\nframe55aa.field encrypt=true\n"
			"frame55aa.product keyabcdefgh12345\nframe55aa.version 3.3\n");
	proto_datagram_torture(d, hex(ciphered));
}

static void device_announces_itself_in_clear(void **state)
{
	struct message m = {0};
	(void)state;
	put_hex(&m, "000055aa 00000000 00000000 0000003f 00000000");
	put_text(&m, "{\"ip\":\"10.0.0.7\",\"gwId\":\"0123456789\",\"version\":\"3.1\"}");
	put_hex(&m, "00000000 0000aa55");
	m.bytes[15] = (uint8_t)(m.len - 16);
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"frame55aa.message device announced\nframe55aa.field ip=10.0.0.7\n"
			"frame55aa.device 0123456789\nframe55aa.version 3.1\n");
}

static void newer_frames(void **state)
{
	struct message m = {0};
	(void)state;
	put_hex(&m, "00006699 0000 00000001 00000013 00000024");
	put_zeros(&m, 0x24);
	put_hex(&m, "00009966");
	assert_datagram(d, message_slice(&m), VERDICT_NEXT,
			"frame55aa.message announced, not read\n");
	m.bytes[13] = 0x25;
	assert_datagram(d, message_slice(&m), VERDICT_NEXT, "frame55aa.message search asked\n");
	proto_datagram_torture(d, message_slice(&m));
}

static void others_are_refused(void **state)
{
	struct message m = {0};
	(void)state;
	assert_refuses_strangers(d);
	put_hex(&m, ciphered);
	m.bytes[m.len - 1] = 0;
	assert_datagram(d, message_slice(&m), VERDICT_NOT_MINE, "");
	m.bytes[m.len - 1] = 0x55;
	m.bytes[40] ^= 1; /* the body is no JSON any more: nothing is said */
	assert_datagram(d, message_slice(&m), VERDICT_NEXT, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_announces_itself),
		cmocka_unit_test(device_announces_itself_in_clear),
		cmocka_unit_test(newer_frames),
		cmocka_unit_test(sealed_frames),
		cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
