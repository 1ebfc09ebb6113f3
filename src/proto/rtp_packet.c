/* SPDX-License-Identifier: Apache-2.0
 *
 *   0                   1                   2                   3
 *   |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *   |                           timestamp                           |
 *   |                             SSRC                              |
 *   | CSRC x CC | X: profile 2, length in words 2, words | payload | P: padding, last byte counts
 *
 * Codecs: by the static payload types of RFC 3551; for dynamic ones by the shape of the payload:
 * parameter sets and fragments of H.264 (RFC 6184) and H.265 (RFC 7798), MPEG program streams by
 * their pack header. An audio frame can look like a fragment by chance, so fragments must agree.
 */
#include "proto/rtp_packet.h"

#include "proto/mpegps.h"
#include "proto/mpegts.h"
#include "proto/nal.h"
#include "proto/rtp_jpeg.h"

enum {
	EXTENSION = 0x10,
	PADDING = 0x20,
	CONTROL_FIRST = 192, /* RFC 5761 4 */
	CONTROL_LAST = 223,
	SENDER_REPORT = 200,
	RECEIVER_REPORT = 201,
	SOURCE_DESCRIPTION = 202,
	CONTROL_KNOWN_LAST = 207,
	ITEM_END = 0,
	ITEM_CNAME = 1,
	VOTES_CERTAIN = 3,
	FRAGMENT_MIN = 100, /* bytes; nobody fragments less */
	TYPE_JPEG = 26,
	TYPE_TS = 33,
};

/* RFC 3551, tables 4 and 5. */
static const char *static_codec(uint8_t payload_type)
{
	static const char *const names[] = {
		[0] = "PCMU", [3] = "GSM",   [4] = "G723",  [8] = "PCMA",   [9] = "G722",
		[14] = "MPA", [15] = "G728", [18] = "G729", [26] = "MJPEG", [31] = "H261",
		[32] = "MPV", [33] = "MP2T", [34] = "H263",
	};

	return payload_type < sizeof(names) / sizeof(names[0]) ? names[payload_type] : NULL;
}

/* Assigned in RFC 3551 or free for dynamic use there; 64 to 95 would be RTCP. */
static bool is_payload_type(uint8_t type)
{
	return type <= 34 ? type != 1 && type != 2 && type != 19 : type < 64 || type >= 96;
}

bool rtp_is_control(struct slice packet)
{
	return packet.len > 1 && packet.at[1] >= CONTROL_FIRST && packet.at[1] <= CONTROL_LAST;
}

bool rtp_read(struct slice packet, bool whole, struct rtp_packet *ret_packet)
{
	struct cursor in = cursor_over(packet);
	uint8_t first = cursor_u8(&in);
	uint8_t second = cursor_u8(&in);
	struct rtp_packet p = {.payload_type = second & 0x7f, .marker = second >> 7};

	p.sequence = cursor_be16(&in);
	p.clock = cursor_be32(&in);
	p.source = cursor_be32(&in);
	cursor_skip(&in, 4u * (first & 15));
	if (first & EXTENSION) {
		cursor_skip(&in, 2);
		cursor_skip(&in, 4u * cursor_be16(&in));
	}
	if (!cursor_fine(&in) || first >> 6 != 2 || !is_payload_type(p.payload_type))
		return false;
	p.payload = cursor_rest(&in);
	if (whole && (first & PADDING)) {
		uint8_t padding = p.payload.len ? p.payload.at[p.payload.len - 1] : 0;
		if (padding == 0 || padding > p.payload.len)
			return false;
		p.payload.len -= padding;
	}
	*ret_packet = p;
	return true;
}

/* SDES: chunks of SSRC and items, each chunk filled up to four bytes (RFC 3550 6.5). */
static void description(struct cursor in, unsigned chunks, struct slice *cname)
{
	for (unsigned i = 0; i < chunks && cursor_left(&in) > 4; i++) {
		cursor_skip(&in, 4);
		uint8_t item;
		while (cursor_left(&in) > 0 && (item = cursor_u8(&in)) != ITEM_END) {
			struct slice text = cursor_take(&in, cursor_u8(&in));
			if (item == ITEM_CNAME && cursor_fine(&in) && !cname->len)
				*cname = slice_until_nul(text);
		}
		while (cursor_left(&in) % 4)
			cursor_skip(&in, 1);
	}
}

bool rtcp_read(struct slice packet, struct slice *ret_cname)
{
	struct cursor in = cursor_over(packet);
	struct slice cname = {NULL, 0};

	for (bool is_first = true; is_first || cursor_left(&in) > 0; is_first = false) {
		uint8_t first = cursor_u8(&in), type = cursor_u8(&in);
		uint16_t words = cursor_be16(&in);
		struct cursor body = cursor_within(&in, 4u * words);
		unsigned count = first & 31;
		bool is_report = type == SENDER_REPORT || type == RECEIVER_REPORT;
		unsigned reports = (type == SENDER_REPORT ? 6u : 1u) + 6 * count;
		if (!cursor_fine(&in) || first >> 6 != 2 || type < SENDER_REPORT ||
		    type > CONTROL_KNOWN_LAST || (is_first && !is_report) ||
		    (is_report && words < reports))
			return false;
		/* RFC 3550 6.4.1: only the last of a compound may be padded. */
		if ((first & PADDING) && cursor_left(&in) > 0)
			return false;
		if (type == SOURCE_DESCRIPTION)
			description(body, count, &cname);
	}
	*ret_cname = cname;
	return true;
}

