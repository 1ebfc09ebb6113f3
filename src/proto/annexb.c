/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/annexb.h"

static void unit_head_known(struct annexb *a, struct sink *out)
{
	struct slice unit = slice_of(a->head, a->head_len);

	a->in_unit = false;
	if (a->codec == MEDIA_UNKNOWN) {
		a->codec = (uint8_t)nal_codec(unit);
		if (a->codec == MEDIA_UNKNOWN)
			return;
		/* What came of this unit before its codec was known is handed on now. */
		struct media m = {.event = MEDIA_BYTES,
				  .codec = (enum media_codec)a->codec,
				  .track = a->track,
				  .start_code = true,
				  .bytes = unit};
		nal_tell((enum media_codec)a->codec, a->track, unit, out);
		sink_media(out, &m);
		return;
	}
	nal_tell((enum media_codec)a->codec, a->track, unit, out);
}

/* Bytes that certainly belong to the stream, once its codec is known. */
static void hand_on(const struct annexb *a, struct slice bytes, struct sink *out)
{
	struct media m = {.event = MEDIA_BYTES,
			  .codec = (enum media_codec)a->codec,
			  .track = a->track,
			  .bytes = bytes};

	if (a->codec != MEDIA_UNKNOWN && bytes.len)
		sink_media(out, &m);
}

static bool head_is_enough(const struct annexb *a)
{
	if (a->head_len == ANNEXB_HEAD)
		return true;
	return a->codec != MEDIA_UNKNOWN && a->head_len >= NAL_LEAST &&
	       !nal_is_parameters((enum media_codec)a->codec, a->head[0]);
}

/* Bytes without a start code in them. While the codec is unknown only the head is kept. */
static void unit_bytes(struct annexb *a, struct slice bytes, struct sink *out)
{
	size_t taken = 0;

	if (a->in_unit && a->codec == MEDIA_UNKNOWN) {
		while (taken < bytes.len && a->head_len < ANNEXB_HEAD)
			a->head[a->head_len++] = bytes.at[taken++];
		if (a->head_len == ANNEXB_HEAD)
			unit_head_known(a, out);
	} else if (a->in_unit) {
		for (size_t i = 0; i < bytes.len && a->in_unit; i++) {
			a->head[a->head_len++] = bytes.at[i];
			if (head_is_enough(a))
				unit_head_known(a, out);
		}
	}
	hand_on(a, slice_of(bytes.at + taken, bytes.len - taken), out);
}

void annexb_end(struct annexb *a, struct sink *out)
{
	if (a->in_unit && a->head_len)
		unit_head_known(a, out);
	a->in_unit = false;
}

/* Index behind the 1 of the next start code, 0 when there is none. zeros: before the slice. */
static size_t next_start(struct slice bytes, unsigned zeros)
{
	for (size_t from = 0; from < bytes.len;) {
		const uint8_t *one = memchr(bytes.at + from, 1, bytes.len - from);
		if (!one)
			return 0;
		size_t at = (size_t)(one - bytes.at), before = 0;
		while (before < 2 && before < at && bytes.at[at - 1 - before] == 0)
			before++;
		if (before == at)
			before += zeros;
		if (before >= 2)
			return at + 1;
		from = at + 1;
	}
	return 0;
}

static unsigned zeros_at_end(struct slice bytes, unsigned zeros)
{
	unsigned n = 0;

	while (n < 3 && n < bytes.len && bytes.at[bytes.len - 1 - n] == 0)
		n++;
	n += n == bytes.len ? zeros : 0;
	return n < 3 ? n : 3;
}

/* The start code's own bytes are handed on with what stands before them. */
void annexb_feed(struct annexb *a, struct slice bytes, struct sink *out)
{
	while (bytes.len) {
		size_t start = next_start(bytes, a->zeros);
		if (!start) {
			a->zeros = (uint8_t)zeros_at_end(bytes, a->zeros);
			unit_bytes(a, bytes, out);
			return;
		}
		unit_bytes(a, slice_of(bytes.at, start), out);
		annexb_end(a, out);
		a->in_unit = true;
		a->head_len = 0;
		a->zeros = 0;
		bytes = slice_of(bytes.at + start, bytes.len - start);
	}
}

enum media_codec annexb_recognise(struct slice bytes)
{
	size_t start = next_start(bytes, 0);

	if (start < 3 || start > 4 || bytes.at[0])
		return MEDIA_UNKNOWN;
	struct slice unit = slice_of(bytes.at + start, bytes.len - start);
	size_t end = next_start(unit, 0);
	if (end >= 3)
		unit.len = end - 3;
	return nal_codec(unit);
}
