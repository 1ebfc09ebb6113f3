/* SPDX-License-Identifier: Apache-2.0 */
#include "report_site.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

const char report_site_markup[] = "<script>alert(1)</script><!--";
const char report_site_terminal[] = "\x1b[2Jclear \xe2\x80\xaetxt";
const char report_site_formula[] = "=cmd|'/C calc'!A0";

enum { BLOCKS_MAX = 1 << 20 };

/* Everything is taken from here and given back at once. */
struct report_site {
	struct ledger ledger;
	struct judgement judgement;
	struct knowledge knowledge;
	struct declarations declarations;
	struct report_input input;
	void **blocks;
	size_t n_blocks, room;
	size_t seen_room, contact_room;
};

static const int64_t morning = 1709280000000000; /* 2024-03-01 08:00:00 UTC */

static void *take(struct report_site *s, size_t n, size_t size)
{
	if (s->n_blocks == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->blocks = mem_resize(s->blocks, s->room, sizeof(*s->blocks));
	}
	return s->blocks[s->n_blocks++] = mem_new(n, size);
}

static const char *text(struct report_site *s, const char *format, ...)
{
	char line[STATEMENT_MAX];
	va_list args;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	char *copy = take(s, strlen(line) + 1, 1);
	strcpy(copy, line);
	return copy;
}

static struct addr address(const char *t)
{
	struct addr a = {0};
	must(addr_parse(slice_text(t), &a));
	return a;
}

static void knowledge(struct report_site *s)
{
	static const char *const makers[][4] = {
		{"northeye", "Northeye", "CN", "NDAA-889;FCC-covered"},
		{"dawnlens", "Dawnlens", "CN", ""},
		{"fjordcam", "Fjordcam", "NO", ""},
		{"sunview", "Sunview", "KR", ""},
		{"tallinnoptics", "Tallinn Optics", "EE", ""}};
	size_t n = sizeof(makers) / sizeof(*makers);
	struct knowledge *k = &s->knowledge;

	k->makers = take(s, n, sizeof(*k->makers));
	k->n_makers = n;
	for (size_t i = 0; i < n; i++)
		k->makers[i] = (struct maker){.id = makers[i][0],
					      .name = makers[i][1],
					      .country = makers[i][2],
					      .parent = "",
					      .lists = makers[i][3],
					      .oui_pattern = "",
					      .makes_cameras = true,
					      .source = "test"};
	k->signatures = take(s, 2, sizeof(*k->signatures));
	k->n_signatures = 2;
	k->signatures[0] = (struct signature){.id = "northeye-discovery",
					      .kind = OBS_SADP_MODEL,
					      .class = CLASS_DISCOVERY,
					      .forge = FORGE_F3,
					      .share = SHARE_S2,
					      .n_makers = 1,
					      .says = "It answers the private discovery protocol "
						      "that only this maker's program holds."};
	k->signatures[1] =
		(struct signature){.id = "rtsp-realm",
				   .kind = OBS_RTSP_REALM,
				   .class = CLASS_MEDIA,
				   .forge = FORGE_F2,
				   .share = SHARE_S3,
				   .n_makers = 2,
				   .says = "The realm is worded as this maker words it."};
	k->clouds = take(s, 1, sizeof(*k->clouds));
	k->n_clouds = 1;
	k->clouds[0] = (struct cloud){.suffix = "p2p.example",
				      .operator= "Northeye",
				      .country = "CN",
				      .role = "p2p",
				      .maker = 0,
				      .share = SHARE_S1};
	memset(k->digest, 'a', sizeof(k->digest) - 1);
}

static struct side_record side(uint64_t packets, uint64_t bytes, uint64_t payload, uint64_t frame)
{
	struct side_record r = {.packets = packets,
				.bytes = bytes,
				.payload = payload,
				.first_us = packets ? morning + (int64_t)frame * 1000 : 0,
				.last_us = packets ? morning + (int64_t)frame * 9000000 : 0};
	r.frames.n = packets > 1 ? 2 : (uint8_t)packets;
	r.frames.at[0].frame = frame;
	r.frames.at[1].frame = frame + 1;
	if (payload) {
		r.payload_frames.n = 1;
		r.payload_frames.at[0].frame = frame + 1;
	}
	return r;
}

