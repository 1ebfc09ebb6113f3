/* SPDX-License-Identifier: Apache-2.0
 *
 * Proves the reader's jail from outside: readers that do what no reader may do are ended by the
 * kernel, the keeper says so and keeps what was sent before. Each misdeed runs as the work of a
 * real reader process, through the same reader_start and reader_collect as an audit.
 */
#include "unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/jail.h"
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

/* Whole classes of calls, each by a member that is allowed to almost any other program. */
static const struct {
	const char *what;
	long number;
} forbidden[] = {
	{"read a file's name", SYS_readlink},
	{"look at a file", SYS_stat},
	{"look at a descriptor", SYS_fstat},
	{"open at", SYS_openat},
	{"open in a newer way", SYS_openat2},
	{"list a folder", SYS_getdents64},
	{"remove", SYS_unlink},
	{"rename", SYS_rename},
	{"change rights", SYS_chmod},
	{"change the root", SYS_chroot},
	{"mount", SYS_mount},
	{"make a file of memory", SYS_memfd_create},
	{"write at a place", SYS_pwrite64},
	{"control a device", SYS_ioctl},
	{"copy a descriptor", SYS_dup},
	{"copy a descriptor otherwise", SYS_fcntl},
	{"make a pipe", SYS_pipe2},
	{"wait for descriptors", SYS_poll},
	{"connect", SYS_connect},
	{"listen", SYS_listen},
	{"pair of sockets", SYS_socketpair},
	{"send", SYS_sendto},
	{"receive with descriptors", SYS_recvmsg},
	{"clone", SYS_clone},
	{"clone in a newer way", SYS_clone3},
	{"fork", SYS_vfork},
	{"execute at", SYS_execveat},
	{"wait for a child", SYS_wait4},
	{"signal a thread", SYS_tgkill},
	{"take hold of a process", SYS_pidfd_open},
	{"take another's descriptor", SYS_pidfd_getfd},
	{"read another's memory", SYS_process_vm_readv},
	{"write another's memory", SYS_process_vm_writev},
	{"handle signals", SYS_rt_sigaction},
	{"become somebody", SYS_setuid},
	{"get capabilities", SYS_capset},
	{"change itself", SYS_prctl},
	{"loosen its filter", SYS_seccomp},
	{"raise limits", SYS_prlimit64},
	{"names apart", SYS_unshare},
	{"enter names", SYS_setns},
	{"queues in the kernel", SYS_io_uring_setup},
	{"programs in the kernel", SYS_bpf},
	{"count events", SYS_perf_event_open},
	{"handle page faults", SYS_userfaultfd},
	{"keys", SYS_keyctl},
	{"shared memory", SYS_shmget},
	{"modules", SYS_init_module},
	{"another kernel", SYS_kexec_load},
	{"set the clock", SYS_clock_settime},
	{"protect by keys", SYS_pkey_mprotect},
	{"sleep", SYS_nanosleep},
	{"reboot", SYS_reboot},
};
enum { FORBIDDEN = sizeof(forbidden) / sizeof(forbidden[0]) };
static size_t forbidden_now;

static void calls_forbidden(const struct reader_job *job,
			    void (*give)(void *ctx, struct slice records), void *ctx)
{
	(void)job;
	say_one_thing(give, ctx);
	(void)!syscall(forbidden[forbidden_now].number, 0L, 0L, 0L, 0L, 0L, 0L);
	_exit(0);
}

/* A capture that is standard input may be a terminal. */
MISDEED(writes_to_its_input, (void)!write(STDIN_FILENO, "\033]0;x\007", 7))
/* Its own end is a reader's to choose, nobody else's, and no signal but SIGABRT. */
MISDEED(aborts_another, (void)!syscall(SYS_tgkill, getppid(), getppid(), SIGABRT))
MISDEED(signals_itself, (void)!syscall(SYS_tgkill, getpid(), gettid(), SIGSTOP))
/* Its captures may be looked at as memory, not changed and not run. */
MISDEED(maps_a_file_for_writing,
	(void)!mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, STDIN_FILENO, 0))
MISDEED(maps_a_file_for_running,
	(void)!mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, STDIN_FILENO, 0))
#ifdef __x86_64__
/* The numbers of another architecture's calls mean other calls. */
MISDEED(calls_as_x32, (void)!syscall(0x40000000L | SYS_getuid))
#endif

