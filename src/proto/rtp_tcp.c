/* SPDX-License-Identifier: Apache-2.0
 *
 * RTP in a TCP connection (RFC 4571): what GB/T 28181 has sent where a platform asks for TCP/RTP/AVP.
 *
 *   frame: length 2 | RTP or RTCP packet
 *
 * Known by a first packet that begins a program stream or holds parameter sets, and only looked at
 * where pictures are wanted. The other direction is passed over.
 */
#include "proto/dissector.h"
#include "proto/rtp_packet.h"
#include "proto/rtp_video.h"

enum { FRAME_HEADER = 2, PACKET_MAX = STREAM_NEED_MAX - FRAME_HEADER - 1, FIRST_LEAST = 16 };

struct rtp_tcp {
	bool mine, from_client;
	uint8_t type; /* of the stream that is followed */
	uint32_t source;
	struct rtp_track track;
	struct rtp_stream stream;
};

static struct verdict recognise(struct rtp_tcp *flow, const struct cursor *in,
				const struct where *where)
{
	struct cursor c = *in;
	uint16_t len = cursor_be16(&c);
	uint8_t first = cursor_peek(&c, 0), type = cursor_peek(&c, 1) & 0x7f;
	struct rtp_packet packet;

	if (!where->pictures)
		return verdict(VERDICT_NOT_MINE);
	if (cursor_left(in) < FRAME_HEADER + 2)
		return verdict_more(FRAME_HEADER + 2);
	if (first != 0x80 || type < 96 || len < FIRST_LEAST || len > PACKET_MAX)
		return verdict(VERDICT_NOT_MINE);
	if (cursor_left(in) < FRAME_HEADER + (size_t)len)
		return verdict_more(FRAME_HEADER + (size_t)len);
	if (!rtp_read(cursor_take(&c, len), true, &packet) || !rtp_has_parameters(&packet))
		return verdict(VERDICT_NOT_MINE);
	flow->mine = true;
	flow->from_client = where->from_client;
	flow->type = packet.payload_type;
	flow->source = packet.source;
	return verdict(VERDICT_NEXT);
}

/* False when no frame begins here. */
static bool one_packet(struct rtp_tcp *flow, struct slice bytes, struct sink *out)
{
	struct rtp_packet packet;

	if (rtp_is_control(bytes))
		return true;
	if (!rtp_read(bytes, true, &packet))
		return false;
	if (packet.source == flow->source && packet.payload_type == flow->type) {
		(void)rtp_tell(&flow->track, &packet, out);
		rtp_video(&flow->track, 0, &flow->stream, &packet, out);
	}
	return true;
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct rtp_tcp *flow = state;

	if (!flow->mine) {
		struct verdict v = recognise(flow, in, where);
		if (v.word != VERDICT_NEXT)
			return v;
	}
	if (where->from_client != flow->from_client)
		return verdict_skip(UINT32_MAX);
	while (cursor_left(in) > 0) {
		size_t len = (size_t)(cursor_peek(in, 0) << 8 | cursor_peek(in, 1));
		if (cursor_left(in) < FRAME_HEADER)
			return verdict_more(FRAME_HEADER);
		if (len > PACKET_MAX)
			return verdict_malformed("frame too long");
		if (cursor_left(in) < FRAME_HEADER + len)
			return verdict_more(FRAME_HEADER + len);
		cursor_skip(in, FRAME_HEADER);
		if (!one_packet(flow, cursor_take(in, len), out))
			return verdict_malformed("no packet in a frame");
	}
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {LOOSE_MARK("\0\0\x80\x60", "\0\0\xff\x60"), {0}};
static const enum obs_kind emits[] = {OBS_RTP_STREAM, OBS_RTP_CODEC, OBS_KINDS};

extern const struct dissector rtp_tcp_dissector;
const struct dissector rtp_tcp_dissector = {
	.name = "rtp_tcp",
	.carrier = CARRIER_STREAM,
	.marks = marks,
	.state_size = sizeof(struct rtp_tcp),
	.feed = feed,
	.emits = emits,
};
