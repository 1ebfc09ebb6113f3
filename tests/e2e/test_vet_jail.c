/* SPDX-License-Identifier: Apache-2.0
 *
 * Proves the jail of vet's worker from outside, as test_jail.c does for the reader: each misdeed runs
 * in a real worker process, started by the same vet_worker_run as `camtrail vet`, and the keeper
 * tells how it ended and keeps what was sent before.
 */
#include "unit/test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "app/vet_worker.h"
#include "base/buf.h"
#include "sift/sift.h"

typedef void work(const struct vet_worker_job *job, void (*give)(void *ctx, struct slice records),
		  void *ctx);

static void say(void (*give)(void *ctx, struct slice records), void *ctx, enum image_record_type t,
		const char *text)
{
	struct buf b;
	struct image_record r = {.type = t};

	if (t == IMAGE_RECORD_NOTICE)
		(void)snprintf(r.notice.text, sizeof(r.notice.text), "%s", text);
	buf_init(&b, 10000);
	image_record_encode(&b, &r);
	give(ctx, slice_of(b.at, b.len));
	buf_done(&b);
}

/* A good record first, then the misdeed. */
#define MISDEED(name, act)                                                         \
	static void name(const struct vet_worker_job *job,                         \
			 void (*give)(void *ctx, struct slice records), void *ctx) \
	{                                                                          \
		(void)job;                                                         \
		say(give, ctx, IMAGE_RECORD_NOTICE, "sent before");                \
		act;                                                               \
		_exit(0);                                                          \
	}

MISDEED(opens_a_socket, (void)!socket(AF_INET, SOCK_STREAM, 0))
MISDEED(starts_a_program, (void)!execl("/bin/true", "true", (char *)NULL))
MISDEED(forks, (void)!fork())
MISDEED(traces, (void)!ptrace(PTRACE_TRACEME, 0, NULL, NULL))
MISDEED(kills, (void)!kill(getppid(), SIGTERM))
MISDEED(maps_executable_memory,
	(void)!mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
MISDEED(maps_an_image_to_run,
	(void)!mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, job->fds[0], 0))
MISDEED(makes_memory_executable,
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	(void)!mprotect(page, 4096, PROT_READ | PROT_EXEC))
MISDEED(writes_to_an_image, (void)!write(job->fds[0], "x", 1))
MISDEED(writes_to_its_input, (void)!write(STDIN_FILENO, "\033]0;x\007", 7))
MISDEED(aborts_another, (void)!syscall(SYS_tgkill, getppid(), getppid(), SIGABRT))
MISDEED(limits_another,
	(void)!syscall(SYS_prlimit64, getppid(), RLIMIT_CPU, &(struct rlimit){0, 0}, NULL))
MISDEED(limits_itself, (void)!syscall(SYS_prlimit64, 0, RLIMIT_CPU, &(struct rlimit){0, 0}, NULL))

/* Whole classes of calls, each by a member that is allowed to almost any other program. */
static const struct {
	const char *what;
	long number;
} forbidden[] = {
	{"read a file's name", SYS_readlink},
	{"open in a newer way", SYS_openat2},
	{"list a folder", SYS_getdents64},
	{"remove", SYS_unlink},
	{"rename", SYS_rename},
	{"change rights", SYS_chmod},
	{"change the root", SYS_chroot},
	{"mount", SYS_mount},
	{"make a file of memory", SYS_memfd_create},
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
	{"write in pieces", SYS_writev},
	{"send a file", SYS_sendfile},
	{"splice", SYS_splice},
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
	{"names apart", SYS_unshare},
	{"enter names", SYS_setns},
	{"queues in the kernel", SYS_io_uring_setup},
	{"programs in the kernel", SYS_bpf},
	{"count events", SYS_perf_event_open},
	{"handle page faults", SYS_userfaultfd},
	{"keys", SYS_keyctl},
	{"shared memory", SYS_shmget},
	{"set the clock", SYS_clock_settime},
	{"protect by keys", SYS_pkey_mprotect},
	{"sleep", SYS_nanosleep},
};
enum { FORBIDDEN = sizeof(forbidden) / sizeof(forbidden[0]) };
static size_t forbidden_now;

MISDEED(calls_forbidden, (void)!syscall(forbidden[forbidden_now].number, 0L, 0L, 0L, 0L, 0L, 0L))

/* What libraries try is refused, without an end: nothing is opened, nothing made. */
static void tries_files(const struct vet_worker_job *job,
			void (*give)(void *ctx, struct slice records), void *ctx)
{
	(void)job;
	bool refused = open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES &&
		       open("/tmp/camtrail-vet-jail-test", O_CREAT | O_WRONLY, 0600) < 0 &&
		       errno == EACCES && open("/proc/self/mem", O_RDWR) < 0 && errno == EACCES;
	/* images are for reading only, at any place */
	refused = refused && pwrite(job->fds[0], "x", 1, 0) < 0 &&
		  mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, job->fds[0], 0) ==
			  MAP_FAILED &&
		  ftruncate(job->fds[0], 0) < 0;
	say(give, ctx, IMAGE_RECORD_NOTICE, refused ? "refused" : "allowed");
	say(give, ctx, IMAGE_RECORD_END, "");
}

