/* SPDX-License-Identifier: Apache-2.0
 *
 * Output files appear under their name only when they are whole, and replace nothing without
 * --force: written beside it under a name of their own, then renamed. They are not synced to the
 * disk: that took as long as judging, and a report that a power failure takes can be made again.
 * One file is written at a time.
 */
#ifndef CAMTRAIL_APP_OUTPUT_H
#define CAMTRAIL_APP_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

struct output {
	FILE *file;
	char *path, *temporary; /* NULL for standard output */
	bool force;
};

/* path "-" is standard output. -1 and err when the file exists (without force) or can't be made;
 * asked before any work is done, so that a long audit does not end in a refusal. */
int output_check(const char *path, bool force, struct err *err);
int output_open(struct output *o, const char *path, bool force, struct err *err);
/* Makes it appear; -1 and err when anything of it could not be written. */
int output_commit(struct output *o, struct err *err);
/* Takes it back; safe after output_commit. */
void output_drop(struct output *o);

/* From now on a signal that ends the program (SIGINT, SIGTERM, SIGHUP), or want of memory, takes the
 * file that is being written away first. Signals that whoever started the program had ignored stay ignored. */
void output_end_clean(void);

/* "camtrail: sentence" on standard error, with what a file name or a capture may hold made
 * harmless. */
void output_tell(const char *sentence);

/* Flushes standard output; -1 and err when anything of it could not be written. Who closed the pipe
 * (head, a pager that was left) has read enough: that is no error. */
int output_standard(struct err *err);

#endif
