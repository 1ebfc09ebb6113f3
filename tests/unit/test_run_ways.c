/* SPDX-License-Identifier: Apache-2.0
 *
 * Plain frames in batches take short ways through the engine, a frame with a VLAN tag that comes
 * alone takes the long one: random traffic must come to the same records on both. Seeds are fixed;
 * the one that failed is in the message. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "engine/run.h"

enum { SEEDS = 60, ROOM = 256, TAG = 4, TAG_AT = 12, STREAM = 1400, MANY_SEEDS = 3 };

struct talker {
	uint8_t transport;
	uint16_t port, server_port;
	uint8_t client, server, content;
	bool nowhere; /* the client has no address */
	bool streams; /* to far away */
	uint32_t seq[2];
};

/* How much, and how much memory for it. */
struct shape {
	unsigned frames, talkers, clients;
	size_t memory;
};

struct traffic {
	uint64_t seed;
	int64_t time_us;
	struct talker *talkers;
	unsigned n_talkers;
};

struct made {
	uint8_t bytes[ROOM];
	uint32_t len, wire_len;
	int64_t time_us;
};

/* xorshift64 */
static uint32_t draw(struct traffic *t, uint32_t below)
{
	t->seed ^= t->seed << 13;
	t->seed ^= t->seed >> 7;
	t->seed ^= t->seed << 17;
	return (uint32_t)(t->seed >> 32) % below;
}

static void put16(uint8_t *at, uint32_t v)
{
	at[0] = (uint8_t)(v >> 8);
	at[1] = (uint8_t)v;
}

static void put32(uint8_t *at, uint32_t v)
{
	put16(at, v >> 16);
	put16(at + 2, v);
}

static void begin(struct traffic *t, uint64_t seed, const struct shape *shape)
{
	static const uint16_t ports[] = {53, 80, 554, 9900, 40000, 8000, 123, 34567};
	*t = (struct traffic){.seed = seed * 0x9e3779b97f4a7c15u,
			      .time_us = 1700000000000000,
			      .talkers = mem_new(shape->talkers, sizeof(*t->talkers)),
			      .n_talkers = shape->talkers};
	for (unsigned i = 0; i < shape->talkers; i++)
		t->talkers[i] = (struct talker){.transport = draw(t, 2) ? 17 : 6,
						.port = (uint16_t)(1024 + draw(t, 50000)),
						.server_port = ports[draw(t, 8)],
						.client = (uint8_t)(1 + draw(t, shape->clients)),
						.server = (uint8_t)(100 + draw(t, 2)),
						.content = (uint8_t)draw(t, 5),
						.nowhere = draw(t, 40) == 0,
						.streams = draw(t, 15) == 0,
						.seq = {draw(t, 1000), UINT32_MAX - draw(t, 500)}};
}

static uint32_t put_payload(struct traffic *t, const struct talker *k, bool back, uint8_t *at)
{
	static const uint8_t dns[] = "\0\7\1\0\0\1\0\0\0\0\0\0\1a\7example\0\0\1\0\1";
	static const char http[] = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";
	uint32_t len = draw(t, 3) ? 8 + draw(t, 24) : 0;
	uint32_t all = len && k->streams && !back ? STREAM : len; /* cut off by the capture */
	unsigned content = draw(t, 8) ? k->content : draw(t, 5);

	if (content == 0 && len) {
		memcpy(at, dns, sizeof(dns) - 1);
		at[2] = back ? 0x81 : 1;
		return sizeof(dns) - 1;
	}
	if (content == 1 && len && !back) {
		memcpy(at, http, sizeof(http) - 1);
		return sizeof(http) - 1;
	}
	for (uint32_t i = 0; i < len; i++)
		at[i] = (uint8_t)(content == 2 && i == 0 ? 0x80 : draw(t, 256));
	return all;
}

static uint32_t put_transport(struct traffic *t, struct talker *k, bool back, uint8_t *at)
{
	uint32_t head = k->transport == 6 ? 20 : 8, len = put_payload(t, k, back, at + head);
	static const uint8_t flags[] = {16, 16, 16, 16, 24, 24, 2, 18, 17, 4};

	put16(at, back ? k->server_port : k->port);
	put16(at + 2, back ? k->port : k->server_port);
	if (k->transport == 17) {
		put16(at + 4, head + len);
		return head + len;
	}
	put32(at + 4, k->seq[back] + (draw(t, 12) ? 0 : draw(t, 64) - 32));
	put32(at + 8, k->seq[!back]);
	at[12] = 0x50;
	at[13] = flags[draw(t, sizeof(flags))];
	k->seq[back] += len;
	return head + len;
}

