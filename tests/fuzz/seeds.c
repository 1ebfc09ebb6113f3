/* SPDX-License-Identifier: Apache-2.0
 *
 * Seeds out of captures: seeds FOLDER CAPTURE... writes FOLDER/TARGET/NAME. Payloads go to each
 * dissector of their carrier that does not refuse them, whole captures to those that read captures,
 * frames and what the engine says of them to the others.
 */
#include "fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/map.h"
#include "capture/capture.h"
#include "engine/run.h"
#include "engine/table.h"
#include "net/packet.h"

enum {
	SEED_MAX = 16384,   /* longer ones slow a fuzzer down */
	PER_TARGET = 200,   /* seeds a target */
	STREAMS_MAX = 4096, /* followed a capture */
	FRAMES_A_SEED = 24,
};

static const char *folder;
static struct map written; /* target -> how many */

static void put_seed(const char *target, struct slice bytes)
{
	static const struct hash_key fixed = {1, 2};
	char path[4096];
	uintptr_t n = (uintptr_t)map_get(&written, target, strlen(target));

	if (n >= PER_TARGET || bytes.len == 0 || bytes.len > SEED_MAX)
		return;
	(void)snprintf(path, sizeof(path), "%s/%s", folder, target);
	(void)mkdir(path, 0755);
	(void)snprintf(path, sizeof(path), "%s/%s/%016llx", folder, target,
		       (unsigned long long)hash_bytes(&fixed, bytes.at, bytes.len));
	FILE *file = fopen(path, "wxe");
	if (!file)
		return; /* the same was there */
	must(fwrite(bytes.at, 1, bytes.len, file) == bytes.len);
	must(fclose(file) == 0);
	(void)map_put(&written, target, strlen(target), (void *)(n + 1));
}

static void no_take(struct sink *sink, const struct obs *obs)
{
	(void)sink, (void)obs;
}

static bool takes(const struct dissector *d, struct slice bytes, uint8_t transport,
		  bool from_client)
{
	_Alignas(16) uint8_t state[4096] = {0};
	uint16_t port = d->hints ? d->hints->port : 0; /* of the server */
	struct where where = {.from_client = from_client,
			      .pictures = true,
			      .transport = transport,
			      .src_port = from_client ? 0 : port,
			      .dst_port = from_client ? port : 0};
	struct sink sink = {.take = no_take, .where = &where};
	struct cursor in = cursor_over(bytes);

	return d->feed(state, &in, &where, &sink).word != VERDICT_NOT_MINE;
}

/* Documents inside messages are seeds of their own, whichever side sent them. */
static void on_document(enum document kind, struct slice bytes)
{
	for (unsigned i = 0; i < table_size(); i++)
		if (table_dissector(i)->carrier == CARRIER_DOCUMENT &&
		    table_dissector(i)->documents & 1u << kind &&
		    (takes(table_dissector(i), bytes, TRANSPORT_TCP, false) ||
		     takes(table_dissector(i), bytes, TRANSPORT_TCP, true)))
			put_seed(table_dissector(i)->name, bytes);
	if (kind == DOCUMENT_XML || kind == DOCUMENT_HTML)
		put_seed("xml", bytes);
	if (kind == DOCUMENT_JSON)
		put_seed("json", bytes);
}

static void offer(enum carrier carrier, uint8_t transport, struct slice bytes, struct slice seed,
		  bool from_client)
{
	for (unsigned i = 0; i < table_size(); i++) {
		const struct dissector *d = table_dissector(i);
		if (d->carrier != carrier || !takes(d, bytes, transport, from_client))
			continue;
		put_seed(d->name, seed);
		fuzz_dissector(d->name, seed);
	}
}

/* Both directions of a TCP conversation in the order of the capture, with marks between. */
struct talk {
	struct buf bytes;
	uint16_t client_port;
	bool has_side, from_client;
	size_t first_len; /* of the first payload, which decides who takes it */
};

static void add_segment(struct map *streams, const struct packet *p)
{
	struct {
		struct addr low, high;
		uint16_t low_port, high_port;
	} key;
	bool up = addr_compare(&p->src, &p->dst) < 0 ||
		  (addr_equal(&p->src, &p->dst) && p->src_port < p->dst_port);

	memset(&key, 0, sizeof(key));
	key.low = up ? p->src : p->dst;
	key.high = up ? p->dst : p->src;
	key.low_port = up ? p->src_port : p->dst_port;
	key.high_port = up ? p->dst_port : p->src_port;
	struct talk *t = map_get(streams, &key, sizeof(key));
	if (!t) {
		if (streams->n >= STREAMS_MAX)
			return;
		t = mem_new(1, sizeof(*t));
		buf_init(&t->bytes, SEED_MAX);
		t->client_port = p->tcp_flags & TCP_SYN && !(p->tcp_flags & TCP_ACK) ? p->src_port
				 : p->src_port > p->dst_port                         ? p->src_port
										     : p->dst_port;
		(void)map_put(streams, &key, sizeof(key), t);
	}
	bool from_client = p->src_port == t->client_port;
	if (p->payload.len == 0)
		return;
	if (!t->has_side || t->from_client != from_client) {
		uint8_t mark[3] = {0xf5, 0xa5, from_client ? FUZZ_CLIENT : FUZZ_SERVER};
		buf_put(&t->bytes, mark, sizeof(mark));
	}
	if (!t->has_side)
		t->first_len = p->payload.len;
	t->has_side = true;
	t->from_client = from_client;
	buf_slice(&t->bytes, p->payload);
}