static struct device *device(struct report_site *s, size_t at, const char *ip, unsigned mac,
			     enum device_kind kind, int maker, double probability)
{
	struct device *d = &s->ledger.devices[at];
	struct verdict_device *v = &s->judgement.devices[at];

	d->by_mac = true;
	d->mac = (struct mac){{2, 0, 0, (uint8_t)(mac >> 16), (uint8_t)(mac >> 8), (uint8_t)mac}};
	mac_print(&d->mac, d->id);
	d->packets = 1000 + mac;
	d->bytes = 1500 * d->packets;
	d->first_us = morning;
	d->last_us = morning + 7200000000;
	d->n_addresses = 1;
	d->addresses = take(s, 1, sizeof(*d->addresses));
	d->addresses[0] = (struct address_use){.addr = address(ip), .claimed = true};
	d->seen = take(s, 8, sizeof(*d->seen));
	d->contacts = take(s, 8, sizeof(*d->contacts));
	d->asked = take(s, 8, sizeof(*d->asked));
	*v = (struct verdict_device){.device = at,
				     .kind = kind,
				     .kind_probability = 0.97,
				     .maker = maker,
				     .maker_probability = probability,
				     .brand = "",
				     .model = "",
				     .firmware = "",
				     .serial = "",
				     .declaration = -1,
				     .n_makers = 2};
	v->makers[0] = (struct maker_share){maker, probability, 9.2, 2};
	v->makers[1] = (struct maker_share){maker < 0 ? 0 : -1, 1 - probability, 0, 0};
	v->places = take(s, 8, sizeof(*v->places));
	v->heartbeats = take(s, 8, sizeof(*v->heartbeats));
	v->clouds = take(s, 8, sizeof(*v->clouds));
	v->addresses = take(s, 8, sizeof(*v->addresses));
	v->footage = take(s, 8, sizeof(*v->footage));
	v->footage_inbound = take(s, 8, sizeof(*v->footage_inbound));
	v->footage_least = (struct footage_least){.bits_per_s = 10000.0, .picture_bytes = 3000};
	v->completeness =
		(struct footage_completeness){.span_us = 7200000000, .seen_us = 7140000000};
	switch (kind) {
	case KIND_CAMERA:
		s->judgement.cameras++;
		break;
	case KIND_RECORDER:
		s->judgement.recorders++;
		break;
	case KIND_OTHER:
		s->judgement.others++;
		break;
	case KIND_UNKNOWN:
	case DEVICE_KINDS:
		s->judgement.unknowns++;
		break;
	}
	return d;
}

static size_t saw(struct report_site *s, struct device *d, enum obs_kind kind, const char *value,
		  uint64_t frame)
{
	struct seen *o = &d->seen[d->n_seen];
	const char *copy = text(s, "%s", value);
	*o = (struct seen){.kind = kind, .text = slice_text(copy), .count = 3};
	o->first = (struct where){.frame = frame,
				  .time_us = morning + (int64_t)frame * 1000,
				  .src = d->addresses[0].addr,
				  .dst = address("192.0.2.1"),
				  .src_port = 40000,
				  .dst_port = 53,
				  .transport = TRANSPORT_UDP};
	o->last = o->first;
	return d->n_seen++;
}

static struct footage_verdict bounded(uint64_t bytes)
{
	double seconds = 8.0 * (double)bytes / 10000.0;

	return (struct footage_verdict){
		.answer = seconds < FOOTAGE_EXCLUDED_S ? FOOTAGE_EXCLUDED : FOOTAGE_NOT_EXCLUDED,
		.bound = {bytes, 0, seconds, (double)bytes / 3000},
		.match.camera = SIZE_MAX};
}

