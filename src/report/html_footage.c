/* SPDX-License-Identifier: Apache-2.0
 *
 * Did footage leave: a row a camera or recorder, or more where it left by several ways, worst first; below, for those where what left rises
 * and falls with a stream inside the site, both series one above the other. Drawn here, so that the
 * page shows and prints them without script.
 */
#include <stdlib.h>

#include "report/evidence.h"
#include "report/footage_words.h"
#include "report/html_out.h"
#include "report/words.h"

enum {
	SERIES_SHOWN = 50,
	COLUMNS = 300, /* of a drawn series; a window has 3,000 to 18,000 bins */
	COLUMN_WIDTH = 3,
	GRAPH_HEIGHT = 60,
	GRAPH_GAP = 26, /* above each graph, for its name */
	GRAPH_FOOT = 20,
};

static void graph(struct html *h, const char *name, const uint32_t *bins, size_t n, unsigned top)
{
	uint64_t sums[COLUMNS] = {0}, most = 1;
	size_t columns = n < COLUMNS ? n : COLUMNS;
	unsigned base = top + GRAPH_GAP + GRAPH_HEIGHT;

	for (size_t i = 0; i < n; i++)
		sums[i * columns / n] += bins[i];
	for (size_t i = 0; i < columns; i++)
		most = sums[i] > most ? sums[i] : most;
	fprintf(h->out, "<text class=\"sub\" x=\"0\" y=\"%u\">", top + GRAPH_GAP - 8);
	html_text(h, name);
	fprintf(h->out, "</text><path class=\"series\" d=\"M0 %u", base);
	for (size_t i = 0; i < columns; i++)
		fprintf(h->out, "V%u h%d", base - (unsigned)(sums[i] * GRAPH_HEIGHT / most),
			COLUMN_WIDTH);
	fprintf(h->out, "V%uZ\"/>\n", base);
}

static void time_axis(struct html *h, const struct same_picture *t, unsigned y)
{
	char from[WORDS_TIME_MAX], until[WORDS_TIME_MAX];
	int64_t end = t->window_start_us + (int64_t)t->window_bins * SERIES_BIN_US;

	fprintf(h->out, "<text class=\"sub\" x=\"0\" y=\"%u\">%s</text>", y,
		words_time(t->window_start_us, from));
	fprintf(h->out, "<text class=\"sub\" x=\"%d\" y=\"%u\" text-anchor=\"end\">%s UTC</text>",
		COLUMNS * COLUMN_WIDTH, y, words_time(end, until));
}

static void both_series(struct html *h, const struct footage_row *r)
{
	const struct footage_match *m = &r->verdict->match;
	char camera[128] = "";

	if (m->camera != SIZE_MAX)
		(void)snprintf(camera, sizeof(camera), "stream of %s inside the site",
			       h->s->ledger->devices[m->camera].id);
	html_markup(h, "<figure class=\"series\"><figcaption>");
	html_device(h, r->device);
	html_markup(h, " to ");
	footage_words_server(html_start(h), h->s, r);
	buf_text(&h->raw, ": ");
	footage_words_match(&h->raw, h->s, m);
	html_end(h);
	fprintf(h->out,
		"</figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Bytes that left "
		"and bytes of the stream inside the site, over time\">\n",
		COLUMNS * COLUMN_WIDTH, 2 * (GRAPH_GAP + GRAPH_HEIGHT) + GRAPH_FOOT);
	graph(h, "what left", m->outside, m->n_bins, 0);
	graph(h, camera, m->local, m->n_bins, GRAPH_GAP + GRAPH_HEIGHT);
	time_axis(h, &m->test, 2 * (GRAPH_GAP + GRAPH_HEIGHT) + GRAPH_FOOT - 4);
	html_markup(h, "</svg></figure>\n");
}

