/* SPDX-License-Identifier: Apache-2.0
 *
 * What a captured reader may say of itself, and what the keeper makes of it. */
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

#include "app/intake.h"

struct heard {
	unsigned warnings, others;
	uint64_t progress;
};

static void take(void *ctx, const struct record *record)
{
	struct heard *h = ctx;

	if (record->type == RECORD_PROGRESS)
		h->progress = record->progress;
	else if (record->type == RECORD_WARNING)
		h->warnings++;
	else
		h->others++;
}

static void say(struct intake *in, const struct record *record)
{
	struct buf b;

	buf_init(&b, 100000);
	record_encode(&b, record);
	intake_bytes(in, slice_of(b.at, b.len));
	buf_done(&b);
}

static void say_progress(struct intake *in, uint64_t bytes)
{
	say(in, &(struct record){.type = RECORD_PROGRESS, .progress = bytes});
}

static int capture_of(off_t size)
{
	char path[] = "/tmp/camtrail-intake-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(ftruncate(fd, size), 0);
	return fd;
}

static void progress_is_what_was_read(void **state)
{
	int fd = capture_of(100 << 20);
	struct heard h = {0};
	struct intake in;

	(void)state;
	intake_init(&in, take, &h, &fd, 1, true);
	say_progress(&in, 90 << 20);
	assert_int_equal(h.progress, 0);
	assert_true(intake_unmoved(&in) > 0);
	assert_int_equal(lseek(fd, 10 << 20, SEEK_SET), 10 << 20);
	say_progress(&in, UINT64_MAX);
	assert_int_equal(h.progress, 10 << 20);
	assert_int_equal(intake_unmoved(&in), 0);
	say_progress(&in, UINT64_MAX);
	assert_true(intake_unmoved(&in) > 0); /* it did not move on */
	intake_done(&in);
	close(fd);
}

/* The kernel does not say how much of a pipe a process has read. */
static void progress_in_a_pipe_is_taken_at_its_word(void **state)
{
	struct heard h = {0};
	struct intake in;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	intake_init(&in, take, &h, ends, 1, true);
	say_progress(&in, 10 << 20);
	assert_int_equal(h.progress, 10 << 20);
	assert_int_equal(intake_unmoved(&in), 0);
	intake_done(&in);
	close(ends[0]);
	close(ends[1]);
}

static void warnings_are_counted(void **state)
{
	struct record warning = {.type = RECORD_WARNING, .warning = {.text = "x"}};
	struct heard h = {0};
	struct intake in;

	(void)state;
	intake_init(&in, take, &h, NULL, 0, true);
	for (unsigned i = 0; i < 1000; i++)
		say(&in, &warning);
	assert_int_equal(h.warnings, 16);
	assert_true(err_is_set(&in.err));
	intake_done(&in);
}

static void nothing_is_taken_after_the_end_or_a_fault(void **state)
{
	struct record hello = {.type = RECORD_HELLO, .version = CODEC_VERSION};
	struct record other = {.type = RECORD_HELLO, .version = CODEC_VERSION + 1};
	struct heard h = {0};
	struct intake in;

	(void)state;
	intake_init(&in, take, &h, NULL, 0, true);
	say(&in, &hello);
	say(&in, &(struct record){.type = RECORD_END});
	say(&in, &hello);
	assert_int_equal(h.others, 2);
	intake_done(&in);
	intake_init(&in, take, &h, NULL, 0, true);
	say(&in, &other);
	say(&in, &hello);
	assert_int_equal(h.others, 2);
	assert_true(err_is_set(&in.err));
	intake_done(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(progress_is_what_was_read),
		cmocka_unit_test(progress_in_a_pipe_is_taken_at_its_word),
		cmocka_unit_test(warnings_are_counted),
		cmocka_unit_test(nothing_is_taken_after_the_end_or_a_fault),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
