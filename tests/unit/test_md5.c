/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/md5.h"

static const char *digest(struct slice message)
{
	static char text[2 * MD5_BYTES + 1];
	uint8_t bytes[MD5_BYTES];

	md5_digest(message, bytes);
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	return text;
}

/* RFC 1321 A.5. */
static void published_examples(void **state)
{
	static const char *const cases[][2] = {
		{"", "d41d8cd98f00b204e9800998ecf8427e"},
		{"a", "0cc175b9c0f1b6a831c399e269772661"},
		{"abc", "900150983cd24fb0d6963f7d28e17f72"},
		{"message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
		{"abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"},
		{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
		 "d174ab98d277d9f5a5611c2c9f419d9f"},
		{"12345678901234567890123456789012345678901234567890123456789012345678901234567890",
		 "57edf4a22be3c955ac49da2e2107b67a"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(digest(slice_text(cases[i][0])), cases[i][1]);
}

/* Padding changes shape at 55/56, 63/64 bytes; values from an independent implementation. */
static void lengths_around_a_block(void **state)
{
	static const struct {
		size_t len;
		const char *start;
	} cases[] = {{55, "ef1772b6dff9a122"},  {56, "3b0c8ac703f828b0"},
		     {57, "652b906d60af9684"},  {63, "b06521f39153d618"},
		     {64, "014842d480b57149"},  {65, "c743a45e0d2e6a95"},
		     {119, "8a7bd0732ed6a28c"}, {120, "5f61c0ccad4cac44"},
		     {128, "e510683b3f5ffe40"}, {200, "887f30b43b2867f4"}};
	char as[200];
	(void)state;
	memset(as, 'a', sizeof(as));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_memory_equal(digest(slice_of(as, cases[i].len)), cases[i].start, 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_examples),
		cmocka_unit_test(lengths_around_a_block),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
