/* SPDX-License-Identifier: Apache-2.0 */
#include "base/share.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

struct shared {
	size_t n;
	atomic_size_t next;
	void (*one)(void *ctx, size_t part, unsigned worker);
	void *ctx;
};

struct worker {
	struct shared *shared;
	unsigned number;
	pthread_t thread;
	bool runs;
};

unsigned share_workers(void)
{
	cpu_set_t set;
	int n = 1;

	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		n = CPU_COUNT(&set);
	return n < 1 ? 1 : n > SHARE_WORKERS_MAX ? SHARE_WORKERS_MAX : (unsigned)n;
}

static void *work(void *ctx)
{
	const struct worker *w = ctx;
	struct shared *s = w->shared;
	size_t part;

	while ((part = atomic_fetch_add(&s->next, 1)) < s->n)
		s->one(s->ctx, part, w->number);
	return NULL;
}

void share_parts(size_t n, void (*one)(void *ctx, size_t part, unsigned worker), void *ctx)
{
	struct shared shared = {.n = n, .one = one, .ctx = ctx};
	struct worker workers[SHARE_WORKERS_MAX];
	unsigned n_workers = share_workers();

	for (unsigned i = 0; i < n_workers; i++)
		workers[i] = (struct worker){.shared = &shared, .number = i};
	for (unsigned i = 1; i < n_workers && i < n; i++)
		workers[i].runs = pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
	(void)work(&workers[0]);
	for (unsigned i = 1; i < n_workers; i++)
		if (workers[i].runs)
			(void)pthread_join(workers[i].thread, NULL);
}
