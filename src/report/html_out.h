/* SPDX-License-Identifier: Apache-2.0
 *
 * Writing the HTML page: markup is ours and literal, every text goes through escape_html(). The
 * sections are one function each; html.c puts them in order.
 */
#ifndef CAMTRAIL_REPORT_HTML_OUT_H
#define CAMTRAIL_REPORT_HTML_OUT_H

#include "report/json_out.h"
#include "report/summary.h"

struct html {
	FILE *out;
	const struct summary *s; /* NULL in pages of vet */
	struct buf raw;          /* html_start() lends it, html_end() escapes it out */
	struct buf safe;         /* its own */
};

/* Everything down to <body>; titled "name: what". out and s are set by the caller. */
void html_begin(struct html *h, const char *name, const char *what);
/* The script, and the page's end. */
void html_end_page(struct html *h);
/* A box with a big number and lines of others. */
void html_tile(struct html *h, const char *name, uint64_t n);
void html_tile_line(struct html *h, const char *what, uint64_t n);
void html_tile_end(struct html *h);

/* Markup, written as it is. */
void html_markup(struct html *h, const char *markup);
/* Text, escaped. */
void html_text(struct html *h, const char *text);
void html_slice(struct html *h, struct slice text);
struct buf *html_start(struct html *h);
void html_end(struct html *h);
void html_number(struct html *h, uint64_t n);

/* <td>; the class "" is left out. */
void html_cell(struct html *h, const char *class, const char *text);
/* A number or amount that is sorted by n. */
void html_cell_count(struct html *h, uint64_t n);
void html_cell_bytes(struct html *h, uint64_t n);
void html_cell_time(struct html *h, int64_t time_us);
/* <td> around what was put into html_start()'s buffer. */
void html_cell_end(struct html *h, const char *class);
/* A coloured word; answers and rungs have their classes in page.css. */
void html_badge(struct html *h, const char *word);
void html_cell_badge(struct html *h, const char *word, int order);
/* A link to the device's row. */
void html_device(struct html *h, size_t device);

/* A table with a filter box; titles are separated by '|', a leading '#' makes a column of numbers.
 * id "" = no filter, no sorting. */
void html_table(struct html *h, const char *id, const char *filter, const char *titles);
void html_table_end(struct html *h);

void html_findings(struct html *h);
void html_footage(struct html *h);
void html_picture(struct html *h);
void html_countries(struct html *h);
void html_makers(struct html *h);
void html_devices(struct html *h);
/* Nothing when likeness was not asked for. */
void html_like(struct html *h);
void html_servers(struct html *h);
/* Nothing without --firmware. */
void html_firmware(struct html *h);
void html_asked(struct html *h);
void html_inbound(struct html *h);
void html_suppliers(struct html *h);
void html_input(struct html *h);
/* The JSON document inside the page. */
void html_data(struct html *h);
/* Likewise one that write makes of ctx. */
void html_embed(struct html *h, void (*write)(struct json_out *j, const void *ctx),
		const void *ctx);

#endif
