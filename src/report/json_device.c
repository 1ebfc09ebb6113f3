/* SPDX-License-Identifier: Apache-2.0 */
#include "report/escape.h"
#include "report/evidence.h"
#include "report/json_parts.h"
#include "report/ports.h"
#include "report/words.h"

void json_frames(struct json_out *j, const char *key, const struct frame_list *frames)
{
	json_out_array(j, key);
	for (unsigned i = 0; i < frames->n; i++) {
		json_out_object(j, NULL);
		json_out_number(j, "capture", frames->at[i].capture);
		json_out_number(j, "frame", frames->at[i].frame);
		json_out_close(j);
	}
	json_out_close(j);
}

void json_seen(struct json_out *j, const struct seen *seen)
{
	enum obs_type type = obs_kind_info(seen->kind)->type;
	struct buf value;

	buf_init(&value, VALUE_MAX);
	words_seen_value(&value, seen);
	json_out_text(j, "kind", obs_kind_info(seen->kind)->name);
	json_out_slice(j, "value", slice_of(value.at, value.len));
	if ((type == OBS_TEXT || type == OBS_NAMED_ADDR) && escape_json_loses(seen->text))
		json_out_hex(j, "hex", seen->text);
	if (seen->cut)
		json_out_bool(j, "cut", true);
	json_out_number(j, "count", seen->count);
	buf_done(&value);
}

static void side(struct json_out *j, const struct side_record *out, const struct side_record *in)
{
	json_out_number(j, "packets_out", out->packets);
	json_out_number(j, "packets_in", in->packets);
	json_out_number(j, "bytes_out", out->bytes);
	json_out_number(j, "bytes_in", in->bytes);
	json_out_number(j, "payload_out", out->payload);
	json_out_number(j, "payload_in", in->payload);
	json_out_number(j, "unseen_out", out->unseen);
	json_out_number(j, "unseen_in", in->unseen);
}

static void place(struct json_out *j, const struct place *p)
{
	json_out_said(j, "country", p->country);
	if (p->asn)
		json_out_number(j, "asn", p->asn);
	else
		json_out_null(j, "asn");
	json_out_said(j, "network", p->network);
}

static void operator_of(struct json_out *j, const struct cloud *cloud,
			const struct known_address *address)
{
	if (!cloud && !address) {
		json_out_null(j, "operator");
		return;
	}
	json_out_object(j, "operator");
	json_out_text(j, "name", cloud ? cloud->operator: address->operator);
	json_out_said(j, "country", cloud ? cloud->country : "");
	json_out_said(j, "role", cloud ? cloud->role : address->role);
	json_out_close(j);
}

static void heartbeat(struct json_out *j, const struct heartbeat *h)
{
	if (h->period_s <= 0) {
		json_out_null(j, "heartbeat");
		return;
	}
	json_out_object(j, "heartbeat");
	json_out_real(j, "period_s", h->period_s);
	if (h->has_bytes) {
		json_out_number(j, "bytes", h->least_bytes);
		json_out_number(j, "bytes_most", h->most_bytes);
	} else {
		json_out_null(j, "bytes");
		json_out_null(j, "bytes_most");
	}
	json_out_number(j, "count", h->count);
	json_out_said(j, "name", h->known ? h->known->name : "");
	json_out_number(j, "addresses", h->addresses);
	json_out_close(j);
}

void json_contact(struct json_out *j, const struct summary *s, size_t device, size_t contact)
{
	const struct contact *c = &s->ledger->devices[device].contacts[contact];
	const struct verdict_device *v = &s->j->devices[device];
	char number[WORDS_NUMBER_MAX];

	json_out_said(j, "name", c->name);
	json_out_text(j, "name_source", c->name[0] ? name_source_name(c->name_source) : NULL);
	json_out_addr(j, "address", &c->addr);
	json_out_number(j, "port", c->port);
	json_out_text(j, "transport", words_transport(c->transport, number));
	json_out_said(j, "protocol", c->protocol);
	place(j, &v->places[contact]);
	operator_of(j, v->clouds[contact], v->addresses[contact]);
	json_out_text(j, "exposure", rung_name(c->rung));
	json_out_bool(j, "hard_coded", c->hard_coded);
	json_out_bool(j, "private_address", c->private_address);
	json_out_bool(j, "same_segment", c->neighbour);
	json_out_bool(j, "permitted", c->permitted);
	json_out_bool(j, "refused", c->refused);
	json_out_bool(j, "caller_inferred", c->client_uncertain);
	json_out_bool(j, "from_firmware", v->from_firmware && v->from_firmware[contact]);
	json_out_time(j, "first", contact_first(c));
	json_out_time(j, "last", contact_last(c));
	json_out_number(j, "flows", c->flows);
	heartbeat(j, &v->heartbeats[contact]);
	side(j, &c->out, &c->in);
	json_frames(j, "frames", contact_frames(&c->out, &c->in));
	json_frames(j, "payload_frames", &c->out.payload_frames);
	json_footage(j, s, device, contact, SIZE_MAX);
}

