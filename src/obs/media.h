/* SPDX-License-Identifier: Apache-2.0
 *
 * Pictures that were seen on the wire: what dissectors say of video beside their observations.
 * Observations tell that there is video; this tells how much, and hands on the video itself to
 * whoever asked for it.
 *
 * A track is one elementary stream of one direction of a flow. For each picture a dissector says
 * MEDIA_PICTURE, then MEDIA_BYTES with all that belongs to it, in any number of pieces; parameter
 * sets are said as MEDIA_PARAMETERS, and their bytes too. Written one after the other, the pieces
 * are a stream that any player reads: H.264 and H.265 with start codes (ITU-T H.264 and H.265 annex
 * B), where start_code asks for one in front of a piece; JPEG pictures whole, one after the other.
 */
#ifndef CAMTRAIL_OBS_MEDIA_H
#define CAMTRAIL_OBS_MEDIA_H

#include "base/cursor.h"

enum media_codec {
	MEDIA_UNKNOWN,
	MEDIA_H264,
	MEDIA_H265,
	MEDIA_MJPEG,
	MEDIA_MPEG4,  /* part 2 */
	MEDIA_SEALED, /* shaped like video (SRTP): what it shows can't be read */
	MEDIA_CODECS
};

/* "H.264" etc., and the ending of a file that holds such a stream; "?" and "bin" for unknown ones. */
const char *media_codec_name(enum media_codec codec);
const char *media_codec_ending(enum media_codec codec);

enum media_event { MEDIA_BYTES, MEDIA_PARAMETERS, MEDIA_PICTURE };

struct media {
	enum media_event event;
	enum media_codec codec;
	uint8_t track; /* tells streams of one direction apart, below MEDIA_TRACKS */
	bool key;      /* PICTURE: can be shown without any other */
	uint16_t width,
		height; /* PARAMETERS: pixels shown, 0 = not told; MJPEG: BYTES, of this picture */
	uint32_t millifps;  /* PARAMETERS: pictures in 1,000 seconds, 0 = not told */
	bool start_code;    /* BYTES */
	struct slice bytes; /* BYTES; borrowed during the call */
};

enum { MEDIA_TRACKS = 16 };

#endif
