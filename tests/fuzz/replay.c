/* SPDX-License-Identifier: Apache-2.0
 *
 * Gives stored inputs to their targets: replay FOLDER..., where each FOLDER holds a folder for each
 * target. Inputs that once broke something stand in tests/fuzz/regress: here they are plain tests,
 * with any compiler, so that none comes back unseen. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { INPUT_MAX = 1 << 22 };

static unsigned files;

static void give(const char *target, const char *path)
{
	static uint8_t bytes[INPUT_MAX];
	FILE *file = fopen(path, "rbe");

	must(file);
	size_t len = fread(bytes, 1, sizeof(bytes), file);
	(void)fclose(file);
	uint8_t *copy = fuzz_copy(slice_of(bytes, len));
	if (!fuzz_one(target, slice_of(copy, len))) {
		fprintf(stderr, "%s: no fuzz target is called '%s'\n", path, target);
		exit(1);
	}
	free(copy);
	files++;
}

/* Calls each for the names in a folder, in their order. */
static unsigned names(const char *folder, void (*each)(const char *folder, const char *name))
{
	struct dirent **found;
	int n = scandir(folder, &found, NULL, alphasort);
	unsigned given = 0;

	if (n < 0) {
		perror(folder);
		exit(1);
	}
	for (int i = 0; i < n; i++) {
		if (found[i]->d_name[0] != '.') {
			each(folder, found[i]->d_name);
			given++;
		}
		free(found[i]);
	}
	free(found);
	return given;
}

static const char *target_now;

static void one_input(const char *folder, const char *name)
{
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	fprintf(stderr, "%s\n", path); /* the last line names what broke */
	give(target_now, path);
}

static void one_target(const char *folder, const char *name)
{
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	target_now = name;
	if (names(path, one_input))
		printf("ok %s\n", name);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--list") == 0) {
		fuzz_list();
		return 0;
	}
	for (int i = 1; i < argc; i++)
		(void)names(argv[i], one_target);
	fprintf(stderr, "%u inputs\n", files);
	return files ? 0 : 1;
}
