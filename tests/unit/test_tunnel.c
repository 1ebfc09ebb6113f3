/* SPDX-License-Identifier: Apache-2.0 */
#include "frames.h"

static size_t hex_len(const char *hex)
{
	size_t n = 0;

	for (; *hex; hex++)
		n += *hex != ' ';
	return n / 2;
}

/* Ethernet and IPv4 around a tunnel of protocol proto whose header is `header`. */
static void add_outside(struct bytes *b, uint8_t proto, const char *header, size_t inside_len)
{
	b->len = 0;
	add_ethernet(b, 0x0800);
	add_ipv4(b, proto, hex_len(header) + inside_len);
	add_hex(b, header);
}

/* Looks through a tunnel of bare packets: the MACs around it are those of its ends. */
static struct packet expect_bare(uint8_t proto, const char *header, bool v6)
{
	struct bytes b;

	add_outside(&b, proto, header, v6 ? INNER_V6_LEN : INNER_V4_LEN);
	if (v6)
		add_inner_v6(&b);
	else
		add_inner_v4(&b);
	struct packet p = walk_all(LINK_ETHERNET, &b);
	assert_inner(&p);
	assert_false(p.has_mac || p.has_dst_mac || mac_is_set(&p.src_mac) ||
		     mac_is_set(&p.dst_mac));
	return p;
}

/* Looks through one that carries an Ethernet frame: its MACs count. */
static struct packet expect_frame(uint8_t proto, const char *header)
{
	struct bytes b;

	add_outside(&b, proto, header, 14 + INNER_V4_LEN);
	add_inner_frame(&b);
	struct packet p = walk_all(LINK_ETHERNET, &b);
	assert_inner(&p);
	assert_true(mac_is(&p.src_mac, "06:00:00:00:00:0a"));
	assert_true(mac_is(&p.dst_mac, "06:00:00:00:00:0b"));
	assert_int_equal(p.ethertype, 0x0800);
	return p;
}

/* The same bytes, but the tunnel is not looked through. */
static void expect_outside(uint8_t proto, const char *header)
{
	struct bytes b;

	add_outside(&b, proto, header, 14 + INNER_V4_LEN);
	add_inner_frame(&b);
	struct packet p = walk_all(LINK_ETHERNET, &b);
	assert_int_equal(p.what, proto == 17 ? PACKET_UDP : PACKET_IP);
	assert_int_equal(p.transport, proto);
	assert_true(addr_is(&p.dst, "10.0.0.2"));
	assert_true(mac_is(&p.src_mac, "02:00:00:00:00:01"));
	assert_int_equal(p.payload_len,
			 hex_len(header) + 14 + INNER_V4_LEN - (proto == 17 ? 8 : 0));
}

static void ip_in_ip(void **state)
{
	(void)state;
	(void)expect_bare(4, "", false);
	(void)expect_bare(41, "", true);
	expect_outside(4, "");
	expect_outside(41, "");
}

static void gre(void **state)
{
	(void)state;
	assert_int_equal(expect_bare(47, "00000800", false).ethertype, 0x0800);
	assert_int_equal(expect_bare(47, "000086dd", true).ethertype, 0x86dd);
	(void)expect_bare(47, "80000800 12340000", false);
	(void)expect_bare(47, "20000800 00000007", false);
	(void)expect_bare(47, "b0000800 12340000 00000007 00000001", false);
	(void)expect_bare(47, "00008847 00064140", false);
	(void)expect_frame(47, "00006558");
	(void)expect_frame(47, "20006558 00123400");
	expect_outside(47, "00010800");          /* version 1 */
	expect_outside(47, "40000800 00000000"); /* routing */
	expect_outside(47, "00000000");          /* keep-alive */
	expect_outside(47, "00000800");          /* not IP inside */
}

static void erspan(void **state)
{
	(void)state;
	(void)expect_frame(47, "000088be");
	(void)expect_frame(47, "100088be 00000001 10640000 00000001");
	(void)expect_frame(47, "100022eb 00000001 20640000 00000000 00000000");
	(void)expect_frame(47, "100022eb 00000001 20640000 00000000 00000001 0000000000000000");
	assert_int_equal(
		expect_bare(47, "100022eb 00000001 20640000 00000000 00000800", false).ethertype,
		0x0800);
	(void)expect_bare(47, "100022eb 00000001 20640000 00000000 00000800", true);
	expect_outside(47, "100088be 00000001 30640000 00000001");
	expect_outside(47, "100022eb 00000001 20640000 00000000 00000400");
}

