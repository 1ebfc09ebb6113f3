/* SPDX-License-Identifier: Apache-2.0
 *
 * make_small FILE FLOWS BYTES: small packets in many flows. FLOWS 5-tuples of 2,000 devices, each
 * with ten servers of its own that it calls from ever new ports; a third each of DNS questions with
 * answers, TCP connections with a few bytes, and UDP that nobody knows; packets of all flows
 * interleave over a window, so that tables are hit at random.
 */
#include "frames.h"

enum { DEVICES = 2000, SERVERS_EACH = 10, WINDOW = 65536 };

static struct host router_side(uint32_t n)
{
	struct host h = {{2, 0, 0, 0, 0, 1}, 0x2d000000 + n};
	return h;
}

static void packet(struct maker *m, uint32_t flow, uint32_t turn)
{
	struct host device = host_of(0x70, flow % DEVICES, 0x0a030000);
	struct host server =
		router_side(flow % DEVICES * SERVERS_EACH + flow / DEVICES % SERVERS_EACH);
	unsigned port = 1024 + flow / DEVICES % 60000;
	uint8_t payload[40];
	bool out = turn % 2 == 0;

	memset(payload, 0, sizeof(payload));
	if (flow % 3 == 0) {
		static const uint8_t query[] = "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
					       "\x01"
					       "a\x07"
					       "example\x00\x00\x01\x00\x01";
		memcpy(payload, query, sizeof(query) - 1);
		put16(payload, flow);
		payload[2] = out ? 1 : 0x81;
		payload[3] = out ? 0 : 0x83; /* no such name */
		payload[13] = (uint8_t)('a' + flow % 26);
		if (out)
			send_udp(m, &device, &server, port, 53, payload, sizeof(query) - 1, 1);
		else
			send_udp(m, &server, &device, 53, port, payload, sizeof(query) - 1, 1);
	} else if (flow % 3 == 1) {
		uint8_t flags = turn == 0 ? 2 : turn == 1 ? 18 : 16;
		uint32_t seq = flow + (turn > 1 ? 1 + (turn / 2 - 1) * 8 : 0);
		size_t len = turn > 2 ? 8 : 0;
		memcpy(payload, "\x7f\x10rest", 6);
		if (out)
			send_tcp(m, &device, &server, port, 9900, seq, seq, flags, payload, len, 1);
		else
			send_tcp(m, &server, &device, 9900, port, seq, seq, flags, payload, len, 1);
	} else {
		memcpy(payload, "\x99\x98\x97\x96", 4);
		if (out)
			send_udp(m, &device, &server, port, 40000, payload, 12, 1);
		else
			send_udp(m, &server, &device, 40000, port, payload, 12, 1);
	}
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
