/* SPDX-License-Identifier: Apache-2.0
 *
 * The process that takes delivered files apart: unprivileged, jailed before it looks at the first
 * byte, with the images open for reading and nameless files for what does not fit into memory. The
 * keeper (the process that the user started) decodes its records and never reads an image.
 */
#ifndef CAMTRAIL_APP_VET_WORKER_H
#define CAMTRAIL_APP_VET_WORKER_H

#include "app/reader.h"
#include "obs/image.h"
#include "unpack/unpack.h"

struct sift;

struct vet_worker_job {
	size_t n_images;
	const int *fds;           /* open for reading, regular files; stay the caller's */
	const char *const *names; /* last parts of their names */
	const uint64_t *sizes;    /* bytes */
	struct sift *sift;        /* for as many threads */
	struct unpack_limits limits;
	unsigned threads;
	bool alike; /* likeness of programs is wanted, for images that are held against others */
	bool keep;  /* the bytes of all files are wanted */
	bool no_sandbox; /* for debugging */
	/* When the worker is taken for captured and ended; 0 = as vet_worker.c has it. */
	double patience; /* seconds of processor time, for each thread, without a record */
	uint64_t flood;  /* bytes of records, files' own bytes left out */
	/* What is done in the jail instead of taking the files apart; NULL = that. For tests of it. */
	void (*work)(const struct vet_worker_job *job,
		     void (*give)(void *ctx, struct slice records), void *ctx);
	const char *spool_dir; /* where nameless files are made; NULL = TMPDIR or /tmp */
};

/* Calls take for each record; every one was decoded within bounds. Returns when the worker has
 * ended. 0, also when it died early (see ret_end); -1 and err when it could not be started or jailed. */
int vet_worker_run(const struct vet_worker_job *job,
		   void (*take)(void *ctx, const struct image_record *record), void *ctx,
		   struct reader_end *ret_end, struct err *err);

#endif
