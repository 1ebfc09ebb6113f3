/* SPDX-License-Identifier: Apache-2.0 */
#include "app/collection.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/folder.h"
#include "ledger/inventory.h"

enum {
	BATCH_FILES = 32,
	BATCH_BYTES = 1 << 30, /* about; one file may be larger */
	INDEX_PATH = 4200,
	HASH_BLOCK = 1 << 18,
};

struct reading {
	const struct collection_job *job;
	struct folder tree;
	struct release_index *index;
	struct err err; /* of the index: what is read goes on without it */
};

__attribute__((format(printf, 2, 3))) static void say(const struct collection_job *job,
						      const char *format, ...)
{
	char sentence[900];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	job->say(job->ctx, sentence);
}

/* Below the user's cache, named after the directory. */
static bool cache_path(const char *dir, char *to, size_t room)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	uint8_t digest[32];
	char folder[INDEX_PATH / 2];
	char *real = realpath(dir, NULL);

	if (!real)
		return false;
	(void)EVP_Digest(real, strlen(real), digest, NULL, EVP_sha256(), NULL);
	free(real);
	if (cache && cache[0] == '/')
		(void)snprintf(folder, sizeof(folder), "%s", cache);
	else if (home && home[0] == '/')
		(void)snprintf(folder, sizeof(folder), "%s/.cache", home);
	else
		return false;
	(void)mkdir(folder, 0700);
	size_t len = strlen(folder);
	(void)snprintf(folder + len, sizeof(folder) - len, "/camtrail");
	(void)mkdir(folder, 0700);
	(void)snprintf(to, room, "%s/index-%02x%02x%02x%02x%02x%02x%02x%02x.sqlite", folder,
		       digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6],
		       digest[7]);
	return access(folder, W_OK) == 0;
}

static void index_path(const char *dir, char *to, size_t room)
{
	int n = snprintf(to, room, "%s/.camtrail-index.sqlite", dir);

	if (n > 0 && (size_t)n < room && access(dir, W_OK) == 0 &&
	    (access(to, F_OK) != 0 || access(to, W_OK) == 0))
		return;
	if (!cache_path(dir, to, room))
		(void)snprintf(to, room, ":memory:");
}

static int open_index(struct reading *r, struct err *err)
{
	char path[INDEX_PATH];
	bool damaged;
	struct err why = {{0}};

	index_path(r->job->path, path, sizeof(path));
	if (strcmp(path, ":memory:") == 0)
		say(r->job,
		    "%s %s: its index can be kept nowhere; it will be read whole again next "
		    "time",
		    r->job->option, r->job->path);
	r->index = release_index_open(path, &damaged, &why);
	if (!r->index) {
		say(r->job, "%s %s: the index can't be used (%s); everything is read anew",
		    r->job->option, r->job->path, why.text);
		r->index = release_index_open(":memory:", &damaged, err);
	}
	if (damaged)
		say(r->job, "%s %s: the index was damaged and is made anew", r->job->option,
		    r->job->path);
	return r->index ? 0 : -1;
}

/* Files of one run of the worker. */
struct batch {
	size_t n;
	size_t files[BATCH_FILES]; /* of the tree */
	int fds[BATCH_FILES];
	const char *names[BATCH_FILES];
	uint64_t sizes[BATCH_FILES];
	uint64_t bytes;
};

static void batch_done(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		close(b->fds[i]);
	*b = (struct batch){.n = 0};
}

static void take(void *ctx, const struct image_record *record)
{
	inventory_add(ctx, record);
}

static bool is_incomplete(const struct inventory *inv, size_t image)
{
	for (size_t i = 0; i < inv->n_notices; i++)
		if (inv->notices[i].image == image && inv->notices[i].incomplete)
			return true;
	return inv->refused > 0;
}

static bool is_wrapper(const struct inventory_file *f)
{
	return f->depth > 0 && f->content == IMAGE_CONTAINER;
}

/* The release's own file first, then all that hold something. */
static struct release release_of(const struct inventory *inv, const struct knowledge *k,
				 size_t image)
{
	const struct inventory_image *im = &inv->images[image];
	struct release r = {.name = "", .maker = ""};
	size_t n;
	char **servers = image_servers(inv, k, image, &n);

	r.servers = (const char *const *)servers;
	r.n_servers = n;
	r.files = mem_new(im->n_files, sizeof(*r.files));
	for (size_t i = im->first_file; i < im->first_file + im->n_files; i++) {
		const struct inventory_file *f = &inv->files[i];
		if (is_wrapper(f))
			continue;
		struct release_file *to = &r.files[r.n_files++];
		*to = (struct release_file){
			.path = f->path, .size = f->size, .program = f->program};
		memcpy(to->sha256, f->sha256, sizeof(to->sha256));
		memcpy(to->skeleton, f->skeleton, sizeof(to->skeleton));
		memcpy(to->similar, f->similar, sizeof(to->similar));
	}
	return r;
}

static void release_drop(struct release *r)
{
	for (size_t i = 0; i < r->n_servers; i++)
		free((void *)(uintptr_t)r->servers[i]);
	free((void *)(uintptr_t)r->servers);
	free(r->files);
}

