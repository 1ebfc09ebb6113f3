/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html_out.h"

#include <inttypes.h>

#include "report/escape.h"
#include "report/words.h"

void html_markup(struct html *h, const char *markup)
{
	fputs(markup, h->out);
}

void html_slice(struct html *h, struct slice text)
{
	buf_clear(&h->safe);
	escape_html(&h->safe, text);
	if (h->safe.len)
		fwrite(h->safe.at, 1, h->safe.len, h->out);
}

void html_text(struct html *h, const char *text)
{
	html_slice(h, slice_text(text));
}

struct buf *html_start(struct html *h)
{
	buf_clear(&h->raw);
	return &h->raw;
}

void html_end(struct html *h)
{
	html_slice(h, slice_of(h->raw.at, h->raw.len));
}

void html_number(struct html *h, uint64_t n)
{
	char text[WORDS_NUMBER_MAX];
	html_markup(h, words_count(n, text));
}

static void open_cell(struct html *h, const char *class)
{
	if (class[0])
		fprintf(h->out, "<td class=\"%s\">", class);
	else
		html_markup(h, "<td>");
}

void html_cell(struct html *h, const char *class, const char *text)
{
	open_cell(h, class);
	html_text(h, text);
	html_markup(h, "</td>");
}

void html_cell_end(struct html *h, const char *class)
{
	open_cell(h, class);
	html_end(h);
	html_markup(h, "</td>");
}

static void cell_value(struct html *h, uint64_t n, const char *text)
{
	fprintf(h->out, "<td class=\"n\" data-v=\"%" PRIu64 "\">%s</td>", n, text);
}

void html_cell_count(struct html *h, uint64_t n)
{
	char text[WORDS_NUMBER_MAX];
	cell_value(h, n, words_count(n, text));
}

void html_cell_bytes(struct html *h, uint64_t n)
{
	char text[WORDS_NUMBER_MAX];
	cell_value(h, n, words_bytes(n, text));
}

void html_cell_time(struct html *h, int64_t time_us)
{
	char text[WORDS_TIME_MAX];
	html_cell(h, "t", words_time(time_us, text));
}

void html_badge(struct html *h, const char *word)
{
	fputs("<span class=\"badge ", h->out);
	for (const char *c = word; *c; c++)
		fputc(*c == ' ' ? '-' : *c, h->out);
	fprintf(h->out, "\">%s</span>", word);
}

void html_cell_badge(struct html *h, const char *word, int order)
{
	fprintf(h->out, "<td data-v=\"%d\">", order);
	if (word[0])
		html_badge(h, word);
	html_markup(h, "</td>");
}

void html_device(struct html *h, size_t device)
{
	fprintf(h->out, "<a class=\"mono\" href=\"#d%zu\">", device);
	html_text(h, h->s->ledger->devices[device].id);
	html_markup(h, "</a>");
}

static void head_cell(struct html *h, const char *title, size_t len)
{
	bool number = len && title[0] == '#';
	fprintf(h->out, "<th scope=\"col\"%s>%.*s</th>", number ? " class=\"n\"" : "",
		(int)(len - number), title + number);
}

void html_table(struct html *h, const char *id, const char *filter, const char *titles)
{
	if (filter[0])
		fprintf(h->out,
			"<div class=\"filter js-only\"><input type=\"search\" data-table=\"%s\" "
			"aria-label=\"%s\" placeholder=\"%s\"><output></output></div>\n",
			id, filter, filter);
	html_markup(h, "<div class=\"scroll\"><table");
	if (id[0])
		fprintf(h->out, " id=\"%s\" class=\"sort\"", id);
	html_markup(h, "><thead><tr>");
	while (*titles) {
		size_t len = strcspn(titles, "|");
		head_cell(h, titles, len);
		titles += len + (titles[len] == '|');
	}
	html_markup(h, "</tr></thead>\n<tbody>\n");
}

void html_table_end(struct html *h)
{
	html_markup(h, "</tbody></table></div>\n");
}
