/* SPDX-License-Identifier: Apache-2.0
 *
 * Work shared out between the processors: n parts, each done once, by whichever thread comes to it
 * first. What a part gives may depend on nothing but the part, so that nobody can tell from the
 * result how many threads there were. All have ended when share_parts returns.
 *
 * For the keeper only: the reader's jail has no threads.
 */
#ifndef CAMTRAIL_BASE_SHARE_H
#define CAMTRAIL_BASE_SHARE_H

#include <stddef.h>

enum { SHARE_WORKERS_MAX = 8 };

/* How many threads share_parts would use for many parts: 1 to SHARE_WORKERS_MAX. */
unsigned share_workers(void);

/* Calls one(ctx, part, worker) for each part below n; worker is below share_workers() and tells the
 * threads apart that run at the same time, for scratch memory. The calling thread works too; where
 * the system gives no more threads it does everything. */
void share_parts(size_t n, void (*one)(void *ctx, size_t part, unsigned worker), void *ctx);

#endif
