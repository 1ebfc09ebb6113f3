/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "base/sha256.h"

static const char *digest(struct slice message)
{
	static char text[2 * SHA256_BYTES + 1];
	uint8_t bytes[SHA256_BYTES];

	sha256_digest(message, bytes);
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	return text;
}

/* The examples of FIPS 180-4's companion document. */
static void published_examples(void **state)
{
	(void)state;
	assert_string_equal(digest(slice_of(NULL, 0)),
			    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_string_equal(digest(slice_text("abc")),
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(digest(slice_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnop"
					      "nopq")),
			    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

/* Padding changes shape at 55/56, 63/64 bytes; values from an independent implementation. */
static void lengths_around_a_block(void **state)
{
	static const struct {
		size_t len;
		const char *start;
	} cases[] = {{55, "9f4390f8d30c2dd9"},  {56, "b35439a4ac6f0948"},
		     {57, "f13b2d724659eb3b"},  {63, "7d3e74a05d7db15b"},
		     {64, "ffe054fe7ae0cb6d"},  {65, "635361c48bb9eab1"},
		     {119, "31eba51c313a5c08"}, {120, "2f3d335432c70b58"},
		     {128, "6836cf13bac400e9"}, {200, "c2a908d98f5df987"}};
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
