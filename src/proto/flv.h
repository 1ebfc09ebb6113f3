/* SPDX-License-Identifier: Apache-2.0
 *
 * An FLV file (Adobe's Video File Format 10.1, annex E) in pieces of any size.
 */
#ifndef CAMTRAIL_PROTO_FLV_H
#define CAMTRAIL_PROTO_FLV_H

#include "proto/flv_video.h"

enum { FLV_HEAD = 9, FLV_TAG = 15 }; /* with the size of the tag before it */

/* Zero = at the file's start. */
struct flv {
	struct flv_video video;
	uint32_t left; /* bytes of a tag */
	bool begun, in_video;
	uint8_t head_len;
	uint8_t head[FLV_TAG];
};

bool flv_may_be(struct slice bytes);
/* False when it is none (any more). */
bool flv_feed(struct flv *f, struct slice bytes, struct sink *out);

#endif