/* ---- shapes ---- */

/* A sequence parameter set: profile and level that exist (ITU-T H.264 annex A), reserved bits 0. */
static bool is_avc_parameters(struct slice nal)
{
	static const uint8_t profiles[] = {66, 77, 88, 100, 110, 122, 244};

	if (nal.len < 5 || (nal.at[0] & 0x9f) != 7 || (nal.at[0] & 0x60) == 0)
		return false;
	return memchr(profiles, nal.at[1], sizeof(profiles)) && (nal.at[2] & 3) == 0 &&
	       nal.at[3] >= 9 && nal.at[3] <= 62;
}

/* Video, sequence or picture parameter set: type 32 to 34, layer 0, temporal id 1. */
static bool is_hevc_parameters(struct slice nal)
{
	if (nal.len < 5 || nal.at[1] != 1)
		return false;
	if (nal.at[0] == 0x40) /* VPS: base layer bits and reserved bits set */
		return (nal.at[2] & 0x0c) == 0x0c;
	return nal.at[0] == 0x42 && nal.at[2] >> 4 == 0; /* SPS of the VPS with number 0 */
}

/* The first unit of an aggregation packet. */
static struct slice aggregated(struct slice payload, size_t header)
{
	struct cursor in = cursor_over(payload);

	cursor_skip(&in, header);
	return cursor_take(&in, cursor_be16(&in));
}

static void vote(struct rtp_track *track, struct slice p)
{
	if (p.len < 5)
		return;
	uint8_t type = p.at[0] & 0x1f, fragment = p.at[1];
	bool is_large = p.len >= FRAGMENT_MIN;
	if (is_avc_parameters(p) ||
	    ((p.at[0] & 0x9f) == 24 && is_avc_parameters(aggregated(p, 1)))) {
		track->avc = VOTES_CERTAIN;
	} else if (is_hevc_parameters(p) ||
		   (p.at[0] == 0x60 && p.at[1] == 1 && is_hevc_parameters(aggregated(p, 2)))) {
		track->hevc = VOTES_CERTAIN;
	} else if (is_large && type == 28 && !(p.at[0] & 0x80) && !(fragment & 0x20) &&
		   fragment >> 6 != 3 && ((fragment & 0x1f) == 1 || (fragment & 0x1f) == 5)) {
		track->avc++;
	} else if (is_large && p.at[0] == 0x62 && p.at[1] == 1 && p.at[2] >> 6 != 3 &&
		   ((p.at[2] & 0x3f) <= 1 || (p.at[2] & 0x3f) == 19 || (p.at[2] & 0x3f) == 20)) {
		track->hevc++;
	}
}

static const char *shaped_codec(struct rtp_track *track, struct slice payload)
{
	if (mpegps_may_be(payload))
		return "PS";
	vote(track, payload);
	if (track->avc >= VOTES_CERTAIN && !track->hevc)
		return "H264";
	if (track->hevc >= VOTES_CERTAIN && !track->avc)
		return "H265";
	if (track->avc >= VOTES_CERTAIN || track->hevc >= VOTES_CERTAIN)
		track->avc = track->hevc = 0; /* they contradict each other: begin again */
	return NULL;
}

bool rtp_has_parameters(const struct rtp_packet *packet)
{
	struct slice p = packet->payload;

	if (packet->payload_type == TYPE_TS)
		return p.len >= (size_t)MPEGTS_PACKET * MPEGTS_AGREE &&
		       p.len % MPEGTS_PACKET == 0 && mpegts_may_be(p);
	if (packet->payload_type == TYPE_JPEG)
		return rtp_jpeg_begins(p);
	if (packet->payload_type < 96 || p.len < 5)
		return false;
	if (mpegps_may_be(p))
		return true;
	if ((p.at[0] & 0x9f) == 24)
		p = aggregated(p, 1);
	else if (p.at[0] == 0x60 && p.at[1] == 1)
		p = aggregated(p, 2);
	return nal_codec(p) != MEDIA_UNKNOWN;
}

static void set_codec(struct rtp_track *track, const char *name)
{
	static const struct {
		const char *name;
		enum media_codec codec;
		enum rtp_holds holds;
	} rows[] = {
		{"H264", MEDIA_H264, RTP_UNITS},  {"H265", MEDIA_H265, RTP_UNITS},
		{"MJPEG", MEDIA_MJPEG, RTP_JPEG}, {"MP2T", MEDIA_UNKNOWN, RTP_TS},
		{"PS", MEDIA_UNKNOWN, RTP_PS},
	};

	for (size_t i = 0; name && i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(rows[i].name, name) != 0)
			continue;
		track->codec = (uint8_t)rows[i].codec;
		track->holds = (uint8_t)rows[i].holds;
	}
}

bool rtp_tell(struct rtp_track *track, const struct rtp_packet *packet, struct sink *out)
{
	if (!track->told_type)
		sink_number(out, OBS_RTP_STREAM, packet->payload_type);
	track->told_type = true;
	if (!track->told_codec) {
		const char *codec = static_codec(packet->payload_type);
		if (!codec && packet->payload_type >= 35)
			codec = shaped_codec(track, packet->payload);
		if (codec)
			sink_text(out, OBS_RTP_CODEC, slice_text(codec));
		track->told_codec = codec != NULL;
		set_codec(track, codec);
	}
	return track->told_codec;
}
