/* SPDX-License-Identifier: Apache-2.0 */
#include "obs/media.h"

static const struct {
	const char *name, *ending;
} codecs[MEDIA_CODECS] = {
	[MEDIA_UNKNOWN] = {"?", "bin"},    [MEDIA_H264] = {"H.264", "h264"},
	[MEDIA_H265] = {"H.265", "h265"},  [MEDIA_MJPEG] = {"MJPEG", "mjpeg"},
	[MEDIA_MPEG4] = {"MPEG-4", "m4v"}, [MEDIA_SEALED] = {"encrypted", "bin"},
};

const char *media_codec_name(enum media_codec codec)
{
	return codecs[codec < MEDIA_CODECS ? codec : MEDIA_UNKNOWN].name;
}

const char *media_codec_ending(enum media_codec codec)
{
	return codecs[codec < MEDIA_CODECS ? codec : MEDIA_UNKNOWN].ending;
}
