/* SPDX-License-Identifier: Apache-2.0
 *
 * CSV tables, RFC 4180: comma, CR LF, a header row. Times are ISO 8601 UTC. Texts from devices
 * never become formulas (escape.h).
 */
#include <inttypes.h>

#include "report/escape.h"
#include "report/evidence.h"
#include "report/words.h"

enum { CELL_MAX = 1 << 20 };

struct csv_row {
	FILE *out;
	struct buf raw, safe;
	bool filled;
};

static void csv_start(struct csv_row *r, FILE *out, const char *header)
{
	*r = (struct csv_row){.out = out};
	buf_init(&r->raw, CELL_MAX);
	buf_init(&r->safe, CELL_MAX);
	fprintf(out, "%s\r\n", header);
}

static void csv_done(struct csv_row *r)
{
	buf_done(&r->raw);
	buf_done(&r->safe);
}

static void cell(struct csv_row *r, struct slice raw)
{
	buf_clear(&r->safe);
	escape_csv(&r->safe, raw);
	if (r->filled)
		fputc(',', r->out);
	if (r->safe.len)
		fwrite(r->safe.at, 1, r->safe.len, r->out);
	r->filled = true;
}

static void cell_text(struct csv_row *r, const char *text)
{
	cell(r, slice_text(text ? text : ""));
}

static void cell_number(struct csv_row *r, uint64_t n)
{
	char text[32];
	snprintf(text, sizeof(text), "%" PRIu64, n);
	cell_text(r, text);
}

static void cell_real(struct csv_row *r, double v)
{
	char text[WORDS_REAL_MAX];
	cell_text(r, words_real(v, 4, text));
}

static void cell_time(struct csv_row *r, int64_t time_us)
{
	char text[WORDS_TIME_MAX];
	cell_text(r, time_us ? words_iso_time(time_us, text) : "");
}

static void cell_bool(struct csv_row *r, bool v)
{
	cell_text(r, v ? "yes" : "no");
}

static void cell_addr(struct csv_row *r, const struct addr *a)
{
	char text[ADDR_TEXT_MAX];
	cell_text(r, addr_print(a, text));
}

static void cell_built(struct csv_row *r)
{
	cell(r, slice_of(r->raw.at, r->raw.len));
	buf_clear(&r->raw);
}

static void row_end(struct csv_row *r)
{
	fputs("\r\n", r->out);
	r->filled = false;
}

static void device_identity(struct csv_row *r, const struct device *d)
{
	char mac[MAC_TEXT_MAX], address[ADDR_TEXT_MAX];

	cell_text(r, d->id);
	cell_text(r, d->by_mac ? mac_print(&d->mac, mac) : "");
	for (size_t i = 0; i < d->n_addresses; i++)
		buf_printf(&r->raw, "%s%s", i ? " " : "",
			   addr_print(&d->addresses[i].addr, address));
	cell_built(r);
}

static void device_maker(struct csv_row *r, const struct judgement *j,
			 const struct verdict_device *v)
{
	cell_text(r, words_kind(v->kind));
	cell_real(r, v->kind_probability);
	cell_text(r, words_maker(j->knowledge, v->maker));
	cell_text(r, v->maker < 0 ? "" : j->knowledge->makers[v->maker].country);
	cell_real(r, v->maker_probability);
	cell_bool(r, v->maker_by_label_only);
	cell_bool(r, v->relabelled);
	cell_text(r, v->registrant);
	cell_text(r, v->brand);
	cell_text(r, v->model);
	cell_text(r, v->firmware);
	cell_text(r, v->serial);
	for (size_t i = 0; i < v->n_hostnames; i++)
		buf_printf(&r->raw, "%s%s", i ? " " : "", v->hostnames[i]);
	cell_built(r);
}

static void device_declared(struct csv_row *r, const struct judgement *j,
			    const struct verdict_device *v)
{
	static const struct declaration none = {
		.maker = "", .supplier = "", .contract = "", .position = ""};
	const struct declaration *d = v->declaration >= 0 && j->declarations
					      ? &j->declarations->rows[v->declaration]
					      : &none;
	cell_text(r, d->maker);
	cell_text(r, d->supplier);
	cell_text(r, d->contract);
	cell_text(r, d->position);
}

