/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine from frames to records: what is counted, to whom, and that nothing is lost when its
 * tables are full. */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "engine/run.h"

struct seen_records {
	struct buf lines; /* observations: kind text */
	unsigned observations, endpoints, conversations, ends;
	uint64_t endpoint_packets, conversation_packets, payload, evicted, flows;
	struct conversation_record last;
	struct beat beat; /* of all conversations */
	struct capture_record capture;
};

static void take(struct seen_records *s, const struct record *r)
{
	if (r->type == RECORD_OBSERVATION) {
		s->observations++;
		buf_printf(&s->lines, "%s %.*s\n", obs_kind_info(r->obs.kind)->name,
			   (int)r->obs.text.len,
			   r->obs.text.len ? (const char *)r->obs.text.at : "");
	} else if (r->type == RECORD_ENDPOINT) {
		s->endpoints++;
		s->endpoint_packets += r->endpoint.packets;
	} else if (r->type == RECORD_CONVERSATION) {
		s->conversations++;
		s->conversation_packets +=
			r->conversation.out.packets + r->conversation.back.packets;
		s->payload += r->conversation.out.payload + r->conversation.back.payload;
		s->evicted += r->conversation.flows_evicted;
		s->flows += r->conversation.flows;
		s->last = r->conversation;
		beat_add(&s->beat, &r->beat);
	} else if (r->type == RECORD_CAPTURE) {
		s->capture = r->capture;
	} else if (r->type == RECORD_END) {
		s->ends++;
	}
}

static void give(void *ctx, struct slice records)
{
	struct cursor c = cursor_over(records);
	struct record r;

	while (record_decode(&c, &r, NULL) == 1)
		take(ctx, &r);
	assert_int_equal(cursor_left(&c), 0);
}

struct bench {
	struct run *run;
	struct seen_records seen;
	uint64_t frames;
	int64_t late_us; /* added to the time of the frames that come */
};

static void start(struct bench *b, size_t memory)
{
	struct run_config config = {.memory = memory, .give = give, .ctx = &b->seen};
	memset(b, 0, sizeof(*b));
	buf_init(&b->seen.lines, 1 << 20);
	b->run = run_new(&config);
}

static void finish(struct bench *b)
{
	run_capture_end(b->run, 0, &(struct capture_stats){.packets = b->frames});
	run_finish(b->run);
	run_free(b->run);
	assert_int_equal(b->seen.ends, 1);
}

static void frame(struct bench *b, const uint8_t *bytes, size_t len)
{
	struct frame f = {.at = bytes,
			  .len = (uint32_t)len,
			  .wire_len = (uint32_t)len,
			  .time_us = 1700000000000000 + (int64_t)b->frames * 1000 + b->late_us,
			  .number = ++b->frames,
			  .link = LINK_ETHERNET};
	run_frames(b->run, &f, &(uint32_t){0}, 1);
}

/* Ethernet + IPv4 + transport header written into at; returns the whole length. */
struct party_of {
	uint8_t mac_tail;
	uint32_t ip;
	uint16_t port;
};

static size_t ipv4(uint8_t *at, uint8_t proto, const struct party_of *from,
		   const struct party_of *to, const void *body, size_t len)
{
	const uint8_t head[34] = {2,
				  0,
				  0,
				  0,
				  0,
				  to->mac_tail,
				  2,
				  0,
				  0,
				  0,
				  0,
				  from->mac_tail,
				  8,
				  0,
				  0x45,
				  0,
				  (uint8_t)((len + 20) >> 8),
				  (uint8_t)(len + 20),
				  0,
				  0,
				  0x40,
				  0,
				  64,
				  proto,
				  0,
				  0,
				  (uint8_t)(from->ip >> 24),
				  (uint8_t)(from->ip >> 16),
				  (uint8_t)(from->ip >> 8),
				  (uint8_t)from->ip,
				  (uint8_t)(to->ip >> 24),
				  (uint8_t)(to->ip >> 16),
				  (uint8_t)(to->ip >> 8),
				  (uint8_t)to->ip};
	memcpy(at, head, sizeof(head));
	memcpy(at + sizeof(head), body, len);
	return sizeof(head) + len;
}

