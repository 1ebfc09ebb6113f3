/* SPDX-License-Identifier: Apache-2.0 */
#include "frames.h"

#include <time.h>

#include "net/defrag.h"

enum { SECOND = 1000000 };

/* A fragment as packet_walk() gives it; its bytes are borrowed. */
struct made {
	const char *net; /* "10.0.0." or "fd00::" */
	uint32_t id;
	uint16_t offset;
	bool more;
	uint32_t cut; /* bytes that the snap length took from the end */
};

static struct packet fragment(const struct made *m, struct slice bytes)
{
	char text[ADDR_TEXT_MAX];
	struct packet p = {.what = PACKET_FRAGMENT, .transport = 17, .ttl = 9, .vlan = 7};

	(void)snprintf(text, sizeof(text), "%s1", m->net);
	assert_true(addr_parse(slice_text(text), &p.src));
	(void)snprintf(text, sizeof(text), "%s2", m->net);
	assert_true(addr_parse(slice_text(text), &p.dst));
	p.fragment_id = m->id;
	p.fragment_offset = m->offset;
	p.more_fragments = m->more;
	p.payload_len = (uint32_t)bytes.len;
	p.ip_len = 20 + p.payload_len;
	p.payload = slice_of(bytes.at, bytes.len - m->cut);
	return p;
}

static const char *const V4 = "10.0.0.", *const V6 = "fd00::";

/* Adds bytes from..to-1 of the datagram; is it whole now? */
static bool give(struct defrag *d, const char *net, uint32_t id, const struct bytes *datagram,
		 uint16_t from, size_t to, struct packet *ret_packet)
{
	struct made m = {net, id, from, to < datagram->len, 0};
	struct packet p = fragment(&m, slice_of(datagram->at + from, to - from));

	return defrag_add(d, &p, 0, ret_packet);
}

/* UDP to port 53 with len bytes of payload, each different from its neighbours. */
static void make_datagram(struct bytes *b, size_t len)
{
	b->len = 0;
	add_udp(b, 53, len);
	for (size_t i = 0; i < len; i++)
		add(b, &(uint8_t){(uint8_t)(i * 7 + i / 256)}, 1);
}

static void assert_whole(const struct packet *p, const struct bytes *datagram)
{
	assert_int_equal(p->what, PACKET_UDP);
	assert_int_equal(p->dst_port, 53);
	assert_int_equal(p->payload_len, datagram->len - 8);
	assert_int_equal(p->payload.len, datagram->len - 8);
	assert_memory_equal(p->payload.at, datagram->at + 8, datagram->len - 8);
	assert_int_equal(p->ip_len, 20 + datagram->len);
	assert_int_equal(p->vlan, 7);
	assert_int_equal(p->ttl, 9);
}

