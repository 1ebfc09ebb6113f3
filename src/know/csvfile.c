/* SPDX-License-Identifier: Apache-2.0
 *
 * CSV tables (RFC 4180), strictly: a header row that names the columns, then rows with as many
 * fields. Knows columns and lines; what the fields mean is load.c's.
 */
#include "know/tables.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

struct reading {
	const struct csv_table *table;
	struct err *err;
	bool failed, has_header;
	unsigned line;
	size_t n_fields, n_rows;
	char *fields[TABLE_COLUMNS_MAX + 1]; /* owned, of the row being read */
	size_t place[TABLE_COLUMNS_MAX];     /* field number -> column */
};

static struct origin here(const struct reading *r)
{
	return (struct origin){r->table->file, r->line};
}

static void drop_fields(struct reading *r)
{
	for (size_t i = 0; i < TABLE_COLUMNS_MAX + 1; i++) {
		free(r->fields[i]);
		r->fields[i] = NULL;
	}
	r->n_fields = 0;
}

static void take_field(void *text, size_t len, void *ctx)
{
	struct reading *r = ctx;

	if (r->failed)
		return;
	if (len > TABLE_FIELD_MAX) {
		r->failed = true;
		(void)origin_err(r->err, here(r), "a field is longer than %d bytes",
				 TABLE_FIELD_MAX);
		return;
	}
	if (r->n_fields < TABLE_COLUMNS_MAX + 1) {
		r->fields[r->n_fields] = mem_new(len + 1, 1);
		memcpy(r->fields[r->n_fields], text, len);
	}
	r->n_fields++;
}

static int take_header(struct reading *r)
{
	const struct csv_table *t = r->table;
	bool seen[TABLE_COLUMNS_MAX] = {false};

	for (size_t f = 0; f < r->n_fields && f < TABLE_COLUMNS_MAX + 1; f++) {
		size_t c = 0;
		while (c < t->n_columns && strcmp(r->fields[f], t->columns[c]) != 0)
			c++;
		if (c == t->n_columns)
			return origin_err(r->err, here(r), "column '%s' is not one of this table's",
					  r->fields[f]);
		if (seen[c])
			return origin_err(r->err, here(r), "column '%s' stands twice in the header",
					  t->columns[c]);
		seen[c] = true;
		r->place[f] = c;
	}
	for (size_t c = 0; c < t->n_columns; c++)
		if (!seen[c])
			return origin_err(r->err, here(r),
					  "the header must name the column '%s'; add it",
					  t->columns[c]);
	r->has_header = true;
	return 0;
}

static int take_row(struct reading *r)
{
	const char *ordered[TABLE_COLUMNS_MAX] = {NULL};

	if (r->n_fields != r->table->n_columns)
		return origin_err(r->err, here(r),
				  "%zu fields where the header names %zu columns; put texts with "
				  "commas between quotes",
				  r->n_fields, r->table->n_columns);
	if (++r->n_rows > TABLE_ROWS_MAX)
		return origin_err(r->err, here(r), "more than %d rows", TABLE_ROWS_MAX);
	for (size_t f = 0; f < r->n_fields; f++)
		ordered[r->place[f]] = r->fields[f];
	return r->table->row(r->table->ctx, ordered, here(r), r->err);
}

static void end_row(int terminator, void *ctx)
{
	struct reading *r = ctx;

	(void)terminator;
	if (!r->failed && (r->has_header ? take_row(r) : take_header(r)) < 0)
		r->failed = true;
	drop_fields(r);
}

static void feed_lines(struct reading *r, FILE *file, struct csv_parser *parser)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	while (!r->failed && (len = getline(&line, &room, file)) >= 0) {
		r->line++;
		if (r->n_fields == 0 && line[0] == '#')
			continue;
		if (memchr(line, 0, (size_t)len)) {
			r->failed = true;
			(void)origin_err(r->err, here(r), "a zero byte; this is not a text table");
		} else if (csv_parse(parser, line, (size_t)len, take_field, end_row, r) !=
				   (size_t)len &&
			   !r->failed) {
			r->failed = true;
			(void)origin_err(r->err, here(r),
					 "a stray quote; put the whole field between quotes and "
					 "double the quotes inside");
		}
	}
	free(line);
	if (!r->failed && csv_fini(parser, take_field, end_row, r) != 0) {
		r->failed = true;
		(void)origin_err(r->err, here(r), "a quote is opened and never closed");
	}
}

int csvfile_read(const struct csv_table *table, struct err *err)
{
	struct reading r = {.table = table, .err = err};
	struct csv_parser parser;

	must(table->n_columns <= TABLE_COLUMNS_MAX);
	FILE *file = fopen(table->file, "re");
	if (!file)
		return err_set(err, "%s: %s", table->file, strerror(errno));
	must(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) == 0);
	feed_lines(&r, file, &parser);
	if (!r.failed && ferror(file)) {
		r.failed = true;
		(void)err_set(err, "%s: could not be read: %s", table->file, strerror(errno));
	} else if (!r.failed && !r.has_header) {
		r.failed = true;
		(void)err_set(err, "%s: empty; the first row must name the columns", table->file);
	}
	drop_fields(&r);
	csv_free(&parser);
	fclose(file);
	return r.failed ? -1 : 0;
}
