/* SPDX-License-Identifier: Apache-2.0
 *
 * A flow meets its dissector. Keeps, for flows that are not settled yet, the bytes a dissector
 * left, its state and how much of each kind it said; obeys its verdicts. Bounded: a fixed number
 * of talks, a budget of waiting bytes; the talk used longest ago gives way.
 */
#ifndef CAMTRAIL_ENGINE_TALK_H
#define CAMTRAIL_ENGINE_TALK_H

#include "engine/outlet.h"
#include "net/flow.h"
#include "net/stream.h"
#include "proto/dissector.h"

struct talks;

/* protocol is called when a flow's protocol becomes known. */
struct talk_host {
	struct outlet *outlet;
	void (*protocol)(void *ctx, struct flow *flow, const char *name);
	bool footage; /* the bytes of pictures are given to the outlet too */
	void *ctx;
};

/* memory: bytes that waiting stream bytes may take in all. */
struct talks *talks_new(const struct talk_host *host, size_t max_talks, size_t memory);
void talks_free(struct talks *t);

/* The payload of a UDP datagram of that flow. May settle it. */
void talk_datagram(struct talks *t, struct flow *flow, const struct where *w, struct slice payload);

/* The same, for a datagram that nobody wants, of a flow of whose datagrams nobody wanted one. False,
 * with nothing done, for all others. ports: both, host order. */
bool talk_refuses(struct talks *t, struct flow *flow, const uint16_t ports[2],
		  struct slice payload);

/* A TCP segment of that flow, sent by side; payload_len by the headers. Call for segments with
 * payload, and for all once the flow has a talk. May settle it. */
struct segment {
	uint32_t seq;
	bool syn, end; /* end: FIN or RST */
	uint32_t ack;
	bool has_ack;
	struct slice payload;
	uint32_t payload_len;
	/* before this segment: where each direction's payload starts, as far as its SYN was seen */
	bool start_known, other_start_known;
	uint32_t start, other_start;
	bool first; /* the first payload of its direction, and at its start as far as known */
};
void talk_segment(struct talks *t, struct flow *flow, unsigned side, const struct where *w,
		  const struct segment *segment);

/* Whether any flow has a talk. */
bool talks_any(const struct talks *t);
/* The flow ends: what waits is delivered, the talk is given back. */
void talk_end(struct talks *t, struct flow *flow);

/* Something that belongs to no flow: a frame that is not IP, or a named ICMP dissector's message.
 * Equal observations in a row are said once. */
void talk_frame(struct talks *t, uint16_t ethertype, const struct where *w, struct slice payload);
void talk_named(struct talks *t, const char *dissector, const struct where *w,
		struct slice payload);
/* An observation of the engine's own, through the same filter. */
void talk_say(struct talks *t, const struct obs *obs);

#endif