static void udp(struct bench *b, const struct party_of *from, const struct party_of *to,
		const void *payload, size_t len)
{
	uint8_t bytes[2048], body[1600] = {(uint8_t)(from->port >> 8), (uint8_t)from->port,
					   (uint8_t)(to->port >> 8),   (uint8_t)to->port,
					   (uint8_t)((len + 8) >> 8),  (uint8_t)(len + 8)};
	memcpy(body + 8, payload, len);
	frame(b, bytes, ipv4(bytes, 17, from, to, body, len + 8));
}

static void tcp(struct bench *b, const struct party_of *from, const struct party_of *to,
		uint32_t seq, uint8_t flags, const char *payload)
{
	size_t len = strlen(payload);
	uint8_t bytes[2048], body[1600] = {(uint8_t)(from->port >> 8),
					   (uint8_t)from->port,
					   (uint8_t)(to->port >> 8),
					   (uint8_t)to->port,
					   (uint8_t)(seq >> 24),
					   (uint8_t)(seq >> 16),
					   (uint8_t)(seq >> 8),
					   (uint8_t)seq,
					   0,
					   0,
					   0,
					   1,
					   0x50,
					   flags};
	memcpy(body + 20, payload, len);
	frame(b, bytes, ipv4(bytes, 6, from, to, body, len + 20));
}

static const struct party_of camera = {7, 0x0a000007, 40000}, server = {1, 0x08080808, 53};

static void datagrams_are_counted_and_read(void **state)
{
	static const uint8_t query[] = "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03"
				       "cam\x07"
				       "example\x00\x00\x01\x00\x01";
	struct bench b;
	(void)state;
	start(&b, 0);
	udp(&b, &camera, &server, query, sizeof(query) - 1);
	finish(&b);
	assert_non_null(strstr(buf_view_text(&b.seen.lines), "dns.query cam.example\n"));
	assert_int_equal(b.seen.conversations, 1);
	assert_string_equal(b.seen.last.protocol, "dns");
	assert_int_equal(b.seen.last.server_port, 53);
	assert_int_equal(b.seen.last.out.packets, 1);
	assert_int_equal(b.seen.last.out.payload, sizeof(query) - 1);
	assert_int_equal(b.seen.last.out.frames.at[0].frame, 1);
	assert_int_equal(b.seen.last.back.packets, 0);
	assert_int_equal(b.seen.capture.packets, 1);
	buf_done(&b.seen.lines);
}

static const struct party_of web = {1, 0xc6336401, 80};

/* Noise from the player, then RTP from the camera. */
static bool rtp_after_noise(unsigned datagrams)
{
	static const struct party_of player = {2, 0x0a000002, 50000},
				     sender = {7, 0x0a000007, 6000};
	uint8_t rtp[40] = {0x80, 96, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}, noise[40];
	struct bench b;

	start(&b, 0);
	memset(noise, 0x77, sizeof(noise));
	for (unsigned i = 0; i < datagrams; i++)
		udp(&b, &player, &sender, noise, sizeof(noise));
	for (unsigned i = 0; i < 8; i++) {
		rtp[3] = (uint8_t)i;
		udp(&b, &sender, &player, rtp, sizeof(rtp));
	}
	finish(&b);
	bool found = strstr(buf_view_text(&b.seen.lines), "rtp") != NULL;
	assert_int_equal(b.seen.last.out.packets, datagrams);
	assert_int_equal(b.seen.last.back.packets, 8);
	buf_done(&b.seen.lines);
	return found;
}

/* GStreamer opens the path with five datagrams; offering must end somewhere all the same. */
static void noise_before_a_protocol_is_borne(void **state)
{
	(void)state;
	assert_true(rtp_after_noise(1));
	assert_true(rtp_after_noise(5));
	assert_false(rtp_after_noise(64));
}

/* A known stream of which every tenth packet lacks, and one comes late. */
static void rtp_that_the_capture_lacks_is_told(void **state)
{
	static const struct party_of sender = {7, 0x0a000007, 6000},
				     player = {2, 0x0a000002, 50000};
	uint8_t rtp[40] = {0x80, 96, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4};
	struct bench b;

	(void)state;
	start(&b, 0);
	for (unsigned i = 0; i < 400; i++) {
		unsigned number = 65400 + (i == 301 ? 290 : i); /* wraps on the way */
		if (i >= 100 && i % 10 == 0)
			continue;
		rtp[2] = (uint8_t)(number >> 8);
		rtp[3] = (uint8_t)number;
		udp(&b, &sender, &player, rtp, sizeof(rtp));
	}
	finish(&b);
	/* 30 lack; number 290 came late, and 301 never did */
	assert_int_equal(b.seen.last.out.numbers_missing, 30 - 1 + 1);
	assert_in_range(b.seen.last.out.numbered, 350, 370);
	assert_int_equal(b.seen.last.out.unseen, 0);
	buf_done(&b.seen.lines);
}

