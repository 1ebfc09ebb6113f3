/* SPDX-License-Identifier: Apache-2.0
 *
 * `packet`: one frame of any link type. `defrag`: fragments. `stream`: segments, acknowledgements
 * and ends in any order.
 */
#include "fuzz.h"

#include <stdlib.h>

#include "base/buf.h"
#include "capture/capture.h"
#include "net/defrag.h"
#include "net/packet.h"
#include "net/stream.h"

static bool inside(struct slice part, struct slice whole)
{
	return part.len == 0 || (part.at >= whole.at && part.at + part.len <= whole.at + whole.len);
}

static void check_packet(const struct packet *p, struct slice frame)
{
	must(inside(p->payload, frame));
	must(p->payload_len >= p->payload.len);
	must(p->what != PACKET_TCP || p->transport == 6);
	must(p->what != PACKET_UDP || p->transport == 17);
	must(p->src.family == 0 || p->src.family == 4 || p->src.family == 6);
	must(p->src.family == p->dst.family);
	must(!p->ip_at || inside(slice_of(p->ip_at, 20), frame) || frame.len < 20 ||
	     inside(slice_of(p->ip_at, 1), frame));
	fuzz_touch(p->payload);
}

static void one_packet(struct slice input)
{
	static const uint32_t links[] = {LINK_NULL,      LINK_ETHERNET, LINK_RAW,  LINK_LOOP,
					 LINK_LINUX_SLL, LINK_IPV4,     LINK_IPV6, LINK_LINUX_SLL2};
	struct packet p, quoted;

	if (input.len < 2)
		return;
	uint32_t link = links[input.at[0] % 8], more = input.at[1];
	input = slice_from(input, 2);
	packet_walk(link, input, (uint32_t)input.len + more, &p);
	check_packet(&p, input);
	if (p.what == PACKET_ICMP && packet_walk_quoted(&p, &quoted))
		check_packet(&quoted, input);
}

/* A fragment is 12 bytes of head and what follows up to the next mark. */
static void one_defrag(struct slice input)
{
	struct defrag *d = defrag_new();
	struct slice piece;
	uint8_t mark = FUZZ_FRAME;
	int64_t time_us = 0;
	uint64_t given = 0;

	while (fuzz_piece(&input, "f", &mark, &piece)) {
		struct cursor in = cursor_over(piece);
		struct packet f = {.what = PACKET_FRAGMENT}, whole;
		uint8_t flags = cursor_u8(&in);
		f.src = f.dst = (struct addr){.family = flags & 1 ? 6 : 4};
		f.more_fragments = flags & 2;
		f.transport = cursor_u8(&in);
		f.fragment_id = cursor_u8(&in);
		f.src.bytes[0] = cursor_u8(&in);
		f.fragment_offset = (uint16_t)(cursor_be16(&in) & 0xfff8);
		f.payload_len = cursor_be16(&in);
		time_us += (int64_t)cursor_be32(&in) << (flags & 4 ? 8 : 0);
		if (!cursor_fine(&in))
			break;
		f.payload = cursor_rest(&in);
		if (f.payload.len > 65535)
			f.payload.len = 65535;
		if (f.payload_len < f.payload.len)
			f.payload_len = (uint32_t)f.payload.len;
		f.ip_len = f.payload_len + 20;
		given++;
		if (defrag_add(d, &f, time_us, &whole)) {
			must(whole.what != PACKET_FRAGMENT || f.transport == 44);
			must(whole.payload.len <= DEFRAG_BYTES_MAX);
			fuzz_touch(whole.payload);
		}
	}
	must(defrag_lost(d, false) <= defrag_lost(d, true) && defrag_lost(d, true) <= given);
	defrag_free(d);
}

enum { OP_LEN = 8, PAYLOAD_MAX = 2048, PARTS_MAX = 1024 };

