/* SPDX-License-Identifier: Apache-2.0
 *
 * H.264:  type 1-23 one unit; 24 STAP-A: (length 2, unit)*; 28 FU-A: indicator, S|E|R|type, piece
 * H.265:  type 48 aggregation: header 2, (length 2, unit)*; 49 fragment: header 2, S|E|type, piece
 *
 * Skipped on purpose: STAP-B, MTAP and FU-B (interleaved mode), decoding order numbers (no camera was
 * seen to use either), PACI.
 */
#include "proto/rtp_video.h"

#include "proto/rtp_jpeg.h"

enum {
	AVC_STAP_A = 24,
	AVC_FU_A = 28,
	HEVC_AGGREGATION = 48,
	HEVC_FRAGMENT = 49,
	FRAGMENT_START = 0x80,
};

struct way {
	enum media_codec codec;
	uint8_t track;
	struct sink *out;
};

static void bytes(const struct way *w, struct slice piece, bool start_code)
{
	struct media m = {.event = MEDIA_BYTES,
			  .codec = w->codec,
			  .track = w->track,
			  .start_code = start_code,
			  .bytes = piece};

	if (piece.len)
		sink_media(w->out, &m);
}

static void unit(const struct way *w, struct slice whole)
{
	nal_tell(w->codec, w->track, whole, w->out);
	bytes(w, whole, true);
}

static void aggregate(const struct way *w, struct cursor in)
{
	while (cursor_left(&in) > 2) {
		struct slice one = cursor_take(&in, cursor_be16(&in));
		if (!cursor_fine(&in))
			return;
		if (one.len)
			unit(w, one);
	}
}

/* A fragment: its unit's header is put together again from the packet's. */
static void fragment(const struct way *w, const uint8_t *header, size_t header_len, bool starts,
		     struct slice piece)
{
	uint8_t head[NAL_HEAD];
	size_t n = piece.len < NAL_HEAD - header_len ? piece.len : NAL_HEAD - header_len;

	if (starts) {
		memcpy(head, header, header_len);
		if (n)
			memcpy(head + header_len, piece.at, n);
		nal_tell(w->codec, w->track, slice_of(head, header_len + n), w->out);
		bytes(w, slice_of(header, header_len), true);
	}
	bytes(w, piece, false);
}

static void avc(const struct way *w, struct slice p)
{
	unsigned type = p.at[0] & 0x1f;
	struct cursor in = cursor_over(p);

	cursor_skip(&in, 1);
	if (type == AVC_STAP_A) {
		aggregate(w, in);
	} else if (type == AVC_FU_A && p.len > 2) {
		uint8_t header = (uint8_t)((p.at[0] & 0xe0) | (p.at[1] & 0x1f));
		fragment(w, &header, 1, p.at[1] & FRAGMENT_START, slice_of(p.at + 2, p.len - 2));
	} else if (type > 0 && type < AVC_STAP_A) {
		unit(w, p);
	}
}

static void hevc(const struct way *w, struct slice p)
{
	unsigned type = p.at[0] >> 1 & 63;
	struct cursor in = cursor_over(p);

	cursor_skip(&in, 2);
	if (type == HEVC_AGGREGATION) {
		aggregate(w, in);
	} else if (type == HEVC_FRAGMENT && p.len > 3) {
		uint8_t header[2] = {(uint8_t)((p.at[0] & 0x81) | (p.at[2] & 63) << 1), p.at[1]};
		fragment(w, header, sizeof(header), p.at[2] & FRAGMENT_START,
			 slice_of(p.at + 3, p.len - 3));
	} else if (type < HEVC_AGGREGATION) {
		unit(w, p);
	}
}

static void units(enum media_codec codec, uint8_t track, struct slice payload, struct sink *out)
{
	struct way w = {codec, track, out};

	if (payload.len < 2)
		return;
	if (codec == MEDIA_H264)
		avc(&w, payload);
	else if (codec == MEDIA_H265)
		hevc(&w, payload);
}

/* A packet that was lost took part of a packet of 188 with it: each begins anew. */
static void transport_stream(struct mpegts *ts, struct slice payload, struct sink *out)
{
	if (!mpegts_may_be(payload))
		return;
	ts->at = 0;
	ts->lost = false;
	(void)mpegts_feed(ts, payload, out);
}

void rtp_video(const struct rtp_track *told, uint8_t track, struct rtp_stream *stream,
	       const struct rtp_packet *packet, struct sink *out)
{
	switch ((enum rtp_holds)told->holds) {
	case RTP_NO_VIDEO:
		return;
	case RTP_UNITS:
		units((enum media_codec)told->codec, track, packet->payload, out);
		return;
	case RTP_JPEG:
		rtp_jpeg(track, packet, out);
		return;
	case RTP_TS:
		if (stream)
			transport_stream(&stream->ts, packet->payload, out);
		return;
	case RTP_PS:
		if (stream && mpegps_may_be(packet->payload))
			mpegps_anew(&stream->ps);
		if (stream)
			mpegps_feed(&stream->ps, packet->payload, out);
		return;
	}
}
