/* SPDX-License-Identifier: Apache-2.0
 *
 * Frames as makers put them around H.264 and H.265: a head with a length, then units with start
 * codes. In pieces of any size. What stands outside of frames is passed over; where no known frame
 * comes but parameter sets do, all is taken as a bare stream.
 */
#ifndef CAMTRAIL_PROTO_FRAMES_H
#define CAMTRAIL_PROTO_FRAMES_H

#include "proto/annexb.h"

enum { FRAMES_HEAD = 32 };

/* Zero = nothing seen. */
struct frames {
	struct annexb stream;
	uint8_t form;     /* of the frame whose head is collected; 0 = its mark is looked for */
	uint8_t found;    /* the form that was met first; others are not looked for any more */
	uint8_t head_len; /* of the mark, while it is looked for */
	bool in_video;
	uint32_t left, skip; /* bytes of the frame's content, and before it */
	uint8_t head[FRAMES_HEAD];
};

/* Whether bytes begin with a frame. */
bool frames_may_be(struct slice bytes);
void frames_feed(struct frames *f, struct slice bytes, struct sink *out);

#endif
