/* SPDX-License-Identifier: Apache-2.0 */
#include "frames.h"

static struct packet walk_bytes(const struct bytes *b)
{
	return walk(LINK_RAW, slice_of(b->at, b->len), b->len);
}

static void padding_is_no_payload(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	add_ethernet(&b, 0x0800);
	add_ipv4(&b, 17, 8 + 2);
	add_udp(&b, 53, 2);
	add(&b, "hi", 2);
	add_zeros(&b, 60 - b.len);
	struct packet p = walk_all(LINK_ETHERNET, &b);
	assert_int_equal(p.what, PACKET_UDP);
	assert_true(slice_is(p.payload, "hi"));
	assert_int_equal(p.payload_len, 2);
	assert_int_equal(p.ip_len, 30);
}

static void ipv4_options(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	add_hex(&b, "46 00 0025 0001 4000 40 11 0000 0a000001 0a000002 94040000"); /* alert */
	add_udp(&b, 53, 5);
	add(&b, "hello", 5);
	struct packet p = walk_all(LINK_RAW, &b);
	assert_int_equal(p.what, PACKET_UDP);
	assert_int_equal(p.dst_port, 53);
	assert_true(slice_is(p.payload, "hello"));

	/* cut inside the options: the addresses and the lengths are known all the same */
	p = walk(LINK_RAW, slice_of(b.at, 22), b.len);
	assert_int_equal(p.what, PACKET_IP);
	assert_true(addr_is(&p.dst, "10.0.0.2"));
	assert_int_equal(p.transport, 17);
	assert_int_equal(p.payload_len, 13);
	assert_int_equal(p.payload.len, 0);
}

static void broken_ip_headers(void **state)
{
	static const char *const broken[] = {
		/* version 5; header of 4 bytes; total shorter than the header; options past it */
		"55000014 00010000 40060000 0a0000010a000002",
		"41000014 00010000 40060000 0a0000010a000002",
		"45000013 00010000 40060000 0a0000010a000002",
		"4f000028 00010000 40060000 0a0000010a000002"};
	struct bytes b = {.len = 0};
	(void)state;

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		b.len = 0;
		add_ethernet(&b, 0x0800);
		add_hex(&b, broken[i]);
		struct packet p = walk_all(LINK_ETHERNET, &b);
		assert_int_equal(p.what, PACKET_UNREADABLE);
		assert_true(p.has_mac);
		assert_int_equal(p.ethertype, 0);
	}
}

static void tcp(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	add_ipv4(&b, 6, 24 + 3);
	add_hex(&b, "c001 022a 01020304 05060708 6018 ffff 0000 0000 02040578");
	add(&b, "GET", 3);
	struct packet p = walk_all(LINK_RAW, &b);
	assert_int_equal(p.what, PACKET_TCP);
	assert_int_equal(p.src_port, 0xc001);
	assert_int_equal(p.dst_port, 554);
	assert_int_equal(p.seq, 0x01020304);
	assert_int_equal(p.ack, 0x05060708);
	assert_int_equal(p.tcp_flags, TCP_ACK | 8);
	assert_true(slice_is(p.payload, "GET"));

	/* a capture of headers only, cut ever earlier */
	for (size_t len = 20 + 4; len < b.len; len++) {
		p = walk(LINK_RAW, slice_of(b.at, len), b.len);
		assert_int_equal(p.what, PACKET_TCP);
		assert_int_equal(p.dst_port, 554);
		assert_int_equal(p.payload_len, len < 20 + 13 ? 7 : 3);
		assert_int_equal(p.payload.len, len > 44 ? len - 44 : 0);
		assert_int_equal(p.seq, len < 20 + 8 ? 0 : 0x01020304);
		assert_int_equal(p.tcp_flags, len < 20 + 14 ? 0 : 0x18);
	}
	p = walk(LINK_RAW, slice_of(b.at, 23), b.len);
	assert_int_equal(p.what, PACKET_IP);
	assert_int_equal(p.transport, 6);
	assert_int_equal(p.payload_len, 27);
}

static void broken_tcp_headers(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	for (unsigned words = 0; words < 16; words++) {
		b.len = 0;
		add_ipv4(&b, 6, 20);
		add_hex(&b, "c001 022a 01020304 05060708");
		add(&b, &(uint8_t){(uint8_t)(words << 4)}, 1);
		add_hex(&b, "18 ffff 0000 0000");
		struct packet p = walk_bytes(&b);
		assert_int_equal(p.what, words == 5 ? PACKET_TCP : PACKET_IP);
		assert_int_equal(p.transport, 6);
		assert_int_equal(p.dst_port, words == 5 ? 554 : 0);
		/* the same when the capture cut the header just behind its length */
		p = walk(LINK_RAW, slice_of(b.at, 33), b.len);
		assert_int_equal(p.what, words == 5 ? PACKET_TCP : PACKET_IP);
		assert_int_equal(p.seq, words == 5 ? 0x01020304 : 0);
	}
	b.len = 0;
	add_ipv4(&b, 6, 19);
	add_hex(&b, "c001 022a 01020304 05060708 5018 ffff 0000 00");
	assert_int_equal(walk_bytes(&b).what, PACKET_IP);
}

