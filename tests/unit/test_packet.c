/* SPDX-License-Identifier: Apache-2.0 */
#include "frames.h"

/* Walks what only has the inner packet on top of its link headers. */
static struct packet expect_inner(uint32_t link, struct bytes *b, bool v6)
{
	if (v6)
		add_inner_v6(b);
	else
		add_inner_v4(b);
	struct packet p = walk_all(link, b);
	assert_inner(&p);
	b->len = 0;
	return p;
}

static void ethernet(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	add_ethernet(&b, 0x0800);
	struct packet p = expect_inner(LINK_ETHERNET, &b, false);
	assert_true(p.has_mac && p.has_dst_mac);
	assert_true(mac_is(&p.src_mac, "02:00:00:00:00:01"));
	assert_true(mac_is(&p.dst_mac, "02:00:00:00:00:02"));
	assert_int_equal(p.ethertype, 0x0800);
	assert_int_equal(p.vlan, 0);

	add_ethernet(&b, 0x86dd);
	p = expect_inner(LINK_ETHERNET, &b, true);
	assert_int_equal(p.ethertype, 0x86dd);
}

static void what_is_not_ip_is_a_frame(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	add_ethernet(&b, 0x0806);
	add(&b, "arp and padding", 15);
	struct packet p = walk_all(LINK_ETHERNET, &b);
	assert_int_equal(p.what, PACKET_FRAME);
	assert_int_equal(p.ethertype, 0x0806);
	assert_true(slice_is(p.payload, "arp and padding"));
	assert_int_equal(p.src.family, 0);
	assert_int_equal(p.transport, 0);

	p = walk(LINK_ETHERNET, slice_of(b.at, 13), 60);
	assert_int_equal(p.what, PACKET_UNREADABLE);
	assert_true(p.has_mac && p.has_dst_mac);
	p = walk(LINK_ETHERNET, slice_of(b.at, 11), 60);
	assert_true(!p.has_mac && p.has_dst_mac);
	p = walk(LINK_ETHERNET, slice_of(b.at, 14), 60);
	assert_int_equal(p.payload_len, 46);

	p = walk(127, slice_of(b.at, b.len), b.len);
	assert_int_equal(p.what, PACKET_UNREADABLE);
	assert_false(p.has_mac);
}

static void a_zero_sender_is_no_sender(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	add_hex(&b, "ffffffffffff 000000000000 0800");
	struct packet p = expect_inner(LINK_ETHERNET, &b, false);
	assert_true(!p.has_mac && p.has_dst_mac);
}

static void ethernet_by_length(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	add_ethernet(&b, 8 + INNER_V4_LEN);
	add_hex(&b, "aaaa03 000000 0800");
	struct packet p = expect_inner(LINK_ETHERNET, &b, false);
	assert_int_equal(p.ethertype, 0x0800);

	add_ethernet(&b, 8 + INNER_V6_LEN);
	add_hex(&b, "aaaa03 0000f8 86dd");
	(void)expect_inner(LINK_ETHERNET, &b, true);

	/* spanning tree: LLC is the payload, the padding is not */
	add_ethernet(&b, 7);
	add_hex(&b, "424203 00000000");
	add_zeros(&b, 39);
	p = walk_all(LINK_ETHERNET, &b);
	assert_int_equal(p.what, PACKET_FRAME);
	assert_int_equal(p.ethertype, 0);
	assert_int_equal(p.payload_len, 7);
	assert_int_equal(p.payload.at[0], 0x42);

	/* another organisation's SNAP */
	b.len = 0;
	add_ethernet(&b, 10);
	add_hex(&b, "aaaa03 00000c 2000 0204");
	p = walk_all(LINK_ETHERNET, &b);
	assert_int_equal(p.what, PACKET_FRAME);
	assert_int_equal(p.payload_len, 10);

	/* neither a length nor an ethertype */
	b.len = 0;
	add_ethernet(&b, 1501);
	add(&b, "x", 1);
	assert_int_equal(walk_all(LINK_ETHERNET, &b).ethertype, 1501);
}

static void tags(void **state)
{
	static const char *const stacks[] = {
		"8100 6064 0800", "88a8 0007 8100 0064 0800", "9100 0007 8100 0064 0800",
		"8100 0001 8100 0002 8100 0003 8100 0004 8100 0005 8100 0006 8100 0007 8100 0064 "
		"0800"};
	struct bytes b = {.len = 0};
	(void)state;

	for (size_t i = 0; i < sizeof(stacks) / sizeof(stacks[0]); i++) {
		add_hex(&b, "020000000002 020000000001");
		add_hex(&b, stacks[i]);
		struct packet p = expect_inner(LINK_ETHERNET, &b, false);
		assert_int_equal(p.vlan, 100);
		assert_int_equal(p.ethertype, 0x0800);
	}
	/* a tag may stand before a length as well */
	add_ethernet(&b, 0x8100);
	add_be16(&b, 100);
	add_be16(&b, 8 + INNER_V4_LEN);
	add_hex(&b, "aaaa03 000000 0800");
	assert_int_equal(expect_inner(LINK_ETHERNET, &b, false).vlan, 100);

	add_ethernet(&b, 0x8100);
	for (int i = 0; i < PACKET_TAGS_MAX; i++)
		add_hex(&b, "0001 8100");
	add_inner_v4(&b);
	struct packet p = walk_all(LINK_ETHERNET, &b);
	assert_int_equal(p.what, PACKET_FRAME);
	assert_int_equal(p.ethertype, 0x8100);
}

