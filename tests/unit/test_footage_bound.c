/* SPDX-License-Identifier: Apache-2.0
 *
 * The bound holds: small random sites whose cameras upload known amounts over TCP and UDP, seen by a
 * capture that loses, doubles, reorders and cuts packets, joins late, or sees one direction only. What
 * really left is never more than the bound, nor, where the capture counts what it dropped, more than
 * the bound and what was dropped. Clean sites must be told to the byte, so that no bound is idle.
 *
 * `test_footage_bound 10000` tries so many sites; seeds are fixed.
 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/run.h"
#include "judge/judge.h"
#include "net/packet.h"

enum {
	SITES = 1000,
	DEVICES = 2,
	UPLOADS = 3, /* a device, each to an address of its own */
	EVENTS_MAX = 4096,
	FRAME_MAX = 1514,
};

static unsigned sites = SITES;

/* ---- chance ---- */

static uint64_t state_of_chance;

static uint32_t chance(uint32_t n)
{
	state_of_chance += 0x9e3779b97f4a7c15u; /* splitmix64 */
	uint64_t z = state_of_chance;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ z >> 31) % n);
}

static bool luck(unsigned percent)
{
	return chance(100) < percent;
}

/* ---- what happens ---- */

struct event {
	uint32_t device, upload, connection;
	bool from_device, udp;
	uint32_t seq, ack, len; /* UDP: seq is the datagram's number */
	uint32_t rest;          /* payload in the second fragment */
	bool second;            /* this is it */
	uint8_t flags;
	uint32_t order; /* in the capture */
};

struct weather {
	unsigned lose, repeat, reorder, again; /* percent; again: retransmissions of the network */
	uint32_t cut;                          /* captured bytes of a frame, 0 = all */
	bool told;                             /* the capture counts what it dropped */
	bool deaf[2];                          /* of packets to, from the device */
	bool reuse, late;
};

struct connection {
	uint32_t start;            /* number of the first byte */
	uint32_t sent;             /* bytes in all */
	uint32_t from;             /* bytes before were sent before the capture began */
	bool own;                  /* a segment of the device was captured */
	bool again, opened;        /* on ports used before; its opening, or the answer, captured */
	int64_t low, high;         /* that captured segments name, as offsets from start */
	int64_t ack_low, ack_high; /* that captured acknowledgements name */
};

enum { CONNECTIONS_MAX = DEVICES * UPLOADS * 2 };

struct world {
	struct weather w;
	struct event events[EVENTS_MAX];
	uint32_t n, n_connections;
	struct connection connections[CONNECTIONS_MAX];
	uint32_t order, last_start;
	uint64_t udp_sent[DEVICES][UPLOADS], udp_seen[DEVICES][UPLOADS];
	uint64_t dropped;
};

static struct event *happen(struct world *o, const struct event *e)
{
	assert_true(o->n < EVENTS_MAX);
	o->events[o->n] = *e;
	o->events[o->n].order = o->order + o->n * 16 + (luck(o->w.reorder) ? chance(200) : 0);
	return &o->events[o->n++];
}

struct sender {
	struct world *o;
	struct event e; /* who, and of which connection */
	struct connection *c;
	uint32_t next, acked, peer;
};

static void segment(struct sender *s, uint32_t at, uint32_t len, uint8_t flags)
{
	struct event e = s->e;
	e.from_device = true;
	e.seq = s->c->start + at;
	e.ack = s->peer;
	e.len = len;
	e.flags = flags;
	(void)happen(s->o, &e);
}

static void acknowledge(struct sender *s, uint32_t upto, uint8_t flags)
{
	struct event e = s->e;
	e.from_device = false;
	e.seq = s->peer - !!(flags & TCP_SYN);
	e.ack = s->c->start + upto;
	e.flags = flags;
	(void)happen(s->o, &e);
	s->acked = upto > s->acked ? upto : s->acked;
}

static void upload_piece(struct sender *s)
{
	uint32_t len = 1 + chance(1400);

	segment(s, s->next, len, TCP_ACK);
	s->next += len;
	if (luck(s->o->w.again)) { /* other cuts than the first time */
		uint32_t back = 1 + chance(s->next < 4000 ? s->next : 4000);
		uint32_t most = back < 1400 ? back : 1400;
		segment(s, s->next - back, 1 + chance(most), TCP_ACK);
	}
	if (luck(10)) /* a probe: one old byte, or none (RFC 9293 3.8.4) */
		segment(s, s->next - 1, chance(2), TCP_ACK);
	if (luck(50))
		acknowledge(s, s->acked + chance(s->next - s->acked + 1), TCP_ACK);
	else if (luck(50))
		acknowledge(s, s->next, TCP_ACK);
	if (luck(10)) /* nothing but an acknowledgement of its own */
		segment(s, s->next, 0, TCP_ACK);
}

