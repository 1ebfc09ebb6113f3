/* SPDX-License-Identifier: Apache-2.0 */
#include "app/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/jail.h"
#include "base/buf.h"
#include "base/json.h"
#include "capture/merge.h"
#include "engine/run.h"

enum {
	PIPE_BYTES = 1 << 20,
	PROGRESS_STEP = 4 << 20, /* bytes read between progress records */
	READER_REFUSED = 66,     /* exit status: no jail */
	READER_PIPE_GONE = 67,
	READER_PATIENCE = 300,  /* seconds: a step of a bomb, a thousand to one, takes some */
	READER_FLOOD = 1 << 30, /* bytes of records a step */
	WATCH_MS = 200,
	READER_NO_FILE = 68,
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
		if (now - told >= PROGRESS_STEP) {
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

/* The keeper's side: bytes to records. */
struct intake {
	struct buf waiting; /* a record that is not whole yet */
	void (*take)(void *ctx, const struct record *record);
	void *ctx;
	bool ended, stopped; /* by RECORD_END; by reader_stop */
	uint64_t progress;   /* last believed */
	uint64_t unmoved;    /* bytes of records since then */
	struct err err;
};

/* Input that is read is what a reader may talk about. */
static void note_progress(struct intake *in, uint64_t bytes_read)
{
	if (bytes_read < in->progress || bytes_read - in->progress < PROGRESS_STEP)
		return;
	in->progress = bytes_read;
	in->unmoved = 0;
}

static void intake_bytes(struct intake *in, struct slice bytes)
{
	struct record record;

	if (err_is_set(&in->err) || in->stopped)
		return;
	in->unmoved += bytes.len;
	buf_slice(&in->waiting, bytes);
	struct cursor c = cursor_over(slice_of(in->waiting.at, in->waiting.len));
	while (!in->ended && !in->stopped && record_decode(&c, &record, &in->err) == 1) {
		if (record.type == RECORD_HELLO && record.version != CODEC_VERSION)
			(void)err_set(&in->err, "records of version %u, not %d", record.version,
				      CODEC_VERSION);
		if (record.type == RECORD_END)
			in->ended = true;
		if (record.type == RECORD_PROGRESS)
			note_progress(in, record.progress);
		in->take(in->ctx, &record);
	}
	buf_drop(&in->waiting, cursor_offset(&c));
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

/* A fork shares its parent's place in a file: readers after the first open the files anew. */
static bool open_anew(const struct reader_job *job, int *ret_fds)
{
	for (size_t i = 0; i < job->n_captures; i++) {
		char path[64];
		(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", job->fds[i]);
		ret_fds[i] = open(path, O_RDONLY | O_CLOEXEC);
		if (ret_fds[i] < 0)
			return false;
	}
	return true;
}

static void be_reader(struct reader_job job, const struct reader_how *how, reader_work *work,
		      int out)
{
	int keep[CAPTURES_MAX + 1], fds[CAPTURES_MAX];
	struct err err = {{0}};

	json_prepare();
	if (job.part) {
		if (!open_anew(&job, fds))
			_exit(READER_NO_FILE);
		job.fds = fds;
	}
	for (size_t i = 0; i < job.n_captures; i++)
		keep[i] = job.fds[i];
	keep[job.n_captures] = out;
	if (!how->no_sandbox && jail_enter(keep, (unsigned)job.n_captures + 1, &err)) {
		fprintf(stderr, "camtrail: %s\n", err.text);
		_exit(READER_REFUSED);
	}
	work(&job, give_pipe, &out);
	_exit(0);
}

/* One reader as the keeper sees it. */
struct one {
	pid_t child;
	int fd; /* the pipe's reading end, -1 = at its end */
	struct intake in;
	double silent_at;    /* seconds that it had computed when it fell silent, < 0 = it talks */
	const char *misdeed; /* why the keeper ended it, NULL = it did not */
};

static void judge_end(int status, const struct one *one, struct reader_end *ret)
{
	const struct intake *in = &one->in;

	*ret = (struct reader_end){.whole = in->stopped};
	if (in->stopped)
		return;
	if (one->misdeed)
		(void)snprintf(ret->reason, sizeof(ret->reason),
			       "the reader process %s and was ended; what it sent before is kept",
			       one->misdeed);
	else if (err_is_set(&in->err))
		(void)snprintf(ret->reason, sizeof(ret->reason),
			       "the reader process sent bytes that can't be trusted (%.120s)",
			       in->err.text);
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		(void)snprintf(ret->reason, sizeof(ret->reason),
			       "the reader process tried something that its jail forbids and was "
			       "ended; what it sent before is kept");
	else if (WIFSIGNALED(status))
		(void)snprintf(ret->reason, sizeof(ret->reason),
			       "the reader process was ended by signal %d (%s); what it sent "
			       "before is kept",
			       WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) != 0 || !in->ended)
		(void)snprintf(ret->reason, sizeof(ret->reason),
			       "the reader process ended early with status %d; what it sent before "
			       "is kept",
			       WEXITSTATUS(status));
	else
		ret->whole = true;
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

static int start_apart(struct reader *r, unsigned part, const struct reader_how *how,
		       struct err *err)
{
	struct one *one = &r->ones[part];
	struct reader_job job = *r->job;
	int ends[2];

	job.part = part;
	job.parts = r->n;
	if (pipe2(ends, O_CLOEXEC))
		return err_set(err, "no pipe to the reader process: %s", strerror(errno));
	(void)fcntl(ends[0], F_SETPIPE_SZ, PIPE_BYTES);
	fflush(NULL);
	one->child = fork();
	if (one->child == 0)
		be_reader(job, how, r->work, ends[1]);
	close(ends[1]);
	one->fd = ends[0];
	if (one->child < 0) {
		close(one->fd);
		return err_set(err, "no reader process: %s", strerror(errno));
	}
	return 0;
}

/* A pipe can be read by one only. */
static unsigned readers_for(const struct reader_job *job, const struct reader_how *how)
{
	unsigned n = how->jobs ? how->jobs : 1;
	struct stat st;

	for (size_t i = 0; i < job->n_captures; i++)
		if (how->one_process || fstat(job->fds[i], &st) || !S_ISREG(st.st_mode))
			return 1;
	return n < READERS_MAX ? n : READERS_MAX;
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
			(void)kill(r->ones[i].child, SIGKILL);
			(void)waitpid(r->ones[i].child, NULL, 0);
		}
		free(r);
		return NULL;
	}
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

	if (one->in.unmoved > r->flood)
		one->misdeed = "sent more than its captures can give";
	else if (one->silent_at < 0)
		one->silent_at = now;
	else if (now - one->silent_at > r->patience)
		one->misdeed = "computed for long without sending anything";
	if (one->misdeed || err_is_set(&one->in.err))
		(void)kill(one->child, SIGKILL);
}

/* How many pipes are open still. After reader_stop nobody wants the rest: a reader that writes on
 * finds its pipe closed and ends. */
static unsigned close_stopped(struct reader *r)
{
	unsigned open = 0;

	for (unsigned i = 0; i < r->n; i++) {
		bool over = r->ones[i].in.stopped || r->ones[i].misdeed ||
			    err_is_set(&r->ones[i].in.err);
		if (r->ones[i].fd >= 0 && over) {
			close(r->ones[i].fd);
			r->ones[i].fd = -1;
		}
		open += r->ones[i].fd >= 0;
	}
	return open;
}

static void drain_pipes(struct reader *r)
{
	static const size_t room = 1 << 18;
	uint8_t *block = mem_new(room, 1);
	struct pollfd polls[READERS_MAX];
	unsigned open = r->n;

	while (open) {
		for (unsigned i = 0; i < r->n; i++)
			polls[i] = (struct pollfd){.fd = r->ones[i].fd, .events = POLLIN};
		if (poll(polls, r->n, WATCH_MS) < 0)
			continue;
		for (unsigned i = 0; i < r->n; i++) {
			struct one *one = &r->ones[i];
			if (one->fd >= 0 && polls[i].revents)
				drain_one(one, block, room);
			if (one->fd >= 0)
				watch(r, one);
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
	r->work(&job, give_here, &r->ones[0].in);
	free(fds);
}

/* How the reader's process ended; 0 when it has none, or when nobody wanted it to go on. */
static int status_of(const struct reader *r, const struct one *one)
{
	int status = 0;

	while (r->apart && waitpid(one->child, &status, 0) < 0 && errno == EINTR)
		;
	return one->in.stopped ? 0 : status;
}

int reader_collect(struct reader *r, void (*take)(void *ctx, const struct record *record),
		   void *ctx, struct reader_end *ret_end, struct err *err)
{
	int result = 0;

	for (unsigned i = 0; i < r->n; i++) {
		r->ones[i].in = (struct intake){.take = take, .ctx = ctx};
		r->ones[i].silent_at = -1;
		buf_init(&r->ones[i].in.waiting, 1 << 20);
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
		if (ret_end->whole)
			*ret_end = end;
		buf_done(&r->ones[i].in.waiting);
	}
	free(r);
	return result;
}

void reader_stop(struct reader *r)
{
	for (unsigned i = 0; i < r->n; i++)
		r->ones[i].in.stopped = true;
}
