/* SPDX-License-Identifier: Apache-2.0
 *
 * The body of one video tag of FLV, which is also a video message of RTMP (Adobe's Video File Format
 * 10.1, annex E.4.3; Enhanced RTMP v2, "Enhanced Video"), in pieces of any size.
 */
#ifndef CAMTRAIL_PROTO_FLV_VIDEO_H
#define CAMTRAIL_PROTO_FLV_VIDEO_H

#include "proto/units.h"

/* Zero = nothing seen. */
struct flv_video {
	struct units units;
	uint8_t head_len;
	uint8_t head[8];
	bool in_units, passed;
};

void flv_video_begin(struct flv_video *v);
void flv_video_feed(struct flv_video *v, struct slice bytes, struct sink *out);

#endif
