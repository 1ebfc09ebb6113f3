/* SPDX-License-Identifier: Apache-2.0
 *
 * Connections that are nothing but pictures: files that FTP stores (RFC 959: the data connection has
 * no head), streams pushed without a protocol. Known by the first bytes of a JPEG picture, an FLV, MP4,
 * MPEG program or transport stream, or of parameter sets behind a start code.
 *
 * Only looked at where pictures are wanted; the other direction is passed over.
 */
#include "proto/container.h"
#include "proto/dissector.h"

enum { TS_WANTED = MPEGTS_PACKET * (MPEGTS_AGREE - 1) + 4 };

struct bare_video {
	bool mine, from_client;
	struct container pictures;
};

static const struct mark marks[] = {MARK("\xff\xd8\xff"),
				    MARK("FLV\x01"),
				    LOOSE_MARK("\0\0\0\0ftyp", "\xff\xff\0\0\xff\xff\xff\xff"),
				    MARK("DHAV"),
				    MARK("IMKH"),
				    MARK("\0\0\1"),
				    MARK("\0\0\0\1"),
				    LOOSE_MARK("\x47\0", "\xff\x80"),
				    {0}};

static struct verdict recognise(struct bare_video *b, const struct cursor *in,
				const struct where *where, struct sink *out)
{
	struct slice bytes = cursor_rest(in);

	if (!where->pictures || !marks_fit(marks, 0, 0, bytes))
		return verdict(VERDICT_NOT_MINE);
	if (bytes.len < CONTAINER_HEAD)
		return verdict_more(CONTAINER_HEAD);
	/* no more than was asked for: the answer must not depend on how much came at once */
	enum container_kind kind = container_recognise(slice_of(bytes.at, CONTAINER_HEAD));
	if (kind == CONTAINER_TS && bytes.len < TS_WANTED)
		return verdict_more(TS_WANTED);
	if (kind == CONTAINER_TS)
		kind = container_recognise(slice_of(bytes.at, TS_WANTED));
	if (kind == CONTAINER_NONE)
		return verdict(VERDICT_NOT_MINE);
	b->mine = true;
	b->from_client = where->from_client;
	container_begin(&b->pictures, kind);
	sink_text(out, OBS_VIDEO_CONTAINER, slice_text(container_name(kind)));
	return verdict(VERDICT_NEXT);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	struct bare_video *b = state;

	if (!b->mine) {
		struct verdict v = recognise(b, in, where, out);
		if (v.word != VERDICT_NEXT)
			return v;
	}
	if (where->from_client != b->from_client)
		return verdict_skip(UINT32_MAX);
	bool goes_on = container_feed(&b->pictures, cursor_take(in, cursor_left(in)), out);
	return verdict(goes_on ? VERDICT_NEXT : VERDICT_DONE);
}

static const enum obs_kind emits[] = {OBS_VIDEO_CONTAINER, OBS_KINDS};

extern const struct dissector bare_video_dissector;
const struct dissector bare_video_dissector = {
	.name = "bare_video",
	.carrier = CARRIER_STREAM,
	.marks = marks,
	.state_size = sizeof(struct bare_video),
	.feed = feed,
	.emits = emits,
};
