/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON lines for those who feed a SIEM: one object a line, members named as in Suricata's EVE log
 * where it has a word for them (timestamp, event_type, src_ip, src_port, dest_ip, dest_port, proto,
 * community_id), everything else under "camtrail". event_type is camtrail_device,
 * camtrail_observation, camtrail_contact, camtrail_configured (a server that the firmware carries, not
 * seen called), camtrail_footage (it left, or likely left) or camtrail_finding.
 *
 * Equal observations of a device are one line, with the first frame and a count. A contact stands
 * for many flows from many ports: source address, source port and community_id are those of one of
 * them.
 */
#include <ctype.h>

#include "report/community_id.h"
#include "report/evidence.h"
#include "report/json_parts.h"
#include "report/words.h"

static void open_event(struct json_out *j, FILE *out, const char *type, int64_t time_us)
{
	json_out_init(j, out, 0, false);
	json_out_object(j, NULL);
	json_out_time(j, "timestamp", time_us);
	json_out_text(j, "event_type", type);
}

static void close_event(struct json_out *j)
{
	json_out_close(j);
	json_out_done(j);
}

static void proto(struct json_out *j, uint8_t transport)
{
	char number[WORDS_NUMBER_MAX], upper[WORDS_NUMBER_MAX];
	const char *name = words_transport(transport, number);
	size_t i = 0;

	if (transport == TRANSPORT_ICMP6)
		name = "ipv6-icmp";
	if (transport == TRANSPORT_NONE)
		return;
	for (; name[i] && i + 1 < sizeof(upper); i++)
		upper[i] = (char)toupper((unsigned char)name[i]);
	upper[i] = '\0';
	json_out_text(j, "proto", upper);
}

static void address(struct json_out *j, const char *key, const struct addr *a)
{
	if (addr_is_set(a))
		json_out_addr(j, key, a);
}

/* whole: the ports, or ICMP's type and code, are known. */
static void flow(struct json_out *j, const struct where *w, bool whole)
{
	char id[COMMUNITY_ID_MAX];
	bool ports = w->transport == TRANSPORT_TCP || w->transport == TRANSPORT_UDP ||
		     w->transport == TRANSPORT_SCTP;
	bool icmp = w->transport == TRANSPORT_ICMP || w->transport == TRANSPORT_ICMP6;

	address(j, "src_ip", &w->src);
	if (ports)
		json_out_number(j, "src_port", w->src_port);
	address(j, "dest_ip", &w->dst);
	if (ports)
		json_out_number(j, "dest_port", w->dst_port);
	proto(j, w->transport);
	if (icmp && whole) {
		json_out_number(j, "icmp_type", w->src_port);
		json_out_number(j, "icmp_code", w->dst_port);
	}
	if (whole && community_id(&w->src, w->src_port, &w->dst, w->dst_port, w->transport, id))
		json_out_text(j, "community_id", id);
}

/* ICMP that makes a contact is an echo request, RFC 792 and 4443. */
static struct where contact_flow(const struct contact *c)
{
	struct where w = {.src = c->local,
			  .src_port = c->local_port,
			  .dst = c->addr,
			  .dst_port = c->port,
			  .transport = c->transport};

	if (c->transport == TRANSPORT_ICMP || c->transport == TRANSPORT_ICMP6) {
		w.src_port = c->transport == TRANSPORT_ICMP ? 8 : 128;
		w.dst_port = 0;
	}
	return w;
}

static void frame(struct json_out *j, const struct report_input *in, uint32_t capture,
		  uint64_t number)
{
	json_out_text(j, "capture", evidence_file(in, capture));
	json_out_number(j, "frame", number);
}

static void observations(FILE *out, const struct summary *s, const struct device *d)
{
	for (size_t i = 0; i < d->n_seen; i++) {
		const struct seen *seen = &d->seen[i];
		struct json_out j;
		open_event(&j, out, "camtrail_observation", seen->first.time_us);
		flow(&j, &seen->first, true);
		frame(&j, s->in, seen->first.capture, seen->first.frame);
		json_out_object(&j, "camtrail");
		json_out_text(&j, "device", d->id);
		json_seen(&j, seen);
		json_out_time(&j, "last", seen->last.time_us);
		json_out_close(&j);
		close_event(&j);
	}
}

static void contacts(FILE *out, const struct summary *s, size_t device)
{
	const struct device *d = &s->ledger->devices[device];

	for (size_t i = 0; i < d->n_contacts; i++) {
		const struct contact *c = &d->contacts[i];
		const struct frame_list *frames = contact_frames(&c->out, &c->in);
		struct where one = contact_flow(c);
		bool icmp = c->transport == TRANSPORT_ICMP || c->transport == TRANSPORT_ICMP6;
		struct json_out j;
		open_event(&j, out, "camtrail_contact", contact_first(c));
		flow(&j, &one, !(icmp && c->client_uncertain));
		if (frames->n)
			frame(&j, s->in, frames->at[0].capture, frames->at[0].frame);
		json_out_object(&j, "camtrail");
		json_out_text(&j, "device", d->id);
		json_contact(&j, s, device, i);
		json_out_close(&j);
		close_event(&j);
	}
}

