/* SPDX-License-Identifier: Apache-2.0
 *
 * Tenvis's packages ("PK2"): files and commands, each under a repeating key of eight bytes that begins
 * anew with each of them. Layout and key: fkie-cad/fact_extractor
 * (fact_extractor/plugins/unpacking/tenvis_pk2/code/tenvis_pk2.py).
 */
#include "unpack/parts.h"

enum {
	MARK = 4,
	HEAD = 28,
	COUNT_AT = 24,
	HASH = 16,
	SECTIONS_MAX = 4096,
	NAME_MOST = 1024,
	COMMANDS_MOST = 1 << 20,
	PIECE = 64 << 10,
	KEY = 8,
};

static void copy_without_key(uint8_t *to, const uint8_t *from, size_t n)
{
	static const uint8_t key[KEY] = {0xa1, 0x83, 0x24, 0x78, 0xb3, 0x41, 0x43, 0x56};

	for (size_t i = 0; i < n; i++)
		to[i] = from[i] ^ key[i % KEY];
}

static void give_file(struct unpack_out *out, struct slice section)
{
	struct cursor c = cursor_over(section);
	uint32_t name_len = cursor_le32(&c);
	struct member m = {.name = slice_until_nul(cursor_take(&c, name_len)),
			   .offset = UNPACK_OFFSET_UNKNOWN};
	while (m.name.len && m.name.at[0] == '/') /* places in the camera, all of them */
		m.name = slice_from(m.name, 1);
	uint32_t size = cursor_le32(&c);
	bool cut = size > cursor_left(&c);
	struct slice data = cursor_take(&c, cut ? cursor_left(&c) : size);
	struct spool *s = cursor_fine(&c) && name_len <= NAME_MOST ? out_begin(out, &m) : NULL;

	if (!s)
		return;
	for (size_t at = 0; at < data.len; at += PIECE) {
		size_t n = data.len - at < PIECE ? data.len - at : PIECE;
		uint8_t *room = spool_room(s, n);
		if (!room)
			break;
		copy_without_key(room, data.at + at, n);
		if (!spool_wrote(s, n))
			break;
	}
	out_end(out, s, cut);
}

static void put_command(struct buf *commands, struct slice section)
{
	uint8_t *room = section.len ? buf_place(commands, section.len) : NULL;

	if (!room)
		return;
	copy_without_key(room, section.at, section.len);
	commands->len += slice_until_nul(slice_of(room, section.len)).len;
	buf_text(commands, "\n");
}

/* A section: its kind, a hash, its size. False when there is none. */
static bool give_section(struct unpack_out *out, struct cursor *c, struct buf *commands)
{
	uint64_t at = cursor_offset(c);
	struct slice kind = cursor_take(c, MARK);

	cursor_skip(c, HASH);
	uint32_t size = cursor_le32(c);
	bool cut = size > cursor_left(c);
	if (!cursor_fine(c)) {
		out_broken(out, at, "ends before its last section");
		return false;
	}
	struct slice section = cursor_take(c, cut ? cursor_left(c) : size);
	if (slice_equal(kind, slice_of("FILE", MARK))) {
		give_file(out, section);
	} else if (slice_equal(kind, slice_of("CMD\0", MARK))) {
		put_command(commands, section);
	} else {
		out_broken(out, at, "a section is of no known kind: what follows was not read");
		return false;
	}
	if (cut)
		out_broken(out, at, "a section is not whole");
	return !cut;
}

static uint64_t open_tenvispk2(struct slice bytes, struct unpack_out *out)
{
	struct cursor c = cursor_over(bytes);
	struct parts parts;
	struct buf commands;

	cursor_skip(&c, COUNT_AT);
	uint32_t n = cursor_le32(&c);
	if (n == 0 || n > SECTIONS_MAX ||
	    (!slice_starts(cursor_rest(&c), "FILE") && !slice_starts(cursor_rest(&c), "CMD")))
		return 0;
	buf_init(&commands, COMMANDS_MOST);
	for (uint32_t i = 0; i < n; i++)
		if (!give_section(out, &c, &commands))
			break;
	parts_init(&parts, out, bytes, HEAD);
	parts_give_text(&parts, "commands.txt", &commands);
	(void)parts_done(&parts);
	buf_done(&commands);
	return cursor_offset(&c);
}

const struct format format_tenvispk2 = {
	.name = "tenvis-pk2",
	.marks = {{"PK2\0", 4, 0}},
	.open = open_tenvispk2,
};