static size_t met(struct device *d, struct verdict_device *v, const char *ip, uint16_t port,
		  const char *name, enum rung rung, const char *country, uint64_t frame)
{
	struct contact *c = &d->contacts[d->n_contacts];
	*c = (struct contact){.addr = address(ip),
			      .local = d->addresses[0].addr,
			      .local_port = 40000,
			      .port = port,
			      .transport = TRANSPORT_TCP,
			      .protocol = "tls",
			      .name = name,
			      .name_source = name[0] ? NAME_DNS : NAME_NONE,
			      .rung = rung,
			      .hard_coded = !name[0],
			      .flows = 2};
	c->out = side(12, 3400, rung >= RUNG_SENT ? 2900 : 0, frame);
	c->in = rung >= RUNG_CONTACTED ? side(9, 1200, 700, frame + 1) : side(0, 0, 0, 0);
	strcpy(v->places[d->n_contacts].country, country);
	v->places[d->n_contacts].asn = 64500;
	v->footage[d->n_contacts] = bounded(c->out.payload);
	v->completeness.sent += c->out.payload;
	v->heartbeats[d->n_contacts] = (struct heartbeat){.first = d->n_contacts, .addresses = 1};
	strcpy(v->places[d->n_contacts].network, "Example Networks");
	return d->n_contacts++;
}

static void asked(struct report_site *s, struct device *d, const char *name, uint64_t frame)
{
	struct asked_name *a = &d->asked[d->n_asked++];
	*a = (struct asked_name){.name = text(s, "%s", name), .count = 4, .failed = true};
	a->first = (struct where){.frame = frame, .time_us = morning + (int64_t)frame * 1000};
	a->last = a->first;
}

static struct finding *found(struct report_site *s, enum question q, enum answer a,
			     enum severity severity, long at)
{
	struct finding *f = &s->judgement.findings[s->judgement.n_findings++];
	*f = (struct finding){
		.question = q, .answer = a, .severity = severity, .device = at, .declaration = -1};
	return f;
}

static void point(struct report_site *s, struct finding *f, size_t seen, size_t contact)
{
	if (!f->evidence)
		f->evidence = take(s, 4, sizeof(*f->evidence));
	f->evidence[f->n_evidence++] = (struct evidence_ref){
		.device = (size_t)f->device, .seen = seen, .contact = contact, .inbound = SIZE_MAX};
}

static void votes(struct report_site *s, size_t at)
{
	struct verdict_device *v = &s->judgement.devices[at];
	v->votes = take(s, 3, sizeof(*v->votes));
	v->n_votes = 3;
	v->registrant = "Example Electronics";
	v->votes[0] = (struct vote){.seen = 0,
				    .signature = 0,
				    .class = CLASS_DISCOVERY,
				    .forge = FORGE_F3,
				    .weight = 6.2,
				    .weight_alone = 6.2,
				    .n_makers = 1,
				    .makers = {(uint16_t)(v->maker < 0 ? 0 : v->maker)}};
	v->votes[1] = (struct vote){.seen = 1,
				    .signature = 1,
				    .class = CLASS_MEDIA,
				    .forge = FORGE_F2,
				    .weight = 1.5,
				    .weight_alone = 2.5,
				    .n_makers = 2,
				    .makers = {0, 1},
				    .kind_weight = {[KIND_CAMERA] = 2.0}};
	v->votes[2] = (struct vote){.seen = SIZE_MAX,
				    .signature = -1,
				    .class = CLASS_MAC,
				    .forge = FORGE_F1,
				    .weight = -0.4,
				    .weight_alone = -0.4,
				    .n_makers = 1,
				    .makers = {1}};
}

static struct report_site *site(size_t n_devices, size_t n_findings)
{
	static const struct report_capture captures[] = {{"gate & yard.pcapng", "", 123456789}};
	static const char *const complaints[] = {
		"cameras.csv:7: \"<b>\" is no MAC address; the row is skipped"};
	struct report_site *s = mem_new(1, sizeof(*s));

	knowledge(s);
	s->ledger.devices = take(s, n_devices, sizeof(struct device));
	s->ledger.n_devices = s->judgement.n_devices = n_devices;
	s->judgement.devices = take(s, n_devices, sizeof(struct verdict_device));
	s->judgement.findings = take(s, n_findings, sizeof(struct finding));
	s->judgement.ledger = &s->ledger;
	s->judgement.knowledge = &s->knowledge;
	s->ledger.n_captures = 1;
	s->ledger.captures = take(s, 1, sizeof(*s->ledger.captures));
	s->ledger.captures[0] = (struct capture_record){.packets = 1234567,
							.bytes = 987654321,
							.captured_bytes = 987654321,
							.first_us = morning,
							.last_us = morning + 7200000000};
	s->ledger.first_us = morning;
	s->ledger.last_us = morning + 7200000000;
	s->input = (struct report_input){.j = &s->judgement,
					 .n_captures = 1,
					 .captures = captures,
					 .version = "0.1.0",
					 .oui_date = "2024-02-20",
					 .places_date = "2024-02-27",
					 .site_name = "Harbour north",
					 .n_complaints = 1,
					 .complaints = complaints};
	return s;
}

