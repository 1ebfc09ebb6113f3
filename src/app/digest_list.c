/* SPDX-License-Identifier: Apache-2.0
 *
 * A list of digests of certified images, as collection.h has it.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "app/collection.h"
#include "app/inputs.h"
#include "ledger/table.h"

enum { DIGEST_HEX = 64, LIST_MOST = 1000000 };

struct listing {
	struct releases *to;
	size_t room;
	long name_column, digest_column; /* -1 = the header was not read yet */
	const char *file;
	struct err *err;
};

static bool digest_of(struct slice hex, uint8_t to[32])
{
	if (hex.len != DIGEST_HEX)
		return false;
	for (size_t i = 0; i < 32; i++) {
		char two[3] = {(char)hex.at[2 * i], (char)hex.at[2 * i + 1], '\0'};
		if (!isxdigit((unsigned char)two[0]) || !isxdigit((unsigned char)two[1]))
			return false;
		to[i] = (uint8_t)strtoul(two, NULL, 16);
	}
	return true;
}

static void add(struct listing *l, struct slice name, const uint8_t digest[32])
{
	struct collection *c = &l->to->collection;
	struct release_texts *texts = l->to->texts;

	if (c->n == l->room) {
		l->room = l->room ? l->room * 2 : 64;
		c->releases = mem_resize(c->releases, l->room, sizeof(*c->releases));
	}
	struct release_file *f = mem_new(1, sizeof(*f));
	f->path = "";
	memcpy(f->sha256, digest, 32);
	c->releases[c->n++] =
		(struct release){.name = release_text(texts, (const char *)name.at, name.len),
				 .maker = "",
				 .n_files = 1,
				 .files = f,
				 .listed_only = true};
}

static bool on_row(void *ctx, const struct table_row *row)
{
	struct listing *l = ctx;
	uint8_t digest[32];

	if (row->fields[0].len && row->fields[0].at[0] == '#')
		return true;
	if (l->digest_column < 0) {
		for (size_t i = 0; i < row->n; i++) {
			if (table_is_column(row->fields[i], "name"))
				l->name_column = (long)i;
			if (table_is_column(row->fields[i], "sha256"))
				l->digest_column = (long)i;
		}
		if (l->digest_column < 0 || l->name_column < 0)
			(void)err_set(l->err,
				      "%s: is neither a list of sha256sum nor CSV with the "
				      "columns name and sha256",
				      l->file);
		return !err_is_set(l->err);
	}
	if ((size_t)l->digest_column >= row->n || (size_t)l->name_column >= row->n ||
	    !digest_of(row->fields[l->digest_column], digest)) {
		(void)err_set(l->err, "%s:%u: no SHA-256 of 64 hex digits", l->file, row->line);
		return false;
	}
	add(l, row->fields[l->name_column], digest);
	return l->to->collection.n < LIST_MOST;
}

/* "<64 hex> *name"; false = no such line. */
static bool sum_line(struct slice line, uint8_t digest[32], struct slice *ret_name)
{
	line = slice_trim(line);
	if (line.len < DIGEST_HEX + 2 || !digest_of(slice_of(line.at, DIGEST_HEX), digest) ||
	    line.at[DIGEST_HEX] != ' ')
		return false;
	*ret_name = slice_trim(slice_from(line, DIGEST_HEX + 1));
	if (ret_name->len && ret_name->at[0] == '*')
		*ret_name = slice_from(*ret_name, 1);
	return true;
}

static bool is_note(struct slice line)
{
	line = slice_trim(line);
	return line.len == 0 || line.at[0] == '#';
}

static void read_sums(struct listing *l, struct slice text)
{
	struct cursor c = cursor_over(text);
	uint8_t digest[32];
	struct slice name;

	for (unsigned n = 1; cursor_left(&c) && l->to->collection.n < LIST_MOST; n++) {
		struct slice line = cursor_line(&c);
		if (is_note(line))
			continue;
		if (!sum_line(line, digest, &name)) {
			(void)err_set(l->err, "%s:%u: no line of sha256sum", l->file, n);
			return;
		}
		add(l, name, digest);
	}
}

static bool is_sums(struct slice text)
{
	struct cursor c = cursor_over(text);
	uint8_t digest[32];
	struct slice name, line = {0};

	while (cursor_left(&c)) {
		line = cursor_line(&c);
		if (!is_note(line))
			break;
	}
	return sum_line(line, digest, &name);
}

static void no_complaint(void *ctx, const char *sentence)
{
	struct listing *l = ctx;
	if (!err_is_set(l->err))
		(void)err_set(l->err, "%s", sentence);
}

int collection_read_list(struct releases *ret, const char *file, struct err *err)
{
	struct listing l = {
		.to = ret, .name_column = -1, .digest_column = -1, .file = file, .err = err};
	struct complaints complaints = {.say = no_complaint, .ctx = &l};
	struct buf text;

	*ret = (struct releases){.texts = NULL};
	if (text_file_read(file, &text, err))
		return -1;
	ret->texts = release_texts_new();
	struct slice bytes = table_without_mark(slice_of(text.at, text.len));
	if (is_sums(bytes))
		read_sums(&l, bytes);
	else
		table_read(bytes, file, &complaints, on_row, &l);
	buf_done(&text);
	if (!err_is_set(err) && ret->collection.n == 0)
		(void)err_set(err, "%s: lists no certified images", file);
	if (!err_is_set(err))
		return 0;
	collection_done(ret);
	return -1;
}
