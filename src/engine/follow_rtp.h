/* SPDX-License-Identifier: Apache-2.0
 *
 * The numbers of RTP packets over UDP (RFC 3550 5.1): how many of a stream the capture lacks. They are
 * kept in fields of struct flow that only TCP uses otherwise:
 *
 *   next_seq   number expected next, RTP_KNOWN added once there is one
 *   low_seq    source (SSRC) of the stream; another one begins anew
 *   acked_seq  packets followed since the last fold
 *   hole       numbers left out since then
 *
 * Two sources that take turns in one flow begin anew with each packet: nothing is found missing then.
 */
#ifndef CAMTRAIL_ENGINE_FOLLOW_RTP_H
#define CAMTRAIL_ENGINE_FOLLOW_RTP_H

#include "net/flow.h"
#include "net/walk.h"

enum {
	RTP_KNOWN = 1 << 16,
	RTP_LEAST = 12,     /* bytes of its fixed header */
	RTP_DROPOUT = 3000, /* RFC 3550 A.1: a greater jump is a stream begun anew */
	RTP_MISORDER = 100, /* likewise backwards */
};

/* payload: of a datagram of a flow that is RTP; len: captured bytes of it. */
static inline void follow_rtp(struct flow *f, const uint8_t *payload, size_t len, unsigned from)
{
	if (len < RTP_LEAST || payload[0] >> 6 != 2 ||
	    ((payload[1] & 0x7f) >= 64 && (payload[1] & 0x7f) < 96)) /* RTCP beside it, RFC 5761 */
		return;
	uint16_t number = walk_be16(payload + 2);
	uint16_t ahead = (uint16_t)(number - f->next_seq[from]);
	uint32_t source = walk_be32(payload + 8);
	bool known = f->next_seq[from] & RTP_KNOWN && f->low_seq[from] == source;

	f->acked_seq[from]++;
	if (known && ahead > UINT16_MAX - RTP_MISORDER) { /* late, or come again */
		f->hole[from] -= f->hole[from] > 0;
		return;
	}
	if (known && ahead < RTP_DROPOUT)
		f->hole[from] += ahead;
	f->low_seq[from] = source;
	f->next_seq[from] = RTP_KNOWN | (uint16_t)(number + 1);
}

#endif
