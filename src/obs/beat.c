/* SPDX-License-Identifier: Apache-2.0 */
#include "obs/beat.h"

#include "base/err.h"

static const uint64_t SUM_MS_MAX = (1ull << 40) - 1;

int64_t beat_step_least(unsigned step)
{
	must(step <= BEAT_STEPS);
	return (int64_t)BEAT_LEAST_US << step;
}

uint32_t beat_size_least(unsigned size)
{
	static const uint32_t least[BEAT_SIZES + 1] = {0, 16, 32, 48, 64, 128, 256, 65536};
	must(size <= BEAT_SIZES);
	return least[size];
}

void beat_interval(struct beat *b, int64_t interval_us)
{
	unsigned step = 0;

	if (interval_us < BEAT_LEAST_US || interval_us >= beat_step_least(BEAT_STEPS))
		return;
	while (interval_us >= beat_step_least(step + 1))
		step++;
	struct beat_step *s = &b->steps[step];
	uint64_t sum_ms = s->sum_ms + (uint64_t)(interval_us + 500) / 1000;
	if (s->n == BEAT_COUNT_MAX || sum_ms > SUM_MS_MAX)
		return;
	s->n++;
	s->sum_ms = sum_ms & SUM_MS_MAX;
}

static void widen(struct beat_size *s, uint16_t min, uint16_t max)
{
	if (s->n == 0 || min < s->min)
		s->min = min;
	if (s->n == 0 || max > s->max)
		s->max = max;
}

void beat_size(struct beat *b, uint32_t payload)
{
	unsigned size = 0;
	uint16_t bytes = payload < UINT16_MAX ? (uint16_t)payload : UINT16_MAX;

	while (bytes >= beat_size_least(size + 1))
		size++;
	struct beat_size *s = &b->sizes[size];
	widen(s, bytes, bytes);
	s->n += s->n < BEAT_COUNT_MAX;
}

void beat_add(struct beat *to, const struct beat *from)
{
	for (unsigned i = 0; i < BEAT_STEPS; i++) {
		uint64_t n = (uint64_t)to->steps[i].n + from->steps[i].n;
		uint64_t sum = (uint64_t)to->steps[i].sum_ms + from->steps[i].sum_ms;
		to->steps[i].n = (n < BEAT_COUNT_MAX ? n : BEAT_COUNT_MAX) & BEAT_COUNT_MAX;
		to->steps[i].sum_ms = (sum < SUM_MS_MAX ? sum : SUM_MS_MAX) & SUM_MS_MAX;
	}
	for (unsigned i = 0; i < BEAT_SIZES; i++) {
		if (from->sizes[i].n == 0)
			continue;
		widen(&to->sizes[i], from->sizes[i].min, from->sizes[i].max);
		uint32_t n = to->sizes[i].n + from->sizes[i].n; /* each below 2^24 */
		to->sizes[i].n = n < BEAT_COUNT_MAX ? n : BEAT_COUNT_MAX;
	}
}

uint64_t beat_intervals(const struct beat *b)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < BEAT_STEPS; i++)
		n += b->steps[i].n;
	return n;
}
