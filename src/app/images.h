/* SPDX-License-Identifier: Apache-2.0
 *
 * Delivered files that the user named: files, and directories of which each regular file is an
 * image of its own. Opened here, handed on as descriptors.
 */
#ifndef CAMTRAIL_APP_IMAGES_H
#define CAMTRAIL_APP_IMAGES_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { IMAGES_MAX = 4096 };

struct images {
	size_t n;
	int *fds;
	char **names; /* as the user gave them, with the path below a directory */
	uint64_t *sizes;
	int64_t *modified_ns;
	size_t left_out; /* of directories: links, devices, pipes */
};

/* -1 and err ("fw.bin: No such file or directory") at the first that can't be opened or is no file. */
int images_open(struct images *ret, const char *const *paths, size_t n, struct err *err);
/* When the file is no longer as it was when it was opened: a clause that says so. Else NULL. */
const char *images_change(const struct images *im, size_t i);
void images_done(struct images *im);

#endif
