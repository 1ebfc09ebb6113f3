/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack/marks.h"

#include <hs.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "unpack/format.h"
#include "unpack/unpack.h"

enum {
	PATTERN_MAX = 80,
	PIECE = 4 << 20, /* bytes whose starts are looked for at once */
	MARK_MAX = 16,   /* bytes of a mark */
};

struct marks {
	hs_database_t *database;
	hs_scratch_t *scratch[UNPACK_THREADS_MAX];
	unsigned threads;
	size_t reach; /* how far behind its start a format's mark ends at most */
};

struct mark_search {
	struct mark_list *list;
	uint64_t from, end; /* starts that are wanted */
};

enum { ID_FORMAT_SHIFT = 3 }; /* below it the number of the mark */

static void pattern_of(const struct format_mark *mark, char pattern[PATTERN_MAX])
{
	size_t at = 0;

	must(mark->len <= MARK_MAX);
	for (unsigned i = 0; i < mark->len; i++)
		at += (size_t)snprintf(pattern + at, PATTERN_MAX - at, "\\x%02x",
				       (uint8_t)mark->bytes[i]);
}

static hs_database_t *compile(void)
{
	size_t room = formats_count() * FORMAT_MARKS_MAX;
	char(*patterns)[PATTERN_MAX] = mem_new(room, sizeof(*patterns));
	const char **pointers = mem_new(room, sizeof(*pointers));
	unsigned *flags = mem_new(room, sizeof(*flags)), *ids = mem_new(room, sizeof(*ids));
	unsigned n = 0;
	hs_database_t *database = NULL;
	hs_compile_error_t *error = NULL;

	for (size_t f = 0; f < formats_count(); f++) {
		const struct format *format = format_at(f);
		for (unsigned i = 0; i < FORMAT_MARKS_MAX && format->marks[i].len; i++) {
			pattern_of(&format->marks[i], patterns[n]);
			pointers[n] = patterns[n];
			flags[n] = HS_FLAG_DOTALL;
			ids[n++] = (unsigned)f << ID_FORMAT_SHIFT | i;
		}
	}
	if (hs_compile_multi(pointers, flags, ids, n, HS_MODE_BLOCK, NULL, &database, &error)) {
		hs_free_compile_error(error);
		database = NULL;
	}
	free(patterns);
	free(pointers);
	free(flags);
	free(ids);
	return database;
}

static size_t farthest(void)
{
	size_t reach = 0;

	for (size_t f = 0; f < formats_count(); f++)
		for (unsigned i = 0; i < FORMAT_MARKS_MAX && format_at(f)->marks[i].len; i++) {
			const struct format_mark *mark = &format_at(f)->marks[i];
			if ((size_t)mark->at + mark->len > reach)
				reach = (size_t)mark->at + mark->len;
		}
	return reach;
}

struct marks *marks_new(unsigned threads)
{
	struct marks *m = mem_new(1, sizeof(*m));

	m->threads = threads;
	m->reach = farthest();
	m->database = compile();
	for (unsigned i = 0; m->database && i < threads; i++) {
		if (hs_alloc_scratch(m->database, &m->scratch[i])) {
			marks_free(m);
			return NULL;
		}
	}
	if (m->database)
		return m;
	marks_free(m);
	return NULL;
}

void marks_free(struct marks *m)
{
	if (!m)
		return;
	for (unsigned i = 0; i < m->threads; i++)
		hs_free_scratch(m->scratch[i]);
	hs_free_database(m->database);
	free(m);
}

static int on_mark(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
		   void *ctx)
{
	struct mark_search *s = ctx;
	struct mark_list *l = s->list;
	const struct format *format = format_at(id >> ID_FORMAT_SHIFT);
	const struct format_mark *mark = &format->marks[id & ((1u << ID_FORMAT_SHIFT) - 1)];
	uint64_t end = s->from + to, before = (uint64_t)mark->len + mark->at, at = end - before;

	(void)from;
	(void)flags;
	if (end < before || at < s->from || at >= s->end || (format->only_whole && at))
		return 0;
	if (l->n == l->room) {
		l->room = l->room ? l->room * 2 : 64;
		l->found = mem_resize(l->found, l->room, sizeof(*l->found));
	}
	l->found[l->n++] = (struct mark_found){at, (uint16_t)(id >> ID_FORMAT_SHIFT)};
	return 0;
}

static int by_place(const void *left, const void *right)
{
	const struct mark_found *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->format < b->format ? -1 : a->format > b->format;
}

uint64_t marks_find(struct marks *m, unsigned thread, struct slice bytes, uint64_t from,
		    struct mark_list *list)
{
	size_t left = bytes.len - from, kept = 0;
	/* marks may stand far behind the start that they tell of */
	size_t len = left < PIECE + m->reach ? left : PIECE + m->reach;
	struct mark_search search = {.list = list, .from = from, .end = from + PIECE};
	bool sorted = true;

	list->n = 0;
	if (len)
		(void)hs_scan(m->database, (const char *)bytes.at + from, (unsigned)len, 0,
			      m->scratch[thread], on_mark, &search);
	for (size_t i = 1; i < list->n && sorted; i++)
		sorted = by_place(&list->found[i - 1], &list->found[i]) <= 0;
	if (!sorted)
		qsort(list->found, list->n, sizeof(*list->found), by_place);
	for (size_t i = 0; i < list->n; i++)
		if (kept == 0 || by_place(&list->found[kept - 1], &list->found[i]))
			list->found[kept++] = list->found[i];
	list->n = kept;
	return left < PIECE ? bytes.len : from + PIECE;
}
