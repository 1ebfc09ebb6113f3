/* SPDX-License-Identifier: Apache-2.0
 *
 *   FF D8 | (FF marker 1 | length 2, counted itself | bytes)* | FF DA .. | scan, FF only before 00 or
 *   a restart marker | .. | FF D9
 *   SOF: C0 to CF but C4, C8, CC: length 2 | precision 1 | height 2 | width 2 | ...
 *
 * A picture is told at its start, its size with the bytes that give it.
 */
#include "proto/jpeg.h"

enum phase { OUTSIDE, LENGTH, SEGMENT, MARK, MARKER, SCAN, SCAN_MARKER };

enum {
	SOI = 0xd8,
	EOI = 0xd9,
	SOS = 0xda,
	RESTART_FIRST = 0xd0,
	RESTART_LAST = 0xd7,
	MARKER_FIRST = 0xc0,
	SIZE_LEN = 5,
};

static const uint8_t start[] = {0xff, SOI, 0xff};

bool jpeg_may_be(struct slice bytes)
{
	return bytes.len >= JPEG_START && memcmp(bytes.at, start, sizeof(start)) == 0 &&
	       bytes.at[3] >= MARKER_FIRST && bytes.at[3] != 0xff;
}

static bool is_size(uint8_t marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
	       marker != 0xcc;
}

static void hand_on(const struct jpeg *j, struct slice bytes, struct sink *out)
{
	bool in_size = j->phase == SEGMENT && is_size(j->marker) && j->got < SIZE_LEN;
	struct media m = {.event = MEDIA_BYTES,
			  .codec = MEDIA_MJPEG,
			  .track = j->track,
			  .width = in_size ? 0 : j->width,
			  .height = in_size ? 0 : j->height,
			  .bytes = bytes};

	if (bytes.len)
		sink_media(out, &m);
}

static void to(struct jpeg *j, enum phase phase)
{
	j->phase = (uint8_t)phase;
	j->got = 0;
}

/* Looks for the start of a picture. */
static void outside(struct jpeg *j, uint8_t byte, struct sink *out)
{
	if (j->got < sizeof(start)) {
		j->got = byte == start[j->got] ? (uint8_t)(j->got + 1) : byte == 0xff;
		return;
	}
	if (byte == 0xff) /* fill */
		return;
	if (byte < MARKER_FIRST) {
		j->got = 0;
		return;
	}
	const uint8_t head[] = {0xff, SOI, 0xff, byte};
	struct media m = {
		.event = MEDIA_PICTURE, .codec = MEDIA_MJPEG, .track = j->track, .key = true};
	sink_media(out, &m);
	j->width = j->height = 0;
	j->left = 0;
	j->marker = byte;
	to(j, LENGTH);
	hand_on(j, slice_of(head, sizeof(head)), out);
}

static void length(struct jpeg *j, uint8_t byte)
{
	j->left = (uint16_t)(j->left << 8 | byte);
	if (++j->got < 2)
		return;
	if (j->left < 2) { /* no length counts less than itself */
		to(j, OUTSIDE);
		return;
	}
	j->left = (uint16_t)(j->left - 2);
	to(j, j->left ? SEGMENT : j->marker == SOS ? SCAN : MARK);
}

static void segment(struct jpeg *j, uint8_t byte)
{
	unsigned at = j->got;

	if (j->got < SIZE_LEN)
		j->got++;
	if (is_size(j->marker) && (at == 1 || at == 2))
		j->height = (uint16_t)(j->height << 8 | byte);
	if (is_size(j->marker) && (at == 3 || at == 4))
		j->width = (uint16_t)(j->width << 8 | byte);
	if (--j->left == 0)
		to(j, j->marker == SOS ? SCAN : MARK);
}

static void marker(struct jpeg *j, uint8_t byte)
{
	if (byte == 0xff)
		return;
	j->marker = byte;
	j->left = 0;
	to(j, byte == EOI || byte < MARKER_FIRST ? OUTSIDE : LENGTH);
}

static void scan_marker(struct jpeg *j, uint8_t byte)
{
	if (byte == 0 || (byte >= RESTART_FIRST && byte <= RESTART_LAST))
		to(j, SCAN);
	else
		marker(j, byte);
}

/* One byte; the many of a scan or of a segment are passed by whole. */
static size_t step(struct jpeg *j, struct slice bytes, struct sink *out)
{
	const uint8_t *mark;

	switch ((enum phase)j->phase) {
	case OUTSIDE:
		outside(j, bytes.at[0], out);
		return 1;
	case LENGTH:
		length(j, bytes.at[0]);
		return 1;
	case SEGMENT:
		segment(j, bytes.at[0]);
		return 1;
	case MARK:
		to(j, bytes.at[0] == 0xff ? MARKER : OUTSIDE);
		return 1;
	case MARKER:
		marker(j, bytes.at[0]);
		return 1;
	case SCAN:
		mark = memchr(bytes.at, 0xff, bytes.len);
		if (!mark)
			return bytes.len;
		to(j, SCAN_MARKER);
		return (size_t)(mark - bytes.at) + 1;
	case SCAN_MARKER:
		scan_marker(j, bytes.at[0]);
		return 1;
	}
	return 1;
}

void jpeg_feed(struct jpeg *j, struct slice bytes, struct sink *out)
{
	size_t from = 0, at = 0; /* from: what is not handed on yet */

	while (at < bytes.len) {
		bool was_inside = j->phase != OUTSIDE;
		at += step(j, slice_from(bytes, at), out);
		bool is_inside = j->phase != OUTSIDE;
		if (was_inside && !is_inside)
			hand_on(j, slice_of(bytes.at + from, at - from), out);
		if (!was_inside || !is_inside)
			from = at;
	}
	hand_on(j, slice_of(bytes.at + from, at - from), out);
}