static void udp_lengths(void **state)
{
	static const struct {
		unsigned field;
		uint32_t payload_len;
	} cases[] = {{12, 4}, {0, 4}, {7, 4}, {8, 0}, {10, 2}, {13, 4}, {65535, 4}};
	struct bytes b = {.len = 0};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		b.len = 0;
		add_ipv4(&b, 17, 12);
		add_hex(&b, "1000 2000");
		add_be16(&b, cases[i].field);
		add_hex(&b, "0000 61626364");
		struct packet p = walk_bytes(&b);
		assert_int_equal(p.what, PACKET_UDP);
		assert_int_equal(p.payload_len, cases[i].payload_len);
		assert_int_equal(p.payload.len, cases[i].payload_len);
		/* the ports are enough */
		p = walk(LINK_RAW, slice_of(b.at, 24), b.len);
		assert_int_equal(p.what, PACKET_UDP);
		assert_int_equal(p.dst_port, 0x2000);
		assert_int_equal(p.payload.len, 0);
		assert_int_equal(p.payload_len, 4);
	}
	b.len = 0;
	add_ipv4(&b, 17, 7);
	add_hex(&b, "1000 2000 0007 00");
	assert_int_equal(walk_bytes(&b).what, PACKET_IP);
}

static void lengths_that_the_card_fills_in(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	add_ipv4(&b, 6, 0);
	add_hex(&b, "c001 022a 01020304 05060708 5018 ffff 0000 0000");
	add(&b, "video", 5);
	b.at[2] = b.at[3] = 0;
	struct packet p = walk(LINK_RAW, slice_of(b.at, b.len), 64000);
	assert_int_equal(p.what, PACKET_TCP);
	assert_int_equal(p.ip_len, 64000);
	assert_int_equal(p.payload_len, 64000 - 40);
	assert_true(slice_is(p.payload, "video"));

	b.len = 0;
	add_ipv6(&b, 6, 0);
	add_hex(&b, "c001 022a 01020304 05060708 5018 ffff 0000 0000");
	p = walk(LINK_RAW, slice_of(b.at, b.len), 64000);
	assert_int_equal(p.what, PACKET_TCP);
	assert_int_equal(p.payload_len, 64000 - 60);
	b.at[6] = 59; /* no next header: zero is zero */
	p = walk(LINK_RAW, slice_of(b.at, b.len), 64000);
	assert_int_equal(p.what, PACKET_IP);
	assert_int_equal(p.payload_len, 0);

	/* the length on the wire is a lie of the file: the header's counts */
	p = walk(LINK_RAW, slice_of(b.at, 20), 20);
	assert_int_equal(p.what, PACKET_UNREADABLE);
	b.len = 0;
	add_ipv4(&b, 6, 1000);
	add_hex(&b, "c001 022a 01020304 05060708 5018 ffff 0000 0000");
	p = walk(LINK_RAW, slice_of(b.at, b.len), b.len);
	assert_int_equal(p.payload_len, 980);
	assert_int_equal(walk(LINK_RAW, slice_of(b.at, b.len), 0).payload_len, 980);
}

static void ipv6_extensions(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	/* hop-by-hop, routing of 24 bytes, destination, AH of 24, the only fragment, UDP */
	add_ipv6(&b, 0, 8 + 24 + 8 + 24 + 8 + 13);
	add_hex(&b, "2b00 050200000100");
	add_hex(&b, "3c02 00010000 0000 00000000000000000000000000000000");
	add_hex(&b, "3300 010400000000");
	add_hex(&b, "2c04 0000 00000001 00000001 000000000000000000000000");
	add_hex(&b, "1100 0000 00000007");
	add_udp(&b, 53, 5);
	add(&b, "hello", 5);
	struct packet p = walk_all(LINK_RAW, &b);
	assert_int_equal(p.what, PACKET_UDP);
	assert_int_equal(p.dst_port, 53);
	assert_int_equal(p.ip_len, b.len);
	assert_true(slice_is(p.payload, "hello"));
	assert_true(addr_is(&p.src, "fd00::1"));

	/* AH may stand in IPv4 as well */
	b.len = 0;
	add_ipv4(&b, 51, 24 + 8);
	add_hex(&b, "1104 0000 00000001 00000001 000000000000000000000000");
	add_udp(&b, 53, 0);
	assert_int_equal(walk_all(LINK_RAW, &b).dst_port, 53);
	/* but none of the others */
	b.len = 0;
	add_ipv4(&b, 60, 16);
	add_hex(&b, "1100 010400000000");
	add_udp(&b, 53, 0);
	p = walk_all(LINK_RAW, &b);
	assert_int_equal(p.what, PACKET_IP);
	assert_int_equal(p.transport, 60);
}

