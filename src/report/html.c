/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of audit. Without script the tables are all there; with it they sort, filter and open a
 * device's details out of the JSON document inside the page (html_frame.c).
 */
#include "report/evidence.h"
#include "report/html_out.h"
#include "report/ports.h"
#include "report/words.h"

static void title(struct html *h)
{
	char from[WORDS_TIME_MAX], until[WORDS_TIME_MAX], length[WORDS_NUMBER_MAX];
	const struct totals *t = &h->s->totals;

	html_markup(h, "<header>\n<h1>");
	html_text(h, h->s->in->site_name[0] ? h->s->in->site_name : "Camera network audit");
	html_markup(h, "</h1>\n<p class=\"soft\">");
	buf_printf(html_start(h), "Camera network audit by camtrail %s", h->s->in->version);
	if (t->first_us)
		buf_printf(&h->raw, ". Traffic of %s to %s UTC (%s)", words_time(t->first_us, from),
			   words_time(t->last_us, until),
			   words_between(t->first_us, t->last_us, length));
	buf_text(&h->raw, ".");
	html_end(h);
	html_markup(h, "</p>\n");
}

static void tiles(struct html *h)
{
	const struct judgement *j = h->s->j;
	const struct totals *t = &h->s->totals;

	html_markup(h, "<div class=\"tiles\">\n");
	html_tile(h, "Devices", j->n_devices - j->routers);
	html_tile_line(h, "cameras", j->cameras);
	html_tile_line(h, "recorders", j->recorders);
	html_tile_line(h, "other devices", j->others);
	html_tile_line(h, "not identified", j->unknowns);
	html_tile_line(h, "routers, besides", j->routers);
	html_tile_end(h);
	html_tile(h, "Cameras and recorders", j->cameras + j->recorders);
	html_tile_line(h, "carry the label of another firm", t->relabelled);
	html_tile_line(h, "reached for servers not permitted", t->outside);
	html_tile_line(h, "of these, sent data there", t->outside_sent);
	html_tile_line(h, "countries reached for", t->countries);
	html_tile_line(h, "are in the declaration", t->with_declaration);
	html_tile_end(h);
	html_tile(h, "Findings", j->n_findings);
	html_tile_line(h, "contradicted", t->answers[ANSWER_CONTRADICTED]);
	html_tile_line(h, "unexplained", t->answers[ANSWER_UNEXPLAINED]);
	html_tile_line(h, "inconclusive", t->answers[ANSWER_INCONCLUSIVE]);
	html_tile_line(h, "not tested", t->answers[ANSWER_NOT_TESTED]);
	html_tile_line(h, "consistent", t->answers[ANSWER_CONSISTENT]);
	html_tile_end(h);
	html_markup(h, "</div>\n");
}

enum { PORTS_SHOWN = 64 };

struct ports_told {
	struct html *h;
	size_t n;
};

static void switch_port(void *ctx, const struct heard_port *port)
{
	struct ports_told *told = ctx;
	struct html *h = told->h;

	if (told->n == PORTS_SHOWN)
		html_markup(h, "<li>more, in the JSON report</li>");
	if (told->n++ >= PORTS_SHOWN)
		return;
	if (told->n == 1)
		html_markup(h, "<div class=\"notice\" id=\"ports\" role=\"note\"><strong>Where the "
			       "traffic was heard, as the equipment there says:</strong><ul>");
	html_markup(h, "<li>");
	ports_sentence(html_start(h), h->s->in, port);
	html_end(h);
	html_markup(h, "</li>");
}

static void switch_ports(struct html *h)
{
	struct ports_told told = {h, 0};

	ports_each(h->s->ledger, switch_port, &told);
	if (told.n == 0)
		return;
	html_markup(h, "</ul>");
	html_text(h, ports_caution);
	html_markup(h, "</div>\n");
}

static void reason(void *ctx, const char *sentence)
{
	struct html *h = ctx;
	html_markup(h, "<li>");
	html_text(h, sentence);
	html_markup(h, "</li>");
}

static void notices(struct html *h)
{
	if (h->s->ledger->incomplete) {
		html_markup(h, "<div class=\"notice\" role=\"note\"><strong>Part of the traffic is "
			       "missing from the input.</strong> What was not seen here may still "
			       "have happened.<ul>");
		completeness_each(h->s, reason, h);
		html_markup(h, "</ul></div>\n");
	}
	if (h->s->in->one_process || h->s->in->no_sandbox)
		html_markup(h, "<div class=\"notice\" role=\"note\">Packets were read without the "
			       "usual separation of processes: for tests only.</div>\n");
}

