/* SPDX-License-Identifier: Apache-2.0
 *
 * How a process that parses what is hostile came to its end, in one sentence: what the reader of
 * captures and the worker of vet share.
 */
#ifndef CAMTRAIL_APP_CHILD_END_H
#define CAMTRAIL_APP_CHILD_END_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct child_end {
	const char *who;       /* "the reader process" */
	int status;            /* as waitpid gave it */
	const char *misdeed;   /* why the keeper ended it, NULL = it did not */
	const struct err *err; /* set: its records could not be decoded */
	bool ended;            /* it said that it had told everything */
};

/* True when it told everything and ended well; otherwise reason is filled in. */
bool child_ended_well(const struct child_end *end, char *reason, size_t room);

#endif
