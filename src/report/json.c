/* SPDX-License-Identifier: Apache-2.0
 *
 * The JSON document; docs/report.schema.json says what each member means.
 */
#include "base/err.h"
#include "base/share.h"
#include "report/evidence.h"
#include "report/json_parts.h"
#include "report/ports.h"
#include "report/words.h"

enum { LINED_DEPTH = 3 }; /* a line for each member down to members of list elements */

static void about(struct json_out *j, const struct report_input *in)
{
	json_out_object(j, "camtrail");
	json_out_text(j, "version", in->version);
	json_out_number(j, "format", 1);
	json_out_said(j, "knowledge", in->j->knowledge->digest);
	json_out_said(j, "oui_date", in->oui_date);
	json_out_said(j, "places_date", in->places_date);
	json_out_time(j, "started", in->started_us);
	json_out_time(j, "finished", in->finished_us);
	json_out_bool(j, "one_process", in->one_process);
	json_out_bool(j, "no_sandbox", in->no_sandbox);
	json_out_close(j);
}

static void summary(struct json_out *j, const struct summary *s)
{
	json_out_object(j, "summary");
	json_out_number(j, "devices", s->j->n_devices - s->j->routers);
	json_out_number(j, "cameras", s->j->cameras);
	json_out_number(j, "recorders", s->j->recorders);
	json_out_number(j, "others", s->j->others);
	json_out_number(j, "unknown", s->j->unknowns);
	json_out_number(j, "routers", s->j->routers);
	json_out_number(j, "relabelled", s->totals.relabelled);
	json_out_number(j, "contacts_unpermitted", s->j->contacts_unpermitted);
	json_out_object(j, "answers");
	for (enum answer a = 0; a < ANSWERS; a++)
		json_out_number(j, answer_name(a), s->totals.answers[a]);
	json_out_close(j);
	json_out_time(j, "first", s->totals.first_us);
	json_out_time(j, "last", s->totals.last_us);
	json_out_close(j);
}

static void warnings_of(struct json_out *j, const struct summary *s, size_t capture)
{
	json_out_array(j, "warnings");
	for (size_t i = 0; i < s->ledger->n_warnings; i++)
		if (s->ledger->warnings[i].capture == capture)
			json_out_text(j, NULL, s->ledger->warnings[i].text);
	json_out_close(j);
}

static void captures(struct json_out *j, const struct summary *s)
{
	json_out_array(j, "captures");
	for (size_t i = 0; i < s->in->n_captures; i++) {
		const struct report_capture *file = &s->in->captures[i];
		const struct capture_record *c = &s->ledger->captures[i];
		json_out_object(j, NULL);
		json_out_text(j, "file", file->file);
		if (file->sha256[0])
			json_out_text(j, "sha256", file->sha256);
		json_out_number(j, "size", file->size);
		json_out_number(j, "packets", c->packets);
		json_out_number(j, "bytes", c->bytes);
		json_out_number(j, "captured_bytes", c->captured_bytes);
		json_out_time(j, "first", c->first_us);
		json_out_time(j, "last", c->last_us);
		json_out_bool(j, "incomplete", c->incomplete);
		json_out_number(j, "cut_packets", c->cut_packets);
		json_out_number(j, "payload_missing", c->payload_missing);
		json_out_number(j, "dropped", c->dropped);
		json_out_number(j, "undecodable", c->undecodable);
		json_out_number(j, "fragments_lost", c->fragments_lost);
		json_out_number(j, "unread_bytes", c->unread_bytes);
		warnings_of(j, s, i);
		json_out_close(j);
	}
	json_out_close(j);
}

static void say(void *ctx, const char *sentence)
{
	json_out_text(ctx, NULL, sentence);
}

static void completeness(struct json_out *j, const struct summary *s)
{
	const struct totals *t = &s->totals;

	json_out_object(j, "completeness");
	json_out_bool(j, "incomplete", s->ledger->incomplete);
	json_out_bool(j, "header_only", s->ledger->header_only);
	json_out_number(j, "packets", t->packets);
	json_out_number(j, "bytes", t->bytes);
	json_out_number(j, "payload_missing", t->payload_missing);
	json_out_number(j, "dropped", t->dropped);
	json_out_number(j, "undecodable", t->undecodable);
	json_out_number(j, "fragments_lost", t->fragments_lost);
	json_out_number(j, "unread_bytes", t->unread_bytes);
	json_out_number(j, "tcp_bytes_unseen", t->tcp_unseen);
	json_out_number(j, "flows", s->ledger->flows);
	json_out_number(j, "flows_evicted", s->ledger->flows_evicted);
	json_out_array(j, "reasons");
	completeness_each(s, say, j);
	json_out_close(j);
	json_out_array(j, "complaints");
	for (size_t i = 0; i < s->in->n_complaints; i++)
		json_out_text(j, NULL, s->in->complaints[i]);
	json_out_close(j);
	json_out_close(j);
}

