/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>

#include "report/evidence.h"
#include "report/html_out.h"
#include "report/text.h"
#include "report/words.h"

static void rung_cell(struct html *h, enum rung rung, bool permitted)
{
	if (permitted)
		html_cell_badge(h, "permitted", 0);
	else
		html_cell_badge(h, rung_name(rung), (int)rung);
}

void html_countries(struct html *h)
{
	if (h->s->n_countries == 0)
		return;
	html_table(h, "countries", "",
		   "Where the server is|#Devices|#Servers|Reached|#Sent|#Received");
	for (size_t i = 0; i < h->s->n_countries; i++) {
		const struct country_row *r = &h->s->countries[i];
		html_markup(h, "<tr><th scope=\"row\">");
		html_text(h, r->country);
		html_markup(h, "</th>");
		html_cell_count(h, r->devices);
		html_cell_count(h, r->servers);
		rung_cell(h, r->rung, r->permitted);
		html_cell_bytes(h, r->bytes_out);
		html_cell_bytes(h, r->bytes_in);
		html_markup(h, "</tr>\n");
	}
	html_table_end(h);
}

void html_makers(struct html *h)
{
	if (h->s->n_makers == 0)
		return;
	html_table(h, "makers", "",
		   "Kind|Maker, as observed|Head office|#Devices|#Other firm's label|#Reach for "
		   "servers not permitted");
	for (size_t i = 0; i < h->s->n_makers; i++) {
		const struct maker_row *m = &h->s->makers[i];
		const struct knowledge *k = h->s->j->knowledge;
		html_markup(h, "<tr>");
		html_cell(h, "", m->kind == KIND_UNKNOWN ? "not identified" : words_kind(m->kind));
		html_cell(h, "", m->maker < 0 ? "not known" : words_maker(k, m->maker));
		html_cell(h, "", m->maker < 0 ? "" : words_country(k->makers[m->maker].country));
		html_cell_count(h, m->n);
		html_cell_count(h, m->relabelled);
		html_cell_count(h, m->outside);
		html_markup(h, "</tr>\n");
	}
	html_table_end(h);
}

static void percent_cell(struct html *h, const char *word, double probability)
{
	char percent[WORDS_NUMBER_MAX];
	html_markup(h, "<td class=\"t\">");
	html_text(h, word);
	if (probability < WORDS_SURE) {
		html_markup(h, " <span class=\"soft\">");
		html_text(h, words_percent(probability, percent));
		html_markup(h, "</span>");
	}
	html_markup(h, "</td>");
}

static void maker_cells(struct html *h, const struct verdict_device *v)
{
	const struct knowledge *k = h->s->j->knowledge;

	if (v->maker < 0)
		html_cell(h, "soft", "not known");
	else
		percent_cell(h, words_maker(k, v->maker), v->maker_probability);
	html_cell(h, "", v->maker < 0 ? "" : words_country(k->makers[v->maker].country));
	buf_printf(html_start(h), "%s%s%s", v->brand, v->brand[0] && v->model[0] ? " " : "",
		   v->model);
	if (v->relabelled)
		buf_text(&h->raw, " (another firm's)");
	if (h->raw.len == 0 && v->n_hostnames)
		buf_text(&h->raw, v->hostnames[0]);
	html_cell_end(h, "wide");
}

static void device_row(struct html *h, size_t at)
{
	const struct device *d = &h->s->ledger->devices[at];
	const struct verdict_device *v = &h->s->j->devices[at];
	const struct finding *f = h->s->gravest[at];
	enum rung rung = summary_rung(d);
	char address[ADDR_TEXT_MAX] = "";

	fprintf(h->out, "<tr id=\"d%zu\"><th scope=\"row\" class=\"mono\">", at);
	html_text(h, d->id);
	html_markup(h, "</th>");
	if (d->n_addresses)
		addr_print(&d->addresses[0].addr, address);
	html_cell(h, "mono", strcmp(address, d->id) == 0 ? "" : address);
	if (d->router)
		html_cell(h, "", "router");
	else if (v->kind == KIND_UNKNOWN)
		html_cell(h, "soft", "not identified");
	else
		percent_cell(h, words_kind(v->kind), v->kind_probability);
	maker_cells(h, v);
	html_cell(h, "wide", v->serial);
	if (rung >= RUNG_ATTEMPTED)
		html_cell_badge(h, rung_name(rung), (int)rung);
	else
		html_cell_badge(h, d->n_contacts ? "permitted" : "", d->n_contacts ? 1 : 0);
	html_cell_count(h, d->n_contacts);
	html_cell_badge(h, f ? answer_name(f->answer) : "",
			f ? (f->answer == ANSWER_CONTRADICTED ? 20 : 10) + (int)f->severity : 0);
	html_markup(h, "</tr>\n");
}