static void make(struct traffic *t, struct made *m)
{
	struct talker *k = &t->talkers[draw(t, t->n_talkers)];
	bool back = draw(t, 2);
	uint8_t from = back ? k->server : k->client, to = back ? k->client : k->server;
	uint8_t *at = m->bytes;

	memset(m, 0, sizeof(*m));
	at[0] = at[6] = 2;
	at[5] = to;
	at[11] = from;
	at[12] = 8;
	at[14] = 0x45;
	at[22] = draw(t, 30) ? 64 : 63;
	at[23] = k->transport;
	at[back ? 30 : 26] = k->nowhere ? 0 : 10;
	at[back ? 26 : 30] = k->streams ? 8 : 10;
	at[29] = back || !k->nowhere ? from : 0;
	at[33] = back && k->nowhere ? 0 : to;
	at[10] = (uint8_t)(draw(t, 60) ? 0 : draw(t, 256)); /* another MAC address */
	uint32_t len = put_transport(t, k, back, at + 34);
	put16(at + 16, 20 + len);
	m->wire_len = 34 + len < 60 && draw(t, 4) ? 60 : 34 + len;
	m->len = draw(t, 20) ? m->wire_len : 34 + draw(t, len + 1);
	m->len = m->len < ROOM - TAG ? m->len : ROOM - TAG;
	t->time_us += draw(t, 40) ? draw(t, 3000) : draw(t, 900000);
	t->time_us -= draw(t, 50) ? 0 : draw(t, 5000);
	m->time_us = t->time_us;
}

static void put_tag(struct made *m)
{
	static const uint8_t tag[TAG] = {0x81, 0, 0, 5};

	memmove(m->bytes + TAG_AT + TAG, m->bytes + TAG_AT, m->len - TAG_AT);
	memcpy(m->bytes + TAG_AT, tag, TAG);
	m->len += TAG;
	m->wire_len += TAG;
}

/* All that is told but the lengths of frames. */
static void keep(void *ctx, struct slice records)
{
	struct cursor c = cursor_over(records);
	struct record r;

	while (record_decode(&c, &r, NULL) == 1)
		if (r.type != RECORD_CAPTURE)
			record_encode(ctx, &r);
}

static void run_all(uint64_t seed, const struct shape *shape, bool plain, struct buf *out)
{
	struct run_config config = {.give = keep, .ctx = out, .memory = shape->memory};
	struct run *run = run_new(&config);
	struct made made[CAPTURE_BATCH];
	struct frame frames[CAPTURE_BATCH];
	static const uint32_t captures[CAPTURE_BATCH] = {0};
	struct traffic t;
	uint64_t chance = seed;

	begin(&t, seed, shape);
	for (unsigned n = 0, number = 0; number < shape->frames; n = 0) {
		chance = chance * 6364136223846793005u + 1442695040888963407u;
		size_t wanted = plain ? 1 + (chance >> 33) % CAPTURE_BATCH : 1;
		while (n < wanted && number < shape->frames) {
			struct made *m = &made[n];
			make(&t, m);
			if (!plain)
				put_tag(m);
			frames[n++] = (struct frame){m->bytes,   m->len,   m->wire_len,
						     m->time_us, ++number, LINK_ETHERNET};
		}
		run_frames(run, frames, captures, n);
	}
	run_finish(run);
	run_free(run);
	free(t.talkers);
}

static void tell_the_same(uint64_t seed, const struct shape *shape)
{
	struct buf a, b;

	buf_init(&a, 1 << 26);
	buf_init(&b, 1 << 26);
	run_all(seed, shape, true, &a);
	run_all(seed, shape, false, &b);
	assert_false(buf_full(&a));
	if (a.len != b.len || memcmp(a.at, b.at, a.len) != 0)
		fail_msg("seed %llu: the records differ", (unsigned long long)seed);
	assert_true(a.len > 1000);
	buf_done(&a);
	buf_done(&b);
}

static void short_ways_tell_what_the_long_one_tells(void **state)
{
	static const struct shape shape = {.frames = 5000, .talkers = 300, .clients = 2};
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		tell_the_same(seed, &shape);
}

/* A few flows, of which some are watched as footage that may have left. */
static void they_do_of_flows_that_carry_much(void **state)
{
	static const struct shape shape = {.frames = 5000, .talkers = 20, .clients = 2};
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		tell_the_same(seed, &shape);
}

/* More flows than find room, and more senders. */
static void they_do_when_room_is_short(void **state)
{
	static const struct shape flows = {
		.frames = 250000, .talkers = 90000, .clients = 90, .memory = RUN_MEMORY_LEAST};
	static const struct shape senders = {
		.frames = 250000, .talkers = 4000, .clients = 90, .memory = RUN_MEMORY_LEAST};
	(void)state;
	tell_the_same(1, &flows);
	for (uint64_t seed = 1; seed <= MANY_SEEDS; seed++)
		tell_the_same(seed, &senders);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_ways_tell_what_the_long_one_tells),
		cmocka_unit_test(they_do_of_flows_that_carry_much),
		cmocka_unit_test(they_do_when_room_is_short),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
