/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack/spool.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"
#include "unpack/format.h"

void spools_init(struct spools *s, const int *fds, size_t n)
{
	pthread_mutex_init(&s->mutex, NULL);
	s->fds = mem_new(n ? n : 1, sizeof(*s->fds));
	s->n = n;
	if (n)
		memcpy(s->fds, fds, n * sizeof(*fds));
}

void spools_done(struct spools *s)
{
	free(s->fds);
	pthread_mutex_destroy(&s->mutex);
}

enum { SPOOL_FIRST = 16 << 10 };

static int take_file(struct spools *s)
{
	pthread_mutex_lock(&s->mutex);
	int fd = s->n ? s->fds[--s->n] : -1;
	pthread_mutex_unlock(&s->mutex);
	return fd;
}

static void give_file(struct spools *s, int fd)
{
	pthread_mutex_lock(&s->mutex);
	s->fds[s->n++] = fd;
	pthread_mutex_unlock(&s->mutex);
}

struct spool *spool_new(struct spools *files, uint64_t most,
			uint64_t (*grant)(void *ctx, uint64_t wanted), void *ctx)
{
	struct spool *s = mem_new(1, sizeof(*s));

	*s = (struct spool){.files = files, .grant = grant, .ctx = ctx, .most = most, .fd = -1};
	return s;
}

static void unmap(struct spool *s)
{
	if (s->view)
		(void)munmap(s->view, s->mapped);
	s->view = NULL;
	s->mapped = 0;
}

void spool_free(struct spool *s)
{
	if (!s)
		return;
	unmap(s);
	if (s->fd >= 0) {
		if (ftruncate(s->fd, 0) != 0)
			s->fault = true; /* its pages stay until the end */
		give_file(s->files, s->fd);
	}
	free(s->memory);
	free(s);
}

/* Puts what is in memory into the file. */
static bool write_out(struct spool *s)
{
	uint64_t at = s->len - s->filled;

	for (size_t done = 0; done < s->filled;) {
		ssize_t n = pwrite(s->fd, s->memory + done, s->filled - done, (off_t)(at + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	s->filled = 0;
	return true;
}

/* Memory is full: on to the file. */
static bool spill(struct spool *s)
{
	if (s->fd < 0) {
		s->fd = take_file(s->files);
		if (s->fd < 0) {
			s->full = true;
			return false;
		}
	}
	if (!write_out(s)) {
		s->fault = s->full = true;
		return false;
	}
	return true;
}

uint8_t *spool_room(struct spool *s, size_t len)
{
	must(len <= SPOOL_PIECE_MAX);
	if (s->full || (s->filled >= SPOOL_MEMORY && !spill(s)))
		return NULL;
	unmap(s);
	if (s->filled + len > s->room) {
		size_t room = s->room ? s->room : SPOOL_FIRST;
		while (room < s->filled + len)
			room *= 2;
		s->memory = mem_resize(s->memory, room, 1);
		s->room = room;
	}
	return s->memory + s->filled;
}

bool spool_wrote(struct spool *s, size_t len)
{
	uint64_t may = s->most - s->len;

	if (may > len)
		may = len;
	uint64_t granted = may ? s->grant(s->ctx, may) : 0;
	if (granted < len)
		s->full = true;
	s->filled += (size_t)granted;
	s->len += granted;
	return !s->full;
}

bool spool_put(struct spool *s, struct slice bytes)
{
	while (bytes.len) {
		size_t n = bytes.len < SPOOL_PIECE_MAX ? bytes.len : SPOOL_PIECE_MAX;
		uint8_t *room = spool_room(s, n);
		if (!room)
			return false;
		memcpy(room, bytes.at, n);
		if (!spool_wrote(s, n))
			return false;
		bytes = slice_from(bytes, n);
	}
	return !s->full;
}

uint64_t spool_size(const struct spool *s)
{
	return s->len;
}

struct slice spool_bytes(struct spool *s)
{
	if (s->fd < 0)
		return slice_of(s->memory, (size_t)s->len);
	if (s->filled && !write_out(s)) {
		s->fault = s->full = true;
		return slice_of(NULL, 0);
	}
	if (s->mapped == s->len && s->view)
		return slice_of(s->view, s->mapped);
	unmap(s);
	void *view = mmap(NULL, (size_t)s->len, PROT_READ, MAP_PRIVATE, s->fd, 0);
	if (view == MAP_FAILED) {
		s->fault = true;
		return slice_of(NULL, 0);
	}
	s->view = view;
	s->mapped = (size_t)s->len;
	return slice_of(view, s->mapped);
}
