/* SPDX-License-Identifier: Apache-2.0
 *
 * The only way bytes from the wire are read.
 *
 * A cursor is a window over borrowed bytes with a sticky error: the first read past the end
 * remembers why and where, moves to the end, and gives zero or an empty slice ever after. So a
 * parser reads as a list of fields with one question at the end, and `while (cursor_left(c))`
 * always ends. Nothing here allocates; slices live as long as the bytes under the cursor.
 */
#ifndef CAMTRAIL_BASE_CURSOR_H
#define CAMTRAIL_BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrowed bytes. `at` may be NULL only when len is 0. Not NUL-terminated. */
struct slice {
	const uint8_t *at;
	size_t len;
};

enum cursor_why {
	CURSOR_FINE = 0,
	CURSOR_SHORT,    /* a read went past the end */
	CURSOR_TRAILING, /* cursor_closed() found bytes left */
	CURSOR_BAD,      /* the caller said so with cursor_fail() */
};

struct cursor {
	const uint8_t *start, *at, *end;
	enum cursor_why why; /* first failure, sticky */
	size_t why_at;       /* offset from start of that failure, bytes */
};

static inline struct slice slice_of(const void *at, size_t len)
{
	return (struct slice){at, len};
}

/* The bytes of a C string, without its NUL. */
static inline struct slice slice_text(const char *text)
{
	return (struct slice){(const uint8_t *)text, strlen(text)};
}

