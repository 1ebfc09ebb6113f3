/* SPDX-License-Identifier: Apache-2.0
 *
 * What run.c, run_batch.c and run_packet.c share of a run: nobody else includes this.
 */
#ifndef CAMTRAIL_ENGINE_RUN_PARTS_H
#define CAMTRAIL_ENGINE_RUN_PARTS_H

#include "engine/fold.h"
#include "engine/passing.h"
#include "engine/run.h"
#include "engine/series.h"
#include "engine/talk.h"
#include "net/defrag.h"
#include "net/flow.h"

struct run {
	struct outlet outlet;
	struct fold *fold;
	struct talks *talks;
	struct flow_table *flows;
	struct defrag *defrag;
	struct series_list *series;
	uint64_t fragments_lost; /* already told with earlier captures */
	uint32_t last_capture;   /* that was read to its end */
	struct capture_record *captures;
	size_t n_captures;
	unsigned part, parts;
	/* of run_frames: packets that are more than counted, and what the one in work needs */
	struct packet packets[CAPTURE_BATCH];
	struct where where;
};

/* The record of that capture, made if new. */
struct capture_record *run_capture(struct run *r, uint32_t capture);
/* Adds the flow's counters to its conversation, if it is in one. */
void run_fold(struct run *r, struct flow_slot *slot, struct flow *f);
/* Gives everything folded so far and starts the fold's tables anew. */
void run_empty_fold(struct run *r);
/* The conversation of a packet that the client sent, or the server. */
struct fold_conversation run_conversation_of(const struct packet *p, bool by_client, bool certain);
/* The packet's flow, NULL = a new one. Packets of the same batch that went before may have begun it,
 * or made it give way. */
static inline struct flow_slot *run_find_slot(struct run *r, const struct passing *at)
{
	return at->slot && flow_is_still(at->slot, &at->lookup) ? at->slot
								: flow_find(r->flows, &at->lookup);
}
/* A packet that is more than counted, at->packet. */
void run_pass(struct run *r, struct passing *at);

#endif
