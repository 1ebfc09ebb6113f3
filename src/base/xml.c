/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xml.h"

#include <expat.h>
#include <limits.h>

struct level {
	size_t path_len; /* of the parent's path */
	size_t text_at;  /* start of this element's text in `text` */
};

struct walk {
	XML_Parser parser;
	void (*leaf)(void *, const struct xml_leaf *);
	void *ctx;
	unsigned depth, leaves;
	bool stopped, ended; /* a limit was passed; the root element was closed */
	size_t path_len, text_len;
	struct level levels[XML_DEPTH_MAX];
	char path[XML_PATH_MAX];
	char text[XML_OPEN_TEXT_MAX];
};

/* expat may still call back after it was told to stop: each callback asks `stopped` first. */
static void stop(struct walk *w)
{
	w->stopped = true;
	(void)XML_StopParser(w->parser, XML_FALSE);
}

static const char *local_name(const char *name, char prefix[64])
{
	const char *colon = strchr(name, ':');
	size_t len = colon ? (size_t)(colon - name) : 0;

	if (len >= 64)
		len = 63;
	memcpy(prefix, name, len);
	prefix[len] = '\0';
	return colon ? colon + 1 : name;
}

static bool give(struct walk *w, const struct xml_leaf *leaf)
{
	if (++w->leaves > XML_LEAVES_MAX) {
		stop(w);
		return false;
	}
	w->leaf(w->ctx, leaf);
	return true;
}

