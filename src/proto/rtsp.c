/* SPDX-License-Identifier: Apache-2.0
 *
 * RTSP over TCP (RFC 2326, RFC 7826): how recorders ask cameras for pictures. Heads are read in
 * rtsp_message.c, RTP packets in rtp_packet.c, session descriptions are handed on whole.
 *
 *   message: first line | header fields | empty line | body of Content-Length bytes
 *   frame:   '$' | channel 1 | length 2 | RTP or RTCP packet        (RFC 2326 10.12)
 *
 * Sessions last for days, so most captures begin inside one. On the usual ports such a stream is
 * searched for three frames that follow each other and agree; elsewhere it is recognised when it
 * begins with them. Once some frames have told their codec nothing more is learnt, and a stream
 * of pictures becomes cheap.
 *
 * Skipped on purpose: bodies that are no SDP, and SDP over 32 KiB; RTSP inside HTTP. Pictures are
 * followed to the end only where they are wanted (where->pictures).
 */
#include "proto/dissector.h"
#include "proto/rtp_packet.h"
#include "proto/rtp_video.h"
#include "proto/rtsp_message.h"

enum {
	HEAD_MAX = 16384,
	FIRST_LINE_MAX = 2048,
	BODY_MAX = 32768,
	FRAME_HEADER = 4,
	FRAME_PEEK = 160,   /* bytes of a media packet that are looked at */
	CONTROL_MAX = 2048, /* of an RTCP packet */
	CHANNEL_LIMIT = 32, /* in streams not yet recognised; real sessions use 0 to 7 */
	CHAIN = 3,          /* frames in a row that make a stream RTSP */
	STEP_MAX = 16,      /* most sequence numbers from one to the next: servers drop pictures */
	SEARCH = 4096,      /* bytes searched for their beginning */
	TEXT_START = 8,
	TRACKS = 8,      /* channels looked at */
	FRAMES_MIN = 12, /* looked at before leaving when all tracks are told */
	FRAMES_MAX = 96, /* before leaving anyway */
};

struct rtsp {
	struct rtsp_talk talk;
	uint32_t sdp_left[2]; /* bytes of a body to hand on, by where->from_client */
	struct rtp_track tracks[TRACKS];
	uint8_t tracks_seen; /* bits */
	uint8_t frames;
	bool mine;
};

/* ---- recognition ---- */

enum chain { CHAIN_NONE, CHAIN_FOUND, CHAIN_SHORT };

struct link {
	bool is_media; /* not RTCP */
	uint8_t channel;
	uint32_t source;
	uint16_t sequence;
};

/* One frame of a stream not yet recognised, by its first bytes. */
static bool is_frame(struct cursor in, struct link *link, uint16_t *ret_len)
{
	uint8_t mark = cursor_u8(&in);
	*link = (struct link){.channel = cursor_u8(&in)};
	uint16_t len = cursor_be16(&in);
	uint8_t first = cursor_u8(&in), second = cursor_u8(&in);
	uint16_t word = cursor_be16(&in);

	*ret_len = len;
	if (mark != '$' || link->channel >= CHANNEL_LIMIT || len < 8 || first >> 6 != 2)
		return false;
	if (second >= 200 && second <= 207)
		return 4u * (word + 1u) <= len && len % 4 == 0;
	link->is_media = true;
	link->sequence = word;
	cursor_skip(&in, 4);
	link->source = cursor_be32(&in);
	second &= 0x7f;
	return len >= RTP_HEADER && (second < 64 || second >= 96);
}

/* Whether link i goes on where the last media frame of its channel ended. */
static bool agrees(const struct link *links, unsigned i)
{
	for (unsigned k = i; links[i].is_media && k-- > 0;) {
		if (links[k].channel != links[i].channel || !links[k].is_media)
			continue;
		uint16_t step = (uint16_t)(links[i].sequence - links[k].sequence);
		return links[k].source == links[i].source && step >= 1 && step <= STEP_MAX;
	}
	return true;
}

/* Whether CHAIN frames follow each other from `at`; *ret_need is bytes from the start of `in`. */
static enum chain chain(const struct cursor *in, size_t at, size_t *ret_need)
{
	struct link links[CHAIN] = {{.is_media = false}};

	for (unsigned i = 0; i < CHAIN; i++) {
		struct cursor frame = cursor_over(cursor_rest(in));
		uint16_t len;
		if (cursor_left(in) > at) {
			cursor_skip(&frame, at);
			if (cursor_peek(&frame, 0) != '$')
				return CHAIN_NONE;
		}
		*ret_need = at + FRAME_HEADER + RTP_HEADER;
		if (cursor_left(in) < *ret_need)
			return CHAIN_SHORT;
		if (!is_frame(frame, &links[i], &len))
			return CHAIN_NONE;
		if (!agrees(links, i))
			return CHAIN_NONE;
		at += FRAME_HEADER + len;
	}
	return CHAIN_FOUND;
}

