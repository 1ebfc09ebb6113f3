/* SPDX-License-Identifier: Apache-2.0 */
#include "app/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct walking {
	struct folder *to;
	const char *dir;
	bool hidden;
	size_t most;
	char path[TREE_PATH];
};

static int list_below(struct walking *w, int fd, size_t len, unsigned depth, struct err *err);

static void add(struct walking *w, const struct stat *st)
{
	struct folder *t = w->to;

	if (t->n == t->room) {
		t->room = t->room ? t->room * 2 : 64;
		t->files = mem_resize(t->files, t->room, sizeof(*t->files));
	}
	t->files[t->n++] = (struct folder_file){
		.path = mem_text(w->path),
		.size = (uint64_t)st->st_size,
		.modified_ns = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec};
}

static int look_at(struct walking *w, int above, const char *name, size_t len, unsigned depth,
		   struct err *err)
{
	struct stat st;

	if (fstatat(above, name, &st, AT_SYMLINK_NOFOLLOW) ||
	    (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))) {
		w->to->left_out++;
		return 0;
	}
	if (S_ISREG(st.st_mode)) {
		if (w->to->n >= w->most)
			return err_set(err, "%s: holds more than %zu files; name parts of it",
				       w->dir, w->most);
		add(w, &st);
		return 0;
	}
	int fd = depth < TREE_DEPTH
			 ? openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
			 : -1;
	if (fd < 0) {
		w->to->left_out++;
		return 0;
	}
	return list_below(w, fd, len, depth + 1, err);
}

/* Takes fd. */
static int list_below(struct walking *w, int fd, size_t len, unsigned depth, struct err *err)
{
	DIR *d = fdopendir(fd);
	const struct dirent *e;
	int bad = 0;

	if (!d) {
		close(fd);
		w->to->left_out++;
		return 0;
	}
	while (!bad && (e = readdir(d))) {
		const char *name = e->d_name;
		size_t n = strlen(name);
		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
		    (name[0] == '.' && !w->hidden))
			continue;
		if (len + n + 2 > sizeof(w->path)) {
			w->to->left_out++;
			continue;
		}
		size_t end = len;
		if (end)
			w->path[end++] = '/';
		memcpy(w->path + end, name, n + 1);
		bad = look_at(w, dirfd(d), name, end + n, depth, err);
	}
	closedir(d);
	return bad;
}

static int by_path(const void *left, const void *right)
{
	const struct folder_file *a = left, *b = right;
	return strcmp(a->path, b->path);
}

int folder_list(struct folder *ret, const char *dir, bool hidden, size_t most, struct err *err)
{
	struct walking *w = mem_new(1, sizeof(*w));
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	*ret = (struct folder){.n = 0};
	*w = (struct walking){.to = ret, .dir = dir, .hidden = hidden, .most = most};
	int bad = fd < 0 ? err_set(err, "%s: %s", dir, strerror(errno))
			 : list_below(w, fd, 0, 0, err);
	free(w);
	if (bad)
		folder_done(ret);
	else if (ret->n)
		qsort(ret->files, ret->n, sizeof(*ret->files), by_path);
	return bad;
}

void folder_done(struct folder *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->files[i].path);
	free(t->files);
	*t = (struct folder){.n = 0};
}

int folder_open(const char *dir, const char *path)
{
	int above = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (above < 0)
		return -1;
	/* a pipe that took the file's place must not make this wait */
	int fd = openat(above, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int why = errno;
	close(above);
	errno = why;
	return fd;
}
