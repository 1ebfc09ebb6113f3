/* SPDX-License-Identifier: Apache-2.0
 *
 * Windows programs. One stays a file that is sifted as such; what becomes a member are its resources
 * that are files of their own (raw data, pages, manifests, types of the program's own) and, as text,
 * its version and its strings, which are UTF-16 in it. Archives, installers and programs in its
 * sections or behind them are met by the walk.
 */
#include "unpack/pe.h"

#include <inttypes.h>
#include <stdio.h>

#include "unpack/format.h"
#include "unpack/inno.h"
#include "unpack/ranges.h"
#include "unpack/utf16.h"

enum {
	OFFSET_AT = 0x3c,
	OFFSET_MOST = 1 << 20,
	MAGIC_32 = 0x10b,
	MAGIC_64 = 0x20b,
	DIRECTORY_RESOURCES = 2,
	DIRECTORY_CERTIFICATES = 4,
	SECTION_HEAD = 40,
	SYMBOL_BYTES = 18,
	LEVELS = 3, /* type, name, language */
	NODES_MAX = 8192,
	NAME_BYTES = 512,
	TEXT_BYTES = 1 << 20,
	TYPE_STRING = 6,
	TYPE_RAW = 10,
	TYPE_VERSION = 16,
	TYPE_HTML = 23,
	TYPE_MANIFEST = 24,
	TYPES_OF_WINDOWS = 24, /* the numbers up to it have a meaning */
};

#define NAMED (1u << 31) /* a text instead of a number, a directory instead of a leaf */

static void read_directories(struct pe *pe, struct cursor *c)
{
	uint32_t n = cursor_le32(c);

	for (uint32_t i = 0; i < n && i <= DIRECTORY_CERTIFICATES; i++) {
		uint32_t at = cursor_le32(c), size = cursor_le32(c);
		if (!cursor_fine(c))
			return;
		if (i == DIRECTORY_RESOURCES) {
			pe->resources = at;
			pe->resources_size = size;
		}
		/* the one directory that is given by its place in the file, and the last thing in it */
		if (i == DIRECTORY_CERTIFICATES && at == pe->end)
			pe->end = (uint64_t)at + size;
	}
}

static void read_sections(struct pe *pe, struct cursor *c, unsigned n)
{
	for (unsigned i = 0; i < n && i < PE_SECTIONS_MAX; i++) {
		struct cursor one = cursor_within(c, SECTION_HEAD);
		struct pe_section s;
		cursor_skip(&one, 8);
		s.size = cursor_le32(&one);
		s.address = cursor_le32(&one);
		s.file_size = cursor_le32(&one);
		s.file_at = cursor_le32(&one);
		if (!cursor_fine(c))
			return;
		uint64_t end = (uint64_t)s.file_at + s.file_size;
		if (s.file_size && end > pe->end)
			pe->end = end;
		pe->sections[pe->n_sections++] = s;
	}
}

/* A table of symbols and its strings, which unstripped programs of GCC have behind the sections. */
static void read_symbols(struct pe *pe, uint32_t at, uint32_t n)
{
	uint64_t end = (uint64_t)at + (uint64_t)n * SYMBOL_BYTES;

	if (at == 0 || at != pe->end || end + 4 > pe->bytes.len)
		return;
	struct cursor c = cursor_over(slice_from(pe->bytes, (size_t)end));
	pe->end = end + cursor_le32(&c);
}

bool pe_read(struct slice bytes, struct pe *ret)
{
	struct cursor c = cursor_over(bytes);

	*ret = (struct pe){.bytes = bytes};
	if (!slice_starts(bytes, "MZ"))
		return false;
	cursor_skip(&c, OFFSET_AT);
	uint32_t at = cursor_le32(&c);
	if (!cursor_fine(&c) || at > OFFSET_MOST || at > bytes.len ||
	    !slice_equal(slice_of(bytes.at + at, bytes.len - at < 4 ? bytes.len - at : 4),
			 slice_of("PE\0\0", 4)))
		return false;
	c = cursor_over(slice_from(bytes, at + 4));
	cursor_skip(&c, 2);
	unsigned n = cursor_le16(&c);
	cursor_skip(&c, 4);
	uint32_t symbols = cursor_le32(&c), n_symbols = cursor_le32(&c);
	size_t optional_size = cursor_le16(&c);
	cursor_skip(&c, 2);
	struct cursor optional = cursor_within(&c, optional_size);
	unsigned magic = cursor_le16(&optional);
	if (!cursor_fine(&c) || n == 0 || n > PE_SECTIONS_MAX ||
	    (magic != MAGIC_32 && magic != MAGIC_64))
		return false;
	ret->end = (uint64_t)at + 24 + optional_size + (uint64_t)n * SECTION_HEAD;
	read_sections(ret, &c, n);
	read_symbols(ret, symbols, n_symbols);
	cursor_skip(&optional, magic == MAGIC_64 ? 106 : 90);
	read_directories(ret, &optional);
	return ret->n_sections > 0;
}

