/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack/utf16.h"

enum { REPLACEMENT = 0xfffd, LAST_POINT = 0x10ffff };

void utf8_put(struct buf *out, uint32_t point)
{
	if ((point >= 0xd800 && point < 0xe000) || point > LAST_POINT)
		point = REPLACEMENT;
	if (point < 0x80) {
		buf_u8(out, (uint8_t)point);
	} else if (point < 0x800) {
		buf_u8(out, (uint8_t)(0xc0 | point >> 6));
		buf_u8(out, (uint8_t)(0x80 | (point & 0x3f)));
	} else if (point < 0x10000) {
		buf_u8(out, (uint8_t)(0xe0 | point >> 12));
		buf_u8(out, (uint8_t)(0x80 | (point >> 6 & 0x3f)));
		buf_u8(out, (uint8_t)(0x80 | (point & 0x3f)));
	} else {
		buf_u8(out, (uint8_t)(0xf0 | point >> 18));
		buf_u8(out, (uint8_t)(0x80 | (point >> 12 & 0x3f)));
		buf_u8(out, (uint8_t)(0x80 | (point >> 6 & 0x3f)));
		buf_u8(out, (uint8_t)(0x80 | (point & 0x3f)));
	}
}

void utf16_put(struct buf *out, struct slice text)
{
	struct cursor c = cursor_over(text);

	while (cursor_left(&c) >= 2) {
		uint32_t unit = cursor_le16(&c);
		if (unit >= 0xd800 && unit < 0xdc00 && cursor_left(&c) >= 2) {
			struct cursor ahead = c;
			uint32_t low = cursor_le16(&ahead);
			if (low >= 0xdc00 && low < 0xe000) {
				unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
				c = ahead;
			}
		}
		utf8_put(out, unit);
	}
}
