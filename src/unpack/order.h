/* SPDX-License-Identifier: Apache-2.0
 *
 * Small things that the readers of flash file systems share: numbers in the byte order that an image
 * has, the checksum of Linux, erased flash.
 */
#ifndef CAMTRAIL_UNPACK_ORDER_H
#define CAMTRAIL_UNPACK_ORDER_H

#include <zlib.h>

#include "base/cursor.h"

static inline uint16_t cursor_16(struct cursor *c, bool big)
{
	return big ? cursor_be16(c) : cursor_le16(c);
}

static inline uint32_t cursor_32(struct cursor *c, bool big)
{
	return big ? cursor_be32(c) : cursor_le32(c);
}

/* crc32_le of the Linux kernel, which turns no bits before or after, as zlib's does. */
static inline uint32_t flash_crc(uint32_t before, struct slice bytes)
{
	return ~(uint32_t)crc32_z(~before, bytes.at, bytes.len);
}

/* Where the first byte at or behind `at` stands that is not as erased flash is (0xff). */
static inline size_t after_erased(struct slice bytes, size_t at)
{
	uint64_t word;

	while (at + sizeof(word) <= bytes.len) {
		memcpy(&word, bytes.at + at, sizeof(word));
		if (word != UINT64_MAX)
			break;
		at += sizeof(word);
	}
	while (at < bytes.len && bytes.at[at] == 0xff)
		at++;
	return at;
}

/* The part of bytes, as far as it is there. */
static inline struct slice slice_part(struct slice bytes, uint64_t at, uint64_t len)
{
	if (at >= bytes.len)
		return slice_of(bytes.at, 0);
	if (len > bytes.len - at)
		len = bytes.len - at;
	return slice_of(bytes.at + at, (size_t)len);
}

#endif
