/* SPDX-License-Identifier: Apache-2.0 */
#include "app/images.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/folder.h"

static int64_t modified(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

static int add(struct images *im, int fd, const char *name, struct err *err)
{
	struct stat st;

	if (fd < 0 || fstat(fd, &st)) {
		(void)err_set(err, "%s: %s", name, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	if (!S_ISREG(st.st_mode)) {
		close(fd);
		return err_set(err,
			       "%s: is no regular file; vet takes files and directories of them",
			       name);
	}
	if (im->n == IMAGES_MAX) {
		close(fd);
		return err_set(err, "more than %d files; vet them in parts", IMAGES_MAX);
	}
	im->fds[im->n] = fd;
	im->sizes[im->n] = (uint64_t)st.st_size;
	im->modified_ns[im->n] = modified(&st);
	im->names[im->n++] = mem_text(name);
	return 0;
}

static int add_below(struct images *im, const char *dir, struct err *err)
{
	struct folder tree;
	size_t len = strlen(dir);
	int bad = folder_list(&tree, dir, true, IMAGES_MAX, err);

	while (len > 1 && dir[len - 1] == '/')
		len--;
	if (!bad && tree.n == 0)
		bad = err_set(err, "%s: holds no files", dir);
	for (size_t i = 0; !bad && i < tree.n; i++) {
		char *name = NULL;
		if (asprintf(&name, "%.*s/%s", (int)len, dir, tree.files[i].path) < 0)
			name = mem_text(tree.files[i].path);
		bad = add(im, folder_open(dir, tree.files[i].path), name, err);
		free(name);
	}
	if (!bad)
		im->left_out += tree.left_out;
	folder_done(&tree);
	return bad;
}

/* Each image is open all the time: the jail opens nothing. */
static void allow_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

int images_open(struct images *ret, const char *const *paths, size_t n, struct err *err)
{
	int bad = 0;

	*ret = (struct images){.n = 0,
			       .fds = mem_new(IMAGES_MAX, sizeof(int)),
			       .names = mem_new(IMAGES_MAX, sizeof(char *)),
			       .sizes = mem_new(IMAGES_MAX, sizeof(uint64_t)),
			       .modified_ns = mem_new(IMAGES_MAX, sizeof(int64_t))};
	allow_files();
	for (size_t i = 0; !bad && i < n; i++) {
		struct stat st;
		if (stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode))
			bad = add_below(ret, paths[i], err);
		else
			bad = add(ret, open(paths[i], O_RDONLY | O_NONBLOCK | O_CLOEXEC), paths[i],
				  err);
	}
	if (bad)
		images_done(ret);
	return bad;
}

const char *images_change(const struct images *im, size_t i)
{
	struct stat now;

	if (fstat(im->fds[i], &now))
		return NULL;
	if ((uint64_t)now.st_size < im->sizes[i])
		return "became shorter while it was read";
	if ((uint64_t)now.st_size > im->sizes[i])
		return "grew while it was read; what was added is missing";
	return modified(&now) == im->modified_ns[i] ? NULL : "was changed while it was read";
}

void images_done(struct images *im)
{
	for (size_t i = 0; i < im->n; i++) {
		close(im->fds[i]);
		free(im->names[i]);
	}
	free(im->fds);
	free(im->names);
	free(im->sizes);
	free(im->modified_ns);
	*im = (struct images){.n = 0};
}