static void small_camera(struct report_site *s)
{
	struct device *d = device(s, 0, "10.0.0.7", 7, KIND_CAMERA, 0, 0.9931);
	struct verdict_device *v = &s->judgement.devices[0];

	saw(s, d, OBS_SADP_MODEL, "NE-2040", 101);
	saw(s, d, OBS_RTSP_REALM, "Northeye", 102);
	saw(s, d, OBS_DHCP_HOSTNAME, report_site_markup, 103);
	saw(s, d, OBS_HTTP_TITLE, report_site_terminal, 104);
	saw(s, d, OBS_UPNP_NAME, "caf\xc3\xa9 \xff\xc0\x80", 105);
	met(d, v, "203.0.113.9", 8800, "a.p2p.example", RUNG_SENT, "CN", 200);
	v->clouds[0] = &s->knowledge.clouds[0];
	met(d, v, "198.51.100.3", 443, "", RUNG_ATTEMPTED, "", 300);
	met(d, v, "2001:db8::5", 443, report_site_markup, RUNG_CONTACTED, "DE", 400);
	asked(s, d, "a.p2p.example", 190);
	asked(s, d, "never.example", 191);
	v->brand = report_site_formula;
	v->model = report_site_terminal;
	v->serial = "-1+1";
	v->firmware = "V5.4";
	v->hostnames = take(s, 1, sizeof(*v->hostnames));
	v->hostnames[0] = report_site_markup;
	v->n_hostnames = 1;
	v->relabelled = true;
	v->declaration = 0;
	v->twins = take(s, 1, sizeof(*v->twins));
	v->twins[0] = 1;
	v->n_twins = 1;
	v->n_twins_all = 1;
	d->inbound = take(s, 1, sizeof(*d->inbound));
	d->inbound[0] = (struct inbound){.addr = address("203.0.113.77"),
					 .local_port = 554,
					 .transport = TRANSPORT_TCP,
					 .protocol = "rtsp",
					 .out = side(20, 30000, 28000, 501),
					 .in = side(18, 2000, 500, 500)};
	d->n_inbound = 1;
	v->footage_inbound[0] = bounded(28000);
	votes(s, 0);
}

enum { EYE_BINS = 3000 };

static void likely(struct report_site *s, struct footage_verdict *f, size_t camera)
{
	*f = bounded(12000000);
	f->answer = FOOTAGE_LIKELY;
	f->upload_shape = true;
	f->match = (struct footage_match){.n_locals = 2,
					  .camera = camera,
					  .n_tied = 1,
					  .test = {.verdict = SAME_PICTURE_STREAM,
						   .window_start_us = morning,
						   .window_bins = EYE_BINS,
						   .missing_bins = 4,
						   .byte_ratio = 1.02},
					  .n_bins = EYE_BINS};
	f->match.test.fast = (struct picture_band){.tested = true,
						   .r = 0.93,
						   .z = 41.5,
						   .z_needed = PICTURE_FAST_Z,
						   .n_eff = 2100,
						   .lag_bins = 3,
						   .lag_us = 300000,
						   .halves_agree = true,
						   .matches = true};
	f->match.outside = take(s, EYE_BINS, sizeof(uint32_t));
	f->match.local = take(s, EYE_BINS, sizeof(uint32_t));
	for (uint32_t i = 0; i < EYE_BINS; i++) {
		f->match.local[i] = i % 20 ? 4000 + i * 7919 % 1500 + (i / 600 % 2) * 3000 : 40000;
		f->match.outside[i] = i < 3 ? 0 : f->match.local[i - 3] + 29;
	}
}