/* Counts are the same whether packets come one by one or in batches, plain or not, of two files. */
static void batches_count_as_single_frames_do(void **state)
{
	static const uint8_t arp[60] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 7, 8, 6};
	struct bench b;
	struct frame frames[8];
	uint32_t captures[8];
	uint8_t bytes[64] = {0};
	const uint8_t datagram[16] = {0x9c, 0x40, 0, 9, 0, 16};
	size_t len = ipv4(bytes, 17, &camera, &server, datagram, sizeof(datagram));
	(void)state;

	start(&b, 0);
	for (unsigned i = 0; i < 8; i++) {
		bool other = i % 4 == 3;
		captures[i] = i / 4;
		frames[i] = (struct frame){.at = other ? arp : bytes,
					   .len = other ? sizeof(arp) : (uint32_t)(len - i % 2),
					   .wire_len = other ? sizeof(arp) : (uint32_t)len,
					   .time_us = 1700000000000000 - i,
					   .number = i % 4 + 1,
					   .link = LINK_ETHERNET};
	}
	run_frames(b.run, frames, captures, 8);
	run_capture_end(b.run, 1, &(struct capture_stats){.packets = 4});
	assert_int_equal(b.seen.capture.packets, 0); /* not given yet: records go out in blocks */
	b.frames = 4;
	run_progress(b.run, 1);
	assert_int_equal(b.seen.capture.capture, 1);
	assert_int_equal(b.seen.capture.packets, 4);
	assert_int_equal(b.seen.capture.bytes, 3 * len + sizeof(arp));
	assert_int_equal(b.seen.capture.captured_bytes, 3 * len + sizeof(arp) - 1);
	assert_int_equal(b.seen.capture.cut_packets, 1);
	assert_int_equal(b.seen.capture.payload_missing, 1);
	assert_int_equal(b.seen.capture.first_us, 1700000000000000 - 7);
	assert_int_equal(b.seen.capture.last_us, 1700000000000000 - 4);
	finish(&b);
	assert_int_equal(b.seen.capture.capture, 0);
	assert_int_equal(b.seen.capture.packets, 4);
	assert_int_equal(b.seen.capture.payload_missing, 1);
	assert_int_equal(b.seen.conversation_packets, 6);
	buf_done(&b.seen.lines);
}

static void streams_are_put_together_and_gaps_told(void **state)
{
	struct bench b;
	(void)state;
	start(&b, 0);
	tcp(&b, &camera, &web, 99, 2, "");
	tcp(&b, &web, &camera, 499, 18, "");
	tcp(&b, &camera, &web, 116, 16, "Host: a.example\r\n\r\n");
	tcp(&b, &camera, &web, 100, 16, "GET / HT");
	tcp(&b, &camera, &web, 100, 16, "GET / HT");
	tcp(&b, &camera, &web, 108, 16, "TP/1.1\r\n");
	finish(&b);
	assert_non_null(strstr(buf_view_text(&b.seen.lines), "http.host a.example\n"));
	assert_null(strstr(buf_view_text(&b.seen.lines), "stream.gap"));
	assert_true(b.seen.last.opening_seen);
	assert_int_equal(b.seen.last.client_port, 40000);
	assert_int_equal(b.seen.last.out.retransmitted, 8);
	assert_int_equal(b.seen.last.out.packets, 5);
	buf_done(&b.seen.lines);
}

/* A reply of old cameras, whose body ends with the connection. */
static void body_until_the_end(struct bench *b, bool with_gap, uint8_t flags)
{
	static const char head[] = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n";
	static const char body[] = "model=XX-100\r\nbrand=Brand\r\nversion=1.0\r\nbuild=7\r\n"
				   "hw_version=A\r\nnipca=1.9\r\nmacaddr=02:00:00:00:00:07\r\n";
	uint32_t at = 500 + sizeof(head) - 1, end = at + sizeof(body) - 1;

	start(b, 0);
	tcp(b, &camera, &web, 99, 2, "");
	tcp(b, &web, &camera, 499, 18, "");
	tcp(b, &camera, &web, 100, 16, "GET /common/info.cgi HTTP/1.0\r\n\r\n");
	tcp(b, &web, &camera, 500, 16, head);
	if (!with_gap)
		tcp(b, &web, &camera, at, 16, body);
	if (flags) {
		tcp(b, &web, &camera, end, flags, "");
		tcp(b, &web, &camera, end, flags, "");
	}
	finish(b);
}