static void spins(const struct reader_job *job, void (*give)(void *ctx, struct slice records),
		  void *ctx)
{
	(void)job;
	say_one_thing(give, ctx);
	for (volatile unsigned i = 0;; i = i + 1)
		;
}

/* Good records without an end. */
static void floods(const struct reader_job *job, void (*give)(void *ctx, struct slice records),
		   void *ctx)
{
	struct buf b;
	struct record progress = {.type = RECORD_PROGRESS, .progress = 1};

	(void)job;
	say_one_thing(give, ctx);
	buf_init(&b, 100000);
	for (unsigned i = 0; i < 1000; i++)
		record_encode(&b, &progress);
	for (;;)
		give(ctx, slice_of(b.at, b.len));
}

static void floods_with_garbage(const struct reader_job *job,
				void (*give)(void *ctx, struct slice records), void *ctx)
{
	static const uint8_t garbage[65536] = {0xff};

	(void)job;
	say_one_thing(give, ctx);
	for (;;)
		give(ctx, slice_of(garbage, sizeof(garbage)));
}

/* The length of a record is told, the record never comes. */
static void leaves_a_record_unfinished(const struct reader_job *job,
				       void (*give)(void *ctx, struct slice records), void *ctx)
{
	(void)job;
	say_one_thing(give, ctx);
	give(ctx, slice_of("\x06\x00\x00\x0f\xff", 5));
	_exit(0);
}

/* What notices a mistake ends by abort(): a mistake is no breach. */
MISDEED(crashes, abort())
MISDEED(breaks_a_rule, err_broken("file.c", 7, "a == b"))

MISDEED(speaks_to_the_terminal,
	fputs("\033]0;owned\007one\ncamtrail: all is well\033[2J\n", stderr);
	fputs("\xff\n", stderr))

/* Closes its pipe, and goes on in hiding. */
static void hides(const struct reader_job *job, void (*give)(void *ctx, struct slice records),
		  void *ctx)
{
	(void)job;
	say_one_thing(give, ctx);
	(void)close(*(int *)ctx);
	for (volatile unsigned i = 0;; i = i + 1)
		;
}

/* Says nothing to the keeper, and everything to the terminal. */
static void shouts(const struct reader_job *job, void (*give)(void *ctx, struct slice records),
		   void *ctx)
{
	static const char noise[4096] = {'x'};

	(void)job;
	say_one_thing(give, ctx);
	for (;;)
		(void)!write(STDERR_FILENO, noise, sizeof(noise));
}

/* Good records without an end, which say that it gets on well. */
static void boasts(const struct reader_job *job, void (*give)(void *ctx, struct slice records),
		   void *ctx)
{
	struct record progress = {.type = RECORD_PROGRESS};
	struct buf b;

	(void)job;
	say_one_thing(give, ctx);
	buf_init(&b, 100000);
	for (;;) {
		buf_clear(&b);
		for (unsigned i = 0; i < 1000; i++) {
			progress.progress += 5 << 20;
			record_encode(&b, &progress);
		}
		give(ctx, slice_of(b.at, b.len));
	}
}

