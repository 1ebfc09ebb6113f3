/* SPDX-License-Identifier: Apache-2.0 */
#include "app/inputs.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_one(const char *path, struct stat *ret_stat, struct err *err)
{
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_set(err, "%s: %s", path, strerror(errno));
	if (fstat(fd, ret_stat) != 0)
		*ret_stat = (struct stat){0};
	if (S_ISDIR(ret_stat->st_mode)) {
		close(fd);
		return err_set(err, "%s: is a directory; name the capture files in it", path);
	}
	return fd;
}

int inputs_open(struct inputs *in, const struct options *o, struct err *err)
{
	*in = (struct inputs){.n = 0};
	in->fds = mem_new(o->n_captures, sizeof(*in->fds));
	in->names = mem_new(o->n_captures, sizeof(*in->names));
	in->sizes = mem_new(o->n_captures, sizeof(*in->sizes));
	in->before = mem_new(o->n_captures, sizeof(*in->before));
	in->digests = mem_new(o->n_captures, sizeof(*in->digests));
	for (size_t i = 0; i < o->n_captures; i++) {
		int fd = open_one(o->captures[i], &in->before[i], err);
		if (fd < 0) {
			inputs_done(in);
			return -1;
		}
		in->sizes[i] = S_ISREG(in->before[i].st_mode) ? (uint64_t)in->before[i].st_size : 0;
		in->fds[in->n] = fd;
		in->names[in->n++] =
			strcmp(o->captures[i], "-") == 0 ? "standard input" : o->captures[i];
		in->total += in->sizes[i];
	}
	return 0;
}

struct reader_job inputs_job(const struct inputs *in, const struct options *o,
			     const struct capture_filter *filters)
{
	return (struct reader_job){.n_captures = in->n,
				   .fds = in->fds,
				   .names = in->names,
				   .filters = filters,
				   .memory = o->memory};
}

const char *inputs_change(const struct inputs *in, size_t i)
{
	const struct stat *was = &in->before[i];
	struct stat now, named;

	if (!S_ISREG(was->st_mode) || fstat(in->fds[i], &now) != 0)
		return NULL;
	if (now.st_size < was->st_size)
		return "became shorter while it was read";
	if (now.st_size > was->st_size)
		return "grew while it was read; what was added may be missing";
	if (now.st_mtim.tv_sec != was->st_mtim.tv_sec ||
	    now.st_mtim.tv_nsec != was->st_mtim.tv_nsec)
		return "was changed while it was read";
	if (strcmp(in->names[i], "standard input") == 0)
		return NULL;
	if (stat(in->names[i], &named) != 0)
		return "was removed while it was read";
	return named.st_ino == was->st_ino && named.st_dev == was->st_dev
		       ? NULL
		       : "was replaced while it was read; the file that was there before was read";
}

static int hash_one(int fd, const char *path, char ret[65], struct err *err)
{
	uint8_t *block = mem_new(1 << 16, 1), digest[32];
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	off_t at = 0;
	ssize_t got = 0;

	bool bad = !md || !EVP_DigestInit_ex(md, EVP_sha256(), NULL);
	while (!bad && (got = pread(fd, block, 1 << 16, at)) > 0) {
		bad = !EVP_DigestUpdate(md, block, (size_t)got);
		at += got;
	}
	bad = bad || got < 0 || !EVP_DigestFinal_ex(md, digest, NULL);
	for (size_t i = 0; !bad && i < sizeof(digest); i++)
		(void)snprintf(ret + 2 * i, 3, "%02x", digest[i]);
	EVP_MD_CTX_free(md);
	free(block);
	return bad ? err_set(err, "%s: can't be read again for its digest", path) : 0;
}

int inputs_hash(struct inputs *in, struct err *err)
{
	for (size_t i = 0; i < in->n; i++)
		if (hash_one(in->fds[i], in->names[i], in->digests[i], err))
			return -1;
	return 0;
}

void inputs_close_files(struct inputs *in)
{
	for (size_t i = 0; i < in->n; i++) {
		if (in->fds[i] >= 0)
			close(in->fds[i]);
		in->fds[i] = -1;
	}
}

void inputs_done(struct inputs *in)
{
	inputs_close_files(in);
	free(in->fds);
	free(in->names);
	free(in->sizes);
	free(in->before);
	free(in->digests);
	*in = (struct inputs){.n = 0};
}

int text_file_read(const char *path, struct buf *ret, struct err *err)
{
	uint8_t block[8192];
	ssize_t got;
	struct stat st;
	int fd = open_one(path, &st, err);

	if (fd < 0)
		return -1;
	buf_init(ret, TEXT_FILE_MAX);
	while ((got = read(fd, block, sizeof(block))) > 0)
		buf_put(ret, block, (size_t)got);
	int why = errno;
	close(fd);
	if (got < 0 || buf_full(ret)) {
		buf_done(ret);
		return got < 0 ? err_set(err, "%s: %s", path, strerror(why))
			       : err_set(err, "%s: larger than %d MiB", path, TEXT_FILE_MAX >> 20);
	}
	return 0;
}
