/* SPDX-License-Identifier: Apache-2.0
 *
 * Errors as values, and memory that is there or ends the program.
 */
#include "test.h"

#include <malloc.h>
#include <stdio.h>
#include <unistd.h>

#include "base/err.h"

enum { PIECES = 5000, LARGE = 9 << 20 };

static void contexts_stand_in_front(void **state)
{
	struct err err = {{0}};

	(void)state;
	assert_int_equal(err_set(&err, "port %d", 70000), -1);
	assert_int_equal(err_context(&err, "%s", "row 3"), -1);
	assert_string_equal(err.text, "row 3: port 70000");
	assert_int_equal(err_set(NULL, "nobody asks"), -1);
}

static void fill_and_check(void)
{
	uint8_t *pieces[PIECES];

	for (size_t i = 0; i < PIECES; i++) {
		size_t size = i == 100 ? LARGE : 1 + i * 7 % 900;
		pieces[i] = mem_new(size, 1);
		for (size_t at = 0; at < size; at++)
			assert_int_equal(pieces[i][at], 0);
		memset(pieces[i], (int)(i & 255), size);
	}
	pieces[7] = mem_resize(pieces[7], LARGE, 2);
	assert_int_equal(pieces[7][1], 7);
	for (size_t i = 0; i < PIECES; i++) {
		assert_int_equal(pieces[i][0], i & 255);
		free(pieces[i]);
	}
}

/* Whether the kernel was told about the mapping that holds `inside` (proc_pid_smaps(5): hg). */
static bool has_huge_advice(const void *inside)
{
	FILE *maps = fopen("/proc/self/smaps", "r");
	char line[512];
	bool here = false, advised = false;

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps)) {
		unsigned long from, to;
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			here = from <= (uintptr_t)inside && (uintptr_t)inside < to;
		if (here && strncmp(line, "VmFlags:", 8) == 0)
			advised = strstr(line, " hg") != NULL;
	}
	fclose(maps);
	return advised;
}

static void heap_that_expects_much(void **state)
{
	(void)state;
	fill_and_check();
	mem_expect_much();
	fill_and_check();
	/* a sanitizer's heap is left alone */
	if (!mallopt(M_TOP_PAD, 64 << 20))
		return;
	char *pieces[PIECES];
	bool advised = false;
	for (size_t i = 0; i < PIECES; i++)
		pieces[i] = mem_new(1000, 1);
	for (size_t i = 0; i < PIECES; i += 500)
		advised |= has_huge_advice(pieces[i]);
	for (size_t i = 0; i < PIECES; i++)
		free(pieces[i]);
	/* a kernel without huge pages refuses the advice */
	if (access("/sys/kernel/mm/transparent_hugepage/enabled", F_OK) == 0)
		assert_true(advised);
}

static void reserved_memory_is_zeros(void **state)
{
	size_t size = 6 << 20;
	uint8_t *memory = mem_reserve(size);

	(void)state;
	for (size_t at = 0; at < size; at += 1000)
		assert_int_equal(memory[at]++, 0);
	mem_release(memory, size);
	mem_release(NULL, size);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contexts_stand_in_front),
		cmocka_unit_test(heap_that_expects_much),
		cmocka_unit_test(reserved_memory_is_zeros),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
