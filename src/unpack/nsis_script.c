/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack/nsis.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "unpack/utf16.h"

enum {
	FLAGS = 4,
	BLOCKS = 8,
	BLOCK_ENTRIES = 2,
	BLOCK_STRINGS = 3,
	BLOCK_LANGUAGES = 4,
	ENTRY = 7 * 4,
	CREATE_FOLDER = 11,
	EXTRACT_FILE = 20,
	NAME_MOST = 1024,
	TEXT_UNITS = 8192, /* of one text */
	FILES_MOST = 1 << 20,
	OLD_SKIP = 252,
	OLD_VARIABLE = 253,
	OLD_SHELL = 254,
	OLD_LANGUAGE = 255,
};

/* The parts of a header that are looked at. */
struct layout {
	struct slice entries, strings;
	bool wide; /* texts are UTF-16 */
};

static bool read_blocks(struct slice header, unsigned place_bytes, struct layout *ret)
{
	struct cursor c = cursor_over(header);
	uint64_t place[BLOCKS], number[BLOCKS];

	cursor_skip(&c, FLAGS);
	for (unsigned i = 0; i < BLOCKS; i++) {
		place[i] = place_bytes == 8 ? cursor_le64(&c) : cursor_le32(&c);
		number[i] = cursor_le32(&c);
	}
	if (!cursor_fine(&c) || place[BLOCK_ENTRIES] > header.len ||
	    place[BLOCK_STRINGS] > header.len || place[BLOCK_LANGUAGES] > header.len ||
	    place[BLOCK_STRINGS] < place[BLOCK_ENTRIES] ||
	    place[BLOCK_LANGUAGES] <= place[BLOCK_STRINGS] ||
	    number[BLOCK_ENTRIES] > (place[BLOCK_STRINGS] - place[BLOCK_ENTRIES]) / ENTRY)
		return false;
	ret->entries = slice_of(header.at + place[BLOCK_ENTRIES], number[BLOCK_ENTRIES] * ENTRY);
	ret->strings = slice_of(header.at + place[BLOCK_STRINGS],
				place[BLOCK_LANGUAGES] - place[BLOCK_STRINGS]);
	/* the first text is empty, so its NUL tells how wide they are */
	ret->wide = ret->strings.len >= 2 && ret->strings.at[0] == 0 && ret->strings.at[1] == 0;
	return ret->strings.len > 0 && ret->strings.at[0] == 0;
}

static bool read_layout(struct slice header, struct layout *ret)
{
	return read_blocks(header, 4, ret) || read_blocks(header, 8, ret);
}

static void put_variable(struct buf *out, unsigned number)
{
	static const char *const names[] = {"CMDLINE",  "INSTDIR",    "OUTDIR",     "EXEDIR",
					    "LANGUAGE", "TEMP",       "PLUGINSDIR", "EXEPATH",
					    "EXEFILE",  "HWNDPARENT", "_CLICK",     "_OUTDIR"};

	if (number < 10)
		buf_printf(out, "$%u", number);
	else if (number < 20)
		buf_printf(out, "$R%u", number - 10);
	else if (number - 20 < sizeof(names) / sizeof(*names))
		buf_printf(out, "$%s", names[number - 20]);
	else
		buf_printf(out, "$_%u_", number);
}

/* Codes of the new kind are 1 to 4 (language, shell folder, variable, skip), of the old one, in
 * ANSI installers only, 252 to 255. 0 = an ordinary letter. */
static unsigned code_of(unsigned unit, bool wide)
{
	if (unit >= 1 && unit <= 4)
		return unit;
	if (wide || unit < OLD_SKIP)
		return 0;
	return unit == OLD_SKIP ? 4 : unit == OLD_VARIABLE ? 3 : unit == OLD_SHELL ? 2 : 1;
}

static unsigned take_unit(struct cursor *c, bool wide)
{
	return wide ? cursor_le16(c) : cursor_u8(c);
}

static void put_code(struct buf *out, struct cursor *c, unsigned code, bool wide)
{
	if (code == 4) {
		const uint8_t *from = c->at;
		(void)take_unit(c, wide);
		if (wide)
			utf16_put(out, slice_of(from, (size_t)(c->at - from)));
		else
			buf_slice(out, slice_of(from, (size_t)(c->at - from)));
		return;
	}
	/* two times seven bits, each with its upper bit set */
	unsigned number = cursor_u8(c) & 0x7fu;
	number |= (cursor_u8(c) & 0x7fu) << 7;
	if (code == 3)
		put_variable(out, number);
	else
		buf_text(out, code == 2 ? "$SHELL" : "$LANG");
}