/* Ports that are used again begin elsewhere (RFC 6528), not within what was sent just before. */
static uint32_t first_number(uint32_t before, bool again)
{
	if (again)
		return before + (1u << 24) + chance(UINT32_MAX - (1u << 25));
	return luck(20) ? 0u - chance(20000) : chance(UINT32_MAX);
}

static void connect_once(struct world *o, uint32_t device, uint32_t upload, bool again)
{
	struct sender s = {
		.o = o,
		.e = {.device = device, .upload = upload, .connection = o->n_connections},
		.c = &o->connections[o->n_connections++]};
	uint32_t pieces = chance(40), from = o->w.late && luck(50) ? chance(pieces + 1) : 0;
	uint32_t begin = o->n;

	o->order += 4000; /* connections on the same ports don't mix in the capture */
	*s.c = (struct connection){.start = first_number(o->last_start, again),
				   .again = again,
				   .low = INT64_MAX,
				   .high = INT64_MIN,
				   .ack_low = INT64_MAX,
				   .ack_high = INT64_MIN};
	o->last_start = s.c->start;
	s.peer = chance(UINT32_MAX);
	segment(&s, UINT32_MAX, 0, TCP_SYN);
	acknowledge(&s, 0, TCP_SYN | TCP_ACK);
	for (uint32_t i = 0; i < pieces; i++) {
		if (i == from && from) { /* what was before is not in the capture's time */
			o->n = begin;
			s.c->from = s.next;
		}
		upload_piece(&s);
	}
	s.c->sent = s.next;
	unsigned end = chance(4);
	if (end < 2)
		segment(&s, s.next, 0, TCP_FIN | TCP_ACK);
	if (end == 0)
		acknowledge(&s, s.next + 1, TCP_ACK);
	if (end == 2) { /* resets may name any number */
		segment(&s, luck(50) ? s.next : chance(UINT32_MAX), 0, TCP_RST);
		acknowledge(&s, s.next, TCP_RST | TCP_ACK);
	}
}

enum { FIRST_FRAGMENT = 1472 };

static void datagrams(struct world *o, uint32_t device, uint32_t upload)
{
	uint32_t n = chance(30);

	for (uint32_t i = 0; i < n; i++) {
		struct event e = {.device = device,
				  .upload = upload,
				  .from_device = true,
				  .udp = true,
				  .seq = i,
				  .len = chance(1400)};
		if (luck(20)) {
			e.len = FIRST_FRAGMENT;
			e.rest = 1 + chance(1400);
		}
		(void)happen(o, &e);
		o->udp_sent[device][upload] += e.len + e.rest;
		e.second = true;
		e.len = e.rest;
		if (e.rest)
			(void)happen(o, &e);
	}
}

static struct weather weather_of(unsigned site)
{
	struct weather w = {.told = true};

	if (site % 10 == 0)
		return w; /* a clean site */
	w = (struct weather){.lose = luck(70) ? chance(50) : 0,
			     .repeat = luck(50) ? chance(30) : 0,
			     .reorder = luck(50) ? chance(60) : 0,
			     .again = luck(50) ? chance(50) : 0,
			     .cut = luck(30) ? 54 + chance(100) : 0,
			     .told = luck(50),
			     .reuse = luck(30),
			     .late = luck(30)};
	if (!w.told && luck(30))
		w.deaf[chance(2)] = true;
	return w;
}

static void live(struct world *o, unsigned site)
{
	memset(o, 0, sizeof(*o));
	o->w = weather_of(site);
	for (uint32_t d = 0; d < DEVICES; d++) {
		for (uint32_t u = 0; u < UPLOADS; u++) {
			if (luck(30)) {
				datagrams(o, d, u);
				continue;
			}
			connect_once(o, d, u, false);
			if (o->w.reuse && luck(50))
				connect_once(o, d, u, true);
		}
	}
}

/* ---- the capture ---- */

struct bench {
	struct run *run;
	struct ledger *ledger;
	uint64_t frames;
	uint32_t cut;
};

