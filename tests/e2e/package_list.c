/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists what a file holds, for tests: package_list FILE [TEXT...]. One line each, tabs between:
 *   file ID PARENT OFFSET SIZE FORMAT whole|broken SHA256 NAME
 *   notice FILE OFFSET TEXT
 *   found FILE TEXT        the text stands in bytes of that file that are not in another one's
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/sha256.h"
#include "unpack/unpack.h"

enum { SPOOLS = 64 };

struct list {
	int n_texts;
	char **texts;
};

static void put_name(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		(void)putchar(name.at[i] < ' ' ? '?' : name.at[i]);
	(void)putchar('\n');
}

static bool stands_in(const struct unpack_file *f, uint64_t from, uint64_t to, const char *text)
{
	return from < to && memmem(f->bytes.at + from, to - from, text, strlen(text)) != NULL;
}

static void find(const struct unpack_file *f, const char *text)
{
	uint64_t at = 0;
	bool found = false;

	for (size_t i = 0; i < f->n_inside; i++) {
		must(f->inside[i].from < f->inside[i].to && f->inside[i].to <= f->bytes.len);
		must(i == 0 || f->inside[i].from >= f->inside[i - 1].to);
		found |= stands_in(f, at, f->inside[i].from, text);
		at = f->inside[i].to;
	}
	if (found || stands_in(f, at, f->bytes.len, text))
		printf("found\t%" PRIu32 "\t%s\n", f->id, text);
}

static void take_file(void *ctx, unsigned thread, const struct unpack_file *f)
{
	const struct list *list = ctx;
	uint8_t digest[SHA256_BYTES];

	(void)thread;
	sha256_digest(f->bytes, digest);
	printf("file\t%" PRIu32 "\t%" PRIu32 "\t%" PRId64 "\t%zu\t%s\t%s\t", f->id, f->parent,
	       (int64_t)f->offset, f->bytes.len, f->format[0] ? f->format : "-",
	       f->broken ? "broken" : "whole");
	for (unsigned i = 0; i < SHA256_BYTES; i++)
		printf("%02x", digest[i]);
	(void)putchar('\t');
	put_name(f->name);
	for (int i = 0; i < list->n_texts; i++)
		find(f, list->texts[i]);
}

static void take_notice(void *ctx, unsigned thread, uint32_t image, uint32_t file, uint64_t offset,
			bool incomplete, const char *text)
{
	(void)ctx, (void)thread, (void)image, (void)incomplete;
	printf("notice\t%" PRIu32 "\t%" PRId64 "\t%s\n", file, (int64_t)offset, text);
}

int main(int argc, char **argv)
{
	const struct unpack_limits limits = {.depth = 16,
					     .files = 20000,
					     .bytes = (uint64_t)1 << 30,
					     .bytes_one = (uint64_t)256 << 20,
					     .seconds = 60};
	struct list list = {.n_texts = argc - 2, .texts = argv + 2};
	const struct unpack_visitor visitor = {
		.ctx = &list, .file = take_file, .notice = take_notice};
	struct stat st;
	int spools[SPOOLS];

	if (argc < 2)
		return 2;
	for (int i = 0; i < SPOOLS; i++) {
		FILE *file = tmpfile();
		must(file);
		spools[i] = dup(fileno(file));
		must(spools[i] >= 0 && fclose(file) == 0);
	}
	int fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	must(fd >= 0 && fstat(fd, &st) == 0);
	size_t size = (size_t)st.st_size;
	void *bytes = size ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0) : argv;
	must(bytes != MAP_FAILED);
	struct unpack *u = unpack_new(&limits, &visitor, 1, spools, SPOOLS);
	must(u);
	const char *slash = strrchr(argv[1], '/');
	unpack_image(u, 0, slice_text(slash ? slash + 1 : argv[1]), slice_of(bytes, size));
	unpack_free(u);
	for (int i = 0; i < SPOOLS; i++)
		must(close(spools[i]) == 0);
	return close(fd) ? 2 : 0;
}