uint64_t pe_place(const struct pe *pe, uint32_t address)
{
	for (unsigned i = 0; i < pe->n_sections; i++) {
		const struct pe_section *s = &pe->sections[i];
		if (address >= s->address && address - s->address < s->file_size &&
		    (uint64_t)s->file_at + (address - s->address) < pe->bytes.len)
			return (uint64_t)s->file_at + (address - s->address);
	}
	return UINT64_MAX;
}

/* What one node of the tree is called. */
struct label {
	bool named;
	uint32_t number;
	struct slice text; /* UTF-16 */
};

struct tree {
	struct pe pe;
	struct unpack_out *out;
	struct slice bytes; /* from the root on */
	uint64_t at;        /* of the root */
	unsigned nodes;
	bool told; /* of damage: once is enough */
	struct label labels[LEVELS];
	struct ranges given;
	struct buf strings; /* of all blocks and languages */
	struct slice inno;  /* where an installer's parts lie, if it is one */
};

static const char *type_name(uint32_t number)
{
	switch (number) {
	case TYPE_STRING:
		return "strings"; /* all in one */
	case TYPE_RAW:
		return "data";
	case TYPE_VERSION:
		return "version";
	case 17:
		return "include";
	case 19:
		return "plug-and-play";
	case 20:
		return "driver";
	case TYPE_HTML:
		return "html";
	case TYPE_MANIFEST:
		return "manifest";
	default:
		return NULL;
	}
}

static void put_label(struct buf *out, const struct label *l)
{
	if (l->named)
		utf16_put(out, l->text);
	else
		buf_printf(out, "%" PRIu32, l->number);
}

/* resources/TYPE/LANGUAGE/NAME: the name comes last, it may be one of a file. */
static void put_name(struct buf *out, const struct tree *t)
{
	const struct label *type = &t->labels[0];
	const char *known = type->named ? NULL : type_name(type->number);

	buf_text(out, "resources/");
	if (known)
		buf_text(out, known);
	else
		put_label(out, type);
	buf_text(out, "/");
	put_label(out, &t->labels[2]);
	buf_text(out, "/");
	put_label(out, &t->labels[1]);
	if (!type->named && type->number == TYPE_HTML && !t->labels[1].named)
		buf_text(out, ".html");
	else if (!type->named && type->number == TYPE_MANIFEST)
		buf_text(out, ".xml");
	else if (!type->named && type->number == TYPE_VERSION)
		buf_text(out, ".txt");
}

static void give_text(struct unpack_out *out, const struct member *m, const struct buf *text)
{
	struct spool *s = text->len ? out_begin(out, m) : NULL;

	if (!s)
		return;
	(void)spool_put(s, slice_of(text->at, text->len));
	out_end(out, s, false);
}

static void give_version(const struct tree *t, const struct member *m, struct slice resource)
{
	struct buf text;

	buf_init(&text, TEXT_BYTES);
	pe_version_text(&text, resource);
	give_text(t->out, m, &text);
	buf_done(&text);
}

static void tell(struct tree *t, uint64_t at, const char *what)
{
	if (!t->told)
		out_broken(t->out, at, "%s", what);
	t->told = true;
}

