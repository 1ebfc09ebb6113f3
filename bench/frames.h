/* SPDX-License-Identifier: Apache-2.0
 *
 * Frames for the benchmark captures: headers that are right, contents that look like the real
 * thing to a reader, nothing else. The same arguments give the same bytes.
 */
#ifndef CAMTRAIL_BENCH_FRAMES_H
#define CAMTRAIL_BENCH_FRAMES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/write.h"

struct host {
	uint8_t mac[6];
	uint32_t ip;
};

struct maker {
	struct write *out;
	int64_t time_us;
	uint64_t bytes; /* written, record heads included */
	uint64_t chance;
	uint8_t frame[1600];
};

static inline uint32_t draw(struct maker *m)
{
	m->chance ^= m->chance << 13;
	m->chance ^= m->chance >> 7;
	m->chance ^= m->chance << 17;
	return (uint32_t)(m->chance >> 32);
}

static inline void put16(uint8_t *at, unsigned v)
{
	at[0] = (uint8_t)(v >> 8);
	at[1] = (uint8_t)v;
}

static inline void put32(uint8_t *at, uint32_t v)
{
	put16(at, v >> 16);
	put16(at + 2, v);
}

/* Ethernet and IPv4 heads; returns where the transport begins. len: of transport and payload. */
static inline uint8_t *put_ip(struct maker *m, const struct host *from, const struct host *to,
			      uint8_t proto, size_t len)
{
	uint8_t *f = m->frame;
	memcpy(f, to->mac, 6);
	memcpy(f + 6, from->mac, 6);
	put16(f + 12, 0x0800);
	memset(f + 14, 0, 20);
	f[14] = 0x45;
	put16(f + 16, (unsigned)(len + 20));
	f[22] = 64;
	f[23] = proto;
	put32(f + 26, from->ip);
	put32(f + 30, to->ip);
	return f + 34;
}

static inline void send_frame(struct maker *m, size_t transport_len, int64_t step_us)
{
	size_t len = 34 + transport_len;
	m->time_us += step_us;
	struct frame f = {
		.at = m->frame, .len = (uint32_t)(len < 60 ? 60 : len), .time_us = m->time_us};
	write_frame(m->out, &f);
	m->bytes += f.len + 16;
}

static inline void send_udp(struct maker *m, const struct host *from, const struct host *to,
			    unsigned sport, unsigned dport, const void *payload, size_t len,
			    int64_t step_us)
{
	uint8_t *u = put_ip(m, from, to, 17, len + 8);
	put16(u, sport);
	put16(u + 2, dport);
	put16(u + 4, (unsigned)(len + 8));
	put16(u + 6, 0);
	memcpy(u + 8, payload, len);
	send_frame(m, len + 8, step_us);
}

static inline void send_tcp(struct maker *m, const struct host *from, const struct host *to,
			    unsigned sport, unsigned dport, uint32_t seq, uint32_t ack,
			    uint8_t flags, const void *payload, size_t len, int64_t step_us)
{
	uint8_t *t = put_ip(m, from, to, 6, len + 20);
	put16(t, sport);
	put16(t + 2, dport);
	put32(t + 4, seq);
	put32(t + 8, ack);
	t[12] = 0x50;
	t[13] = flags;
	put16(t + 14, 8192);
	put32(t + 16, 0);
	if (len)
		memcpy(t + 20, payload, len);
	send_frame(m, len + 20, step_us);
}

static inline struct host host_of(unsigned prefix, uint32_t n, uint32_t net)
{
	struct host h = {
		{0x00, 0x11, (uint8_t)prefix, (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n},
		net + n};
	return h;
}

static inline int make_end(struct maker *m)
{
	struct err err = {{0}};
	if (write_close(m->out, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	return 0;
}

#endif
