/* SPDX-License-Identifier: Apache-2.0
 *
 * Proves the reader's jail from outside: readers that do what no reader may do are ended by the
 * kernel, the keeper says so and keeps what was sent before. Each misdeed runs as the work of a
 * real reader process, through the same reader_start and reader_collect as an audit.
 */
#include "unit/test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/reader.h"

/* A good record first, then the misdeed. */
static void say_one_thing(void (*give)(void *ctx, struct slice records), void *ctx)
{
	struct buf b;
	struct record warning = {.type = RECORD_WARNING, .warning = {.text = "sent before"}};

	buf_init(&b, 10000);
	record_encode(&b, &warning);
	give(ctx, slice_of(b.at, b.len));
	buf_done(&b);
}

#define MISDEED(name, act)                                                         \
	static void name(const struct reader_job *job,                             \
			 void (*give)(void *ctx, struct slice records), void *ctx) \
	{                                                                          \
		(void)job;                                                         \
		say_one_thing(give, ctx);                                          \
		act;                                                               \
		_exit(0);                                                          \
	}

MISDEED(opens_a_file, (void)!open("/etc/passwd", O_RDONLY))
MISDEED(creates_a_file, (void)!open("/tmp/camtrail-jail-test", O_CREAT | O_WRONLY, 0600))
MISDEED(opens_a_socket, (void)!socket(AF_INET, SOCK_STREAM, 0))
MISDEED(starts_a_program, (void)!execl("/bin/true", "true", (char *)NULL))
MISDEED(forks, (void)!fork())
MISDEED(traces, (void)!ptrace(PTRACE_TRACEME, 0, NULL, NULL))
MISDEED(kills, (void)!kill(getppid(), SIGTERM))
MISDEED(maps_executable_memory,
	(void)!mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))

static void makes_memory_executable(const struct reader_job *job,
				    void (*give)(void *ctx, struct slice records), void *ctx)
{
	(void)job;
	say_one_thing(give, ctx);
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	(void)!mprotect(page, 4096, PROT_READ | PROT_EXEC);
	_exit(0);
}

static void dies_early(const struct reader_job *job, void (*give)(void *ctx, struct slice records),
		       void *ctx)
{
	(void)job;
	say_one_thing(give, ctx);
	_exit(5);
}

static void sends_garbage(const struct reader_job *job,
			  void (*give)(void *ctx, struct slice records), void *ctx)
{
	(void)job;
	say_one_thing(give, ctx);
	give(ctx, slice_text("\xff\xff\xff\xff\xff this is no record"));
	_exit(0);
}

static void behaves(const struct reader_job *job, void (*give)(void *ctx, struct slice records),
		    void *ctx)
{
	(void)job;
	struct buf b;
	struct record end = {.type = RECORD_END};
	say_one_thing(give, ctx);
	buf_init(&b, 1000);
	record_encode(&b, &end);
	give(ctx, slice_of(b.at, b.len));
	buf_done(&b);
}

static unsigned received;

static void take(void *ctx, const struct record *record)
{
	(void)ctx;
	if (record->type == RECORD_WARNING)
		received++;
}

static struct reader_end end_of(reader_work *work)
{
	struct reader_job job = {.n_captures = 0};
	struct reader_how how = {.one_process = false};
	struct reader_end end;
	struct err err = {{0}};

	received = 0;
	struct reader *r = reader_start(&job, &how, work, &err);
	assert_non_null(r);
	assert_int_equal(reader_collect(r, take, NULL, &end, &err), 0);
	assert_int_equal(received, 1); /* what was sent before is kept */
	return end;
}

static void forbidden_acts_end_the_reader(void **state)
{
	reader_work *const misdeeds[] = {
		opens_a_file, creates_a_file, opens_a_socket,         starts_a_program,       forks,
		traces,       kills,          maps_executable_memory, makes_memory_executable};
	(void)state;
	for (size_t i = 0; i < sizeof(misdeeds) / sizeof(misdeeds[0]); i++) {
		struct reader_end end = end_of(misdeeds[i]);
		assert_false(end.whole);
		assert_non_null(strstr(end.reason, "its jail forbids"));
	}
	assert_int_not_equal(access("/tmp/camtrail-jail-test", F_OK), 0);
}

static void a_reader_that_dies_or_raves_is_reported(void **state)
{
	(void)state;
	struct reader_end end = end_of(dies_early);
	assert_false(end.whole);
	assert_non_null(strstr(end.reason, "status 5"));
	end = end_of(sends_garbage);
	assert_false(end.whole);
	assert_non_null(strstr(end.reason, "can't be trusted"));
}

static void a_good_reader_is_whole(void **state)
{
	(void)state;
	assert_true(end_of(behaves).whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forbidden_acts_end_the_reader),
		cmocka_unit_test(a_reader_that_dies_or_raves_is_reported),
		cmocka_unit_test(a_good_reader_is_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
