/* SPDX-License-Identifier: Apache-2.0 */
#include "app/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/child_end.h"
#include "app/intake.h"
#include "app/jail.h"
#include "app/lost_page.h"
#include "base/buf.h"
#include "base/json.h"
#include "capture/merge.h"
#include "engine/run.h"

enum {
	PIPE_BYTES = 1 << 20,
	READER_REFUSED = 66, /* exit status: no jail */
	READER_PIPE_GONE = 67,
	READER_PATIENCE = 300,  /* seconds: a step of a bomb, a thousand to one, takes some */
	READER_FLOOD = 1 << 30, /* bytes of records a step */
	WATCH_MS = 200,
	FILES_SPARE = 64, /* descriptors for other things than captures */
};

static size_t count_filters(const struct capture_filter *filters)
{
	size_t n = 0;
	while (filters[n].program)
		n++;
	return n;
}

/* Opens what can be read of the job's captures; the others are warned of. */
static size_t open_captures(const struct reader_job *job, struct run *run, struct capture **ret,
			    uint32_t *ret_numbers)
{
	size_t n = 0;

	for (size_t i = 0; i < job->n_captures; i++) {
		struct err err = {{0}};
		struct capture *c = capture_open(job->fds[i], job->names[i], &err);
		if (!c) {
			run_warn(run, (uint32_t)i, true, err.text);
			run_capture_end(run, (uint32_t)i,
					&(struct capture_stats){.incomplete = true});
			continue;
		}
		if (job->filters)
			capture_set_filter(c, job->filters, count_filters(job->filters));
		ret_numbers[n] = (uint32_t)i;
		ret[n++] = c;
	}
	return n;
}

static uint64_t bytes_read(struct capture *const *captures, size_t n)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += capture_stats(captures[i])->bytes_read;
	return sum;
}

void reader_work_captures(const struct reader_job *job,
			  void (*give)(void *ctx, struct slice records), void *ctx)
{
	unsigned parts = job->parts ? job->parts : 1;
	struct run_config config = {.memory = job->memory / parts,
				    .give = give,
				    .ctx = ctx,
				    .footage = job->footage,
				    .part = job->part,
				    .parts = parts};
	struct run *run = run_new(&config);
	struct capture **captures = mem_new(job->n_captures, sizeof(struct capture *));
	uint32_t *numbers = mem_new(job->n_captures, sizeof(uint32_t));
	size_t n = open_captures(job, run, captures, numbers);
	struct merge *merge = merge_new(captures, n);
	struct frame frames[CAPTURE_BATCH];
	uint32_t which[CAPTURE_BATCH];
	uint64_t told = 0;
	size_t got;

	while ((got = merge_next(merge, frames, which, CAPTURE_BATCH)) > 0) {
		for (size_t i = 0; i < got; i++)
			which[i] = numbers[which[i]];
		run_frames(run, frames, which, got);
		uint64_t now = bytes_read(captures, n);
		if (now - told >= INTAKE_STEP) {
			run_progress(run, now);
			told = now;
		}
	}
	for (size_t i = 0; i < n; i++)
		run_capture_end(run, numbers[i], capture_stats(captures[i]));
	run_finish(run);
	merge_free(merge);
	for (size_t i = 0; i < n; i++)
		capture_close(captures[i]);
	free(captures);
	free(numbers);
	run_free(run);
}

static void give_here(void *ctx, struct slice records)
{
	intake_bytes(ctx, records);
}

static void give_pipe(void *ctx, struct slice records)
{
	int fd = *(int *)ctx;

	while (records.len) {
		ssize_t sent = write(fd, records.at, records.len);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			_exit(READER_PIPE_GONE);
		records.at += sent;
		records.len -= (size_t)sent;
	}
}