static bool is_usual_port(uint16_t port)
{
	return port == 554 || port == 8554 || port == 10554 || port == 5544;
}

/* Eight printable bytes are another protocol's text, a TLS hello is one: not the middle of a
 * frame, or so seldom that it isn't worth keeping others waiting. */
static bool looks_like_others(struct slice bytes)
{
	size_t n = 0;

	while (n < bytes.len && n < TEXT_START && bytes.at[n] >= ' ' && bytes.at[n] < 0x7f)
		n++;
	return n == TEXT_START || (bytes.len > 1 && bytes.at[0] == 0x16 && bytes.at[1] == 3);
}

static struct verdict find_frames(const struct where *where, struct cursor *in)
{
	bool search =
		where->pictures || is_usual_port(where->src_port) || is_usual_port(where->dst_port);
	size_t need;

	if (cursor_peek(in, 0) != '$') {
		if (search && cursor_left(in) < TEXT_START)
			return verdict_more(TEXT_START);
		if (!search || looks_like_others(cursor_rest(in)))
			return verdict(VERDICT_NOT_MINE);
	}
	for (size_t at = 0; at == 0 || (search && at < SEARCH); at++) {
		if (search && at > 0 && cursor_left(in) < SEARCH)
			return verdict_more(SEARCH);
		enum chain found = chain(in, at, &need);
		if (found == CHAIN_SHORT && need <= STREAM_NEED_MAX)
			return verdict_more(need);
		if (found != CHAIN_FOUND)
			continue;
		cursor_skip(in, at);
		return verdict(VERDICT_NEXT);
	}
	return verdict(VERDICT_NOT_MINE);
}

static struct verdict recognise(const struct where *where, struct cursor *in)
{
	struct slice bytes = cursor_rest(in);

	if (!rtsp_may_begin(bytes))
		return find_frames(where, in);
	bool all = bytes.len < FIRST_LINE_MAX;
	struct cursor at = cursor_over(slice_of(bytes.at, all ? bytes.len : FIRST_LINE_MAX));
	struct slice line = cursor_line(&at);
	if (!cursor_fine(&at))
		return all ? verdict_more(bytes.len + 1) : verdict(VERDICT_NOT_MINE);
	return verdict(rtsp_is_first_line(line) ? VERDICT_NEXT : VERDICT_NOT_MINE);
}

/* ---- frames ---- */

static bool all_told(const struct rtsp *rtsp)
{
	for (unsigned i = 0; i < TRACKS; i++)
		if ((rtsp->tracks_seen >> i & 1) && !rtsp->tracks[i].told_codec)
			return false;
	return rtsp->tracks_seen != 0;
}

/* How much of a frame is looked at: all of it where its pictures are wanted. */
static size_t frame_peek(size_t len, bool pictures)
{
	size_t most = pictures ? STREAM_NEED_MAX - FRAME_HEADER : FRAME_PEEK;

	return len < most ? len : most;
}

static void media(struct rtsp *rtsp, uint8_t channel, const struct rtp_packet *packet,
		  struct sink *out)
{
	struct rtp_track *track = &rtsp->tracks[channel];

	rtsp->tracks_seen |= (uint8_t)(1u << channel);
	(void)rtp_tell(track, packet, out);
	rtp_video(track, channel, NULL, packet, out);
}

/* Seen enough of it. */
static bool may_leave(const struct rtsp *rtsp, bool pictures)
{
	for (unsigned i = 0; pictures && i < TRACKS; i++)
		if (rtsp->tracks[i].holds)
			return false;
	return rtsp->frames == FRAMES_MAX || (rtsp->frames >= FRAMES_MIN && all_told(rtsp));
}

static struct verdict frame(struct rtsp *rtsp, bool pictures, struct cursor *in, struct sink *out)
{
	if (cursor_left(in) < FRAME_HEADER)
		return verdict_more(FRAME_HEADER);
	uint8_t channel = cursor_peek(in, 1);
	size_t len = (size_t)(cursor_peek(in, 2) << 8 | cursor_peek(in, 3));
	size_t peek = frame_peek(len, pictures);
	if (cursor_left(in) < FRAME_HEADER + peek)
		return verdict_more(FRAME_HEADER + peek);
	struct cursor packet = cursor_over(cursor_rest(in));
	cursor_skip(&packet, FRAME_HEADER);
	bool is_control = rtp_is_control(cursor_take(&packet, peek));
	if (is_control && len <= CONTROL_MAX) {
		peek = len;
		if (cursor_left(in) < FRAME_HEADER + peek)
			return verdict_more(FRAME_HEADER + peek);
	}
	cursor_skip(in, FRAME_HEADER);
	struct slice bytes = cursor_take(in, peek), name;
	struct rtp_packet rtp;
	if (is_control) {
		if (peek == len && rtcp_read(bytes, &name))
			sink_text(out, OBS_RTCP_CNAME, name);
	} else if (channel < TRACKS && rtp_read(bytes, peek == len, &rtp)) {
		media(rtsp, channel, &rtp, out);
	}
	if (rtsp->frames < FRAMES_MAX)
		rtsp->frames++;
	if (may_leave(rtsp, pictures))
		return verdict(VERDICT_DONE);
	return len > peek ? verdict_skip(len - peek) : verdict(VERDICT_NEXT);
}

