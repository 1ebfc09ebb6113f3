/* SPDX-License-Identifier: Apache-2.0
 *
 * Servers known from firmware, in each form of audit's report. They are told apart from contacts:
 * what is carried need not be called.
 */
#include <inttypes.h>

#include "report/html_out.h"
#include "report/json_parts.h"
#include "report/text.h"
#include "report/words.h"

enum { ROWS_SHOWN = 60 };

static const char caution[] =
	"A server that is carried need not be called. Where nothing was seen of it, its place on "
	"the "
	"ladder is \"configured\"; that a device runs the image is inferred as its finding says.";

static const char *rung_of(const struct firmware_row *r)
{
	return r->permitted && r->rung > RUNG_CONFIGURED ? "permitted" : rung_name(r->rung);
}

static const char *country_of(const struct firmware_server *s)
{
	if (s->country[0])
		return words_country(s->country);
	return s->addr.family && addr_is_private(&s->addr) ? "private address" : "not known";
}

static void text_row(struct page *p, struct table *t, const struct summary *s,
		     const struct firmware_row *r)
{
	char number[WORDS_NUMBER_MAX];
	struct buf *cell;

	table_text(t, r->permitted ? TONE_PLAIN : text_rung_tone(r->rung), rung_of(r));
	summary_firmware_server(cell = page_start(p), r->server);
	table_cell(t, TONE_PLAIN, slice_of(cell->at, cell->len));
	table_text(t, r->server->alarming && !r->permitted ? TONE_WARN : TONE_PLAIN,
		   r->server->role);
	table_text(t, TONE_PLAIN, country_of(r->server));
	table_text(t, TONE_PLAIN,
		   r->n == 1 ? s->ledger->devices[r->device].id : words_count(r->n, number));
	summary_firmware_place(cell = page_start(p), r->image, r->server);
	table_cell(t, TONE_DIM, slice_of(cell->at, cell->len));
}

void text_firmware(struct page *p, const struct summary *s)
{
	static const struct column columns[] = {
		{"Reached", 10, .right = false},  {"Server", 24, .right = false},
		{"What for", 13, .right = false}, {"Where", 9, .right = false},
		{"Devices", 17, .right = false},  {"Carried by", 40, .below = true}};
	size_t shown = s->n_firmware < ROWS_SHOWN ? s->n_firmware : ROWS_SHOWN;

	if (!s->j->firmware)
		return;
	page_heading(p, "Servers known from firmware");
	if (s->n_firmware == 0) {
		page_wrap(p, TONE_PLAIN, 0, 0,
			  slice_text("None: no image carries one, or none is of a device that was "
				     "seen."));
		return;
	}
	struct table *t = table_new(columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < shown; i++)
		text_row(p, t, s, &s->firmware[i]);
	table_print(p, t);
	text_more(p, shown, s->n_firmware, "servers");
	page_wrap(p, TONE_DIM, 2, 2, slice_text(caution));
}

void text_device_firmware(struct page *p, const struct summary *s, size_t device)
{
	const struct verdict_device *v = &s->j->devices[device];
	size_t shown = v->n_configured < ROWS_SHOWN ? v->n_configured : ROWS_SHOWN;

	if (v->n_own_images == 0)
		return;
	page_heading(p, "Servers known from firmware");
	for (size_t i = 0; i < v->n_own_images; i++) {
		const struct firmware_image *image = &s->j->firmware->images[v->own_images[i]];
		buf_printf(page_start(p), "%s, SHA-256 %s, taken for this device's: %s",
			   image->name, image->sha256[0] ? image->sha256 : "not known",
			   firmware_match_name(v->firmware_match));
		page_end(p, TONE_PLAIN, 2, 4);
	}
	for (size_t i = 0; i < shown; i++) {
		const struct configured *c = &v->configured[i];
		const struct firmware_image *image = &s->j->firmware->images[c->image];
		struct buf *line = page_start(p);
		buf_printf(line, "%s: ", rung_name(c->rung));
		summary_firmware_server(line, &image->servers[c->server]);
		buf_printf(line, ", %s, ", image->servers[c->server].role);
		summary_firmware_place(line, image, &image->servers[c->server]);
		page_end(p, text_rung_tone(c->rung), 4, 6);
	}
	text_more(p, shown, v->n_configured, "servers");
}

