/* SPDX-License-Identifier: Apache-2.0 */
#include "app/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
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
	struct run_config config = {.memory = job->memory, .give = give, .ctx = ctx};
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
	bool ended;
	struct err err;
};

static void intake_bytes(struct intake *in, struct slice bytes)
{
	struct record record;
	int got = 0;

	if (err_is_set(&in->err))
		return;
	buf_slice(&in->waiting, bytes);
	struct cursor c = cursor_over(slice_of(in->waiting.at, in->waiting.len));
	while (!in->ended && (got = record_decode(&c, &record, &in->err)) == 1) {
		if (record.type == RECORD_HELLO && record.version != CODEC_VERSION)
			(void)err_set(&in->err, "records of version %u, not %d", record.version,
				      CODEC_VERSION);
		if (record.type == RECORD_END)
			in->ended = true;
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

static void be_reader(const struct reader_job *job, const struct reader_how *how, reader_work *work,
		      int out)
{
	int keep[CAPTURES_MAX + 1];
	struct err err = {{0}};

	json_prepare();
	for (size_t i = 0; i < job->n_captures; i++)
		keep[i] = job->fds[i];
	keep[job->n_captures] = out;
	if (!how->no_sandbox && jail_enter(keep, (unsigned)job->n_captures + 1, &err)) {
		fprintf(stderr, "camtrail: %s\n", err.text);
		_exit(READER_REFUSED);
	}
	work(job, give_pipe, &out);
	_exit(0);
}

static void judge_end(int status, const struct intake *in, struct reader_end *ret)
{
	*ret = (struct reader_end){.whole = false};
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		(void)snprintf(ret->reason, sizeof(ret->reason),
			       "the reader process tried something that its jail forbids and was "
			       "ended; what it sent before is kept");
	else if (WIFSIGNALED(status))
		(void)snprintf(ret->reason, sizeof(ret->reason),
			       "the reader process was ended by signal %d (%s); what it sent "
			       "before is kept",
			       WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (err_is_set(&in->err))
		(void)snprintf(ret->reason, sizeof(ret->reason),
			       "the reader process sent bytes that can't be trusted (%.120s)",
			       in->err.text);
	else if (WEXITSTATUS(status) != 0 || !in->ended)
		(void)snprintf(ret->reason, sizeof(ret->reason),
			       "the reader process ended early with status %d; what it sent before "
			       "is kept",
			       WEXITSTATUS(status));
	else
		ret->whole = true;
}

static void drain_pipe(int fd, struct intake *in)
{
	static const size_t room = 1 << 18;
	uint8_t *block = mem_new(room, 1);

	for (;;) {
		ssize_t got = read(fd, block, room);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		intake_bytes(in, slice_of(block, (size_t)got));
	}
	free(block);
}

struct reader {
	const struct reader_job *job;
	reader_work *work;
	bool apart;
	pid_t child;
	int fd; /* the pipe's reading end */
};

static int start_apart(struct reader *r, const struct reader_how *how, struct err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return err_set(err, "no pipe to the reader process: %s", strerror(errno));
	(void)fcntl(ends[0], F_SETPIPE_SZ, PIPE_BYTES);
	fflush(NULL);
	r->child = fork();
	if (r->child == 0)
		be_reader(r->job, how, r->work, ends[1]);
	close(ends[1]);
	r->fd = ends[0];
	if (r->child < 0) {
		close(r->fd);
		return err_set(err, "no reader process: %s", strerror(errno));
	}
	return 0;
}

struct reader *reader_start(const struct reader_job *job, const struct reader_how *how,
			    reader_work *work, struct err *err)
{
	struct reader *r = mem_new(1, sizeof(*r));

	must(job->n_captures <= CAPTURES_MAX);
	*r = (struct reader){.job = job, .work = work, .apart = !how->one_process};
	if (r->apart && start_apart(r, how, err)) {
		free(r);
		return NULL;
	}
	return r;
}

int reader_collect(struct reader *r, void (*take)(void *ctx, const struct record *record),
		   void *ctx, struct reader_end *ret_end, struct err *err)
{
	struct intake in = {.take = take, .ctx = ctx};
	int status = 0, result = 0;

	buf_init(&in.waiting, 1 << 20);
	if (r->apart) {
		drain_pipe(r->fd, &in);
		close(r->fd);
		while (waitpid(r->child, &status, 0) < 0 && errno == EINTR)
			;
	} else {
		r->work(r->job, give_here, &in);
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == READER_REFUSED)
		result = err_set(err, "the reader process could not be jailed");
	judge_end(status, &in, ret_end);
	buf_done(&in.waiting);
	free(r);
	return result;
}
