/* SPDX-License-Identifier: Apache-2.0
 * A capture as numbers: for every flow of a list, each way, the payload bytes of every bin of time.
 *
 * usage: series CAPTURE.pcap FLOWS [BIN_SECONDS] > SERIES
 * FLOWS has a line a flow: `ID PROTOCOL DEVICE PEER PORT`; PROTOCOL is tcp, udp or any, DEVICE and
 * PEER are IPv4 addresses, PORT is the peer's (0: any port of either).
 * SERIES begins with `# origin UNIX_TIME bin SECONDS bins N`, then has four lines a flow:
 *   ID out bytes N0 N1 ...     payload bytes above TCP or UDP from the device, of every packet
 *   ID out again N0 N1 ...     of these, bytes of TCP that had been sent before
 *   ID out packets N0 N1 ...   packets with payload
 *   ID in bytes N0 N1 ...      payload bytes to the device
 * The bins of all flows begin with the capture's first packet. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FLOWS = 4096, TABLE = 16384, LINES = 4 };

static const char *const line_names[LINES] = {"out bytes", "out again", "out packets", "in bytes"};

struct flow {
	char id[32];
	uint32_t device, peer;
	uint16_t port, client; /* client: the device's port of the connection that `next` is of */
	uint8_t protocol;      /* 0: any */
	uint32_t next;         /* TCP: one past the highest byte sent */
	int known, chain;
	uint32_t *line[LINES];
};

static struct flow flows[FLOWS];
static int table[TABLE], n_flows;
static size_t bins;
static double bin = 0.1;

static void die(const char *what)
{
	fprintf(stderr, "series: %s: %s\n", what, strerror(errno));
	exit(1);
}

static unsigned slot(uint32_t a, uint32_t b)
{
	return (unsigned)(((uint64_t)a * 2654435761u ^ (uint64_t)b * 40503u) % TABLE);
}

static void read_flows(const char *path)
{
	char line[256], protocol[8], device[32], peer[32];
	unsigned port;
	FILE *f = fopen(path, "r");
	if (f == NULL)
		die(path);
	memset(table, -1, sizeof table);
	while (n_flows < FLOWS && fgets(line, sizeof line, f) != NULL) {
		struct flow *w = &flows[n_flows];
		if (sscanf(line, "%31s %7s %31s %31s %u", w->id, protocol, device, peer, &port) !=
		    5)
			continue;
		w->protocol = *protocol == 't' ? 6 : *protocol == 'u' ? 17 : 0;
		w->port = (uint16_t)port;
		w->device = inet_addr(device);
		w->peer = inet_addr(peer);
		const unsigned s = slot(w->device, w->peer);
		w->chain = table[s];
		table[s] = n_flows++;
	}
	fclose(f);
}

static uint16_t be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static struct flow *find(uint32_t device, uint32_t peer, uint8_t protocol, uint16_t port)
{
	for (int i = table[slot(device, peer)]; i >= 0; i = flows[i].chain) {
		struct flow *w = &flows[i];
		if (w->device == device && w->peer == peer &&
		    (w->protocol == 0 || w->protocol == protocol) &&
		    (w->port == 0 || w->port == port || (protocol == 17 && w->port + 1 == port)))
			return w;
	}
	return NULL;
}

/* How many of a segment's bytes had been sent before. */
static uint32_t again(struct flow *w, const uint8_t *tcp, uint32_t length)
{
	const uint32_t seq = (uint32_t)be16(tcp + 4) << 16 | be16(tcp + 6);
	const uint16_t client = be16(tcp);
	if (!w->known || w->client != client || (tcp[13] & 2) != 0) {
		w->known = 1;
		w->client = client;
		w->next = seq + ((tcp[13] & 2) != 0);
	}
	const uint32_t end = seq + length, old = w->next - seq;
	if ((int32_t)(end - w->next) > 0)
		w->next = end;
	return (int32_t)old <= 0 ? 0 : old < length ? old : length;
}

static void packet(const uint8_t *f, size_t have, size_t at)
{
	if (have < 14 + 20 || be16(f + 12) != 0x0800)
		return;
	const uint8_t *ip = f + 14;
	const size_t header = (size_t)(ip[0] & 15) * 4, total = be16(ip + 2);
	const uint8_t protocol = ip[9], *up = ip + header;
	if ((protocol != 6 && protocol != 17) || have < 14 + header + (protocol == 6 ? 20 : 8))
		return;
	const size_t above = protocol == 6 ? (size_t)(up[12] >> 4) * 4 : 8;
	if (total < header + above)
		return;
	const uint32_t length = (uint32_t)(total - header - above);
	uint32_t from, to;
	memcpy(&from, ip + 12, sizeof from);
	memcpy(&to, ip + 16, sizeof to);
	struct flow *w = find(from, to, protocol, be16(up + 2));
	if (w != NULL) {
		const uint32_t old = protocol == 6 ? again(w, up, length) : 0;
		w->line[0][at] += length;
		w->line[1][at] += old;
		w->line[2][at] += length > 0;
	} else if ((w = find(to, from, protocol, be16(up))) != NULL) {
		w->line[3][at] += length;
	}
}

static void print_series(double origin)
{
	printf("# origin %.6f bin %g bins %zu\n", origin, bin, bins);
	for (int i = 0; i < n_flows; i++)
		for (int l = 0; l < LINES; l++) {
			printf("%s %s", flows[i].id, line_names[l]);
			for (size_t b = 0; b < bins; b++)
				printf(" %u", flows[i].line[l][b]);
			putchar('\n');
		}
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: series CAPTURE.pcap FLOWS [BIN_SECONDS]\n");
		return 2;
	}
	bin = argc > 3 ? strtod(argv[3], NULL) : bin;
	read_flows(argv[2]);
	FILE *f = fopen(argv[1], "rb");
	uint32_t head[6], record[4];
	uint8_t bytes[65536];
	if (f == NULL || fread(head, sizeof head, 1, f) != 1 || head[0] != 0xA1B2C3D4u)
		die(argv[1]);
	const size_t most = (size_t)(4 * 3600 / bin);
	for (int i = 0; i < n_flows; i++)
		for (int l = 0; l < LINES; l++)
			if ((flows[i].line[l] = calloc(most, sizeof(uint32_t))) == NULL)
				die("memory");
	double origin = -1;
	while (fread(record, sizeof record, 1, f) == 1 && record[2] <= sizeof bytes &&
	       fread(bytes, 1, record[2], f) == record[2]) {
		const double t = record[0] + record[1] * 1e-6;
		origin = origin < 0 ? t : origin;
		const size_t at = t < origin ? 0 : (size_t)((t - origin) / bin);
		if (at >= most)
			break;
		bins = at + 1 > bins ? at + 1 : bins;
		packet(bytes, record[2], at);
	}
	fclose(f);
	print_series(origin);
	return 0;
}
