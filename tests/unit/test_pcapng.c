/* SPDX-License-Identifier: Apache-2.0 */
#include "capture_test.h"

static const struct slice NONE = {NULL, 0};

/* One option of an interface or packet, whole with its end. */
static struct slice one_option(struct buf *b, bool big, uint16_t code, struct slice value)
{
	buf_init(b, 100000);
	make_option(b, big, code, value);
	make_option(b, big, 0, NONE);
	return slice_of(b->at, b->len);
}

static void start(struct buf *b, bool big)
{
	buf_init(b, MADE_MAX);
	make_section(b, big);
	make_interface(b, big, LINK_ETHERNET, 2000, NONE);
}

static void make_simple(struct buf *b, bool big, uint32_t wire_len, struct slice bytes)
{
	struct buf body;

	buf_init(&body, 1000000);
	put32(&body, big, wire_len);
	buf_slice(&body, bytes);
	make_block(b, big, NG_SIMPLE, slice_of(body.at, body.len));
	buf_done(&body);
}

static void make_obsolete(struct buf *b, bool big, uint16_t interface, uint16_t drops,
			  struct slice bytes)
{
	struct buf body;

	buf_init(&body, 1000000);
	put16(&body, big, interface);
	put16(&body, big, drops);
	put32(&body, big, 1); /* high half of the time first */
	put32(&body, big, 5);
	put32(&body, big, (uint32_t)bytes.len);
	put32(&body, big, (uint32_t)bytes.len);
	buf_slice(&body, bytes);
	make_block(b, big, NG_PACKET, slice_of(body.at, body.len));
	buf_done(&body);
}

static void make_statistics(struct buf *b, bool big, uint32_t interface, uint64_t if_drop,
			    uint64_t os_drop)
{
	struct buf body, drop;

	buf_init(&body, 1000);
	put32(&body, big, interface);
	put64(&body, big, 0);
	make_option(&body, big, 1, slice_text("bench"));
	buf_init(&drop, 8);
	put64(&drop, big, if_drop);
	make_option(&body, big, 5, slice_of(drop.at, drop.len));
	buf_clear(&drop);
	put64(&drop, big, os_drop);
	make_option(&body, big, 7, slice_of(drop.at, drop.len));
	buf_done(&drop);
	make_block(b, big, NG_STATISTICS, slice_of(body.at, body.len));
	buf_done(&body);
}

static void all_packet_blocks_in_both_orders(void **state)
{
	(void)state;
	for (int big = 0; big < 2; big++) {
		struct buf b;
		start(&b, big);
		make_enhanced(&b, big, 0, 1700000000123456, pattern(1, 61), NONE);
		make_simple(&b, big, 33, pattern(2, 33));
		make_simple(&b, big, 5000, pattern(3, 2000)); /* cut to the snap length */
		make_block(&b, big, NG_NAMES, pattern(9, 40));
		make_block(&b, big, 0x80001234, pattern(9, 0));
		make_obsolete(&b, big, 0, 3, pattern(4, 10));
		struct seen s = read_all(open_buf(&b), CAPTURE_BATCH);
		assert_int_equal(s.n, 4);
		assert_int_equal(s.frames[0].time_us, 1700000000123456);
		assert_int_equal(s.frames[0].len, 61);
		assert_int_equal(s.frames[0].wire_len, 68);
		assert_int_equal(s.frames[0].link, LINK_ETHERNET);
		assert_int_equal(s.frames[1].len, 33);
		assert_int_equal(s.frames[1].wire_len, 33);
		assert_int_equal(s.frames[1].time_us, 1700000000123456);
		assert_int_equal(s.frames[2].len, 2000);
		assert_int_equal(s.frames[2].wire_len, 5000);
		assert_int_equal(s.frames[3].len, 10);
		assert_int_equal(s.frames[3].time_us, 4294967296 + 5);
		for (unsigned i = 0; i < 4; i++) {
			assert_true(is_pattern(&s.frames[i], i + 1));
			assert_int_equal(s.frames[i].number, i + 1);
		}
		assert_int_equal(s.stats.dropped, 3);
		assert_int_equal(s.stats.snap_length, 2000);
		assert_false(s.stats.incomplete);
		assert_string_equal(s.stats.warning, "");
		seen_done(&s);
		buf_done(&b);
	}
}