static void navigation(struct html *h)
{
	html_markup(h, "</header>\n<nav aria-label=\"Sections\"><ul>"
		       "<li><a href=\"#s-findings\">Findings</a></li>"
		       "<li><a href=\"#s-footage\">Footage</a></li>"
		       "<li><a href=\"#s-where\">Where it goes</a></li>"
		       "<li><a href=\"#s-devices\">Devices</a></li>"
		       "<li><a href=\"#s-servers\">Servers</a></li>"
		       "<li><a href=\"#s-names\">Names asked</a></li>"
		       "<li><a href=\"#s-input\">What was read</a></li>"
		       "<li><a href=\"#s-words\">Words</a></li></ul></nav>\n<main>\n");
}

static void words(struct html *h)
{
	html_markup(
		h,
		"<h2 id=\"s-words\">What the words mean</h2>\n<dl>"
		"<dt>contradicted</dt><dd>what was observed and what was declared or labelled "
		"can't both be true of the software</dd>"
		"<dt>unexplained</dt><dd>they differ, but a lawful cause is possible: a licence, a "
		"disclosed original maker, a shared module</dd>"
		"<dt>consistent</dt><dd>what was observed agrees with what was declared</dd>"
		"<dt>inconclusive</dt><dd>too little was seen to answer</dd>"
		"<dt>not tested</dt><dd>nothing was given or seen to test it with</dd>"
		"<dt>configured</dt><dd>its firmware carries the server; nothing was seen of it"
		"</dd>"
		"<dt>asked</dt><dd>the device asked for the address of a name</dd>"
		"<dt>attempted</dt><dd>packets went out, none came back; in an isolated network "
		"this "
		"is what an attempt to call out looks like</dd>"
		"<dt>contacted</dt><dd>packets both ways, no data from the device</dd>"
		"<dt>sent</dt><dd>packets both ways, and data from the device</dd>"
		"<dt>footage</dt><dd>pictures were read in what the device sent</dd>"
		"<dt>shown, likely</dt><dd>pictures were read in what left; or what left rises and "
		"falls with the device's own picture inside the site</dd>"
		"<dt>not excluded</dt><dd>neither; the seconds say how much it can have been at "
		"most</dd>"
		"<dt>excluded</dt><dd>for the time observed: all that left could not carry one "
		"second of footage</dd>"
		"<dt>fixed address</dt><dd>no DNS answer that was seen had named the address "
		"before "
		"the device used it</dd>"
		"<dt>maker</dt><dd>who wrote the software that was observed. The country beside it "
		"is "
		"that of the maker's head office. Traffic can't show where a device was assembled, "
		"where its parts come from, or who owns it</dd></dl>\n");
}

static void foot(struct html *h)
{
	const struct report_input *in = h->s->in;

	html_markup(h, "</main>\n<footer>\n<p>");
	buf_printf(html_start(h),
		   "MAC registrations: %s. Country and network database: %s. Knowledge tables: "
		   "SHA-256 ",
		   in->oui_date[0] ? in->oui_date : "not installed",
		   in->places_date[0] ? in->places_date : "not installed");
	html_end(h);
	html_markup(h, "<code>");
	html_text(h, in->j->knowledge->digest);
	html_markup(h, "</code>.</p>\n<p class=\"js-only\"><button type=\"button\" id=\"save\" "
		       "class=\"plain\">Save the data of this page as JSON</button></p>\n"
		       "<noscript><p>Details of single devices need a browser with scripts; the "
		       "same facts are in the JSON and CSV reports.</p></noscript>\n</footer>\n");
}

void report_html(FILE *out, const struct report_input *in)
{
	struct html h = {.out = out, .s = NULL};
	struct summary *s = summary_new(in);

	h.s = s;
	html_begin(&h, in->site_name[0] ? in->site_name : "Site", "camera network audit");
	title(&h);
	tiles(&h);
	switch_ports(&h);
	notices(&h);
	navigation(&h);
	html_findings(&h);
	html_footage(&h);
	html_suppliers(&h);
	html_picture(&h);
	html_countries(&h);
	html_like(&h);
	html_devices(&h);
	html_servers(&h);
	html_firmware(&h);
	html_inbound(&h);
	html_asked(&h);
	html_input(&h);
	words(&h);
	foot(&h);
	html_data(&h);
	html_end_page(&h);
	summary_free(s);
}