static void be_reader(const struct reader_job *job, const struct reader_how *how, reader_work *work,
		      int out, int words)
{
	int keep[CAPTURES_MAX + 1];
	struct err err = {{0}};

	/* What the keeper does when it is interrupted is none of the reader's business. */
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGHUP, SIG_DFL);
	if (dup2(words, STDERR_FILENO) < 0)
		_exit(READER_REFUSED);
	mem_leave_page();
	json_prepare();
	lost_page_becomes_zeros();
	for (size_t i = 0; i < job->n_captures; i++)
		keep[i] = job->fds[i];
	keep[job->n_captures] = out;
	if (!how->no_sandbox && jail_enter(keep, (unsigned)job->n_captures + 1, out, &err)) {
		fprintf(stderr, "%s\n", err.text);
		_exit(READER_REFUSED);
	}
	work(job, give_pipe, &out);
	_exit(0);
}

/* One reader as the keeper sees it. */
struct one {
	pid_t child;
	int fd; /* the pipe's reading end, -1 = at its end */
	struct last_words said;
	int *fds; /* its captures where it has places in them of its own, NULL = the job's */
	struct intake in;
	double silent_at;    /* seconds that it had computed when it fell silent, < 0 = it talks */
	const char *misdeed; /* why the keeper ended it, NULL = it did not */
};

static void judge_end(int status, const struct one *one, struct reader_end *ret)
{
	const struct intake *in = &one->in;

	*ret = (struct reader_end){.whole = in->stopped};
	if (!in->stopped)
		ret->whole = child_ended_well(&(struct child_end){.who = "the reader process",
								  .status = status,
								  .misdeed = one->misdeed,
								  .err = &in->err,
								  .ended = in->ended},
					      ret->reason, sizeof(ret->reason));
}

struct reader {
	const struct reader_job *job;
	reader_work *work;
	bool apart;
	double patience;
	uint64_t flood;
	unsigned n;
	struct one ones[READERS_MAX];
};

/* A fork shares its parent's place in a file: readers after the first get the files opened anew. The
 * keeper keeps them too, to see how far each reader came. */
static int open_anew(const struct reader_job *job, struct one *one, struct err *err)
{
	one->fds = mem_new(job->n_captures, sizeof(*one->fds));
	for (size_t i = 0; i < job->n_captures; i++) {
		char path[64];
		(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", job->fds[i]);
		one->fds[i] = open(path, O_RDONLY | O_CLOEXEC);
		if (one->fds[i] >= 0)
			continue;
		int why = errno;
		while (i--)
			close(one->fds[i]);
		free(one->fds);
		one->fds = NULL;
		return err_set(err, "%s: can't be opened for each of the readers: %s",
			       job->names[0], strerror(why));
	}
	return 0;
}

static void close_anew(const struct reader_job *job, struct one *one)
{
	for (size_t i = 0; one->fds && i < job->n_captures; i++)
		close(one->fds[i]);
	free(one->fds);
	one->fds = NULL;
}

static int open_pipes(int records[2], int words[2], struct err *err)
{
	if (pipe2(records, O_CLOEXEC))
		return err_set(err, "no pipe to the reader process: %s", strerror(errno));
	if (pipe2(words, O_CLOEXEC)) {
		(void)err_set(err, "no pipe to the reader process: %s", strerror(errno));
		close(records[0]);
		close(records[1]);
		return -1;
	}
	(void)fcntl(records[0], F_SETPIPE_SZ, PIPE_BYTES);
	return 0;
}

static int start_apart(struct reader *r, unsigned part, const struct reader_how *how,
		       struct err *err)
{
	struct one *one = &r->ones[part];
	struct reader_job job = *r->job;
	int records[2] = {-1, -1}, words[2] = {-1, -1};

	job.part = part;
	job.parts = r->n;
	if (part && open_anew(&job, one, err))
		return -1;
	if (one->fds)
		job.fds = one->fds;
	if (open_pipes(records, words, err)) {
		close_anew(&job, one);
		return -1;
	}
	fflush(NULL);
	one->child = fork();
	if (one->child == 0)
		be_reader(&job, how, r->work, records[1], words[1]);
	int why = errno;
	close(records[1]);
	close(words[1]);
	one->fd = records[0];
	one->said.fd = words[0];
	if (one->child < 0) {
		close(one->fd);
		close(one->said.fd);
		close_anew(&job, one);
		return err_set(err, "no reader process: %s", strerror(why));
	}
	return 0;
}

/* How many readers can have the captures open, each for itself; asks for as many as may be. */
static unsigned readers_with_files(size_t n_captures)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || n_captures == 0)
		return READERS_MAX;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	(void)getrlimit(RLIMIT_NOFILE, &limit);
	rlim_t n = limit.rlim_cur > FILES_SPARE + 4 * READERS_MAX
			   ? (limit.rlim_cur - FILES_SPARE - 4 * READERS_MAX) / n_captures
			   : 1;
	return n < 1 ? 1 : n < READERS_MAX ? (unsigned)n : READERS_MAX;
}