static void sections_and_interfaces(void **state)
{
	struct buf b;
	(void)state;
	start(&b, false);
	make_interface(&b, false, LINK_RAW, 0, NONE);
	make_enhanced(&b, false, 1, 1, pattern(1, 20), NONE);
	make_statistics(&b, false, 0, 5, 2);
	make_statistics(&b, false, 0, 6, 2); /* a running count */
	make_statistics(&b, false, 1, 1, 0);
	make_section(&b, true);
	make_interface(&b, true, LINK_LINUX_SLL, 9000, NONE);
	make_enhanced(&b, true, 0, 2, pattern(2, 20), NONE);
	make_statistics(&b, true, 0, 100, 0);
	make_section(&b, false);
	make_interface(&b, false, LINK_LINUX_SLL2, 100, NONE);
	make_enhanced(&b, false, 0, 3, pattern(3, 20), NONE);
	struct seen s = read_all(open_buf(&b), CAPTURE_BATCH);
	assert_int_equal(s.n, 3);
	assert_int_equal(s.frames[0].link, LINK_RAW);
	assert_int_equal(s.frames[1].link, LINK_LINUX_SLL);
	assert_int_equal(s.frames[2].link, LINK_LINUX_SLL2);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(s.frames[i].time_us, i + 1);
	assert_int_equal(s.stats.dropped, 8 + 1 + 100);
	assert_int_equal(s.stats.snap_length, 9000);
	assert_false(s.stats.incomplete);
	seen_done(&s);
	buf_done(&b);
}

static int64_t time_read(bool big, uint8_t resolution, int64_t offset_s, uint64_t count)
{
	struct buf b, options, value;

	buf_init(&b, MADE_MAX);
	buf_init(&options, 1000);
	buf_init(&value, 8);
	make_section(&b, big);
	make_option(&options, big, 2, slice_text("eth0"));
	make_option(&options, big, 9, slice_of(&resolution, 1));
	put64(&value, big, (uint64_t)offset_s);
	make_option(&options, big, 14, slice_of(value.at, value.len));
	make_option(&options, big, 0, NONE);
	make_interface(&b, big, LINK_ETHERNET, 0, slice_of(options.at, options.len));
	make_enhanced(&b, big, 0, count, pattern(1, 4), NONE);
	struct seen s = read_all(open_buf(&b), CAPTURE_BATCH);
	assert_int_equal(s.n, 1);
	int64_t us = s.frames[0].time_us;
	seen_done(&s);
	buf_done(&value);
	buf_done(&options);
	buf_done(&b);
	return us;
}

static void resolutions_and_offsets(void **state)
{
	(void)state;
	for (int big = 0; big < 2; big++) {
		assert_int_equal(time_read(big, 6, 0, 1234567), 1234567);
		assert_int_equal(time_read(big, 9, 0, 1234567999), 1234567);
		assert_int_equal(time_read(big, 3, 0, 1234), 1234000);
		assert_int_equal(time_read(big, 0, 0, 12), 12000000);
		assert_int_equal(time_read(big, 12, 0, 5000000), 5);
		assert_int_equal(time_read(big, 0x80, 0, 12), 12000000);
		assert_int_equal(time_read(big, 0x81, 0, 3), 1500000);
		assert_int_equal(time_read(big, 0x80 + 20, 0, (7ULL << 20) + (1 << 19)), 7500000);
		assert_int_equal(time_read(big, 0x80 + 32, 0, UINT64_MAX), 4294967295999999);
		assert_int_equal(time_read(big, 6, -10, 1234567), -8765433);
		assert_int_equal(time_read(big, 9, 1000, 1999), 1000000001);
		/* What the numbers cannot hold: the nearest that they can. */
		assert_int_equal(time_read(big, 6, 0, UINT64_MAX), INT64_MAX);
		assert_int_equal(time_read(big, 0, 0, UINT64_MAX), INT64_MAX);
		assert_int_equal(time_read(big, 6, INT64_MIN, 0), INT64_MIN);
		assert_int_equal(time_read(big, 25, 0, UINT64_MAX), 1);
		assert_int_equal(time_read(big, 26, 0, UINT64_MAX), 0);
		assert_int_equal(time_read(big, 127, 5, UINT64_MAX), 5000000);
		assert_int_equal(time_read(big, 0xff, 5, UINT64_MAX), 5000000);
	}
}

