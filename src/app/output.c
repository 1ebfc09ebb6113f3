/* SPDX-License-Identifier: Apache-2.0 */
#include "app/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "report/escape.h"

/* The file that is being written, for whoever ends the program: NULL = none. */
static const char *_Atomic unfinished;

static const int endings[] = {SIGINT, SIGTERM, SIGHUP};
enum { ENDINGS = sizeof(endings) / sizeof(endings[0]) };

static void take_away(void)
{
	const char *path = unfinished;

	if (path)
		(void)unlink(path);
}

static void on_ending(int signal_number)
{
	take_away();
	(void)raise(signal_number); /* as it would have ended: the handler is gone by now */
}

void output_end_clean(void)
{
	struct sigaction was, clean = {.sa_handler = on_ending, .sa_flags = SA_RESETHAND};

	(void)at_quick_exit(take_away); /* no memory left */
	for (unsigned i = 0; i < ENDINGS; i++)
		if (sigaction(endings[i], NULL, &was) == 0 && was.sa_handler != SIG_IGN)
			(void)sigaction(endings[i], &clean, NULL);
}

/* A signal between making the file and noting its name would leave it there. */
static int make_unfinished(const char *path)
{
	sigset_t all, before;

	(void)sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, &before);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	int why = errno;
	if (fd >= 0)
		unfinished = path;
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	errno = why;
	return fd;
}

static bool is_standard_output(const char *path)
{
	return strcmp(path, "-") == 0;
}

int output_check(const char *path, bool force, struct err *err)
{
	struct stat st;

	if (is_standard_output(path) || stat(path, &st) != 0)
		return 0;
	if (S_ISDIR(st.st_mode))
		return err_set(err, "%s: is a directory", path);
	if (!force && S_ISREG(st.st_mode))
		return err_set(err, "%s: exists; --force replaces it", path);
	return 0;
}

int output_open(struct output *o, const char *path, bool force, struct err *err)
{
	struct stat st;

	*o = (struct output){.force = force};
	if (output_check(path, force, err))
		return -1;
	if (is_standard_output(path)) {
		o->file = stdout;
		return 0;
	}
	o->path = mem_text(path);
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) { /* a pipe or device: written straight */
		o->file = fopen(path, "we");
	} else if (asprintf(&o->temporary, "%s.part-%ld", path, (long)getpid()) >= 0) {
		int fd = make_unfinished(o->temporary);
		o->file = fd >= 0 ? fdopen(fd, "w") : NULL;
	}
	if (!o->file) {
		(void)err_set(err, "%s: %s", path, strerror(errno));
		output_drop(o);
		return -1;
	}
	return 0;
}

static int put_in_place(const struct output *o)
{
	if (o->force)
		return rename(o->temporary, o->path);
	return renameat2(AT_FDCWD, o->temporary, AT_FDCWD, o->path, RENAME_NOREPLACE);
}

void output_tell(const char *sentence)
{
	struct buf safe;

	buf_init(&safe, 8192);
	escape_terminal(&safe, slice_text(sentence), false);
	fprintf(stderr, "camtrail: %s\n", buf_view_text(&safe));
	buf_done(&safe);
}

static bool nobody_reads(int fd)
{
	struct pollfd p = {.fd = fd};
	return poll(&p, 1, 0) == 1 && p.revents & POLLERR;
}

int output_standard(struct err *err)
{
	errno = 0;
	bool bad = fflush(stdout) || ferror(stdout);
	int why = errno ? errno : EIO;

	if (!bad || nobody_reads(STDOUT_FILENO))
		return 0;
	return err_set(err, "standard output: %s", strerror(why));
}

int output_commit(struct output *o, struct err *err)
{
	if (!o->path)
		return output_standard(err);
	int bad = fflush(o->file) || ferror(o->file);
	int why = errno;
	if (fclose(o->file) && !bad) {
		bad = 1;
		why = errno;
	}
	o->file = NULL;
	if (!bad && o->temporary && put_in_place(o)) {
		bad = 1;
		why = errno;
	}
	if (bad)
		(void)err_set(err, "%s: could not be written: %s", o->path, strerror(why));
	else if (o->temporary)
		o->temporary[0] = '\0';
	output_drop(o);
	return bad ? -1 : 0;
}

void output_drop(struct output *o)
{
	if (o->file && o->path)
		fclose(o->file);
	if (o->temporary && o->temporary[0])
		(void)unlink(o->temporary);
	unfinished = NULL;
	free(o->path);
	free(o->temporary);
	*o = (struct output){.file = NULL};
}
