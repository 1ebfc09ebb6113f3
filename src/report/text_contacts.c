/* SPDX-License-Identifier: Apache-2.0 */
#include "report/evidence.h"
#include "report/text.h"
#include "report/words.h"

enum { SERVERS_SHOWN = 60, ASKED_SHOWN = 40, INBOUND_SHOWN = 40, SUPPLIERS_SHOWN = 60 };

static void server_cells(struct page *p, struct table *t, const struct summary *s,
			 const struct server_row *r)
{
	char endpoint[WORDS_ENDPOINT_MAX], number[WORDS_NUMBER_MAX];
	const struct contact *c = r->sample;

	table_text(t, r->permitted ? TONE_PLAIN : text_rung_tone(r->rung), rung_name(r->rung));
	table_text(t, TONE_PLAIN, c->name[0] ? c->name : "(no name)");
	struct buf *cell = page_start(p);
	buf_printf(cell, "%s %s", words_endpoint(&c->addr, c->port, endpoint),
		   c->protocol[0] ? c->protocol : words_transport(c->transport, number));
	table_cell(t, TONE_PLAIN, slice_of(cell->at, cell->len));
	table_text(t, TONE_PLAIN, summary_country(c, r->place));
	table_text(t, TONE_PLAIN,
		   r->n == 1 ? s->ledger->devices[r->pairs[0].device].id
			     : words_count(r->n, number));
	table_text(t, TONE_PLAIN, words_bytes(r->bytes_out, number));
	cell = page_start(p);
	if (r->permitted)
		buf_text(cell, "permitted");
	summary_server_notes(cell, r);
	table_cell(t, TONE_PLAIN, slice_of(cell->at, cell->len));
}

void text_contacts(struct page *p, const struct summary *s)
{
	static const struct column columns[] = {
		{"Reached", 9, .right = false},  {"Server", 20, .right = false},
		{"Address", 22, .below = true},  {"Where", 11, .right = false},
		{"Devices", 17, .right = false}, {"Bytes out", 9, .right = true},
		{"Notes", 10, .below = true}};
	struct table *t = table_new(columns, sizeof(columns) / sizeof(*columns));
	size_t shown = 0, all = 0, others = 0;

	page_heading(p, "Contacts outside the site");
	for (size_t i = 0; i < s->n_servers; i++) {
		const struct server_row *r = &s->servers[i];
		if (r->watched == 0 && s->totals.watched) {
			others++;
			continue;
		}
		if (all++ < SERVERS_SHOWN) {
			server_cells(p, t, s, r);
			shown++;
		}
	}
	if (all == 0)
		page_wrap(
			p, TONE_PLAIN, 0, 0,
			slice_text(s->totals.watched
					   ? "No camera, recorder or unidentified device contacted "
					     "anything outside the site in what was read."
					   : "None."));
	table_print(p, t);
	text_more(p, shown, all, "servers");
	if (others) {
		struct buf *line = page_start(p);
		words_plural(line, others, "server is", "servers are");
		buf_text(line, " contacted only by other devices (phones, printers and the like); "
			       "they are in the JSON, CSV and HTML reports.");
		page_end(p, TONE_DIM, 2, 2);
	}
}

void text_asked(struct page *p, const struct summary *s)
{
	static const struct column columns[] = {{"Name", 20, .right = false},
						{"Devices", 7, .right = true},
						{"Times", 5, .right = true},
						{"Reply", 12, .right = false},
						{"First asked by", 17, .right = false}};
	char number[WORDS_NUMBER_MAX];
	size_t shown = s->n_asked < ASKED_SHOWN ? s->n_asked : ASKED_SHOWN;

	if (s->n_asked == 0)
		return;
	page_heading(p, "Names asked for, then not contacted");
	struct table *t = table_new(columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < shown; i++) {
		const struct asked_row *r = &s->asked[i];
		table_text(t, TONE_PLAIN, r->name);
		table_text(t, TONE_PLAIN, words_count(r->n, number));
		table_text(t, TONE_PLAIN, words_count(r->count, number));
		table_text(t, TONE_PLAIN,
			   r->answered ? "an address"
			   : r->failed ? "an error"
				       : "none seen");
		table_text(t, TONE_PLAIN, s->ledger->devices[r->device].id);
	}
	table_print(p, t);
	text_more(p, shown, s->n_asked, "names");
}

