/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){.max = max};
}

void buf_done(struct buf *b)
{
	free(b->memory);
	buf_init(b, b->max);
}

static size_t dropped(const struct buf *b)
{
	return b->memory ? (size_t)(b->at - b->memory) : 0;
}

/* What stands in the buffer, if anything, goes to the start of its memory. */
static void move_to_front(struct buf *b)
{
	b->room += dropped(b);
	if (b->len)
		memmove(b->memory, b->at, b->len);
	b->at = b->memory;
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	move_to_front(b);
	b->full = false;
}

/* Makes room for len more bytes and one NUL; false, and full, when that passes the maximum. */
static bool buf_room(struct buf *b, size_t len)
{
	if (len > b->max - b->len) {
		b->full = true;
		return false;
	}
	size_t want = b->len + len + 1;
	if (want <= b->room)
		return true;
	/* The dropped bytes pay for moving the rest; where they are too few, room for many more of
	 * them is taken, so that moving stays rare. */
	size_t least = b->len > dropped(b) && dropped(b) ? 2 * want : want;
	move_to_front(b);
	size_t room = b->room ? b->room : 256;
	while (room < least)
		room *= 2;
	if (room == b->room)
		return true;
	b->at = b->memory = mem_resize(b->memory, room, 1);
	b->room = room;
	return true;
}

void buf_put_grown(struct buf *b, const void *bytes, size_t len)
{
	if (!buf_room(b, len) || len == 0)
		return;
	memcpy(b->at + b->len, bytes, len);
	b->len += len;
}

uint8_t *buf_place(struct buf *b, size_t len)
{
	return buf_room(b, len) ? b->at + b->len : NULL;
}

void buf_slice(struct buf *b, struct slice s)
{
	buf_put(b, s.at, s.len);
}

void buf_text(struct buf *b, const char *text)
{
	buf_put(b, text, strlen(text));
}

void buf_u8(struct buf *b, uint8_t v)
{
	buf_put(b, &v, 1);
}

void buf_be16(struct buf *b, uint16_t v)
{
	buf_put(b, (uint8_t[]){(uint8_t)(v >> 8), (uint8_t)v}, 2);
}

void buf_be32(struct buf *b, uint32_t v)
{
	buf_put(b,
		(uint8_t[]){(uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v},
		4);
}

void buf_be64(struct buf *b, uint64_t v)
{
	buf_be32(b, (uint32_t)(v >> 32));
	buf_be32(b, (uint32_t)v);
}

void buf_le16(struct buf *b, uint16_t v)
{
	buf_put(b, (uint8_t[]){(uint8_t)v, (uint8_t)(v >> 8)}, 2);
}

void buf_le32(struct buf *b, uint32_t v)
{
	buf_put(b,
		(uint8_t[]){(uint8_t)v, (uint8_t)(v >> 8), (uint8_t)(v >> 16), (uint8_t)(v >> 24)},
		4);
}

void buf_le64(struct buf *b, uint64_t v)
{
	buf_le32(b, (uint32_t)v);
	buf_le32(b, (uint32_t)(v >> 32));
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0 || !buf_room(b, (size_t)len))
		return;
	va_start(args, format);
	(void)vsnprintf((char *)b->at + b->len, (size_t)len + 1, format, args);
	va_end(args);
	b->len += (size_t)len;
}

void buf_drop(struct buf *b, size_t n)
{
	must(n <= b->len);
	if (n == 0)
		return;
	b->at += n;
	b->len -= n;
	b->room -= n;
	if (b->len == 0)
		move_to_front(b);
}

const char *buf_view_text(struct buf *b)
{
	if (!b->at)
		return "";
	b->at[b->len] = '\0';
	return (const char *)b->at;
}

bool buf_full(const struct buf *b)
{
	return b->full;
}