static void drops_beside_packets(void **state)
{
	(void)state;
	for (int big = 0; big < 2; big++) {
		struct buf b, value, option;
		start(&b, big);
		buf_init(&value, 8);
		put64(&value, big, 40);
		struct slice drops = one_option(&option, big, 4, slice_of(value.at, value.len));
		make_enhanced(&b, big, 0, 1, pattern(1, 5), drops);
		make_enhanced(&b, big, 0, 2, pattern(2, 6), drops);
		make_obsolete(&b, big, 0, 0xffff, pattern(3, 7)); /* not known */
		struct seen s = read_all(open_buf(&b), CAPTURE_BATCH);
		assert_int_equal(s.stats.dropped, 80);
		seen_done(&s);
		make_statistics(&b, big, 0, 70, 0); /* the same drops, counted otherwise */
		s = read_all(open_buf(&b), CAPTURE_BATCH);
		assert_int_equal(s.stats.dropped, 80);
		seen_done(&s);
		make_statistics(&b, big, 0, UINT64_MAX, UINT64_MAX);
		s = read_all(open_buf(&b), CAPTURE_BATCH);
		assert_true(s.stats.dropped == UINT64_MAX);
		seen_done(&s);
		buf_done(&option);
		buf_done(&value);
		buf_done(&b);
	}
}

static void skips_what_it_cannot_walk(void **state)
{
	struct buf b;
	(void)state;
	start(&b, false);
	make_interface(&b, false, 127, 0, NONE);
	struct seen s = read_all(open_buf(&b), CAPTURE_BATCH);
	assert_false(s.stats.incomplete); /* nothing came from it */
	seen_done(&s);
	make_enhanced(&b, false, 0, 1, pattern(1, 10), NONE);
	make_enhanced(&b, false, 1, 2, pattern(2, 10), NONE);
	make_enhanced(&b, false, 99, 3, pattern(3, 10), NONE);
	make_enhanced(&b, false, 0, 4, pattern(4, 10), NONE);
	s = read_all(open_buf(&b), CAPTURE_BATCH);
	assert_int_equal(s.n, 2);
	assert_int_equal(s.frames[1].number, 4);
	assert_int_equal(s.stats.packets, 4);
	assert_int_equal(s.stats.skipped, 2);
	assert_true(s.stats.incomplete);
	assert_string_equal(s.stats.warning, "packets of interface 1 are skipped: link type 127 "
					     "(IEEE802_11_RADIO) is not supported");
	seen_done(&s);
	buf_done(&b);
	buf_init(&b, MADE_MAX);
	make_section(&b, true);
	make_simple(&b, true, 5, pattern(1, 5));
	s = read_all(open_buf(&b), CAPTURE_BATCH);
	assert_int_equal(s.n, 0);
	assert_int_equal(s.stats.skipped, 1);
	assert_contains(s.stats.warning, "does not describe");
	seen_done(&s);
	buf_done(&b);
}

static void refuses_what_is_no_pcapng(void **state)
{
	struct err err = {0};
	struct buf b;
	(void)state;
	buf_init(&b, 1000);
	make_section(&b, true);
	b.at[8] = 0x77;
	assert_null(capture_open(fd_of(slice_of(b.at, b.len)), "x", &err));
	assert_contains(err.text, "x: not a capture file");
	b.at[8] = 0x1a;
	b.at[13] = 2;
	assert_null(capture_open(fd_of(slice_of(b.at, b.len)), "x", &err));
	assert_contains(err.text, "version 2.0");
	buf_done(&b);
}

static void cut_at_every_byte(void **state)
{
	size_t ends[16], packets[16], n_ends = 0;
	struct buf b, option;
	(void)state;
	buf_init(&b, MADE_MAX);
#define BLOCK_ENDS(so_far) (ends[n_ends] = b.len, packets[n_ends++] = (so_far))
	make_section(&b, true);
	BLOCK_ENDS(0);
	make_interface(&b, true, LINK_ETHERNET, 0, NONE);
	BLOCK_ENDS(0);
	make_enhanced(&b, true, 0, 1, pattern(1, 13), NONE);
	BLOCK_ENDS(1);
	make_simple(&b, true, 6, pattern(2, 6));
	BLOCK_ENDS(2);
	make_statistics(&b, true, 0, 1, 1);
	BLOCK_ENDS(2);
	make_section(&b, false);
	BLOCK_ENDS(2);
	make_interface(&b, false, LINK_ETHERNET, 0, NONE);
	BLOCK_ENDS(2);
	make_obsolete(&b, false, 0, 1, pattern(3, 15));
	BLOCK_ENDS(3);
	make_block(&b, false, NG_NAMES, pattern(9, 10));
	BLOCK_ENDS(3);
	make_enhanced(&b, false, 0, 1, pattern(4, 8),
		      one_option(&option, false, 1, slice_text("a comment")));
	BLOCK_ENDS(4);
	struct seen whole = read_all(open_buf(&b), CAPTURE_BATCH);
	assert_int_equal(whole.n, 4);
	for (size_t cut = 1; cut < 28; cut++)
		assert_null(capture_open(fd_of(slice_of(b.at, cut)), "x", NULL));
	for (size_t cut = 28, i = 0; cut <= b.len; cut++) {
		while (i + 1 < n_ends && ends[i + 1] <= cut)
			i++;
		struct seen s = read_bytes(slice_of(b.at, cut));
		assert_int_equal(s.n, packets[i]);
		assert_prefix(&s, &whole);
		assert_int_equal(s.stats.incomplete, cut != ends[i]);
		assert_int_equal(s.stats.warning[0] != 0, cut != ends[i]);
		bool head_there = cut >= ends[i] + 12;
		assert_int_equal(s.stats.unread_bytes, head_there ? ends[i + 1] - cut : 0);
		seen_done(&s);
	}
	seen_done(&whole);
	buf_done(&option);
	buf_done(&b);
}

