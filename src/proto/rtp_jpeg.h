/* SPDX-License-Identifier: Apache-2.0
 *
 * JPEG in RTP (RFC 2435): the head that senders leave out is put together again, so that whole
 * pictures are handed on.
 */
#ifndef CAMTRAIL_PROTO_RTP_JPEG_H
#define CAMTRAIL_PROTO_RTP_JPEG_H

#include "proto/rtp_packet.h"

/* Whether a payload is the beginning of a picture as RFC 2435 draws it. */
bool rtp_jpeg_begins(struct slice payload);
/* One packet, in the order of arrival. */
void rtp_jpeg(uint8_t track, const struct rtp_packet *packet, struct sink *out);

#endif
