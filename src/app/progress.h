/* SPDX-License-Identifier: Apache-2.0
 *
 * A progress bar on standard error when that is a terminal and the work takes longer than a second.
 */
#ifndef CAMTRAIL_APP_PROGRESS_H
#define CAMTRAIL_APP_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct progress {
	bool wanted, shown;
	uint64_t total; /* bytes, 0 = not known */
	struct timespec start, last;
};

void progress_init(struct progress *p, uint64_t total, bool quiet);
void progress_at(struct progress *p, uint64_t done);
/* Wipes the bar. */
void progress_end(struct progress *p);

#endif