static inline bool slice_equal(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline uint8_t slice_lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

/* Equal but for ASCII case. */
static inline bool slice_same_word(struct slice a, const char *word)
{
	size_t len = strlen(word);
	if (a.len != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (slice_lower(a.at[i]) != slice_lower((uint8_t)word[i]))
			return false;
	return true;
}

static inline bool slice_starts(struct slice a, const char *with)
{
	size_t len = strlen(with);
	return a.len >= len && (len == 0 || memcmp(a.at, with, len) == 0);
}

/* All from a position on, which is at most len. */
static inline struct slice slice_from(struct slice a, size_t at)
{
	return slice_of(a.len ? a.at + at : a.at, a.len - at);
}

/* Starts with word but for ASCII case. */
static inline bool slice_starts_word(struct slice a, const char *word)
{
	size_t len = strlen(word);
	return a.len >= len && slice_same_word(slice_of(a.at, len), word);
}

/* Where word first stands but for ASCII case; len when it doesn't. */
static inline size_t slice_find_word(struct slice a, const char *word)
{
	for (size_t i = 0; i < a.len; i++)
		if (slice_starts_word(slice_from(a, i), word))
			return i;
	return a.len;
}

/* Without ASCII blanks, tabs, CR, LF at either end. */
static inline struct slice slice_trim(struct slice a)
{
	while (a.len && (a.at[0] == ' ' || a.at[0] == '\t' || a.at[0] == '\r' || a.at[0] == '\n'))
		a.at++, a.len--;
	while (a.len && (a.at[a.len - 1] == ' ' || a.at[a.len - 1] == '\t' ||
			 a.at[a.len - 1] == '\r' || a.at[a.len - 1] == '\n'))
		a.len--;
	return a;
}

/* Up to, without, the first NUL: how fixed-width text fields are padded. */
static inline struct slice slice_until_nul(struct slice a)
{
	const uint8_t *nul = a.len ? memchr(a.at, 0, a.len) : NULL;
	return nul ? slice_of(a.at, (size_t)(nul - a.at)) : a;
}

/* Never over NULL, so that moving by nothing is defined (C17 6.5.6). */
static inline struct cursor cursor_over(struct slice bytes)
{
	const uint8_t *at = bytes.at ? bytes.at : (const uint8_t *)"";

	return (struct cursor){.start = at, .at = at, .end = at + bytes.len};
}

/* cursor_over() sees to it that there is a pointer, even where nothing is left; an analyzer that looks at
 * one function, or stops following pointers, has to be told. */
#ifdef __clang_analyzer__
#define CURSOR_HAS_POINTER(c)                    \
	do {                                     \
		if (!(c)->at)                    \
			__builtin_unreachable(); \
	} while (0)
#else
#define CURSOR_HAS_POINTER(c)
#endif

static inline size_t cursor_left(const struct cursor *c)
{
	return (size_t)(c->end - c->at);
}

/* Bytes consumed since the cursor was made. */
static inline size_t cursor_offset(const struct cursor *c)
{
	return (size_t)(c->at - c->start);
}

static inline bool cursor_fine(const struct cursor *c)
{
	return c->why == CURSOR_FINE;
}

/* Mark as failed (only the first mark counts) and move to the end. */
static inline void cursor_fail(struct cursor *c, enum cursor_why why)
{
	if (c->why == CURSOR_FINE) {
		c->why = why;
		c->why_at = cursor_offset(c);
	}
	c->at = c->end;
}

/* True when n more bytes are there; fails the cursor otherwise. */
static inline bool cursor_need(struct cursor *c, size_t n)
{
	CURSOR_HAS_POINTER(c);
	if (cursor_left(c) >= n)
		return true;
	cursor_fail(c, CURSOR_SHORT);
	return false;
}

static inline uint8_t cursor_u8(struct cursor *c)
{
	return cursor_need(c, 1) ? *c->at++ : 0;
}

static inline uint16_t cursor_be16(struct cursor *c)
{
	if (!cursor_need(c, 2))
		return 0;
	uint16_t v = (uint16_t)(c->at[0] << 8 | c->at[1]);
	c->at += 2;
	return v;
}

static inline uint32_t cursor_be24(struct cursor *c)
{
	if (!cursor_need(c, 3))
		return 0;
	uint32_t v = (uint32_t)c->at[0] << 16 | (uint32_t)c->at[1] << 8 | c->at[2];
	c->at += 3;
	return v;
}

static inline uint32_t cursor_be32(struct cursor *c)
{
	if (!cursor_need(c, 4))
		return 0;
	uint32_t v = (uint32_t)c->at[0] << 24 | (uint32_t)c->at[1] << 16 | (uint32_t)c->at[2] << 8 |
		     c->at[3];
	c->at += 4;
	return v;
}

static inline uint64_t cursor_be64(struct cursor *c)
{
	if (!cursor_need(c, 8))
		return 0;
	uint64_t high = cursor_be32(c);
	return high << 32 | cursor_be32(c);
}

static inline uint16_t cursor_le16(struct cursor *c)
{
	if (!cursor_need(c, 2))
		return 0;
	uint16_t v = (uint16_t)(c->at[1] << 8 | c->at[0]);
	c->at += 2;
	return v;
}

static inline uint32_t cursor_le32(struct cursor *c)
{
	if (!cursor_need(c, 4))
		return 0;
	uint32_t v = (uint32_t)c->at[3] << 24 | (uint32_t)c->at[2] << 16 | (uint32_t)c->at[1] << 8 |
		     c->at[0];
	c->at += 4;
	return v;
}

static inline uint64_t cursor_le64(struct cursor *c)
{
	if (!cursor_need(c, 8))
		return 0;
	uint64_t low = cursor_le32(c);
	return (uint64_t)cursor_le32(c) << 32 | low;
}

/* The byte `ahead` of the position without consuming it; 0 past the end, no failure. */
static inline uint8_t cursor_peek(const struct cursor *c, size_t ahead)
{
	CURSOR_HAS_POINTER(c);
	return cursor_left(c) > ahead ? c->at[ahead] : 0;
}

/* All that is left, without consuming it. */
static inline struct slice cursor_rest(const struct cursor *c)
{
	return slice_of(c->at, cursor_left(c));
}

/* The next n bytes; empty slice and failure when they are not there. */
static inline struct slice cursor_take(struct cursor *c, size_t n)
{
	if (!cursor_need(c, n))
		return slice_of(NULL, 0);
	struct slice s = slice_of(c->at, n);
	c->at += n;
	return s;
}

static inline void cursor_skip(struct cursor *c, size_t n)
{
	if (cursor_need(c, n))
		c->at += n;
}

/* A child that sees exactly the next n bytes; the parent steps over them. */
static inline struct cursor cursor_within(struct cursor *c, size_t n)
{
	return cursor_over(cursor_take(c, n));
}

/* Bytes before the next `stop`, consuming both; failure when `stop` does not come. */
static inline struct slice cursor_until(struct cursor *c, uint8_t stop)
{
	size_t left = cursor_left(c);
	const uint8_t *found = left ? memchr(c->at, stop, left) : NULL;
	if (!found) {
		cursor_fail(c, CURSOR_SHORT);
		return slice_of(NULL, 0);
	}
	struct slice s = slice_of(c->at, (size_t)(found - c->at));
	c->at = found + 1;
	return s;
}

/* A text line without its LF or CRLF; failure when no LF comes. */
static inline struct slice cursor_line(struct cursor *c)
{
	struct slice s = cursor_until(c, '\n');
	if (s.len && s.at[s.len - 1] == '\r')
		s.len--;
	return s;
}

/* Fails unless everything was consumed: for places where a format says "exactly". */
static inline bool cursor_closed(struct cursor *c)
{
	if (cursor_left(c) > 0)
		cursor_fail(c, CURSOR_TRAILING);
	return cursor_fine(c);
}

/* A decimal number of at most 19 digits making up the whole slice. */
static inline bool slice_decimal(struct slice s, uint64_t *ret_value)
{
	uint64_t v = 0;
	if (s.len == 0 || s.len > 19)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(s.at[i] - '0');
	}
	*ret_value = v;
	return true;
}

#endif
