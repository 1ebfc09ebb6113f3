/* SPDX-License-Identifier: Apache-2.0
 *
 * Video in RTP whose payload can't be read (SRTP, RFC 3711, encrypts no header): told by how its
 * packets follow each other. Its pictures are counted by their timestamps; no bytes are handed on.
 */
#ifndef CAMTRAIL_PROTO_RTP_SHAPE_H
#define CAMTRAIL_PROTO_RTP_SHAPE_H

#include "proto/rtp_packet.h"

enum { RTP_SHAPES = 3 };

/* One source. Zero = nobody's. */
struct rtp_shape {
	uint32_t source, clock;
	uint16_t pictures, breaks, many; /* until sure; many: pictures of several packets */
	uint16_t packets;                /* of the picture that is coming */
	uint8_t payload_type;
	bool used, marked, sure;
};

/* Sources of one direction: sound and pictures may share a flow (RFC 8843). */
struct rtp_shapes {
	struct rtp_shape of[RTP_SHAPES];
};

/* A packet of a dynamic payload type. Says a picture when it is over, once it is sure. */
void rtp_shape_see(struct rtp_shapes *shapes, const struct rtp_packet *packet, struct sink *out);
/* One of them is video. */
bool rtp_shape_sure(const struct rtp_shapes *shapes);

#endif