static void names_asked(struct json_out *j, const struct summary *s, size_t d)
{
	const struct device *device = &s->ledger->devices[d];

	for (size_t i = 0; i < device->n_asked; i++) {
		const struct asked_name *a = &device->asked[i];
		json_out_object(j, NULL);
		json_out_text(j, "device", device->id);
		json_out_text(j, "name", a->name);
		json_out_time(j, "time", a->first.time_us);
		json_out_number(j, "capture", a->first.capture);
		json_out_number(j, "frame", a->first.frame);
		json_out_time(j, "last", a->last.time_us);
		json_out_number(j, "count", a->count);
		json_out_bool(j, "answered", a->answered);
		json_out_bool(j, "failed", a->failed);
		json_out_array(j, "addresses");
		for (size_t k = 0; k < a->n_addrs; k++)
			json_out_addr(j, NULL, &a->addrs[k]);
		json_out_close(j);
		json_out_close(j);
	}
}

static void contact_ref(struct json_out *j, const struct contact *c)
{
	char number[WORDS_NUMBER_MAX];
	json_out_object(j, "contact");
	json_out_said(j, "name", c->name);
	json_out_addr(j, "address", &c->addr);
	json_out_number(j, "port", c->port);
	json_out_text(j, "transport", words_transport(c->transport, number));
	json_out_text(j, "exposure", rung_name(c->rung));
	json_out_close(j);
}

static void inbound_ref(struct json_out *j, const struct inbound *i)
{
	char number[WORDS_NUMBER_MAX];
	json_out_object(j, "inbound");
	json_out_addr(j, "address", &i->addr);
	json_out_number(j, "local_port", i->local_port);
	json_out_text(j, "transport", words_transport(i->transport, number));
	json_out_close(j);
}

static void observation(struct json_out *j, const struct summary *s, const struct evidence_ref *e)
{
	struct evidence_frames f = evidence_frames(s->in, e);
	const struct device *d = &s->ledger->devices[e->device];

	json_out_object(j, NULL);
	json_out_text(j, "device", d->id);
	if (e->seen != SIZE_MAX && e->seen < d->n_seen)
		json_seen(j, &d->seen[e->seen]);
	else if (e->contact != SIZE_MAX && e->contact < d->n_contacts)
		contact_ref(j, &d->contacts[e->contact]);
	else if (e->inbound != SIZE_MAX && e->inbound < d->n_inbound)
		inbound_ref(j, &d->inbound[e->inbound]);
	json_out_time(j, "time", f.time_us);
	json_frames(j, "frames", &f.frames);
	json_out_close(j);
}

void json_finding(struct json_out *j, const struct summary *s, const struct finding *f)
{
	const struct declarations *d = s->j->declarations;

	json_out_text(j, "question", question_name(f->question));
	json_out_text(j, "answer", answer_name(f->answer));
	json_out_text(j, "device", f->device < 0 ? NULL : s->ledger->devices[f->device].id);
	json_out_text(j, "severity", severity_name(f->severity));
	json_out_text(j, "statement", f->statement);
	json_out_text(j, "does_not_show", f->does_not_show);
	if (d && f->declaration >= 0 && (size_t)f->declaration < d->n)
		json_out_number(j, "declaration_line", d->rows[f->declaration].line);
	else
		json_out_null(j, "declaration_line");
	json_out_array(j, "observations");
	for (size_t i = 0; i < f->n_evidence; i++)
		observation(j, s, &f->evidence[i]);
	json_out_close(j);
	json_out_array(j, "counter_evidence");
	for (size_t i = 0; i < f->n_counter; i++)
		observation(j, s, &f->counter[i]);
	json_out_close(j);
}

static void suppliers(struct json_out *j, const struct judgement *judged)
{
	json_out_array(j, "suppliers");
	for (size_t i = 0; i < judged->n_suppliers; i++) {
		const struct supplier_row *r = &judged->suppliers[i];
		json_out_object(j, NULL);
		json_out_said(j, "supplier", r->supplier);
		json_out_said(j, "contract", r->contract);
		json_out_number(j, "declared", r->declared);
		json_out_number(j, "seen", r->seen);
		json_out_number(j, "with_contacts", r->with_contacts);
		json_out_number(j, "consistent", r->consistent);
		json_out_number(j, "contradicted", r->contradicted);
		json_out_number(j, "unexplained", r->unexplained);
		json_out_number(j, "not_tested", r->not_tested);
		json_out_number(j, "inconclusive", r->inconclusive);
		json_out_close(j);
	}
	json_out_close(j);
}