/* What came before a section that can't be read is kept. */
static void a_later_section_may_be_wrong(void **state)
{
	const struct {
		size_t at;
		uint8_t byte;
		const char *says;
	} faults[] = {{8, 0x77, "without a byte order"}, {12, 2, "version"}, {14, 1, "version"}};
	(void)state;

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct buf b;
		start(&b, false);
		make_enhanced(&b, false, 0, 1, pattern(1, 10), NONE);
		size_t second = b.len;
		make_section(&b, false);
		make_interface(&b, false, LINK_ETHERNET, 0, NONE);
		make_enhanced(&b, false, 0, 1, pattern(2, 10), NONE);
		b.at[second + faults[i].at] = faults[i].byte;
		struct seen s = read_bytes(slice_of(b.at, b.len));
		assert_int_equal(s.n, 1);
		assert_true(s.stats.incomplete);
		assert_contains(s.stats.warning, faults[i].says);
		seen_done(&s);
		buf_done(&b);
	}
}

static void a_simple_packet_is_as_long_as_was_kept(void **state)
{
	struct buf b;
	(void)state;

	buf_init(&b, 1000);
	make_section(&b, false);
	make_interface(&b, false, LINK_ETHERNET, 7, NONE);
	make_simple(&b, false, 100, pattern(1, 7));
	make_block(&b, false, NG_SIMPLE, NONE);
	struct seen s = read_bytes(slice_of(b.at, b.len));
	assert_int_equal(s.n, 1);
	assert_int_equal(s.frames[0].len, 7);
	assert_int_equal(s.frames[0].wire_len, 100);
	assert_contains(s.stats.warning, "a packet block of 12 bytes");
	seen_done(&s);
	buf_done(&b);
}

/* After one good packet, one block with a wrong field. */
static void ends_at_garbage(uint32_t type, uint32_t len, uint32_t again, uint32_t captured)
{
	struct buf b;

	start(&b, false);
	make_enhanced(&b, false, 0, 1, pattern(1, 10), NONE);
	size_t good = b.len;
	buf_le32(&b, type);
	buf_le32(&b, len);
	for (int i = 0; i < 3; i++)
		buf_le32(&b, type == NG_SECTION ? 0x1a2b3c4d : 0);
	buf_le32(&b, captured);
	buf_le32(&b, captured);
	for (uint32_t i = 28; i + 4 < len && i < 500000; i++)
		buf_u8(&b, 0);
	buf_le32(&b, again);
	make_enhanced(&b, false, 0, 2, pattern(2, 10), NONE);
	struct seen s = read_all(open_buf(&b), CAPTURE_BATCH);
	assert_int_equal(s.n, 1);
	assert_true(is_pattern(&s.frames[0], 1));
	assert_true(s.stats.incomplete);
	char place[60];
	(void)snprintf(place, sizeof(place), "byte %zu ", good);
	assert_contains(s.stats.warning, place);
	seen_done(&s);
	buf_done(&b);
}

static void garbage_in_the_middle(void **state)
{
	(void)state;
	ends_at_garbage(NG_ENHANCED, 0, 0, 0);
	ends_at_garbage(NG_ENHANCED, 8, 8, 0);
	ends_at_garbage(NG_ENHANCED, 28, 28, 0); /* too short for its own head */
	ends_at_garbage(NG_PACKET, 12, 12, 0);
	ends_at_garbage(NG_SIMPLE, 12, 12, 0);
	ends_at_garbage(NG_ENHANCED, 62, 62, 0); /* not a multiple of four */
	ends_at_garbage(NG_ENHANCED, 64, 60, 0); /* lengths disagree */
	ends_at_garbage(NG_ENHANCED, 64, 64, 33);
	ends_at_garbage(NG_ENHANCED, 64, 64, 0xffffffff);
	ends_at_garbage(NG_PACKET, 64, 64, 0x80000000);
	ends_at_garbage(NG_ENHANCED, 400000, 400000, 10);
	ends_at_garbage(NG_ENHANCED, 300000, 300000, FRAME_BYTES_MAX + 1);
	ends_at_garbage(0x5555, 0xfffffffc, 0, 0);
	ends_at_garbage(NG_SECTION, 24, 24, 0);
	ends_at_garbage(NG_SECTION, 28, 28, 0); /* version 0x3c4d */
}

