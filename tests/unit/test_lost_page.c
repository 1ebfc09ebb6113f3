/* SPDX-License-Identifier: Apache-2.0
 *
 * A capture that becomes shorter while it is mapped: what was counted before is kept.
 */
#include "capture_test.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/lost_page.h"
#include "capture/format.h"

enum { RECORD = 1416, LONG = 6 << 20 };

static size_t make_long(struct buf *b)
{
	size_t n = 0;

	make_pcap(b, false, PCAP_MICRO, LINK_ETHERNET);
	for (; b->len < LONG; n++)
		make_record(b, false, 1, 0, pattern((unsigned)n, RECORD - 16));
	return n;
}

/* The pages that are gone lie in the window that is being read. */
static void cut_inside_a_window(void **state)
{
	struct buf b;
	struct frame batch[CAPTURE_BATCH];
	size_t n = 0, got;

	(void)state;
	lost_page_becomes_zeros();
	make_long(&b);
	int fd = fd_of(slice_of(b.at, b.len));
	struct capture *c = capture_open_through(fd, "cut", INPUT_MAP, NULL);
	while (n < 100 && (got = capture_next(c, batch, CAPTURE_BATCH)) > 0)
		n += got;
	assert_int_equal(ftruncate(fd, 1 << 20), 0);
	for (; (got = capture_next(c, batch, CAPTURE_BATCH)) > 0; n += got)
		for (size_t i = 0; i < got; i++)
			(void)is_pattern(&batch[i], 0); /* touches it */
	/* the last of them, begun before the cut, is zeros from there on */
	assert_int_equal(n, ((1 << 20) - 24) / RECORD + 1);
	assert_true(capture_stats(c)->incomplete);
	assert_contains(capture_stats(c)->warning, "zeros stand where a record should");
	capture_close(c);
	buf_done(&b);
}

/* The pages that are gone lie beyond it. */
static void cut_behind_the_window(void **state)
{
	struct buf b;

	(void)state;
	size_t n = make_long(&b), kept = LONG - 700000;
	int fd = fd_of(slice_of(b.at, b.len));
	struct capture *c = capture_open_through(fd, "cut", INPUT_MAP, NULL);
	assert_int_equal(ftruncate(fd, (off_t)kept), 0);
	struct seen s = read_all(c, CAPTURE_BATCH);
	assert_true(s.n < n);
	assert_int_equal(s.n, (kept - 24) / RECORD);
	for (size_t i = 0; i < s.n; i++)
		assert_true(is_pattern(&s.frames[i], (unsigned)i));
	assert_true(s.stats.incomplete);
	assert_contains(s.stats.warning, "the file has ended at byte 5591456");
	seen_done(&s);
	buf_done(&b);
}

/* Records that come while the others are read are read too. */
static void grows_meanwhile(void **state)
{
	struct buf b;

	(void)state;
	size_t n = make_long(&b), more = n + n / 2, was = b.len;
	int fd = fd_of(slice_of(b.at, b.len));
	struct capture *c = capture_open_through(fd, "grows", INPUT_MAP, NULL);
	for (size_t i = n; i < more; i++)
		make_record(&b, false, 1, 0, pattern((unsigned)i, RECORD - 16));
	assert_int_equal(pwrite(fd, b.at + was, b.len - was, (off_t)was), b.len - was);
	struct seen s = read_all(c, CAPTURE_BATCH);
	assert_int_equal(s.n, more);
	for (size_t i = 0; i < s.n; i++)
		assert_true(is_pattern(&s.frames[i], (unsigned)i));
	assert_int_equal(s.stats.bytes_read, b.len);
	assert_false(s.stats.incomplete);
	seen_done(&s);
	buf_done(&b);
}

/* A SIGBUS that no lost page explains ends the process. */
static void other_faults_end_the_process(void **state)
{
	int status = 0;

	(void)state;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		lost_page_becomes_zeros();
		(void)raise(SIGBUS);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_inside_a_window),
		cmocka_unit_test(cut_behind_the_window),
		cmocka_unit_test(grows_meanwhile),
		cmocka_unit_test(other_faults_end_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