/* A pipe can be read by one only. */
static unsigned readers_for(const struct reader_job *job, const struct reader_how *how)
{
	unsigned n = how->jobs ? how->jobs : 1;
	struct stat st;

	for (size_t i = 0; i < job->n_captures; i++)
		if (how->one_process || fstat(job->fds[i], &st) || !S_ISREG(st.st_mode))
			return 1;
	if (n < 2)
		return 1;
	unsigned most = readers_with_files(job->n_captures);
	return n < most ? n : most;
}

struct reader *reader_start(const struct reader_job *job, const struct reader_how *how,
			    reader_work *work, struct err *err)
{
	struct reader *r = mem_new(1, sizeof(*r));

	must(job->n_captures <= CAPTURES_MAX);
	*r = (struct reader){.job = job, .work = work, .apart = !how->one_process};
	r->patience = how->patience > 0 ? how->patience : READER_PATIENCE;
	r->flood = how->flood ? how->flood : READER_FLOOD;
	r->n = readers_for(job, how);
	for (unsigned i = 0; r->apart && i < r->n; i++) {
		if (start_apart(r, i, how, err) == 0)
			continue;
		while (i--) {
			close(r->ones[i].fd);
			close(r->ones[i].said.fd);
			close_anew(job, &r->ones[i]);
			(void)kill(r->ones[i].child, SIGKILL);
			(void)waitpid(r->ones[i].child, NULL, 0);
		}
		free(r);
		return NULL;
	}
	if (r->apart)
		mem_leave_page();
	return r;
}

/* Takes what a pipe holds; its descriptor becomes -1 at the end. */
static void drain_one(struct one *one, uint8_t *block, size_t room)
{
	ssize_t got = read(one->fd, block, room);

	if (got < 0 && errno == EINTR)
		return;
	if (got > 0) {
		one->silent_at = -1;
		intake_bytes(&one->in, slice_of(block, (size_t)got));
		return;
	}
	close(one->fd);
	one->fd = -1;
	/* It is ending, or hides that it goes on: nobody would hear it. How an ending one ends was
	 * settled before its pipe was closed. */
	(void)kill(one->child, SIGKILL);
}

