/* SPDX-License-Identifier: Apache-2.0
 *
 * The head of one HTTP message, for http.c: first line and header lines in, observations and what
 * they say of the body out. Knows nothing of streams.
 */
#ifndef CAMTRAIL_PROTO_HTTP_HEAD_H
#define CAMTRAIL_PROTO_HTTP_HEAD_H

#include "base/cursor.h"
#include "obs/sink.h"
#include "proto/text.h"

enum { HTTP_LINE_MAX = 8192, HTTP_NO_DOCUMENT = 0xff };

struct http_head {
	bool is_reply;
	uint64_t status;             /* reply */
	struct slice method, target; /* request */
	bool has_length, is_chunked;
	bool is_encoded; /* compressed: not to be read as what Content-Type says */
	bool is_media;   /* multipart, video or audio: may go on without end */
	bool is_tunnel;  /* asks for, or is, RTSP in HTTP */
	uint64_t length;
	uint8_t document; /* enum document or HTTP_NO_DOCUMENT */
};

/* Could more bytes make this the start of a message? bytes hold no LF and are not empty. */
bool http_may_begin(struct slice bytes);
/* A whole first line. False when it is none of HTTP/1. */
bool http_first_line(struct slice line, struct http_head *ret_head);
/* The lines behind the first one: says what they hold and notes what concerns the body. */
void http_headers(struct cursor *lines, struct http_head *head, struct sink *out);

#endif
