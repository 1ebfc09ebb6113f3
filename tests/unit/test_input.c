/* SPDX-License-Identifier: Apache-2.0
 *
 * The way bytes take into a capture: blocks, pipes, gzip, zstd, the jail.
 */
#include "capture_test.h"

#include "capture/input.h"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Several blocks of frames of all lengths, so that records cross every kind of border. */
static size_t make_long(struct buf *b, bool next_generation)
{
	unsigned n = 0;

	if (next_generation) {
		buf_init(b, MADE_MAX);
		make_section(b, true);
		make_interface(b, true, LINK_ETHERNET, 0, slice_of(NULL, 0));
	} else {
		make_pcap(b, false, PCAP_MICRO, LINK_ETHERNET);
	}
	for (; b->len < 4500000; n++) {
		struct slice bytes = pattern(n, n % 97 == 0 ? FRAME_BYTES_MAX - n : n * 37 % 1600);
		if (next_generation)
			make_enhanced(b, true, 0, n, bytes, slice_of(NULL, 0));
		else
			make_record(b, false, n + 1, 0, bytes);
	}
	return n;
}

static void assert_whole(const struct seen *s, size_t n)
{
	assert_int_equal(s->n, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(s->frames[i].number, i + 1);
		assert_true(is_pattern(&s->frames[i], (unsigned)i));
	}
	assert_string_equal(s->stats.warning, "");
	assert_false(s->stats.incomplete);
}

static void records_across_blocks(void **state)
{
	(void)state;
	for (int ng = 0; ng < 2; ng++) {
		struct buf b;
		size_t n = make_long(&b, ng);
		struct seen s = read_all(open_buf(&b), CAPTURE_BATCH);
		assert_whole(&s, n);
		assert_int_equal(s.stats.bytes_read, b.len);
		seen_done(&s);
		s = read_all(open_buf(&b), 3);
		assert_whole(&s, n);
		seen_done(&s);
		/* Offsets count from the file's start, not the block's. */
		char place[60];
		(void)snprintf(place, sizeof(place), "byte %zu ", b.len);
		for (int i = 0; i < 30; i++)
			buf_u8(&b, 0xff);
		s = read_all(open_buf(&b), CAPTURE_BATCH);
		assert_int_equal(s.n, n);
		assert_contains(s.stats.warning, place);
		seen_done(&s);
		buf_done(&b);
	}
}

/* Asks for stretches of all lengths and passes over others; gives how many bytes there were. */
static uint64_t agrees(struct input *in, struct slice with)
{
	uint64_t at = 0;

	for (unsigned i = 1;; i++) {
		size_t n = i % 50 == 0 ? INPUT_NEED_MAX - i : i * 7919 % 40000;
		bool whole = input_need(in, n);
		size_t left = input_left(in) < n ? input_left(in) : n;
		assert_int_equal(input_offset(in), at);
		assert_true(at + left <= with.len);
		assert_memory_equal(in->at, with.at + at, left);
		at += input_skip(in, whole ? n / 2 : left);
		if (!whole)
			return at;
	}
}

/* Read or through a mapping, or whichever was found to be faster: the same bytes, those too that the
 * file gets while it is looked at. */
static void either_way_is_the_same(void **state)
{
	struct buf b;
	(void)state;

	buf_init(&b, MADE_MAX);
	while (b.len < INPUT_MAPPED + 70000) {
		struct slice some = pattern((unsigned)b.len, 50000);
		buf_put(&b, some.at, some.len);
	}
	for (enum input_way way = INPUT_FASTER; way <= INPUT_MAP; way++) {
		for (int grows = 0; grows < 2; grows++) {
			struct input in;
			size_t first = b.len - (grows ? 33333 : 0);
			int fd = fd_of(slice_of(b.at, first));
			assert_int_equal(input_open(&in, fd, way, NULL), 0);
			if (way != INPUT_FASTER)
				assert_int_equal(in.memory == NULL, way == INPUT_MAP);
			assert_int_equal(pwrite(fd, b.at + first, b.len - first, (off_t)first),
					 b.len - first);
			assert_int_equal(agrees(&in, slice_of(b.at, b.len)), b.len);
			assert_int_equal(in.raw_bytes, b.len);
			assert_string_equal(in.problem, "");
			input_done(&in);
			(void)close(fd);
		}
	}
	buf_done(&b);
}