/* One text, up to its NUL, over which the cursor steps. */
static void put_text(struct buf *out, struct cursor *c, bool wide)
{
	for (unsigned i = 0; i < TEXT_UNITS && cursor_left(c) >= (wide ? 2u : 1u); i++) {
		const uint8_t *from = c->at;
		unsigned unit = take_unit(c, wide), code = code_of(unit, wide);
		if (unit == 0)
			return;
		if (code)
			put_code(out, c, code, wide);
		else if (wide && unit >= 0xd800 && unit < 0xdc00 && cursor_left(c) >= 2) {
			cursor_skip(c, 2);
			utf16_put(out, slice_of(from, 4));
		} else if (wide)
			utf16_put(out, slice_of(from, 2));
		else
			buf_slice(out, slice_of(from, 1));
	}
}

/* number: of letters from the start of all texts; those of languages are negative and not followed. */
static bool put_numbered(struct buf *out, const struct layout *l, uint32_t number)
{
	uint64_t at = (uint64_t)number * (l->wide ? 2 : 1);

	if (number > INT32_MAX || at >= l->strings.len)
		return false;
	struct cursor c = cursor_over(slice_from(l->strings, (size_t)at));
	put_text(out, &c, l->wide);
	return true;
}

static void keep_file(struct nsis_script *s, uint64_t data, const struct buf *folder,
		      const struct buf *name)
{
	bool absolute = name->len && (name->at[0] == '$' || memchr(name->at, ':', name->len));
	size_t above = absolute || folder->len == 0 ? 0 : folder->len + 1;

	if (s->n >= FILES_MOST || name->len == 0)
		return;
	if (s->n == s->room) {
		s->room = s->room ? s->room * 2 : 64;
		s->files = mem_resize(s->files, s->room, sizeof(*s->files));
	}
	struct nsis_file *f = &s->files[s->n++];
	f->data = data;
	f->name_len = above + name->len;
	f->name = mem_new(f->name_len + 1, 1);
	if (above) {
		memcpy(f->name, folder->at, folder->len);
		f->name[folder->len] = '\\';
	}
	memcpy(f->name + above, name->at, name->len);
}

static int by_place(const void *left, const void *right)
{
	const struct nsis_file *a = left, *b = right;

	return a->data < b->data ? -1 : a->data > b->data;
}

/* Data that is written several times goes by its first name. */
static void leave_one_each(struct nsis_script *s)
{
	size_t kept = 0;

	if (s->n)
		qsort(s->files, s->n, sizeof(*s->files), by_place);
	for (size_t i = 0; i < s->n; i++) {
		if (kept && s->files[kept - 1].data == s->files[i].data)
			free(s->files[i].name);
		else
			s->files[kept++] = s->files[i];
	}
	s->n = kept;
}

void nsis_read_script(struct nsis_script *s, struct slice header)
{
	struct layout l;
	struct buf folder, name;

	*s = (struct nsis_script){.n = 0};
	if (!read_layout(header, &l))
		return;
	buf_init(&folder, NAME_MOST);
	buf_init(&name, NAME_MOST);
	struct cursor c = cursor_over(l.entries);
	while (cursor_left(&c) >= ENTRY) {
		struct cursor e = cursor_within(&c, ENTRY);
		uint32_t what = cursor_le32(&e), first = cursor_le32(&e), second = cursor_le32(&e);
		uint32_t third = cursor_le32(&e);
		if (what == CREATE_FOLDER && second) {
			buf_clear(&folder);
			(void)put_numbered(&folder, &l, first);
		} else if (what == EXTRACT_FILE) {
			buf_clear(&name);
			if (put_numbered(&name, &l, second))
				keep_file(s, third, &folder, &name);
		}
	}
	buf_done(&folder);
	buf_done(&name);
	leave_one_each(s);
}

struct slice nsis_name(const struct nsis_script *s, uint64_t data)
{
	const struct nsis_file key = {.data = data};
	const struct nsis_file *f =
		s->n ? bsearch(&key, s->files, s->n, sizeof(key), by_place) : NULL;

	return f ? slice_of(f->name, f->name_len) : slice_of(NULL, 0);
}

void nsis_script_done(struct nsis_script *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->files[i].name);
	free(s->files);
}

void nsis_put_texts(struct buf *out, struct slice header)
{
	struct layout l;

	if (!read_layout(header, &l))
		return;
	struct cursor c = cursor_over(l.strings);
	while (cursor_left(&c) >= (l.wide ? 2u : 1u)) {
		size_t before = out->len;
		put_text(out, &c, l.wide);
		if (out->len > before)
			buf_text(out, "\n");
	}
}