void report_csv_devices(FILE *out, const struct report_input *in)
{
	struct summary *s = summary_new(in);
	struct csv_row r;

	csv_start(&r, out,
		  "id,mac,addresses,kind,kind_probability,maker,maker_country,maker_probability,"
		  "by_label_only,relabelled,registrant,brand,model,firmware,serial,hostnames,"
		  "declared_maker,supplier,contract,position,router,worst_exposure,worst_finding,"
		  "packets,bytes,first,last");
	for (size_t i = 0; i < s->j->n_devices; i++) {
		const struct device *d = &s->ledger->devices[i];
		const struct verdict_device *v = &s->j->devices[i];
		enum rung rung = summary_rung(d);
		device_identity(&r, d);
		device_maker(&r, s->j, v);
		device_declared(&r, s->j, v);
		cell_bool(&r, d->router);
		cell_text(&r, rung >= RUNG_ATTEMPTED ? rung_name(rung) : "");
		cell_text(&r, s->gravest[i] ? answer_name(s->gravest[i]->answer) : "");
		cell_number(&r, d->packets);
		cell_number(&r, d->bytes);
		cell_time(&r, d->first_us);
		cell_time(&r, d->last_us);
		row_end(&r);
	}
	csv_done(&r);
	summary_free(s);
}

static void heartbeat_cells(struct csv_row *r, const struct heartbeat *h)
{
	if (h->period_s > 0)
		cell_real(r, h->period_s);
	else
		cell_text(r, "");
	if (h->has_bytes)
		cell_number(r, h->most_bytes);
	else
		cell_text(r, "");
	cell_text(r, h->known ? h->known->name : "");
}

static void contact_row(struct csv_row *r, const struct report_input *in, const struct device *d,
			const struct verdict_device *v, size_t i)
{
	const struct contact *c = &d->contacts[i];
	const struct place *p = &v->places[i];
	char number[WORDS_NUMBER_MAX];

	cell_text(r, d->id);
	cell_text(r, c->name);
	cell_text(r, c->name[0] ? name_source_name(c->name_source) : "");
	cell_addr(r, &c->addr);
	cell_number(r, c->port);
	cell_text(r, words_transport(c->transport, number));
	cell_text(r, c->protocol);
	cell_text(r, p->country);
	cell_number(r, p->asn);
	cell_text(r, p->network);
	cell_text(r, v->clouds[i] ? v->clouds[i]->operator: "");
	cell_text(r, rung_name(c->rung));
	cell_bool(r, c->hard_coded);
	cell_bool(r, c->permitted);
	cell_bool(r, c->refused);
	cell_number(r, c->out.packets);
	cell_number(r, c->in.packets);
	cell_number(r, c->out.bytes);
	cell_number(r, c->in.bytes);
	cell_number(r, c->out.payload);
	cell_time(r, contact_first(c));
	cell_time(r, contact_last(c));
	heartbeat_cells(r, &v->heartbeats[i]);
	cell_text(r, footage_answer_name(v->footage[i].answer));
	cell_real(r, v->footage[i].bound.seconds);
	evidence_frames_text(&r->raw, in, contact_frames(&c->out, &c->in), evidence_file);
	cell_built(r);
	cell_text(r, v->from_firmware && v->from_firmware[i] ? "carried" : "");
	row_end(r);
}

/* A server that the device's firmware carries, and nothing more than a question for its name was
 * seen of. */
static void silent_row(struct csv_row *r, const struct report_input *in, const struct device *d,
		       const struct configured *c)
{
	enum { EMPTY_BEHIND = 14 };
	const struct firmware_image *image = &in->j->firmware->images[c->image];
	const struct firmware_server *s = &image->servers[c->server];

	cell_text(r, d->id);
	cell_text(r, s->name);
	cell_text(r, s->name[0] ? "firmware" : "");
	cell_addr(r, &s->addr);
	cell_number(r, s->port);
	cell_text(r, "");
	cell_text(r, "");
	cell_text(r, s->country);
	cell_text(r, "");
	cell_text(r, "");
	cell_text(r, s->operator);
	cell_text(r, rung_name(c->rung));
	cell_text(r, "");
	cell_bool(r, c->permitted);
	for (unsigned i = 0; i < EMPTY_BEHIND; i++)
		cell_text(r, "");
	summary_firmware_place(&r->raw, image, s);
	cell_built(r);
	row_end(r);
}

void report_csv_contacts(FILE *out, const struct report_input *in)
{
	const struct ledger *l = in->j->ledger;
	struct csv_row r;

	csv_start(&r, out,
		  "device,name,name_source,address,port,transport,protocol,country,asn,network,"
		  "operator,exposure,hard_coded,permitted,refused,packets_out,packets_in,bytes_out,"
		  "bytes_in,payload_out,first,last,heartbeat_s,heartbeat_bytes,heartbeat,"
		  "footage,footage_s_at_most,frames,firmware");
	for (size_t d = 0; d < l->n_devices; d++) {
		const struct verdict_device *v = &in->j->devices[d];
		for (size_t i = 0; i < l->devices[d].n_contacts; i++)
			contact_row(&r, in, &l->devices[d], v, i);
		for (size_t i = 0; i < v->n_configured; i++)
			if (v->configured[i].contact == SIZE_MAX)
				silent_row(&r, in, &l->devices[d], &v->configured[i]);
	}
	csv_done(&r);
}