void report_site_show_footage(struct report_site *s)
{
	struct device *d = &s->ledger.devices[0];
	struct verdict_device *v = &s->judgement.devices[0];

	d->contacts[0].rung = RUNG_FOOTAGE;
	v->footage[0].answer = FOOTAGE_SHOWN;
	likely(s, &v->footage[2], 0);
	v->completeness.unseen = 1460;
	v->completeness.seconds = 1.2;
	d->footage = take(s, 1, sizeof(*d->footage));
	d->n_footage = 1;
	d->footage[0] = (struct footage){.contact = 0,
					 .inbound = SIZE_MAX,
					 .peer = SIZE_MAX,
					 .remote = d->contacts[0].addr,
					 .port = d->contacts[0].port,
					 .transport = TRANSPORT_TCP,
					 .told = {.codec = MEDIA_H264,
						  .width = 352,
						  .height = 288,
						  .millifps = 12500,
						  .pictures = 1234,
						  .key_pictures = 25,
						  .bytes = 987654,
						  .first_us = morning + 200000,
						  .last_us = morning + 98900000}};
	strcpy(d->footage[0].told.carrier, "rtsp");
	d->footage[0].told.frames.n = 2;
	d->footage[0].told.frames.at[0].frame = 201;
	d->footage[0].told.frames.at[1].frame = 207;
}

static void small_findings(struct report_site *s)
{
	struct finding *f = found(s, QUESTION_MAKER, ANSWER_CONTRADICTED, SEVERITY_HIGH, 0);
	snprintf(f->statement, sizeof(f->statement),
		 "Declared maker: Tallinn Optics. Observed: software of Northeye (probability "
		 "0.99). "
		 "The device calls itself \"%s\".",
		 report_site_markup);
	snprintf(f->does_not_show, sizeof(f->does_not_show),
		 "Where the device was assembled, and who owns it.");
	f->declaration = 0;
	point(s, f, 0, SIZE_MAX);
	point(s, f, 1, SIZE_MAX);
	f = found(s, QUESTION_SERVER_REACHED, ANSWER_UNEXPLAINED, SEVERITY_HIGH, 0);
	snprintf(f->statement, sizeof(f->statement),
		 "Data went to a.p2p.example (203.0.113.9:8800), which the site does not permit.");
	snprintf(f->does_not_show, sizeof(f->does_not_show), "What the data was.");
	point(s, f, SIZE_MAX, 0);
	f->counter = take(s, 1, sizeof(*f->counter));
	f->counter[0] = (struct evidence_ref){0, 2, SIZE_MAX, SIZE_MAX};
	f->n_counter = 1;
	f = found(s, QUESTION_DECLARED_SEEN, ANSWER_NOT_TESTED, SEVERITY_INFO, -1);
	snprintf(f->statement, sizeof(f->statement), "No list of declared cameras was given.");
	s->judgement.contradicted = 1;
	s->judgement.unexplained = 1;
	s->judgement.contacts_unpermitted = 3;
}

struct report_site *report_site_small(void)
{
	struct report_site *s = site(4, 8);

