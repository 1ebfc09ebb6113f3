/* SPDX-License-Identifier: Apache-2.0
 *
 *   file: "FLV" 1 | flags | 9 in 4 | (size of the tag before 4 | tag)*
 *   tag:  kind 1: 8 sound, 9 video, 18 data | length 3 | time 4 | stream 3, zero | bytes
 */
#include "proto/flv.h"

enum { TAG_SOUND = 8, TAG_VIDEO = 9, TAG_DATA = 18, TAG_KIND = 4, TAG_LENGTH = 5 };

bool flv_may_be(struct slice bytes)
{
	static const uint8_t size[] = {0, 0, 0, FLV_HEAD};

	return bytes.len >= FLV_HEAD && slice_starts(bytes, "FLV\x01") &&
	       (bytes.at[4] & 0xfa) == 0 && memcmp(bytes.at + 5, size, sizeof(size)) == 0;
}

/* A whole head is there. */
static bool head_known(struct flv *f)
{
	uint8_t kind = f->head[TAG_KIND];

	f->head_len = 0;
	if (!f->begun) {
		f->begun = true;
		return flv_may_be(slice_of(f->head, FLV_HEAD));
	}
	f->left = (uint32_t)f->head[TAG_LENGTH] << 16 | (uint32_t)f->head[TAG_LENGTH + 1] << 8 |
		  f->head[TAG_LENGTH + 2];
	f->in_video = kind == TAG_VIDEO;
	if (f->in_video)
		flv_video_begin(&f->video);
	return kind == TAG_VIDEO || kind == TAG_SOUND || kind == TAG_DATA;
}

bool flv_feed(struct flv *f, struct slice bytes, struct sink *out)
{
	while (bytes.len) {
		size_t n = bytes.len < f->left ? bytes.len : f->left;
		if (n && f->in_video)
			flv_video_feed(&f->video, slice_of(bytes.at, n), out);
		f->left -= (uint32_t)n;
		if (!n) {
			f->head[f->head_len++] = bytes.at[0];
			n = 1;
			if (f->head_len == (f->begun ? FLV_TAG : FLV_HEAD) && !head_known(f))
				return false;
		}
		bytes = slice_from(bytes, n);
	}
	return true;
}
