/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/sps.h"

#include "proto/bits.h"

enum {
	SIZE_MAX_PIXELS = 16384, /* beyond level 6.2 of either codec */
	EXTENDED_SAR = 255,
	SUBLAYERS_MAX = 7,
	SETS_MAX = 64,
	MILLIFPS_MAX = 300000,
};

/* ---- H.264 ---- */

static bool has_chroma_fields(unsigned profile)
{
	static const uint8_t profiles[] = {100, 110, 122, 244, 44,  83, 86,
					   118, 128, 138, 139, 134, 135};
	return memchr(profiles, (int)profile, sizeof(profiles)) != NULL;
}

static bool is_profile(unsigned profile)
{
	return profile == 66 || profile == 77 || profile == 88 || has_chroma_fields(profile);
}

static void skip_scaling(struct bits *b, unsigned n)
{
	int last = 8, next = 8;

	for (unsigned i = 0; i < n && !b->short_; i++) {
		if (next)
			next = (int)(((int64_t)last + bits_se(b) + 256) % 256);
		last = next ? next : last;
	}
}

/* chroma_format_idc; 4 = it breaks the rules */
static unsigned avc_chroma(struct bits *b)
{
	unsigned chroma = bits_ue(b);

	if (chroma > 3)
		return 4;
	if (chroma == 3)
		bits_skip(b, 1);
	unsigned luma_depth = bits_ue(b), chroma_depth = bits_ue(b); /* - 8 */
	if (luma_depth > 6 || chroma_depth > 6)
		return 4;
	bits_skip(b, 1);
	if (bits_one(b))
		for (unsigned i = 0; i < (chroma == 3 ? 12u : 8u); i++)
			if (bits_one(b))
				skip_scaling(b, i < 6 ? 16 : 64);
	return chroma;
}

static bool avc_order(struct bits *b)
{
	unsigned type = bits_ue(b);

	if (type == 0)
		return bits_ue(b) <= 12;
	if (type != 1)
		return type == 2;
	bits_skip(b, 1);
	(void)bits_se(b);
	(void)bits_se(b);
	unsigned n = bits_ue(b);
	for (unsigned i = 0; i < n && i < 256 && !b->short_; i++)
		(void)bits_se(b);
	return n < 256;
}

static uint32_t rate(uint32_t units, uint32_t scale, unsigned fields)
{
	uint64_t millifps = units ? (uint64_t)scale * 1000 / units / fields : 0;
	return millifps <= MILLIFPS_MAX ? (uint32_t)millifps : 0;
}

/* What stands before the timing fields is the same in both codecs up to the chroma location. */
static void skip_display(struct bits *b)
{
	if (bits_one(b) && bits_read(b, 8) == EXTENDED_SAR)
		bits_skip(b, 32);
	if (bits_one(b)) /* overscan */
		bits_skip(b, 1);
	if (bits_one(b)) { /* video signal */
		bits_skip(b, 4);
		if (bits_one(b))
			bits_skip(b, 24);
	}
	if (bits_one(b)) { /* chroma location */
		(void)bits_ue(b);
		(void)bits_ue(b);
	}
}

static uint32_t avc_rate(struct bits *b)
{
	if (!bits_one(b))
		return 0;
	skip_display(b);
	if (!bits_one(b))
		return 0;
	uint32_t units = bits_read(b, 32), scale = bits_read(b, 32);
	return b->short_ ? 0 : rate(units, scale, 2);
}

struct crop {
	uint32_t left, right, top, bottom;
};

static struct crop read_crop(struct bits *b)
{
	struct crop c = {0};

	if (bits_one(b)) {
		c.left = bits_ue(b);
		c.right = bits_ue(b);
		c.top = bits_ue(b);
		c.bottom = bits_ue(b);
	}
	return c;
}

/* Takes the crop, in units of so many pixels, off the coded size. */
static bool set_size(struct sps *sps, uint64_t width, uint64_t height, const struct crop *c,
		     unsigned unit_x, unsigned unit_y)
{
	uint64_t x = ((uint64_t)c->left + c->right) * unit_x;
	uint64_t y = ((uint64_t)c->top + c->bottom) * unit_y;

	if (width > SIZE_MAX_PIXELS || height > SIZE_MAX_PIXELS || x >= width || y >= height)
		return false;
	sps->width = (uint16_t)(width - x);
	sps->height = (uint16_t)(height - y);
	return true;
}

bool sps_read_avc(struct slice body, struct sps *ret_sps)
{
	struct bits b = bits_over(body);
	unsigned profile = bits_read(&b, 8), chroma = 1;
	struct sps sps = {0};

	bits_skip(&b, 6);
	unsigned reserved = bits_read(&b, 2), level = bits_read(&b, 8);
	if (!is_profile(profile) || reserved || level < 9 || level > 62 || bits_ue(&b) > 31)
		return false;
	if (has_chroma_fields(profile) && (chroma = avc_chroma(&b)) > 3)
		return false;
	if (bits_ue(&b) > 12 || !avc_order(&b) || bits_ue(&b) > 16)
		return false;
	bits_skip(&b, 1);
	uint64_t width = ((uint64_t)bits_ue(&b) + 1) * 16,
		 height = ((uint64_t)bits_ue(&b) + 1) * 16;
	unsigned frames_only = bits_one(&b);
	if (!frames_only) {
		bits_skip(&b, 1);
		height *= 2;
	}
	bits_skip(&b, 1);
	struct crop crop = read_crop(&b);
	unsigned unit_x = chroma == 1 || chroma == 2 ? 2 : 1, unit_y = chroma == 1 ? 2 : 1;
	if (b.short_ || !set_size(&sps, width, height, &crop, unit_x, unit_y * (2 - frames_only)))
		return false;
	sps.millifps = avc_rate(&b);
	*ret_sps = sps;
	return true;
}

