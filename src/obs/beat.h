/* SPDX-License-Identifier: Apache-2.0
 *
 * Heartbeats: how regularly the caller of a conversation speaks up. A beat is a packet with payload
 * after a pause of BEAT_LEAST_US or more; what follows at once belongs to it. Kept are how many
 * intervals between beats fell into each doubling of time and their sum, and how large the first
 * packets of the beats were. All of it adds up, so that a series cut in two loses one interval at
 * most.
 *
 * The steps end at 0.2, 0.4, 0.8, 1.65, 3.3, 6.6, 13.2, 26.4 ... seconds: between the periods that
 * people choose (1, 2, 5, 8, 10, 15, 20, 30, 60, 300 s), so that jitter rarely crosses a border.
 */
#ifndef CAMTRAIL_OBS_BEAT_H
#define CAMTRAIL_OBS_BEAT_H

#include <stdint.h>

enum {
	BEAT_LEAST_US = 206250,
	BEAT_STEPS = 15, /* the last ends at 6758 s; longer intervals are pauses */
	BEAT_SIZES = 7,  /* see beat_size_least */
	BEAT_COUNT_MAX = (1 << 24) - 1,
};

struct beat {
	struct beat_step {
		uint64_t n : 24; /* intervals; counts no further than BEAT_COUNT_MAX */
		uint64_t sum_ms : 40;
	} steps[BEAT_STEPS];
	struct beat_size {
		uint32_t n;        /* beats */
		uint16_t min, max; /* bytes of payload; 0 when n is */
	} sizes[BEAT_SIZES];
};

/* The time between two beats; one that is too short or too long is not counted. */
void beat_interval(struct beat *b, int64_t interval_us);
void beat_size(struct beat *b, uint32_t payload);
void beat_add(struct beat *to, const struct beat *from);
/* All intervals counted. */
uint64_t beat_intervals(const struct beat *b);
/* The shortest interval of a step, in microseconds; of step BEAT_STEPS: the end of the last. */
int64_t beat_step_least(unsigned step);
/* The smallest payload of a class; of class BEAT_SIZES: what is beyond all. */
uint32_t beat_size_least(unsigned size);

#endif
