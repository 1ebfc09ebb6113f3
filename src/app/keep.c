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
#include "report/json_out.h"
#include "report/escape.h"
#include "report/utf8.h"

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
	size_t name_len;
	uint64_t offset, size;
	uint8_t sha256[32];
	bool told, made, failed;
	char *path; /* below the directory, once it is worked out; where it lies, once it does */
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
	int manifest;     /* DIR/manifest.json, from the beginning: nothing else gets its name */
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
	int manifest = openat(fd, "manifest.json",
			      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (manifest < 0) {
		(void)err_set(err, "%s/manifest.json: %s", dir, strerror(errno));
		close(fd);
		return NULL;
	}
	struct keep *k = mem_new(1, sizeof(*k));
	*k = (struct keep){.dir = fd,
			   .dir_name = dir,
			   .names = names,
			   .n_images = n,
			   .parts = -1,
			   .manifest = manifest};
	map_init(&k->files);
	for (size_t i = 0; i < OPEN_FILES; i++)
		k->open[i].fd = -1;
	return k;
}

/* A part that is no path and no option, and that shows what it is: without control bytes, hidden
 * characters and bytes that are none, never "." or "..". */
static void put_part(struct buf *to, struct slice part)
{
	if (part.len > PART_MAX)
		part = slice_from(part, part.len - PART_MAX);
	if (part.len == 0 || slice_equal(part, slice_text(".")) ||
	    slice_equal(part, slice_text("..")))
		part = slice_text("_");
	for (bool first = true; part.len; first = false) {
		const uint8_t *at = part.at;
		struct glyph g = utf8_take(&part);
		if (!g.valid || utf8_is_hidden(g.code) || g.code == '/' || g.code == '\\' ||
		    (first && g.code == '-'))
			buf_u8(to, '_');
		else
			buf_put(to, at, g.bytes);
	}
}

static void put_name(struct buf *to, struct slice name)
{
	size_t from = 0, before = to->len;

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
	if (to->len == before)
		buf_text(to, "/_");
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
	kept->name_len = f->name.len;
	kept->offset = f->offset;
	kept->size = f->size;
	memcpy(kept->sha256, f->sha256, sizeof(kept->sha256));
	kept->name = mem_new(f->name.len + 1, 1);
	if (f->name.len)
		memcpy(kept->name, f->name.at, f->name.len);
}

/* Ids of parents are smaller, so this ends; a worker that says otherwise is not believed. */
static const char *path_of(struct keep *k, uint32_t id, unsigned depth)
{
	struct kept *kept = map_get(&k->files, &id, sizeof(id));
	struct buf path;

	if (!kept || !kept->told || kept->parent >= id || depth > DEPTH_MOST)
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
		put_name(&path, slice_of(kept->name, kept->name_len));
	}
	if (buf_full(&path)) {
		buf_clear(&path);
		buf_printf(&path, "too-long/%u", id);
	}
	kept->path = mem_text(buf_view_text(&path));
	buf_done(&path);
	return kept->path;
}

/* Opens the folder of that name, made if it is missing; under another name when a file has that one,
 * which name is told. -1 and errno. */
static int open_below(int at, const char *name, char taken[PART_MAX * 2])
{
	for (unsigned i = 0; i < TRIES; i++) {
		(void)snprintf(taken, PART_MAX * 2, i ? "%s~%u" : "%s", name, i);
		(void)mkdirat(at, taken, 0700);
		int below = openat(at, taken, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below >= 0 || (errno != ENOTDIR && errno != ELOOP))
			return below;
	}
	return -1;
}

/* The folder that a path lies in, made as far as it is missing; *ret_name: the path's last part; where
 * gets what the folders are called. */
static int open_folder(int dir, const char *path, const char **ret_name, struct buf *where)
{
	int at = dup(dir);
	const char *slash;

	while (at >= 0 && (slash = strchr(path, '/'))) {
		char part[PART_MAX * 2], taken[PART_MAX * 2];
		(void)snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
		int below = open_below(at, part, taken);
		int why = errno;
		close(at);
		errno = why;
		at = below;
		buf_printf(where, "%s/", taken);
		path = slash + 1;
	}
	*ret_name = path;
	return at;
}

