/* SPDX-License-Identifier: Apache-2.0
 *
 * GUTES frames, the same over UDP and TCP: gutes_message.c draws them.
 */
#ifndef CAMTRAIL_PROTO_GUTES_MESSAGE_H
#define CAMTRAIL_PROTO_GUTES_MESSAGE_H

#include "obs/obs.h"
#include "obs/sink.h"

enum { GUTES_HEAD = 24, GUTES_MAX = 0x2800, GUTES_LIST_PORT = 51701 };
enum { GUTES_ASK_PORT = 8899, GUTES_ANSWER_PORT = 8900 }; /* of searches on the LAN */

/* How sure it is that a frame is one. */
enum gutes_proof {
	GUTES_NONE,   /* it is none */
	GUTES_HEADED, /* its head fits and no more can be checked: its key is the session's */
	GUTES_SUMMED, /* its check sum, over its clear text, is right */
};

struct gutes_frame {
	enum gutes_proof proof;
	uint8_t form, type;
	bool acknowledges;
	uint64_t id; /* of the device, app, server or session that sent it */
};

/* The length of the frame that begins here, by its head; 0 = none. */
size_t gutes_length(struct slice head);

/* Reads a whole frame. */
struct gutes_frame gutes_read(struct slice whole);

/* Says what a frame says. */
void gutes_observe(const struct gutes_frame *frame, struct sink *out);

/* Reads a search on the LAN or its answer and says what it says; false when it is none. */
bool gutes_search(struct slice whole, struct sink *out);

extern const enum obs_kind gutes_emits[];

#endif
