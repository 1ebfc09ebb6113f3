/* SPDX-License-Identifier: Apache-2.0
 *
 * Archives that libarchive reads (BSD licence): tar, cpio, zip with its kin (APK, JAR, DOCX), 7-Zip,
 * Microsoft cabinets, ISO 9660, ar (Debian packages), RAR. Where one lies within something else, how
 * long it is comes from its own words or from how far the library read.
 */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <sys/stat.h>

#include "unpack/format.h"
#include "unpack/lengths.h"

enum { PIECE = 256 << 10, TRY_COSTS = 32 << 10, SEARCH_SHARE = 16 };

static struct member member_of(struct archive_entry *e, const char *name)
{
	return (struct member){.name = slice_text(name),
			       .mode = (uint16_t)(archive_entry_perm(e) & 07777),
			       .offset = UNPACK_OFFSET_UNKNOWN};
}

static const char *name_of(struct archive_entry *e)
{
	const char *name = archive_entry_pathname(e);

	if (!name)
		name = archive_entry_pathname_utf8(e);
	return name ? name : "";
}

static const char *said(struct archive *a)
{
	const char *text = archive_error_string(a);

	return text ? text : "no reason given";
}

static void give_data(struct archive *a, struct archive_entry *e, const char *name,
		      struct unpack_out *out)
{
	const struct member m = member_of(e, name);
	struct spool *s = out_begin(out, &m);
	la_ssize_t got = 0;
	uint8_t *room;

	if (!s)
		return;
	while ((room = spool_room(s, PIECE)) != NULL &&
	       (got = archive_read_data(a, room, PIECE)) > 0)
		if (!spool_wrote(s, (size_t)got))
			break;
	if (got < 0)
		out_broken(out, UNPACK_OFFSET_UNKNOWN, "'%.150s' can't be read to its end: %.120s",
			   name, said(a));
	out_end(out, s, got < 0);
}

static void give_entry(struct archive *a, struct archive_entry *e, struct unpack_out *out)
{
	const char *name = name_of(e), *hard = archive_entry_hardlink(e);

	if (hard || archive_entry_filetype(e) == AE_IFLNK) {
		const char *to = archive_entry_symlink(e);
		out_link(out, slice_text(name), slice_text(hard ? "" : to ? to : ""));
		return;
	}
	if (archive_entry_filetype(e) == AE_IFDIR)
		return;
	if (archive_entry_filetype(e) != AE_IFREG && archive_entry_filetype(e) != 0) {
		out_node(out, slice_text(name), "device or pipe");
		return;
	}
	if (archive_entry_is_encrypted(e) > 0) {
		out_broken(out, UNPACK_OFFSET_UNKNOWN, "'%.200s' is encrypted and was not read",
			   name);
		return;
	}
	give_data(a, e, name, out);
}

static struct archive *reader_new(void)
{
	struct archive *a = archive_read_new();

	if (!a)
		return NULL;
	archive_read_support_format_tar(a);
	archive_read_support_format_cpio(a);
	archive_read_support_format_zip(a);
	archive_read_support_format_7zip(a);
	archive_read_support_format_cab(a);
	archive_read_support_format_iso9660(a);
	archive_read_support_format_ar(a);
	archive_read_support_format_rar(a);
	archive_read_support_format_rar5(a);
	return a;
}

/* How far the library came; whole: it says that all was read. */
static uint64_t read_all(struct archive *a, struct unpack_out *out, bool *ret_any)
{
	struct archive_entry *e;
	int got;

	while (out_goes_on(out) && (got = archive_read_next_header(a, &e)) != ARCHIVE_EOF) {
		if (got == ARCHIVE_FATAL || got == ARCHIVE_RETRY) {
			if (*ret_any)
				out_broken(out, (uint64_t)archive_filter_bytes(a, 0),
					   "can't be read further: %.200s", said(a));
			break;
		}
		*ret_any = true;
		give_entry(a, e, out);
	}
	return (uint64_t)archive_filter_bytes(a, 0);
}

static uint64_t open_archive(struct slice bytes, struct unpack_out *out)
{
	/* What the archive says of its own length; 0 = it is none, UINT64_MAX = it does not say. */
	uint64_t len = length_of_archive(bytes), used = 0;
	bool any = false;

	if (len == 0)
		return 0;
	if (len < bytes.len)
		bytes.len = (size_t)len;
	struct archive *a = reader_new();
	if (a && archive_read_open_memory(a, bytes.at, bytes.len) == ARCHIVE_OK)
		used = read_all(a, out, &any);
	archive_read_free(a);
	if (!any) {
		/* the library's look costs, and so does that for a zip's end */
		out_tried(out,
			  TRY_COSTS + used + (len == UINT64_MAX ? bytes.len / SEARCH_SHARE : 0));
		return 0;
	}
	if (slice_starts(bytes, "PK") && !zip_has_end(bytes))
		out_broken(out, used, "its directory, which stands at its end, is missing");
	return len < UINT64_MAX ? bytes.len : used < bytes.len ? used : bytes.len;
}

const struct format format_archive = {
	.name = "archive",
	.marks = {{"PK\3\4", 4, 0},
		  {"7z\xbc\xaf\x27\x1c", 6, 0},
		  {"MSCF\0\0\0\0", 8, 0},
		  {"\1CD001", 6, 32768},
		  {"!<arch>\n", 8, 0},
		  {"Rar!\x1a\7", 6, 0},
		  {"ustar", 5, 257}},
	.open = open_archive,
};

/* cpio has weak marks (its numbers are ASCII or two bytes), so it stands apart. */
const struct format format_cpio = {
	.name = "cpio",
	.marks = {{"070701", 6, 0}, {"070702", 6, 0}, {"070707", 6, 0}},
	.open = open_archive,
};
