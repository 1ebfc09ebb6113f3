/* SPDX-License-Identifier: Apache-2.0
 *
 * zip: PKWARE APPNOTE 6.3; 7z: 7zFormat.txt of the LZMA SDK; cabinet: MS-CAB; ISO 9660: ECMA-119;
 * RAR: RARLAB's technote of RAR 5.0, and techdoc.txt of 4;
 * ar: Debian's deb(5) and ar(5); tar: POSIX.1 pax; cpio: cpio(5).
 */
#include "unpack/lengths.h"

#include <string.h>
#include <zlib.h>

enum {
	ZIP_VERSION_MOST = 63,
	ZIP_METHOD_MOST = 99,
	ZIP_NAME_MOST = 1024,
	ZIP_END_BYTES = 22,
	ZIP_LOCAL_BYTES = 30,
	ZIP_STREAMED = 8, /* flag: lengths stand behind the data */
	SEVENZIP_HEAD = 32,
	ISO_DESCRIPTORS_AT = 32768,
	TAR_BLOCK = 512,
	TAR_CHECKSUM_AT = 148,
	TAR_CHECKSUM_LEN = 8,
	CPIO_HEAD = 110,
	CPIO_OLD_HEAD = 76,
	RAR_MAIN = 0x73, /* the header's type */
	RAR_MAIN_BYTES = 13,
	RAR_HEAD_MOST = 1024,
	RAR_5_SUMMED_AT = 6, /* behind the first six bytes of the mark */
};

static uint64_t at_most(uint64_t len, struct slice bytes)
{
	return len <= bytes.len ? len : UINT64_MAX;
}

/* The first end of a central directory that lies where it says. */
static uint64_t zip_end(struct slice bytes, const char *mark)
{
	size_t at = 0;

	while (at + ZIP_END_BYTES <= bytes.len) {
		const uint8_t *p = memmem(bytes.at + at, bytes.len - at, mark, 4);
		if (!p)
			return UINT64_MAX;
		at = (size_t)(p - bytes.at);
		struct cursor c = cursor_over(slice_from(bytes, at));
		cursor_skip(&c, 12);
		uint64_t size = cursor_le32(&c), offset = cursor_le32(&c);
		uint16_t comment = cursor_le16(&c);
		if (cursor_fine(&c) && size + offset == at && size > 0)
			return at_most(at + ZIP_END_BYTES + comment, bytes);
		at += 4;
	}
	return UINT64_MAX;
}

/* Without that end: as far as one member stands right behind the other. Those that were written as a
 * stream do not say how long they are. */
static uint64_t zip_members(struct slice bytes)
{
	uint64_t at = 0;

	while (at < bytes.len && slice_starts(slice_from(bytes, at), "PK\3\4")) {
		struct cursor c = cursor_over(slice_from(bytes, at));
		cursor_skip(&c, 6);
		uint16_t flags = cursor_le16(&c);
		cursor_skip(&c, 10);
		uint64_t packed = cursor_le32(&c);
		cursor_skip(&c, 4);
		uint64_t name = cursor_le16(&c), extra = cursor_le16(&c);
		if (!cursor_fine(&c))
			return bytes.len;
		if (flags & ZIP_STREAMED || packed == UINT32_MAX)
			return UINT64_MAX;
		at += ZIP_LOCAL_BYTES + name + extra + packed;
	}
	return at_most(at, bytes);
}

bool zip_has_end(struct slice bytes)
{
	return zip_end(bytes, "PK\5\6") != UINT64_MAX;
}

uint64_t length_of_zip(struct slice bytes, const char *end_mark)
{
	struct cursor c = cursor_over(bytes);

	cursor_skip(&c, 4);
	unsigned version = cursor_le16(&c) & 0xff;
	cursor_skip(&c, 2);
	unsigned method = cursor_le16(&c);
	cursor_skip(&c, 16);
	unsigned name_len = cursor_le16(&c);
	cursor_skip(&c, 2);
	struct slice name = cursor_take(&c, name_len);
	if (!cursor_fine(&c) || version > ZIP_VERSION_MOST || method > ZIP_METHOD_MOST ||
	    name_len == 0 || name_len > ZIP_NAME_MOST)
		return 0;
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] < ' ')
			return 0;
	return zip_end(bytes, end_mark);
}

static uint64_t zip(struct slice bytes)
{
	uint64_t end = length_of_zip(bytes, "PK\5\6");

	return end < UINT64_MAX ? end : zip_members(bytes);
}

static uint64_t sevenzip(struct slice bytes)
{
	struct cursor c = cursor_over(bytes);

	cursor_skip(&c, 6);
	uint8_t major = cursor_u8(&c);
	cursor_skip(&c, 5);
	uint64_t offset = cursor_le64(&c), size = cursor_le64(&c);
	if (!cursor_fine(&c) || major != 0 || offset > INT64_MAX || size > INT64_MAX)
		return 0;
	return at_most(SEVENZIP_HEAD + offset + size, bytes);
}

static uint64_t cabinet(struct slice bytes)
{
	struct cursor c = cursor_over(bytes);

	cursor_skip(&c, 8);
	uint32_t size = cursor_le32(&c);
	cursor_skip(&c, 4);
	uint32_t files = cursor_le32(&c);
	cursor_skip(&c, 4);
	uint8_t minor = cursor_u8(&c), major = cursor_u8(&c);
	if (!cursor_fine(&c) || major != 1 || minor > 9 || files >= size)
		return 0;
	return at_most(size, bytes);
}