static void ipv6_extensions_have_an_end(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	for (int n = PACKET_EXTENSIONS_MAX; n <= PACKET_EXTENSIONS_MAX + 1; n++) {
		b.len = 0;
		add_ipv6(&b, 60, (size_t)(n * 8 + 8));
		for (int i = 0; i < n; i++)
			add_hex(&b, i == n - 1 ? "1100 010400000000" : "3c00 010400000000");
		add_udp(&b, 53, 0);
		struct packet p = walk_all(LINK_RAW, &b);
		assert_int_equal(p.what, n == PACKET_EXTENSIONS_MAX ? PACKET_UDP : PACKET_IP);
		assert_int_equal(p.transport, n == PACKET_EXTENSIONS_MAX ? 17 : 60);
	}
	/* longer than the packet */
	b.len = 0;
	add_ipv6(&b, 60, 16);
	add_hex(&b, "1102 010400000000");
	add_udp(&b, 53, 0);
	struct packet p = walk_all(LINK_RAW, &b);
	assert_int_equal(p.what, PACKET_IP);
	assert_int_equal(p.payload_len, 16);
}

static void fragments(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	add_ipv4(&b, 17, 11);
	add(&b, "piece of it", 11);
	b.at[6] = 0x20; /* more, offset 8 * 0x0102 */
	b.at[6] |= 0x01;
	b.at[7] = 0x02;
	struct packet p = walk_all(LINK_RAW, &b);
	assert_int_equal(p.what, PACKET_FRAGMENT);
	assert_int_equal(p.transport, 17);
	assert_int_equal(p.fragment_id, 0x1234);
	assert_int_equal(p.fragment_offset, 8 * 0x0102);
	assert_true(p.more_fragments);
	assert_true(slice_is(p.payload, "piece of it"));
	assert_int_equal(p.src_port, 0);

	b.len = 0;
	add_ipv6(&b, 44, 8 + 5);
	add_hex(&b, "1100 0018 89abcdef");
	add(&b, "piece", 5);
	p = walk_all(LINK_RAW, &b);
	assert_int_equal(p.what, PACKET_FRAGMENT);
	assert_int_equal(p.transport, 17);
	assert_int_equal(p.fragment_id, 0x89abcdef);
	assert_int_equal(p.fragment_offset, 0x18);
	assert_false(p.more_fragments);
	assert_true(slice_is(p.payload, "piece"));
}

static void icmp(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	add_ipv4(&b, 1, 10);
	add_hex(&b, "0800 0000 0001 0002 6162");
	struct packet p = walk_all(LINK_RAW, &b);
	assert_int_equal(p.what, PACKET_ICMP);
	assert_int_equal(p.transport, 1);
	assert_int_equal(p.src_port, 0x0800);
	assert_int_equal(p.dst_port, 0);
	assert_int_equal(p.payload_len, 10);
	assert_int_equal(p.payload.at[0], 8);
	assert_false(packet_walk_quoted(&p, &p));

	b.len = 0;
	add_ipv6(&b, 58, 8);
	add_hex(&b, "8700 0000 00000000");
	p = walk_all(LINK_RAW, &b);
	assert_int_equal(p.what, PACKET_ICMP);
	assert_int_equal(p.src_port, 0x8700);
	/* ICMPv6 in IPv4, ICMP in IPv6 */
	b.at[6] = 1;
	assert_int_equal(walk_bytes(&b).what, PACKET_IP);
	b.len = 0;
	add_ipv4(&b, 58, 4);
	add_hex(&b, "8700 0000");
	assert_int_equal(walk_bytes(&b).what, PACKET_IP);
	b.len = 0;
	add_ipv4(&b, 1, 3);
	add_hex(&b, "0300 00");
	assert_int_equal(walk_bytes(&b).what, PACKET_IP);
	/* anything else */
	b.len = 0;
	add_ipv4(&b, 2, 8);
	add_hex(&b, "1100 0000 e0000001");
	p = walk_all(LINK_RAW, &b);
	assert_int_equal(p.what, PACKET_IP);
	assert_int_equal(p.transport, 2);
	assert_int_equal(p.payload_len, 8);
}