static void erspan_of_a_tagged_frame(void **state)
{
	struct bytes b;
	(void)state;

	add_outside(&b, 47, "100088be 00000001 10640000 00000001", 18 + INNER_V4_LEN);
	add_hex(&b, "06000000000b 06000000000a 8100 0007 0800");
	add_inner_v4(&b);
	struct packet p = walk_all(LINK_ETHERNET, &b);
	assert_inner(&p);
	assert_int_equal(p.vlan, 7);
}

static void the_tag_outside_is_not_the_frame_s_inside(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	add_ethernet(&b, 0x8100);
	add_hex(&b, "0063 0800");
	add_ipv4(&b, 47, 4 + 14 + INNER_V4_LEN);
	add_hex(&b, "00006558");
	add_inner_frame(&b);
	struct packet p = walk_all(LINK_ETHERNET, &b);
	assert_inner(&p);
	assert_int_equal(p.vlan, 0);
}

static void mirrored_frame_that_is_not_ip(void **state)
{
	struct bytes b;
	(void)state;

	add_outside(&b, 47, "000088be", 14 + 4);
	add_hex(&b, "ffffffffffff 06000000000a 0806 00010800");
	struct packet p = walk(LINK_ETHERNET, slice_of(b.at, b.len), b.len);
	assert_int_equal(p.what, PACKET_FRAME);
	assert_int_equal(p.ethertype, 0x0806);
	assert_true(mac_is(&p.src_mac, "06:00:00:00:00:0a"));
	assert_int_equal(p.src.family, 0);
	assert_int_equal(p.transport, 0);
	assert_null(p.ip_at);
}

static void vxlan(void **state)
{
	(void)state;
	(void)expect_frame(17, "c00012b500430000 0800000000000700");
	expect_outside(17, "c00012b500430000 0000000000000700"); /* number not valid */
	expect_outside(17, "c00012b500430000 0900000000000700");
	expect_outside(17, "c00012b500430000 0800010000000700");
	expect_outside(17, "c00012b500430000 0800000000000701");
	expect_outside(17, "c00012b600430000 0800000000000700"); /* another port */
	expect_outside(17, "12b5c00000430000 0800000000000700");
}

static void what_cannot_be_read_inside_stays_outside(void **state)
{
	struct bytes b;
	(void)state;

	add_outside(&b, 17, "c00012b500430000 0800000000000700", 14 + INNER_V4_LEN);
	add_inner_frame(&b);
	b.at[14 + 20 + 16 + 14] = 0x55; /* the version inside */
	struct packet p = walk_all(LINK_ETHERNET, &b);
	assert_int_equal(p.what, PACKET_UDP);
	assert_int_equal(p.dst_port, 4789);
	assert_int_equal(p.ttl, 0x40);
	assert_true(mac_is(&p.src_mac, "02:00:00:00:00:01"));
	assert_int_equal(p.payload_len, 8 + 14 + INNER_V4_LEN);
}

static void fields_of_the_outside_do_not_leak(void **state)
{
	struct bytes b;
	(void)state;

	add_outside(&b, 17, "c00012b5003a0000 0800000000000700", 14 + 28);
	add_hex(&b, "06000000000b 06000000000a 0800");
	add_ipv4(&b, 2, 8);
	add_hex(&b, "1100 0000 e0000001");
	struct packet p = walk_all(LINK_ETHERNET, &b);
	assert_int_equal(p.what, PACKET_IP);
	assert_int_equal(p.transport, 2);
	assert_int_equal(p.src_port, 0);
	assert_int_equal(p.dst_port, 0);
}

