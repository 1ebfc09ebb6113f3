/* SPDX-License-Identifier: Apache-2.0
 *
 * Video in RTP packets: H.264 (RFC 6184), H.265 (RFC 7798), JPEG (RFC 2435), MPEG transport streams
 * (RFC 2250 2) and program streams (GB/T 28181). Says its parameter sets and pictures and hands its
 * units on with start codes.
 */
#ifndef CAMTRAIL_PROTO_RTP_VIDEO_H
#define CAMTRAIL_PROTO_RTP_VIDEO_H

#include "proto/mpegps.h"
#include "proto/mpegts.h"
#include "proto/nal.h"
#include "proto/rtp_packet.h"

/* What is kept between the packets of one stream that holds another. Zero = nothing. */
struct rtp_stream {
	union {
		struct mpegts ts;
		struct mpegps ps;
	};
};

/* The payload of one packet, in the order of arrival, once its track is told. A stream may be NULL:
 * then what needs one is passed over. */
void rtp_video(const struct rtp_track *told, uint8_t track, struct rtp_stream *stream,
	       const struct rtp_packet *packet, struct sink *out);

#endif