/* Servers that the device's firmware carries and that it was not seen to call: no contacts. */
static void configured(FILE *out, const struct summary *s, size_t device)
{
	const struct verdict_device *v = &s->j->devices[device];

	for (size_t i = 0; i < v->n_configured; i++) {
		const struct configured *c = &v->configured[i];
		struct json_out j;
		if (c->contact != SIZE_MAX)
			continue;
		open_event(&j, out, "camtrail_configured", s->ledger->devices[device].first_us);
		address(&j, "dest_ip", &s->j->firmware->images[c->image].servers[c->server].addr);
		json_out_object(&j, "camtrail");
		json_out_text(&j, "device", s->ledger->devices[device].id);
		json_configured(&j, s->j->firmware, c);
		json_out_close(&j);
		close_event(&j);
	}
}

/* Footage that left, or likely left: contact or, where that is SIZE_MAX, session from outside. */
static void footage_event(FILE *out, const struct summary *s, size_t device, size_t contact,
			  size_t inbound)
{
	const struct device *d = &s->ledger->devices[device];
	const struct footage_verdict *f = contact != SIZE_MAX
						  ? &s->j->devices[device].footage[contact]
						  : &s->j->devices[device].footage_inbound[inbound];
	const struct side_record *side =
		contact != SIZE_MAX ? &d->contacts[contact].out : &d->inbound[inbound].out;
	struct where way = {0};
	struct json_out j;

	if (f->answer > FOOTAGE_LIKELY)
		return;
	if (contact != SIZE_MAX) {
		way = contact_flow(&d->contacts[contact]);
	} else {
		way.dst = d->inbound[inbound].addr;
		way.src_port = d->inbound[inbound].local_port;
		way.transport = d->inbound[inbound].transport;
	}
	open_event(&j, out, "camtrail_footage", side->first_us);
	flow(&j, &way, contact != SIZE_MAX);
	if (side->payload_frames.n)
		frame(&j, s->in, side->payload_frames.at[0].capture,
		      side->payload_frames.at[0].frame);
	json_out_object(&j, "camtrail");
	json_out_text(&j, "device", d->id);
	json_footage(&j, s, device, contact, inbound);
	json_out_close(&j);
	close_event(&j);
}

static void footage_events(FILE *out, const struct summary *s, size_t device)
{
	const struct device *d = &s->ledger->devices[device];

	for (size_t i = 0; i < d->n_contacts; i++)
		footage_event(out, s, device, i, SIZE_MAX);
	for (size_t i = 0; i < d->n_inbound; i++)
		footage_event(out, s, device, SIZE_MAX, i);
}

static void device_event(FILE *out, const struct summary *s, size_t device)
{
	const struct device *d = &s->ledger->devices[device];
	const struct verdict_device *v = &s->j->devices[device];
	struct json_out j;

	open_event(&j, out, "camtrail_device", d->first_us);
	if (d->n_addresses)
		address(&j, "src_ip", &d->addresses[0].addr);
	json_out_object(&j, "camtrail");
	json_out_text(&j, "device", d->id);
	json_out_text(&j, "kind", words_kind(v->kind));
	json_out_real(&j, "kind_probability", v->kind_probability);
	json_maker(&j, s->j->knowledge, v);
	json_out_said(&j, "brand", v->brand);
	json_out_said(&j, "model", v->model);
	json_out_said(&j, "firmware", v->firmware);
	json_out_said(&j, "serial", v->serial);
	json_out_bool(&j, "relabelled", v->relabelled);
	json_out_close(&j);
	close_event(&j);
}

static void finding_event(FILE *out, const struct summary *s, const struct finding *f)
{
	struct evidence_frames first = {0};
	struct json_out j;

	for (size_t i = 0; i < f->n_evidence && first.frames.n == 0; i++)
		first = evidence_frames(s->in, &f->evidence[i]);
	open_event(&j, out, "camtrail_finding", first.time_us ? first.time_us : s->totals.last_us);
	if (first.frames.n)
		frame(&j, s->in, first.frames.at[0].capture, first.frames.at[0].frame);
	json_out_object(&j, "camtrail");
	json_finding(&j, s, f);
	json_out_close(&j);
	close_event(&j);
}

void report_jsonl(FILE *out, const struct report_input *in)
{
	struct summary *s = summary_new(in);

	for (size_t d = 0; d < s->j->n_devices; d++) {
		device_event(out, s, d);
		observations(out, s, &s->ledger->devices[d]);
		contacts(out, s, d);
		configured(out, s, d);
		footage_events(out, s, d);
	}
	for (size_t i = 0; i < s->j->n_findings; i++)
		finding_event(out, s, &s->j->findings[i]);
	summary_free(s);
}
