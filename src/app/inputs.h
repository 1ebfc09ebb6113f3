/* SPDX-License-Identifier: Apache-2.0
 *
 * Files that the user named: captures are opened here and handed on as descriptors; the small text
 * files (site, declaration, neighbours) are read whole.
 */
#ifndef CAMTRAIL_APP_INPUTS_H
#define CAMTRAIL_APP_INPUTS_H

#include <sys/stat.h>

#include "app/options.h"
#include "base/buf.h"

struct inputs {
	size_t n;
	int *fds;
	const char **names;  /* as the user gave them; borrowed */
	uint64_t *sizes;     /* bytes, 0 = not known (a pipe) */
	struct stat *before; /* as each was when it was opened */
	char (*digests)[65]; /* SHA-256 in hex, "" unless --hash */
	uint64_t total;      /* bytes of all with a known size */
};

/* Opens every capture. -1 and err ("no-such.pcap: No such file or directory") at the first that
 * can't be opened: an audit of half of what was asked for would mislead. */
int inputs_open(struct inputs *in, const struct options *o, struct err *err);
/* The reader's job on them; borrows. */
struct reader_job inputs_job(const struct inputs *in, const struct options *o,
			     const struct capture_filter *filters);
/* When the file under that name is no longer the one that was opened, or not as it was: a clause
 * that says so ("became shorter while it was read"). Else NULL. */
const char *inputs_change(const struct inputs *in, size_t i);
/* Reads each opened file once more through, whatever bears its name now, and fills digests. */
int inputs_hash(struct inputs *in, struct err *err);
/* Closes what is still open. */
void inputs_close_files(struct inputs *in);
void inputs_done(struct inputs *in);

enum { TEXT_FILE_MAX = 64 << 20 };
/* Reads a small file whole into *ret (made here). */
int text_file_read(const char *path, struct buf *ret, struct err *err);

#endif
