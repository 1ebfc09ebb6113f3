/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/output.h"

static char folder[] = "/tmp/camtrail-output-XXXXXX";

/* Shells start what runs in the background with SIGINT ignored. */
static int enter(void **state)
{
	(void)state;
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGHUP, SIG_DFL);
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	(void)state;
	return chdir("/") || rmdir(folder);
}

/* A process that begins a report, and then does this. */
static int status_of(void (*act)(struct output *o))
{
	pid_t child = fork();
	int status = -1;

	assert_true(child >= 0);
	if (child == 0) {
		struct output o;
		struct err err = {{0}};
		output_end_clean();
		if (output_open(&o, "report", false, &err))
			_exit(100);
		(void)fputs("half a report", o.file);
		(void)fflush(o.file);
		act(&o);
		_exit(101);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void interrupted(struct output *o)
{
	(void)o;
	(void)raise(SIGINT);
}

static void told_to_end(struct output *o)
{
	(void)o;
	(void)raise(SIGTERM);
}

static void hung_up(struct output *o)
{
	(void)o;
	(void)raise(SIGHUP);
}

static unsigned files(void)
{
	DIR *d = opendir(".");
	unsigned n = 0;

	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static void a_signal_leaves_no_half_report(void **state)
{
	void (*const acts[])(struct output * o) = {interrupted, told_to_end, hung_up};
	const int signals[] = {SIGINT, SIGTERM, SIGHUP};

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		int status = status_of(acts[i]);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), signals[i]);
		assert_int_equal(files(), 0);
	}
}

static void out_of_memory(struct output *o)
{
	(void)o;
	mem_none_left();
}

static void want_of_memory_leaves_none_either(void **state)
{
	(void)state;
	int status = status_of(out_of_memory);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), MEM_NONE_LEFT);
	assert_int_equal(files(), 0);
}

static void commit(struct output *o)
{
	struct err err = {{0}};

	if (output_commit(o, &err))
		_exit(102);
	(void)raise(SIGTERM);
}

static void a_whole_report_stays(void **state)
{
	(void)state;
	assert_true(WIFSIGNALED(status_of(commit)));
	assert_int_equal(access("report", F_OK), 0);
}

static void ignored_signals_stay_ignored(void **state)
{
	void (*was)(int) = signal(SIGHUP, SIG_IGN);

	(void)state;
	int status = status_of(hung_up);
	(void)signal(SIGHUP, was);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 101);
	assert_int_equal(files(), 1); /* nobody ended it: still there as it was left */
}

static int sweep(void **state)
{
	DIR *d = opendir(".");

	(void)state;
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));)
		if (e->d_name[0] != '.')
			(void)unlink(e->d_name);
	closedir(d);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_signal_leaves_no_half_report, sweep),
		cmocka_unit_test_teardown(want_of_memory_leaves_none_either, sweep),
		cmocka_unit_test_teardown(a_whole_report_stays, sweep),
		cmocka_unit_test_teardown(ignored_signals_stay_ignored, sweep),
	};
	return cmocka_run_group_tests(tests, enter, leave);
}
