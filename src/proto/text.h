/* SPDX-License-Identifier: Apache-2.0
 *
 * A bounded text that a dissector puts together for an observation whose words do not stand in
 * one piece on the wire. What doesn't fit is dropped; sinks cut at less.
 */
#ifndef CAMTRAIL_PROTO_TEXT_H
#define CAMTRAIL_PROTO_TEXT_H

#include "base/cursor.h"

enum { TEXT_MAX = 1024 };

struct text {
	size_t len;
	uint8_t bytes[TEXT_MAX]; /* len of them hold something */
};

static inline void text_clear(struct text *t)
{
	t->len = 0;
}

static inline struct slice text_view(const struct text *t)
{
	return slice_of(t->bytes, t->len);
}

static inline void text_byte(struct text *t, uint8_t byte)
{
	if (t->len < sizeof(t->bytes))
		t->bytes[t->len++] = byte;
}

static inline void text_put(struct text *t, struct slice s)
{
	size_t room = sizeof(t->bytes) - t->len;
	size_t n = s.len < room ? s.len : room;

	if (n)
		memcpy(t->bytes + t->len, s.at, n);
	t->len += n;
}

static inline void text_word(struct text *t, const char *word)
{
	text_put(t, slice_text(word));
}

static inline void text_decimal(struct text *t, uint64_t number)
{
	uint8_t digits[20];
	size_t n = sizeof(digits);

	do {
		digits[--n] = (uint8_t)('0' + number % 10);
		number /= 10;
	} while (number);
	text_put(t, slice_of(digits + n, sizeof(digits) - n));
}

/* The lowest `digits` hexadecimal digits of number, lower case. */
static inline void text_hex(struct text *t, uint64_t number, unsigned digits)
{
	while (digits--)
		text_byte(t, (uint8_t) "0123456789abcdef"[number >> (4 * digits) & 15]);
}

/* A code point as UTF-8; U+FFFD for what is none. */
static inline void text_utf8(struct text *t, uint32_t point)
{
	if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
		point = 0xfffd;
	if (point < 0x80) {
		text_byte(t, (uint8_t)point);
	} else if (point < 0x800) {
		text_byte(t, (uint8_t)(0xc0 | point >> 6));
		text_byte(t, (uint8_t)(0x80 | (point & 0x3f)));
	} else if (point < 0x10000) {
		text_byte(t, (uint8_t)(0xe0 | point >> 12));
		text_byte(t, (uint8_t)(0x80 | (point >> 6 & 0x3f)));
		text_byte(t, (uint8_t)(0x80 | (point & 0x3f)));
	} else {
		text_byte(t, (uint8_t)(0xf0 | point >> 18));
		text_byte(t, (uint8_t)(0x80 | (point >> 12 & 0x3f)));
		text_byte(t, (uint8_t)(0x80 | (point >> 6 & 0x3f)));
		text_byte(t, (uint8_t)(0x80 | (point & 0x3f)));
	}
}

#endif