void html_devices(struct html *h)
{
	html_markup(h, "<h2 id=\"s-devices\">Devices</h2>\n");
	html_makers(h);
	if (h->s->j->n_devices == 0) {
		html_markup(h, "<p>No device was seen.</p>\n");
		return;
	}
	html_markup(h, "<h3>All devices, gravest first</h3>\n<p class=\"soft\"><span "
		       "class=\"js-only\">Open a device by its name to see what it is judged by. "
		       "</span>A percentage stands where a verdict is less than 95% sure.</p>\n");
	html_table(h, "devices", "Filter devices: maker, address, camera, contradicted ...",
		   "Device|Address|Kind|Maker, as observed|Head office|Label|Serial "
		   "number|Reached|#Contacts|Finding");
	size_t *order = text_device_order(h->s);
	for (size_t i = 0; i < h->s->j->n_devices; i++)
		device_row(h, order[i]);
	free(order);
	html_table_end(h);
}

static void server_row(struct html *h, const struct server_row *r)
{
	const struct contact *c = r->sample;
	char endpoint[WORDS_ENDPOINT_MAX], transport[WORDS_NUMBER_MAX];

	html_markup(h, "<tr>");
	rung_cell(h, r->rung, r->permitted);
	html_cell(h, "", c->name);
	html_cell(h, "mono", words_endpoint(&c->addr, c->port, endpoint));
	html_cell(h, "", c->protocol[0] ? c->protocol : words_transport(c->transport, transport));
	html_cell(h, "", summary_country(c, r->place));
	buf_text(html_start(h), r->place->network);
	html_cell_end(h, "");
	html_markup(h, "<td data-v=\"");
	fprintf(h->out, "%zu\">", r->n);
	if (r->n == 1)
		html_device(h, r->pairs[0].device);
	else
		html_number(h, r->n);
	html_markup(h, "</td>");
	html_cell_bytes(h, r->bytes_out);
	html_cell_bytes(h, r->bytes_in);
	html_cell_time(h, r->first_us);
	struct buf *notes = html_start(h);
	if (r->watched == 0)
		buf_text(notes, "other devices only");
	summary_server_notes(notes, r);
	html_cell_end(h, "");
	html_markup(h, "</tr>\n");
}

void html_servers(struct html *h)
{
	html_markup(h, "<h2 id=\"s-servers\">Servers outside the site</h2>\n");
	if (h->s->n_servers == 0) {
		html_markup(h, "<p>None in what was read.</p>\n");
		return;
	}
	html_table(h, "servers", "Filter servers: name, address, country ...",
		   "Reached|Server|Address|Protocol|Where|Network|#Devices|#Sent|#Received|First "
		   "(UTC)|Notes");
	for (size_t i = 0; i < h->s->n_servers; i++)
		server_row(h, &h->s->servers[i]);
	html_table_end(h);
}

void html_asked(struct html *h)
{
	html_markup(h, "<h2 id=\"s-names\">Names asked for, then not contacted</h2>\n");
	if (h->s->n_asked == 0) {
		html_markup(h, "<p>None.</p>\n");
		return;
	}
	html_table(h, "names", "Filter names", "Name|#Devices|#Times|Reply|First asked by");
	for (size_t i = 0; i < h->s->n_asked; i++) {
		const struct asked_row *r = &h->s->asked[i];
		html_markup(h, "<tr>");
		html_cell(h, "", r->name);
		html_cell_count(h, r->n);
		html_cell_count(h, r->count);
		html_cell(h, "", r->answered ? "an address" : r->failed ? "an error" : "none seen");
		html_markup(h, "<td>");
		html_device(h, r->device);
		html_markup(h, "</td></tr>\n");
	}
	html_table_end(h);
}