static void what_was_seen(struct html *h, const struct footage_row *r)
{
	const struct device *d = &h->s->ledger->devices[r->device];

	for (size_t i = 0; i < d->n_footage; i++) {
		const struct footage *f = &d->footage[i];
		if (!r->verdict || !footage_row_has(r, f) || !f->told.pictures)
			continue;
		html_markup(h, "<div>");
		footage_words_pictures(html_start(h), &f->told);
		html_end(h);
		for (unsigned k = 0; k < f->told.frames.n; k++)
			fprintf(h->out, "%s<code>frame.number == %llu</code>", k ? ", " : "; ",
				(unsigned long long)f->told.frames.at[k].frame);
		if (f->told.frames.n) {
			html_markup(h, " of ");
			html_text(h, evidence_name(h->s->in, f->told.frames.at[0].capture));
		}
		html_markup(h, "</div>");
	}
	if (r->verdict && r->answer == FOOTAGE_LIKELY) {
		html_markup(h, "<div>");
		buf_printf(html_start(h), "%s", same_picture_name(r->verdict->match.test.verdict));
		if (r->verdict->match.camera != SIZE_MAX)
			buf_printf(&h->raw, " as the picture of %s",
				   h->s->ledger->devices[r->verdict->match.camera].id);
		html_end(h);
		html_markup(h, "</div>");
	}
}

static void row(struct html *h, const struct footage_row *r)
{
	static const char *const badges[FOOTAGE_ANSWERS] = {"shown", "likely", "not excluded",
							    "excluded"};
	const struct verdict_device *v = &h->s->j->devices[r->device];
	char text[WORDS_NUMBER_MAX];

	html_markup(h, "<tr><th scope=\"row\">");
	html_device(h, r->device);
	html_markup(h, "</th>");
	html_cell_badge(h, badges[r->answer], (int)r->answer);
	footage_words_server(html_start(h), h->s, r);
	html_cell_end(h, "wide");
	fprintf(h->out, "<td class=\"n\" data-v=\"%.3f\">%s</td><td>", r->seconds,
		r->verdict ? footage_words_seconds(r->seconds, text) : "");
	what_was_seen(h, r);
	html_markup(h, "</td>");
	footage_words_completeness(html_start(h), v);
	html_cell_end(h, "soft");
	html_markup(h, "</tr>\n");
}

/* Series of those rows that have any; at most SERIES_SHOWN. */
static void all_series(struct html *h, const struct footage_row *rows, size_t n)
{
	size_t drawn = 0, more = 0;

	for (size_t i = 0; i < n; i++) {
		if (rows[i].answer > FOOTAGE_LIKELY || rows[i].verdict->match.n_bins == 0)
			continue;
		if (drawn == SERIES_SHOWN) {
			more++;
			continue;
		}
		if (drawn++ == 0)
			html_markup(h, "<h3>What left, above the stream that it is like</h3>\n");
		both_series(h, &rows[i]);
	}
	if (more == 0)
		return;
	html_markup(h, "<p class=\"soft\">");
	html_number(h, more);
	html_markup(h, " more; camtrail explain draws any of them.</p>\n");
}

static void table(struct html *h, const char *id, const struct footage_row *rows, size_t n)
{
	html_table(h, id, "Filter cameras", "Device|Answer|To|#At most|Why|Completeness");
	for (size_t i = 0; i < n; i++)
		row(h, &rows[i]);
	html_table_end(h);
}

/* Those of whom footage is excluded stand folded together, as findings that agree do. */
static void excluded(struct html *h, const struct footage_row *rows, size_t n)
{
	char number[WORDS_NUMBER_MAX];

	fprintf(h->out,
		"<details class=\"rest\"><summary>%s excluded for the observed period</summary>\n",
		words_count(n, number));
	table(h, "footage-excluded", rows, n);
	html_markup(h, "</details>\n");
}

void html_footage(struct html *h)
{
	size_t n, open = 0;
	struct footage_row *rows = footage_rows(h->s, &n);

	while (open < n && rows[open].answer != FOOTAGE_EXCLUDED)
		open++;
	html_markup(h, "<h2 id=\"s-footage\">Did footage leave?</h2>\n");
	if (n == 0)
		html_markup(h, "<p>No camera or recorder was seen.</p>\n");
	else
		html_markup(
			h,
			"<p class=\"soft\">Of each camera and recorder the ways by which "
			"footage left or, where none is known, the one by which most can have. "
			"\"At most\" is what all bytes that left could carry, were they the "
			"poorest footage that the device makes. Not shown is not the same as not "
			"sent.</p>\n");
	if (open)
		table(h, "footage", rows, open);
	all_series(h, rows, open);
	if (n > open)
		excluded(h, rows + open, n - open);
	free(rows);
}