/* From .parts to its place; under another name when something has that one. */
static int put_in_place(struct keep *k, uint32_t id, struct kept *kept)
{
	const char *name;
	char from[16];
	struct buf where;

	buf_init(&where, 2 * PATH_MOST);
	int folder = open_folder(k->dir, kept->path, &name, &where), bad = -1;
	(void)snprintf(from, sizeof(from), "%u", id);
	for (unsigned i = 0; folder >= 0 && bad && i < TRIES; i++) {
		char other[PART_MAX * 2];
		(void)snprintf(other, sizeof(other), i ? "%s~%u" : "%s", name, i);
		bad = renameat2(k->parts, from, folder, other, RENAME_NOREPLACE);
		if (bad && errno != EEXIST)
			break;
		if (!bad)
			buf_text(&where, other);
	}
	int why = errno;
	if (folder >= 0)
		close(folder);
	if (!bad) {
		free(kept->path);
		kept->path = mem_text(buf_view_text(&where));
	}
	buf_done(&where);
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

/* A file with nothing in it comes without a piece. */
static void make_empty(struct keep *k, uint32_t id, struct kept *kept)
{
	struct open_file *o;

	if (kept->made || !kept->told || kept->size || kept->parent == 0)
		return;
	o = slot(k, id);
	if (o->fd < 0)
		o->fd = open_part(k, id, kept);
	if (o->fd < 0)
		fail(k, ".parts");
}

struct entry {
	uint32_t id;
	struct kept *kept;
};

/* Not by their ids, which depend on how the work was shared. */
static int by_path(const void *left, const void *right)
{
	const struct kept *a = ((const struct entry *)left)->kept;
	const struct kept *b = ((const struct entry *)right)->kept;
	int order = strcmp(a->path, b->path);

	if (order == 0)
		order = a->offset < b->offset ? -1 : a->offset > b->offset;
	return order ? order : memcmp(a->sha256, b->sha256, sizeof(a->sha256));
}

static struct entry *place_all(struct keep *k)
{
	struct entry *all = mem_new(k->files.n + 1, sizeof(*all));

	for (size_t i = 0; i < k->files.n; i++) {
		all[i].kept = k->files.entries[i].value;
		memcpy(&all[i].id, k->files.entries[i].key, sizeof(all[i].id));
		make_empty(k, all[i].id, all[i].kept);
		if (!all[i].kept->path && strcmp(path_of(k, all[i].id, 0), "lost") == 0)
			all[i].kept->path = mem_text("lost");
	}
	if (k->files.n)
		qsort(all, k->files.n, sizeof(*all), by_path);
	for (size_t i = 0; i < k->files.n; i++) {
		if (!all[i].kept->made)
			continue;
		if (put_in_place(k, all[i].id, all[i].kept))
			fail(k, all[i].kept->path);
		else
			k->written++;
	}
	return all;
}

static void tell_entry(struct json_out *j, const struct keep *k, const struct kept *kept)
{
	struct slice name = slice_of(kept->name, kept->name_len);
	const struct kept *above = map_get(&k->files, &kept->parent, sizeof(kept->parent));

	json_out_object(j, NULL);
	json_out_text(j, "path", kept->path);
	json_out_text(j, "image", kept->image < k->n_images ? k->names[kept->image] : "");
	json_out_text(j, "inside", kept->parent && above ? above->path : NULL);
	json_out_slice(j, "name", name);
	if (escape_json_loses(name))
		json_out_hex(j, "name_hex", name);
	if (kept->offset == IMAGE_OFFSET_UNKNOWN)
		json_out_null(j, "offset");
	else
		json_out_number(j, "offset", kept->offset);
	json_out_number(j, "size", kept->size);
	json_out_hex(j, "sha256", slice_of(kept->sha256, sizeof(kept->sha256)));
	json_out_bool(j, "written", kept->made && !kept->failed);
	json_out_close(j);
}

/* Which is which: names were made harmless. */
static void write_manifest(struct keep *k, const struct entry *all)
{
	enum { LINED_DEPTH = 2 };
	FILE *out = fdopen(k->manifest, "w");
	struct json_out j;

	if (!out) {
		fail(k, "manifest.json");
		close(k->manifest);
		return;
	}
	json_out_init(&j, out, LINED_DEPTH, false);
	json_out_object(&j, NULL);
	json_out_array(&j, "files");
	for (size_t i = 0; i < k->files.n; i++)
		if (all[i].kept->told)
			tell_entry(&j, k, all[i].kept);
	json_out_close(&j);
	json_out_close(&j);
	json_out_done(&j);
	bool bad = ferror(out);
	if (fclose(out) != 0 || bad)
		fail(k, "manifest.json");
}

int keep_end(struct keep *k, size_t *ret_files, struct err *err)
{
	int bad = 0;

	struct entry *all = place_all(k);
	for (size_t i = 0; i < OPEN_FILES; i++)
		if (k->open[i].fd >= 0)
			bad |= close(k->open[i].fd);
	write_manifest(k, all);
	free(all);
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
