/* SPDX-License-Identifier: Apache-2.0 */
#include "capture_test.h"

enum { IP_BYTES = 28 };

/* An IPv4 or IPv6 packet with a UDP header to port, behind head_len bytes of link header. */
static struct slice make_udp(struct slice head, bool v6, uint16_t port)
{
	static uint8_t bytes[100];
	size_t ip = head.len, udp = ip + (v6 ? 40 : 20);

	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, head.at, head.len);
	bytes[ip] = v6 ? 0x60 : 0x45;
	bytes[ip + (v6 ? 5 : 3)] = v6 ? 8 : IP_BYTES;
	bytes[ip + (v6 ? 6 : 9)] = 17;
	bytes[udp] = 0x10;
	bytes[udp + 2] = (uint8_t)(port >> 8);
	bytes[udp + 3] = (uint8_t)port;
	bytes[udp + 5] = 8;
	return slice_of(bytes, udp + 8);
}

static const struct {
	uint32_t link;
	struct slice head;
	bool v6;
} LINKS[] = {
	{LINK_ETHERNET, {(const uint8_t *)"\1\2\3\4\5\6\1\2\3\4\5\6\x08\0", 14}, false},
	{LINK_ETHERNET, {(const uint8_t *)"\1\2\3\4\5\6\1\2\3\4\5\6\x86\xdd", 14}, true},
	{LINK_LINUX_SLL, {(const uint8_t *)"\0\0\0\1\0\6\1\2\3\4\5\6\0\0\x08\0", 16}, false},
	{LINK_LINUX_SLL2,
	 {(const uint8_t *)"\x08\0\0\0\0\0\0\1\0\1\0\6\1\2\3\4\5\6\0\0", 20},
	 false},
	{LINK_RAW, {(const uint8_t *)"", 0}, false},
	{LINK_RAW, {(const uint8_t *)"", 0}, true},
	{LINK_IPV4, {(const uint8_t *)"", 0}, false},
	{LINK_IPV6, {(const uint8_t *)"", 0}, true},
	{LINK_NULL, {(const uint8_t *)"\2\0\0\0", 4}, false},
	{LINK_NULL, {(const uint8_t *)"\0\0\0\2", 4}, false},
	{LINK_NULL, {(const uint8_t *)"\x1e\0\0\0", 4}, true}, /* macOS's number of IPv6 */
	{LINK_LOOP, {(const uint8_t *)"\0\0\0\x18", 4}, true},
};

static size_t count(const struct capture_filter *filters)
{
	size_t n = 0;

	while (filters[n].program)
		n++;
	return n;
}

static struct seen read_filtered(const struct buf *b, const struct capture_filter *filters)
{
	struct capture *c = open_buf(b);

	capture_set_filter(c, filters, count(filters));
	return read_all(c, CAPTURE_BATCH);
}

static void every_link_type(void **state)
{
	struct err err = {0};
	struct capture_filter *filters = filter_compile("udp port 53", &err);
	(void)state;
	assert_non_null(filters);
	for (size_t i = 0; i < sizeof(LINKS) / sizeof(LINKS[0]); i++) {
		struct buf b;
		make_pcap(&b, false, PCAP_MICRO, LINKS[i].link);
		for (unsigned k = 0; k < 100; k++)
			make_record(&b, false, k + 1, 0,
				    make_udp(LINKS[i].head, LINKS[i].v6, k == 70 ? 53 : 54));
		make_record(&b, false, 101, 0, slice_text("abc"));
		make_record(&b, false, 102, 0, make_udp(LINKS[i].head, LINKS[i].v6, 53));
		struct seen s = read_filtered(&b, filters);
		assert_int_equal(s.n, 2);
		assert_int_equal(s.frames[0].number, 71);
		assert_int_equal(s.frames[1].number, 102);
		assert_int_equal(s.stats.packets, 102);
		seen_done(&s);
		buf_done(&b);
	}
	filter_free(filters);
}

/* Raw IP has no Ethernet addresses: its frames stay out, Ethernet's do not. */
static void fits_some_link_types(void **state)
{
	struct err err = {0};
	struct capture_filter *filters = filter_compile("ether src 01:02:03:04:05:06", &err);
	struct buf b;
	(void)state;
	assert_non_null(filters);
	buf_init(&b, MADE_MAX);
	make_section(&b, false);
	make_interface(&b, false, LINK_RAW, 0, slice_of(NULL, 0));
	make_interface(&b, false, LINK_ETHERNET, 0, slice_of(NULL, 0));
	make_enhanced(&b, false, 0, 1, make_udp(slice_of("", 0), false, 53), slice_of(NULL, 0));
	make_enhanced(&b, false, 1, 1, make_udp(LINKS[0].head, false, 53), slice_of(NULL, 0));
	struct seen s = read_filtered(&b, filters);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.frames[0].number, 2);
	assert_false(s.stats.incomplete);
	seen_done(&s);
	buf_done(&b);
	filter_free(filters);
}

static void refuses_nonsense(void **state)
{
	struct err err = {0};
	(void)state;
	assert_null(filter_compile("port port", &err));
	assert_contains(err.text, "filter \"port port\": ");
	assert_contains(err.text, "syntax error");
	err = (struct err){0};
	assert_null(filter_compile("tcp and udp", &err));
	assert_contains(err.text, "rejects all packets");
	filter_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_link_type),
		cmocka_unit_test(fits_some_link_types),
		cmocka_unit_test(refuses_nonsense),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