struct port_writer {
	struct json_out *j;
	const struct ledger *ledger;
};

static void said_or_null(struct json_out *j, const char *key, const struct seen *seen)
{
	if (seen)
		json_out_slice(j, key, seen->text);
	else
		json_out_null(j, key);
}

static void switch_port(void *ctx, const struct heard_port *p)
{
	const struct port_writer *w = ctx;
	struct json_out *j = w->j;

	json_out_object(j, NULL);
	json_out_text(j, "device", w->ledger->devices[p->device].id);
	json_out_text(j, "works_as", p->noun);
	json_out_text(j, "protocol", p->protocol);
	said_or_null(j, "name", p->name);
	said_or_null(j, "port", p->port);
	said_or_null(j, "description", p->description);
	if (p->vlan)
		json_out_number(j, "vlan", p->vlan->number);
	else
		json_out_null(j, "vlan");
	json_out_number(j, "count", p->port->count);
	json_out_number(j, "capture", p->port->first.capture);
	json_out_number(j, "frame", p->port->first.frame);
	json_out_time(j, "time", p->port->first.time_us);
	json_out_close(j);
}

static void finding_element(struct json_out *j, const struct summary *s, size_t i)
{
	json_out_object(j, NULL);
	json_finding(j, s, &s->j->findings[i]);
	json_out_close(j);
}

static void device_element(struct json_out *j, const struct summary *s, size_t i)
{
	json_out_object(j, NULL);
	json_device(j, s, i);
	json_out_close(j);
}

/* An array that is long at large sites: several threads make its elements, some rows at a time, a
 * round of them kept in memory. A round costs a thread's start, so small rows come in many. */
enum { PARTS_A_ROUND = 16, DEVICES_A_PART = 32, NAMES_A_PART = 128, FINDINGS_A_PART = 256 };

struct long_array {
	struct json_out *j;
	const struct summary *s;
	void (*row)(struct json_out *j, const struct summary *s, size_t i);
	size_t at, n; /* the round's first row; rows there are */
	size_t rows_a_part;
	struct json_out branches[PARTS_A_ROUND];
};

static void make_rows(void *ctx, size_t part, unsigned worker)
{
	struct long_array *a = ctx;
	size_t from = a->at + part * a->rows_a_part, to = from + a->rows_a_part;

	(void)worker;
	json_out_branch(&a->branches[part], a->j);
	for (size_t i = from; i < to && i < a->n; i++)
		a->row(&a->branches[part], a->s, i);
}

static void long_array(const char *key, struct long_array a)
{
	json_out_array(a.j, key);
	for (; a.at < a.n; a.at += a.rows_a_part * PARTS_A_ROUND) {
		size_t parts = (a.n - a.at + a.rows_a_part - 1) / a.rows_a_part;
		if (parts > PARTS_A_ROUND)
			parts = PARTS_A_ROUND;
		share_parts(parts, make_rows, &a);
		for (size_t i = 0; i < parts; i++)
			json_out_join(a.j, &a.branches[i]);
	}
	json_out_close(a.j);
}

void json_document(struct json_out *j, const struct summary *s)
{
	json_out_object(j, NULL);
	about(j, s->in);
	json_out_object(j, "site");
	json_out_said(j, "name", s->in->site_name);
	json_out_array(j, "switch_ports");
	struct port_writer w = {j, s->ledger};
	ports_each(s->ledger, switch_port, &w);
	json_out_close(j);
	json_out_close(j);
	summary(j, s);
	captures(j, s);
	completeness(j, s);
	long_array("findings", (struct long_array){.j = j,
						   .s = s,
						   .row = finding_element,
						   .n = s->j->n_findings,
						   .rows_a_part = FINDINGS_A_PART});
	long_array("devices", (struct long_array){.j = j,
						  .s = s,
						  .row = device_element,
						  .n = s->j->n_devices,
						  .rows_a_part = DEVICES_A_PART});
	json_like(j, s);
	long_array("names_asked", (struct long_array){.j = j,
						      .s = s,
						      .row = names_asked,
						      .n = s->j->n_devices,
						      .rows_a_part = NAMES_A_PART});
	suppliers(j, s->j);
	json_out_close(j);
}

void report_json(FILE *out, const struct report_input *in)
{
	struct summary *s = summary_new_totals(in);
	struct json_out j;

	json_out_init(&j, out, LINED_DEPTH, false);
	json_document(&j, s);
	json_out_done(&j);
	summary_free(s);
}
