/* SPDX-License-Identifier: Apache-2.0 */
#include "app/extract.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"

enum {
	FILES_MAX = 4096,
	OPEN_MAX_FILES = 200,
	NAME_ROOM = 240,
};

struct stream {
	char name[NAME_ROOM];
	int fd;        /* -1 = closed for now */
	uint64_t used; /* when last */
};

struct extract {
	int dir;
	char *dir_name;
	struct map streams; /* values owned */
	size_t n_open;
	uint64_t clock;
	struct err err;
};

static bool is_empty(int dir)
{
	DIR *d = fdopendir(dup(dir));
	const struct dirent *e;
	bool empty = true;

	while (d && empty && (e = readdir(d)))
		empty = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
	if (d)
		(void)closedir(d);
	return d && empty;
}

struct extract *extract_new(const char *dir, struct err *err)
{
	if (mkdir(dir, 0700) && errno != EEXIST) {
		(void)err_set(err, "%s: the directory can't be made: %s", dir, strerror(errno));
		return NULL;
	}
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || !is_empty(fd)) {
		(void)err_set(err, "%s: %s; --extract wants a new or empty directory", dir,
			      fd < 0 ? strerror(errno) : "something is in it");
		if (fd >= 0)
			(void)close(fd);
		return NULL;
	}
	struct extract *x = mem_new(1, sizeof(*x));
	x->dir = fd;
	x->dir_name = mem_text(dir);
	map_init(&x->streams);
	return x;
}

/* An address as it may stand in a file name everywhere. */
static const char *name_part(const struct addr *a, char text[ADDR_TEXT_MAX])
{
	(void)addr_print(a, text);
	for (char *at = text; *at; at++)
		if (*at == ':')
			*at = '_';
	return text;
}

static void name_stream(char name[NAME_ROOM], const struct footage_record *f, size_t number)
{
	char from[ADDR_TEXT_MAX], to[ADDR_TEXT_MAX];

	(void)snprintf(name, NAME_ROOM, "%04zu_%s_%u_to_%s_%u_track%u.%s", number,
		       name_part(&f->path.sender.addr, from), f->path.src_port,
		       name_part(&f->path.receiver.addr, to), f->path.dst_port, f->track,
		       media_codec_ending((enum media_codec)f->codec));
}

static struct stream *stream_of(struct extract *x, const struct footage_record *f)
{
	struct {
		struct addr src, dst;
		uint16_t src_port, dst_port;
		uint8_t transport, codec, track;
	} key;

	memset(&key, 0, sizeof(key));
	key.src = f->path.sender.addr;
	key.dst = f->path.receiver.addr;
	key.src_port = f->path.src_port;
	key.dst_port = f->path.dst_port;
	key.transport = f->path.transport;
	key.codec = f->codec;
	key.track = f->track;
	struct stream *s = map_get(&x->streams, &key, sizeof(key));
	if (s)
		return s;
	if (x->streams.n == FILES_MAX) {
		(void)err_set(&x->err, "%s: more than %d streams; the rest is left out",
			      x->dir_name, FILES_MAX);
		return NULL;
	}
	s = mem_new(1, sizeof(*s));
	s->fd = -1;
	name_stream(s->name, f, x->streams.n + 1);
	(void)map_put(&x->streams, &key, sizeof(key), s);
	return s;
}

static void close_stream(struct extract *x, struct stream *s)
{
	if (close(s->fd) && !err_is_set(&x->err))
		(void)err_set(&x->err, "%s/%s: %s", x->dir_name, s->name, strerror(errno));
	s->fd = -1;
	x->n_open--;
}

static void close_oldest(struct extract *x)
{
	struct stream *oldest = NULL;

	for (size_t i = 0; i < x->streams.n; i++) {
		struct stream *s = x->streams.entries[i].value;
		if (s->fd >= 0 && (!oldest || s->used < oldest->used))
			oldest = s;
	}
	if (oldest)
		close_stream(x, oldest);
}

static bool open_stream(struct extract *x, struct stream *s)
{
	s->used = ++x->clock;
	if (s->fd >= 0)
		return true;
	if (x->n_open == OPEN_MAX_FILES)
		close_oldest(x);
	s->fd = openat(x->dir, s->name, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC,
		       0600);
	if (s->fd < 0) {
		(void)err_set(&x->err, "%s/%s: %s", x->dir_name, s->name, strerror(errno));
		return false;
	}
	x->n_open++;
	return true;
}

static bool put(struct extract *x, const struct stream *s, struct slice bytes)
{
	while (bytes.len) {
		ssize_t n = write(s->fd, bytes.at, bytes.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			(void)err_set(&x->err, "%s/%s: %s", x->dir_name, s->name, strerror(errno));
			return false;
		}
		bytes = slice_of(bytes.at + n, bytes.len - (size_t)n);
	}
	return true;
}

void extract_take(struct extract *x, const struct footage_record *f)
{
	static const uint8_t start_code[] = {0, 0, 0, 1};

	if (err_is_set(&x->err))
		return;
	struct stream *s = stream_of(x, f);
	if (!s || !open_stream(x, s))
		return;
	if (f->start_code && !put(x, s, slice_of(start_code, sizeof(start_code))))
		return;
	(void)put(x, s, f->bytes);
}

int extract_end(struct extract *x, size_t *ret_files, struct err *err)
{
	for (size_t i = 0; i < x->streams.n; i++) {
		struct stream *s = x->streams.entries[i].value;
		if (s->fd >= 0)
			close_stream(x, s);
	}
	bool bad = err_is_set(&x->err);
	if (bad)
		(void)err_set(err, "%s", x->err.text);
	*ret_files = x->streams.n;
	map_done(&x->streams, free);
	(void)close(x->dir);
	free(x->dir_name);
	free(x);
	return bad ? -1 : 0;
}
