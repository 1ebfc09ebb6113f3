/* SPDX-License-Identifier: Apache-2.0
 *
 * The head of one RTSP request or reply, for rtsp.c: first line and header fields in, observations
 * out. Knows nothing of streams and frames.
 */
#ifndef CAMTRAIL_PROTO_RTSP_MESSAGE_H
#define CAMTRAIL_PROTO_RTSP_MESSAGE_H

#include "base/cursor.h"
#include "obs/sink.h"

enum { RTSP_PATH_MAX = 168 }; /* longer paths are seen as URLs but not tied to their reply */

/* What both directions need to know of each other; zero = nothing. */
struct rtsp_talk {
	uint64_t cseq;    /* of the last request */
	uint16_t methods; /* told already, by place in the list of methods */
	bool waiting;     /* a request with a path has no reply yet */
	bool served;      /* this path was told as served */
	uint8_t path_len;
	uint8_t path[RTSP_PATH_MAX];
};

struct rtsp_body {
	uint64_t len;
	bool is_sdp;
};

/* Bytes that could begin a request or a reply, as far as they are there. */
bool rtsp_may_begin(struct slice bytes);
/* A whole first line, without its end. */
bool rtsp_is_first_line(struct slice line);

/* head: first line to empty line. False when it breaks the rules. */
bool rtsp_message(struct slice head, struct rtsp_talk *talk, struct sink *out,
		  struct rtsp_body *ret_body);

#endif
