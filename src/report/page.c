/* SPDX-License-Identifier: Apache-2.0 */
#include "report/page.h"

#include <stdlib.h>

#include "base/err.h"
#include "report/escape.h"
#include "report/utf8.h"

enum { WIDTH_MIN = 80, WIDTH_MAX = 200, LABEL_COLUMNS = 14, GAP = 2, MARGIN = 2 };

void page_init(struct page *p, FILE *out, const struct report_style *style)
{
	unsigned width = style->width < WIDTH_MIN ? WIDTH_MIN : style->width;
	*p = (struct page){.out = out,
			   .width = width > WIDTH_MAX ? WIDTH_MAX : width,
			   .colour = style->colour,
			   .utf8 = style->utf8};
	buf_init(&p->raw, PAGE_TEXT_MAX);
	buf_init(&p->safe, PAGE_TEXT_MAX);
}

void page_done(struct page *p)
{
	buf_done(&p->raw);
	buf_done(&p->safe);
}

static void set_tone(struct page *p, enum tone tone)
{
	static const char *const codes[] = {
		[TONE_PLAIN] = "",         [TONE_BOLD] = "\x1b[1m",  [TONE_DIM] = "\x1b[2m",
		[TONE_BAD] = "\x1b[31;1m", [TONE_WARN] = "\x1b[33m", [TONE_GOOD] = "\x1b[32m",
	};
	if (p->colour)
		fputs(codes[tone], p->out);
}

static void end_tone(struct page *p, enum tone tone)
{
	if (p->colour && tone != TONE_PLAIN)
		fputs("\x1b[0m", p->out);
}

void page_blank(struct page *p)
{
	fputc('\n', p->out);
}

void page_heading(struct page *p, const char *text)
{
	page_blank(p);
	struct buf safe;
	buf_init(&safe, PAGE_TEXT_MAX);
	escape_terminal(&safe, slice_text(text), !p->utf8);
	buf_clear(&p->safe);
	(void)escape_cut(&p->safe, slice_of(safe.at, safe.len), p->width, !p->utf8);
	buf_done(&safe);
	set_tone(p, TONE_BOLD);
	fputs(buf_view_text(&p->safe), p->out);
	end_tone(p, TONE_BOLD);
	fputc('\n', p->out);
	set_tone(p, TONE_DIM);
	for (unsigned i = 0; i < p->width; i++)
		fputs(p->utf8 ? "─" : "-", p->out);
	end_tone(p, TONE_DIM);
	fputc('\n', p->out);
}

static void spaces(struct page *p, size_t n)
{
	fprintf(p->out, "%*s", (int)n, "");
}

/* Takes from text what fits into columns, at a space if there is one; at least one glyph. */
static struct slice take_line(struct slice *text, size_t columns)
{
	struct slice rest = *text;
	size_t taken = 0, good = 0;

	while (rest.len) {
		if (rest.at[0] == ' ' && taken <= columns)
			good = (size_t)(rest.at - text->at);
		struct glyph g = utf8_take(&rest);
		taken += utf8_width(g.code);
		if (taken > columns && rest.at > text->at + g.bytes) {
			rest.at -= g.bytes;
			rest.len += g.bytes;
			break;
		}
	}
	size_t len = (size_t)(rest.at - text->at);
	if (rest.len && good)
		len = good;
	struct slice line = slice_of(text->at, len);
	text->at += len;
	text->len -= len;
	while (text->len && text->at[0] == ' ')
		text->at++, text->len--;
	return line;
}

void page_wrap(struct page *p, enum tone tone, unsigned first, unsigned rest, struct slice text)
{
	buf_clear(&p->safe);
	escape_terminal(&p->safe, text, !p->utf8);
	struct slice left = slice_of(p->safe.at, p->safe.len);
	unsigned indent = first;

	do {
		struct slice line = take_line(&left, p->width - indent);
		spaces(p, indent);
		set_tone(p, tone);
		if (line.len)
			fwrite(line.at, 1, line.len, p->out);
		end_tone(p, tone);
		fputc('\n', p->out);
		indent = rest;
	} while (left.len);
}

struct buf *page_start(struct page *p)
{
	buf_clear(&p->raw);
	return &p->raw;
}

void page_end(struct page *p, enum tone tone, unsigned first, unsigned rest)
{
	page_wrap(p, tone, first, rest, slice_of(p->raw.at, p->raw.len));
}

void page_entry(struct page *p, const char *label, enum tone tone, struct slice text)
{
	buf_clear(&p->safe);
	escape_terminal(&p->safe, text, !p->utf8);
	struct slice left = slice_of(p->safe.at, p->safe.len);
	set_tone(p, TONE_BOLD);
	fprintf(p->out, "%-*s", LABEL_COLUMNS, label);
	end_tone(p, TONE_BOLD);
	for (bool first = true; first || left.len; first = false) {
		struct slice line = take_line(&left, p->width - LABEL_COLUMNS);
		if (!first)
			spaces(p, LABEL_COLUMNS);
		set_tone(p, tone);
		if (line.len)
			fwrite(line.at, 1, line.len, p->out);
		end_tone(p, tone);
		fputc('\n', p->out);
	}
}

struct cell {
	char *text; /* escaped when printed */
	size_t len;
	enum tone tone;
};

