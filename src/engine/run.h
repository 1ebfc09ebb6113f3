/* SPDX-License-Identifier: Apache-2.0
 *
 * The reader's heart: frames in, records out. Walks packets, keeps flows, feeds dissectors, folds
 * counters. No files, no clock: time is the packets' own.
 */
#ifndef CAMTRAIL_ENGINE_RUN_H
#define CAMTRAIL_ENGINE_RUN_H

#include "capture/capture.h"
#include "obs/codec.h"

struct run_config {
	/* bytes that flows, talks and folded counters may take; fragments and what was said last take
	 * some 20 MiB besides, whatever it is */
	size_t memory;
	void (*give)(void *ctx, struct slice records); /* whole encoded records */
	void *ctx;
	/* Several readers read the same captures, each for its share of the address pairs: this one
	 * is number part of parts. 0 parts = 1. */
	unsigned part, parts;
	bool footage; /* the bytes of pictures that went outside are wanted, as RECORD_FOOTAGE */
};

enum { RUN_MEMORY_DEFAULT = 256 << 20, RUN_MEMORY_LEAST = 16 << 20 };

struct run;

/* Takes what it needs at start; sends RECORD_HELLO. */
struct run *run_new(const struct run_config *config);
void run_free(struct run *r);

/* At most CAPTURE_BATCH frames, each with the number of its capture. */
void run_frames(struct run *r, const struct frame *frames, const uint32_t *captures, size_t n);
/* A capture was read to its end: sends its warnings and what it held. */
void run_capture_end(struct run *r, uint32_t capture, const struct capture_stats *stats);
/* A capture could not be read at all, or something is wrong with it. */
void run_warn(struct run *r, uint32_t capture, bool unreadable, const char *text);
void run_progress(struct run *r, uint64_t bytes_read);
/* Nothing more comes: ends every flow, gives all counters and RECORD_END. */
void run_finish(struct run *r);

#endif