static void give(void *ctx, struct slice records)
{
	struct bench *b = ctx;
	struct cursor c = cursor_over(records);
	struct record r;

	while (record_decode(&c, &r, NULL) == 1)
		ledger_add(b->ledger, &r);
	assert_int_equal(cursor_left(&c), 0);
}

struct bytes {
	uint8_t at[FRAME_MAX];
	size_t len;
};

static void put(struct bytes *b, uint64_t value, unsigned n)
{
	assert_true(b->len + n <= sizeof(b->at));
	while (n--)
		b->at[b->len++] = (uint8_t)(value >> 8 * n);
}

static void put_payload(struct bytes *b, size_t n)
{
	assert_true(b->len + n <= sizeof(b->at));
	memset(b->at + b->len, 0xee, n);
	b->len += n;
}

#define GATEWAY_MAC 0x0200000000feu
#define DEVICE_MAC 0x020000000010u
#define DEVICE_IP 0x0a000010u
#define REMOTE_IP 0xc6336400u /* 198.51.100.0 */

static void catch_frame(struct bench *b, const struct bytes *bytes)
{
	uint32_t len = (uint32_t)bytes->len;
	struct frame f = {.at = bytes->at,
			  .len = b->cut && b->cut < len ? b->cut : len,
			  .wire_len = len,
			  .time_us = 1700000000000000 + (int64_t)b->frames * 1000,
			  .number = ++b->frames,
			  .link = LINK_ETHERNET};
	run_frames(b->run, &f, &(uint32_t){0}, 1);
}

static void catch_arp(struct bench *b, uint32_t device)
{
	struct bytes f = {.len = 0};

	put(&f, 0xffffffffffff, 6);
	put(&f, DEVICE_MAC + device, 6);
	put(&f, 0x0806, 2);
	put(&f, 0x0001080006040001, 8);
	put(&f, DEVICE_MAC + device, 6);
	put(&f, DEVICE_IP + device, 4);
	put(&f, 0, 6);
	put(&f, 0x0a000001, 4);
	catch_frame(b, &f);
}

static void catch_event(struct bench *b, const struct event *e)
{
	struct bytes f = {.len = 0};
	uint32_t local = DEVICE_IP + e->device, remote = REMOTE_IP + e->upload + 1;
	uint32_t header = e->udp ? (e->second ? 0 : 8) : 20;
	uint32_t remote_port = e->udp ? 5000 : 443, local_port = 40000 + e->upload;
	uint32_t fragment = e->second ? (FIRST_FRAGMENT + 8) / 8 : e->rest ? 0x2000 : 0;

	put(&f, e->from_device ? GATEWAY_MAC : DEVICE_MAC + e->device, 6);
	put(&f, e->from_device ? DEVICE_MAC + e->device : GATEWAY_MAC, 6);
	put(&f, 0x08004500, 4);
	put(&f, 20 + header + e->len, 2);
	put(&f, e->seq, 2); /* of a datagram: its number */
	put(&f, fragment, 2);
	put(&f, 64, 1);
	put(&f, e->udp ? 17 : 6, 1);
	put(&f, 0, 2);
	put(&f, e->from_device ? local : remote, 4);
	put(&f, e->from_device ? remote : local, 4);
	if (!e->second) {
		put(&f, e->from_device ? local_port : remote_port, 2);
		put(&f, e->from_device ? remote_port : local_port, 2);
	}
	if (e->udp && !e->second) {
		put(&f, 8 + e->len + e->rest, 2);
		put(&f, 0, 2);
	} else if (!e->udp) {
		put(&f, e->seq, 4);
		put(&f, e->ack, 4);
		put(&f, 0x50, 1);
		put(&f, e->flags, 1);
		put(&f, 0xffff0000, 4);
		put(&f, 0, 2);
	}
	put_payload(&f, e->len);
	catch_frame(b, &f);
}

/* What the captured segment says of its connection. */
static void note(struct connection *c, const struct event *e)
{
	if (e->flags & TCP_RST)
		return;
	c->opened |= e->flags & TCP_SYN;
	if (!e->from_device) {
		int64_t ack = (int32_t)(e->ack - c->start);
		c->ack_low = ack < c->ack_low ? ack : c->ack_low;
		c->ack_high = ack > c->ack_high ? ack : c->ack_high;
		return;
	}
	int64_t low = (int32_t)(e->seq - c->start), high = low + e->len;
	if (e->len == 0 && !(e->flags & TCP_SYN))
		low++; /* a probe names the byte before the next one */
	c->own = true;
	c->low = low < c->low ? low : c->low;
	c->high = high > c->high ? high : c->high;
}

