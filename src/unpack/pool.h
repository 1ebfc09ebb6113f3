/* SPDX-License-Identifier: Apache-2.0
 *
 * Threads that take work from one queue. Work belongs to a group; who waits for a group does that
 * group's work meanwhile, so nested groups can't block each other. Threads start with the pool: a
 * jail entered later may forbid starting more.
 */
#ifndef CAMTRAIL_UNPACK_POOL_H
#define CAMTRAIL_UNPACK_POOL_H

#include <stdbool.h>
#include <stddef.h>

struct pool;

/* On the waiter's stack; zeroed at first. */
struct pool_group {
	size_t pending; /* offered and not done; the pool's */
};

typedef void pool_work(void *ctx, unsigned thread);

/* threads: the caller's own, which is thread 0, included. */
struct pool *pool_new(unsigned threads);
/* No work may be left. */
void pool_free(struct pool *p);
/* False when the queue is full: the caller does it himself. */
bool pool_offer(struct pool *p, struct pool_group *group, pool_work *work, void *ctx);
/* Returns when all of the group is done. */
void pool_wait(struct pool *p, struct pool_group *group, unsigned thread);

#endif