static void pppoe(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	add_ethernet(&b, 0x8864);
	add_hex(&b, "1100 0042 0023 0021");
	(void)expect_inner(LINK_ETHERNET, &b, false);
	add_ethernet(&b, 0x8864);
	add_hex(&b, "1100 0042 0037 0057");
	(void)expect_inner(LINK_ETHERNET, &b, true);

	add_ethernet(&b, 0x8864);
	add_hex(&b, "1100 0042 0004 c021 0901"); /* link control */
	struct packet p = walk_all(LINK_ETHERNET, &b);
	assert_int_equal(p.what, PACKET_FRAME);
	assert_int_equal(p.payload_len, 10);
}

static void cooked(void **state)
{
	struct bytes b = {.len = 0};
	(void)state;

	add_hex(&b, "0000 0001 0006 020000000001 0000 0800");
	struct packet p = expect_inner(LINK_LINUX_SLL, &b, false);
	assert_true(p.has_mac && !p.has_dst_mac);
	assert_true(mac_is(&p.src_mac, "02:00:00:00:00:01"));
	assert_false(mac_is_set(&p.dst_mac));
	add_hex(&b, "0004 0200 0000 0000000000000000 86dd"); /* an interface without addresses */
	assert_false(expect_inner(LINK_LINUX_SLL, &b, true).has_mac);
	add_hex(&b, "0000 0001 0006 020000000001 0000 8100 0064 0800");
	assert_int_equal(expect_inner(LINK_LINUX_SLL, &b, false).vlan, 100);

	add_hex(&b, "0800 0000 00000003 0001 00 06 020000000001 0000");
	p = expect_inner(LINK_LINUX_SLL2, &b, false);
	assert_true(p.has_mac && !p.has_dst_mac);
	add_hex(&b, "86dd 0000 00000003 0304 00 06 000000000000 0000"); /* loopback */
	assert_false(expect_inner(LINK_LINUX_SLL2, &b, true).has_mac);

	add_hex(&b, "0000 0001 0006 020000000001 0000 0004 424203 01");
	p = walk_all(LINK_LINUX_SLL, &b);
	assert_int_equal(p.what, PACKET_FRAME);
	assert_int_equal(p.payload_len, 4);
}

static void raw_and_loopback(void **state)
{
	static const char *const families[] = {"0000001e", "1e000000", "00000018",
					       "1c000000", "0000000a", "0a000000"};
	struct bytes b = {.len = 0};
	(void)state;

	(void)expect_inner(LINK_RAW, &b, false);
	(void)expect_inner(LINK_RAW, &b, true);
	(void)expect_inner(LINK_IPV4, &b, false);
	struct packet p = expect_inner(LINK_IPV6, &b, true);
	assert_int_equal(p.ethertype, 0);
	assert_false(p.has_mac);

	add_inner_v4(&b);
	assert_int_equal(walk(LINK_IPV6, slice_of(b.at, b.len), b.len).what, PACKET_UNREADABLE);
	b.len = 0;
	add_hex(&b, "02000000");
	(void)expect_inner(LINK_NULL, &b, false);
	add_hex(&b, "00000002");
	(void)expect_inner(LINK_NULL, &b, false);
	add_hex(&b, "00000002");
	(void)expect_inner(LINK_LOOP, &b, false);
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		add_hex(&b, families[i]);
		(void)expect_inner(LINK_NULL, &b, true);
	}
	add_hex(&b, "07000000 01");
	assert_int_equal(walk_all(LINK_NULL, &b).what, PACKET_FRAME);
}

static uint32_t draw(uint32_t *chance)
{
	*chance ^= *chance << 13;
	*chance ^= *chance >> 17;
	*chance ^= *chance << 5;
	return *chance;
}

/* What most frames take is a way of its own through the code: it must say what the step by step
 * way says, which the same packet without its Ethernet header goes. */
static void the_short_way_says_the_same(void **state)
{
	uint32_t chance = 2463534242u;
	(void)state;

	for (unsigned round = 0; round < 200000; round++) {
		uint8_t frame[90];
		size_t len = 14 + draw(&chance) % (sizeof(frame) - 14 + 1);
		uint32_t wire_len = (uint32_t)len + (draw(&chance) % 3 ? 0 : draw(&chance) % 60);
		for (size_t i = 0; i < sizeof(frame); i++)
			frame[i] = (uint8_t)draw(&chance);
		memcpy(frame + 12, "\x08\x00\x45", 3);
		frame[16] = 0;
		frame[17] = (uint8_t)(draw(&chance) % 100);
		frame[20] = draw(&chance) % 8 ? 0 : frame[20];
		frame[21] = draw(&chance) % 8 ? 0 : frame[21];
		frame[23] = draw(&chance) % 2 ? 6 : 17;
		frame[38] = 0; /* UDP length */
		frame[46] = draw(&chance) % 4 ? 0x50 : frame[46];
		struct packet a, b;
		packet_walk(LINK_ETHERNET, slice_of(frame, len), wire_len, &a);
		packet_walk(LINK_IPV4, slice_of(frame + 14, len - 14), wire_len - 14, &b);
		b.has_mac = a.has_mac, b.has_dst_mac = a.has_dst_mac;
		b.src_mac = a.src_mac, b.dst_mac = a.dst_mac;
		b.ethertype = a.ethertype;
		assert_same_packet(&a, &b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ethernet),
		cmocka_unit_test(what_is_not_ip_is_a_frame),
		cmocka_unit_test(a_zero_sender_is_no_sender),
		cmocka_unit_test(ethernet_by_length),
		cmocka_unit_test(tags),
		cmocka_unit_test(pppoe),
		cmocka_unit_test(cooked),
		cmocka_unit_test(raw_and_loopback),
		cmocka_unit_test(the_short_way_says_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
