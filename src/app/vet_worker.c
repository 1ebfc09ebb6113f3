/* SPDX-License-Identifier: Apache-2.0 */
#include "app/vet_worker.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/child_end.h"
#include "app/jail.h"
#include "base/buf.h"
#include "base/json.h"
#include "vet/vet.h"

enum {
	PIPE_BYTES = 1 << 20,
	BLOCK = 256 << 10,
	WORKER_REFUSED = 66,
	WORKER_PIPE_GONE = 67,
	SPOOLS_SPARE = 4, /* more than a file a level for each thread */
	WATCH_MS = 200,
	PATIENCE = 300,     /* seconds of one processor without a record */
	FLOOD = 2047 << 20, /* bytes of records other than files' own bytes */
	OVERTIME = 120,     /* seconds more than it was allowed: it ends by itself before */
};

static void give_pipe(void *ctx, struct slice records)
{
	int fd = *(int *)ctx;

	while (records.len) {
		ssize_t sent = write(fd, records.at, records.len);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			_exit(WORKER_PIPE_GONE);
		records.at += sent;
		records.len -= (size_t)sent;
	}
}

static void vet_one(struct vet *v, const struct vet_worker_job *job, size_t i)
{
	char why[200];

	if (job->sizes[i] == 0) {
		vet_image(v, (uint32_t)i, slice_text(job->names[i]), slice_of("", 0));
		return;
	}
	size_t size = (size_t)job->sizes[i];
	void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, job->fds[i], 0);
	if (bytes == MAP_FAILED) {
		(void)snprintf(why, sizeof(why), "can't be read: %s", strerror(errno));
		vet_unreadable(v, (uint32_t)i, why);
		return;
	}
	(void)madvise(bytes, size, MADV_WILLNEED);
	vet_image(v, (uint32_t)i, slice_text(job->names[i]), slice_of(bytes, size));
	(void)munmap(bytes, size);
}

__attribute__((noreturn)) static void refuse(const char *why)
{
	fprintf(stderr, "%s\n", why);
	_exit(WORKER_REFUSED);
}

static void be_worker(const struct vet_worker_job *job, const int *spools, size_t n_spools, int out,
		      int words)
{
	struct err err = {{0}};
	int *keep = mem_new(job->n_images + n_spools + 1, sizeof(*keep));
	unsigned n = 0;

	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGHUP, SIG_DFL);
	(void)signal(SIGBUS, SIG_DFL); /* a file that shrinks: the keeper tells */
	/* libraries turn names into this encoding; it needs no file of the system's */
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	json_prepare();
	if (dup2(words, STDERR_FILENO) < 0)
		_exit(WORKER_REFUSED);
	if (!job->no_sandbox && jail_drop_root(&err))
		refuse(err.text);
	const struct vet_job work = {.limits = job->limits,
				     .threads = job->threads,
				     .n_spools = n_spools,
				     .spools = spools,
				     .sift = job->sift,
				     .alike = job->alike,
				     .keep = job->keep};
	struct vet *v = vet_new(&work, give_pipe, &out);
	if (!v)
		refuse("the worker can't prepare its patterns");
	for (size_t i = 0; i < job->n_images; i++)
		keep[n++] = job->fds[i];
	for (size_t i = 0; i < n_spools; i++)
		keep[n++] = spools[i];
	keep[n++] = out;
	if (!job->no_sandbox && jail_enter_files(keep, n, out, &err))
		refuse(err.text);
	for (size_t i = 0; !job->work && i < job->n_images; i++)
		vet_one(v, job, i);
	if (job->work)
		job->work(job, give_pipe, &out);
	else
		vet_finish(v);
	_exit(0);
}

/* Files without a name: nothing is left of them whatever happens. */
static int open_spool(const char *dir, struct err *err)
{
	char path[512];
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);

	if (fd >= 0)
		return fd;
	(void)snprintf(path, sizeof(path), "%s/camtrail-XXXXXX", dir);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return err_set(err, "%s: no room for what is unpacked: %s", dir, strerror(errno));
	(void)unlink(path);
	return fd;
}

static void close_spools(int *spools, size_t n)
{
	for (size_t i = 0; i < n; i++)
		close(spools[i]);
	free(spools);
}

static int open_spools(const struct vet_worker_job *job, int **ret, size_t *ret_n, struct err *err)
{
	const char *dir = job->spool_dir ? job->spool_dir : getenv("TMPDIR");
	size_t n = (size_t)job->threads * (job->limits.depth + SPOOLS_SPARE);
	int *spools = mem_new(n, sizeof(*spools));

	if (!dir || !dir[0])
		dir = "/tmp";
	for (size_t i = 0; i < n; i++) {
		spools[i] = open_spool(dir, err);
		if (spools[i] < 0) {
			close_spools(spools, i);
			return -1;
		}
	}
	*ret = spools;
	*ret_n = n;
	return 0;
}

/* What the keeper has of the worker. */
struct link {
	int records;
	struct last_words said;
	struct buf pending; /* bytes of a record that is not whole yet */
	bool ended;         /* IMAGE_RECORD_END came */
	struct err err;
	const struct vet_worker_job *job;
	pid_t child;
	uint64_t told;    /* bytes of records, files' own bytes left out */
	double silent_at; /* seconds that it had computed when it fell silent, < 0 = it talks */
	struct timespec start;
	const char *misdeed; /* why the keeper ended it, NULL = it did not */
	void (*take)(void *ctx, const struct image_record *record);
	void *ctx;
};