static unsigned count_lines(struct bench *b, const char *line)
{
	const char *at = buf_view_text(&b->seen.lines);
	unsigned n = 0;

	while ((at = strstr(at, line))) {
		at += strlen(line);
		n++;
	}
	return n;
}

static void a_body_ends_with_the_stream(void **state)
{
	const struct {
		bool with_gap;
		uint8_t flags;
		unsigned told;
	} cases[] = {{false, 17, 1}, {false, 4, 1}, {false, 0, 0}, {true, 17, 0}};
	struct bench b;
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		body_until_the_end(&b, cases[i].with_gap, cases[i].flags);
		assert_int_equal(count_lines(&b, "http.status "), 1);
		assert_int_equal(count_lines(&b, "api.model XX-100\n"), cases[i].told);
		buf_done(&b.seen.lines);
	}
}

/* Two requests and then none, in segments of step bytes. */
static void broken_requests(struct bench *b, size_t step)
{
	static const char stream[] = "GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n"
				     "GET /b HTTP/1.1\r\nHost: a.example\r\n\r\n"
				     "\x01\x02 is no request\r\n\r\n";

	start(b, 0);
	tcp(b, &camera, &web, 99, 2, "");
	tcp(b, &web, &camera, 500, 16, "HTTP/1.1 204 No Content\r\n\r\n");
	for (size_t at = 0; at < sizeof(stream) - 1; at += step) {
		char piece[sizeof(stream)] = "";
		(void)snprintf(piece, step + 1, "%s", stream + at);
		tcp(b, &camera, &web, 100 + (uint32_t)at, 16, piece);
	}
	finish(b);
}

/* The offset of what breaks a protocol's rules counts from the start of its stream. */
static void a_fault_stands_where_it_stands_however_it_is_cut(void **state)
{
	struct bench b;
	(void)state;

	for (size_t step = 1; step <= 100; step++) {
		broken_requests(&b, step);
		const char *told = strstr(buf_view_text(&b.seen.lines), "malformed http: ");
		assert_non_null(told);
		assert_non_null(strstr(told, " at byte 72\n"));
		buf_done(&b.seen.lines);
	}
}

static void a_segment_half_the_numbers_away_is_harmless(void **state)
{
	struct bench b;
	(void)state;
	start(&b, 0);
	tcp(&b, &camera, &web, 100, 16, "ab");
	tcp(&b, &camera, &web, 102 + 0x80000000u, 16, "x"); /* neither before nor behind */
	finish(&b);
	assert_int_equal(b.seen.last.out.packets, 2);
	assert_int_equal(b.seen.last.out.retransmitted, 0); /* it may be new */
	assert_true(b.seen.last.out.unseen >= 0x7ffffff0);
	buf_done(&b.seen.lines);
}

static void those_without_an_address_are_told_apart(void **state)
{
	struct party_of nobody = {1, 0, 68}, all = {255, 0xffffffff, 67};
	uint8_t payload[300] = {1, 1, 6};
	struct bench b;
	(void)state;
	start(&b, 0);
	for (uint8_t i = 1; i <= 20; i++) {
		nobody.mac_tail = i;
		udp(&b, &nobody, &all, payload, sizeof(payload));
	}
	finish(&b);
	assert_int_equal(b.seen.endpoints, 20);
	assert_int_equal(b.seen.endpoint_packets, 20);
	buf_done(&b.seen.lines);
}

/* More flows, peers and senders than the least memory holds: every packet and byte is in the end
 * in some record. */
static void full_tables_lose_nothing(void **state)
{
	enum { FLOWS = 150000 };
	struct bench b;
	(void)state;
	start(&b, RUN_MEMORY_LEAST);
	for (uint32_t i = 0; i < FLOWS; i++) {
		struct party_of from = {7, 0x0a000000 + i % 60000, (uint16_t)(1024 + i % 50000)};
		struct party_of to = {1, 0xc0000000 + i, 9999};
		udp(&b, &from, &to, "0123456789", 10);
		if (i % 3 == 0)
			udp(&b, &to, &from, "01234", 5);
	}
	finish(&b);
	assert_true(b.seen.evicted > 0);
	assert_int_equal(b.seen.flows, FLOWS);
	assert_int_equal(b.seen.conversation_packets, b.frames);
	assert_int_equal(b.seen.endpoint_packets, b.frames);
	assert_int_equal(b.seen.payload, FLOWS * 10 + (FLOWS + 2) / 3 * 5);
	buf_done(&b.seen.lines);
}

