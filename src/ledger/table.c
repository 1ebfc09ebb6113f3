/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/table.h"

#include <csv.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"

enum { ROW_BYTES_MAX = 1 << 20 };

struct reading {
	struct csv_parser parser;
	struct buf bytes; /* the fields of the row in work, one after another */
	size_t ends[TABLE_FIELDS_MAX];
	size_t n;
	unsigned row_line;
	struct slice behind_first; /* what follows the first line of the row in work */
	uint8_t separator;
	bool in_row, stopped;
	bool (*row)(void *ctx, const struct table_row *row);
	void *ctx;
};

void complain(struct complaints *c, const char *format, ...)
{
	char sentence[ERR_TEXT_MAX];

	if (!c)
		return;
	c->n++;
	va_list args;
	va_start(args, format);
	(void)vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	if (c->say)
		c->say(c->ctx, sentence);
}

struct slice table_without_mark(struct slice text)
{
	return slice_starts(text, "\xef\xbb\xbf") ? slice_of(text.at + 3, text.len - 3) : text;
}

static bool word_byte(uint8_t c)
{
	c = slice_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
}

bool table_is_column(struct slice header, const char *name)
{
	size_t i = 0;
	for (const char *n = name; *n; n++) {
		while (i < header.len && !word_byte(header.at[i]))
			i++;
		if (i == header.len || slice_lower(header.at[i]) != (uint8_t)*n)
			return false;
		i++;
	}
	while (i < header.len && !word_byte(header.at[i]))
		i++;
	return i == header.len;
}

static void on_field(void *bytes, size_t len, void *ctx)
{
	struct reading *r = ctx;
	if (r->n == TABLE_FIELDS_MAX)
		return;
	buf_put(&r->bytes, bytes, len);
	r->ends[r->n++] = r->bytes.len;
}

static void on_row(int terminator, void *ctx)
{
	struct reading *r = ctx;
	struct table_row row = {.line = r->row_line, .n = r->n};
	bool blank = true;
	size_t start = 0;

	(void)terminator;
	for (size_t i = 0; i < r->n; i++) {
		row.fields[i] = slice_trim(slice_of(r->bytes.at + start, r->ends[i] - start));
		if (r->ends[i] == start)
			row.fields[i] = slice_of(NULL, 0);
		start = r->ends[i];
		blank = blank && row.fields[i].len == 0;
	}
	if (!blank && !r->stopped)
		r->stopped = !r->row(r->ctx, &row);
	r->n = 0;
	r->in_row = false;
	buf_clear(&r->bytes);
}

static uint8_t separator_of(struct slice text)
{
	static const uint8_t separators[] = {',', ';', '\t'};
	const uint8_t *end = text.len ? memchr(text.at, '\n', text.len) : NULL;
	size_t len = end ? (size_t)(end - text.at) : text.len, most = 0;
	uint8_t best = ',';

	for (size_t s = 0; s < sizeof(separators); s++) {
		size_t n = 0;
		for (size_t i = 0; i < len; i++)
			n += text.at[i] == separators[s];
		if (n > most) {
			most = n;
			best = separators[s];
		}
	}
	return best;
}

static void reading_begin(struct reading *r, unsigned char options)
{
	must(csv_init(&r->parser, options) == 0);
	csv_set_delim(&r->parser, r->separator);
	r->n = 0;
	buf_clear(&r->bytes);
}

static void reading_again(struct reading *r, unsigned char options)
{
	csv_free(&r->parser);
	reading_begin(r, options);
}

/* False when a quote stands where none may. */
static bool parse(struct reading *r, struct slice line)
{
	if (csv_parse(&r->parser, line.at, line.len, on_field, on_row, r) != line.len)
		return false;
	return line.at[line.len - 1] == '\n' ||
	       csv_parse(&r->parser, "\n", 1, on_field, on_row, r) == 1;
}

/* One physical line with its ending; a quoted field may go on in the next. A line whole in itself
 * may hold stray quotes (19" rack); across lines they mean that one was left open. */
static bool feed(struct reading *r, struct slice line, unsigned number)
{
	if (!r->in_row) {
		if (slice_trim(line).len == 0)
			return true;
		r->in_row = true;
		r->row_line = number;
	}
	if (parse(r, line))
		return true;
	if (number != r->row_line)
		return false;
	reading_again(r, 0);
	bool fine = parse(r, line) && !r->in_row;
	reading_again(r, CSV_STRICT);
	return fine;
}

static struct slice next_line(struct slice *text)
{
	const uint8_t *end = memchr(text->at, '\n', text->len);
	size_t len = end ? (size_t)(end - text->at) + 1 : text->len;
	struct slice line = slice_of(text->at, len);
	*text = slice_of(text->at + len, text->len - len);
	return line;
}

/* Reads the line in front. False when the row that it belongs to can't be read: a quote was left
 * open or stands astray. */
static bool read_line(struct reading *r, struct slice *text, unsigned *number)
{
	bool fresh = !r->in_row;
	struct slice line = next_line(text);
	bool fine = feed(r, line, ++*number);

	if (fresh)
		r->behind_first = *text;
	return fine && (!r->in_row || (text->len && *number - r->row_line < TABLE_ROW_LINES_MAX));
}

void table_read(struct slice text, const char *file, struct complaints *complaints,
		bool (*row)(void *ctx, const struct table_row *row), void *ctx)
{
	struct reading r = {.row = row, .ctx = ctx};
	unsigned number = 0;

	text = table_without_mark(text);
	buf_init(&r.bytes, ROW_BYTES_MAX);
	r.separator = separator_of(text);
	reading_begin(&r, CSV_STRICT);
	while (!r.stopped && text.len) {
		if (read_line(&r, &text, &number))
			continue;
		complain(complaints,
			 "%s:%u: a quote is left open or stands inside a field: row skipped", file,
			 r.row_line);
		number = r.row_line;
		text = r.behind_first;
		r.in_row = false;
		reading_again(&r, CSV_STRICT);
	}
	csv_free(&r.parser);
	buf_done(&r.bytes);
}