/* Seconds of processor time that the process took so far. */
static double computed(pid_t child)
{
	clockid_t clock;
	struct timespec t;

	if (clock_getcpuclockid(child, &clock) || clock_gettime(clock, &t))
		return 0;
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What a captured reader could do to an audit besides lying: never end, or never stop talking. One
 * that waits for its input (a pipe) computes nothing. */
static void watch(const struct reader *r, struct one *one)
{
	double now = computed(one->child);

	if (one->in.unmoved > r->flood && intake_unmoved(&one->in) > r->flood)
		one->misdeed = "sent more than its captures can give";
	else if (one->silent_at < 0)
		one->silent_at = now;
	else if (now - one->silent_at > r->patience)
		one->misdeed = "computed for long without sending anything";
}

/* How many pipes are open still. Readers that nobody hears any more, for whatever reason, are
 * ended. */
static unsigned close_stopped(struct reader *r)
{
	unsigned open = 0;

	for (unsigned i = 0; i < r->n; i++) {
		bool over = r->ones[i].in.stopped || r->ones[i].misdeed ||
			    err_is_set(&r->ones[i].in.err);
		if (r->ones[i].fd >= 0 && over) {
			close(r->ones[i].fd);
			r->ones[i].fd = -1;
			(void)kill(r->ones[i].child, SIGKILL);
		}
		open += r->ones[i].fd >= 0;
	}
	return open;
}

/* Words count as what a reader says, but are no sign that it gets on. */
static void hear(struct one *one, const struct pollfd *record, const struct pollfd *words,
		 uint8_t *block, size_t room)
{
	if (one->fd >= 0 && record->revents)
		drain_one(one, block, room);
	if (one->said.fd >= 0 && words->revents)
		one->in.unmoved += last_words_read(&one->said);
}

static void drain_pipes(struct reader *r)
{
	static const size_t room = 1 << 18;
	uint8_t *block = mem_new(room, 1);
	struct pollfd polls[2 * READERS_MAX];
	unsigned open = r->n;

	while (open) {
		for (unsigned i = 0; i < r->n; i++) {
			struct one *one = &r->ones[i];
			polls[2 * i] = (struct pollfd){.fd = one->fd, .events = POLLIN};
			polls[2 * i + 1] = (struct pollfd){.fd = one->said.fd, .events = POLLIN};
		}
		if (poll(polls, 2 * r->n, WATCH_MS) < 0)
			continue;
		for (unsigned i = 0; i < r->n; i++) {
			hear(&r->ones[i], &polls[2 * i], &polls[2 * i + 1], block, room);
			if (r->ones[i].fd >= 0)
				watch(r, &r->ones[i]);
		}
		open = close_stopped(r);
	}
	free(block);
}

/* The work closes its captures; the caller's stay open as they do with a process of its own. */
static void work_here(struct reader *r)
{
	int *fds = mem_new(r->job->n_captures, sizeof(*fds));
	struct reader_job job = *r->job;

	for (size_t i = 0; i < job.n_captures; i++)
		fds[i] = fcntl(r->job->fds[i], F_DUPFD_CLOEXEC, 0);
	job.fds = fds;
	lost_page_becomes_zeros();
	r->work(&job, give_here, &r->ones[0].in);
	free(fds);
}

/* How the reader's process ended; 0 when it has none, or when nobody wanted it to go on. */
static int status_of(const struct reader *r, struct one *one)
{
	int status = 0;

	while (r->apart && waitpid(one->child, &status, 0) < 0 && errno == EINTR)
		;
	while (r->apart && one->said.fd >= 0)
		(void)last_words_read(&one->said);
	return one->in.stopped ? 0 : status;
}

/* Of several readers: how the first that did not end well ended, what the first said that spoke. */
static void keep_end(struct reader_end *kept, const struct reader_end *end,
		     const struct last_words *said)
{
	struct last_words before = kept->said;

	if (kept->whole)
		*kept = *end;
	kept->said = before.len ? before : *said;
}

int reader_collect(struct reader *r, void (*take)(void *ctx, const struct record *record),
		   void *ctx, struct reader_end *ret_end, struct err *err)
{
	int result = 0;

	for (unsigned i = 0; i < r->n; i++) {
		intake_init(&r->ones[i].in, take, ctx,
			    r->ones[i].fds ? r->ones[i].fds : r->job->fds, r->job->n_captures,
			    r->apart);
		r->ones[i].silent_at = -1;
	}
	if (r->apart)
		drain_pipes(r);
	else
		work_here(r);
	*ret_end = (struct reader_end){.whole = true};
	for (unsigned i = 0; i < r->n; i++) {
		struct reader_end end;
		int status = status_of(r, &r->ones[i]);
		if (WIFEXITED(status) && WEXITSTATUS(status) == READER_REFUSED)
			result = err_set(err, "the reader process could not be jailed");
		if (WIFEXITED(status) && WEXITSTATUS(status) == MEM_NONE_LEFT)
			result = err_set(err, "the reader process ran out of memory; --memory "
					      "lets it take less");
		judge_end(status, &r->ones[i], &end);
		keep_end(ret_end, &end, &r->ones[i].said);
		close_anew(r->job, &r->ones[i]);
		intake_done(&r->ones[i].in);
	}
	free(r);
	return result;
}

void reader_stop(struct reader *r)
{
	for (unsigned i = 0; i < r->n; i++)
		r->ones[i].in.stopped = true;
}
