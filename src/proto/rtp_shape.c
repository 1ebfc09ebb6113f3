/* SPDX-License-Identifier: Apache-2.0
 *
 * The packets of a picture have one timestamp, in steps of 90 kHz, and the last of them the marker
 * (RFC 6184 5.1, RFC 7798 4.1, RFC 7741 4.1). Sound has a timestamp a packet and marks beginnings
 * only.
 */
#include "proto/rtp_shape.h"

enum {
	DYNAMIC = 96,
	SURE = 30,          /* pictures */
	STEP_LEAST = 700,   /* about 128 pictures a second */
	STEP_MOST = 180000, /* 2 s */
	BREAKS_IN = 10,     /* one picture of so many may break the rules: losses */
};

static struct rtp_shape *shape_of(struct rtp_shapes *shapes, const struct rtp_packet *p)
{
	struct rtp_shape *room = NULL;

	for (unsigned i = 0; i < RTP_SHAPES; i++) {
		struct rtp_shape *s = &shapes->of[i];
		if (s->used && s->source == p->source && s->payload_type == p->payload_type)
			return s;
		if (!room && !s->used)
			room = s;
	}
	if (room)
		*room = (struct rtp_shape){.used = true,
					   .source = p->source,
					   .payload_type = p->payload_type,
					   .clock = p->clock};
	return room;
}

static void tell(uint8_t track, unsigned pictures, struct sink *out)
{
	struct media m = {.event = MEDIA_PICTURE, .codec = MEDIA_SEALED, .track = track};

	while (pictures--)
		sink_media(out, &m);
}

static void begin_anew(struct rtp_shape *s)
{
	s->pictures = s->breaks = s->many = 0;
}

/* A packet of another timestamp came: the picture is over. */
static void picture_over(struct rtp_shape *s, uint8_t track, uint32_t step, struct sink *out)
{
	bool breaks = !s->marked || step < STEP_LEAST || step > STEP_MOST;

	if (s->sure) {
		tell(track, 1, out);
		return;
	}
	s->pictures++;
	s->breaks = (uint16_t)(s->breaks + breaks);
	s->many = (uint16_t)(s->many + (s->packets > 1));
	if (s->pictures < SURE)
		return;
	s->sure = s->breaks * BREAKS_IN <= s->pictures && s->many * 2 >= s->pictures;
	if (s->sure)
		tell(track, s->pictures, out);
	else
		begin_anew(s);
}

void rtp_shape_see(struct rtp_shapes *shapes, const struct rtp_packet *packet, struct sink *out)
{
	struct rtp_shape *s = packet->payload_type >= DYNAMIC ? shape_of(shapes, packet) : NULL;

	if (!s)
		return;
	uint32_t step = packet->clock - s->clock;
	if (s->packets && step > UINT32_MAX / 2)
		return; /* late */
	if (s->packets && step) {
		picture_over(s, (uint8_t)(s - shapes->of), step, out);
		s->packets = 0;
		s->marked = false;
	}
	s->clock = packet->clock;
	if (s->packets < UINT16_MAX)
		s->packets++;
	s->marked = s->marked || packet->marker;
}

bool rtp_shape_sure(const struct rtp_shapes *shapes)
{
	for (unsigned i = 0; i < RTP_SHAPES; i++)
		if (shapes->of[i].sure)
			return true;
	return false;
}
