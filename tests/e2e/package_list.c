/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists what a file holds, for tests: package_list FILE MUTANTS [TEXT...]. One line each, tabs between:
 *   file ID PARENT OFFSET SIZE FORMAT whole|broken SHA256 NAME
 *   notice FILE OFFSET TEXT
 *   found FILE TEXT        the text stands in bytes of that file that are not in another one's
 * Then so many copies that are cut short or have other bytes are taken apart too, without a word.
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
	bool silent;
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
	must(f->bytes.len == 0 || f->bytes.at);
	if (list->silent)
		return;
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
	const struct list *list = ctx;

	(void)thread, (void)image, (void)incomplete;
	if (list->silent)
		return;
	printf("notice\t%" PRIu32 "\t%" PRId64 "\t%s\n", file, (int64_t)offset, text);
}

static uint32_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

/* Every fourth one is cut, the others have a few bytes that are random, 0, 255 or one more. */
static void mutate(struct unpack *u, struct slice bytes, unsigned n)
{
	uint64_t state = bytes.len;

	for (unsigned i = 0; i < n && bytes.len; i++) {
		size_t len = i % 4 ? bytes.len : next_random(&state) % bytes.len;
		uint8_t *copy = mem_new(len + 1, 1);
		memcpy(copy, bytes.at, len);
		for (unsigned k = 0; i % 4 && k < 1 + i % 8; k++) {
			/* heads are where it matters most */
			size_t most = next_random(&state) % 2 && len > 4096 ? 4096 : len;
			uint8_t *at = &copy[next_random(&state) % most];
			const uint8_t to[] = {(uint8_t)next_random(&state), 0, 0xff,
					      (uint8_t)(*at + 1)};
			*at = to[next_random(&state) % 4];
		}
		unpack_image(u, i + 1, slice_text("mutant"), slice_of(copy, len));
		free(copy);
	}
}

static struct slice map_file(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	must(fd >= 0 && fstat(fd, &st) == 0);
	size_t size = (size_t)st.st_size;
	void *bytes = size ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
	must(bytes != MAP_FAILED && close(fd) == 0);
	return slice_of(bytes, size);
}

int main(int argc, char **argv)
{
	const struct unpack_limits limits = {.depth = 16,
					     .files = 1000000,
					     .bytes = (uint64_t)4 << 30,
					     .bytes_one = (uint64_t)64 << 20,
					     .seconds = 300};
	struct list list = {.n_texts = argc - 3, .texts = argv + 3};
	const struct unpack_visitor visitor = {
		.ctx = &list, .file = take_file, .notice = take_notice};
	int spools[SPOOLS];

	if (argc < 3)
		return 2;
	for (int i = 0; i < SPOOLS; i++) {
		FILE *file = tmpfile();
		must(file);
		spools[i] = dup(fileno(file));
		must(spools[i] >= 0 && fclose(file) == 0);
	}
	struct slice bytes = map_file(argv[1]);
	struct unpack *u = unpack_new(&limits, &visitor, 1, spools, SPOOLS);
	must(u);
	const char *slash = strrchr(argv[1], '/');
	unpack_image(u, 0, slice_text(slash ? slash + 1 : argv[1]), bytes);
	list.silent = true;
	mutate(u, bytes, (unsigned)strtoul(argv[2], NULL, 10));
	unpack_free(u);
	for (int i = 0; i < SPOOLS; i++)
		must(close(spools[i]) == 0);
	return 0;
}