static void mpls(void **state)
{
	static const char *const wires[] = {
		"0001 4140",                   /* one label, bare frame */
		"00064040 00011140 0000 0000", /* two, control word */
	};
	struct bytes b = {.len = 0};
	(void)state;

	for (int v6 = 0; v6 <= 1; v6++) {
		b.len = 0;
		add_ethernet(&b, v6 ? 0x8848 : 0x8847);
		add_hex(&b, "00064040 00011140");
		if (v6)
			add_inner_v6(&b);
		else
			add_inner_v4(&b);
		struct packet p = walk_all(LINK_ETHERNET, &b);
		assert_inner(&p);
		assert_int_equal(p.ethertype, v6 ? 0x8848 : 0x8847);
	}
	for (size_t i = 0; i < sizeof(wires) / sizeof(wires[0]); i++) {
		b.len = 0;
		add_ethernet(&b, 0x8847);
		add_hex(&b, wires[i]);
		add_inner_frame(&b);
		struct packet p = walk_all(LINK_ETHERNET, &b);
		assert_inner(&p);
		assert_true(mac_is(&p.src_mac, "06:00:00:00:00:0a"));
	}
}

static void mac_addresses_that_look_like_ip(void **state)
{
	static const char *const macs[] = {"46:00:00:00:00:0b", "48:01:ff:00:00:0b",
					   "62:00:00:00:ff:0b"};
	struct bytes b;
	(void)state;

	for (size_t i = 0; i < sizeof(macs) / sizeof(macs[0]); i++) {
		struct mac mac;
		assert_true(mac_parse(slice_text(macs[i]), &mac));
		b.len = 0;
		add_ethernet(&b, 0x8847);
		add_hex(&b, "00064140");
		add(&b, mac.bytes, sizeof(mac.bytes));
		add_hex(&b, "06000000000a 0800");
		add_inner_v4(&b);
		struct packet p = walk_all(LINK_ETHERNET, &b);
		assert_inner(&p);
		assert_true(mac_is(&p.dst_mac, macs[i]));
	}
}

static void mpls_with_nothing_readable(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	add_ethernet(&b, 0x8847);
	add_hex(&b, "00064140 ffffffffffffffffffffffffffffffffffffffffffff");
	struct packet p = walk_all(LINK_ETHERNET, &b);
	assert_int_equal(p.what, PACKET_FRAME);
	assert_int_equal(p.ethertype, 0x8847);
	assert_int_equal(p.payload_len, 26);
	assert_true(mac_is(&p.src_mac, "02:00:00:00:00:01"));

	b.len = 0;
	add_ethernet(&b, 0x8847);
	for (int i = 0; i <= PACKET_TAGS_MAX; i++)
		add_hex(&b, i == PACKET_TAGS_MAX ? "00064140" : "00064040");
	add_inner_v4(&b);
	assert_int_equal(walk_all(LINK_ETHERNET, &b).what, PACKET_FRAME);
}

static void tunnels_have_an_end(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	for (int n = PACKET_TUNNELS_MAX; n <= PACKET_TUNNELS_MAX + 1; n++) {
		b.len = 0;
		for (int i = n; i > 0; i--)
			add_ipv4(&b, 4, (size_t)(i - 1) * 20 + INNER_V4_LEN);
		add_inner_v4(&b);
		struct packet p = walk_all(LINK_RAW, &b);
		if (n == PACKET_TUNNELS_MAX) {
			assert_inner(&p);
			continue;
		}
		assert_int_equal(p.what, PACKET_IP);
		assert_int_equal(p.transport, 4);
		assert_int_equal(p.ip_at - b.at, PACKET_TUNNELS_MAX * 20);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ip_in_ip),
		cmocka_unit_test(gre),
		cmocka_unit_test(erspan),
		cmocka_unit_test(erspan_of_a_tagged_frame),
		cmocka_unit_test(the_tag_outside_is_not_the_frame_s_inside),
		cmocka_unit_test(mirrored_frame_that_is_not_ip),
		cmocka_unit_test(vxlan),
		cmocka_unit_test(what_cannot_be_read_inside_stays_outside),
		cmocka_unit_test(fields_of_the_outside_do_not_leak),
		cmocka_unit_test(mpls),
		cmocka_unit_test(mac_addresses_that_look_like_ip),
		cmocka_unit_test(mpls_with_nothing_readable),
		cmocka_unit_test(tunnels_have_an_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