MISDEED(spins, for (volatile unsigned i = 0;; i = i + 1))
MISDEED(floods, for (;;) say(give, ctx, IMAGE_RECORD_PROGRESS, ""))
MISDEED(shouts, for (;;)(void) !write(STDERR_FILENO, "xxxxxxxxxxxxxxxx", 16))
MISDEED(raves, give(ctx, slice_text("\xff\xff\xff\xff\xff this is no record")))
MISDEED(leaves_early, _exit(5))
MISDEED(crashes, abort())
/* Pages of an image behind its end, as when it shrinks while it is read. */
MISDEED(reads_behind_the_end,
	volatile const uint8_t *at = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, job->fds[0], 0);
	(void)at[4096])

static void hides(const struct vet_worker_job *job, void (*give)(void *ctx, struct slice records),
		  void *ctx)
{
	(void)job;
	say(give, ctx, IMAGE_RECORD_NOTICE, "sent before");
	(void)close(*(int *)ctx);
	for (volatile unsigned i = 0;; i = i + 1)
		;
}

/* Made once: compiling its patterns takes a second. */
static struct sift *sift;
static unsigned received;
static char last[IMAGE_NOTICE_MAX];

static void take(void *ctx, const struct image_record *record)
{
	(void)ctx;
	if (record->type != IMAGE_RECORD_NOTICE)
		return;
	received++;
	(void)snprintf(last, sizeof(last), "%s", record->notice.text);
}

static struct reader_end end_of(work *what)
{
	char path[] = "/tmp/camtrail-vet-jail-XXXXXX";
	int fd = mkstemp(path), image;
	struct err err = {{0}};
	struct reader_end end;
	const char *name = "image";
	uint64_t size = 10;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "0123456789", 10), 10);
	image = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(unlink(path), 0);
	close(fd);
	const struct vet_worker_job job = {.n_images = 1,
					   .fds = &image,
					   .names = &name,
					   .sizes = &size,
					   .sift = sift,
					   .limits = {.depth = 2,
						      .files = 10,
						      .bytes = 1000,
						      .bytes_one = 1000,
						      .seconds = 60},
					   .threads = 2,
					   .patience = 3, /* a sanitizer makes the start slow */
					   .flood = 1 << 20,
					   .work = what};
	received = 0;
	assert_int_equal(vet_worker_run(&job, take, NULL, &end, &err), 0);
	assert_true(received > 0); /* what was sent before is kept */
	close(image);
	return end;
}

static void forbidden_acts_end_the_worker(void **state)
{
	static const struct {
		const char *what;
		work *act;
	} misdeeds[] = {
		{"open a socket", opens_a_socket},
		{"start a program", starts_a_program},
		{"fork", forks},
		{"trace", traces},
		{"kill", kills},
		{"map memory to run", maps_executable_memory},
		{"map an image to run", maps_an_image_to_run},
		{"make memory executable", makes_memory_executable},
		{"write to an image", writes_to_an_image},
		{"write to its input", writes_to_its_input},
		{"abort another", aborts_another},
		{"limit another", limits_another},
		{"set its limits", limits_itself},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(misdeeds) / sizeof(misdeeds[0]); i++) {
		struct reader_end end = end_of(misdeeds[i].act);
		if (end.whole || !strstr(end.reason, "its jail forbids"))
			fail_msg("a worker may %s: %s", misdeeds[i].what, end.reason);
	}
}

static void every_other_class_of_calls_ends_the_worker(void **state)
{
	(void)state;
	for (forbidden_now = 0; forbidden_now < FORBIDDEN; forbidden_now++) {
		struct reader_end end = end_of(calls_forbidden);
		if (end.whole || !strstr(end.reason, "its jail forbids"))
			fail_msg("a worker may %s: %s", forbidden[forbidden_now].what, end.reason);
	}
}

static void files_are_refused(void **state)
{
	struct reader_end end = end_of(tries_files);

	(void)state;
	assert_true(end.whole);
	assert_string_equal(last, "refused");
	assert_int_not_equal(access("/tmp/camtrail-vet-jail-test", F_OK), 0);
}

static void reported(work *what, const char *reason)
{
	struct reader_end end = end_of(what);

	assert_false(end.whole);
	if (!strstr(end.reason, reason))
		fail_msg("not '%s': %s", reason, end.reason);
}

static void a_worker_that_dies_or_raves_is_reported(void **state)
{
	(void)state;
	reported(leaves_early, "status 5");
	reported(crashes, "signal 6");
	reported(raves, "can't be trusted");
	reported(reads_behind_the_end, "became shorter");
}

static void a_worker_that_never_ends_is_ended(void **state)
{
	(void)state;
	reported(spins, "computed for long");
	reported(floods, "more than its files can give");
	reported(shouts, "more than its files can give");
	reported(hides, "signal 9");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forbidden_acts_end_the_worker),
		cmocka_unit_test(every_other_class_of_calls_ends_the_worker),
		cmocka_unit_test(files_are_refused),
		cmocka_unit_test(a_worker_that_dies_or_raves_is_reported),
		cmocka_unit_test(a_worker_that_never_ends_is_ended),
	};
	struct err err = {{0}};

	sift = sift_new(NULL, 2, &err);
	if (!sift) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	sift_free(sift);
	return failed;
}
