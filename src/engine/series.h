/* SPDX-License-Identifier: Apache-2.0
 *
 * How many bytes a flow carries, in bins of 100 ms: what the same-picture test compares. Only flows
 * that carry much are watched, and only in the direction that carries more. Packets cost nothing
 * for it: when the captures' time enters a new bin, what the watched flows' counters grew by since is
 * put into the old one.
 *
 * Each minute what was carried is given to the outlet: of a flow that may leave the site when it
 * looks like an upload that could hold footage (a candidate), of others when they carry enough to be
 * a stream. The keeper keeps those that a candidate can be compared with.
 */
#ifndef CAMTRAIL_ENGINE_SERIES_H
#define CAMTRAIL_ENGINE_SERIES_H

#include "engine/outlet.h"
#include "net/flow.h"

enum {
	/* A flow that carried so much since it was last looked at is considered; a power of 2. */
	SERIES_CONSIDER = 1 << 14,
	SERIES_MINUTE = 600, /* bins */
	/* Payload bytes a minute: 24 kbit/s for half of it, the least that the same-picture test asks
	 * for, and what the leanest stream of a camera carries. */
	SERIES_CANDIDATE_BYTES = 90000,
	SERIES_STREAM_BYTES = 60000,
	SERIES_ONE_WAY = 5, /* a candidate sends so many times what it gets */
};

struct series_list;

/* Number part of parts readers: told with each minute. memory: bytes that watching may take. */
struct series_list *series_new(struct outlet *outlet, unsigned part, unsigned parts, size_t memory);
void series_free(struct series_list *s);

/* When the next bin begins: series_enter() must be called before a packet of that time or later is
 * counted. */
int64_t series_next(const struct series_list *s);
void series_enter(struct series_list *s, int64_t time_us);

/* The flow carried much: watches it from here on if there is room. at: a packet of it, before it is
 * counted; far: its sender or receiver may be outside the site. */
void series_consider(struct series_list *s, struct flow_slot *slot, struct flow *f,
		     const struct where *at, unsigned from, bool far);
/* The flow's counters are about to be zeroed, or the flow ends (gone). */
void series_settle(struct series_list *s, struct flow *f, bool gone);
/* Nothing more comes. */
void series_finish(struct series_list *s);

#endif
