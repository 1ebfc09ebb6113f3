/* SPDX-License-Identifier: Apache-2.0
 *
 * Compressed streams that hold one nameless file: gzip (RFC 1952), bzip2, xz, lzma, lzip, zstd
 * (RFC 8878), lz4, through libarchive's filters. A mark alone is no stream: what follows must
 * unpack.
 */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "unpack/format.h"

enum {
	PIECE = 256 << 10,
	LEAST_BROKEN = 256, /* bytes that a damaged stream gave, to be taken for one */
	LZMA_HEAD = 13,
};

/* What libarchive's own look at the first bytes would let pass. */
static bool is_lzma(struct slice bytes)
{
	struct cursor c = cursor_over(bytes);

	cursor_skip(&c, 1);
	uint32_t dictionary = cursor_le32(&c);
	uint64_t size = cursor_le64(&c);
	uint8_t first = cursor_u8(&c); /* the range coder begins with a zero */
	bool power = dictionary >= 4096 && dictionary <= 1u << 28 &&
		     ((dictionary & (dictionary - 1)) == 0 ||
		      (dictionary % 3 == 0 && (dictionary / 3 & (dictionary / 3 - 1)) == 0));
	return cursor_fine(&c) && power && first == 0 &&
	       (size == UINT64_MAX || (size > 0 && size < (uint64_t)1 << 36));
}

static bool looks_right(struct slice bytes)
{
	if (slice_starts(bytes, "\x1f\x8b"))
		return bytes.len > 18 && (bytes.at[3] & 0xe0) == 0;
	if (slice_starts(bytes, "\x5d"))
		return is_lzma(bytes);
	return true;
}

static void support(struct archive *a, struct slice bytes)
{
	if (slice_starts(bytes, "\x1f\x8b"))
		archive_read_support_filter_gzip(a);
	else if (slice_starts(bytes, "BZh"))
		archive_read_support_filter_bzip2(a);
	else if (slice_starts(bytes, "\xfd"))
		archive_read_support_filter_xz(a);
	else if (slice_starts(bytes, "\x5d"))
		archive_read_support_filter_lzma(a);
	else if (slice_starts(bytes, "LZIP"))
		archive_read_support_filter_lzip(a);
	else if (slice_starts(bytes, "\x28\xb5"))
		archive_read_support_filter_zstd(a);
	else
		archive_read_support_filter_lz4(a);
	archive_read_support_format_raw(a);
}

/* The name of the file around it without what says that it is packed. */
static struct slice name_of(const struct unpack_out *out)
{
	static const char *const ends[] = {".gz", ".bz2", ".xz",  ".lzma",
					   ".lz", ".zst", ".lz4", ".tgz"};
	struct slice name = out_file_name(out);

	for (unsigned i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t len = strlen(ends[i]);
		if (name.len > len && slice_same_word(slice_from(name, name.len - len), ends[i]))
			return slice_of(name.at, name.len - len);
	}
	return slice_text("unpacked");
}

/* ARCHIVE_OK at its end, or the library's error. */
static int copy_all(struct archive *a, struct spool *s)
{
	for (;;) {
		uint8_t *room = spool_room(s, PIECE);
		if (!room)
			return ARCHIVE_OK;
		la_ssize_t got = archive_read_data(a, room, PIECE);
		if (got <= 0)
			return got ? (int)got : ARCHIVE_OK;
		if (!spool_wrote(s, (size_t)got))
			return ARCHIVE_OK;
	}
}

static uint64_t unpack_stream(struct archive *a, struct unpack_out *out)
{
	const struct member m = {.name = name_of(out), .offset = UNPACK_OFFSET_UNKNOWN};
	struct spool *s = out_begin(out, &m);

	if (!s)
		return 0;
	int bad = copy_all(a, s);
	uint64_t used = (uint64_t)archive_filter_bytes(a, -1);
	if (bad && spool_size(s) < LEAST_BROKEN) {
		out_drop(out, s);
		return 0;
	}
	if (bad)
		out_broken(out, used, "can't be unpacked to its end: %.200s",
			   archive_error_string(a) ? archive_error_string(a) : "no reason given");
	out_end(out, s, bad != 0);
	return used ? used : 1;
}

static uint64_t open_stream(struct slice bytes, struct unpack_out *out)
{
	struct archive_entry *e;
	uint64_t used = 0;

	if (!looks_right(bytes))
		return 0;
	struct archive *a = archive_read_new();
	if (!a)
		return 0;
	support(a, bytes);
	if (archive_read_open_memory(a, bytes.at, bytes.len) == ARCHIVE_OK &&
	    archive_read_next_header(a, &e) == ARCHIVE_OK && archive_filter_count(a) > 1)
		used = unpack_stream(a, out);
	archive_read_free(a);
	return used;
}

const struct format format_stream = {
	.name = "stream",
	.marks = {{"\x1f\x8b\x08", 3, 0},
		  {"1AY&SY", 6, 4},
		  {"\xfd"
		   "7zXZ\0",
		   6, 0},
		  {"\x28\xb5\x2f\xfd", 4, 0},
		  {"\x04\x22\x4d\x18", 4, 0},
		  {"LZIP\1", 5, 0},
		  {"\x5d\0\0", 3, 0}},
	.open = open_stream,
};