/* What the engine takes at the start is all that it will take for tables: the rest of its memory is
 * for what waits in streams. */
static size_t address_space(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%lu", &pages), 1);
	(void)fclose(f);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void tables_fit_the_memory(void **state)
{
	enum { APART = 24 << 20 }; /* fragments, what was said last: the same whatever the memory */
	(void)state;

	for (size_t memory = 256 << 20; memory <= 1024u << 20; memory *= 2) {
		struct seen_records seen = {.ends = 0};
		struct run_config config = {.memory = memory, .give = give, .ctx = &seen};
		size_t before = address_space();
		struct run *run = run_new(&config);
		size_t taken = address_space() - before;
		assert_in_range(taken, memory / 2, memory / 8 * 7 + APART);
		run_free(run);
	}
}

static void a_port_used_again_is_a_new_flow(void **state)
{
	struct bench b;
	(void)state;
	start(&b, 0);
	tcp(&b, &camera, &web, 100, 2, "");
	tcp(&b, &camera, &web, 101, 16, "x");
	tcp(&b, &camera, &web, 90000, 2, "");
	finish(&b);
	assert_int_equal(b.seen.last.flows, 2);
	assert_int_equal(b.seen.last.out.retransmitted, 0);
	assert_int_equal(b.seen.last.out.packets, 3);
	buf_done(&b.seen.lines);
}

static void errors_about_packets_are_no_conversation(void **state)
{
	static const uint8_t quoted[] = {3, 1, 0, 0, 0,    0,    0, 0,  0x45, 0,  0, 40,
					 0, 0, 0, 0, 64,   17,   0, 0,  10,   0,  0, 7,
					 8, 8, 8, 8, 0x9c, 0x40, 0, 53, 0,    20, 0, 0};
	struct party_of router = {1, 0x0a000001, 0};
	uint8_t bytes[200];
	struct bench b;
	(void)state;
	start(&b, 0);
	frame(&b, bytes, ipv4(bytes, 1, &router, &camera, quoted, sizeof(quoted)));
	finish(&b);
	assert_int_equal(b.seen.conversations, 0);
	assert_int_equal(b.seen.endpoints, 1);
	assert_non_null(strstr(buf_view_text(&b.seen.lines), "icmp.error host unreachable\n"));
	buf_done(&b.seen.lines);
}

/* Both directions are one flow, whichever address is the lower one. */
static void ipv6_flows_have_two_directions(void **state)
{
	uint8_t bytes[14 + 40 + 8 + 4] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 7, 0x86, 0xdd, 0x60};
	struct bench b;
	(void)state;

	start(&b, 0);
	bytes[19] = 12;
	bytes[20] = 17;
	bytes[21] = 64;
	for (unsigned i = 0; i < 4; i++) {
		bool back = i & 1;
		memset(bytes + 22, 0x20, 32);
		bytes[back ? 53 : 37] = 7;
		memcpy(bytes + 54, back ? "\x13\x88\x9c\x40\x00\x0c" : "\x9c\x40\x13\x88\x00\x0c",
		       6);
		frame(&b, bytes, sizeof(bytes));
	}
	finish(&b);
	assert_int_equal(b.seen.conversations, 1);
	assert_int_equal(b.seen.flows, 1);
	assert_int_equal(b.seen.last.server_port, 5000);
	assert_int_equal(b.seen.last.out.packets, 2);
	assert_int_equal(b.seen.last.back.packets, 2);
	buf_done(&b.seen.lines);
}

/* Keep-alives of 44 bytes at about the given times, from a new port every tenth. */
static void keep_alive(struct bench *b, const int *seconds, size_t n)
{
	uint8_t payload[44] = {0xf1, 0x10};
	struct party_of from = {7, 0x0a000007, 40000}, to = {1, 0xc6336401, 32100};
	for (size_t i = 0; i < n; i++) {
		from.port = (uint16_t)(40000 + i / 10);
		b->late_us = seconds[i] * INT64_C(1000000);
		udp(b, &from, &to, payload, sizeof(payload));
		udp(b, &to, &from, payload, 4);
	}
}

