/* SPDX-License-Identifier: Apache-2.0 */
#include "capture_test.h"

#include <fcntl.h>
#include <unistd.h>

#include "capture/write.h"

static struct frame frame_of(struct slice bytes, uint32_t wire_len, int64_t time_us)
{
	return (struct frame){
		.at = bytes.at,
		.len = (uint32_t)bytes.len,
		.wire_len = wire_len,
		.time_us = time_us,
	};
}

/* Opens a file without a name and what is to be read from it later. */
static FILE *nameless(int *ret_fd)
{
	int fd = fd_of(slice_of(NULL, 0));
	*ret_fd = dup(fd);
	FILE *stream = fdopen(fd, "wb");
	assert_non_null(stream);
	return stream;
}

static struct seen read_fd(int fd)
{
	struct err err = {0};

	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	struct capture *c = capture_open(fd, "written", &err);
	if (!c)
		fail_msg("%s", err.text);
	return read_all(c, CAPTURE_BATCH);
}

static void read_back(void **state)
{
	static const struct write_options kinds[] = {
		{0},
		{.big_endian = true},
		{.nanoseconds = true, .link = LINK_RAW},
		{.big_endian = true, .nanoseconds = true, .link = LINK_LINUX_SLL2},
		{.loopback = true},
		{.snap_length = 40},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct write_options *k = &kinds[i];
		struct err err = {0};
		int fd;
		struct write *w = write_stream(nameless(&fd), "made", k);
		struct frame f = frame_of(pattern(1, 60), 1500, 1700000000123456);
		write_frame(w, &f);
		f = frame_of(pattern(2, 30), 0, -5);
		write_frame(w, &f);
		f = frame_of(slice_of(NULL, 0), 9, INT64_MAX);
		write_frame(w, &f);
		assert_int_equal(write_close(w, &err), 0);
		struct seen s = read_fd(fd);
		assert_int_equal(s.n, 3);
		uint32_t link = k->loopback ? LINK_NULL : k->link ? k->link : LINK_ETHERNET;
		uint32_t snap = k->snap_length ? k->snap_length : FRAME_BYTES_MAX;
		assert_int_equal(s.frames[0].link, link);
		assert_int_equal(s.frames[0].len, snap < 60 ? snap : 60);
		assert_int_equal(s.frames[0].wire_len, 1500);
		assert_int_equal(s.frames[0].time_us, 1700000000123456);
		assert_true(is_pattern(&s.frames[0], 1));
		assert_int_equal(s.frames[1].len, 30);
		assert_int_equal(s.frames[1].wire_len, 30);
		assert_int_equal(s.frames[1].time_us, 0);
		assert_int_equal(s.frames[2].len, 0);
		assert_int_equal(s.frames[2].time_us, 4294967295999999);
		assert_int_equal(s.stats.snap_length, snap);
		assert_false(s.stats.incomplete);
		seen_done(&s);
	}
}

/* The byte orders really differ: a reader that ignored the magic would not notice otherwise. */
static void bytes_as_drawn(void **state)
{
	static const uint8_t want[] = {
		0xa1, 0xb2, 0xc3, 0xd4, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0,    0,
		0,    0,    1,    0,    0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0xaa, 0xbb,
	};
	static const uint8_t bytes[] = {0xaa, 0xbb};
	uint8_t got[100];
	int fd;
	struct write_options big = {.big_endian = true};
	struct write *w = write_stream(nameless(&fd), "made", &big);
	struct frame f = frame_of(slice_of(bytes, 2), 2, 2000003);
	(void)state;
	write_frame(w, &f);
	assert_int_equal(write_close(w, NULL), 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(read(fd, got, sizeof(got)), sizeof(want));
	assert_memory_equal(got, want, sizeof(want));
	(void)close(fd);
}

static void says_what_failed(void **state)
{
	struct err err = {0};
	(void)state;
	assert_null(write_open("/nonexistent/x.pcap", NULL, &err));
	assert_contains(err.text, "/nonexistent/x.pcap: cannot be written");
	if (access("/dev/full", W_OK) != 0)
		skip();
	struct write *w = write_open("/dev/full", NULL, &err);
	assert_non_null(w);
	for (unsigned i = 0; i < 100; i++) {
		struct frame f = frame_of(pattern(i, 1000), 0, i);
		write_frame(w, &f);
	}
	assert_int_equal(write_close(w, &err), -1);
	assert_contains(err.text, "/dev/full: cannot be written: No space left");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_back),
		cmocka_unit_test(bytes_as_drawn),
		cmocka_unit_test(says_what_failed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
