/* SPDX-License-Identifier: Apache-2.0
 *
 * make_small FILE FLOWS BYTES: small packets in many flows. FLOWS 5-tuples of 2,000 devices, each
 * with four servers of its own that it calls from ever new ports; a third each of DNS questions to
 * the site's resolver with answers, TCP connections with a few bytes, and UDP that nobody knows
 * (as good as random, like what is encrypted); packets of all flows interleave over a window, so
 * that tables are hit at random.
 */
#include "frames.h"

enum { DEVICES = 2000, SERVERS_EACH = 4, WINDOW = 65536 };

static void dns(struct maker *m, const struct host *device, uint32_t flow, unsigned port, bool out)
{
	static const uint8_t query[] = "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
				       "\x01"
				       "a\x07"
				       "example\x00\x00\x01\x00\x01";
	static const struct host resolver = {{2, 0, 0, 0, 0, 2}, 0x0a030a01};
	uint8_t payload[sizeof(query)];

	memcpy(payload, query, sizeof(query));
	put16(payload, flow);
	payload[2] = out ? 1 : 0x81;
	payload[3] = out ? 0 : 0x83; /* no such name */
	payload[13] = (uint8_t)('a' + flow % 26);
	send_udp(m, out ? device : &resolver, out ? &resolver : device, out ? port : 53,
		 out ? 53 : port, payload, sizeof(query) - 1, 1);
}

/* SYN, SYN and ACK, ACK, then eight bytes from each side in turn, the server first. */
static void tcp(struct maker *m, const struct host *device, const struct host *server,
		unsigned port, uint32_t turn)
{
	static const uint8_t payload[] = "\x7f\x10rest..";
	bool out = turn % 2 == 0;
	uint8_t flags = turn == 0 ? 2 : turn == 1 ? 18 : 16;
	uint32_t said = turn < 3 ? 0 : (turn - 3) / 2 * 8;  /* by the sender, before */
	uint32_t heard = turn < 4 ? 0 : (turn - 2) / 2 * 8; /* from the other side */
	uint32_t seq = (out ? 1000 : 5000) + (turn > 1) + said;
	uint32_t ack = turn == 0 ? 0 : (out ? 5000 : 1000) + 1 + (turn < 3 ? 0 : heard);

	if (!out && turn > 1)
		ack = 1001 + (turn - 3) / 2 * 8;
	send_tcp(m, out ? device : server, out ? server : device, out ? port : 9900,
		 out ? 9900 : port, seq, ack, flags, payload, turn > 2 ? 8 : 0, 1);
}

static void unknown(struct maker *m, const struct host *device, const struct host *server,
		    unsigned port, bool out)
{
	uint8_t payload[12];

	for (unsigned i = 0; i < sizeof(payload); i += 4) {
		uint32_t word = (uint32_t)draw(m);
		memcpy(payload + i, &word, sizeof(word));
	}
	send_udp(m, out ? device : server, out ? server : device, out ? port : 40000,
		 out ? 40000 : port, payload, sizeof(payload), 1);
}

static void packet(struct maker *m, uint32_t flow, uint32_t turn)
{
	uint32_t number = flow % DEVICES, call = flow / DEVICES;
	struct host device = host_of(0x70, number, 0x0a030000);
	struct host server = {{2, 0, 0, 0, 0, 1},
			      0x2d000000 + number * SERVERS_EACH + call % SERVERS_EACH};
	unsigned port = 1024 + call % 60000;

	if (flow % 3 == 0)
		dns(m, &device, flow, port, turn % 2 == 0);
	else if (flow % 3 == 1)
		tcp(m, &device, &server, port, turn);
	else
		unknown(m, &device, &server, port, turn % 2 == 0);
}

int main(int argc, char **argv)
{
	struct err err = {{0}};
	struct maker m = {.time_us = 1772352000000000, .chance = 88172645463325252u};

	if (argc != 4 || !(m.out = write_open(argv[1], NULL, &err))) {
		fprintf(stderr, "usage: make_small FILE FLOWS BYTES\n%s\n", err.text);
		return 2;
	}
	uint32_t flows = (uint32_t)strtoul(argv[2], NULL, 10);
	uint64_t wanted = strtoull(argv[3], NULL, 10);
	uint8_t *turns = calloc(flows, 1);
	/* First every flow once, then packets of random flows of a moving window. */
	for (uint32_t i = 0; i < flows; i++)
		packet(&m, i, turns[i]++);
	for (uint32_t at = 0; m.bytes < wanted; at++) {
		uint32_t i = (at / 8 + draw(&m) % WINDOW) % flows;
		if (i % 3 == 0 && turns[i] > 1)
			continue; /* a DNS question has one answer */
		packet(&m, i, turns[i]);
		turns[i] = (uint8_t)(turns[i] < 254 ? turns[i] + 1 : 2);
	}
	free(turns);
	return make_end(&m);
}