struct table {
	const struct column *columns;
	size_t n_columns, n_cells, room;
	struct cell *cells;
};

struct table *table_new(const struct column *columns, size_t n_columns)
{
	struct table *t = mem_new(1, sizeof(*t));
	t->columns = columns;
	t->n_columns = n_columns;
	return t;
}

void table_cell(struct table *t, enum tone tone, struct slice raw)
{
	if (t->n_cells == t->room) {
		t->room = t->room ? 2 * t->room : 64;
		t->cells = mem_resize(t->cells, t->room, sizeof(*t->cells));
	}
	struct cell *c = &t->cells[t->n_cells++];
	*c = (struct cell){.text = mem_new(raw.len + 1, 1), .len = raw.len, .tone = tone};
	if (raw.len)
		memcpy(c->text, raw.at, raw.len);
}

void table_text(struct table *t, enum tone tone, const char *raw)
{
	table_cell(t, tone, slice_text(raw));
}

static void escape_cells(struct page *p, struct table *t)
{
	for (size_t i = 0; i < t->n_cells; i++) {
		struct cell *c = &t->cells[i];
		buf_clear(&p->safe);
		escape_terminal(&p->safe, slice_of(c->text, c->len), !p->utf8);
		free(c->text);
		c->text = mem_text(buf_view_text(&p->safe));
		c->len = p->safe.len;
	}
}

/* How a table is laid out on the page at hand. */
struct layout {
	size_t *widths;
	size_t last; /* of the columns in the row */
	bool folded; /* columns marked so stand under the row */
};

static bool in_row(const struct table *t, const struct layout *l, size_t column)
{
	return !l->folded || !t->columns[column].below;
}

static size_t least(const struct table *t, const struct layout *l, size_t column)
{
	return t->columns[column].min < l->widths[column] ? t->columns[column].min
							  : l->widths[column];
}

static void natural_widths(const struct page *p, const struct table *t, size_t *widths)
{
	for (size_t k = 0; k < t->n_columns; k++) {
		widths[k] = strlen(t->columns[k].title);
		for (size_t i = k; i < t->n_cells; i += t->n_columns) {
			size_t w = escape_columns(slice_of(t->cells[i].text, t->cells[i].len));
			widths[k] = w > widths[k] ? w : widths[k];
		}
		if (widths[k] > p->width)
			widths[k] = p->width;
	}
}

/* Natural widths, then the column with most to spare gives up one at a time. */
static void lay_out(const struct page *p, const struct table *t, struct layout *l)
{
	size_t total = MARGIN - GAP, smallest = MARGIN - GAP;

	natural_widths(p, t, l->widths);
	for (size_t k = 0; k < t->n_columns; k++)
		smallest += least(t, l, k) + GAP;
	l->folded = smallest > p->width;
	for (size_t k = 0; k < t->n_columns; k++) {
		if (!in_row(t, l, k))
			continue;
		total += l->widths[k] + GAP;
		l->last = k;
	}
	while (total > p->width) {
		size_t most = 0, at = t->n_columns;
		for (size_t k = 0; k < t->n_columns; k++) {
			if (in_row(t, l, k) && l->widths[k] > t->columns[k].min &&
			    l->widths[k] > most) {
				most = l->widths[k];
				at = k;
			}
		}
		if (at == t->n_columns)
			break;
		l->widths[at]--;
		total--;
	}
}

static void print_cell(struct page *p, struct slice text, enum tone tone, size_t width, bool right,
		       bool last)
{
	buf_clear(&p->safe);
	size_t taken = escape_cut(&p->safe, text, width, !p->utf8);
	if (right)
		spaces(p, width - taken);
	set_tone(p, tone);
	if (p->safe.len)
		fwrite(p->safe.at, 1, p->safe.len, p->out);
	end_tone(p, tone);
	if (!last) {
		if (!right)
			spaces(p, width - taken);
		spaces(p, GAP);
	}
}

static void print_row(struct page *p, const struct table *t, const struct layout *l,
		      const struct cell *cells)
{
	struct buf *under = page_start(p);

	spaces(p, MARGIN);
	for (size_t k = 0; k < t->n_columns; k++) {
		struct slice text = cells ? slice_of(cells[k].text, cells[k].len)
					  : slice_text(t->columns[k].title);
		enum tone tone = cells ? cells[k].tone : TONE_DIM;
		if (in_row(t, l, k))
			print_cell(p, text, tone, l->widths[k], t->columns[k].right, k == l->last);
		else if (text.len)
			buf_printf(under, "%s%.*s", under->len ? ", " : "", (int)text.len, text.at);
	}
	fputc('\n', p->out);
	if (under->len)
		page_end(p, TONE_DIM, 2 * MARGIN, 2 * MARGIN);
}

void table_print(struct page *p, struct table *t)
{
	struct layout l = {.widths = mem_new(t->n_columns, sizeof(*l.widths))};

	must(t->n_cells % t->n_columns == 0);
	escape_cells(p, t);
	lay_out(p, t, &l);
	print_row(p, t, &l, NULL);
	for (size_t i = 0; i < t->n_cells; i += t->n_columns)
		print_row(p, t, &l, &t->cells[i]);
	for (size_t i = 0; i < t->n_cells; i++)
		free(t->cells[i].text);
	free(t->cells);
	free(l.widths);
	free(t);
}