static void quoted(void **state)
{
	static const uint8_t v4_errors[] = {3, 4, 5, 11, 12}, v6_errors[] = {1, 2, 3, 4};
	struct bytes b = {.len = 0};
	struct packet q;
	(void)state;

	add_ethernet(&b, 0x0800);
	add_ipv4(&b, 1, 8 + 28); /* port unreachable, quoting 8 bytes of a TCP header */
	add_hex(&b, "0303 0000 00000000");
	add_hex(&b, "45000400 00074000 3f060000 0a000002 cb007109 c001 01bb 01020304");
	struct packet p = walk_all(LINK_ETHERNET, &b);
	for (size_t i = 0; i < sizeof(v4_errors); i++) {
		b.at[34] = v4_errors[i];
		assert_true(packet_walk_quoted(&p, &q));
		assert_int_equal(q.what, PACKET_TCP);
		assert_true(addr_is(&q.src, "10.0.0.2"));
		assert_true(addr_is(&q.dst, "203.0.113.9"));
		assert_int_equal(q.src_port, 0xc001);
		assert_int_equal(q.dst_port, 443);
		assert_int_equal(q.seq, 0x01020304);
		assert_int_equal(q.ip_len, 0x400);
		assert_int_equal(q.payload_len, 0x400 - 40);
		assert_int_equal(q.payload.len, 0);
		assert_false(q.has_mac);
	}
	b.at[34] = 8;
	assert_false(packet_walk_quoted(&p, &q));
	b.at[34] = 3;
	for (size_t len = 0; len < 8 + 20; len++) {
		struct packet cut = p;
		cut.payload.len = len;
		assert_false(packet_walk_quoted(&cut, &q));
	}
	p.payload.len = 8 + 22;
	assert_true(packet_walk_quoted(&p, &q));
	assert_int_equal(q.what, PACKET_IP);
	p.what = PACKET_UDP;
	assert_false(packet_walk_quoted(&p, &q));

	b.len = 0;
	add_ipv6(&b, 58, 8 + INNER_V6_LEN);
	add_hex(&b, "0100 0000 00000000");
	add_inner_v6(&b);
	p = walk_all(LINK_RAW, &b);
	for (size_t i = 0; i < sizeof(v6_errors); i++) {
		b.at[40] = v6_errors[i];
		assert_true(packet_walk_quoted(&p, &q));
		assert_inner(&q);
	}
	b.at[40] = 11;
	assert_false(packet_walk_quoted(&p, &q));
}

static void reassembled(void **state)
{
	struct bytes b = {.len = 0}, whole = {.len = 0};
	struct packet p;
	(void)state;

	add_ethernet(&b, 0x8100);
	add_hex(&b, "0064 0800");
	add_ipv4(&b, 17, 8);
	add_zeros(&b, 8);
	b.at[18 + 6] = 0x20;
	struct packet f = walk_all(LINK_ETHERNET, &b);
	add_udp(&whole, 53, 100);
	add_zeros(&whole, 100);
	packet_walk_reassembled(&f, 17, slice_of(whole.at, whole.len), &p);
	assert_int_equal(p.what, PACKET_UDP);
	assert_int_equal(p.vlan, 100);
	assert_int_equal(p.ethertype, 0x0800);
	assert_true(p.has_mac);
	assert_true(addr_is(&p.src, "10.0.0.1"));
	assert_int_equal(p.dst_port, 53);
	assert_int_equal(p.payload_len, 100);
	assert_int_equal(p.ip_len, 20 + 108);
	assert_ptr_equal(p.ip_at, f.ip_at);
	assert_int_equal(p.fragment_id, 0);
	assert_false(p.more_fragments);
	packet_walk_reassembled(&f, 17, slice_of(NULL, 0), &p);
	assert_int_equal(p.what, PACKET_IP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(padding_is_no_payload),
		cmocka_unit_test(ipv4_options),
		cmocka_unit_test(broken_ip_headers),
		cmocka_unit_test(tcp),
		cmocka_unit_test(broken_tcp_headers),
		cmocka_unit_test(udp_lengths),
		cmocka_unit_test(lengths_that_the_card_fills_in),
		cmocka_unit_test(ipv6_extensions),
		cmocka_unit_test(ipv6_extensions_have_an_end),
		cmocka_unit_test(fragments),
		cmocka_unit_test(icmp),
		cmocka_unit_test(quoted),
		cmocka_unit_test(reassembled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
