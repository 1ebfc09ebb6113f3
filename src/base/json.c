/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

struct walk {
	void (*leaf)(void *, const struct json_leaf *);
	void *ctx;
	unsigned leaves;
	char path[JSON_PATH_MAX];
};

/* Brackets open at a time, strings skipped: jansson recurses, so depth is limited beforehand. */
static bool shallow(struct slice s)
{
	unsigned depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = s.at[i];
		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '{' || c == '[') {
			if (++depth > JSON_DEPTH_MAX)
				return false;
		} else if ((c == '}' || c == ']') && depth && --depth == 0) {
			return true;
		}
	}
	return true;
}

static void give(struct walk *w, const char *name, struct slice text)
{
	struct json_leaf leaf = {.path = w->path, .name = name, .text = text};
	w->leaf(w->ctx, &leaf);
}

static void scalar(struct walk *w, const char *name, const json_t *value)
{
	char number[64];

	switch (json_typeof(value)) {
	case JSON_STRING:
		give(w, name, slice_of(json_string_value(value), json_string_length(value)));
		break;
	case JSON_INTEGER:
		(void)snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT,
			       json_integer_value(value));
		give(w, name, slice_text(number));
		break;
	case JSON_REAL:
		(void)snprintf(number, sizeof(number), "%.17g", json_real_value(value));
		give(w, name, slice_text(number));
		break;
	case JSON_TRUE:
		give(w, name, slice_text("true"));
		break;
	case JSON_FALSE:
		give(w, name, slice_text("false"));
		break;
	case JSON_NULL:
	case JSON_OBJECT:
	case JSON_ARRAY:
		break;
	}
}

/* Depth is at most JSON_DEPTH_MAX: checked by shallow() before parsing. */
static bool visit(struct walk *w, const char *name, json_t *value, size_t path_len)
{
	if (++w->leaves > JSON_LEAVES_MAX)
		return false;
	if (json_is_array(value)) {
		for (size_t i = 0; i < json_array_size(value); i++)
			if (!visit(w, name, json_array_get(value, i), path_len))
				return false;
		return true;
	}
	if (!json_is_object(value)) {
		scalar(w, name, value);
		return true;
	}
	const char *key;
	json_t *item;
	json_object_foreach(value, key, item)
	{
		size_t len = strlen(key), at = path_len;
		if (at + len + 2 > sizeof(w->path))
			continue;
		if (at)
			w->path[at++] = '/';
		memcpy(w->path + at, key, len + 1);
		if (!visit(w, w->path + at, item, at + len))
			return false;
		w->path[path_len] = '\0';
	}
	return true;
}

void json_prepare(void)
{
	json_object_seed(0);
}

/* Reads a copy that has '?' for each byte above ASCII. */
static json_t *load_as_ascii(struct slice document)
{
	uint8_t *copy = malloc(document.len);

	if (!copy)
		return NULL;
	for (size_t i = 0; i < document.len; i++)
		copy[i] = document.at[i] < 0x80 ? document.at[i] : '?';
	json_t *root = json_loadb((const char *)copy, document.len,
				  JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, NULL);
	free(copy);
	return root;
}

static json_t *load(struct slice document)
{
	json_error_t error;
	json_t *root = json_loadb((const char *)document.at, document.len,
				  JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, &error);

	if (!root && json_error_code(&error) == json_error_invalid_utf8)
		root = load_as_ascii(document);
	return root;
}

bool json_walk(struct slice document, void (*leaf)(void *ctx, const struct json_leaf *leaf),
	       void *ctx)
{
	struct walk w = {.leaf = leaf, .ctx = ctx};

	if (slice_starts(document, "\xef\xbb\xbf"))
		document = slice_of(document.at + 3, document.len - 3);
	if (document.len == 0 || document.len > JSON_BYTES_MAX || !shallow(document))
		return false;
	json_t *root = load(document);
	if (!root)
		return false;
	bool whole = visit(&w, w.path, root, 0);
	json_decref(root);
	return whole;
}
