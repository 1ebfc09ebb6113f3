/* SPDX-License-Identifier: Apache-2.0
 * libFuzzer's way in: the target's name comes in CAMTRAIL_FUZZ, so that one program holds all. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *target;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	target = getenv("CAMTRAIL_FUZZ");
	if (!target) {
		fuzz_list();
		exit(0);
	}
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(slice_of(data, size));

	if (!fuzz_one(target, slice_of(copy, size))) {
		fprintf(stderr, "no fuzz target is called '%s'\n", target);
		exit(2);
	}
	free(copy);
	return 0;
}
