/* SPDX-License-Identifier: Apache-2.0
 *
 *   avcC: version 1 | profile 3 | .. lengths' size less 1, 2 bits | .. sequence sets 5 bits | (length 2,
 *         unit)* | picture sets 1 | (length 2, unit)*
 *   hvcC: 21 bytes of profile etc. | .. lengths' size less 1, 2 bits | arrays 1 | (type 1 | units 2 |
 *         (length 2, unit)*)*
 */
#include "proto/units.h"

enum phase {
	PASS, /* nothing more is read until the next beginning */
	CONFIG_HEAD,
	CONFIG_COUNT, /* avcC: of the picture sets */
	CONFIG_ARRAY,
	CONFIG_LENGTH,
	CONFIG_UNIT,
	LENGTH,
	UNIT,
};

enum {
	AVC_LENGTH_SIZE = 4,
	AVC_SETS = 5,
	HEVC_LENGTH_SIZE = 21,
	HEVC_ARRAYS = 22,
	ARRAY_HEAD = 3,
	UNIT_MAX = 1 << 24, /* no picture of a camera is larger */
};

static void to(struct units *u, enum phase phase)
{
	u->phase = (uint8_t)phase;
	u->got = 0;
	u->left = 0;
}

void units_begin_config(struct units *u)
{
	u->second = false;
	u->sets = 0;
	u->arrays = 0;
	to(u, CONFIG_HEAD);
}

void units_begin_sample(struct units *u)
{
	to(u, LENGTH);
}

/* What comes behind a set, or behind the head of sets. */
static void next_set(struct units *u)
{
	if (u->sets) {
		u->sets--;
		to(u, CONFIG_LENGTH);
	} else if (u->stream.codec == MEDIA_H265) {
		to(u, u->arrays ? CONFIG_ARRAY : PASS);
		if (u->arrays)
			u->arrays--;
	} else {
		to(u, u->second ? PASS : CONFIG_COUNT);
		u->second = true;
	}
}

static void config_head(struct units *u, uint8_t byte)
{
	bool is_hevc = u->stream.codec == MEDIA_H265;
	unsigned at = u->got++;

	if (at == 0 && byte > 1) /* version; 0 was written by drafts */
		to(u, PASS);
	if (at == (is_hevc ? HEVC_LENGTH_SIZE : AVC_LENGTH_SIZE))
		u->length_size = (uint8_t)((byte & 3) + 1);
	if (at != (is_hevc ? HEVC_ARRAYS : AVC_SETS))
		return;
	if (is_hevc)
		u->arrays = byte;
	else
		u->sets = byte & 31;
	next_set(u);
}

static void unit_begins(struct units *u, enum phase phase, struct sink *out)
{
	static const uint8_t start[] = {0, 0, 0, 1};
	uint32_t len = u->left;

	to(u, phase);
	u->left = len;
	annexb_feed(&u->stream, slice_of(start, sizeof(start)), out);
}

static void set_length(struct units *u, uint8_t byte, struct sink *out)
{
	u->left = u->left << 8 | byte;
	if (++u->got < 2)
		return;
	if (u->left)
		unit_begins(u, CONFIG_UNIT, out);
	else
		next_set(u);
}

static void unit_length(struct units *u, uint8_t byte, struct sink *out)
{
	u->left = u->left << 8 | byte;
	if (++u->got < (u->length_size ? u->length_size : 4))
		return;
	if (u->left > UNIT_MAX)
		to(u, PASS);
	else if (u->left)
		unit_begins(u, UNIT, out);
	else
		to(u, LENGTH);
}

static void one_byte(struct units *u, uint8_t byte, struct sink *out)
{
	switch ((enum phase)u->phase) {
	case CONFIG_HEAD:
		config_head(u, byte);
		return;
	case CONFIG_COUNT:
		u->sets = byte;
		next_set(u);
		return;
	case CONFIG_ARRAY:
		u->sets = (uint16_t)(u->sets << 8 | byte);
		if (++u->got == 1)
			u->sets = 0; /* the type */
		if (u->got == ARRAY_HEAD)
			next_set(u);
		return;
	case CONFIG_LENGTH:
		set_length(u, byte, out);
		return;
	case LENGTH:
		unit_length(u, byte, out);
		return;
	case PASS:
	case CONFIG_UNIT:
	case UNIT:
		return;
	}
}

void units_feed(struct units *u, struct slice bytes, struct sink *out)
{
	while (bytes.len && u->phase != PASS) {
		bool in_unit = u->phase == UNIT || u->phase == CONFIG_UNIT;
		size_t n = !in_unit ? 1 : bytes.len < u->left ? bytes.len : u->left;
		if (in_unit) {
			annexb_feed(&u->stream, slice_of(bytes.at, n), out);
			u->left -= (uint32_t)n;
			if (u->left == 0 && u->phase == UNIT)
				to(u, LENGTH);
			else if (u->left == 0)
				next_set(u);
		} else {
			one_byte(u, bytes.at[0], out);
		}
		bytes = slice_from(bytes, n);
	}
}
