/* SPDX-License-Identifier: Apache-2.0
 *
 * MPEG transport streams in datagrams without RTP: whole packets of 188 bytes, mostly seven. Only
 * looked at where pictures are wanted.
 */
#include "proto/dissector.h"
#include "proto/mpegts.h"

struct mpegts_udp {
	uint8_t agreed; /* packets that began as they should */
	bool told;
	struct mpegts stream[2]; /* by where->from_client */
};

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct mpegts_udp *flow = state;
	struct mpegts *stream = &flow->stream[where->from_client];
	struct slice bytes = cursor_rest(in);

	if (!where->pictures || bytes.len == 0 || bytes.len % MPEGTS_PACKET ||
	    !mpegts_may_be(bytes))
		return verdict(flow->told ? VERDICT_NEXT : VERDICT_NOT_MINE);
	size_t packets = bytes.len / MPEGTS_PACKET;
	flow->agreed = (uint8_t)(flow->agreed + packets < MPEGTS_AGREE ? flow->agreed + packets
								       : MPEGTS_AGREE);
	if (flow->agreed == MPEGTS_AGREE && !flow->told)
		sink_text(out, OBS_VIDEO_CONTAINER, slice_text("MPEG-TS"));
	flow->told = flow->agreed == MPEGTS_AGREE;
	stream->at = 0;
	stream->lost = false;
	if (flow->told)
		(void)mpegts_feed(stream, bytes, out);
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {MARK("\x47"), {0}};
static const enum obs_kind emits[] = {OBS_VIDEO_CONTAINER, OBS_KINDS};

extern const struct dissector mpegts_udp_dissector;
const struct dissector mpegts_udp_dissector = {
	.name = "mpegts_udp",
	.carrier = CARRIER_DATAGRAM,
	.marks = marks,
	.state_size = sizeof(struct mpegts_udp),
	.feed = feed,
	.emits = emits,
};