static void warns_and_warns(const struct reader_job *job,
			    void (*give)(void *ctx, struct slice records), void *ctx)
{
	(void)job;
	for (unsigned i = 0; i < 1000; i++)
		say_one_thing(give, ctx);
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

static struct reader_end end_with(reader_work *work, const int *captures, size_t n)
{
	const char *names[] = {"a.pcap", "b.pcap"};
	struct reader_job job = {.n_captures = n, .fds = captures, .names = names};
	struct reader_how how = {.patience = 3, .flood = 4 << 20};
	struct reader_end end;
	struct err err = {{0}};

	received = 0;
	struct reader *r = reader_start(&job, &how, work, &err);
	assert_non_null(r);
	assert_int_equal(reader_collect(r, take, NULL, &end, &err), 0);
	assert_true(received > 0); /* what was sent before is kept */
	return end;
}

static struct reader_end end_of(reader_work *work)
{
	struct reader_end end = end_with(work, NULL, 0);

	assert_int_equal(received, 1);
	return end;
}

static void forbidden_acts_end_the_reader(void **state)
{
	reader_work *const misdeeds[] = {
		opens_a_file,
		creates_a_file,
		opens_a_socket,
		starts_a_program,
		forks,
		traces,
		kills,
		maps_executable_memory,
		makes_memory_executable,
		writes_to_its_input,
		aborts_another,
		signals_itself,
		maps_a_file_for_writing,
		maps_a_file_for_running,
#ifdef __x86_64__
		calls_as_x32,
#endif
	};
	(void)state;
	for (size_t i = 0; i < sizeof(misdeeds) / sizeof(misdeeds[0]); i++) {
		struct reader_end end = end_of(misdeeds[i]);
		assert_false(end.whole);
		assert_non_null(strstr(end.reason, "its jail forbids"));
	}
	assert_int_not_equal(access("/tmp/camtrail-jail-test", F_OK), 0);
}

static void every_other_class_of_calls_ends_the_reader(void **state)
{
	(void)state;
	for (forbidden_now = 0; forbidden_now < FORBIDDEN; forbidden_now++) {
		struct reader_end end = end_of(calls_forbidden);
		if (end.whole || !strstr(end.reason, "its jail forbids"))
			fail_msg("a reader may %s: %s", forbidden[forbidden_now].what, end.reason);
	}
}

/* Landlock stands behind the filter of calls, where the kernel has it. */
static void no_file_can_be_opened_behind_the_filter(void **state)
{
	(void)state;
	if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1)
		skip();
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || !jail_landlock())
			_exit(1);
		_exit(open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES ? 0 : 2);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void reported(reader_work *work, const char *reason)
{
	struct reader_end end = end_of(work);

	assert_false(end.whole);
	if (!strstr(end.reason, reason))
		fail_msg("not '%s': %s", reason, end.reason);
}

static void a_reader_that_dies_or_raves_is_reported(void **state)
{
	(void)state;
	reported(dies_early, "status 5");
	reported(crashes, "signal 6");
	reported(breaks_a_rule, "signal 6");
	reported(sends_garbage, "can't be trusted");
	reported(leaves_a_record_unfinished, "ended early");
}

static void a_reader_that_never_ends_is_ended(void **state)
{
	(void)state;
	reported(spins, "computed for long");
	reported(floods, "more than its captures can give");
	reported(floods_with_garbage, "can't be trusted");
}

static void a_reader_that_hides_is_ended(void **state)
{
	(void)state;
	reported(hides, "signal 9");
	reported(shouts, "more than its captures can give");
	struct reader_end end = end_with(warns_and_warns, NULL, 0);
	assert_non_null(strstr(end.reason, "can't be trusted"));
	assert_int_equal(received, 16);
}

/* How far it is is asked of the kernel. */
static void boasting_does_not_help(void **state)
{
	char path[] = "/tmp/camtrail-jail-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(ftruncate(fd, 1 << 30), 0);
	struct reader_end end = end_with(boasts, &fd, 1);
	close(fd);
	assert_non_null(strstr(end.reason, "more than its captures can give"));
}

/* Its words come by the keeper: as its own, in lines, without what moves a terminal. */
static void words_come_by_the_keeper(void **state)
{
	char told[1000] = "";
	int ends[2], before = dup(STDERR_FILENO);

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
	struct reader_end end = end_of(speaks_to_the_terminal);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	ssize_t direct = read(ends[0], told, sizeof(told) - 1);
	last_words_tell(&end.said);
	ssize_t len = read(ends[0], told, sizeof(told) - 1);
	assert_true(dup2(before, STDERR_FILENO) >= 0);
	assert_true(direct < 0); /* nothing but by the keeper */
	assert_true(len > 0);
	assert_null(strchr(told, '\033'));
	assert_non_null(strstr(told, "camtrail: the reader process says: \\x1b]0;owned\\x07one\n"));
	assert_non_null(strstr(told, "\ncamtrail: the reader process says: camtrail: all is well"));
	assert_null(strstr(told, "\ncamtrail: all is well"));
	close(before);
	close(ends[0]);
	close(ends[1]);
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
		cmocka_unit_test(every_other_class_of_calls_ends_the_reader),
		cmocka_unit_test(no_file_can_be_opened_behind_the_filter),
		cmocka_unit_test(a_reader_that_dies_or_raves_is_reported),
		cmocka_unit_test(a_reader_that_never_ends_is_ended),
		cmocka_unit_test(a_reader_that_hides_is_ended),
		cmocka_unit_test(boasting_does_not_help),
		cmocka_unit_test(words_come_by_the_keeper),
		cmocka_unit_test(a_good_reader_is_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