static void on_start(void *data, const char *full, const char **attributes)
{
	struct walk *w = data;
	char prefix[64];
	const char *name = local_name(full, prefix);
	size_t len = strlen(name);

	if (w->stopped)
		return;
	if (w->depth == XML_DEPTH_MAX || w->path_len + len + 2 > sizeof(w->path)) {
		stop(w);
		return;
	}
	w->levels[w->depth++] = (struct level){w->path_len, w->text_len};
	if (w->path_len)
		w->path[w->path_len++] = '/';
	memcpy(w->path + w->path_len, name, len + 1);
	w->path_len += len;
	for (; attributes[0]; attributes += 2) {
		struct xml_leaf leaf = {.path = w->path, .prefix = prefix, .is_attribute = true};
		leaf.name = local_name(attributes[0], prefix);
		if (strlen(leaf.name) >= XML_PATH_MAX) {
			stop(w);
			return;
		}
		leaf.text = slice_text(attributes[1]);
		if (leaf.text.len > XML_TEXT_MAX)
			leaf.text.len = XML_TEXT_MAX;
		if (!give(w, &leaf))
			return;
	}
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The indentation before an element's own text is not kept: it would fill the room for texts. */
static void on_text(void *data, const char *text, int text_len)
{
	struct walk *w = data;
	size_t len = (size_t)text_len;

	if (w->stopped || w->depth == 0)
		return;
	size_t own = w->text_len - w->levels[w->depth - 1].text_at;
	while (own == 0 && len && is_blank(*text))
		text++, len--;
	size_t room = sizeof(w->text) - w->text_len;
	if (room > XML_TEXT_MAX - own)
		room = XML_TEXT_MAX - own;
	if (len > room)
		len = room;
	memcpy(w->text + w->text_len, text, len);
	w->text_len += len;
}

static void on_end(void *data, const char *full)
{
	struct walk *w = data;
	char prefix[64];
	struct xml_leaf leaf = {.path = w->path, .prefix = prefix};

	if (w->stopped)
		return;
	leaf.name = local_name(full, prefix);
	const struct level *level = &w->levels[--w->depth];
	leaf.text = slice_trim(slice_of(w->text + level->text_at, w->text_len - level->text_at));
	w->ended = w->depth == 0;
	(void)give(w, &leaf);
	w->text_len = level->text_at;
	w->path_len = level->path_len;
	w->path[w->path_len] = '\0';
}

/* A DTD is where entity bombs live and nothing that devices say needs one. */
static void on_doctype(void *data, const char *name, const char *system, const char *public,
		       int has_subset)
{
	(void)name, (void)system, (void)public, (void)has_subset;
	stop(data);
}

/* Bytes of the UTF-8 character that s starts with; 0 = none (RFC 3629, section 4). One that s
 * breaks off in counts: captures and devices cut documents anywhere. */
static size_t utf8_character(struct slice s)
{
	uint8_t first = s.at[0], low = 0x80, high = 0xbf;
	size_t len = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

	if (len == 0 || first > 0xf4)
		return 0;
	if (len > s.len)
		len = s.len;
	if (first == 0xe0)
		low = 0xa0;
	else if (first == 0xed)
		high = 0x9f;
	else if (first == 0xf0)
		low = 0x90;
	else if (first == 0xf4)
		high = 0x8f;
	for (size_t i = 1; i < len; i++) {
		if (s.at[i] < low || s.at[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return len;
}

static bool is_utf8(struct slice s)
{
	while (s.len) {
		size_t len = utf8_character(s);
		if (len == 0)
			return false;
		s = slice_of(s.at + len, s.len - len);
	}
	return true;
}

/* UTF-16 with or without a byte order mark. */
static bool is_utf16(struct slice s)
{
	if (s.len < 2)
		return false;
	return (s.at[0] == 0xfe && s.at[1] == 0xff) || (s.at[0] == 0xff && s.at[1] == 0xfe) ||
	       (s.at[0] == 0 && s.at[1] == '<') || (s.at[0] == '<' && s.at[1] == 0);
}

/* Letters and the like, and the first bytes of those beyond ASCII (XML 1.0, 2.3). */
static bool may_be_in_name(uint8_t c)
{
	return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       c == ':' || c == '-' || c == '.' || (c >= '0' && c <= '9');
}

/* Whether an 8-bit document may begin so: with a tag of a name that ends, or with a declaration or a
 * comment. Bytes that only happen to begin with '<' are not worth a parser. */
static bool may_begin(struct slice s)
{
	size_t at = 1, mark = slice_starts(s, "\xef\xbb\xbf") ? 3 : 0; /* of UTF-8's byte order */

	s = slice_of(s.at + mark, s.len - mark);
	if (s.len < 2 || s.at[0] != '<')
		return false;
	if (s.at[1] == '?' || s.at[1] == '!')
		return true;
	while (at < s.len && may_be_in_name(s.at[at]))
		at++;
	return at > 1 && at < s.len &&
	       (s.at[at] == '>' || s.at[at] == '/' || is_blank((char)s.at[at]));
}

/* A parser that takes the encoding from the bytes; cuts what stands behind an 8-bit document. NULL
 * when it is none. */
static XML_Parser new_parser(struct slice *document)
{
	if (is_utf16(*document))
		return XML_ParserCreate(NULL);
	*document = slice_until_nul(slice_trim(*document));
	if (!may_begin(*document))
		return NULL;
	return XML_ParserCreate(is_utf8(*document) ? "UTF-8" : "ISO-8859-1");
}

bool xml_walk(struct slice document, void (*leaf)(void *ctx, const struct xml_leaf *leaf),
	      void *ctx)
{
	struct walk w; /* large: not zeroed as a whole */

	if (document.len == 0 || document.len > INT_MAX)
		return false;
	w.parser = new_parser(&document);
	if (!w.parser)
		return false;
	w.leaf = leaf;
	w.ctx = ctx;
	w.depth = w.leaves = 0;
	w.stopped = w.ended = false;
	w.path_len = w.text_len = 0;
	w.path[0] = '\0';
	XML_SetUserData(w.parser, &w);
	XML_SetElementHandler(w.parser, on_start, on_end);
	XML_SetCharacterDataHandler(w.parser, on_text);
	XML_SetStartDoctypeDeclHandler(w.parser, on_doctype);
	(void)XML_Parse(w.parser, (const char *)document.at, (int)document.len, 1);
	XML_ParserFree(w.parser);
	return w.ended && !w.stopped;
}

bool xml_path_ends(const char *path, const char *tail)
{
	size_t len = strlen(path), want = strlen(tail);
	return len >= want && strcmp(path + len - want, tail) == 0 &&
	       (len == want || path[len - want - 1] == '/');
}
