/* SPDX-License-Identifier: Apache-2.0
 *
 * One direction of a TCP connection, put in order by sequence number (RFC 9293). In-order
 * segments pass through without a copy; early ones wait in a budget shared by all streams.
 * Overlaps are resolved one way: bytes that were delivered or that arrived first stay. Bytes that
 * never come are reported as a gap; nothing is invented.
 */
#ifndef CAMTRAIL_NET_STREAM_H
#define CAMTRAIL_NET_STREAM_H

#include "base/cursor.h"

enum {
	STREAM_WAIT_MAX = 262144,     /* bytes of early segments a direction may hold */
	STREAM_PIECES_MAX = 512,      /* early segments a direction may hold */
	STREAM_AHEAD_MAX = 1 << 30,   /* further on than any TCP window (RFC 7323): not believed */
	STREAM_SEGMENT_MAX = 1 << 24, /* longer than any segment: not believed */
};

struct piece; /* an early segment */

/* Zeroed = new. */
struct stream {
	bool started;      /* next is known */
	bool finished;     /* FIN or RST delivered */
	uint32_t next;     /* sequence number expected */
	uint32_t wait_len; /* bytes waiting */
	uint32_t n_pieces;
	struct piece *waiting;  /* sorted by sequence number */
	uint64_t retransmitted; /* payload bytes that came again, or after their gap was given up */
	uint64_t unseen;        /* bytes skipped as gaps that the far side acknowledged */
	/* for stream.c alone */
	struct piece *last;   /* of waiting */
	uint32_t acked;       /* acknowledged or delivered up to here */
	uint64_t skipped;     /* gap bytes not acknowledged yet, which end at ... */
	uint32_t skipped_end; /* ... here */
	bool has_end;         /* a FIN or RST was seen ... */
	uint32_t end;         /* ... at this sequence number */
};

/* Bytes of memory that all streams of a run may hold waiting, their bookkeeping included. */
struct stream_budget {
	size_t used, max;
};

/* What it calls may not call back with the same stream. */
struct stream_sink {
	/* bytes in order; valid during the call */
	void (*bytes)(void *ctx, struct slice bytes);
	/* len bytes are missing here */
	void (*gap)(void *ctx, uint64_t len);
	void *ctx;
};

/* A segment of this direction. payload may be shorter than payload_len (cut by snap length): the
 * missing tail is a gap. syn: seq counts the SYN itself. A waiting segment that passes a limit
 * makes the stream give up waiting: it reports the gap and goes on behind it. The first segment
 * with SYN or payload says where the stream starts. Keep-alive probes are no payload. An RST's
 * payload is no part of the stream (RFC 9293 3.5.2): don't give it. */
void stream_segment(struct stream *s, struct stream_budget *budget, uint32_t seq, bool syn,
		    struct slice payload, uint32_t payload_len, const struct stream_sink *out);

/* The other direction acknowledged up to ack: bytes before it that were neither seen nor are
 * waiting will never come again, so they become a gap. While nothing waits behind them the gap is
 * held back until something does or the stream is finished: captures now and then show an
 * acknowledgement before what it acknowledges. */
void stream_acked(struct stream *s, struct stream_budget *budget, uint32_t ack,
		  const struct stream_sink *out);

/* This direction's FIN or RST stands at seq: the number of the segment's first byte (behind the
 * SYN, if it has one) and its payload_len. Give the segment first. finished is set once all before
 * it is delivered. Payload that comes behind it all the same shows that it was forged: it counts,
 * the end does not. */
void stream_end(struct stream *s, uint32_t seq);

/* Nothing more comes: delivers what waits, with its gaps, and frees it. */
void stream_finish(struct stream *s, struct stream_budget *budget, const struct stream_sink *out);

#endif
