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
	struct level levels[XML_DEPTH_MAX];
	size_t path_len, text_len;
	char path[XML_PATH_MAX];
	char text[XML_TEXT_MAX];
};

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
		(void)XML_StopParser(w->parser, XML_FALSE);
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

	if (w->depth == XML_DEPTH_MAX || w->path_len + len + 2 > sizeof(w->path)) {
		(void)XML_StopParser(w->parser, XML_FALSE);
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
		leaf.text = slice_text(attributes[1]);
		if (leaf.text.len > XML_TEXT_MAX)
			leaf.text.len = XML_TEXT_MAX;
		if (!give(w, &leaf))
			return;
	}
}

static void on_text(void *data, const char *text, int len)
{
	struct walk *w = data;
	size_t room = sizeof(w->text) - w->text_len;
	size_t take = (size_t)len < room ? (size_t)len : room;

	memcpy(w->text + w->text_len, text, take);
	w->text_len += take;
}

static void on_end(void *data, const char *full)
{
	struct walk *w = data;
	char prefix[64];
	struct xml_leaf leaf = {.path = w->path, .prefix = prefix};

	leaf.name = local_name(full, prefix);
	const struct level *level = &w->levels[--w->depth];
	leaf.text = slice_trim(slice_of(w->text + level->text_at, w->text_len - level->text_at));
	(void)give(w, &leaf);
	w->text_len = level->text_at;
	w->path_len = level->path_len;
	w->path[w->path_len] = '\0';
}

/* A DTD is where entity bombs live and nothing that devices say needs one. */
static void on_doctype(void *data, const char *name, const char *system, const char *public,
		       int has_subset)
{
	struct walk *w = data;
	(void)name, (void)system, (void)public, (void)has_subset;
	(void)XML_StopParser(w->parser, XML_FALSE);
}

/* Encodings that expat does not know (GB2312 and the like) are read byte by byte: the ASCII that
 * matters comes through. */
static int on_encoding(void *data, const char *name, XML_Encoding *info)
{
	(void)data, (void)name;
	for (int i = 0; i < 256; i++)
		info->map[i] = i;
	info->data = NULL;
	info->convert = NULL;
	info->release = NULL;
	return XML_STATUS_OK;
}

bool xml_walk(struct slice document, void (*leaf)(void *ctx, const struct xml_leaf *leaf),
	      void *ctx)
{
	struct walk w = {.leaf = leaf, .ctx = ctx};

	if (document.len == 0 || document.len > INT_MAX)
		return false;
	w.parser = XML_ParserCreate(NULL);
	if (!w.parser)
		return false;
	XML_SetUserData(w.parser, &w);
	XML_SetElementHandler(w.parser, on_start, on_end);
	XML_SetCharacterDataHandler(w.parser, on_text);
	XML_SetStartDoctypeDeclHandler(w.parser, on_doctype);
	XML_SetUnknownEncodingHandler(w.parser, on_encoding, NULL);
	bool whole = XML_Parse(w.parser, (const char *)document.at, (int)document.len, 1) ==
		     XML_STATUS_OK;
	XML_ParserFree(w.parser);
	return whole;
}

bool xml_path_ends(const char *path, const char *tail)
{
	size_t len = strlen(path), want = strlen(tail);
	return len >= want && strcmp(path + len - want, tail) == 0 &&
	       (len == want || path[len - want - 1] == '/');
}
