/* SPDX-License-Identifier: Apache-2.0
 *
 * A growing byte buffer with a maximum at birth. A write that would pass the maximum is refused
 * whole and remembered: ask buf_full() once at the end.
 */
#ifndef CAMTRAIL_BASE_BUF_H
#define CAMTRAIL_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cursor.h"

struct buf {
	uint8_t *at;     /* the bytes */
	uint8_t *memory; /* where the memory starts: dropped bytes stand before at */
	size_t len, max;
	size_t room; /* from at on */
	bool full;   /* a write was refused */
};

/* No memory is taken before the first write. */
void buf_init(struct buf *b, size_t max);
/* Frees the bytes; the buffer may be used again with its old maximum. NULL-safe on empty. */
void buf_done(struct buf *b);
/* Keeps the memory, forgets the bytes and the refusal. */
void buf_clear(struct buf *b);

/* For what does not fit the room there is. */
void buf_put_grown(struct buf *b, const void *bytes, size_t len);

static inline void buf_put(struct buf *b, const void *bytes, size_t len)
{
	/* room is all of the memory, dropped bytes and one for buf_view_text's NUL included */
	size_t dropped = b->memory ? (size_t)(b->at - b->memory) : 0;

	if (len == 0 || dropped + b->len + len >= b->room || b->len + len > b->max) {
		buf_put_grown(b, bytes, len);
		return;
	}
	memcpy(b->at + b->len, bytes, len);
	b->len += len;
}
/* Where the next len bytes go, for who writes them and then adds len to b->len himself; NULL, and
 * full, when they would pass the maximum. */
uint8_t *buf_place(struct buf *b, size_t len);
void buf_slice(struct buf *b, struct slice s);
void buf_text(struct buf *b, const char *text);
void buf_u8(struct buf *b, uint8_t v);
void buf_be16(struct buf *b, uint16_t v);
void buf_be32(struct buf *b, uint32_t v);
void buf_be64(struct buf *b, uint64_t v);
void buf_le16(struct buf *b, uint16_t v);
void buf_le32(struct buf *b, uint32_t v);
void buf_le64(struct buf *b, uint64_t v);
__attribute__((format(printf, 2, 3))) void buf_printf(struct buf *b, const char *format, ...);
/* Drops the first n bytes, at no cost: the rest moves when its room is wanted. */
void buf_drop(struct buf *b, size_t n);
/* NUL-terminates (the NUL is not counted in len) and lends the text; "" when empty. */
const char *buf_view_text(struct buf *b);
bool buf_full(const struct buf *b);

#endif