static void becomes_shorter_while_mapped(void **state)
{
	struct input in;
	(void)state;
	struct buf b;

	buf_init(&b, MADE_MAX);
	while (b.len < 3 * (size_t)INPUT_WINDOW) {
		struct slice some = pattern((unsigned)b.len, 50000);
		buf_put(&b, some.at, some.len);
	}
	int fd = fd_of(slice_of(b.at, b.len));
	assert_int_equal(input_open(&in, fd, INPUT_MAP, NULL), 0);
	assert_true(input_need(&in, 4));
	assert_int_equal(ftruncate(fd, INPUT_WINDOW + 5000), 0);
	assert_int_equal(agrees(&in, slice_of(b.at, b.len)), INPUT_WINDOW + 5000);
	assert_contains(in.problem, "the file has ended at byte 2102152");
	input_done(&in);
	(void)close(fd);
	buf_done(&b);
}

static int pipe_of(struct slice bytes, size_t piece)
{
	int ends[2];

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)close(ends[0]);
		for (size_t done = 0; done < bytes.len;) {
			size_t left = bytes.len - done;
			ssize_t n = write(ends[1], bytes.at + done, left < piece ? left : piece);
			if (n <= 0)
				_exit(1);
			done += (size_t)n;
		}
		_exit(0);
	}
	(void)close(ends[1]);
	return ends[0];
}

static void from_a_pipe(void **state)
{
	(void)state;
	for (int ng = 0; ng < 2; ng++) {
		struct err err = {0};
		struct buf b;
		int status = -1;
		size_t n = make_long(&b, ng);
		int fd = pipe_of(slice_of(b.at, b.len), ng ? 70001 : 4099);
		struct capture *c = capture_open(fd, "-", &err);
		assert_non_null(c);
		struct seen s = read_all(c, CAPTURE_BATCH);
		assert_whole(&s, n);
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
		seen_done(&s);
		buf_done(&b);
	}
}

/* Frames that have come through a pipe are handed out before the next byte is waited for. */
static void does_not_wait_for_a_full_block(void **state)
{
	struct frame batch[CAPTURE_BATCH];
	struct buf b;
	int ends[2];
	(void)state;
	make_pcap(&b, false, PCAP_MICRO, LINK_ETHERNET);
	make_record(&b, false, 1, 0, pattern(1, 50));
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(write(ends[1], b.at, b.len), b.len);
	struct capture *c = capture_open(ends[0], "-", NULL);
	assert_non_null(c);
	assert_int_equal(capture_next(c, batch, CAPTURE_BATCH), 1);
	(void)close(ends[1]);
	assert_int_equal(capture_next(c, batch, CAPTURE_BATCH), 0);
	capture_close(c);
	buf_done(&b);
}

typedef void packer(struct buf *out, struct slice bytes);

static void packed_in_pieces(packer *pack)
{
	struct buf b, packed;
	size_t n = make_long(&b, false);
	size_t pieces[] = {10, 1000000, 1000000, b.len - 2000010};
	size_t at = 0;

	buf_init(&packed, MADE_MAX);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		pack(&packed, slice_of(b.at + at, pieces[i]));
		at += pieces[i];
	}
	struct seen s = read_all(open_buf(&packed), CAPTURE_BATCH);
	assert_whole(&s, n);
	assert_int_equal(s.stats.bytes_read, packed.len);
	seen_done(&s);
	for (size_t cut = packed.len - 1; cut > 1000; cut = cut * 2 / 3) {
		struct seen part = read_bytes(slice_of(packed.at, cut));
		assert_true(part.n < n || cut > packed.len - 20); /* a checksum may be missing */
		assert_true(part.stats.incomplete);
		assert_contains(part.stats.warning, "compressed data are cut off at byte");
		for (size_t i = 0; i < part.n; i++)
			assert_true(is_pattern(&part.frames[i], (unsigned)i));
		seen_done(&part);
	}
	buf_done(&packed);
	buf_done(&b);
}

