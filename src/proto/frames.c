/* SPDX-License-Identifier: Apache-2.0
 *
 *   "DHAV" | kind 1: FC, FD video | .. 12 length of all 4 | .. 22 length of extension 1 | 23 |
 *       extension | content | "dhav" | length 4
 *   00 00 01 FC: codec 1 | rate 1 | width 1 | height 1 | date 4 | length 4 | content: key picture
 *   00 00 01 FD: length 4 | content: picture
 *   00 00 01 FA, F9: 2 | length 2 | content: sound, information
 *   55 AA 15 A8: codec 1 | kind 1 | 10 | 16 length 4 | .. 32 | content
 *
 * Numbers little-endian. Sources: FFmpeg libavformat/dhav.c; python-dvr dvrip.py and
 * KostasEreksonas/DVRIP_analysis; magicus/pppp-dissector PPPP.md and DavidVentura/cam-reverse.
 */
#include "proto/frames.h"

enum form { NONE, DHAV, FC, PPPP_AV, FORMS };

enum {
	MARK_LEN = 4,
	DHAV_HEAD = 24,
	DHAV_TAIL = 8,
	DHAV_VIDEO_FIRST = 0xfc,
	DHAV_VIDEO_LAST = 0xfd,
	KEY = 0xfc,
	PICTURE = 0xfd,
	SOUND = 0xfa,
	INFORMATION = 0xf9,
	KEY_HEAD = 16,
	OTHER_HEAD = 8,
	AV_HEAD = 32,
	AV_VIDEO_MAX = 3, /* kinds below: pictures */
	FRAME_MAX = 1 << 24,
};

static bool is_other(uint8_t kind)
{
	return kind == KEY || kind == PICTURE || kind == SOUND || kind == INFORMATION;
}

static enum form form_of(const uint8_t mark[MARK_LEN])
{
	static const uint8_t av[] = {0x55, 0xaa, 0x15, 0xa8};

	if (memcmp(mark, "DHAV", MARK_LEN) == 0)
		return DHAV;
	if (memcmp(mark, av, MARK_LEN) == 0)
		return PPPP_AV;
	return mark[0] == 0 && mark[1] == 0 && mark[2] == 1 && is_other(mark[3]) ? FC : NONE;
}

static uint32_t le32(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static size_t head_size(enum form form, uint8_t kind)
{
	static const uint8_t sizes[FORMS] = {[DHAV] = DHAV_HEAD, [PPPP_AV] = AV_HEAD};

	if (form == FC)
		return kind == KEY ? KEY_HEAD : OTHER_HEAD;
	return sizes[form];
}

struct frame {
	bool video;
	uint32_t skip, len; /* of the content, behind skip */
};

/* A whole head; false when its numbers can't be. */
static bool read_frame(enum form form, const uint8_t *head, struct frame *ret)
{
	uint8_t kind = head[4];
	struct frame f = {.len = le32(head + 12)};

	if (form == DHAV) {
		f.video = kind >= DHAV_VIDEO_FIRST && kind <= DHAV_VIDEO_LAST;
		f.skip = head[22];
		if (f.len < DHAV_HEAD + DHAV_TAIL + f.skip)
			return false;
		f.len -= DHAV_HEAD + DHAV_TAIL + f.skip;
	} else if (form == PPPP_AV) {
		f.video = head[5] < AV_VIDEO_MAX;
		f.len = le32(head + 16);
	} else if (head[3] == KEY) {
		f.video = true;
	} else if (head[3] == PICTURE) {
		f.video = true;
		f.len = le32(head + 4);
	} else {
		f.len = le32(head + 4) >> 16;
	}
	*ret = f;
	return f.len <= FRAME_MAX;
}

bool frames_may_be(struct slice bytes)
{
	uint8_t head[FRAMES_HEAD] = {0};
	struct frame frame;

	if (bytes.len < FRAMES_HEAD)
		return false;
	memcpy(head, bytes.at, sizeof(head));
	enum form form = form_of(head);
	if (form == NONE || !read_frame(form, head, &frame) || frame.len == 0)
		return false;
	/* a key picture with a codec and a size that exist; the other two have long marks */
	bool is_codec = head[4] == 1 || head[4] == 2 || head[4] == 0x12;
	return form != FC || (head[3] == KEY && is_codec && head[6] && head[7]);
}

static void head_known(struct frames *f)
{
	struct frame frame;
	bool fits = read_frame((enum form)f->form, f->head, &frame);

	f->head_len = 0;
	if (fits) {
		f->found = f->form;
		f->in_video = frame.video;
		f->skip = frame.skip;
		f->left = frame.len;
	}
	f->form = NONE;
}

/* One byte outside of a frame. */
static void outside(struct frames *f, uint8_t byte)
{
	if (f->form) {
		f->head[f->head_len++] = byte;
		if (f->head_len == head_size((enum form)f->form, f->head[3]))
			head_known(f);
		return;
	}
	if (f->head_len == MARK_LEN)
		memmove(f->head, f->head + 1, --f->head_len);
	f->head[f->head_len++] = byte;
	enum form form = f->head_len == MARK_LEN ? form_of(f->head) : NONE;
	if (form && (!f->found || f->found == form))
		f->form = (uint8_t)form;
}

void frames_feed(struct frames *f, struct slice bytes, struct sink *out)
{
	while (bytes.len) {
		size_t n = 1;
		if (f->skip || f->left) {
			uint32_t *from = f->skip ? &f->skip : &f->left;
			n = bytes.len < *from ? bytes.len : *from;
			if (from == &f->left && f->in_video)
				annexb_feed(&f->stream, slice_of(bytes.at, n), out);
			*from -= (uint32_t)n;
		} else if (!f->found && !f->form && f->stream.codec) {
			annexb_feed(&f->stream, bytes, out); /* bare: no frame came first */
			return;
		} else {
			bool was_bare = !f->found && !f->form;
			outside(f, bytes.at[0]);
			if (was_bare && !f->form)
				annexb_feed(&f->stream, slice_of(bytes.at, 1), out);
		}
		bytes = slice_from(bytes, n);
	}
}
