/* SPDX-License-Identifier: Apache-2.0 */
#include "app/jail.h"

#include <errno.h>
#include <grp.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* Standard error stays, a pipe to the keeper: last words go there. */
static void close_others(const int *keep, unsigned n_keep)
{
	int *sorted = mem_new(n_keep + 1, sizeof(*sorted));
	unsigned n = 0;

	sorted[n++] = STDERR_FILENO;
	for (unsigned i = 0; i < n_keep; i++)
		sorted[n++] = keep[i];
	qsort(sorted, n, sizeof(sorted[0]), compare);
	unsigned from = 0;
	for (unsigned i = 0; i < n; i++) {
		if ((unsigned)sorted[i] > from)
			(void)close_range(from, (unsigned)sorted[i] - 1, 0);
		from = (unsigned)sorted[i] + 1;
	}
	(void)close_range(from, ~0u, 0);
	free(sorted);
}

/* Memory without PROT_EXEC. Of a file only for reading: it has none but its captures. Their places are
 * moved along, by which the keeper sees how far it is. */
static int allow_memory(scmp_filter_ctx filter)
{
#ifdef __SANITIZE_ADDRESS__
	/* the sanitizer's run time, in test builds only */
	if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(futex), 0) ||
	    seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sched_yield), 0))
		return -1;
#endif
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
				SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
				SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)) ||
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
				SCMP_A2(SCMP_CMP_EQ, PROT_READ)) ||
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(lseek), 0) ||
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
				SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/* What is written goes to the keeper: by standard error or by the pipe for records. A capture that
 * is standard input may be a terminal. */
static int allow_output(scmp_filter_ctx filter, int out)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
				SCMP_A0(SCMP_CMP_MASKED_EQ, UINT32_MAX, STDERR_FILENO)) ||
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
				SCMP_A0(SCMP_CMP_MASKED_EQ, UINT32_MAX, (unsigned)out));
}

/* abort(): the process ends itself, and the keeper can tell a mistake that was noticed from a
 * breach. */
static int allow_abort(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2,
				SCMP_A0(SCMP_CMP_MASKED_EQ, UINT32_MAX, (unsigned)getpid()),
				SCMP_A2(SCMP_CMP_MASKED_EQ, UINT32_MAX, SIGABRT));
}

/* Files that it already has may be looked at as memory, never run. */
static int allow_files(scmp_filter_ctx filter)
{
	static const int calls[] =
		{
			SCMP_SYS(futex),    /* threads that wait for one another */
			SCMP_SYS(pwrite64), /* spools: the images are open for reading only */
			SCMP_SYS(pread64),    SCMP_SYS(ftruncate), SCMP_SYS(fstat),
			SCMP_SYS(newfstatat), SCMP_SYS(lseek),     SCMP_SYS(sched_yield),
			SCMP_SYS(sysinfo), /* the C library's qsort asks how much memory there is */
		};
	int bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
				   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) ||
		  /* a library that would like a file of the system's goes on without it */
		  seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 0) ||
		  seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(open), 0);

	for (size_t i = 0; !bad && i < sizeof(calls) / sizeof(calls[0]); i++)
		bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	if (!bad)
		bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
				       SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	/* its own limits may be asked for; nobody's may be set */
	if (!bad)
		bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2,
				       SCMP_A0(SCMP_CMP_MASKED_EQ, UINT32_MAX, 0),
				       SCMP_A2(SCMP_CMP_EQ, 0));
	/* the threads are there already: all of them, at once */
	return bad || seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
}

static int install(int out, bool files, struct err *err)
{
	static const int calls[] = {
		SCMP_SYS(read),
		SCMP_SYS(close),
		SCMP_SYS(brk),
		SCMP_SYS(munmap),
		SCMP_SYS(mremap),
		SCMP_SYS(madvise),
		SCMP_SYS(getrandom),
		SCMP_SYS(clock_gettime),
		SCMP_SYS(restart_syscall),
		SCMP_SYS(rt_sigreturn),
		SCMP_SYS(rt_sigprocmask),
		SCMP_SYS(getpid),
		SCMP_SYS(gettid),
		SCMP_SYS(exit),
		SCMP_SYS(exit_group),
#ifdef __SANITIZE_ADDRESS__
		/* The sanitizer's run time, in test builds only. */
		SCMP_SYS(sigaltstack),
#endif
	};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int bad = filter == NULL;

	for (size_t i = 0; !bad && i < sizeof(calls) / sizeof(calls[0]); i++)
		bad = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	if (!bad)
		bad = (files ? allow_files(filter) : allow_memory(filter)) ||
		      allow_output(filter, out) || allow_abort(filter);
	if (!bad)
		bad = seccomp_load(filter);
	seccomp_release(filter);
	return bad ? err_set(err,
			     "the kernel refuses the reader's jail (seccomp: %s); "
			     "--no-sandbox runs without it",
			     strerror(bad < 0 ? -bad : errno))
		   : 0;
}

bool jail_landlock(void)
{
	/* rights that each version of the interface knows: 13, then two more one by one */
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 1)
		return false;
	struct landlock_ruleset_attr all = {.handled_access_fs =
						    (1u << (version < 3 ? 12 + version : 15)) - 1};
	long rules = syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (rules < 0)
		return false;
	bool done = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
	(void)close((int)rules);
	return done;
}

static int enter(const int *keep, unsigned n_keep, int out, bool files, struct err *err)
{
	const struct rlimit none = {0, 0};

	close_others(keep, n_keep);
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return err_set(err, "the kernel refuses the reader's jail (no_new_privs: %s)",
			       strerror(errno));
	(void)jail_landlock(); /* what it adds is not needed where it is missing */
	return install(out, files, err);
}

int jail_enter(const int *keep, unsigned n_keep, int out, struct err *err)
{
	return enter(keep, n_keep, out, false, err);
}

int jail_enter_files(const int *keep, unsigned n_keep, int out, struct err *err)
{
	return enter(keep, n_keep, out, true, err);
}

int jail_drop_root(struct err *err)
{
	enum { NOBODY = 65534 };

	if (geteuid() != 0)
		return 0;
	if (setgroups(0, NULL) == 0 && setresgid(NOBODY, NOBODY, NOBODY) == 0 &&
	    setresuid(NOBODY, NOBODY, NOBODY) == 0)
		return 0;
	/* a container that maps no such user, or where root may not: there it is root in name only */
	if (errno == EPERM || errno == EINVAL)
		return 0;
	return err_set(err, "can't give up root: %s", strerror(errno));
}
