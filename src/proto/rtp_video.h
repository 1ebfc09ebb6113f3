/* SPDX-License-Identifier: Apache-2.0
 *
 * Video in RTP packets: H.264 (RFC 6184), H.265 (RFC 7798). Says its parameter sets and pictures and
 * hands its units on with start codes.
 */
#ifndef CAMTRAIL_PROTO_RTP_VIDEO_H
#define CAMTRAIL_PROTO_RTP_VIDEO_H

#include "proto/nal.h"

/* The payload of one packet, in the order of arrival. */
void rtp_video(enum media_codec codec, uint8_t track, struct slice payload, struct sink *out);

#endif