static void inbound_row(struct html *h, size_t device, const struct inbound *i)
{
	char address[ADDR_TEXT_MAX], transport[WORDS_NUMBER_MAX];
	const struct frame_list *frames = contact_frames(&i->in, &i->out);

	html_markup(h, "<tr><td>");
	html_device(h, device);
	html_markup(h, "</td>");
	html_cell(h, "mono", addr_print(&i->addr, address));
	fprintf(h->out, "<td class=\"n\">%u</td>", i->local_port);
	html_cell(h, "", i->protocol[0] ? i->protocol : words_transport(i->transport, transport));
	html_cell_bytes(h, i->out.bytes);
	html_cell(h, "", i->permitted ? "permitted" : "not permitted");
	evidence_frames_text(html_start(h), h->s->in, frames, evidence_name);
	html_cell_end(h, "");
	html_markup(h, "</tr>\n");
}

void html_inbound(struct html *h)
{
	size_t all = 0;

	for (size_t d = 0; d < h->s->ledger->n_devices; d++)
		all += h->s->ledger->devices[d].n_inbound;
	if (all == 0)
		return;
	html_markup(h, "<h2>Sessions opened from outside</h2>\n");
	html_table(h, "inbound", "", "Device|From|#To port|Protocol|#Device sent|Site|Frames");
	for (size_t d = 0; d < h->s->ledger->n_devices; d++)
		for (size_t i = 0; i < h->s->ledger->devices[d].n_inbound; i++)
			inbound_row(h, d, &h->s->ledger->devices[d].inbound[i]);
	html_table_end(h);
}

void html_suppliers(struct html *h)
{
	const struct judgement *j = h->s->j;

	if (j->n_suppliers == 0)
		return;
	html_markup(h, "<h2>Suppliers</h2>\n");
	html_table(h, "suppliers", "",
		   "Supplier|Contract|#Declared|#Seen|#With contacts|#Contradicted|#Unexplained|"
		   "#Inconclusive|#Not tested|#Consistent");
	for (size_t i = 0; i < j->n_suppliers; i++) {
		const struct supplier_row *r = &j->suppliers[i];
		html_markup(h, "<tr>");
		html_cell(h, "", r->supplier[0] ? r->supplier : "(not said)");
		html_cell(h, "", r->contract);
		html_cell_count(h, r->declared);
		html_cell_count(h, r->seen);
		html_cell_count(h, r->with_contacts);
		html_cell_count(h, r->contradicted);
		html_cell_count(h, r->unexplained);
		html_cell_count(h, r->inconclusive);
		html_cell_count(h, r->not_tested);
		html_cell_count(h, r->consistent);
		html_markup(h, "</tr>\n");
	}
	html_table_end(h);
}

static void warnings(struct html *h)
{
	const struct ledger *l = h->s->ledger;

	if (l->n_warnings + h->s->in->n_complaints == 0)
		return;
	html_markup(h, "<h3>Warnings</h3>\n<ul>");
	for (size_t i = 0; i < l->n_warnings; i++) {
		buf_printf(html_start(h), "%s: %s", evidence_name(h->s->in, l->warnings[i].capture),
			   l->warnings[i].text);
		html_markup(h, "<li>");
		html_end(h);
		html_markup(h, "</li>");
	}
	for (size_t i = 0; i < h->s->in->n_complaints; i++) {
		html_markup(h, "<li>");
		html_text(h, h->s->in->complaints[i]);
		html_markup(h, "</li>");
	}
	html_markup(h, "</ul>\n");
}

void html_input(struct html *h)
{
	html_markup(h, "<h2 id=\"s-input\">What was read</h2>\n");
	html_table(h, "captures", "",
		   "Capture|#Packets|#Traffic|First (UTC)|Last (UTC)|#Lost before recording|#Cut "
		   "short|Whole|SHA-256");
	for (size_t i = 0; i < h->s->in->n_captures; i++) {
		const struct capture_record *c = &h->s->ledger->captures[i];
		html_markup(h, "<tr><th scope=\"row\">");
		html_text(h, h->s->in->captures[i].file);
		html_markup(h, "</th>");
		html_cell_count(h, c->packets);
		html_cell_bytes(h, c->bytes);
		html_cell_time(h, c->first_us);
		html_cell_time(h, c->last_us);
		html_cell_count(h, c->dropped);
		html_cell_count(h, c->cut_packets);
		html_cell(h, "", c->incomplete ? "no" : "yes");
		html_cell(h, "mono",
			  h->s->in->captures[i].sha256[0] ? h->s->in->captures[i].sha256
							  : "not computed");
		html_markup(h, "</tr>\n");
	}
	html_table_end(h);
	warnings(h);
	html_markup(h,
		    "<p class=\"soft\">A capture shows what passed the point and the hours where "
		    "it was recorded, no more.</p>\n");
}