/* Whom pictures went to: a contact, or who opened a session from outside. */
static void receiver_cells(struct csv_row *r, const struct device *d, const struct footage *f)
{
	char number[WORDS_NUMBER_MAX];

	cell_text(r, d->id);
	cell_text(r, f->contact == SIZE_MAX ? "" : d->contacts[f->contact].name);
	cell_addr(r, &f->remote);
	cell_number(r, f->port);
	cell_text(r, words_transport(f->transport, number));
	cell_text(r, f->inbound == SIZE_MAX ? "device" : "outside");
}

static void footage_row(struct csv_row *r, const struct report_input *in, const struct device *d,
			const struct footage *f)
{
	const struct media_record *m = &f->told;

	receiver_cells(r, d, f);
	cell_text(r, media_codec_name((enum media_codec)m->codec));
	cell_text(r, m->carrier);
	cell_number(r, m->width);
	cell_number(r, m->height);
	cell_real(r, m->millifps / 1000.0);
	cell_number(r, m->pictures);
	cell_number(r, m->key_pictures);
	cell_number(r, m->bytes);
	cell_bool(r, m->partial);
	cell_time(r, m->first_us);
	cell_time(r, m->last_us);
	evidence_frames_text(&r->raw, in, &m->frames, evidence_file);
	cell_built(r);
	row_end(r);
}

void report_csv_footage(FILE *out, const struct report_input *in)
{
	const struct ledger *l = in->j->ledger;
	struct csv_row r;

	csv_start(&r, out,
		  "device,name,address,port,transport,opened_by,codec,carrier,width,height,"
		  "pictures_per_s,pictures,key_pictures,bytes,partial,first,last,frames");
	for (size_t d = 0; d < l->n_devices; d++)
		for (size_t i = 0; i < l->devices[d].n_footage; i++)
			if (l->devices[d].footage[i].peer == SIZE_MAX)
				footage_row(&r, in, &l->devices[d], &l->devices[d].footage[i]);
	csv_done(&r);
}

void report_csv_findings(FILE *out, const struct report_input *in)
{
	const struct judgement *j = in->j;
	struct csv_row r;

	csv_start(&r, out, "question,answer,severity,device,statement,does_not_show,observations");
	for (size_t i = 0; i < j->n_findings; i++) {
		const struct finding *f = &j->findings[i];
		cell_text(&r, question_name(f->question));
		cell_text(&r, answer_name(f->answer));
		cell_text(&r, severity_name(f->severity));
		cell_text(&r, f->device < 0 ? "" : j->ledger->devices[f->device].id);
		cell_text(&r, f->statement);
		cell_text(&r, f->does_not_show);
		for (size_t e = 0; e < f->n_evidence; e++) {
			struct evidence_frames frames = evidence_frames(in, &f->evidence[e]);
			if (r.raw.len)
				buf_text(&r.raw, " | ");
			evidence_what(&r.raw, in, &f->evidence[e]);
			buf_text(&r.raw, frames.frames.n ? ", " : "");
			evidence_frames_text(&r.raw, in, &frames.frames, evidence_file);
		}
		cell_built(&r);
		row_end(&r);
	}
	csv_done(&r);
}

void report_csv_names(FILE *out, const struct report_input *in)
{
	const struct ledger *l = in->j->ledger;
	struct csv_row r;

	csv_start(&r, out, "device,name,count,answered,failed,contacted,first,last,capture,frame");
	for (size_t d = 0; d < l->n_devices; d++) {
		const struct device *device = &l->devices[d];
		struct asked_check *check = asked_check_new(l, device);
		for (size_t i = 0; i < device->n_asked; i++) {
			const struct asked_name *a = &device->asked[i];
			cell_text(&r, device->id);
			cell_text(&r, a->name);
			cell_number(&r, a->count);
			cell_bool(&r, a->answered);
			cell_bool(&r, a->failed);
			cell_bool(&r, !asked_check_only(check, a));
			cell_time(&r, a->first.time_us);
			cell_time(&r, a->last.time_us);
			cell_text(&r, evidence_file(in, a->first.capture));
			cell_number(&r, a->first.frame);
			row_end(&r);
		}
		asked_check_free(check);
	}
	csv_done(&r);
}