/* ---- messages ---- */

/* Length of a head with its empty line, 0 when its end isn't there. */
static size_t head_len(struct slice bytes)
{
	struct cursor in = cursor_over(bytes);

	while (cursor_left(&in) > 0) {
		struct slice line = cursor_line(&in);
		if (cursor_fine(&in) && line.len == 0)
			return cursor_offset(&in);
	}
	return 0;
}

static struct verdict message(struct rtsp *rtsp, bool from_client, struct cursor *in,
			      struct sink *out)
{
	struct slice bytes = cursor_rest(in);
	struct rtsp_body body;

	if (bytes.len > HEAD_MAX)
		bytes.len = HEAD_MAX;
	size_t len = head_len(bytes);
	if (len == 0)
		return cursor_left(in) < HEAD_MAX ? verdict_more(cursor_left(in) + 1)
						  : verdict_malformed("head too long");
	if (!rtsp_message(cursor_take(in, len), &rtsp->talk, out, &body))
		return verdict_malformed("first line");
	if (body.len == 0)
		return verdict(VERDICT_NEXT);
	if (!body.is_sdp || body.len > BODY_MAX)
		return verdict_skip(body.len);
	rtsp->sdp_left[from_client] = (uint32_t)body.len;
	return verdict(VERDICT_NEXT);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct rtsp *rtsp = state;
	uint32_t *sdp_left = &rtsp->sdp_left[where->from_client];

	if (!rtsp->mine) {
		struct verdict v = recognise(where, in);
		if (v.word != VERDICT_NEXT)
			return v;
		rtsp->mine = true;
	}
	while (cursor_left(in) > 0) {
		struct verdict v = verdict(VERDICT_NEXT);
		uint8_t first = cursor_peek(in, 0);
		if (*sdp_left) {
			if (cursor_left(in) < *sdp_left)
				return verdict_more(*sdp_left);
			sink_document(out, DOCUMENT_SDP, cursor_take(in, *sdp_left));
			*sdp_left = 0;
		} else if (first == '$') {
			v = frame(rtsp, where->pictures, in, out);
		} else if (first == '\r' || first == '\n' || first == 0) {
			cursor_skip(in, 1); /* padding between messages */
		} else if (!rtsp_may_begin(cursor_rest(in))) {
			v = verdict_malformed("neither message nor frame");
		} else {
			v = message(rtsp, where->from_client, in, out);
		}
		if (v.word != VERDICT_NEXT)
			return v;
	}
	return verdict(VERDICT_NEXT);
}

static const struct mark marks[] = {LOOSE_MARK("\x40", "\xe0"),
				    MARK("$"),
				    PORT_MARK(554),
				    PORT_MARK(8554),
				    PORT_MARK(10554),
				    PORT_MARK(5544),
				    {0}};
static const struct hint hints[] = {{.port = 554},
				    {.port = 8554},
				    {.port = 10554},
				    {.port = 5544},
				    {.first_len = 7, .first = {'R', 'T', 'S', 'P', '/', '1', '.'}},
				    {.first_len = 7, .first = {'D', 'E', 'S', 'C', 'R', 'I', 'B'}},
				    {.first_len = 7, .first = {'O', 'P', 'T', 'I', 'O', 'N', 'S'}},
				    {0}};
static const enum obs_kind emits[] = {OBS_RTSP_METHOD,     OBS_RTSP_URL,     OBS_RTSP_SERVED_PATH,
				      OBS_RTSP_USER_AGENT, OBS_RTSP_SERVER,  OBS_RTSP_REALM,
				      OBS_RTSP_AUTH,       OBS_RTSP_PUBLIC,  OBS_RTSP_DATE,
				      OBS_RTSP_TRANSPORT,  OBS_RTSP_HEADERS, OBS_RTP_STREAM,
				      OBS_RTP_CODEC,       OBS_RTCP_CNAME,   OBS_KINDS};

extern const struct dissector rtsp_dissector;
const struct dissector rtsp_dissector = {
	.name = "rtsp",
	.carrier = CARRIER_STREAM,
	.hints = hints,
	.marks = marks,
	.state_size = sizeof(struct rtsp),
	.feed = feed,
	.emits = emits,
};
