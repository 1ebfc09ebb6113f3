/* SPDX-License-Identifier: Apache-2.0
 *
 * The regular files below a directory. Links are not followed, devices and pipes are left out, depth
 * and number are bounded.
 */
#ifndef CAMTRAIL_APP_FOLDER_H
#define CAMTRAIL_APP_FOLDER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { TREE_DEPTH = 64, TREE_PATH = 4096 };

struct folder_file {
	char *path; /* below the directory, '/' between */
	uint64_t size;
	int64_t modified_ns;
};

struct folder {
	size_t n, room;
	struct folder_file *files; /* by path */
	size_t left_out;           /* links, devices, pipes, what can't be looked into */
};

/* hidden: names that begin with a dot are wanted too. -1 and err when the directory can't be read or
 * holds more than most files. */
int folder_list(struct folder *ret, const char *dir, bool hidden, size_t most, struct err *err);
void folder_done(struct folder *t);
/* A file of the tree, open for reading; -1 and errno. */
int folder_open(const char *dir, const char *path);

#endif
