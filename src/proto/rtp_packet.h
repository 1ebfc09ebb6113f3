/* SPDX-License-Identifier: Apache-2.0
 *
 * One RTP or RTCP packet (RFC 3550 5.1, 6.1), wherever it was carried: in a datagram (rtp.c) or
 * between the messages of an RTSP stream (rtsp.c). What a single packet can say and no more:
 * whether a flow of them is RTP at all is for the carrier to find out.
 */
#ifndef CAMTRAIL_PROTO_RTP_PACKET_H
#define CAMTRAIL_PROTO_RTP_PACKET_H

#include "base/cursor.h"
#include "obs/sink.h"

enum { RTP_HEADER = 12 };

struct rtp_packet {
	uint8_t payload_type;
	uint16_t sequence;
	bool marker;     /* video: the last packet of a picture */
	uint32_t clock;  /* timestamp */
	uint32_t source; /* SSRC */
	struct slice payload;
};

/* How a payload holds pictures. */
enum rtp_holds { RTP_NO_VIDEO, RTP_UNITS, RTP_JPEG, RTP_TS, RTP_PS };

/* What was told of one stream of packets. Zero = nothing yet. */
struct rtp_track {
	bool told_type, told_codec;
	uint8_t avc, hevc; /* packets shaped like H.264, like H.265 */
	uint8_t codec;     /* enum media_codec, as soon as it is certain */
	uint8_t holds;     /* enum rtp_holds, likewise */
};

/* True when the second byte of a packet is an RTCP packet type (RFC 5761 4). */
bool rtp_is_control(struct slice packet);

/* False when it can't be RTP: version, a payload type that nothing uses, lengths that don't fit.
 * When the packet is cut off by the caller, `whole` is false and its padding is not looked at. */
bool rtp_read(struct slice packet, bool whole, struct rtp_packet *ret_packet);

/* A compound RTCP packet, strictly: it begins with a report and its lengths add up. *ret_cname is
 * the first canonical name, empty if it has none. */
bool rtcp_read(struct slice packet, struct slice *ret_cname);

/* Whether its payload is a parameter set of H.264 or H.265, or begins a program or transport stream or
 * a JPEG picture: rare enough by chance to tell that a packet is RTP. */
bool rtp_has_parameters(const struct rtp_packet *packet);

/* Observes the payload type, then the codec as soon as it is certain. True when both are told. */
bool rtp_tell(struct rtp_track *track, const struct rtp_packet *packet, struct sink *out);

#endif
