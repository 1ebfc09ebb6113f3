/* SPDX-License-Identifier: Apache-2.0
 *
 * Series of bytes on their way to the ledger. Readers tell, for each minute, every flow that carried
 * much; needed are only uploads that may leave the site (candidates) and, for the same minute, the
 * streams that have an end in common with one. A site of cameras has thousands of streams and, on a
 * good day, no candidate: nothing is kept then. A minute is decided when every reader is past it, so
 * that the same is kept however many readers there are.
 */
#ifndef CAMTRAIL_APP_SERIES_GATE_H
#define CAMTRAIL_APP_SERIES_GATE_H

#include "obs/codec.h"

struct series_gate;

/* keep is called for each series that is needed; its bins are valid during the call. */
struct series_gate *series_gate_new(void (*keep)(void *ctx, const struct record *record),
				    void *ctx);
void series_gate_free(struct series_gate *g);
/* RECORD_SERIES or RECORD_MINUTE. */
void series_gate_take(struct series_gate *g, const struct record *record);
/* Nothing more comes: decides what is left (a reader died). */
void series_gate_end(struct series_gate *g);
/* Series that were dropped undecided since too much waited for a reader that was behind. */
uint64_t series_gate_dropped(const struct series_gate *g);

#endif
