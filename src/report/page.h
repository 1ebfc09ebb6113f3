/* SPDX-License-Identifier: Apache-2.0
 *
 * A terminal page: paragraphs wrapped to its width, and tables. All text given to it is raw and is
 * escaped here; only page_tone() writes terminal sequences, and only when colour is asked for.
 */
#ifndef CAMTRAIL_REPORT_PAGE_H
#define CAMTRAIL_REPORT_PAGE_H

#include "base/buf.h"
#include "report/report.h"

enum tone { TONE_PLAIN, TONE_BOLD, TONE_DIM, TONE_BAD, TONE_WARN, TONE_GOOD };

enum { PAGE_TEXT_MAX = 1 << 20 };

struct page {
	FILE *out;
	unsigned width;
	bool colour, utf8;
	struct buf raw;  /* for callers to build a paragraph in: page_start(), then page_end() */
	struct buf safe; /* the page's own */
};

void page_init(struct page *p, FILE *out, const struct report_style *style);
void page_done(struct page *p);

/* A heading with a rule under it, a blank line before; cut to one line. */
void page_heading(struct page *p, const char *text);
void page_blank(struct page *p);
/* text wrapped; the first line starts at column first, the others at column rest. */
void page_wrap(struct page *p, enum tone tone, unsigned first, unsigned rest, struct slice text);
/* Clears p->raw and lends it; page_end() wraps and prints what was put there. */
struct buf *page_start(struct page *p);
void page_end(struct page *p, enum tone tone, unsigned first, unsigned rest);
/* "Label   text", the text wrapped at column 14. */
void page_entry(struct page *p, const char *label, enum tone tone, struct slice text);

struct column {
	const char *title;
	unsigned min; /* columns below which it is not cut */
	bool right;
	bool below; /* what may go on a line under the row when the page is too narrow for all */
};

struct table;
/* columns is borrowed. */
struct table *table_new(const struct column *columns, size_t n_columns);
/* Fills the rows from left to right. */
void table_cell(struct table *t, enum tone tone, struct slice raw);
void table_text(struct table *t, enum tone tone, const char *raw);
/* Prints as wide as needed. When the page is narrower the widest columns are cut, down to their
 * least; when that is not enough, some go under their rows. Frees. */
void table_print(struct page *p, struct table *t);

#endif
