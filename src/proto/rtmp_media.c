/* SPDX-License-Identifier: Apache-2.0
 *
 *   chunk:  format 2 bits, stream 6 bits | head 11, 7, 3 or 0 bytes | [time 4] | at most chunk-size bytes
 *   head:   time 3 | length 3 | kind 1 | message stream 4; the first 11, 7 or 3 of them
 *
 * Heads leave out what is as in the chunk before of the same stream. Streams above 63, whose number
 * takes more bytes, are used by nobody who publishes and end the reading.
 */
#include "proto/rtmp_media.h"

enum {
	KIND_CHUNK_SIZE = 1,
	KIND_VIDEO = 9,
	STREAM_FIRST = 2,
	TIME_EXTENDED = 0xffffff,
	FORMAT_SAME = 3,
};

static struct rtmp_lane *lane_of(struct rtmp_media *m, uint8_t id)
{
	for (unsigned i = 0; i < m->lanes_used; i++)
		if (m->lanes[i].id == id)
			return &m->lanes[i];
	if (m->lanes_used == RTMP_LANES)
		return NULL;
	m->lanes[m->lanes_used] = (struct rtmp_lane){.id = id};
	return &m->lanes[m->lanes_used++];
}

static void message_begins(struct rtmp_media *m, struct rtmp_lane *lane)
{
	lane->left = lane->len;
	if (lane->kind == KIND_VIDEO)
		flv_video_begin(&m->video);
	if (lane->kind == KIND_CHUNK_SIZE)
		m->control = 0;
}

/* The head of a chunk. NEXT when it was read. */
static struct verdict head(struct rtmp_media *m, struct cursor *in)
{
	static const uint8_t lengths[] = {11, 7, 3, 0};
	uint8_t first = cursor_peek(in, 0), format = first >> 6, id = first & 63;
	size_t len = 1u + lengths[format];
	struct cursor c = *in;

	if (cursor_left(in) < len)
		return verdict_more(len);
	struct rtmp_lane *lane = id >= STREAM_FIRST ? lane_of(m, id) : NULL;
	if (!lane || (format >= 2 && !lane->kind))
		return verdict(VERDICT_DONE);
	bool extended = lane->extended;
	cursor_skip(&c, 1);
	if (format < FORMAT_SAME)
		extended = cursor_be24(&c) == TIME_EXTENDED;
	size_t whole = len + (extended ? 4 : 0);
	if (cursor_left(in) < whole)
		return verdict_more(whole);
	if (format < 2) {
		lane->len = cursor_be24(&c);
		lane->kind = cursor_u8(&c);
		lane->left = 0; /* a message that was cut short is given up */
	}
	lane->extended = extended;
	cursor_skip(in, whole);
	if (lane->left == 0)
		message_begins(m, lane);
	m->at = (uint8_t)(lane - m->lanes);
	m->part_left = lane->left < m->chunk ? lane->left : m->chunk;
	return verdict(VERDICT_NEXT);
}

static struct verdict part(struct rtmp_media *m, struct cursor *in, struct sink *out)
{
	struct rtmp_lane *lane = &m->lanes[m->at];
	size_t n = cursor_left(in) < m->part_left ? cursor_left(in) : m->part_left;
	struct slice bytes = cursor_take(in, n);

	m->part_left -= (uint32_t)n;
	lane->left -= (uint32_t)n;
	if (lane->kind == KIND_VIDEO)
		flv_video_feed(&m->video, bytes, out);
	for (size_t i = 0; lane->kind == KIND_CHUNK_SIZE && i < n; i++)
		m->control = m->control << 8 | bytes.at[i];
	if (lane->left || lane->kind != KIND_CHUNK_SIZE)
		return verdict(VERDICT_NEXT);
	if (m->control < RTMP_CHUNK_LEAST || m->control > RTMP_CHUNK_MAX)
		return verdict(VERDICT_DONE);
	m->chunk = m->control;
	return verdict(VERDICT_NEXT);
}

struct verdict rtmp_media_feed(struct rtmp_media *m, struct cursor *in, struct sink *out)
{
	struct verdict v = verdict(VERDICT_NEXT);

	while (cursor_left(in) > 0 && v.word == VERDICT_NEXT)
		v = m->part_left ? part(m, in, out) : head(m, in);
	return v;
}
