/* SPDX-License-Identifier: Apache-2.0 */
#include "capture_test.h"

#include <dirent.h>
#include <fcntl.h>
#include <pcap/pcap.h>

static void both_orders_and_resolutions(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		bool big = i & 1, nano = i & 2;
		struct buf b;
		make_pcap(&b, big, nano ? PCAP_NANO : PCAP_MICRO, LINK_ETHERNET);
		make_record(&b, big, 1, nano ? 999999999 : 999999, pattern(1, 60));
		put32(&b, big, 4000000000U); /* after 2038: seconds have no sign */
		put32(&b, big, 5);
		put32(&b, big, 3);
		put32(&b, big, 1500);
		buf_slice(&b, pattern(2, 3));
		struct seen s = read_all(open_buf(&b), CAPTURE_BATCH);
		assert_int_equal(s.n, 2);
		assert_int_equal(s.frames[0].time_us, 1999999);
		assert_int_equal(s.frames[0].number, 1);
		assert_int_equal(s.frames[0].len, 60);
		assert_int_equal(s.frames[0].wire_len, 60);
		assert_int_equal(s.frames[0].link, LINK_ETHERNET);
		assert_true(is_pattern(&s.frames[0], 1));
		assert_int_equal(s.frames[1].time_us, 4000000000000000 + (nano ? 0 : 5));
		assert_int_equal(s.frames[1].len, 3);
		assert_int_equal(s.frames[1].wire_len, 1500);
		assert_true(is_pattern(&s.frames[1], 2));
		assert_int_equal(s.stats.packets, 2);
		assert_int_equal(s.stats.bytes_read, b.len);
		assert_int_equal(s.stats.snap_length, 65535);
		assert_false(s.stats.incomplete);
		assert_string_equal(s.stats.warning, "");
		seen_done(&s);
		buf_done(&b);
	}
}

static void link_types(void **state)
{
	static const struct {
		uint32_t in_file, want;
	} rows[] = {
		{0, LINK_NULL},
		{1, LINK_ETHERNET},
		{12, LINK_RAW},
		{14, LINK_RAW},
		{101, LINK_RAW},
		{108, LINK_LOOP},
		{113, LINK_LINUX_SLL},
		{228, LINK_IPV4},
		{229, LINK_IPV6},
		{276, LINK_LINUX_SLL2},
		{0x54000001, LINK_ETHERNET}, /* with a frame check sequence */
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf b;
		make_pcap(&b, false, PCAP_MICRO, rows[i].in_file);
		make_record(&b, false, 1, 1, pattern(1, 20));
		struct seen s = read_all(open_buf(&b), CAPTURE_BATCH);
		assert_int_equal(s.n, 1);
		assert_int_equal(s.frames[0].link, rows[i].want);
		seen_done(&s);
		buf_done(&b);
	}
	assert_string_equal(link_type_name(LINK_RAW), "RAW");
	assert_string_equal(link_type_name(LINK_ETHERNET), "EN10MB");
	assert_string_equal(link_type_name(0xfffffff0), "unknown");
}

static void refused(struct slice bytes, const char *want)
{
	struct err err = {0};

	assert_null(capture_open(fd_of(bytes), "x.pcap", &err));
	assert_contains(err.text, "x.pcap: ");
	assert_contains(err.text, want);
}

static void refuses_what_it_cannot_read(void **state)
{
	struct buf b;
	struct err err = {0};
	(void)state;
	refused(slice_of(NULL, 0), "empty");
	refused(slice_text("abc"), "not a capture file");
	refused(slice_text("GET / HTTP/1.1\r\n"), "not a capture file");
	for (int big = 0; big < 2; big++) {
		make_pcap(&b, big, PCAP_MICRO, 127);
		refused(slice_of(b.at, b.len), "link type 127 (IEEE802_11_RADIO) is not supported");
		buf_done(&b);
		make_pcap(&b, big, 0xa1b2cd34, LINK_ETHERNET);
		refused(slice_of(b.at, b.len), "Kuznetzov");
		buf_done(&b);
		make_pcap(&b, big, PCAP_MICRO, LINK_ETHERNET);
		b.at[big ? 7 : 6] = 9;
		refused(slice_of(b.at, b.len), "version 2.9");
		buf_done(&b);
	}
	assert_null(capture_open(open("/", O_RDONLY | O_CLOEXEC), "/", &err));
	assert_contains(err.text, "Is a directory");
}

/* A record of no bytes is one; a record of zeros only is where a machine lost power. */
static void empty_record_and_zeros(void **state)
{
	struct buf b;
	(void)state;
	make_pcap(&b, false, PCAP_MICRO, LINK_ETHERNET);
	make_record(&b, false, 7, 0, slice_of(NULL, 0));
	make_record(&b, false, 8, 0, pattern(1, 9));
	size_t good = b.len;
	for (int i = 0; i < 100; i++)
		buf_u8(&b, 0);
	struct seen s = read_all(open_buf(&b), CAPTURE_BATCH);
	assert_int_equal(s.n, 2);
	assert_int_equal(s.frames[0].len, 0);
	assert_true(s.stats.incomplete);
	char place[60];
	(void)snprintf(place, sizeof(place), "byte %zu ", good);
	assert_contains(s.stats.warning, place);
	assert_contains(s.stats.warning, "zeros");
	seen_done(&s);
	buf_done(&b);
}

