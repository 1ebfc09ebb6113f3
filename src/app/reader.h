/* SPDX-License-Identifier: Apache-2.0
 *
 * The two roles of an audit. The reader parses everything hostile: a process of its own, jailed
 * before it reads the first byte, that gets open descriptors and gives records. The keeper (the
 * process that the user started) decodes the records and never parses a packet.
 */
#ifndef CAMTRAIL_APP_READER_H
#define CAMTRAIL_APP_READER_H

#include <stddef.h>
#include <stdint.h>

#include "app/last_words.h"
#include "base/err.h"
#include "capture/capture.h"
#include "obs/codec.h"

enum { CAPTURES_MAX = 1000 };

struct reader_job {
	size_t n_captures;
	const int *fds;           /* open for reading; stay the caller's */
	const char *const *names; /* for messages */
	const struct capture_filter
		*filters;     /* as filter_compile gives them; NULL = every packet */
	size_t memory;        /* bytes, about, of all readers together */
	bool footage;         /* pictures that went outside are wanted, as RECORD_FOOTAGE */
	unsigned part, parts; /* which share of the packets is this reader's; set by reader_start */
};

/* What a reader does: reads the job's captures and gives whole encoded records until RECORD_END. */
typedef void reader_work(const struct reader_job *job,
			 void (*give)(void *ctx, struct slice records), void *ctx);
reader_work reader_work_captures;

struct reader_how {
	bool one_process; /* no process of its own: for debugging */
	bool no_sandbox;  /* a process of its own, but not jailed */
	unsigned jobs; /* how many readers share the work, 0 = 1; one where a capture is a pipe */
	/* When a reader is taken for captured and ended; 0 = as reader.c has it. */
	double patience; /* seconds of processor time without a word */
	uint64_t flood;  /* bytes of records while its input does not move on */
};

enum { READERS_MAX = 64 };

struct reader_end {
	bool whole;             /* RECORD_END came and the reader ended well */
	char reason[200];       /* otherwise: one sentence */
	struct last_words said; /* by the first reader that said anything */
};

struct reader;

/* Starts the readers of the job (borrowed until reader_collect). It works while the caller loads
 * what it needs. NULL and err when no process could be started. */
struct reader *reader_start(const struct reader_job *job, const struct reader_how *how,
			    reader_work *work, struct err *err);

/* Calls take for each record, in order for each reader; every one was decoded within bounds. The
 * progress of a reader process is what the kernel says of its files, not what the reader says, but
 * for pipes. Ends and frees the readers. 0, also when one died (see ret_end); -1 and err when one could not be
 * jailed or had no memory. */
int reader_collect(struct reader *r, void (*take)(void *ctx, const struct record *record),
		   void *ctx, struct reader_end *ret_end, struct err *err);

/* From within take: no more records are wanted. The reader is ended; that is no early end. */
void reader_stop(struct reader *r);

#endif
