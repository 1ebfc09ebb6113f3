/* SPDX-License-Identifier: Apache-2.0
 *
 * The picture of who reaches which country: makers on the left, countries on the right, between
 * them bands as thick as the number of cameras, recorders and unidentified devices. Drawn here, as
 * SVG in the page, so that it prints and needs nothing.
 */
#include <stdlib.h>

#include "base/err.h"
#include "report/html_out.h"
#include "report/words.h"

enum {
	LEFT_MAX = 9,
	RIGHT_MAX = 12,
	WIDTH = 1000,
	LEFT_AT = 190,
	RIGHT_AT = 790,
	BAR = 12,
	GAP = 22,
	HEIGHT_MIN = 140, /* of the bands together */
	HEIGHT_MAX = 420,
	TOP = 30,
};

struct node {
	const char *name;
	size_t n;       /* sum of its bands */
	size_t devices; /* different ones, for the label */
	double top, used;
};

struct picture {
	struct node left[LEFT_MAX + 1], right[RIGHT_MAX + 1]; /* the last of each: all others */
	size_t n_left, n_right;
	struct country_flow bands[LEFT_MAX + 1][RIGHT_MAX + 1];
	size_t total;
	double scale, height;
};

static size_t node_of(struct node *nodes, size_t *n, size_t max, const char *name)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp(nodes[i].name, name) == 0)
			return i;
	if (*n == max)
		name = "others";
	if (*n == max + 1)
		return max;
	nodes[*n] = (struct node){.name = name};
	return (*n)++;
}

static const char *maker_name(const struct summary *s, int maker)
{
	return maker < 0 ? "maker not known" : words_maker(s->j->knowledge, maker);
}

static void gather(struct picture *p, const struct summary *s)
{
	for (size_t i = 0; i < s->n_countries; i++) /* most devices on top */
		(void)node_of(p->right, &p->n_right, RIGHT_MAX, s->countries[i].country);
	for (size_t i = 0; i < s->n_flows; i++) {
		const struct country_flow *f = &s->flows[i];
		size_t l = node_of(p->left, &p->n_left, LEFT_MAX, maker_name(s, f->maker));
		size_t r = node_of(p->right, &p->n_right, RIGHT_MAX, f->country);
		struct country_flow *band = &p->bands[l][r];
		band->n += f->n;
		band->bytes_out += f->bytes_out;
		band->rung = f->rung > band->rung ? f->rung : band->rung;
		p->left[l].n += f->n;
		p->right[r].n += f->n;
		p->total += f->n;
	}
}

/* Different devices: on the left those with any contact, on the right as the country table says. */
static void count_devices(struct picture *p, const struct summary *s)
{
	for (size_t d = 0; d < s->j->n_devices; d++) {
		if (!summary_watches(s->j, d) || s->ledger->devices[d].n_contacts == 0)
			continue;
		size_t l = node_of(p->left, &p->n_left, LEFT_MAX,
				   maker_name(s, s->j->devices[d].maker));
		p->left[l].devices++;
	}
	for (size_t i = 0; i < s->n_countries; i++) {
		size_t r = node_of(p->right, &p->n_right, RIGHT_MAX, s->countries[i].country);
		p->right[r].devices += s->countries[i].devices;
	}
}

static double place(struct node *nodes, size_t n, double scale, double height)
{
	double y = TOP, used = 0;
	for (size_t i = 0; i < n; i++)
		used += (double)nodes[i].n * scale + GAP;
	y += (height - (used - GAP)) / 2;
	for (size_t i = 0; i < n; i++) {
		nodes[i].top = y;
		y += (double)nodes[i].n * scale + GAP;
	}
	return y;
}

static void lay_out(struct picture *p)
{
	size_t most = p->n_left > p->n_right ? p->n_left : p->n_right;
	double bands = 40.0 * (double)most;

	bands = bands < HEIGHT_MIN ? HEIGHT_MIN : bands > HEIGHT_MAX ? HEIGHT_MAX : bands;
	p->scale = bands / (double)p->total;
	p->height = bands + GAP * (double)(most - 1);
	place(p->left, p->n_left, p->scale, p->height);
	place(p->right, p->n_right, p->scale, p->height);
}

static void number(struct html *h, double v)
{
	char text[WORDS_REAL_MAX];
	html_markup(h, words_real(v, 1, text));
	html_markup(h, " ");
}

