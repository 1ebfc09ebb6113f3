/* SPDX-License-Identifier: Apache-2.0
 *
 * Bits of a NAL unit's payload, most significant first, with the bytes that prevent emulation of a
 * start code passed over (ITU-T H.264 7.3.1, H.265 7.3.1.1: 00 00 03). Never reads past the slice:
 * then zeros come and `short_` is set.
 */
#ifndef CAMTRAIL_PROTO_BITS_H
#define CAMTRAIL_PROTO_BITS_H

#include "base/cursor.h"

struct bits {
	struct slice in;
	size_t at;      /* byte */
	unsigned used;  /* bits of it */
	unsigned zeros; /* zero bytes before it */
	bool short_;
};

static inline struct bits bits_over(struct slice in)
{
	return (struct bits){.in = in};
}

static inline unsigned bits_one(struct bits *b)
{
	if (b->used == 0 && b->zeros >= 2 && b->at < b->in.len && b->in.at[b->at] == 3) {
		b->at++;
		b->zeros = 0;
	}
	if (b->at >= b->in.len) {
		b->short_ = true;
		return 0;
	}
	unsigned bit = b->in.at[b->at] >> (7 - b->used) & 1u;
	if (++b->used == 8) {
		b->zeros = b->in.at[b->at] ? 0 : b->zeros + 1;
		b->used = 0;
		b->at++;
	}
	return bit;
}

/* n <= 32 */
static inline uint32_t bits_read(struct bits *b, unsigned n)
{
	uint32_t v = 0;

	while (n--)
		v = v << 1 | bits_one(b);
	return v;
}

static inline void bits_skip(struct bits *b, unsigned n)
{
	while (n-- && !b->short_)
		(void)bits_one(b);
}

/* ue(v): Exp-Golomb, H.264 9.1. Codes over 32 bits set short_. */
static inline uint32_t bits_ue(struct bits *b)
{
	unsigned zeros = 0;

	while (!b->short_ && !bits_one(b))
		if (++zeros > 31)
			b->short_ = true;
	return b->short_ ? 0 : (uint32_t)((1ull << zeros) - 1 + bits_read(b, zeros));
}

/* se(v) */
static inline int32_t bits_se(struct bits *b)
{
	uint32_t v = bits_ue(b);
	return v & 1 ? (int32_t)(v / 2 + 1) : -(int32_t)(v / 2);
}

#endif
