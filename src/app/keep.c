/* SPDX-License-Identifier: Apache-2.0 */
#include "app/keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/map.h"

enum {
	OPEN_FILES = 64, /* at a time: pieces of several files come mixed */
	PART_MAX = 200,  /* bytes of one part of a path */
	PATH_MOST = 3000,
	TRIES = 1000, /* other names for files of one name */
	DEPTH_MOST = 64,
};

/* A file, as it was told. */
struct kept {
	uint32_t parent, image;
	char *name;
	bool told, made, failed;
	char *path; /* below the directory, once it is worked out */
};

struct open_file {
	uint32_t id;
	int fd; /* -1 = free */
	uint64_t used;
};

struct keep {
	int dir;
	const char *dir_name;
	const char *const *names;
	size_t n_images;
	struct map files; /* id -> struct kept * */
	int parts;        /* directory */
	struct open_file open[OPEN_FILES];
	uint64_t uses;
	size_t written;
	struct err err;
};

static bool is_empty(int dir)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *e;
	bool empty = d != NULL;

	while (empty && (e = readdir(d)))
		empty = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
	if (d)
		closedir(d);
	return empty;
}

struct keep *keep_new(const char *dir, const char *const *names, size_t n, struct err *err)
{
	if (mkdir(dir, 0700) && errno != EEXIST) {
		(void)err_set(err, "%s: %s", dir, strerror(errno));
		return NULL;
	}
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || !is_empty(fd)) {
		(void)err_set(err, "%s: %s", dir,
			      fd < 0 ? strerror(errno)
				     : "is not empty; --keep wants a new directory");
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	struct keep *k = mem_new(1, sizeof(*k));
	*k = (struct keep){.dir = fd, .dir_name = dir, .names = names, .n_images = n, .parts = -1};
	map_init(&k->files);
	for (size_t i = 0; i < OPEN_FILES; i++)
		k->open[i].fd = -1;
	return k;
}

/* A part that is no path: printable as far as it is, without control bytes, never "." or "..". */
static void put_part(struct buf *to, struct slice part)
{
	if (part.len > PART_MAX)
		part = slice_from(part, part.len - PART_MAX);
	if (part.len == 0 || slice_equal(part, slice_text(".")) ||
	    slice_equal(part, slice_text("..")))
		part = slice_text("_");
	for (size_t i = 0; i < part.len; i++)
		buf_u8(to, part.at[i] < ' ' || part.at[i] == 0x7f || part.at[i] == '/' ||
					   part.at[i] == '\\'
				   ? '_'
				   : part.at[i]);
}

static void put_name(struct buf *to, struct slice name)
{
	size_t from = 0;

	for (size_t i = 0; i <= name.len; i++) {
		if (i < name.len && name.at[i] != '/')
			continue;
		struct slice part = slice_of(name.at + from, i - from);
		from = i + 1;
		if (part.len == 0)
			continue;
		buf_u8(to, '/');
		put_part(to, part);
	}
}

static void put_image(const struct keep *k, struct buf *to, uint32_t image)
{
	const char *name = image < k->n_images ? k->names[image] : "";
	const char *slash = strrchr(name, '/');

	if (k->n_images > 1)
		buf_printf(to, "%u-", image + 1);
	put_part(to, slice_text(slash ? slash + 1 : name));
}

static struct kept *kept_of(struct keep *k, uint32_t id)
{
	struct kept *kept = map_get(&k->files, &id, sizeof(id));

	if (!kept) {
		kept = mem_new(1, sizeof(*kept));
		(void)map_put(&k->files, &id, sizeof(id), kept);
	}
	return kept;
}

static void tell_file(struct keep *k, const struct image_file *f)
{
	struct kept *kept = kept_of(k, f->id);

	if (kept->told)
		return;
	kept->told = true;
	kept->parent = f->parent;
	kept->image = f->image;
	kept->name = mem_new(f->name.len + 1, 1);
	for (size_t i = 0; i < f->name.len; i++)
		kept->name[i] = f->name.at[i] ? (char)f->name.at[i] : '_';
}

/* Ids of parents are smaller, so this ends. */
static const char *path_of(struct keep *k, uint32_t id, unsigned depth)
{
	struct kept *kept = map_get(&k->files, &id, sizeof(id));
	struct buf path;

	if (!kept || !kept->told || depth > DEPTH_MOST)
		return "lost";
	if (kept->path)
		return kept->path;
	buf_init(&path, PATH_MOST);
	if (kept->parent == 0) {
		put_image(k, &path, kept->image);
	} else {
		const char *above = path_of(k, kept->parent, depth + 1);
		buf_text(&path, above);
		if (strchr(above, '/'))
			buf_text(&path, ".inside");
		put_name(&path, slice_text(kept->name));
	}
	if (buf_full(&path)) {
		buf_clear(&path);
		buf_printf(&path, "too-long/%u", id);
	}
	kept->path = mem_text(buf_view_text(&path));
	buf_done(&path);
	return kept->path;
}