static void band(struct html *h, struct picture *p, size_t l, size_t r)
{
	const struct country_flow *f = &p->bands[l][r];
	double thick = (double)f->n * p->scale;
	double y1 = p->left[l].top + p->left[l].used, y2 = p->right[r].top + p->right[r].used;
	double middle = (LEFT_AT + BAR + RIGHT_AT) / 2.0;
	const double path[] = {LEFT_AT + BAR, y1,         middle,        y1,
			       middle,        y2,         RIGHT_AT,      y2,
			       RIGHT_AT,      y2 + thick, middle,        y2 + thick,
			       middle,        y1 + thick, LEFT_AT + BAR, y1 + thick};
	char bytes[WORDS_NUMBER_MAX];

	p->left[l].used += thick;
	p->right[r].used += thick;
	fprintf(h->out, "<path class=\"%s\" d=\"M", rung_name(f->rung));
	for (size_t i = 0; i < sizeof(path) / sizeof(*path); i++) {
		if (i == 2 || i == 10)
			html_markup(h, "C");
		if (i == 8)
			html_markup(h, "L");
		number(h, path[i]);
	}
	html_markup(h, "Z\"><title>");
	buf_printf(html_start(h), "%s to %s: ", p->left[l].name, p->right[r].name);
	words_plural(&h->raw, f->n, "device", "devices");
	buf_printf(&h->raw, ", %s sent, at most: %s", words_bytes(f->bytes_out, bytes),
		   words_rung(f->rung));
	html_end(h);
	html_markup(h, "</title></path>\n");
}

static void node(struct html *h, const struct picture *p, const struct node *n, bool left)
{
	double thick = (double)n->n * p->scale;
	double middle = n->top + thick / 2;
	int at = left ? LEFT_AT : RIGHT_AT;
	int text_at = left ? LEFT_AT - 12 : RIGHT_AT + BAR + 12;

	fprintf(h->out, "<rect class=\"node\" x=\"%d\" width=\"%d\" y=\"", at, BAR);
	number(h, n->top);
	html_markup(h, "\" height=\"");
	number(h, thick < 2 ? 2 : thick);
	fprintf(h->out, "\"/><text x=\"%d\" text-anchor=\"%s\" y=\"", text_at,
		left ? "end" : "start");
	number(h, middle - 1);
	html_markup(h, "\">");
	html_text(h, n->name);
	fprintf(h->out, "</text><text class=\"sub\" x=\"%d\" text-anchor=\"%s\" y=\"", text_at,
		left ? "end" : "start");
	number(h, middle + 13);
	html_markup(h, "\">");
	words_plural(html_start(h), n->devices, "device", "devices");
	html_end(h);
	html_markup(h, "</text>\n");
}

static void draw(struct html *h, struct picture *p)
{
	fprintf(h->out,
		"<figure>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"p-t\">"
		"<title id=\"p-t\">Devices by maker and the countries they reach for; the table "
		"below has the numbers</title>\n",
		WIDTH, (int)p->height + TOP + 24);
	fprintf(h->out,
		"<text class=\"sub\" x=\"%d\" y=\"13\" text-anchor=\"end\">Maker, as "
		"observed</text><text class=\"sub\" x=\"%d\" y=\"13\">Where the server is</text>\n",
		LEFT_AT + BAR, RIGHT_AT);
	for (size_t l = 0; l < p->n_left; l++)
		for (size_t r = 0; r < p->n_right; r++)
			if (p->bands[l][r].n)
				band(h, p, l, r);
	for (size_t l = 0; l < p->n_left; l++)
		node(h, p, &p->left[l], true);
	for (size_t r = 0; r < p->n_right; r++)
		node(h, p, &p->right[r], false);
	html_markup(
		h,
		"</svg>\n</figure>\n<ul class=\"key\"><li><i class=\"sent\"></i>data was sent to "
		"at least one server there</li><li><i class=\"contacted\"></i>servers answered, no "
		"data sent</li><li><i class=\"attempted\"></i>tried, no answer seen</li></ul>\n");
}

void html_picture(struct html *h)
{
	struct picture *p = mem_new(1, sizeof(*p));

	html_markup(h, "<h2 id=\"s-where\">Where it goes</h2>\n");
	gather(p, h->s);
	if (p->total == 0) {
		html_markup(h, "<p>No camera, recorder or unidentified device contacted anything "
			       "outside the site in what was read.</p>\n");
	} else {
		html_markup(h, "<p class=\"soft\">Cameras, recorders and devices not identified, "
			       "permitted servers included. A band is as thick as the number of "
			       "devices; one that reaches several countries counts in each.</p>\n");
		count_devices(p, h->s);
		lay_out(p);
		draw(h, p);
	}
	free(p);
}
