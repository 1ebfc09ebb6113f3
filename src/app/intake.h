/* SPDX-License-Identifier: Apache-2.0
 *
 * The keeper's end of a reader's pipe: bytes to records, each within its bounds, and what the reader
 * says of itself (how far it is, what to warn of) checked before anybody hears it.
 */
#ifndef CAMTRAIL_APP_INTAKE_H
#define CAMTRAIL_APP_INTAKE_H

#include "base/buf.h"
#include "base/err.h"
#include "obs/codec.h"

enum { INTAKE_STEP = 4 << 20 }; /* bytes of captures: progress that counts */

struct intake {
	struct buf waiting; /* a record that is not whole yet */
	void (*take)(void *ctx, const struct record *record);
	void *ctx;
	bool ended, stopped;  /* by RECORD_END; by reader_stop */
	uint64_t progress;    /* last believed */
	uint64_t unmoved;     /* bytes of records since then */
	size_t warnings_left; /* that can be meant */
	const int *fds;       /* the reader's captures, at the place that it has read them to */
	size_t n_fds;
	struct err err;
};

/* fds: the captures as the reader reads them, borrowed; apart: by a process of its own, whose places
 * in them show how far it is. */
void intake_init(struct intake *in, void (*take)(void *ctx, const struct record *record), void *ctx,
		 const int *fds, size_t n_captures, bool apart);
void intake_done(struct intake *in);
/* Takes what came; err is set when it is not to be trusted: nothing is taken then. */
void intake_bytes(struct intake *in, struct slice bytes);
/* Bytes that came since the reader last got on by INTAKE_STEP. */
uint64_t intake_unmoved(struct intake *in);

#endif