static int keep_batch(struct reading *r, const struct batch *b, const struct inventory *inv,
		      struct err *err)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct folder_file *f = &r->tree.files[b->files[i]];
		struct release release = release_of(inv, r->job->knowledge, i);
		const struct release_entry entry = {.path = f->path,
						    .size = f->size,
						    .modified_ns = f->modified_ns,
						    .incomplete = is_incomplete(inv, i),
						    .release = &release};
		int bad = release_index_put(r->index, &entry, err);
		release_drop(&release);
		if (bad)
			return -1;
	}
	return 0;
}

/* *ret_died: the worker did not come to its end. */
static int run_batch(struct reading *r, const struct batch *b, bool *ret_died, struct err *err)
{
	struct vet_worker_job job = r->job->how;
	struct inventory *inv = inventory_new(b->names, b->n);
	struct reader_end end;

	job.alike = true;
	job.n_images = b->n;
	job.fds = b->fds;
	job.names = b->names;
	job.sizes = b->sizes;
	job.keep = false;
	int bad = vet_worker_run(&job, take, inv, &end, err);
	*ret_died = !bad && !end.whole;
	if (*ret_died && b->n == 1) {
		struct image_record died = {
			.type = IMAGE_RECORD_NOTICE,
			.notice = {.incomplete = true, .offset = IMAGE_OFFSET_UNKNOWN}};
		(void)snprintf(died.notice.text, sizeof(died.notice.text), "%s", end.reason);
		inventory_add(inv, &died);
	}
	inventory_settle(inv);
	if (!bad && (!*ret_died || b->n == 1))
		bad = keep_batch(r, b, inv, err);
	inventory_free(inv);
	return bad;
}

/* Where one file of several ends the worker, each is read by itself. */
static int read_batch(struct reading *r, struct batch *b, struct err *err)
{
	bool died = false;
	int bad = b->n ? run_batch(r, b, &died, err) : 0;

	for (size_t i = 0; !bad && died && b->n > 1 && i < b->n; i++) {
		struct batch one = {.n = 1,
				    .files = {b->files[i]},
				    .fds = {b->fds[i]},
				    .names = {b->names[i]},
				    .sizes = {b->sizes[i]}};
		bool again;
		bad = run_batch(r, &one, &again, err);
	}
	batch_done(b);
	return bad;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* Copied or touched, but the same. */
static bool is_known_content(struct reading *r, const struct folder_file *f, int fd)
{
	uint8_t *block = mem_new(HASH_BLOCK, 1), digest[32];
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	off_t at = 0;
	ssize_t got = 0;
	bool fine = md && EVP_DigestInit_ex(md, EVP_sha256(), NULL);

	while (fine && (got = pread(fd, block, HASH_BLOCK, at)) > 0) {
		fine = EVP_DigestUpdate(md, block, (size_t)got);
		at += got;
	}
	fine = fine && got == 0 && EVP_DigestFinal_ex(md, digest, NULL);
	EVP_MD_CTX_free(md);
	free(block);
	return fine && release_index_touch(r->index, f->path, f->size, f->modified_ns, digest);
}

static int read_changed(struct reading *r, struct err *err)
{
	struct batch b = {.n = 0};
	int bad = 0;

	for (size_t i = 0; !bad && i < r->tree.n; i++) {
		const struct folder_file *f = &r->tree.files[i];
		struct stat st;
		if (release_index_has(r->index, f->path, f->size, f->modified_ns))
			continue;
		int fd = folder_open(r->job->path, f->path);
		if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode)) {
			say(r->job, "%s %s: %s can't be read: %s", r->job->option, r->job->path,
			    f->path, strerror(errno));
			if (fd >= 0)
				close(fd);
			continue;
		}
		if (is_known_content(r, f, fd)) {
			close(fd);
			continue;
		}
		b.files[b.n] = i;
		b.fds[b.n] = fd;
		b.names[b.n] = last_part(f->path);
		b.sizes[b.n++] = (uint64_t)st.st_size;
		b.bytes += (uint64_t)st.st_size;
		if (b.n == BATCH_FILES || b.bytes >= BATCH_BYTES)
			bad = read_batch(r, &b, err);
	}
	if (!bad)
		return read_batch(r, &b, err);
	batch_done(&b);
	return bad;
}

static int prune(struct reading *r, struct err *err)
{
	const char **paths = mem_new(r->tree.n, sizeof(*paths));

	for (size_t i = 0; i < r->tree.n; i++)
		paths[i] = r->tree.files[i].path;
	int bad = release_index_prune(r->index, paths, r->tree.n, err);
	free(paths);
	return bad;
}

static void tell_incomplete(void *ctx, const char *path)
{
	const struct collection_job *job = ctx;
	say(job, "%s %s: %s could be read in part only", job->option, job->path, path);
}

int collection_read(struct releases *ret, const struct collection_job *job, struct err *err)
{
	struct reading r = {.job = job};

	*ret = (struct releases){.texts = NULL};
	if (folder_list(&r.tree, job->path, false, COLLECTION_FILES_MAX, err))
		return -1;
	int bad = open_index(&r, err) || prune(&r, err) || read_changed(&r, err) ||
		  release_index_load(r.index, job->programs_only, &ret->collection, &ret->texts,
				     tell_incomplete, (void *)(uintptr_t)job, err);
	if (!bad && ret->collection.n == 0)
		say(job, "%s %s: holds no releases", job->option, job->path);
	release_index_close(r.index);
	folder_done(&r.tree);
	return bad ? -1 : 0;
}

void collection_done(struct releases *r)
{
	collection_free_releases(&r->collection);
	release_texts_free(r->texts);
	r->texts = NULL;
}
