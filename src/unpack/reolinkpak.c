/* SPDX-License-Identifier: Apache-2.0
 *
 * .pak of Reolink and Swann: a header, a table of sections, a table of flash partitions with the same
 * names, then the sections as they are. Layout: vmallet/pakler (pakler/structure.py and __init__.py),
 * for devices of 32 and of 64 bits.
 */
#include <inttypes.h>

#include "unpack/parts.h"

enum {
	SECTIONS_MAX = 64,
	NAME = 32,
	VERSION = 24,
	PARTITION = 76,
	TEXT_MOST = 32 << 10,
};

struct section {
	struct slice name, version;
	uint64_t start, size;
};

static struct section read_section(struct cursor *c, bool wide)
{
	struct section s = {.name = slice_until_nul(cursor_take(c, NAME)),
			    .version = slice_until_nul(cursor_take(c, VERSION))};

	s.start = wide ? cursor_le64(c) : cursor_le32(c);
	s.size = wide ? cursor_le64(c) : cursor_le32(c);
	return s;
}

/* Where headers are of 64 bits their upper halves are empty; elsewhere a checksum and a name stand
 * there. */
static bool is_wide(struct slice bytes)
{
	struct cursor c = cursor_over(bytes);
	uint32_t upper = 0;

	for (unsigned i = 0; i < 3; i++) {
		cursor_skip(&c, 4);
		upper |= cursor_le32(&c);
	}
	return cursor_fine(&c) && upper == 0;
}

static bool is_plain(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] <= ' ' || name.at[i] > '~')
			return false;
	return true;
}

/* The number of sections, whose table ends where the first name comes again; 0 = it is no package. */
static size_t read_table(struct cursor *c, bool wide, struct section sections[SECTIONS_MAX])
{
	size_t n = 0;

	while (n < SECTIONS_MAX) {
		struct cursor before = *c;
		struct section s = read_section(c, wide);
		if (!cursor_fine(c) || !is_plain(s.name))
			return 0;
		if (n && slice_equal(s.name, sections[0].name)) {
			*c = before;
			break;
		}
		sections[n++] = s;
	}
	if (n == SECTIONS_MAX)
		return 0;
	uint64_t end = cursor_offset(c) + (uint64_t)n * PARTITION;
	return n && sections[0].name.len && sections[0].start == end ? n : 0;
}

static void describe(struct buf *text, const struct section *s)
{
	buf_slice(text, s->name);
	buf_text(text, " ");
	if (is_plain(s->version))
		buf_slice(text, s->version);
	buf_printf(text, " at 0x%" PRIx64 " size 0x%" PRIx64 "\n", s->start, s->size);
}

static void describe_partition(struct buf *text, struct cursor *c)
{
	struct slice name = slice_until_nul(cursor_take(c, NAME));

	cursor_skip(c, 4);
	struct slice device = slice_until_nul(cursor_take(c, NAME));
	uint32_t start = cursor_le32(c), size = cursor_le32(c);
	if (!is_plain(name) || !is_plain(device))
		return;
	buf_text(text, "flash ");
	buf_slice(text, name);
	buf_text(text, " ");
	buf_slice(text, device);
	buf_printf(text, " at 0x%" PRIx32 " size 0x%" PRIx32 "\n", start, size);
}

static uint64_t open_reolinkpak(struct slice bytes, struct unpack_out *out)
{
	struct section sections[SECTIONS_MAX];
	struct cursor c = cursor_over(bytes);
	bool wide = is_wide(bytes);
	struct parts parts;
	struct buf text;

	cursor_skip(&c, wide ? 24 : 12);
	size_t n = read_table(&c, wide, sections);
	if (n == 0)
		return 0;
	parts_init(&parts, out, bytes, sections[0].start);
	buf_init(&text, TEXT_MOST);
	for (size_t i = 0; i < n; i++)
		describe(&text, &sections[i]);
	for (size_t i = 0; i < n; i++)
		describe_partition(&text, &c);
	parts_give_text(&parts, "sections.txt", &text);
	buf_done(&text);
	for (size_t i = 0; i < n; i++)
		parts_give(&parts, sections[i].name, sections[i].start, sections[i].size);
	return parts_done(&parts);
}

const struct format format_reolinkpak = {
	.name = "reolink-pak",
	.marks = {{"\x13\x59\x72\x32", 4, 0}},
	.open = open_reolinkpak,
};