/* A resource. Pictures, menus, dialogs and the like stay in the program. */
static void give_leaf(struct tree *t, struct cursor c)
{
	const struct label *type = &t->labels[0];
	uint32_t address = cursor_le32(&c), size = cursor_le32(&c);
	uint64_t at = pe_place(&t->pe, address);
	struct buf name;

	if (!cursor_fine(&c) || size == 0 ||
	    (!type->named && type->number <= TYPES_OF_WINDOWS && !type_name(type->number)))
		return;
	if (at == UINT64_MAX || at < t->at) {
		tell(t, t->at, "a resource lies outside of the program");
		return;
	}
	if (size > t->pe.bytes.len - at) {
		size = (uint32_t)(t->pe.bytes.len - at);
		tell(t, at, "a resource ends behind the program's end");
	}
	if (!ranges_apart(&t->given, at, at + size))
		return;
	ranges_add(&t->given, at, at + size);
	out_covers(t->out, at, at + size);
	buf_init(&name, NAME_BYTES);
	put_name(&name, t);
	const struct member m = {.name = slice_of(name.at, name.len), .offset = at};
	struct slice bytes = slice_of(t->pe.bytes.at + at, size);
	if (!type->named && type->number == TYPE_RAW && !t->labels[1].named &&
	    t->labels[1].number == INNO_RESOURCE)
		t->inno = bytes;
	if (!type->named && type->number == TYPE_STRING)
		pe_string_text(&t->strings, bytes);
	else if (!type->named && type->number == TYPE_VERSION)
		give_version(t, &m, bytes);
	else
		out_member(t->out, &m, bytes);
	buf_done(&name);
}

static struct label label_of(const struct tree *t, uint32_t id)
{
	struct label l = {.named = id & NAMED, .number = id};

	if (!l.named)
		return l;
	id &= ~NAMED;
	struct cursor c =
		cursor_over(id < t->bytes.len ? slice_from(t->bytes, id) : slice_of(NULL, 0));
	size_t len = (size_t)cursor_le16(&c) * 2;
	l.text = cursor_take(&c, len);
	return l;
}

static void walk_directory(struct tree *t, uint32_t at, unsigned level)
{
	struct cursor c =
		cursor_over(at < t->bytes.len ? slice_from(t->bytes, at) : slice_of(NULL, 0));

	cursor_skip(&c, 12);
	unsigned n = cursor_le16(&c);
	n += cursor_le16(&c);
	for (unsigned i = 0; i < n && t->nodes < NODES_MAX; i++, t->nodes++) {
		uint32_t id = cursor_le32(&c), to = cursor_le32(&c);
		if (!cursor_fine(&c)) {
			tell(t, t->at + at, "a list of resources is not whole");
			return;
		}
		t->labels[level] = label_of(t, id);
		if (to & NAMED) {
			if (level + 1 < LEVELS)
				walk_directory(t, to & ~NAMED, level + 1);
			continue;
		}
		for (unsigned l = level + 1; l < LEVELS; l++)
			t->labels[l] = (struct label){.number = 0};
		give_leaf(t, cursor_over(to < t->bytes.len ? slice_from(t->bytes, to)
							   : slice_of(NULL, 0)));
	}
}

static uint64_t pe_length(struct slice bytes)
{
	struct pe pe;

	if (!pe_read(bytes, &pe))
		return 0;
	return pe.end < bytes.len ? pe.end : bytes.len;
}

static uint64_t open_pe(struct slice bytes, struct unpack_out *out)
{
	struct tree t = {.out = out};

	if (!pe_read(bytes, &t.pe))
		return 0;
	if (t.pe.end > bytes.len)
		out_broken(out, bytes.len, "ends %" PRIu64 " bytes early", t.pe.end - bytes.len);
	t.at = t.pe.resources ? pe_place(&t.pe, t.pe.resources) : UINT64_MAX;
	if (t.at != UINT64_MAX) {
		t.bytes = slice_from(bytes, (size_t)t.at);
		buf_init(&t.strings, bytes.len * 2);
		walk_directory(&t, 0, 0);
		give_text(out,
			  &(struct member){.name = slice_text("resources/strings.txt"),
					   .offset = UNPACK_OFFSET_UNKNOWN},
			  &t.strings);
		buf_done(&t.strings);
	}
	inno_open(out, bytes, t.inno);
	ranges_done(&t.given);
	return 1;
}

const struct format format_pe = {
	.name = "pe",
	/* how those headers begin that linkers write: Microsoft's and GNU's, Borland's, LLVM's, bare */
	.marks = {{"MZ\x90\0\3\0", 6, 0},
		  {"MZP\0\2\0", 6, 0},
		  {"MZ\x78\0\1\0", 6, 0},
		  {"MZ\0\0\0\0", 6, 0}},
	.program = pe_length,
	.open = open_pe,
};
