/* SPDX-License-Identifier: Apache-2.0 */
#include "app/progress.h"

#include <stdio.h>
#include <unistd.h>

enum { BAR = 32, REDRAW_MS = 100, PATIENCE_MS = 1000 };

static int64_t ms_between(const struct timespec *a, const struct timespec *b)
{
	return (int64_t)(b->tv_sec - a->tv_sec) * 1000 + (b->tv_nsec - a->tv_nsec) / 1000000;
}

void progress_init(struct progress *p, uint64_t total, bool quiet)
{
	*p = (struct progress){.wanted = !quiet && isatty(STDERR_FILENO), .total = total};
	(void)clock_gettime(CLOCK_MONOTONIC, &p->start);
	p->last = p->start;
}

void progress_at(struct progress *p, uint64_t done)
{
	struct timespec now;

	if (!p->wanted)
		return;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	if (ms_between(&p->start, &now) < PATIENCE_MS || ms_between(&p->last, &now) < REDRAW_MS)
		return;
	p->last = now;
	p->shown = true;
	if (p->total == 0) {
		fprintf(stderr, "\rreading: %llu MiB", (unsigned long long)(done >> 20));
		return;
	}
	unsigned share = done >= p->total ? 100 : (unsigned)(done * 100 / p->total);
	fprintf(stderr, "\rreading [%-*.*s] %3u %%", BAR, (int)(share * BAR / 100),
		"################################", share);
}

void progress_end(struct progress *p)
{
	if (p->shown)
		fprintf(stderr, "\r\033[K");
	p->shown = false;
}
