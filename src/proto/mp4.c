/* SPDX-License-Identifier: Apache-2.0
 *
 *   box: length 4 | kind 4 | [length 8, where it is 1] | bytes or boxes
 *   ftyp | moov ( trak ( mdia ( minf ( stbl ( stsd 8 ( avc1 78 ( avcC ))))))) | (moof | mdat)*
 *
 * Boxes that hold what is wanted are entered and all others passed over: no depth is kept. The bytes
 * of a mdat are taken as units from its start on; where sound stands behind them in the same mdat
 * its bytes end the reading until the next one. Skipped on purpose: files whose moov comes last.
 */
#include "proto/mp4.h"

enum phase { BOX, PASSED, CONFIG, SAMPLES };

enum {
	SHORT_HEAD = 8,
	DESCRIPTION_HEAD = 8, /* of stsd: version, flags, count */
	VISUAL_HEAD = 78,     /* of a VisualSampleEntry, 14496-12 12.1.3 */
};

static bool is(const struct mp4 *f, const char *kind)
{
	return memcmp(f->head + 4, kind, 4) == 0;
}

bool mp4_may_be(struct slice bytes)
{
	return bytes.len >= SHORT_HEAD && bytes.at[0] == 0 && bytes.at[1] == 0 &&
	       memcmp(bytes.at + 4, "ftyp", 4) == 0;
}

static bool is_entered(const struct mp4 *f)
{
	static const char kinds[][5] = {"moov", "trak", "mdia", "minf", "stbl"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (is(f, kinds[i]))
			return true;
	return false;
}

static void pass(struct mp4 *f, enum phase phase, uint64_t left)
{
	f->left = left;
	f->phase = (uint8_t)(left ? phase : BOX);
}

static void config(struct mp4 *f, enum media_codec codec, uint64_t len)
{
	f->units = (struct units){.stream = {.codec = (uint8_t)codec}};
	units_begin_config(&f->units);
	pass(f, CONFIG, len);
}

/* A whole head is there; len: of what follows it. */
static void enter(struct mp4 *f, uint64_t len)
{
	bool is_avc = is(f, "avc1") || is(f, "avc3"), is_hevc = is(f, "hvc1") || is(f, "hev1");

	if (is_entered(f)) {
		pass(f, BOX, 0);
	} else if (is(f, "stsd")) {
		pass(f, PASSED, DESCRIPTION_HEAD);
	} else if (is_avc || is_hevc) {
		pass(f, PASSED, VISUAL_HEAD);
	} else if (is(f, "avcC")) {
		config(f, MEDIA_H264, len);
	} else if (is(f, "hvcC")) {
		config(f, MEDIA_H265, len);
	} else if (is(f, "mdat") && f->units.stream.codec != MEDIA_UNKNOWN) {
		units_begin_sample(&f->units);
		pass(f, SAMPLES, len);
	} else {
		pass(f, PASSED, len);
	}
}

static bool head_known(struct mp4 *f)
{
	struct cursor in = cursor_over(slice_of(f->head, f->head_len));
	uint64_t len = cursor_be32(&in), head = f->head_len;

	if (f->head_len == MP4_HEAD) {
		cursor_skip(&in, 4);
		len = cursor_be64(&in);
	} else if (len == 0) { /* up to the end */
		len = UINT64_MAX;
	}
	for (unsigned i = 4; i < SHORT_HEAD; i++)
		if (f->head[i] < ' ' || f->head[i] > '~')
			return false;
	f->head_len = 0;
	if (len < head)
		return false;
	enter(f, len - head);
	return true;
}

static bool is_long(const struct mp4 *f)
{
	static const uint8_t one[] = {0, 0, 0, 1};

	return memcmp(f->head, one, sizeof(one)) == 0;
}

bool mp4_feed(struct mp4 *f, struct slice bytes, struct sink *out)
{
	while (bytes.len) {
		size_t n = bytes.len < f->left ? bytes.len : (size_t)f->left;
		if (f->phase == BOX) {
			f->head[f->head_len++] = bytes.at[0];
			n = 1;
			if (f->head_len == MP4_HEAD || (f->head_len == SHORT_HEAD && !is_long(f)))
				if (!head_known(f))
					return false;
		} else {
			if (f->phase != PASSED)
				units_feed(&f->units, slice_of(bytes.at, n), out);
			pass(f, (enum phase)f->phase, f->left - n);
		}
		bytes = slice_from(bytes, n);
	}
	return true;
}