static void end_stream(struct talk *t)
{
	struct slice all = slice_of(t->bytes.at, t->bytes.len);

	if (all.len > 3 && t->first_len <= all.len - 3)
		offer(CARRIER_STREAM, TRANSPORT_TCP, slice_of(all.at + 3, t->first_len), all,
		      all.at[2] == FUZZ_CLIENT);
	buf_done(&t->bytes);
	free(t);
}

static void add_packet(struct map *streams, const struct frame *f)
{
	struct packet p;
	uint8_t head[2] = {f->link == LINK_ETHERNET ? 1 : 2, 0};
	struct buf seed;

	packet_walk(f->link, slice_of(f->at, f->len), f->wire_len, &p);
	buf_init(&seed, SEED_MAX);
	buf_put(&seed, head, sizeof(head));
	buf_put(&seed, f->at, f->len);
	put_seed("packet", slice_of(seed.at, seed.len));
	buf_done(&seed);
	if (p.what == PACKET_UDP) {
		offer(CARRIER_DATAGRAM, TRANSPORT_UDP, p.payload, p.payload, true);
		if (p.src_port == 53 || p.src_port == 5353)
			put_seed("dns_message", p.payload);
	}
	if (p.what == PACKET_FRAME)
		offer(CARRIER_FRAME, TRANSPORT_NONE, p.payload, p.payload, true);
	if (p.what == PACKET_ICMP)
		offer(CARRIER_ICMP, p.transport, p.payload, p.payload, true);
	if (p.what == PACKET_TCP)
		add_segment(streams, &p);
}

static void add_frame(struct buf *frames, const struct frame *f, size_t n)
{
	static const uint8_t mark[3] = {0xf5, 0xa5, FUZZ_FRAME};

	if (n % FRAMES_A_SEED == 0) {
		put_seed("frames", slice_of(frames->at, frames->len));
		buf_clear(frames);
		buf_u8(frames, f->link == LINK_ETHERNET ? 0 : 1);
	}
	buf_put(frames, mark, sizeof(mark));
	buf_put(frames, f->at, f->len);
}

static void on_records(void *ctx, struct slice records)
{
	struct cursor in = cursor_over(records);
	struct record record;
	struct buf *kept = ctx;

	while (record_decode(&in, &record, NULL) == 1) {
		record_encode(kept, &record);
		if (kept->len > SEED_MAX / 4) {
			put_seed("codec", slice_of(kept->at, kept->len));
			put_seed("keeper", slice_of(kept->at, kept->len));
			buf_clear(kept);
		}
	}
}

static void whole_file(const char *path)
{
	static uint8_t bytes[SEED_MAX + 1];
	FILE *file = fopen(path, "rbe");

	if (!file)
		return;
	struct slice all = slice_of(bytes, fread(bytes, 1, sizeof(bytes), file));
	put_seed("capture", all);
	put_seed("reader", all);
	(void)fclose(file);
}

static void one_capture(const char *path)
{
	struct err err = {{0}};
	struct frame batch[CAPTURE_BATCH];
	uint32_t zeros[CAPTURE_BATCH] = {0};
	struct map streams;
	struct buf frames, records;
	size_t n, total = 0;
	struct capture *c = capture_open(open(path, O_RDONLY | O_CLOEXEC), path, &err);

	if (!c) {
		fprintf(stderr, "%s\n", err.text);
		return;
	}
	map_init(&streams);
	buf_init(&frames, SEED_MAX);
	buf_init(&records, 2 * SEED_MAX);
	struct run *run = run_new(&(struct run_config){.give = on_records, .ctx = &records});
	while ((n = capture_next(c, batch, CAPTURE_BATCH)) > 0) {
		for (size_t i = 0; i < n; i++) {
			add_packet(&streams, &batch[i]);
			add_frame(&frames, &batch[i], total++);
		}
		run_frames(run, batch, zeros, n);
	}
	run_capture_end(run, 0, capture_stats(c));
	run_finish(run);
	put_seed("codec", slice_of(records.at, records.len));
	put_seed("keeper", slice_of(records.at, records.len));
	for (size_t i = 0; i < streams.n; i++)
		end_stream(streams.entries[i].value);
	map_done(&streams, NULL);
	buf_done(&frames);
	buf_done(&records);
	run_free(run);
	capture_close(c);
	whole_file(path);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fputs("usage: fuzz_seeds FOLDER CAPTURE...\n", stderr);
		return 2;
	}
	folder = argv[1];
	(void)mkdir(folder, 0755);
	map_init(&written);
	fuzz_on_document = on_document;
	for (int i = 2; i < argc; i++)
		one_capture(argv[i]);
	for (size_t i = 0; i < written.n; i++)
		fprintf(stderr, "%-24.*s %zu\n", (int)written.entries[i].key_len,
			(const char *)written.entries[i].key,
			(size_t)(uintptr_t)written.entries[i].value);
	map_done(&written, NULL);
	return 0;
}
