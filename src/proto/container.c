/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/container.h"

static const uint8_t empty_line[] = {'\r', '\n', '\r', '\n'};

enum container_kind container_recognise(struct slice bytes)
{
	if (jpeg_may_be(bytes))
		return CONTAINER_JPEG;
	if (flv_may_be(bytes))
		return CONTAINER_FLV;
	if (mp4_may_be(bytes))
		return CONTAINER_MP4;
	if (frames_may_be(bytes))
		return CONTAINER_FRAMES;
	/* a head of 40 bytes in front of a program stream: FFmpeg's mpeg.c skips it likewise */
	if (mpegps_may_be(bytes) || slice_starts(bytes, "IMKH"))
		return CONTAINER_PS;
	if (annexb_recognise(bytes) != MEDIA_UNKNOWN)
		return CONTAINER_BARE;
	return mpegts_may_be(bytes) ? CONTAINER_TS : CONTAINER_NONE;
}

const char *container_name(enum container_kind kind)
{
	static const char *const names[] = {
		[CONTAINER_NONE] = "?",
		[CONTAINER_JPEG] = "JPEG",
		[CONTAINER_FLV] = "FLV",
		[CONTAINER_MP4] = "MP4",
		[CONTAINER_TS] = "MPEG-TS",
		[CONTAINER_PS] = "MPEG-PS",
		[CONTAINER_FRAMES] = "frames of a maker's own",
		[CONTAINER_BARE] = "H.264 or H.265 with start codes",
	};

	return names[kind];
}

void container_begin(struct container *c, enum container_kind kind)
{
	memset(&c->as, 0, sizeof(c->as));
	c->kind = (uint8_t)kind;
	c->head_len = 0;
	c->given_up = kind == CONTAINER_NONE;
}

static bool feed_kind(struct container *c, struct slice bytes, struct sink *out)
{
	switch ((enum container_kind)c->kind) {
	case CONTAINER_JPEG:
		jpeg_feed(&c->as.jpeg, bytes, out);
		return true;
	case CONTAINER_FLV:
		return flv_feed(&c->as.flv, bytes, out);
	case CONTAINER_MP4:
		return mp4_feed(&c->as.mp4, bytes, out);
	case CONTAINER_TS:
		return mpegts_feed(&c->as.ts, bytes, out);
	case CONTAINER_PS:
		mpegps_feed(&c->as.ps, bytes, out);
		return true;
	case CONTAINER_FRAMES:
		frames_feed(&c->as.frames, bytes, out);
		return true;
	case CONTAINER_BARE:
		annexb_feed(&c->as.bare, bytes, out);
		return true;
	case CONTAINER_NONE:
		break;
	}
	return false;
}

/* What was collected of a beginning tells what it is. */
static void begin_told(struct container *c, struct sink *out)
{
	uint8_t head[CONTAINER_HEAD];
	struct slice bytes = slice_of(head, c->head_len);

	memcpy(head, c->as.head, c->head_len);
	container_begin(c, container_recognise(bytes));
	if (!c->given_up)
		c->given_up = !feed_kind(c, bytes, out);
}

/* The head of a part ends with an empty line. Returns the bytes used. */
static size_t part_head(struct container *c, struct slice bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		uint8_t byte = bytes.at[i];
		if (byte == empty_line[c->head_len])
			c->head_len++;
		else
			c->head_len = byte == '\r';
		if (c->head_len == sizeof(empty_line)) {
			c->parts = false;
			c->head_len = 0;
			return i + 1;
		}
	}
	return bytes.len;
}

/* A byte of a beginning that is not told yet. */
static void collect(struct container *c, uint8_t byte, struct sink *out)
{
	c->as.head[c->head_len++] = byte;
	if (c->head_len == 2 && c->as.head[0] == '-' && c->as.head[1] == '-') {
		c->parts = true;
		c->head_len = 0;
	} else if (c->head_len == CONTAINER_HEAD) {
		begin_told(c, out);
	}
}

bool container_feed(struct container *c, struct slice bytes, struct sink *out)
{
	while (bytes.len && c->kind == CONTAINER_NONE && !c->given_up) {
		if (c->parts) {
			bytes = slice_from(bytes, part_head(c, bytes));
			continue;
		}
		collect(c, bytes.at[0], out);
		bytes = slice_from(bytes, 1);
	}
	if (!c->given_up && bytes.len)
		c->given_up = !feed_kind(c, bytes, out);
	return !c->given_up;
}

void container_end(struct container *c, struct sink *out)
{
	if (c->kind == CONTAINER_NONE && !c->parts && c->head_len && !c->given_up)
		begin_told(c, out);
	if (c->kind == CONTAINER_BARE)
		annexb_end(&c->as.bare, out);
	else if (c->kind == CONTAINER_TS)
		annexb_end(&c->as.ts.stream, out);
	else if (c->kind == CONTAINER_PS)
		annexb_end(&c->as.ps.stream, out);
}
