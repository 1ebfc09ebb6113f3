/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "vet/skeleton.h"

enum { SIZE = 1024, CODE_AT = 256, CODE_LEN = 64, TEXT_AT = 512, SECTIONS_AT = 0x40 };

static void put32(uint8_t *at, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (uint8_t)(v >> (8 * i));
}

/* A little ELF of 32 bits with one section of code. */
static void elf(uint8_t bytes[SIZE], const char *text, uint8_t code)
{
	memset(bytes, 0, SIZE);
	memcpy(bytes, "\177ELF\1\1\1", 7);
	put32(bytes + 0x20, SECTIONS_AT);
	bytes[0x2e] = 40; /* size of a section header */
	bytes[0x30] = 2;
	uint8_t *section = bytes + SECTIONS_AT + 40;
	put32(section + 4, 1); /* PROGBITS */
	put32(section + 8, 4); /* executable */
	put32(section + 16, CODE_AT);
	put32(section + 20, CODE_LEN);
	memset(bytes + CODE_AT, code, CODE_LEN);
	memcpy(bytes + TEXT_AT, text, strlen(text));
	bytes[SIZE - 1] = 7;
}

static void of(const char *text, uint8_t code, uint8_t ret[32])
{
	uint8_t bytes[SIZE];

	elf(bytes, text, code);
	assert_true(skeleton_digest(slice_of(bytes, SIZE), ret));
}

static void texts_do_not_count(void **state)
{
	uint8_t a[32], b[32];

	(void)state;
	of("Hikvision", 1, a);
	of("Hanbit Co.", 1, b); /* the zeros behind take up the difference */
	assert_memory_equal(a, b, 32);
}

static void code_counts_even_where_it_looks_like_text(void **state)
{
	uint8_t a[32], b[32];

	(void)state;
	of("Hikvision", 'A', a);
	of("Hikvision", 'B', b);
	assert_memory_not_equal(a, b, 32);
}

static void other_data_counts(void **state)
{
	uint8_t a[32], b[32];

	(void)state;
	of("abc", 1, a); /* too short for a text */
	of("abd", 1, b);
	assert_memory_not_equal(a, b, 32);
}

static void without_sections_there_is_none(void **state)
{
	uint8_t bytes[SIZE], ret[32], zero[32] = {0};

	(void)state;
	elf(bytes, "x", 1);
	put32(bytes + 0x20, 0xffffff00);
	assert_false(skeleton_digest(slice_of(bytes, SIZE), ret));
	assert_memory_equal(ret, zero, 32);
	assert_false(skeleton_digest(slice_text("#!/bin/sh\n"), ret));
	/* cut anywhere: no read outside */
	elf(bytes, "x", 1);
	for (size_t len = 0; len < SIZE; len++)
		(void)skeleton_digest(slice_of(bytes, len), ret);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_do_not_count),
		cmocka_unit_test(code_counts_even_where_it_looks_like_text),
		cmocka_unit_test(other_data_counts),
		cmocka_unit_test(without_sections_there_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