static void inbound(struct json_out *j, const struct summary *s, size_t device, size_t at)
{
	const struct inbound *i = &s->ledger->devices[device].inbound[at];
	char number[WORDS_NUMBER_MAX];
	bool called = i->in.packets > 0;

	json_out_object(j, NULL);
	json_out_addr(j, "address", &i->addr);
	json_out_number(j, "local_port", i->local_port);
	json_out_text(j, "transport", words_transport(i->transport, number));
	json_out_said(j, "protocol", i->protocol);
	json_out_bool(j, "permitted", i->permitted);
	json_out_time(j, "first", called ? i->in.first_us : i->out.first_us);
	json_out_time(j, "last", called ? i->in.last_us : i->out.last_us);
	side(j, &i->out, &i->in);
	json_frames(j, "frames", contact_frames(&i->in, &i->out));
	json_footage(j, s, device, SIZE_MAX, at);
	json_out_close(j);
}

static void maker_members(struct json_out *j, const struct knowledge *k, int maker,
			  double probability)
{
	const struct maker *m = maker < 0 ? NULL : &k->makers[maker];
	json_out_text(j, "id", m ? m->id : NULL);
	json_out_text(j, "name", m ? m->name : NULL);
	json_out_said(j, "country", m ? m->country : NULL);
	json_out_real(j, "probability", probability);
}

void json_maker(struct json_out *j, const struct knowledge *k, const struct verdict_device *v)
{
	const struct maker *m = v->maker < 0 ? NULL : &k->makers[v->maker];

	json_out_object(j, "maker");
	maker_members(j, k, v->maker, v->maker_probability);
	json_out_said(j, "parent", m ? m->parent : NULL);
	json_out_said(j, "lists", m ? m->lists : NULL);
	json_out_bool(j, "by_label_only", v->maker_by_label_only);
	json_out_array(j, "alternatives");
	for (size_t i = 0; i < v->n_makers; i++) {
		if (v->makers[i].maker == v->maker)
			continue;
		json_out_object(j, NULL);
		maker_members(j, k, v->makers[i].maker, v->makers[i].probability);
		json_out_close(j);
	}
	json_out_close(j);
	json_out_close(j);
}

static void vote(struct json_out *j, const struct summary *s, const struct device *d,
		 const struct verdict_device *v, const struct vote *vote)
{
	struct buf says;
	bool has_frame = vote->seen < d->n_seen;

	buf_init(&says, VALUE_MAX);
	vote_says(&says, s->j->knowledge, v, vote);
	json_out_object(j, NULL);
	json_out_text(j, "signature", vote_signature(s->j->knowledge, vote));
	json_out_slice(j, "says", slice_of(says.at, says.len));
	json_out_text(j, "class", words_class(vote->class));
	json_out_number(j, "forgeability", (uint64_t)vote->forge);
	json_out_array(j, "makers");
	for (size_t i = 0; i < vote->n_makers; i++)
		json_out_text(j, NULL, words_maker(s->j->knowledge, vote->makers[i]));
	json_out_close(j);
	json_out_real(j, "weight", vote->weight);
	json_out_real(j, "weight_before_cap", vote->weight_alone);
	if (has_frame) {
		const struct seen *seen = &d->seen[vote->seen];
		json_seen(j, seen);
		json_out_number(j, "capture", seen->first.capture);
		json_out_number(j, "frame", seen->first.frame);
		json_out_time(j, "time", seen->first.time_us);
	}
	json_out_close(j);
	buf_done(&says);
}

static void declaration(struct json_out *j, const struct summary *s, const struct verdict_device *v)
{
	if (v->declaration < 0 || !s->j->declarations) {
		json_out_null(j, "declaration");
		return;
	}
	const struct declaration *d = &s->j->declarations->rows[v->declaration];
	json_out_object(j, "declaration");
	json_out_number(j, "line", d->line);
	json_out_said(j, "serial", d->serial);
	json_out_said(j, "brand", d->brand);
	json_out_said(j, "model", d->model);
	json_out_said(j, "maker", d->maker);
	json_out_said(j, "country", d->country);
	json_out_said(j, "certificate", d->certificate);
	json_out_said(j, "supplier", d->supplier);
	json_out_said(j, "contract", d->contract);
	json_out_said(j, "site", d->site);
	json_out_said(j, "position", d->position);
	json_out_close(j);
}