static uint64_t iso(struct slice bytes)
{
	struct cursor c = cursor_over(bytes);

	cursor_skip(&c, ISO_DESCRIPTORS_AT + 80);
	uint64_t blocks = cursor_le32(&c);
	cursor_skip(&c, 44);
	uint64_t block = cursor_le16(&c);
	if (!cursor_fine(&c) || blocks == 0 || (block != 2048 && block != 1024 && block != 512))
		return 0;
	return at_most(blocks * block, bytes);
}

static uint64_t ar(struct slice bytes)
{
	struct cursor c = cursor_over(bytes);
	uint64_t size, members = 0;

	cursor_skip(&c, 8);
	while (cursor_left(&c) >= 60) {
		struct cursor ahead = c;
		cursor_skip(&ahead, 48);
		struct slice text = slice_trim(cursor_take(&ahead, 10));
		uint8_t mark = cursor_u8(&ahead), end = cursor_u8(&ahead);
		if (mark != '`' || end != '\n' || !slice_decimal(text, &size))
			break;
		size += size & 1;
		cursor_skip(&ahead,
			    size < cursor_left(&ahead) ? (size_t)size : cursor_left(&ahead));
		c = ahead;
		members++;
	}
	return members ? cursor_offset(&c) : 0;
}

/* A header block whose checksum is right. */
static bool is_tar(struct slice bytes)
{
	unsigned sum = 0, told = 0, digits = 0;

	if (bytes.len < TAR_BLOCK)
		return false;
	for (unsigned i = 0; i < TAR_BLOCK; i++)
		sum += i >= TAR_CHECKSUM_AT && i < TAR_CHECKSUM_AT + TAR_CHECKSUM_LEN ? ' '
										      : bytes.at[i];
	for (unsigned i = TAR_CHECKSUM_AT; i < TAR_CHECKSUM_AT + TAR_CHECKSUM_LEN; i++) {
		uint8_t c = bytes.at[i];
		if (c >= '0' && c <= '7')
			told = told * 8 + (unsigned)(c - '0'), digits++;
		else if (digits)
			break;
	}
	return digits > 0 && told == sum;
}

static bool all_in(struct slice bytes, size_t len, const char *set)
{
	if (bytes.len < len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!bytes.at[i] || !strchr(set, bytes.at[i]))
			return false;
	return true;
}

static bool is_cpio(struct slice bytes)
{
	if (slice_starts(bytes, "070707"))
		return all_in(bytes, CPIO_OLD_HEAD, "01234567");
	return (slice_starts(bytes, "070701") || slice_starts(bytes, "070702")) &&
	       all_in(bytes, CPIO_HEAD, "0123456789abcdefABCDEF");
}

/* The header behind the mark has a checksum of its own. RAR 5: crc32, then a length in groups of seven
 * bits and so many bytes; before: half a crc32, then type, flags and length. */
static bool is_rar(struct slice bytes)
{
	struct cursor c = cursor_over(slice_from(bytes, 6));
	uint8_t version = cursor_u8(&c);

	if (version == 0) {
		uint16_t told = cursor_le16(&c);
		struct slice head = cursor_rest(&c);
		bool main = cursor_u8(&c) == RAR_MAIN;
		cursor_skip(&c, 2);
		uint16_t len = cursor_le16(&c);
		return cursor_fine(&c) && main && len >= RAR_MAIN_BYTES && len <= RAR_HEAD_MOST &&
		       head.len >= len - 2u && (crc32_z(0, head.at, len - 2u) & 0xffff) == told;
	}
	cursor_skip(&c, 1);
	uint32_t told = cursor_le32(&c);
	struct slice head = cursor_rest(&c);
	uint64_t len = 0;
	unsigned shift = 0;
	for (uint8_t b = 0x80; b & 0x80 && shift <= 14; shift += 7)
		len |= (uint64_t)((b = cursor_u8(&c)) & 0x7f) << shift;
	len += cursor_offset(&c) - RAR_5_SUMMED_AT;
	return cursor_fine(&c) && version == 1 && len <= RAR_HEAD_MOST && len <= head.len &&
	       crc32_z(0, head.at, (size_t)len) == told;
}

uint64_t length_of_archive(struct slice bytes)
{
	if (slice_starts(bytes, "PK\3\4"))
		return zip(bytes);
	if (slice_starts(bytes, "7z\xbc\xaf"))
		return sevenzip(bytes);
	if (slice_starts(bytes, "MSCF"))
		return cabinet(bytes);
	if (slice_starts(bytes, "!<arch>\n"))
		return ar(bytes);
	if (slice_starts(bytes, "Rar!\x1a\7"))
		return is_rar(bytes) ? UINT64_MAX : 0;
	if (is_tar(bytes) || is_cpio(bytes))
		return UINT64_MAX;
	return bytes.len > ISO_DESCRIPTORS_AT + 6 &&
			       memcmp(bytes.at + ISO_DESCRIPTORS_AT, "\1CD001", 6) == 0
		       ? iso(bytes)
		       : 0;
}
