/* SPDX-License-Identifier: Apache-2.0
 *
 * RTP and RTCP in datagrams (RFC 3550; packets are drawn in rtp_packet.c). RTP has no mark of its
 * own, so nothing is said before four packets of one direction agree: one source, one payload
 * type, sequence numbers that advance. A compound RTCP packet is strict enough alone.
 *
 * Players open a path through a firewall with a few short datagrams of their own before the first
 * RTP packet comes, and now and then between the first ones; the latter are borne here, the former
 * by whoever offers datagrams.
 *
 * Where pictures are wanted, packets that can't be read but are shaped like video are followed too
 * (rtp_shape.c): SRTP, whose flow sounds may share.
 *
 * Skipped on purpose: sounds; report contents. Pictures are followed to the end only where
 * they are wanted (where->pictures).
 */
#include "proto/dissector.h"
#include "proto/rtp_packet.h"
#include "proto/rtp_shape.h"
#include "proto/rtp_video.h"

enum {
	AGREE = 4,        /* packets of one direction before anything is said */
	STEP_MAX = 16,    /* most packets lost or swapped between two that agree */
	PACKETS_MIN = 16, /* before leaving: the other direction may speak too */
	PACKETS_MAX = 200,
	SHAPE_MAX = 2000, /* before leaving what may be shaped like video */
	OPENERS_MAX = 4,  /* short datagrams that are no RTP, before it is sure */
	OPENER_LEN = 16,
};

struct rtp_side {
	uint32_t source;
	uint16_t sequence;
	uint8_t payload_type, agreed;
	bool seen, told, told_name;
	struct rtp_track track;
	struct rtp_stream stream;
	struct rtp_shapes shapes;
};

struct rtp {
	struct rtp_side side[2]; /* by where->from_client */
	uint16_t packets;
	uint8_t openers;
	bool shared; /* pictures are wanted and it was sure once: other sources may come between */
};

/* False when the packet can't follow the ones before it. */
static bool follows(struct rtp_side *side, const struct rtp_packet *p)
{
	if (side->agreed == 0) {
		side->source = p->source;
		side->payload_type = p->payload_type;
		side->sequence = p->sequence;
		side->agreed = 1;
		return true;
	}
	if (p->source != side->source || p->payload_type != side->payload_type)
		return false;
	uint16_t step = (uint16_t)(p->sequence - side->sequence);
	if (step == 0 || step >= 0x10000 - STEP_MAX)
		return true; /* doubled or late: neither for nor against */
	if (step > STEP_MAX)
		return false;
	side->sequence = p->sequence;
	if (side->agreed < AGREE)
		side->agreed++;
	return true;
}

static bool has_video(const struct rtp_side *side)
{
	return side->track.holds || rtp_shape_sure(&side->shapes);
}

static struct verdict leave_or_stay(struct rtp *rtp, bool pictures)
{
	bool told = true;
	uint16_t most = pictures ? SHAPE_MAX : PACKETS_MAX;

	if (rtp->packets < most)
		rtp->packets++;
	if (pictures && (has_video(&rtp->side[0]) || has_video(&rtp->side[1])))
		return verdict(VERDICT_NEXT);
	for (unsigned i = 0; i < 2; i++)
		told = told && (!rtp->side[i].seen || rtp->side[i].told);
	if (rtp->packets >= most || (told && rtp->packets >= PACKETS_MIN))
		return verdict(VERDICT_DONE);
	return verdict(VERDICT_NEXT);
}

static struct verdict control_counted(struct rtp *rtp, bool pictures)
{
	uint16_t most = pictures ? SHAPE_MAX : PACKETS_MAX;

	if (rtp->packets < most)
		rtp->packets++;
	bool watched = pictures && (has_video(&rtp->side[0]) || has_video(&rtp->side[1]));
	return verdict(rtp->packets < most || watched ? VERDICT_NEXT : VERDICT_DONE);
}

/* A packet of an agreed source, or of one that may share its flow. */
static void video(struct rtp_side *side, const struct rtp_packet *packet, struct sink *out)
{
	if (rtp_shape_sure(&side->shapes))
		return; /* chance would find a codec in noise */
	side->told = rtp_tell(&side->track, packet, out);
	rtp_video(&side->track, 0, &side->stream, packet, out);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct rtp *rtp = state;
	struct rtp_side *side = &rtp->side[where->from_client];
	struct slice bytes = cursor_rest(in);
	struct rtp_packet packet;

	if (rtp_is_control(bytes)) {
		struct slice name;
		if (!rtcp_read(bytes, &name))
			return verdict(VERDICT_NOT_MINE);
		if (!side->told_name)
			sink_text(out, OBS_RTCP_CNAME, name);
		side->told_name = side->told_name || name.len;
		return control_counted(rtp, where->pictures);
	}
	bool was_sure = rtp->shared || rtp->side[0].agreed == AGREE || rtp->side[1].agreed == AGREE;
	bool begun = rtp->side[0].agreed || rtp->side[1].agreed;
	bool fits = rtp_read(bytes, true, &packet);
	rtp->shared = where->pictures && was_sure;
	if (fits && rtp->shared && !side->track.holds)
		rtp_shape_see(&side->shapes, &packet, out);
	if (!fits && begun && !was_sure && bytes.len <= OPENER_LEN && rtp->openers++ < OPENERS_MAX)
		return verdict(VERDICT_NEXT);
	if (fits && rtp->shared && side->track.holds && packet.payload_type != side->payload_type)
		return verdict(VERDICT_NEXT); /* sound that shares the flow */
	if (!fits || !follows(side, &packet)) {
		if (!was_sure)
			return verdict(VERDICT_NOT_MINE);
		side->agreed = 0; /* a new source on an old path must agree with itself anew */
		return leave_or_stay(rtp, where->pictures);
	}
	side->seen = true;
	if (rtp_has_parameters(&packet))
		side->agreed = AGREE; /* what follows can't be shown without them */
	if (side->agreed == AGREE)
		video(side, &packet, out);
	return leave_or_stay(rtp, where->pictures);
}

static const struct mark marks[] = {LOOSE_MARK("\x80", "\xc0"), {0}};
static const enum obs_kind emits[] = {OBS_RTP_STREAM, OBS_RTP_CODEC, OBS_RTCP_CNAME, OBS_KINDS};

extern const struct dissector rtp_dissector;
const struct dissector rtp_dissector = {
	.name = "rtp",
	.carrier = CARRIER_DATAGRAM,
	.marks = marks,
	.state_size = sizeof(struct rtp),
	.feed = feed,
	.emits = emits,
};