static void any_order(void **state)
{
	static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
					{1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
	static const uint16_t cuts[] = {0, 16, 40, 50};
	const char *const nets[] = {V4, V6};
	struct bytes b;
	struct packet p;
	struct defrag *d = defrag_new();
	uint32_t id = 0;
	(void)state;

	make_datagram(&b, 42);
	for (size_t v = 0; v < 2; v++)
		for (size_t o = 0; o < 6; o++, id++)
			for (int i = 0; i < 3; i++) {
				int n = orders[o][i];
				bool whole = give(d, nets[v], id, &b, cuts[n], cuts[n + 1], &p);
				assert_int_equal(whole, i == 2);
				if (whole)
					assert_whole(&p, &b);
			}
	assert_int_equal(defrag_lost(d, true), 0);
	defrag_free(d);
	defrag_free(NULL);
}

static void keys_keep_datagrams_apart(void **state)
{
	struct bytes b;
	struct packet p, q;
	struct defrag *d = defrag_new();
	(void)state;

	make_datagram(&b, 42);
	assert_false(give(d, V4, 1, &b, 0, 16, &p));
	assert_false(give(d, V4, 2, &b, 16, 50, &p)); /* another id */
	assert_false(give(d, "10.0.1.", 1, &b, 16, 50, &p));
	assert_false(give(d, V6, 1, &b, 16, 50, &p));
	struct made m = {V4, 1, 16, false, 0};
	q = fragment(&m, slice_of(b.at + 16, 34));
	q.transport = 6;
	assert_false(defrag_add(d, &q, 0, &p));
	assert_int_equal(defrag_lost(d, true), 5);
	/* IPv6: what a later fragment says of the transport does not matter (RFC 8200 4.5) */
	assert_true(give(d, V4, 1, &b, 16, 50, &p));
	m = (struct made){V6, 1, 0, true, 0};
	q = fragment(&m, slice_of(b.at, 16));
	assert_true(defrag_add(d, &q, 0, &p));
	assert_whole(&p, &b);
	assert_int_equal(defrag_lost(d, true), 3);
	assert_int_equal(defrag_lost(d, false), 0);
	defrag_free(d);
}

static void ipv6_transport_is_the_first_fragment_s(void **state)
{
	struct bytes b;
	struct packet p;
	struct defrag *d = defrag_new();
	(void)state;

	make_datagram(&b, 42);
	struct made m = {V6, 1, 16, false, 0};
	struct packet last = fragment(&m, slice_of(b.at + 16, 34));
	last.transport = 6;
	assert_false(give(d, V6, 1, &b, 0, 16, &p));
	assert_true(defrag_add(d, &last, 0, &p));
	assert_whole(&p, &b);
	defrag_free(d);
}

static void only_fragments(void **state)
{
	struct bytes b;
	struct packet p, q;
	struct defrag *d = defrag_new();
	(void)state;

	make_datagram(&b, 42);
	struct made m = {V4, 1, 0, false, 0};
	q = fragment(&m, slice_of(b.at, b.len));
	q.what = PACKET_UDP;
	assert_false(defrag_add(d, &q, 0, &p));
	assert_int_equal(defrag_lost(d, true), 0);
	defrag_free(d);
}

static void ipv4_overlap_keeps_what_came_first(void **state)
{
	struct bytes b, other;
	struct packet p;
	struct defrag *d = defrag_new();
	(void)state;

	make_datagram(&b, 72);
	other = b;
	memset(other.at + 8, 'X', 72);
	assert_false(give(d, V4, 1, &b, 16, 32, &p));
	assert_false(give(d, V4, 1, &b, 48, 56, &p));
	assert_false(give(d, V4, 1, &b, 0, 8, &p));
	/* from 8, 32, 56 on nobody has bytes yet */
	assert_false(give(d, V4, 1, &other, 8, 64, &p));
	assert_false(give(d, V4, 1, &other, 0, 64, &p));
	assert_true(give(d, V4, 1, &b, 40, 80, &p));
	memset(b.at + 8, 'X', 8);
	memset(b.at + 32, 'X', 16);
	memset(b.at + 56, 'X', 8);
	assert_whole(&p, &b);
	assert_int_equal(defrag_lost(d, true), 0);
	defrag_free(d);
}

static void ipv6_overlap_drops_the_datagram(void **state)
{
	struct bytes b, other;
	struct packet p;
	struct defrag *d = defrag_new();
	(void)state;

	make_datagram(&b, 42);
	other = b;
	other.at[20] ^= 1;
	assert_false(give(d, V6, 1, &b, 0, 24, &p));
	assert_false(give(d, V6, 1, &b, 0, 24, &p)); /* the same again is no overlap */
	assert_true(give(d, V6, 1, &b, 24, 50, &p));
	assert_int_equal(defrag_lost(d, true), 0);

	assert_false(give(d, V6, 2, &b, 0, 24, &p));
	assert_false(give(d, V6, 2, &other, 0, 24, &p)); /* other bytes in the same place */
	assert_int_equal(defrag_lost(d, false), 1);
	assert_false(give(d, V6, 2, &b, 24, 50, &p));
	assert_false(give(d, V6, 3, &b, 0, 24, &p));
	assert_false(give(d, V6, 3, &b, 16, 50, &p)); /* in part */
	assert_false(give(d, V6, 3, &b, 24, 50, &p));
	assert_int_equal(defrag_lost(d, true), 2);
	/* each was counted when it was dropped and not again when its time is up */
	struct made m = {V6, 4, 0, true, 0};
	struct packet q = fragment(&m, slice_of(b.at, 24));
	assert_false(defrag_add(d, &q, 1000 * (int64_t)SECOND, &p));
	assert_int_equal(defrag_lost(d, false), 2);
	defrag_free(d);
}

/* Fragments that deny where the datagram ends. */
static void ends_that_contradict(void **state)
{
	const char *const nets[] = {V4, V6};
	struct bytes b, longer, shorter;
	struct packet p;
	(void)state;

	make_datagram(&b, 56);
	make_datagram(&longer, 80);
	memcpy(longer.at, b.at, b.len);
	shorter = b;
	shorter.len = 48;
	for (size_t v = 0; v < 2; v++) {
		struct defrag *d = defrag_new();
		assert_false(give(d, nets[v], 1, &b, 32, 64, &p));
		assert_false(give(d, nets[v], 1, &longer, 64, 72, &p));  /* behind the end */
		assert_false(give(d, nets[v], 1, &longer, 64, 88, &p));  /* another end */
		assert_false(give(d, nets[v], 1, &shorter, 40, 48, &p)); /* an earlier one */
		assert_int_equal(give(d, nets[v], 1, &b, 0, 32, &p), v == 0);
		if (v == 0)
			assert_whole(&p, &b);
		assert_int_equal(defrag_lost(d, true), v);

		/* the end comes before what is there already */
		assert_false(give(d, nets[v], 2, &b, 40, 48, &p));
		assert_false(give(d, nets[v], 2, &b, 48, 56, &p));
		assert_false(give(d, nets[v], 2, &shorter, 40, 48, &p));
		assert_false(give(d, nets[v], 2, &b, 0, 40, &p));
		assert_int_equal(give(d, nets[v], 2, &b, 56, 64, &p), v == 0);
		assert_int_equal(defrag_lost(d, true), 2 * v);
		defrag_free(d);
	}
}

static void fragments_that_no_datagram_can_hold(void **state)
{
	struct bytes b;
	struct packet p, q;
	struct defrag *d = defrag_new();
	(void)state;

	make_datagram(&b, 42);
	struct made m = {V4, 1, 65528, false, 0};
	q = fragment(&m, slice_of(b.at, 8));
	assert_false(defrag_add(d, &q, 0, &p)); /* "ping of death" */
	q.payload_len = UINT32_MAX;
	assert_false(defrag_add(d, &q, 0, &p));
	m = (struct made){V4, 1, 8, true, 0};
	q = fragment(&m, slice_of(b.at, 0));
	assert_false(defrag_add(d, &q, 0, &p));
	q = fragment(&m, slice_of(b.at, 7));
	assert_false(defrag_add(d, &q, 0, &p));
	m = (struct made){V6, 1, 8, true, 0};
	q = fragment(&m, slice_of(b.at, 9));
	assert_false(defrag_add(d, &q, 0, &p));
	assert_int_equal(defrag_lost(d, true), 0);

	/* IPv4: up to the last whole 8 bytes they count */
	m = (struct made){V4, 1, 0, true, 0};
	q = fragment(&m, slice_of(b.at, 23));
	assert_false(defrag_add(d, &q, 0, &p));
	assert_true(give(d, V4, 1, &b, 16, 50, &p));
	assert_whole(&p, &b);
	defrag_free(d);
}

static void the_longest_datagram(void **state)
{
	static struct bytes b;
	struct packet p;
	struct defrag *d = defrag_new();
	(void)state;

	make_datagram(&b, DEFRAG_BYTES_MAX - 8);
	for (uint32_t from = 0; from < DEFRAG_BYTES_MAX; from += 1480) {
		size_t to = from + 1480 < b.len ? from + 1480 : b.len;
		assert_int_equal(give(d, V4, 1, &b, (uint16_t)from, to, &p), to == b.len);
	}
	assert_whole(&p, &b);
	defrag_free(d);
}

static void too_many_pieces(void **state)
{
	struct bytes b;
	struct packet p;
	struct defrag *d = defrag_new();
	(void)state;

	make_datagram(&b, DEFRAG_PIECES_MAX * 8 - 8);
	for (uint16_t i = 0; i < DEFRAG_PIECES_MAX; i++)
		assert_int_equal(give(d, V4, 1, &b, (uint16_t)(i * 8), (i + 1u) * 8, &p),
				 i == DEFRAG_PIECES_MAX - 1);
	assert_whole(&p, &b);

	make_datagram(&b, DEFRAG_PIECES_MAX * 16 + 8 - 8);
	for (int odd = 0; odd <= 1; odd++) /* every second one first, so that none touch */
		for (int i = odd; i <= DEFRAG_PIECES_MAX * 2; i += 2)
			assert_false(give(d, V4, 2, &b, (uint16_t)(i * 8), (i + 1u) * 8, &p));
	assert_int_equal(defrag_lost(d, false), 1);
	assert_int_equal(defrag_lost(d, true), 1);
	defrag_free(d);
}

static void what_the_snap_length_cut(void **state)
{
	struct bytes b;
	struct packet p, q;
	struct defrag *d = defrag_new();
	(void)state;

	make_datagram(&b, 142);
	struct made m = {V4, 1, 0, true, 36};
	q = fragment(&m, slice_of(b.at, 96));
	assert_false(defrag_add(d, &q, 0, &p));
	m = (struct made){V4, 1, 96, false, 44};
	q = fragment(&m, slice_of(b.at + 96, 54));
	assert_true(defrag_add(d, &q, 0, &p));
	assert_int_equal(p.what, PACKET_UDP);
	assert_int_equal(p.dst_port, 53);
	assert_int_equal(p.payload_len, 142);
	assert_int_equal(p.payload.len, 60 - 8);
	assert_memory_equal(p.payload.at, b.at + 8, 52);

	/* nothing of it was captured */
	m = (struct made){V4, 2, 0, true, 96};
	q = fragment(&m, slice_of(b.at, 96));
	assert_false(defrag_add(d, &q, 0, &p));
	m = (struct made){V4, 2, 96, false, 54};
	q = fragment(&m, slice_of(b.at + 96, 54));
	assert_true(defrag_add(d, &q, 0, &p));
	assert_int_equal(p.what, PACKET_IP);
	assert_int_equal(p.transport, 17);
	assert_int_equal(p.payload_len, 150);
	assert_int_equal(p.payload.len, 0);
	defrag_free(d);
}

static void frames_shown_twice(void **state)
{
	struct bytes b, next;
	struct packet p;
	struct defrag *d = defrag_new();
	(void)state;

	make_datagram(&b, 42);
	for (int i = 0; i < 2; i++)
		assert_false(give(d, V4, 1, &b, 0, 24, &p));
	assert_true(give(d, V4, 1, &b, 24, 50, &p));
	assert_false(give(d, V4, 1, &b, 24, 50, &p)); /* opens nothing */
	assert_int_equal(defrag_lost(d, true), 0);

	/* a sender that never changes its id */
	next = b;
	next.at[30] ^= 1;
	assert_false(give(d, V4, 1, &next, 24, 50, &p));
	assert_true(give(d, V4, 1, &next, 0, 24, &p));
	assert_whole(&p, &next);
	assert_int_equal(defrag_lost(d, true), 0);

	/* later it is no second copy */
	struct made m = {V4, 1, 0, true, 0};
	struct packet q = fragment(&m, slice_of(next.at, 24));
	assert_false(defrag_add(d, &q, SECOND, &p));
	assert_int_equal(defrag_lost(d, true), 0);
	assert_false(defrag_add(d, &q, SECOND + 1, &p));
	assert_int_equal(defrag_lost(d, true), 1);
	defrag_free(d);
}

static void the_same_bytes_in_another_place_are_no_copy(void **state)
{
	struct bytes b;
	struct packet p;
	struct defrag *d = defrag_new();
	(void)state;

	make_datagram(&b, 40);
	memset(b.at, 0, b.len);
	assert_false(give(d, V4, 1, &b, 0, 16, &p));
	assert_false(give(d, V4, 1, &b, 32, 48, &p));
	assert_true(give(d, V4, 1, &b, 16, 32, &p));
	assert_false(give(d, V4, 1, &b, 0, 16, &p));
	assert_int_equal(defrag_lost(d, true), 1);
	defrag_free(d);
}

static void timeouts(void **state)
{
	struct bytes b;
	struct packet p, first, last;
	struct defrag *d = defrag_new();
	int64_t start = INT64_C(1700000000) * SECOND;
	(void)state;

	make_datagram(&b, 42);
	struct made m = {V4, 1, 0, true, 0};
	first = fragment(&m, slice_of(b.at, 24));
	m = (struct made){V4, 1, 24, false, 0};
	last = fragment(&m, slice_of(b.at + 24, 26));
	assert_false(defrag_add(d, &first, start, &p));
	assert_true(defrag_add(d, &last, start + DEFRAG_TIMEOUT_S * (int64_t)SECOND, &p));
	assert_false(defrag_add(d, &first, start + 100 * (int64_t)SECOND, &p));
	assert_false(defrag_add(d, &last, start + 161 * (int64_t)SECOND, &p));
	assert_int_equal(defrag_lost(d, false), 1);
	assert_int_equal(defrag_lost(d, true), 2);
	first.fragment_id = 2; /* only those whose own time is up go */
	assert_false(defrag_add(d, &first, start + 200 * (int64_t)SECOND, &p));
	first.fragment_id = 3;
	assert_false(defrag_add(d, &first, start + 222 * (int64_t)SECOND, &p));
	assert_int_equal(defrag_lost(d, false), 2);
	assert_int_equal(defrag_lost(d, true), 4);
	/* clocks go back between captures: nothing to wait for then */
	last.fragment_id = 3;
	assert_true(defrag_add(d, &last, 0, &p));
	defrag_free(d);
}

static void the_oldest_gives_way(void **state)
{
	struct bytes b;
	struct packet p;
	struct defrag *d = defrag_new();
	(void)state;

	make_datagram(&b, 42);
	for (uint32_t id = 0; id < DEFRAG_DATAGRAMS; id++)
		assert_false(give(d, V4, id, &b, 0, 24, &p));
	assert_int_equal(defrag_lost(d, false), 0);
	assert_true(give(d, V4, 0, &b, 24, 50, &p)); /* makes room */
	assert_false(give(d, V4, 1000, &b, 0, 24, &p));
	assert_int_equal(defrag_lost(d, false), 0);
	assert_false(give(d, V4, 1001, &b, 0, 24, &p));
	assert_int_equal(defrag_lost(d, false), 1);
	for (uint32_t id = 2; id < DEFRAG_DATAGRAMS; id++)
		assert_true(give(d, V4, id, &b, 24, 50, &p));
	assert_int_equal(defrag_lost(d, true), 3);
	defrag_free(d);
}

/* Fragments that never make a datagram: a million, in constant memory, in time far below what
 * any search through all that came before would take. */
static void attack(void **state)
{
	struct timespec from, to;
	struct bytes b;
	struct packet p;
	struct defrag *d = defrag_new();
	(void)state;

	make_datagram(&b, 1000);
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	struct made m = {V4, 0, 0, true, 0};
	struct packet q = fragment(&m, slice_of(b.at, 8));
	for (uint32_t i = 0; i < 1000000; i++) {
		q.fragment_id = i;
		q.fragment_offset = (uint16_t)(i % 8000 * 8);
		assert_false(defrag_add(d, &q, i, &p));
	}
	assert_int_equal(defrag_lost(d, true), 1000000);
	for (uint32_t i = 0; i < 1000000; i++) { /* all into one datagram */
		q.fragment_id = 7;
		q.fragment_offset = (uint16_t)(i * 16);
		assert_false(defrag_add(d, &q, i, &p));
	}
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	assert_true(to.tv_sec - from.tv_sec < 30);
	defrag_free(d);
}

/* A tunnel's outer packet is fragmented, and what it carries is a fragment as well. */
static void a_fragment_in_a_fragmented_tunnel(void **state)
{
	struct bytes datagram, outer;
	struct packet p;
	struct defrag *d = defrag_new();
	(void)state;

	make_datagram(&datagram, 64);
	for (uint16_t half = 0; half < 2; half++) {
		outer.len = 0;
		add_ipv4(&outer, 17, half ? 40 : 32);
		outer.at[6] = half ? 0 : 0x20;
		outer.at[7] = half ? 32 / 8 : 0;
		add(&outer, datagram.at + (half ? 32 : 0), half ? 40 : 32);
		for (uint16_t from = 0; from < outer.len; from = (uint16_t)(from + 24)) {
			size_t to = from + 24u < outer.len ? from + 24u : outer.len;
			struct made m = {"192.168.0.", half, from, to < outer.len, 0};
			struct packet q = fragment(&m, slice_of(outer.at + from, to - from));
			q.transport = 4;
			assert_int_equal(defrag_add(d, &q, 0, &p), half && to == outer.len);
		}
	}
	assert_int_equal(p.what, PACKET_UDP);
	assert_true(addr_is(&p.src, "10.0.0.1"));
	assert_int_equal(p.payload_len, 64);
	assert_memory_equal(p.payload.at, datagram.at + 8, 64);
	assert_int_equal(defrag_lost(d, true), 0);
	defrag_free(d);
}

/* What was put together is what was cut, whatever the cutting, order, overlap and doubling. */
static void property(void **state)
{
	enum { RUNS = 2000, PARTS_MAX = 64 };
	struct defrag *d = defrag_new();
	struct bytes b;
	(void)state;

	for (uint32_t run = 1; run <= RUNS; run++) {
		uint64_t seed = run * 0x9e3779b97f4a7c15;
		uint16_t parts[PARTS_MAX][2];
		size_t n = 0;
		bool whole = false;
		struct packet p;
		make_datagram(&b, 100 + run % 700);
		for (size_t from = 0; from < b.len; n++) {
			seed = seed * 6364136223846793005 + 1442695040888963407;
			size_t to = from + 8 * (2 + (seed >> 40) % 10);
			size_t back = run % 2 && from >= 16 ? 8 * ((seed >> 50) % 3) : 0;
			to = to < b.len ? to : b.len;
			parts[n][0] = (uint16_t)(from - back);
			parts[n][1] = (uint16_t)to;
			from = to;
		}
		for (size_t left = n; left; left--) {
			seed = seed * 6364136223846793005 + 1442695040888963407;
			size_t i = (seed >> 33) % left;
			for (int times = 0; times < 2 && !whole; times++)
				whole = give(d, run % 2 ? V4 : V6, run, &b, parts[i][0],
					     parts[i][1], &p);
			memcpy(parts[i], parts[left - 1], sizeof(parts[i]));
		}
		if (!whole || p.payload.len != b.len - 8 ||
		    memcmp(p.payload.at, b.at + 8, p.payload.len) != 0)
			fail_msg("run %u differs", run);
	}
	assert_int_equal(defrag_lost(d, false), 0);
	defrag_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_order),
		cmocka_unit_test(keys_keep_datagrams_apart),
		cmocka_unit_test(ipv6_transport_is_the_first_fragment_s),
		cmocka_unit_test(only_fragments),
		cmocka_unit_test(ipv4_overlap_keeps_what_came_first),
		cmocka_unit_test(ipv6_overlap_drops_the_datagram),
		cmocka_unit_test(ends_that_contradict),
		cmocka_unit_test(fragments_that_no_datagram_can_hold),
		cmocka_unit_test(the_longest_datagram),
		cmocka_unit_test(too_many_pieces),
		cmocka_unit_test(what_the_snap_length_cut),
		cmocka_unit_test(frames_shown_twice),
		cmocka_unit_test(the_same_bytes_in_another_place_are_no_copy),
		cmocka_unit_test(timeouts),
		cmocka_unit_test(the_oldest_gives_way),
		cmocka_unit_test(attack),
		cmocka_unit_test(a_fragment_in_a_fragmented_tunnel),
		cmocka_unit_test(property),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
