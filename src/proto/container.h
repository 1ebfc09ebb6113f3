/* SPDX-License-Identifier: Apache-2.0
 *
 * Whatever holds pictures, known by its first bytes and read in pieces of any size: what a body of
 * HTTP, a file sent by FTP or a bare connection may be.
 */
#ifndef CAMTRAIL_PROTO_CONTAINER_H
#define CAMTRAIL_PROTO_CONTAINER_H

#include "proto/flv.h"
#include "proto/frames.h"
#include "proto/jpeg.h"
#include "proto/mp4.h"
#include "proto/mpegps.h"
#include "proto/mpegts.h"

enum { CONTAINER_HEAD = 80 }; /* bytes by which a beginning is surely told */

enum container_kind {
	CONTAINER_NONE,
	CONTAINER_JPEG,
	CONTAINER_FLV,
	CONTAINER_MP4,
	CONTAINER_TS,
	CONTAINER_PS,
	CONTAINER_FRAMES, /* makers' own */
	CONTAINER_BARE,   /* start codes alone */
};

/* Zero = before its beginning. */
struct container {
	uint8_t kind; /* enum container_kind */
	bool parts;   /* of a multipart body: what it is stands behind each part's head */
	bool given_up;
	uint8_t head_len; /* bytes of a beginning not told yet; of multipart: of the empty line */
	union {
		uint8_t head[CONTAINER_HEAD];
		struct jpeg jpeg;
		struct flv flv;
		struct mp4 mp4;
		struct mpegts ts;
		struct mpegps ps;
		struct frames frames;
		struct annexb bare;
	} as;
};

/* By CONTAINER_HEAD bytes from the beginning on, or all there are. */
enum container_kind container_recognise(struct slice bytes);
/* "MPEG-TS" etc. */
const char *container_name(enum container_kind kind);
/* Begins with a kind that is known already. */
void container_begin(struct container *c, enum container_kind kind);
/* False when there is nothing more to expect: it is none, or broke off. */
bool container_feed(struct container *c, struct slice bytes, struct sink *out);
/* No more bytes come: a beginning shorter than CONTAINER_HEAD is told now. */
void container_end(struct container *c, struct sink *out);

#endif