/* The folder that a path lies in, made as far as it is missing; *ret_name: its last part. */
static int open_folder(int dir, const char *path, const char **ret_name)
{
	int at = dup(dir);
	const char *slash;

	while (at >= 0 && (slash = strchr(path, '/'))) {
		char part[PART_MAX * 2];
		(void)snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
		(void)mkdirat(at, part, 0700);
		int below = openat(at, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		int why = errno;
		close(at);
		errno = why;
		at = below;
		path = slash + 1;
	}
	*ret_name = path;
	return at;
}

/* From .parts to its place; under another name when something has that one. */
static int put_in_place(struct keep *k, uint32_t id, const char *path)
{
	const char *name;
	char from[16];
	int folder = open_folder(k->dir, path, &name), bad = -1;

	if (folder < 0)
		return -1;
	(void)snprintf(from, sizeof(from), "%u", id);
	for (unsigned i = 0; bad && i < TRIES; i++) {
		char other[PART_MAX * 2];
		(void)snprintf(other, sizeof(other), i ? "%s~%u" : "%s", name, i);
		bad = renameat2(k->parts, from, folder, other, RENAME_NOREPLACE);
		if (bad && errno != EEXIST)
			break;
	}
	int why = errno;
	close(folder);
	errno = why;
	return bad;
}

static struct open_file *slot(struct keep *k, uint32_t id)
{
	struct open_file *oldest = &k->open[0];

	for (size_t i = 0; i < OPEN_FILES; i++) {
		if (k->open[i].fd >= 0 && k->open[i].id == id)
			return &k->open[i];
		if (k->open[i].fd < 0)
			k->open[i].used = 0;
		if (k->open[i].used < oldest->used)
			oldest = &k->open[i];
	}
	if (oldest->fd >= 0)
		close(oldest->fd);
	oldest->fd = -1;
	oldest->id = id;
	return oldest;
}

static int open_part(struct keep *k, uint32_t id, struct kept *kept)
{
	char name[16];
	int flags = kept->made ? 0 : O_CREAT | O_EXCL;

	if (k->parts < 0) {
		(void)mkdirat(k->dir, ".parts", 0700);
		k->parts =
			openat(k->dir, ".parts", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	}
	(void)snprintf(name, sizeof(name), "%u", id);
	kept->made = true;
	return k->parts < 0
		       ? -1
		       : openat(k->parts, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | flags, 0600);
}

static void fail(struct keep *k, const char *what)
{
	if (!err_is_set(&k->err))
		(void)err_set(&k->err, "%s/%s: %s", k->dir_name, what, strerror(errno));
}

static void write_piece(struct keep *k, const struct image_piece *p)
{
	struct kept *kept = kept_of(k, p->file);

	if (kept->failed)
		return;
	struct open_file *o = slot(k, p->file);
	if (o->fd < 0)
		o->fd = open_part(k, p->file, kept);
	o->used = ++k->uses;
	for (size_t at = 0; o->fd >= 0 && at < p->bytes.len;) {
		ssize_t n =
			pwrite(o->fd, p->bytes.at + at, p->bytes.len - at, (off_t)(p->offset + at));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			kept->failed = true;
			break;
		}
		at += (size_t)n;
	}
	kept->failed |= o->fd < 0;
	if (kept->failed)
		fail(k, ".parts");
}

void keep_take(struct keep *k, const struct image_record *record)
{
	if (record->type == IMAGE_RECORD_FILE)
		tell_file(k, &record->file);
	else if (record->type == IMAGE_RECORD_PIECE)
		write_piece(k, &record->piece);
}

static void kept_free(void *value)
{
	struct kept *kept = value;
	free(kept->name);
	free(kept->path);
	free(kept);
}

static void place_all(struct keep *k)
{
	for (size_t i = 0; i < k->files.n; i++) {
		const struct kept *kept = k->files.entries[i].value;
		uint32_t id;
		if (!kept->made)
			continue;
		memcpy(&id, k->files.entries[i].key, sizeof(id));
		const char *path = path_of(k, id, 0);
		if (put_in_place(k, id, path))
			fail(k, path);
		else
			k->written++;
	}
}

int keep_end(struct keep *k, size_t *ret_files, struct err *err)
{
	int bad = 0;

	for (size_t i = 0; i < OPEN_FILES; i++)
		if (k->open[i].fd >= 0)
			bad |= close(k->open[i].fd);
	place_all(k);
	if (k->parts >= 0) {
		close(k->parts);
		(void)unlinkat(k->dir, ".parts", AT_REMOVEDIR);
	}
	*ret_files = k->written;
	if (err_is_set(&k->err))
		bad = err_set(err, "%s", k->err.text);
	else if (bad)
		bad = err_set(err, "%s: could not be written", k->dir_name);
	map_done(&k->files, kept_free);
	close(k->dir);
	free(k);
	return bad;
}
