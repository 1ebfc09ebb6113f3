/* SPDX-License-Identifier: Apache-2.0
 *
 * What the frames of one batch add to the record of their capture. Inline: this runs for every frame,
 * and a batch's sums stay in registers.
 */
#ifndef CAMTRAIL_ENGINE_TALLY_H
#define CAMTRAIL_ENGINE_TALLY_H

#include "capture/capture.h"
#include "obs/codec.h"

struct tally {
	uint32_t capture;
	int64_t first_us, last_us;
	uint64_t packets, bytes, captured_bytes, cut, missing;
	uint32_t largest;
};

static inline struct tally tally_of(uint32_t capture)
{
	return (struct tally){.capture = capture, .first_us = INT64_MAX, .last_us = INT64_MIN};
}

static inline void tally_frame(struct tally *t, const struct frame *f)
{
	t->first_us = f->time_us < t->first_us ? f->time_us : t->first_us;
	t->last_us = f->time_us > t->last_us ? f->time_us : t->last_us;
	t->packets++;
	t->bytes += f->wire_len;
	t->captured_bytes += f->len;
	t->cut += f->len < f->wire_len;
	t->largest = f->wire_len > t->largest ? f->wire_len : t->largest;
}

/* Adds it to the record; for a tally of one packet or more. */
static inline void tally_give(const struct tally *t, struct capture_record *c)
{
	if (c->packets == 0 || t->first_us < c->first_us)
		c->first_us = t->first_us;
	if (c->packets == 0 || t->last_us > c->last_us)
		c->last_us = t->last_us;
	c->packets += t->packets;
	c->bytes += t->bytes;
	c->captured_bytes += t->captured_bytes;
	c->cut_packets += t->cut;
	c->payload_missing += t->missing;
	c->largest = t->largest > c->largest ? t->largest : c->largest;
}

#endif
