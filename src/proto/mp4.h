/* SPDX-License-Identifier: Apache-2.0
 *
 * H.264 and H.265 in a fragmented MP4 file (ISO/IEC 14496-12 4.2, 8.8; 14496-15), in pieces of any
 * size.
 */
#ifndef CAMTRAIL_PROTO_MP4_H
#define CAMTRAIL_PROTO_MP4_H

#include "proto/units.h"

enum { MP4_HEAD = 16 };

/* Zero = at the file's start. */
struct mp4 {
	struct units units;
	uint64_t left; /* bytes of a box that is not entered */
	uint8_t phase;
	uint8_t head_len;
	uint8_t head[MP4_HEAD];
};

bool mp4_may_be(struct slice bytes);
/* False when it is none (any more). */
bool mp4_feed(struct mp4 *f, struct slice bytes, struct sink *out);

#endif