static void gzip_members(void **state)
{
	(void)state;
	packed_in_pieces(pack_gzip);
}

static void zstd_frames(void **state)
{
	(void)state;
	packed_in_pieces(pack_zstd);
}

/* A small packed capture cut at every byte, and with every byte changed. */
static void packed_and_damaged(packer *pack)
{
	struct buf b, packed;

	make_pcap(&b, false, PCAP_MICRO, LINK_ETHERNET);
	for (unsigned i = 0; i < 4; i++)
		make_record(&b, false, i + 1, 0, pattern(i, 50));
	buf_init(&packed, 100000);
	pack(&packed, slice_of(b.at, b.len));
	struct seen whole = read_all(open_buf(&packed), CAPTURE_BATCH);
	assert_int_equal(whole.n, 4);
	assert_false(whole.stats.incomplete);
	for (size_t cut = 0; cut < packed.len; cut++) {
		struct err err = {0};
		struct capture *c = capture_open(fd_of(slice_of(packed.at, cut)), "x", &err);
		if (!c) {
			assert_contains(err.text, cut ? "not a capture file" : "empty");
			continue;
		}
		struct seen s = read_all(c, CAPTURE_BATCH);
		assert_prefix(&s, &whole);
		assert_true(s.stats.incomplete);
		assert_contains(s.stats.warning, "cut off at byte");
		seen_done(&s);
	}
	for (size_t i = 0; i < packed.len; i++) {
		packed.at[i] ^= 0x10;
		struct capture *c = capture_open(fd_of(slice_of(packed.at, packed.len)), "x", NULL);
		if (c) {
			struct seen s = read_all(c, CAPTURE_BATCH);
			seen_done(&s);
		}
		packed.at[i] ^= 0x10;
	}
	seen_done(&whole);
	buf_done(&packed);
	buf_done(&b);
}

static void gzip_damaged(void **state)
{
	(void)state;
	packed_and_damaged(pack_gzip);
}

static void zstd_damaged(void **state)
{
	(void)state;
	packed_and_damaged(pack_zstd);
}

static void what_follows_packed_data(void **state)
{
	static packer *const packers[] = {pack_gzip, pack_zstd};
	struct buf b, packed;
	(void)state;
	make_pcap(&b, false, PCAP_MICRO, LINK_ETHERNET);
	make_record(&b, false, 1, 0, pattern(1, 50));
	buf_init(&packed, 100000);
	for (int i = 0; i < 2; i++) {
		buf_clear(&packed);
		packers[i](&packed, slice_of(b.at, b.len));
		size_t len = packed.len;
		buf_text(&packed, "no packed data");
		struct seen s = read_all(open_buf(&packed), CAPTURE_BATCH);
		assert_int_equal(s.n, 1);
		assert_true(s.stats.incomplete);
		assert_contains(s.stats.warning,
				i ? "zstd data are damaged" : "gzip data are damaged");
		seen_done(&s);
		packed.len = len;
	}
	buf_clear(&packed);
	pack_gzip(&packed, slice_of(b.at, b.len));
	for (int i = 0; i < 600; i++)
		buf_u8(&packed, 0); /* padding of a tape */
	struct seen s = read_all(open_buf(&packed), CAPTURE_BATCH);
	assert_int_equal(s.n, 1);
	assert_false(s.stats.incomplete);
	seen_done(&s);
	/* A skippable frame first, as parallel zstd writes it. */
	buf_clear(&packed);
	buf_le32(&packed, 0x184d2a50);
	buf_le32(&packed, 4);
	buf_le32(&packed, 77);
	pack_zstd(&packed, slice_of(b.at, b.len));
	s = read_all(open_buf(&packed), CAPTURE_BATCH);
	assert_int_equal(s.n, 1);
	assert_false(s.stats.incomplete);
	seen_done(&s);
	/* Nothing, packed, is as empty as nothing. */
	struct err err = {0};
	buf_clear(&packed);
	pack_gzip(&packed, slice_of(NULL, 0));
	assert_null(capture_open(fd_of(slice_of(packed.at, packed.len)), "x", &err));
	assert_contains(err.text, "x: the file is empty");
	buf_done(&packed);
	buf_done(&b);
}