static void take_bytes(struct link *l, struct slice bytes)
{
	struct image_record record;

	buf_slice(&l->pending, bytes);
	struct cursor c = cursor_over(slice_of(l->pending.at, l->pending.len));
	size_t before = cursor_offset(&c);
	while (!l->ended && image_record_decode(&c, &record, &l->err) > 0) {
		if (record.type != IMAGE_RECORD_PIECE || !l->job->keep)
			l->told += cursor_offset(&c) - before;
		before = cursor_offset(&c);
		if (record.type == IMAGE_RECORD_HELLO && record.version != IMAGE_CODEC_VERSION)
			(void)err_set(&l->err, "its records are of version %u", record.version);
		l->ended = record.type == IMAGE_RECORD_END;
		l->take(l->ctx, &record);
	}
	buf_drop(&l->pending, cursor_offset(&c));
}

static double computed(pid_t child)
{
	clockid_t clock;
	struct timespec t;

	if (clock_getcpuclockid(child, &clock) || clock_gettime(clock, &t))
		return 0;
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double elapsed(const struct timespec *since)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - since->tv_sec) + (double)(now.tv_nsec - since->tv_nsec) / 1e9;
}

/* What a captured worker could do besides lying: never end, or never stop talking. */
static void watch(struct link *l)
{
	double now = computed(l->child);
	double patience = (l->job->patience > 0 ? l->job->patience : PATIENCE) * l->job->threads;

	if (l->told > (l->job->flood ? l->job->flood : FLOOD))
		l->misdeed = "sent more than its files can give";
	else if (l->silent_at < 0)
		l->silent_at = now;
	else if (now - l->silent_at > patience)
		l->misdeed = "computed for long without sending anything";
	else if (elapsed(&l->start) > (double)l->job->limits.seconds + OVERTIME)
		l->misdeed = "took longer than it may";
}

/* A whole block of what the pipe holds; false at its end. */
static bool hear(struct link *l, uint8_t *block)
{
	ssize_t got = read(l->records, block, BLOCK);

	if (got < 0 && errno == EINTR)
		return true;
	if (got <= 0)
		return false;
	l->silent_at = -1;
	take_bytes(l, slice_of(block, (size_t)got));
	return true;
}

static void listen_to(struct link *l)
{
	uint8_t *block = mem_new(BLOCK, 1);

	l->silent_at = -1;
	(void)clock_gettime(CLOCK_MONOTONIC, &l->start);
	while (l->records >= 0 || l->said.fd >= 0) {
		struct pollfd polled[2] = {{.fd = l->records, .events = POLLIN},
					   {.fd = l->said.fd, .events = POLLIN}};
		if (poll(polled, 2, WATCH_MS) < 0)
			continue;
		if (l->said.fd >= 0 && polled[1].revents)
			l->told += last_words_read(&l->said);
		if (l->records < 0)
			continue;
		bool over = polled[0].revents && !hear(l, block);
		watch(l);
		if (!over && !err_is_set(&l->err) && !l->misdeed)
			continue;
		/* at its end, or what it says can't be trusted: how an ending one ends was settled
		 * before its pipe was closed */
		(void)kill(l->child, SIGKILL);
		close(l->records);
		l->records = -1;
	}
	free(block);
}

static void judge_end(int status, const struct link *l, struct reader_end *ret)
{
	*ret = (struct reader_end){.whole = false};
	if (!l->misdeed && WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS) {
		(void)snprintf(ret->reason, sizeof(ret->reason),
			       "a file became shorter while it was read; what was learnt before "
			       "is kept");
		return;
	}
	ret->whole = child_ended_well(&(struct child_end){.who = "the worker process",
							  .status = status,
							  .misdeed = l->misdeed,
							  .err = &l->err,
							  .ended = l->ended},
				      ret->reason, sizeof(ret->reason));
}

static int refused(const struct link *l, struct err *err)
{
	size_t len = l->said.len;

	while (len && l->said.text[len - 1] == '\n')
		len--;
	return err_set(err, "%.*s", (int)(len < 300 ? len : 300), l->said.text);
}

static int start(const struct vet_worker_job *job, struct link *l, pid_t *ret_child,
		 struct err *err)
{
	int records[2], words[2], *spools;
	size_t n_spools;

	if (open_spools(job, &spools, &n_spools, err))
		return -1;
	if (pipe2(records, O_CLOEXEC) || pipe2(words, O_CLOEXEC)) {
		close_spools(spools, n_spools);
		return err_set(err, "no pipe to the worker process: %s", strerror(errno));
	}
	(void)fcntl(records[0], F_SETPIPE_SZ, PIPE_BYTES);
	fflush(NULL);
	*ret_child = fork();
	if (*ret_child == 0)
		be_worker(job, spools, n_spools, records[1], words[1]);
	int why = errno;
	close_spools(spools, n_spools);
	close(records[1]);
	close(words[1]);
	l->records = records[0];
	l->said.fd = words[0];
	if (*ret_child > 0)
		return 0;
	close(l->records);
	close(l->said.fd);
	return err_set(err, "no worker process: %s", strerror(why));
}

int vet_worker_run(const struct vet_worker_job *job,
		   void (*take)(void *ctx, const struct image_record *record), void *ctx,
		   struct reader_end *ret_end, struct err *err)
{
	struct link l = {.take = take, .ctx = ctx, .job = job, .child = -1};
	int status = 0;

	if (start(job, &l, &l.child, err))
		return -1;
	buf_init(&l.pending, BLOCK + IMAGE_BODY_MAX + 16);
	listen_to(&l);
	while (waitpid(l.child, &status, 0) < 0 && errno == EINTR)
		;
	buf_done(&l.pending);
	if (WIFEXITED(status) && WEXITSTATUS(status) == WORKER_REFUSED)
		return refused(&l, err);
	judge_end(status, &l, ret_end);
	ret_end->said = l.said;
	return 0;
}