static void asked_only(struct json_out *j, const struct summary *s, const struct device *d)
{
	struct asked_check *check = asked_check_new(s->ledger, d);

	json_out_array(j, "asked_only");
	for (size_t i = 0; i < d->n_asked; i++) {
		const struct asked_name *a = &d->asked[i];
		if (!asked_check_only(check, a))
			continue;
		json_out_object(j, NULL);
		json_out_text(j, "name", a->name);
		json_out_text(j, "exposure", rung_name(RUNG_ASKED));
		json_out_number(j, "count", a->count);
		json_out_number(j, "capture", a->first.capture);
		json_out_number(j, "frame", a->first.frame);
		json_out_time(j, "time", a->first.time_us);
		json_out_close(j);
	}
	json_out_close(j);
	asked_check_free(check);
}

static void identity(struct json_out *j, const struct device *d, const struct verdict_device *v)
{
	char mac[MAC_TEXT_MAX];

	json_out_text(j, "id", d->id);
	json_out_text(j, "mac", d->by_mac ? mac_print(&d->mac, mac) : NULL);
	json_out_array(j, "addresses");
	for (size_t i = 0; i < d->n_addresses; i++)
		json_out_addr(j, NULL, &d->addresses[i].addr);
	json_out_close(j);
	json_out_text(j, "kind", words_kind(v->kind));
	json_out_real(j, "kind_probability", v->kind_probability);
}

static void said(struct json_out *j, const struct verdict_device *v)
{
	json_out_said(j, "brand", v->brand);
	json_out_said(j, "model", v->model);
	json_out_said(j, "firmware", v->firmware);
	json_out_said(j, "serial", v->serial);
	json_out_array(j, "hostnames");
	for (size_t i = 0; i < v->n_hostnames; i++)
		json_out_text(j, NULL, v->hostnames[i]);
	json_out_close(j);
	json_out_said(j, "registrant", v->registrant);
	json_out_bool(j, "relabelled", v->relabelled);
}

static void twins(struct json_out *j, const struct summary *s, const struct verdict_device *v)
{
	json_out_array(j, "twins");
	for (size_t i = 0; i < v->n_twins && i < JSON_TWINS_MAX; i++)
		json_out_text(j, NULL, s->ledger->devices[v->twins[i]].id);
	json_out_close(j);
	json_out_number(j, "twins_total", v->n_twins_all);
}

static void link_announcements(struct json_out *j, const struct device *d)
{
	json_out_array(j, "link_announcements");
	for (size_t i = 0; i < d->n_seen; i++) {
		const struct seen *seen = &d->seen[i];
		if (!ports_announced(seen))
			continue;
		json_out_object(j, NULL);
		json_seen(j, seen);
		json_out_number(j, "capture", seen->first.capture);
		json_out_number(j, "frame", seen->first.frame);
		json_out_time(j, "time", seen->first.time_us);
		json_out_close(j);
	}
	json_out_close(j);
}

void json_device(struct json_out *j, const struct summary *s, size_t device)
{
	const struct device *d = &s->ledger->devices[device];
	const struct verdict_device *v = &s->j->devices[device];

	identity(j, d, v);
	json_maker(j, s->j->knowledge, v);
	said(j, v);
	json_out_bool(j, "router", d->router);
	json_out_bool(j, "behind_router", d->behind_router);
	json_out_bool(j, "mac_from_neighbours", d->mac_from_neighbours);
	json_out_number(j, "packets", d->packets);
	json_out_number(j, "bytes", d->bytes);
	json_out_time(j, "first", d->first_us);
	json_out_time(j, "last", d->last_us);
	declaration(j, s, v);
	twins(j, s, v);
	link_announcements(j, d);
	json_completeness(j, v);
	json_firmware(j, s, v);
	json_out_array(j, "contacts");
	for (size_t i = 0; i < d->n_contacts; i++) {
		json_out_object(j, NULL);
		json_contact(j, s, device, i);
		json_out_close(j);
	}
	json_out_close(j);
	asked_only(j, s, d);
	json_out_array(j, "inbound");
	for (size_t i = 0; i < d->n_inbound; i++)
		inbound(j, s, device, i);
	json_out_close(j);
	json_out_array(j, "evidence");
	for (size_t i = 0; i < v->n_votes; i++)
		vote(j, s, d, v, &v->votes[i]);
	json_out_close(j);
}