static void inbound_cells(struct page *p, struct table *t, const struct summary *s,
			  const struct device *d, const struct inbound *i)
{
	char number[WORDS_NUMBER_MAX], address[ADDR_TEXT_MAX];
	const struct frame_list *frames = contact_frames(&i->in, &i->out);

	table_text(t, TONE_PLAIN, d->id);
	table_text(t, TONE_PLAIN, addr_print(&i->addr, address));
	struct buf *cell = page_start(p);
	buf_printf(cell, "%u %s", i->local_port,
		   i->protocol[0] ? i->protocol : words_transport(i->transport, number));
	table_cell(t, TONE_PLAIN, slice_of(cell->at, cell->len));
	table_text(t, TONE_PLAIN, words_bytes(i->out.bytes, number));
	table_text(t, i->permitted ? TONE_PLAIN : TONE_WARN,
		   i->permitted ? "permitted" : "not permitted");
	cell = page_start(p);
	evidence_frames_text(cell, s->in, frames, evidence_name);
	table_cell(t, TONE_PLAIN, slice_of(cell->at, cell->len));
}

void text_inbound(struct page *p, const struct summary *s)
{
	static const struct column columns[] = {
		{"Device", 17, .right = false}, {"From", 15, .right = false},
		{"To port", 8, .right = false}, {"Device sent", 11, .right = true},
		{"", 13, .right = false},       {"Frames", 20, .below = true}};
	size_t shown = 0, all = 0;

	for (size_t d = 0; d < s->ledger->n_devices; d++)
		all += s->ledger->devices[d].n_inbound;
	if (all == 0)
		return;
	page_heading(p, "Sessions opened from outside");
	struct table *t = table_new(columns, sizeof(columns) / sizeof(*columns));
	for (size_t d = 0; d < s->ledger->n_devices; d++) {
		const struct device *device = &s->ledger->devices[d];
		for (size_t i = 0; i < device->n_inbound && shown < INBOUND_SHOWN; i++, shown++)
			inbound_cells(p, t, s, device, &device->inbound[i]);
	}
	table_print(p, t);
	text_more(p, shown, all, "sessions");
}

void text_suppliers(struct page *p, const struct summary *s)
{
	static const struct column columns[] = {
		{"Supplier", 16, .right = false},   {"Contract", 8, .right = false},
		{"Seen", 8, .right = true},         {"Contradicted", 12, .right = true},
		{"Unexplained", 11, .right = true}, {"Consistent", 10, .right = true}};
	char number[WORDS_NUMBER_MAX];
	size_t shown = s->j->n_suppliers < SUPPLIERS_SHOWN ? s->j->n_suppliers : SUPPLIERS_SHOWN;

	if (s->j->n_suppliers == 0)
		return;
	page_heading(p, "Suppliers");
	struct table *t = table_new(columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < shown; i++) {
		const struct supplier_row *r = &s->j->suppliers[i];
		table_text(t, TONE_PLAIN, r->supplier[0] ? r->supplier : "(not said)");
		table_text(t, TONE_PLAIN, r->contract);
		struct buf *cell = page_start(p);
		buf_text(cell, words_count(r->seen, number));
		buf_printf(cell, " of %s", words_count(r->declared, number));
		table_cell(t, TONE_PLAIN, slice_of(cell->at, cell->len));
		table_text(t, r->contradicted ? TONE_BAD : TONE_PLAIN,
			   words_count(r->contradicted, number));
		table_text(t, r->unexplained ? TONE_WARN : TONE_PLAIN,
			   words_count(r->unexplained, number));
		table_text(t, TONE_PLAIN, words_count(r->consistent, number));
	}
	table_print(p, t);
	text_more(p, shown, s->j->n_suppliers, "suppliers");
}
