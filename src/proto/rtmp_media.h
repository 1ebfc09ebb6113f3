/* SPDX-License-Identifier: Apache-2.0
 *
 * The chunks of an RTMP connection from its first audio or video message on (RTMP 1.0, 5.3): their
 * video is followed, all else passed over.
 */
#ifndef CAMTRAIL_PROTO_RTMP_MEDIA_H
#define CAMTRAIL_PROTO_RTMP_MEDIA_H

#include "proto/dissector.h"
#include "proto/flv_video.h"

enum { RTMP_LANES = 6, RTMP_CHUNK_MAX = 65536, RTMP_CHUNK_LEAST = 32 };

/* A chunk stream: what its last head said. */
struct rtmp_lane {
	uint8_t id, kind;
	bool extended; /* its time has four more bytes, in every chunk */
	uint32_t len, left;
};

struct rtmp_media {
	uint32_t chunk; /* bytes of a chunk, at most; set by whoever begins */
	uint32_t part_left, control;
	uint8_t at, lanes_used;
	struct rtmp_lane lanes[RTMP_LANES];
	struct flv_video video;
};

/* DONE when the bytes are no chunks (any more). */
struct verdict rtmp_media_feed(struct rtmp_media *m, struct cursor *in, struct sink *out);

#endif
