/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/aes.h"
#include "base/hkdf.h"

static size_t bytes_of(const char *hex, uint8_t *to)
{
	size_t n = strlen(hex) / 2;
	for (size_t i = 0; i < n; i++) {
		unsigned byte;
		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		to[i] = (uint8_t)byte;
	}
	return n;
}

static const char *text_of(const uint8_t *bytes, size_t n)
{
	static char text[2048];
	for (size_t i = 0; i < n; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	return text;
}

static void block_both_ways(const char *key_hex, const char *plain_hex, const char *sealed_hex)
{
	uint8_t key[AES_KEY], plain[AES_BLOCK], sealed[AES_BLOCK];
	struct aes aes;

	(void)bytes_of(key_hex, key);
	(void)bytes_of(plain_hex, plain);
	aes_init(&aes, key);
	aes_encrypt(&aes, plain, sealed);
	assert_string_equal(text_of(sealed, sizeof(sealed)), sealed_hex);
	aes_decrypt(&aes, sealed, sealed); /* in place */
	assert_string_equal(text_of(sealed, sizeof(sealed)), plain_hex);
}

/* FIPS 197 appendix B and C.1, SP 800-38A F.1.1. */
static void published_blocks(void **state)
{
	(void)state;
	block_both_ways("2b7e151628aed2a6abf7158809cf4f3c", "3243f6a8885a308d313198a2e0370734",
			"3925841d02dc09fbdc118597196a0b32");
	block_both_ways("000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff",
			"69c4e0d86a7b0430d8cdb78070b4c55a");
	block_both_ways("2b7e151628aed2a6abf7158809cf4f3c", "6bc1bee22e409f96e93d7e117393172a",
			"3ad77bb40d7a3660a89ecaf32466ef97");
	block_both_ways("2b7e151628aed2a6abf7158809cf4f3c", "f69f2445df4f9b17ad2b417be66c3710",
			"7b0c785e27e8ad3f8223207104725dd4");
}

struct gcm_case {
	const char *key, *nonce, *also, *sealed, *plain;
};

static bool open_case(const struct gcm_case *c, size_t flipped, uint8_t *plain)
{
	uint8_t key[AES_KEY], nonce[GCM_NONCE], also[64], sealed[128];
	struct aes aes;

	(void)bytes_of(c->key, key);
	(void)bytes_of(c->nonce, nonce);
	size_t also_len = bytes_of(c->also, also), sealed_len = bytes_of(c->sealed, sealed);
	if (flipped < sealed_len)
		sealed[flipped] ^= 1;
	aes_init(&aes, key);
	return aes_gcm_open(&aes, nonce, slice_of(also, also_len), slice_of(sealed, sealed_len),
			    plain);
}

/* Test cases 1 to 4 of the GCM specification (McGrew and Viega). */
static void published_seals(void **state)
{
	static const struct gcm_case cases[] = {
		{"00000000000000000000000000000000", "000000000000000000000000", "",
		 "58e2fccefa7e3061367f1d57a4e7455a", ""},
		{"00000000000000000000000000000000", "000000000000000000000000", "",
		 "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf",
		 "00000000000000000000000000000000"},
		{"feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888", "",
		 "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7"
		 "d8f6a5aac84aa051ba30b396a0aac973d58e091473f59854d5c2af327cd64a62cf35abd2ba6fab4",
		 "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532"
		 "fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"},
		{"feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
		 "feedfacedeadbeeffeedfacedeadbeefabaddad2",
		 "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7"
		 "d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47",
		 "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532"
		 "fcf0e2449a6b525b16aedf5aa0de657ba637b39"},
	};
	uint8_t plain[128];
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t len = strlen(cases[i].plain) / 2;
		assert_true(open_case(&cases[i], SIZE_MAX, plain));
		assert_string_equal(len ? text_of(plain, len) : "", cases[i].plain);
		memset(plain, 0xee, sizeof(plain));
		for (size_t at = 0; at < strlen(cases[i].sealed) / 2; at++)
			assert_false(open_case(&cases[i], at, plain));
		for (size_t at = 0; at < sizeof(plain); at++)
			assert_int_equal(plain[at], 0xee);
	}
}

static void too_short_for_a_tag(void **state)
{
	static const struct gcm_case c = {"00000000000000000000000000000000",
					  "000000000000000000000000", "",
					  "58e2fccefa7e3061367f1d57a4e745", ""};
	uint8_t plain[1];
	(void)state;
	assert_false(open_case(&c, SIZE_MAX, plain));
}

/* RFC 4231 test cases 1 and 2. */
static void published_macs(void **state)
{
	uint8_t key[20], digest[SHA256_BYTES];
	(void)state;
	memset(key, 0x0b, sizeof(key));
	hmac_sha256(slice_of(key, sizeof(key)), slice_text("Hi There"), digest);
	assert_string_equal(text_of(digest, sizeof(digest)),
			    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	hmac_sha256(slice_text("Jefe"), slice_text("what do ya want for nothing?"), digest);
	assert_string_equal(text_of(digest, sizeof(digest)),
			    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

/* RFC 9001 appendix A.1: from a connection id to the client's keys. */
static void published_labels(void **state)
{
	uint8_t salt[20], id[8], secret[SHA256_BYTES], client[SHA256_BYTES], key[16];
	(void)state;
	(void)bytes_of("38762cf7f55934b34d179ae6a4c80cadccbb7f0a", salt);
	(void)bytes_of("8394c8f03e515708", id);
	hmac_sha256(slice_of(salt, sizeof(salt)), slice_of(id, sizeof(id)), secret);
	assert_string_equal(text_of(secret, sizeof(secret)),
			    "7db5df06e7a69e432496adedb00851923595221596ae2ae9fb8115c1e9ed0a44");
	hkdf_expand_label(secret, "client in", client, sizeof(client));
	assert_string_equal(text_of(client, sizeof(client)),
			    "c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea");
	hkdf_expand_label(client, "quic key", key, 16);
	assert_string_equal(text_of(key, 16), "1f369613dd76d5467730efcbe3b1a22d");
	hkdf_expand_label(client, "quic iv", key, 12);
	assert_string_equal(text_of(key, 12), "fa044b2f42a3fd3b46fb255c");
	hkdf_expand_label(client, "quic hp", key, 16);
	assert_string_equal(text_of(key, 16), "9f50449e04a0e810283a1e9933adedd2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_blocks),    cmocka_unit_test(published_seals),
		cmocka_unit_test(too_short_for_a_tag), cmocka_unit_test(published_macs),
		cmocka_unit_test(published_labels),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