	small_camera(s);
	struct device *d = device(s, 1, "10.0.0.5", 5, KIND_RECORDER, 0, 0.91);
	s->judgement.devices[1].twins = take(s, 1, sizeof(size_t));
	s->judgement.devices[1].n_twins = 1;
	s->judgement.devices[1].n_twins_all = 1;
	saw(s, d, OBS_RTSP_REALM, "Northeye", 110);
	d = device(s, 2, "10.0.0.20", 20, KIND_OTHER, -1, 0.8);
	saw(s, d, OBS_LLDP_PORT, "eth0", 120);
	saw(s, d, OBS_LLDP_CAPABILITIES, "bridge, telephone", 120);
	met(d, &s->judgement.devices[2], "192.0.2.80", 443, "shop.example", RUNG_SENT, "US", 600);
	d = device(s, 3, "10.0.0.1", 1, KIND_OTHER, -1, 1);
	d->router = true;
	saw(s, d, OBS_LLDP_PORT, "Gi1/0/12", 130);
	saw(s, d, OBS_LLDP_PORT_DESCRIPTION, report_site_markup, 130);
	saw(s, d, OBS_LLDP_NAME, report_site_terminal, 130);
	saw(s, d, OBS_LLDP_CAPABILITIES, "bridge, router", 130);
	d->seen[saw(s, d, OBS_LLDP_VLAN, "", 130)].number = 20;
	saw(s, d, OBS_CDP_PORT, "GigabitEthernet1/0/12", 131); /* no word of what it works as */
	s->judgement.others--;
	s->judgement.routers = 1;
	s->declarations.rows = take(s, 1, sizeof(*s->declarations.rows));
	s->declarations.n = 1;
	s->declarations.rows[0] = (struct declaration){.line = 2,
						       .serial = "",
						       .brand = "Fjordcam",
						       .model = "",
						       .maker = "Tallinn Optics",
						       .country = "EE",
						       .certificate = "",
						       .supplier = "@SUM(1)",
						       .contract = "K-17",
						       .site = "",
						       .position = "gate"};
	s->judgement.declarations = &s->declarations;
	s->judgement.suppliers = take(s, 1, sizeof(*s->judgement.suppliers));
	s->judgement.suppliers[0] = (struct supplier_row){.supplier = "@SUM(1)",
							  .contract = "K-17",
							  .declared = 1,
							  .seen = 1,
							  .contradicted = 1,
							  .with_contacts = 1};
	s->judgement.n_suppliers = 1;
	small_findings(s);
	s->ledger.incomplete = true;
	s->ledger.captures[0].incomplete = true;
	s->ledger.captures[0].payload_missing = 12;
	s->ledger.warnings = take(s, 1, sizeof(*s->ledger.warnings));
	s->ledger.n_warnings = 1;
	strcpy(s->ledger.warnings[0].text, "the file ends inside a packet at offset 4096");
	return s;
}

struct report_site *report_site_empty(void)
{
	struct report_site *s = site(0, 0);
	s->ledger.captures[0] = (struct capture_record){0};
	s->ledger.first_us = s->ledger.last_us = 0;
	return s;
}

static void large_findings(struct report_site *s, size_t i, const char *declared)
{
	const char *name = s->knowledge.makers[s->judgement.devices[i].maker].name;
	bool lied = s->judgement.devices[i].relabelled;
	struct finding *f = found(s, QUESTION_MAKER, lied ? ANSWER_CONTRADICTED : ANSWER_CONSISTENT,
				  lied ? SEVERITY_HIGH : SEVERITY_INFO, (long)i);

	snprintf(f->statement, sizeof(f->statement),
		 "Device %s: declared maker %s, observed software of %s (probability 0.99%zu).",
		 s->ledger.devices[i].id, declared, name, i % 10);
	snprintf(f->does_not_show, sizeof(f->does_not_show),
		 "Where it was assembled, who owns it, or what the supplier knew.");
	point(s, f, 0, SIZE_MAX);
	point(s, f, 1, SIZE_MAX);
	if (s->ledger.devices[i].n_contacts == 0)
		return;
	f = found(s, QUESTION_SERVER_REACHED, ANSWER_UNEXPLAINED,
		  s->ledger.devices[i].contacts[0].rung >= RUNG_SENT ? SEVERITY_HIGH
								     : SEVERITY_MEDIUM,
		  (long)i);
	snprintf(f->statement, sizeof(f->statement),
		 "Device %s reached for %s, which the site does not permit; 12 packets.",
		 s->ledger.devices[i].id, s->ledger.devices[i].contacts[0].name);
	snprintf(f->does_not_show, sizeof(f->does_not_show), "What was in the packets.");
	point(s, f, SIZE_MAX, 0);
}

