/* SPDX-License-Identifier: Apache-2.0
 *
 *   classic:  frame 4 bits, codec 4 bits | packet 1 | time offset 3 | configuration or units
 *   enhanced: 1, frame 3 bits, packet 4 bits | four letters of the codec | [time offset 3] | ...
 *
 * Codec 7 is H.264; 12 is H.265 as many senders number it, beside the specification.
 * Skipped on purpose: several tracks in a message, metadata, codecs other than these two.
 */
#include "proto/flv_video.h"

enum {
	ENHANCED = 0x80,
	CODEC_AVC = 7,
	CODEC_HEVC = 12,
	CLASSIC_HEAD = 5,
	ENHANCED_HEAD = 5,
	TIME_OFFSET = 3,
	FRAME_COMMAND = 5, /* no picture */
	PACKET_CONFIG = 0,
	PACKET_UNITS = 1,
	PACKET_UNITS_NO_OFFSET = 3,
};

void flv_video_begin(struct flv_video *v)
{
	v->head_len = 0;
	v->in_units = v->passed = false;
}

static enum media_codec codec_of(const struct flv_video *v)
{
	uint8_t first = v->head[0];

	if (first & ENHANCED) {
		struct slice name = slice_of(v->head + 1, 4);
		if (slice_equal(name, slice_text("avc1")))
			return MEDIA_H264;
		return slice_equal(name, slice_text("hvc1")) ? MEDIA_H265 : MEDIA_UNKNOWN;
	}
	if ((first & 15) == CODEC_AVC)
		return MEDIA_H264;
	return (first & 15) == CODEC_HEVC ? MEDIA_H265 : MEDIA_UNKNOWN;
}

static size_t head_wanted(const struct flv_video *v)
{
	if (v->head_len == 0)
		return 1;
	if (!(v->head[0] & ENHANCED))
		return CLASSIC_HEAD;
	return ENHANCED_HEAD + ((v->head[0] & 15) == PACKET_UNITS ? TIME_OFFSET : 0);
}

static void head_known(struct flv_video *v)
{
	bool is_enhanced = v->head[0] & ENHANCED;
	uint8_t packet = is_enhanced ? v->head[0] & 15 : v->head[1];
	enum media_codec codec = codec_of(v);

	if (codec == MEDIA_UNKNOWN || (v->head[0] >> 4 & 7) == FRAME_COMMAND) {
		v->passed = true;
		return;
	}
	if (v->units.stream.codec != codec) /* the sender began another stream */
		v->units = (struct units){.stream = {.codec = (uint8_t)codec}};
	v->in_units = true;
	if (packet == PACKET_CONFIG)
		units_begin_config(&v->units);
	else if (packet == PACKET_UNITS || (is_enhanced && packet == PACKET_UNITS_NO_OFFSET))
		units_begin_sample(&v->units);
	else
		v->passed = true;
}

void flv_video_feed(struct flv_video *v, struct slice bytes, struct sink *out)
{
	while (bytes.len && !v->in_units && !v->passed) {
		v->head[v->head_len++] = bytes.at[0];
		bytes = slice_from(bytes, 1);
		if (v->head_len == head_wanted(v))
			head_known(v);
	}
	if (v->in_units && !v->passed)
		units_feed(&v->units, bytes, out);
}
