/* SPDX-License-Identifier: Apache-2.0
 *
 * H.264 and H.265 in an MPEG transport stream (ISO/IEC 13818-1 2.4.3), in pieces of any size.
 */
#ifndef CAMTRAIL_PROTO_MPEGTS_H
#define CAMTRAIL_PROTO_MPEGTS_H

#include "proto/annexb.h"

enum { MPEGTS_PACKET = 188, MPEGTS_SYNC = 0x47, MPEGTS_AGREE = 3 };

/* Zero = nothing seen. */
struct mpegts {
	struct annexb stream;
	uint16_t pid; /* of the one stream of video that is followed; 0 = none yet */
	uint16_t packet_pid;
	uint8_t at;          /* bytes of this packet seen */
	uint8_t flags, skip; /* skip: bytes of adaptation or PES head to pass over */
	bool starts, lost;   /* lost: no packet where one should start */
	uint8_t pes;         /* bytes of a PES head seen */
};

/* Whether bytes are the beginning of a transport stream: as many packets as are there, at most
 * MPEGTS_AGREE, begin as they should. */
bool mpegts_may_be(struct slice bytes);
/* False when it is no transport stream (any more). */
bool mpegts_feed(struct mpegts *ts, struct slice bytes, struct sink *out);

#endif
