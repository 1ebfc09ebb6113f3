/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack/pool.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/err.h"
#include "unpack/unpack.h"

enum { WORK_A_THREAD = 4 }; /* waiting in the queue: more would only hold memory */

struct work {
	struct pool_group *group;
	pool_work *run;
	void *ctx;
};

struct pool {
	pthread_mutex_t mutex;
	pthread_cond_t changed; /* work came, work was done, or the pool ends */
	size_t n, room;
	struct work *queue; /* oldest first */
	bool ends;
	unsigned n_threads, running;
	struct helper {
		struct pool *pool;
		unsigned number;
		pthread_t thread;
	} helpers[UNPACK_THREADS_MAX];
};

/* The oldest piece of work, of that group where one is named. */
static bool take(struct pool *p, const struct pool_group *group, struct work *ret)
{
	for (size_t i = 0; i < p->n; i++) {
		if (group && p->queue[i].group != group)
			continue;
		*ret = p->queue[i];
		p->n--;
		for (size_t k = i; k < p->n; k++)
			p->queue[k] = p->queue[k + 1];
		return true;
	}
	return false;
}

/* With the mutex held, which is let go meanwhile. */
static void do_work(struct pool *p, const struct work *w, unsigned thread)
{
	pthread_mutex_unlock(&p->mutex);
	w->run(w->ctx, thread);
	pthread_mutex_lock(&p->mutex);
	w->group->pending--;
	pthread_cond_broadcast(&p->changed);
}

static void *help(void *ctx)
{
	struct helper *h = ctx;
	struct pool *p = h->pool;
	struct work w;

	pthread_mutex_lock(&p->mutex);
	p->running++;
	pthread_cond_broadcast(&p->changed);
	while (!p->ends) {
		if (take(p, NULL, &w))
			do_work(p, &w, h->number);
		else
			pthread_cond_wait(&p->changed, &p->mutex);
	}
	pthread_mutex_unlock(&p->mutex);
	return NULL;
}

struct pool *pool_new(unsigned threads)
{
	struct pool *p = mem_new(1, sizeof(*p));

	must(threads >= 1 && threads <= UNPACK_THREADS_MAX);
	pthread_mutex_init(&p->mutex, NULL);
	pthread_cond_init(&p->changed, NULL);
	p->room = threads > 1 ? (size_t)threads * WORK_A_THREAD : 0;
	p->queue = mem_new(p->room + 1, sizeof(*p->queue));
	for (unsigned i = 1; i < threads; i++) {
		struct helper *h = &p->helpers[p->n_threads];
		*h = (struct helper){.pool = p, .number = i};
		if (pthread_create(&h->thread, NULL, help, h))
			break; /* fewer do the same, slower */
		p->n_threads++;
	}
	if (p->n_threads == 0)
		p->room = 0;
	/* a thread that is only starting makes calls that a jail forbids */
	pthread_mutex_lock(&p->mutex);
	while (p->running < p->n_threads)
		pthread_cond_wait(&p->changed, &p->mutex);
	pthread_mutex_unlock(&p->mutex);
	return p;
}

void pool_free(struct pool *p)
{
	pthread_mutex_lock(&p->mutex);
	must(p->n == 0);
	p->ends = true;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->mutex);
	for (unsigned i = 0; i < p->n_threads; i++)
		pthread_join(p->helpers[i].thread, NULL);
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->mutex);
	free(p->queue);
	free(p);
}

bool pool_offer(struct pool *p, struct pool_group *group, pool_work *work, void *ctx)
{
	bool taken = false;

	pthread_mutex_lock(&p->mutex);
	if (p->n < p->room) {
		p->queue[p->n++] = (struct work){group, work, ctx};
		group->pending++;
		taken = true;
		pthread_cond_broadcast(&p->changed);
	}
	pthread_mutex_unlock(&p->mutex);
	return taken;
}

void pool_wait(struct pool *p, struct pool_group *group, unsigned thread)
{
	struct work w;

	pthread_mutex_lock(&p->mutex);
	while (group->pending > 0) {
		if (take(p, group, &w))
			do_work(p, &w, thread);
		else
			pthread_cond_wait(&p->changed, &p->mutex);
	}
	pthread_mutex_unlock(&p->mutex);
}