static void large_camera(struct report_site *s, size_t i)
{
	static const char *const servers[][4] = {{"a.p2p.example", "203.0.113.9", "CN", ""},
						 {"b.p2p.example", "203.0.113.10", "CN", ""},
						 {"time.example", "198.51.100.7", "US", ""},
						 {"relay.example", "198.51.100.90", "SG", ""},
						 {"update.example", "192.0.2.45", "DE", ""}};
	char ip[32];
	int maker = (int)(i % 10 < 5 ? 0 : i % 10 < 7 ? 1 : i % 10 < 8 ? 2 : i % 10 < 9 ? 3 : 4);
	snprintf(ip, sizeof(ip), "10.1.%zu.%zu", i / 250, i % 250 + 1);
	struct device *d = device(s, i, ip, 0x10000 + (unsigned)i, KIND_CAMERA, maker, 0.9931);
	struct verdict_device *v = &s->judgement.devices[i];

	saw(s, d, OBS_SADP_MODEL, "NE-2040", 101 + 10 * i);
	saw(s, d, OBS_RTSP_REALM, "Northeye", 102 + 10 * i);
	v->brand = maker == 0 && i % 5 == 0 ? "Fjordcam" : s->knowledge.makers[maker].name;
	v->model = "X-200";
	v->serial = text(s, "SN%08zu", i * 7919);
	v->firmware = "5.4.1";
	v->relabelled = maker == 0 && i % 5 == 0;
	v->twins = take(s, 1, sizeof(size_t));
	v->twins[0] = (i + 1) % s->judgement.n_devices;
	v->n_twins = 1;
	v->n_twins_all = 1;
	votes(s, i);
	for (size_t k = 0; k < 5; k++) {
		const char *const *to = servers[k];
		if (maker > 1 ? k != 2 || i % 20 > 9 : i % (k + 2) != 0)
			continue;
		met(d, v, to[1], 443, to[0],
		    k == 0 && i % 3 == 0 ? RUNG_SENT
		    : k < 2              ? RUNG_ATTEMPTED
					 : RUNG_CONTACTED,
		    to[2], 5000 + 10 * i);
	}
	asked(s, d, "check.example", 4000 + i);
	large_findings(s, i, v->brand);
}

static int worse(const void *left, const void *right)
{
	static const int rank[ANSWERS] = {[ANSWER_CONTRADICTED] = 0,
					  [ANSWER_UNEXPLAINED] = 1,
					  [ANSWER_INCONCLUSIVE] = 2,
					  [ANSWER_NOT_TESTED] = 3,
					  [ANSWER_CONSISTENT] = 4};
	const struct finding *a = left, *b = right;
	if (a->answer != b->answer)
		return rank[a->answer] - rank[b->answer];
	if (a->severity != b->severity)
		return (int)b->severity - (int)a->severity;
	return a->device < b->device ? -1 : a->device > b->device;
}

struct report_site *report_site_large(size_t n)
{
	size_t others = n / 7;
	struct report_site *s = site(n + others, 2 * n);

	for (size_t i = 0; i < n; i++)
		large_camera(s, i);
	for (size_t i = 0; i < others; i++) {
		char ip[32];
		snprintf(ip, sizeof(ip), "10.9.%zu.%zu", i / 250, i % 250 + 1);
		struct device *d = device(s, n + i, ip, 0x20000 + (unsigned)i,
					  i % 20 ? KIND_OTHER : KIND_UNKNOWN, -1, 0.7);
		if (i % 4 == 0)
			met(d, &s->judgement.devices[n + i], "192.0.2.80", 443, "shop.example",
			    RUNG_SENT, "US", 900000 + i);
	}
	qsort(s->judgement.findings, s->judgement.n_findings, sizeof(struct finding), worse);
	s->judgement.suppliers = take(s, 1, sizeof(*s->judgement.suppliers));
	s->judgement.suppliers[0] = (struct supplier_row){.supplier = "Harbour Security Ltd",
							  .contract = "2023/114",
							  .declared = (unsigned)n,
							  .seen = (unsigned)n,
							  .contradicted = (unsigned)n / 10,
							  .consistent = (unsigned)(n - n / 10),
							  .with_contacts = (unsigned)n / 3};
	s->judgement.n_suppliers = 1;
	return s;
}

void report_site_free(struct report_site *s)
{
	for (size_t i = 0; i < s->n_blocks; i++)
		free(s->blocks[i]);
	free(s->blocks);
	free(s);
}

const struct report_input *report_site_input(const struct report_site *s)
{
	return &s->input;
}

struct judgement *report_site_judgement(struct report_site *s)
{
	return &s->judgement;
}

struct ledger *report_site_ledger(struct report_site *s)
{
	return &s->ledger;
}
