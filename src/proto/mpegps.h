/* SPDX-License-Identifier: Apache-2.0
 *
 * H.264 and H.265 in an MPEG program stream (ISO/IEC 13818-1 2.5.3; what GB/T 28181 has sent), in
 * pieces of any size.
 */
#ifndef CAMTRAIL_PROTO_MPEGPS_H
#define CAMTRAIL_PROTO_MPEGPS_H

#include "proto/annexb.h"

/* Zero = nothing seen. */
struct mpegps {
	struct annexb stream;
	uint8_t at; /* bytes of a head seen; 4 = its start code is whole */
	uint8_t kind;
	uint16_t left;              /* bytes of a PES, or of what is passed over */
	uint8_t skip;               /* of a PES's own head, or stuffing */
	bool in_video, synced, old; /* old: MPEG-1 */
	uint8_t video;              /* the stream that is followed; 0 = none yet */
};

/* Whether bytes begin with a pack header. */
bool mpegps_may_be(struct slice bytes);
/* The bytes that follow begin with a pack header, whatever was lost before them. */
void mpegps_anew(struct mpegps *ps);
void mpegps_feed(struct mpegps *ps, struct slice bytes, struct sink *out);

#endif