static void heartbeats_outlive_their_ports(void **state)
{
	struct bench b;
	int seconds[40];
	(void)state;
	for (int i = 0; i < 40; i++)
		seconds[i] = i * 8;
	start(&b, 0);
	keep_alive(&b, seconds, 40);
	finish(&b);
	assert_int_equal(b.seen.conversations, 1);
	assert_int_equal(b.seen.last.flows, 4);
	assert_int_equal(beat_intervals(&b.seen.beat), 39);
	assert_int_equal(b.seen.beat.steps[5].n, 39);
	assert_in_range(b.seen.beat.steps[5].sum_ms, 39 * 8000, 39 * 8003);
	assert_int_equal(b.seen.beat.sizes[2].n, 40);
	assert_int_equal(b.seen.beat.sizes[2].min, 44);
	assert_int_equal(b.seen.beat.sizes[2].max, 44);
	buf_done(&b.seen.lines);
}

/* What follows at once belongs to a beat; another flow that goes back in time begins anew. */
static void bursts_are_one_beat_and_time_may_go_back(void **state)
{
	static const int seconds[] = {0, 0, 0, 10, 10, 20, 5, 15, 15, 20, 3, 13};
	struct bench b;
	(void)state;
	start(&b, 0);
	keep_alive(&b, seconds, sizeof(seconds) / sizeof(*seconds));
	finish(&b);
	assert_int_equal(beat_intervals(&b.seen.beat), 3);
	assert_int_equal(b.seen.beat.steps[5].n, 3);
	assert_int_equal(b.seen.beat.sizes[2].n, 5);
	buf_done(&b.seen.lines);
}

/* Read in two runs wherever the cut is, one interval is lost at most. */
static void a_cut_loses_one_interval_at_most(void **state)
{
	int seconds[30];
	(void)state;
	for (int i = 0; i < 30; i++)
		seconds[i] = i * 60 + (i * 7 % 5);
	for (size_t cut = 1; cut < 30; cut++) {
		struct bench a, b;
		start(&a, 0);
		keep_alive(&a, seconds, cut);
		finish(&a);
		start(&b, 0);
		keep_alive(&b, seconds + cut, 30 - cut);
		finish(&b);
		beat_add(&a.seen.beat, &b.seen.beat);
		assert_int_equal(a.seen.beat.steps[8].n, 28);
		buf_done(&a.seen.lines);
		buf_done(&b.seen.lines);
	}
}

/* The server's packets, and a stream of the client's, are none. */
static void streams_are_no_heartbeat(void **state)
{
	struct bench b;
	uint8_t payload[1200] = {0};
	struct party_of from = {7, 0x0a000007, 40000}, to = {1, 0xc6336401, 32100};
	(void)state;
	start(&b, 0);
	for (int i = 0; i < 500; i++) {
		b.late_us = i * INT64_C(40000);
		udp(&b, &from, &to, payload, sizeof(payload));
	}
	for (int i = 1; i < 50; i++) {
		b.late_us = 20000000 + i * INT64_C(5000000);
		udp(&b, &to, &from, payload, 20);
	}
	finish(&b);
	assert_int_equal(beat_intervals(&b.seen.beat), 0);
	buf_done(&b.seen.lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(datagrams_are_counted_and_read),
		cmocka_unit_test(noise_before_a_protocol_is_borne),
		cmocka_unit_test(rtp_that_the_capture_lacks_is_told),
		cmocka_unit_test(batches_count_as_single_frames_do),
		cmocka_unit_test(streams_are_put_together_and_gaps_told),
		cmocka_unit_test(a_body_ends_with_the_stream),
		cmocka_unit_test(a_fault_stands_where_it_stands_however_it_is_cut),
		cmocka_unit_test(a_segment_half_the_numbers_away_is_harmless),
		cmocka_unit_test(those_without_an_address_are_told_apart),
		cmocka_unit_test(full_tables_lose_nothing),
		cmocka_unit_test(tables_fit_the_memory),
		cmocka_unit_test(a_port_used_again_is_a_new_flow),
		cmocka_unit_test(errors_about_packets_are_no_conversation),
		cmocka_unit_test(ipv6_flows_have_two_directions),
		cmocka_unit_test(heartbeats_outlive_their_ports),
		cmocka_unit_test(bursts_are_one_beat_and_time_may_go_back),
		cmocka_unit_test(a_cut_loses_one_interval_at_most),
		cmocka_unit_test(streams_are_no_heartbeat),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