static int by_order(const void *left, const void *right)
{
	const struct event *a = left, *b = right;
	return a->order < b->order ? -1 : a->order > b->order;
}

static void capture(struct world *o, struct bench *b)
{
	bool half[DEVICES][UPLOADS][64] = {{{false}}};

	for (uint32_t d = 0; d < DEVICES; d++)
		catch_arp(b, d);
	b->cut = o->w.cut;
	qsort(o->events, o->n, sizeof(*o->events), by_order);
	for (uint32_t i = 0; i < o->n; i++) {
		const struct event *e = &o->events[i];
		if (o->w.deaf[e->from_device])
			continue;
		if (luck(o->w.lose)) {
			o->dropped++;
			continue;
		}
		catch_event(b, e);
		if (luck(o->w.repeat))
			catch_event(b, e);
		bool *other = &half[e->device][e->upload][e->seq % 64];
		if (!e->udp)
			note(&o->connections[e->connection], e);
		else if (!e->rest || *other)
			o->udp_seen[e->device][e->upload] +=
				e->rest ? FIRST_FRAGMENT + e->rest : e->len;
		else
			*other = true;
	}
}

/* ---- truth against bound ---- */

/* Bytes of a connection that left in the capture's time; told: with numbers that the captured packets
 * lie around. Acknowledgements alone can't be told from those of the connection before. */
static uint64_t left_of(const struct connection *c, bool told)
{
	int64_t low = c->from, high = c->sent;

	if (told && c->again && !c->own && !c->opened)
		return 0;
	if (told) {
		int64_t l = c->own ? c->low : c->ack_low;
		int64_t h = c->own && c->high > c->ack_high ? c->high : c->ack_high;
		low = l > low ? l : low;
		high = h < high ? h : high;
	}
	return high > low ? (uint64_t)(high - low) : 0;
}

static uint64_t left_to(const struct world *o, uint32_t device, uint32_t upload, bool told)
{
	uint64_t sum = told ? o->udp_seen[device][upload] : o->udp_sent[device][upload];
	bool counted[CONNECTIONS_MAX] = {false};

	for (uint32_t i = 0; i < o->n; i++) {
		const struct event *e = &o->events[i];
		if (e->udp || e->device != device || e->upload != upload || counted[e->connection])
			continue;
		counted[e->connection] = true;
		sum += left_of(&o->connections[e->connection], told);
	}
	return sum;
}

static const struct verdict_device *verdict_on(const struct judgement *j, uint32_t device)
{
	char id[DEVICE_ID_MAX];

	(void)snprintf(id, sizeof(id), "02:00:00:00:00:%02x", 0x10 + device);
	for (size_t i = 0; i < j->n_devices; i++)
		if (strcmp(j->ledger->devices[j->devices[i].device].id, id) == 0)
			return &j->devices[i];
	fail_msg("no device %s", id);
	return NULL;
}

static uint64_t bound_on(const struct judgement *j, uint32_t device, uint32_t upload)
{
	const struct verdict_device *v = verdict_on(j, device);
	const struct device *d = &j->ledger->devices[v->device];
	uint64_t sum = 0;

	for (size_t i = 0; i < d->n_contacts; i++)
		if (d->contacts[i].addr.bytes[3] == upload + 1)
			sum += v->footage[i].bound.bytes;
	for (size_t i = 0; i < d->n_inbound; i++)
		if (d->inbound[i].addr.bytes[3] == upload + 1)
			sum += v->footage_inbound[i].bound.bytes;
	return sum;
}

static void hold_against(const struct world *o, const struct judgement *j, unsigned site)
{
	for (uint32_t d = 0; d < DEVICES; d++) {
		uint64_t lost = verdict_on(j, d)->completeness.dropped_bytes;
		for (uint32_t u = 0; u < UPLOADS; u++) {
			uint64_t told = left_to(o, d, u, true), all = left_to(o, d, u, false);
			uint64_t bound = bound_on(j, d, u);
			if (told > bound)
				fail_msg("site %u device %u upload %u: %llu bytes left between "
					 "captured packets, bound %llu",
					 site, d, u, (unsigned long long)told,
					 (unsigned long long)bound);
			if (o->w.told && all > bound + lost)
				fail_msg("site %u device %u upload %u: %llu bytes left, bound "
					 "%llu and %llu dropped",
					 site, d, u, (unsigned long long)all,
					 (unsigned long long)bound, (unsigned long long)lost);
			if (site % 10 == 0 && all != bound)
				fail_msg(
					"clean site %u device %u upload %u: %llu bytes left, bound "
					"%llu",
					site, d, u, (unsigned long long)all,
					(unsigned long long)bound);
		}
	}
}

