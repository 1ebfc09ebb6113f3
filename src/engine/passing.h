/* SPDX-License-Identifier: Apache-2.0
 *
 * A packet on its way through run_frames: part of run_parts.h, which alone includes this.
 */
#ifndef CAMTRAIL_ENGINE_PASSING_H
#define CAMTRAIL_ENGINE_PASSING_H

#include "capture/capture.h"
#include "net/flow.h"
#include "net/plain.h"
#include "obs/obs.h"

/* Most are only counted: what it is in full, and where it was seen, is put together when somebody
 * asks. */
struct passing {
	struct plain plain; /* if is_plain */
	struct flow_lookup lookup;
	const struct frame *frame;
	struct flow_slot *slot; /* as found when it was fetched ahead; NULL = none was there */
	struct packet *packet;  /* NULL = not made yet: plain, and perhaps only counted */
	uint64_t way;           /* fold_prefetch_way() */
	struct where *where;
	uint32_t capture;
	bool is_plain;
	bool has_flow;
	bool has_where;
} __attribute__((aligned(64)));

/* Field by field: a whole struct made first and then copied costs three times as much. */
static inline struct where *where_of(struct passing *at)
{
	static const struct mac no_mac;
	const struct packet *p = at->packet;
	const struct frame *f = at->frame;
	struct where *w = at->where;
	bool icmp = p->what == PACKET_ICMP && p->payload.len > 1; /* no ports, but type and code */

	if (at->has_where)
		return w;
	at->has_where = true;
	w->capture = at->capture;
	w->frame = f->number;
	w->time_us = f->time_us;
	w->src_mac = p->has_mac ? p->src_mac : no_mac;
	w->dst_mac = p->has_dst_mac ? p->dst_mac : no_mac;
	w->src = p->src;
	w->dst = p->dst;
	w->src_port = icmp ? p->payload.at[0] : p->src_port;
	w->dst_port = icmp ? p->payload.at[1] : p->dst_port;
	w->transport = p->transport;
	w->from_client = false;
	w->ended = false;
	return w;
}

#endif