static void html_row(struct html *h, const struct firmware_row *r)
{
	html_markup(h, "<tr>");
	html_cell_badge(h, rung_of(r), (int)r->rung);
	summary_firmware_server(html_start(h), r->server);
	html_cell_end(h, "wide");
	html_cell(h, "", r->server->role);
	html_cell(h, "", country_of(r->server));
	html_cell(h, "", r->server->operator);
	fprintf(h->out, "<td class=\"n\" data-v=\"%zu\">", r->n);
	if (r->n == 1)
		html_device(h, r->device);
	else
		html_number(h, r->n);
	html_markup(h, "</td>");
	html_cell_count(h, r->reached);
	summary_firmware_place(html_start(h), r->image, r->server);
	html_cell_end(h, "");
	html_markup(h, "</tr>\n");
}

void html_firmware(struct html *h)
{
	if (!h->s->j->firmware)
		return;
	html_markup(h, "<h2 id=\"s-firmware\">Servers known from firmware</h2>\n");
	if (h->s->n_firmware == 0) {
		html_markup(h, "<p>None: no image carries one, or none is of a device that was "
			       "seen.</p>\n");
		return;
	}
	html_markup(h, "<p class=\"soft\">");
	html_text(h, caution);
	html_markup(h, "</p>\n");
	html_table(h, "firmware", "Filter servers: name, address, configured, update ...",
		   "Reached|Server|What for|Where|Operator|#Devices|#Reached for it|Carried by");
	for (size_t i = 0; i < h->s->n_firmware; i++)
		html_row(h, &h->s->firmware[i]);
	html_table_end(h);
}

void json_configured(struct json_out *j, const struct firmware *f, const struct configured *c)
{
	const struct firmware_image *image = &f->images[c->image];
	const struct firmware_server *s = &image->servers[c->server];

	json_out_said(j, "name", s->name);
	json_out_addr(j, "address", &s->addr);
	json_out_number(j, "port", s->port);
	json_out_text(j, "role", s->role);
	json_out_said(j, "country", s->country);
	json_out_said(j, "operator", s->operator);
	json_out_text(j, "exposure", rung_name(c->rung));
	json_out_bool(j, "permitted", c->permitted);
	if (c->contact == SIZE_MAX)
		json_out_null(j, "contact");
	else
		json_out_number(j, "contact", c->contact);
	json_out_text(j, "image", image->name);
	json_out_said(j, "path", s->path);
	json_out_number(j, "offset", s->offset);
	json_out_number(j, "places", s->n_places);
}

void json_firmware(struct json_out *j, const struct summary *s, const struct verdict_device *v)
{
	const struct firmware *f = s->j->firmware;

	if (!f || v->n_own_images == 0) {
		json_out_null(j, "firmware_images");
		return;
	}
	json_out_object(j, "firmware_images");
	json_out_text(j, "why", firmware_match_name(v->firmware_match));
	json_out_array(j, "images");
	for (size_t i = 0; i < v->n_own_images; i++) {
		const struct firmware_image *image = &f->images[v->own_images[i]];
		json_out_object(j, NULL);
		json_out_text(j, "name", image->name);
		json_out_said(j, "sha256", image->sha256);
		json_out_said(j, "version", image->version);
		json_out_bool(j, "incomplete", image->incomplete);
		json_out_close(j);
	}
	json_out_close(j);
	json_out_array(j, "servers");
	for (size_t i = 0; i < v->n_configured; i++) {
		json_out_object(j, NULL);
		json_configured(j, f, &v->configured[i]);
		json_out_close(j);
	}
	json_out_close(j);
	json_out_close(j);
}