/* Blocks longer than what fits in the buffer are passed over, and their end is still checked. */
static void long_blocks(void **state)
{
	enum { LONG = 3000000 };
	uint8_t *zeros = mem_new(1, LONG);
	struct buf b;
	(void)state;
	start(&b, true);
	make_enhanced(&b, true, 0, 1, pattern(1, 10), NONE);
	size_t at = b.len;
	make_block(&b, true, NG_NAMES, slice_of(zeros, LONG));
	make_enhanced(&b, true, 0, 2, pattern(2, 10), NONE);
	struct seen s = read_all(open_buf(&b), CAPTURE_BATCH);
	assert_int_equal(s.n, 2);
	assert_true(is_pattern(&s.frames[1], 2));
	assert_false(s.stats.incomplete);
	seen_done(&s);
	s = read_bytes(slice_of(b.at, at + LONG - 5));
	assert_int_equal(s.n, 1);
	assert_true(s.stats.incomplete);
	assert_int_equal(s.stats.unread_bytes, 12 + 5);
	assert_contains(s.stats.warning, "is cut off");
	seen_done(&s);
	s = read_bytes(slice_of(b.at, at + LONG + 10));
	assert_int_equal(s.stats.unread_bytes, 2);
	seen_done(&s);
	b.at[at + 12 + LONG - 1] ^= 4;
	s = read_all(open_buf(&b), CAPTURE_BATCH);
	assert_int_equal(s.n, 1);
	assert_true(s.stats.incomplete);
	assert_contains(s.stats.warning, "disagree");
	seen_done(&s);
	buf_done(&b);
	free(zeros);
}

static void more_interfaces_than_are_kept(void **state)
{
	struct buf b;
	(void)state;
	buf_init(&b, MADE_MAX);
	make_section(&b, false);
	for (int i = 0; i < CAPTURE_INTERFACES_MAX + 1; i++)
		make_interface(&b, false, LINK_ETHERNET, 0, NONE);
	make_enhanced(&b, false, CAPTURE_INTERFACES_MAX - 1, 1, pattern(1, 10), NONE);
	make_enhanced(&b, false, CAPTURE_INTERFACES_MAX, 1, pattern(1, 10), NONE);
	struct seen s = read_all(open_buf(&b), CAPTURE_BATCH);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.stats.skipped, 1);
	assert_true(s.stats.incomplete);
	seen_done(&s);
	buf_done(&b);
}

/* Every byte of a small capture set to every of some values: no crash, and an end. */
static void any_byte_wrong(void **state)
{
	static const uint8_t values[] = {0, 1, 0x7f, 0x80, 0xff};
	struct buf b, option;
	(void)state;
	start(&b, false);
	make_enhanced(&b, false, 0, 1, pattern(1, 13),
		      one_option(&option, false, 4, slice_text("12345678")));
	make_simple(&b, false, 6, pattern(2, 6));
	make_statistics(&b, false, 0, 1, 1);
	for (size_t i = 0; i < b.len; i++) {
		uint8_t was = b.at[i];
		for (size_t v = 0; v < sizeof(values); v++) {
			b.at[i] = values[v];
			struct capture *c = capture_open(fd_of(slice_of(b.at, b.len)), "x", NULL);
			if (!c)
				continue;
			struct seen s = read_all(c, CAPTURE_BATCH);
			assert_true(s.n <= 2);
			seen_done(&s);
		}
		b.at[i] = was;
	}
	buf_done(&option);
	buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_packet_blocks_in_both_orders),
		cmocka_unit_test(sections_and_interfaces),
		cmocka_unit_test(resolutions_and_offsets),
		cmocka_unit_test(drops_beside_packets),
		cmocka_unit_test(skips_what_it_cannot_walk),
		cmocka_unit_test(refuses_what_is_no_pcapng),
		cmocka_unit_test(cut_at_every_byte),
		cmocka_unit_test(a_later_section_may_be_wrong),
		cmocka_unit_test(a_simple_packet_is_as_long_as_was_kept),
		cmocka_unit_test(garbage_in_the_middle),
		cmocka_unit_test(long_blocks),
		cmocka_unit_test(more_interfaces_than_are_kept),
		cmocka_unit_test(any_byte_wrong),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