static void cut_at_every_byte(void **state)
{
	static const size_t lens[] = {1, 0, 17, 60, 5};
	size_t ends[6] = {24};
	struct buf b;
	(void)state;
	make_pcap(&b, false, PCAP_MICRO, LINK_ETHERNET);
	for (unsigned i = 0; i < 5; i++) {
		make_record(&b, false, 100 + i, i, pattern(i, lens[i]));
		ends[i + 1] = b.len;
	}
	struct seen whole = read_all(open_buf(&b), CAPTURE_BATCH);
	assert_int_equal(whole.n, 5);
	for (size_t cut = 0; cut < 24; cut++)
		refused(slice_of(b.at, cut), cut ? "not a capture file" : "empty");
	for (size_t cut = 24, n = 0; cut <= b.len; cut++) {
		while (n < 5 && ends[n + 1] <= cut)
			n++;
		struct seen s = read_bytes(slice_of(b.at, cut));
		assert_int_equal(s.n, n);
		assert_prefix(&s, &whole);
		assert_int_equal(s.stats.incomplete, cut != ends[n]);
		assert_int_equal(s.stats.warning[0] != 0, cut != ends[n]);
		bool head_there = n < 5 && cut >= ends[n] + 16;
		assert_int_equal(s.stats.unread_bytes, head_there ? ends[n + 1] - cut : 0);
		char place[60];
		(void)snprintf(place, sizeof(place), "byte %zu ", ends[n]);
		if (head_there)
			assert_contains(s.stats.warning, place);
		seen_done(&s);
	}
	seen_done(&whole);
	buf_done(&b);
}

static void garbage_in_the_middle(void **state)
{
	static const uint32_t lengths[] = {FRAME_BYTES_MAX + 1, 0x80000000, 0xffffffff};
	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct buf b;
		make_pcap(&b, true, PCAP_MICRO, LINK_ETHERNET);
		make_record(&b, true, 1, 1, pattern(1, 30));
		size_t good = b.len;
		make_record(&b, true, 1, 2, pattern(2, FRAME_BYTES_MAX));
		make_record(&b, true, 1, 2, pattern(2, 100));
		for (unsigned k = 0; k < 4; k++)
			b.at[good + 8 + k] = (uint8_t)(lengths[i] >> (24 - 8 * k));
		struct seen s = read_all(open_buf(&b), CAPTURE_BATCH);
		assert_int_equal(s.n, 1);
		assert_true(s.stats.incomplete);
		assert_int_equal(s.stats.unread_bytes, 0);
		assert_contains(s.stats.warning, "unreadable from byte 70 on");
		seen_done(&s);
		buf_done(&b);
	}
}

static void longest_frame_and_wrong_wire_length(void **state)
{
	struct buf b;
	(void)state;
	make_pcap(&b, false, PCAP_MICRO, LINK_ETHERNET);
	make_record(&b, false, 1, 1, pattern(3, FRAME_BYTES_MAX));
	make_record(&b, false, 1, 2, pattern(4, 10));
	b.at[24 + 12] = b.at[24 + 13] = b.at[24 + 14] = 0; /* shorter on the wire than here */
	struct seen s = read_all(open_buf(&b), 1);
	assert_int_equal(s.n, 2);
	assert_int_equal(s.frames[0].len, FRAME_BYTES_MAX);
	assert_int_equal(s.frames[0].wire_len, FRAME_BYTES_MAX);
	assert_true(is_pattern(&s.frames[0], 3));
	assert_true(is_pattern(&s.frames[1], 4));
	seen_done(&s);
	buf_done(&b);
}

static void same_as_libpcap(const char *path)
{
	char why[PCAP_ERRBUF_SIZE];
	struct err err = {0};
	struct pcap_pkthdr *head;
	const u_char *bytes;
	pcap_t *theirs = pcap_open_offline(path, why);
	struct capture *c = capture_open(open(path, O_RDONLY | O_CLOEXEC), path, &err);

	if (!theirs || !c)
		fail_msg("%s%s", theirs ? "" : why, c ? "" : err.text);
	struct seen s = read_all(c, CAPTURE_BATCH);
	size_t n = 0;
	for (; pcap_next_ex(theirs, &head, &bytes) == 1; n++) {
		assert_true(n < s.n);
		const struct frame *f = &s.frames[n];
		assert_int_equal(f->wire_len, head->len);
		assert_int_equal(f->time_us, head->ts.tv_sec * 1000000 + head->ts.tv_usec);
		assert_true(slice_equal(slice_of(f->at, f->len), slice_of(bytes, head->caplen)));
	}
	assert_int_equal(s.n, n);
	pcap_close(theirs);
	seen_done(&s);
}

static void real_captures_as_libpcap_reads_them(void **state)
{
	const char *shared = getenv("CAMTRAIL_SHARED");
	char path[4096];
	unsigned n = 0;
	(void)state;
	if (!shared)
		skip();
	(void)snprintf(path, sizeof(path), "%s/captures", shared);
	DIR *folder = opendir(path);
	if (!folder)
		skip();
	for (const struct dirent *e; (e = readdir(folder)) != NULL;) {
		if (!strstr(e->d_name, ".pcap"))
			continue;
		(void)snprintf(path, sizeof(path), "%s/captures/%s", shared, e->d_name);
		same_as_libpcap(path);
		n++;
	}
	(void)closedir(folder);
	assert_true(n > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_orders_and_resolutions),
		cmocka_unit_test(link_types),
		cmocka_unit_test(refuses_what_it_cannot_read),
		cmocka_unit_test(empty_record_and_zeros),
		cmocka_unit_test(cut_at_every_byte),
		cmocka_unit_test(garbage_in_the_middle),
		cmocka_unit_test(longest_frame_and_wrong_wire_length),
		cmocka_unit_test(real_captures_as_libpcap_reads_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