/* ---- H.265 ---- */

/* profile_tier_level, H.265 7.3.3 */
static void skip_profile(struct bits *b, unsigned sublayers)
{
	bool profile[SUBLAYERS_MAX] = {0}, level[SUBLAYERS_MAX] = {0};

	bits_skip(b, 96);
	for (unsigned i = 0; i < sublayers; i++) {
		profile[i] = bits_one(b);
		level[i] = bits_one(b);
	}
	for (unsigned i = sublayers; sublayers && i < 8; i++)
		bits_skip(b, 2);
	for (unsigned i = 0; i < sublayers; i++)
		bits_skip(b, (profile[i] ? 88u : 0u) + (level[i] ? 8u : 0u));
}

static void skip_scaling_lists(struct bits *b)
{
	for (unsigned size = 0; size < 4; size++)
		for (unsigned matrix = 0; matrix < 6 && !b->short_; matrix += size == 3 ? 3 : 1) {
			unsigned n = size == 0 ? 16 : 64;
			if (!bits_one(b)) {
				(void)bits_ue(b);
				continue;
			}
			if (size > 1)
				(void)bits_se(b);
			for (unsigned i = 0; i < n && !b->short_; i++)
				(void)bits_se(b);
		}
}

/* st_ref_pic_set, H.265 7.3.7; its number of pictures in *deltas. False: it breaks the rules. */
static bool skip_reference_set(struct bits *b, unsigned index, unsigned *deltas)
{
	if (index && bits_one(b)) { /* from the set before */
		bits_skip(b, 1);
		(void)bits_ue(b);
		unsigned n = 0;
		for (unsigned i = 0; i <= *deltas && !b->short_; i++) {
			bool used = bits_one(b);
			n += used || bits_one(b);
		}
		*deltas = n;
		return n <= 16;
	}
	uint32_t before = bits_ue(b), after = bits_ue(b);
	if (before > 16 || after > 16)
		return false;
	for (unsigned i = 0; i < before + after && !b->short_; i++) {
		(void)bits_ue(b);
		bits_skip(b, 1);
	}
	*deltas = before + after;
	return true;
}

static uint32_t hevc_vui_rate(struct bits *b)
{
	skip_display(b);
	bits_skip(b, 3);   /* neutral chroma, field, frame info */
	if (bits_one(b)) { /* default display window */
		for (unsigned i = 0; i < 4; i++)
			(void)bits_ue(b);
	}
	if (!bits_one(b))
		return 0;
	uint32_t units = bits_read(b, 32), scale = bits_read(b, 32);
	return b->short_ ? 0 : rate(units, scale, 1);
}

/* Between the size and the usability information. */
static uint32_t hevc_rate(struct bits *b, unsigned sublayers)
{
	unsigned deltas = 0;

	(void)bits_ue(b);
	(void)bits_ue(b);
	unsigned order_bits = bits_ue(b) + 4;
	for (unsigned i = bits_one(b) ? 0 : sublayers; i <= sublayers && !b->short_; i++)
		for (unsigned k = 0; k < 3; k++)
			(void)bits_ue(b);
	for (unsigned k = 0; k < 6; k++)
		(void)bits_ue(b);
	bool lists_enabled = bits_one(b);
	if (lists_enabled && bits_one(b))
		skip_scaling_lists(b);
	bits_skip(b, 2);
	if (bits_one(b)) { /* PCM */
		bits_skip(b, 8);
		(void)bits_ue(b);
		(void)bits_ue(b);
		bits_skip(b, 1);
	}
	unsigned sets = bits_ue(b);
	for (unsigned i = 0; i < sets && !b->short_; i++)
		if (sets > SETS_MAX || !skip_reference_set(b, i, &deltas))
			return 0;
	if (bits_one(b)) { /* long-term pictures */
		unsigned n = bits_ue(b);
		for (unsigned i = 0; i < n && i <= 32 && !b->short_; i++)
			bits_skip(b, order_bits + 1);
	}
	bits_skip(b, 2);
	return bits_one(b) ? hevc_vui_rate(b) : 0;
}

bool sps_read_hevc(struct slice body, struct sps *ret_sps)
{
	static const uint8_t units_x[] = {1, 2, 2, 1}, units_y[] = {1, 2, 1, 1};
	struct bits b = bits_over(body);
	struct sps sps = {0};

	bits_skip(&b, 4);
	unsigned sublayers = bits_read(&b, 3);
	if (sublayers >= SUBLAYERS_MAX)
		return false;
	bits_skip(&b, 1);
	skip_profile(&b, sublayers);
	uint32_t number = bits_ue(&b), chroma = bits_ue(&b);
	if (number > 15 || chroma > 3)
		return false;
	if (chroma == 3)
		bits_skip(&b, 1);
	uint64_t width = bits_ue(&b), height = bits_ue(&b);
	struct crop crop = read_crop(&b);
	if (b.short_ || !width || !height ||
	    !set_size(&sps, width, height, &crop, units_x[chroma], units_y[chroma]))
		return false;
	sps.millifps = hevc_rate(&b, sublayers);
	*ret_sps = sps;
	return true;
}