/* The offset in a warning about packed data counts what came out. */
static void garbage_inside_packed_data(void **state)
{
	struct buf b, packed;
	(void)state;
	make_pcap(&b, false, PCAP_MICRO, LINK_ETHERNET);
	make_record(&b, false, 1, 0, pattern(1, 50));
	for (int i = 0; i < 20; i++)
		buf_u8(&b, 0xff);
	buf_init(&packed, 100000);
	pack_zstd(&packed, slice_of(b.at, b.len));
	struct seen s = read_all(open_buf(&packed), CAPTURE_BATCH);
	assert_int_equal(s.n, 1);
	assert_contains(s.stats.warning, "byte 90 of the decompressed data");
	seen_done(&s);
	buf_done(&packed);
	buf_done(&b);
}

/* Everything that a file needs but is no read of it: ends the process. */
static void jail(void)
{
	static const int forbidden[] = {
		SCMP_SYS(open),  SCMP_SYS(openat),  SCMP_SYS(fstat),      SCMP_SYS(stat),
		SCMP_SYS(statx), SCMP_SYS(socket),  SCMP_SYS(newfstatat), SCMP_SYS(ioctl),
		SCMP_SYS(fcntl), SCMP_SYS(pread64),
	};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	if (!filter || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		_exit(3);
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++)
		(void)seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, forbidden[i], 0);
	if (seccomp_load(filter) != 0)
		_exit(3);
}

static void reads_inside_the_jail(void **state)
{
	static const char *const ways[] = {"plain", "gzip", "zstd", "cut", "not a capture"};
	struct buf b, packed;
	(void)state;
	size_t n = make_long(&b, true);
	for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++) {
		int status = -1;
		buf_init(&packed, MADE_MAX);
		if (way == 1)
			pack_gzip(&packed, slice_of(b.at, b.len));
		else if (way == 2)
			pack_zstd(&packed, slice_of(b.at, b.len));
		else
			buf_put(&packed, way == 4 ? b.at + 1 : b.at, b.len - (way >= 3));
		int fd = fd_of(slice_of(packed.at, packed.len));
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			struct frame batch[CAPTURE_BATCH];
			size_t got, sum = 0;
			jail();
			struct capture *c = capture_open(fd, "jailed", NULL);
			while (c && (got = capture_next(c, batch, CAPTURE_BATCH)) > 0)
				sum += got;
			_exit(way == 4 ? c != NULL : sum != (way == 3 ? n - 1 : n));
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		if (WIFEXITED(status) && WEXITSTATUS(status) == 3)
			skip();
		if (status != 0)
			fail_msg("%s: status %d", ways[way], status);
		(void)close(fd);
		buf_done(&packed);
	}
	buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_across_blocks),
		cmocka_unit_test(either_way_is_the_same),
		cmocka_unit_test(becomes_shorter_while_mapped),
		cmocka_unit_test(from_a_pipe),
		cmocka_unit_test(does_not_wait_for_a_full_block),
		cmocka_unit_test(gzip_members),
		cmocka_unit_test(zstd_frames),
		cmocka_unit_test(gzip_damaged),
		cmocka_unit_test(zstd_damaged),
		cmocka_unit_test(what_follows_packed_data),
		cmocka_unit_test(garbage_inside_packed_data),
		cmocka_unit_test(reads_inside_the_jail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