/* Every place of the stream has its own byte, so that delivered bytes show where they belong. */
static uint8_t byte_of(uint32_t seq)
{
	return (uint8_t)(seq * 167 + (seq >> 8) * 13 + (seq >> 16));
}

/* What came out in one call: pieces of bytes, and at which place of the stream each stood. */
struct hearing {
	size_t lens[PARTS_MAX];
	uint64_t at[PARTS_MAX];
	size_t n;
	struct buf bytes;
	uint64_t places; /* delivered or missing so far, in all */
};

static void hear_bytes(void *ctx, struct slice bytes)
{
	struct hearing *h = ctx;

	must(bytes.len > 0);
	if (h->n < PARTS_MAX) {
		h->lens[h->n] = bytes.len;
		h->at[h->n++] = h->places;
		buf_slice(&h->bytes, bytes);
	}
	h->places += bytes.len;
}

static void hear_gap(void *ctx, uint64_t len)
{
	struct hearing *h = ctx;

	must(len > 0);
	h->places += len;
}

/* What was heard in one call stands where its sequence numbers say. */
static void check_heard(struct hearing *h, const struct stream *s)
{
	size_t offset = 0;

	for (size_t i = 0; i < h->n; i++) {
		uint32_t seq = s->next - (uint32_t)(h->places - h->at[i]);
		for (size_t k = 0; k < h->lens[i]; k++)
			must(h->bytes.at[offset + k] == byte_of(seq + (uint32_t)k));
		offset += h->lens[i];
	}
	h->n = 0;
	buf_clear(&h->bytes);
}

static void stream_step(struct stream *s, struct stream_budget *budget, struct cursor *in,
			const struct stream_sink *out)
{
	uint8_t payload[PAYLOAD_MAX];
	uint8_t op = cursor_u8(in), cut = cursor_u8(in);
	uint32_t seq = cursor_be32(in), len = cursor_be16(in);

	if (op & 0x40) /* near what is expected, where most happens */
		seq = s->next + (seq & 0xffff) - 0x8000;
	uint32_t have = len % (PAYLOAD_MAX + 1);
	if (op & 0x20)
		have = have > cut ? have - cut : 0;
	for (uint32_t i = 0; i < have; i++)
		payload[i] = byte_of(seq + (op & 8 ? 1 : 0) + i);
	len = op & 0x10 ? len << 8 : len % (PAYLOAD_MAX + 1);
	if (len < have)
		len = have;
	switch (op & 3) {
	case 0:
	case 1:
		stream_segment(s, budget, seq, op & 8, slice_of(payload, have), len, out);
		break;
	case 2:
		stream_acked(s, budget, seq, out);
		break;
	default:
		stream_end(s, seq);
		break;
	}
}

static void one_stream(struct slice input)
{
	static struct hearing h;
	struct stream s = {0};
	struct stream_sink out = {hear_bytes, hear_gap, &h};
	struct cursor in = cursor_over(input);

	h = (struct hearing){.n = 0};
	buf_init(&h.bytes, 1 << 24);
	struct stream_budget budget = {.max = 1 << (8 + (cursor_u8(&in) & 15))};
	while (cursor_left(&in) >= OP_LEN) {
		bool was_started = s.started;
		uint64_t places = h.places;
		uint32_t next = s.next;
		stream_step(&s, &budget, &in, &out);
		must(!was_started || (uint32_t)(s.next - next) == (uint32_t)(h.places - places));
		must(budget.used <= budget.max);
		must(s.n_pieces <= STREAM_PIECES_MAX && s.wait_len <= STREAM_WAIT_MAX);
		check_heard(&h, &s);
	}
	stream_finish(&s, &budget, &out);
	check_heard(&h, &s);
	must(budget.used == 0 && s.n_pieces == 0 && s.wait_len == 0);
	buf_done(&h.bytes);
}

const struct fuzz_target fuzz_net_targets[] = {
	{"packet", one_packet},
	{"defrag", one_defrag},
	{"stream_order", one_stream},
	{NULL, NULL},
};
