/* SPDX-License-Identifier: Apache-2.0
 *
 * Zip archives of makers that wrote other marks into them, so that no zip program opens them. Dahua's
 * begin with "DH" instead of "PK": fkie-cad/FACT_core (src/plugins/unpacking/dahua/code/dahua.py).
 * Instar's have PK\3\7, PK\1\8 and PK\5\9: onekey-sec/unblob
 * (unblob/handlers/archive/instar/instar_hd.py). Given is the archive with the right marks, which
 * the walk then opens.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "unpack/format.h"
#include "unpack/lengths.h"

enum {
	END_BYTES = 22,
	CENTRAL_BYTES = 46,
	MARK = 4,
	ENTRIES_MAX = 65536,
};

/* A mark that is to be another one. */
struct change {
	uint64_t at;
	const char *to;
};

struct changes {
	struct change *all;
	size_t n;
};

static void add_change(struct changes *ch, struct slice bytes, uint64_t at, const char *to)
{
	if (at + MARK <= bytes.len && memcmp(bytes.at + at, to, MARK) != 0 &&
	    ch->n < 2 * ENTRIES_MAX + 2)
		ch->all[ch->n++] = (struct change){at, to};
}

static int by_place(const void *left, const void *right)
{
	const struct change *a = left, *b = right;

	return a->at < b->at ? -1 : a->at > b->at;
}

/* Where the end record stands: before a comment of at most 65535 bytes. */
static uint64_t place_of_end(struct slice bytes, const char *mark)
{
	for (size_t comment = 0; comment <= UINT16_MAX && comment + END_BYTES <= bytes.len;
	     comment++) {
		size_t at = bytes.len - END_BYTES - comment;
		if (memcmp(bytes.at + at, mark, MARK) == 0)
			return at;
	}
	return UINT64_MAX;
}

/* Marks of the entries that the central directory names. */
static void find_changes(struct changes *ch, struct slice bytes, uint64_t end)
{
	struct cursor c = cursor_over(slice_from(bytes, (size_t)end));

	cursor_skip(&c, 10);
	unsigned n = cursor_le16(&c);
	cursor_skip(&c, 4);
	uint64_t at = cursor_le32(&c);
	add_change(ch, bytes, end, "PK\5\6");
	for (unsigned i = 0; i < n && at + CENTRAL_BYTES <= end; i++) {
		c = cursor_over(slice_from(bytes, (size_t)at));
		cursor_skip(&c, 28);
		uint64_t more = cursor_le16(&c);
		more += cursor_le16(&c);
		more += cursor_le16(&c);
		cursor_skip(&c, 8);
		add_change(ch, bytes, cursor_le32(&c), "PK\3\4");
		add_change(ch, bytes, at, "PK\1\2");
		at += CENTRAL_BYTES + more;
	}
}

/* The bytes with the changes; what overlaps is left as it is. */
static void give_changed(struct slice bytes, const struct changes *ch, struct unpack_out *out)
{
	const struct member m = {.name = slice_text("archive.zip"), .offset = 0};
	struct spool *s = out_begin(out, &m);
	uint64_t at = 0;
	bool goes_on = true;

	if (!s)
		return;
	for (size_t i = 0; goes_on && i < ch->n; i++) {
		if (ch->all[i].at < at)
			continue;
		goes_on = spool_put(s, slice_of(bytes.at + at, (size_t)(ch->all[i].at - at))) &&
			  spool_put(s, slice_of(ch->all[i].to, MARK));
		at = ch->all[i].at + MARK;
	}
	if (goes_on)
		(void)spool_put(s, slice_from(bytes, (size_t)at));
	out_end(out, s, false);
}

static uint64_t open_altered(struct slice bytes, const char *end_mark, struct unpack_out *out)
{
	uint64_t len = length_of_zip(bytes, end_mark);

	if (len == 0)
		return 0;
	bool whole = len < UINT64_MAX;
	if (whole)
		bytes.len = (size_t)len;
	else
		out_broken(out, bytes.len, "ends before its list of files");
	struct changes ch = {.all = mem_new(2 * ENTRIES_MAX + 2, sizeof(*ch.all))};
	add_change(&ch, bytes, 0, "PK\3\4");
	uint64_t end = whole ? place_of_end(bytes, end_mark) : UINT64_MAX;
	if (end < UINT64_MAX)
		find_changes(&ch, bytes, end);
	qsort(ch.all, ch.n, sizeof(*ch.all), by_place);
	give_changed(bytes, &ch, out);
	free(ch.all);
	return bytes.len;
}

static uint64_t open_dahuazip(struct slice bytes, struct unpack_out *out)
{
	return open_altered(bytes, "PK\5\6", out);
}

const struct format format_dahuazip = {
	.name = "dahua-zip",
	.marks = {{"DH\3\4", 4, 0}},
	.open = open_dahuazip,
};

static uint64_t open_instarzip(struct slice bytes, struct unpack_out *out)
{
	return open_altered(bytes, "PK\5\x09", out);
}

const struct format format_instarzip = {
	.name = "instar-zip",
	.marks = {{"PK\3\7", 4, 0}},
	.open = open_instarzip,
};