/* What went to all addresses together is within what the device's line of completeness says. */
static void hold_all_against(const struct world *o, const struct judgement *j, unsigned site)
{
	for (uint32_t d = 0; d < DEVICES; d++) {
		const struct verdict_device *v = verdict_on(j, d);
		uint64_t told = 0, all = 0;
		for (uint32_t u = 0; u < UPLOADS; u++) {
			told += left_to(o, d, u, true);
			all += left_to(o, d, u, false);
		}
		double most = v->completeness.all_seconds * v->footage_least.bits_per_s / 8 + 0.5;
		if ((double)told > most || (o->w.told && (double)all > most))
			fail_msg("site %u device %u: %llu bytes left in all, at most %.0f told",
				 site, d, (unsigned long long)(o->w.told ? all : told), most);
		if (site % 10 == 0 && (double)all + 1 < most)
			fail_msg("clean site %u device %u: %llu bytes left in all, %.0f told", site,
				 d, (unsigned long long)all, most);
	}
}

/* Nothing but what every set of tables must have. */
static struct knowledge *few_tables(void)
{
	static const char *const tables[][2] = {
		{"makers.csv", "id,name,country,parent,lists,oui_pattern,makes_cameras,source\n"
			       "acme,Acme,KR,,,^acme,yes,a test\n"},
		{"brands.csv", "brand,line,period,maker,source\n"},
		{"clouds.csv", "suffix,operator,country,role,maker,share,source\n"},
		{"checks.csv", "network,operator,role,maker,source\n"},
		{"certificates.csv", "id,maker,model,firmware,source\n"},
		{"heartbeats.csv", "protocol,transport,port,bytes,period_s,name,source\n"},
		{"footage.csv",
		 "class,least_bits_per_s,smallest_picture,source\n,10000,3000,a test\n"},
		{"all.sig", "[serves]\nkind = rtsp.public\npattern = PLAY\nclass = media\n"
			    "grade = F2 S4\nmakers =\nvotes = camera +2.0\nsays = it serves\n"
			    "source = a test\nmatch = PLAY\nno_match = zzz\n"},
	};
	enum { TABLES = sizeof(tables) / sizeof(tables[0]) };
	char dir[] = "/tmp/camtrail-bound-XXXXXX", path[64];
	struct err err = {0};

	assert_non_null(mkdtemp(dir));
	for (unsigned i = 0; i < TABLES; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", dir, tables[i][0]);
		FILE *file = fopen(path, "we");
		assert_non_null(file);
		assert_true(fputs(tables[i][1], file) >= 0);
		assert_int_equal(fclose(file), 0);
	}
	struct knowledge *k = know_load(dir, NULL, &err);
	if (!k)
		fail_msg("%s", err.text);
	for (unsigned i = 0; i < TABLES; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", dir, tables[i][0]);
		assert_int_equal(unlink(path), 0);
	}
	assert_int_equal(rmdir(dir), 0);
	return k;
}

static void what_left_is_within_the_bound(void **state)
{
	struct knowledge *k = few_tables();
	struct site *home = site_new();
	struct world *o = malloc(sizeof(*o));
	(void)state;

	assert_non_null(o);
	for (unsigned site = 0; site < sites; site++) {
		struct bench b = {.ledger = ledger_new()};
		state_of_chance = site;
		live(o, site);
		b.run = run_new(&(struct run_config){.give = give, .ctx = &b});
		capture(o, &b);
		run_capture_end(b.run, 0,
				&(struct capture_stats){.packets = b.frames,
							.dropped = o->w.told ? o->dropped : 0});
		run_finish(b.run);
		run_free(b.run);
		ledger_settle(b.ledger, home, NULL);
		struct judge_input in = {.ledger = b.ledger, .knowledge = k, .site = home};
		struct judgement *j = judge(&in, NULL);
		assert_non_null(j);
		hold_against(o, j, site);
		hold_all_against(o, j, site);
		judgement_free(j);
		ledger_free(b.ledger);
	}
	free(o);
	site_free(home);
	know_free(k);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_left_is_within_the_bound)};

	if (argc > 1)
		sites = (unsigned)strtoul(argv[1], NULL, 10);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
