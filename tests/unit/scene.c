/* SPDX-License-Identifier: Apache-2.0 */
#include "scene.h"

static const int64_t start_us = 1700000000000000;

static int64_t second(int at)
{
	return start_us + (int64_t)at * 1000000;
}

struct mac scene_mac(const char *text)
{
	struct mac m = {0};
	if (text && text[0])
		assert_true(mac_parse(slice_text(text), &m));
	return m;
}

struct addr scene_addr(const char *text)
{
	struct addr a = {0};
	if (text && text[0])
		assert_true(addr_parse(slice_text(text), &a));
	return a;
}

struct scene *scene_new(void)
{
	return mem_new(1, sizeof(struct scene));
}

void scene_free(struct scene *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->texts[i]);
	free(s);
}

static struct record *add(struct scene *s, enum record_type type)
{
	assert_true(s->n < SCENE_RECORDS_MAX);
	s->records[s->n] = (struct record){.type = type};
	return &s->records[s->n++];
}

void scene_sends(struct scene *s, const char *mac, const char *addr, uint8_t ttl, int from, int to)
{
	add(s, RECORD_ENDPOINT)->endpoint = (struct endpoint_record){
		.mac = scene_mac(mac),
		.addr = scene_addr(addr),
		.packets = 10,
		.bytes = 1000,
		.first_us = second(from),
		.last_us = second(to),
		.first_frame = (uint64_t)from + 1,
		.ttl_min = ttl,
		.ttl_max = ttl,
	};
}

static struct obs *observe(struct scene *s, enum obs_kind kind, const struct scene_at *at)
{
	struct obs *o = &add(s, RECORD_OBSERVATION)->obs;
	o->kind = kind;
	o->where = (struct where){
		.frame = at->frame ? at->frame : (uint64_t)at->at + 1,
		.time_us = second(at->at),
		.src_mac = scene_mac(at->src_mac),
		.dst_mac = scene_mac(at->dst_mac),
		.src = scene_addr(at->src),
		.dst = scene_addr(at->dst),
		.src_port = at->src_port,
		.dst_port = at->dst_port,
		.transport = at->transport ? at->transport : TRANSPORT_TCP,
		.from_client = !at->from_server,
	};
	return o;
}

static void put_text(struct scene *s, struct obs *o, const char *text)
{
	char *copy = s->texts[s->n - 1] = mem_text(text);
	o->text = slice_text(copy);
}

void scene_text(struct scene *s, enum obs_kind kind, const struct scene_at *at, const char *text)
{
	put_text(s, observe(s, kind, at), text);
}

void scene_number(struct scene *s, enum obs_kind kind, const struct scene_at *at, uint64_t number)
{
	observe(s, kind, at)->number = number;
}

void scene_address(struct scene *s, enum obs_kind kind, const struct scene_at *at, const char *name,
		   const char *addr)
{
	struct obs *o = observe(s, kind, at);
	o->addr = scene_addr(addr);
	if (name)
		put_text(s, o, name);
}

void scene_about(struct scene *s, const char *mac)
{
	struct obs *o = &s->records[s->n - 1].obs;
	o->has_about = true;
	o->about = scene_mac(mac);
}

void scene_arp(struct scene *s, const char *mac, const char *addr, int at)
{
	scene_sends(s, mac, "", 0, at, at);
	scene_address(s, OBS_ARP_ADDRESS,
		      &(struct scene_at){.src_mac = mac, .dst_mac = "ff:ff:ff:ff:ff:ff", .at = at},
		      NULL, addr);
}

static struct side_record side(unsigned packets, unsigned payload, int at, uint64_t frame)
{
	struct side_record r = {.packets = packets,
				.bytes = packets * 40u + payload,
				.payload = payload,
				.first_us = second(at),
				.last_us = second(at + 5)};
	if (packets == 0)
		return (struct side_record){0};
	r.frames.n = 1;
	r.frames.at[0].frame = frame;
	if (payload)
		r.payload_frames = r.frames;
	return r;
}

void scene_talks(struct scene *s, const struct scene_talk *t)
{
	struct conversation_record *c = &add(s, RECORD_CONVERSATION)->conversation;
	*c = (struct conversation_record){
		.client = {scene_mac(t->client_mac), scene_addr(t->client)},
		.server = {scene_mac(t->server_mac), scene_addr(t->server)},
		.transport = t->transport ? t->transport : TRANSPORT_TCP,
		.server_port = t->port,
		.client_port = t->client_port ? t->client_port : 50000,
		.opening_seen = !t->no_opening,
		.flows = 1,
		.out = side(t->out, t->out_payload, t->at, (uint64_t)t->at + 1),
		.back = side(t->back, t->back_payload, t->at, (uint64_t)t->at + 2),
	};
	if (t->protocol)
		(void)snprintf(c->protocol, sizeof(c->protocol), "%s", t->protocol);
	for (unsigned i = 0; i < t->beats; i++) {
		beat_interval(&s->records[s->n - 1].beat, t->beat_ms * INT64_C(1000));
		beat_size(&s->records[s->n - 1].beat, t->beat_bytes);
	}
}

void scene_capture(struct scene *s)
{
	add(s, RECORD_CAPTURE)->capture = (struct capture_record){
		.packets = 100, .bytes = 10000, .first_us = second(0), .last_us = second(3600)};
}

struct ledger *scene_ledger(const struct scene *s, const char *site_text,
			    const struct neighbours *neighbours, unsigned seed)
{
	struct ledger *l = ledger_new();
	struct site *site = site_new();
	struct err err = {0};
	size_t *order = mem_new(s->n, sizeof(*order));

	if (site_text && site_parse(site, slice_text(site_text), "site.conf", &err) != 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < s->n; i++)
		order[i] = i;
	for (size_t i = s->n; seed && i > 1; i--) {
		seed = seed * 1103515245u + 12345u;
		size_t k = (seed >> 8) % i, was = order[i - 1];
		order[i - 1] = order[k];
		order[k] = was;
	}
	for (size_t i = 0; i < s->n; i++)
		ledger_add(l, &s->records[order[i]]);
	ledger_settle(l, site, neighbours);
	free(order);
	site_free(site);
	return l;
}

const struct device *scene_device(const struct ledger *l, const char *text)
{
	const struct device *d = ledger_find(l, slice_text(text));
	if (!d)
		fail_msg("no device %s", text);
	return d;
}

const struct contact *scene_contact(const struct device *d, const char *addr, uint16_t port)
{
	struct addr a = scene_addr(addr);
	for (size_t i = 0; i < d->n_contacts; i++)
		if (addr_equal(&d->contacts[i].addr, &a) && d->contacts[i].port == port)
			return &d->contacts[i];
	return NULL;
}
