/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists what unpack/ takes out of a file, for test_unpack.py: unpack_list [-t THREADS] [-d DEPTH]
 * [-b BYTES] [-n FILES] FILE... A line each, fields apart by a tab, texts in hexadecimal:
 *   image NUMBER, before what follows
 *   file ID PARENT OFFSET SIZE SHA256 MODE BROKEN FORMAT NAME
 *   notice FILE OFFSET INCOMPLETE TEXT
 * An unknown offset is "-". */
#include <fcntl.h>
#include <locale.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/sha256.h"
#include "unpack/unpack.h"

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static void put_hex(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		printf("%02x", s.at[i]);
}

static void put_offset(uint64_t offset)
{
	if (offset == UNPACK_OFFSET_UNKNOWN)
		printf("-\t");
	else
		printf("%" PRIu64 "\t", offset);
}

static void on_file(void *ctx, unsigned thread, const struct unpack_file *f)
{
	uint8_t digest[32];

	(void)ctx;
	(void)thread;
	sha256_digest(f->bytes, digest);
	pthread_mutex_lock(&one_at_a_time);
	printf("file\t%u\t%u\t", f->id, f->parent);
	put_offset(f->offset);
	printf("%zu\t", f->bytes.len);
	put_hex(slice_of(digest, sizeof(digest)));
	printf("\t%o\t%d\t%s\t", f->mode, f->broken, f->format[0] ? f->format : "-");
	put_hex(f->name);
	putchar('\n');
	pthread_mutex_unlock(&one_at_a_time);
}

static void on_notice(void *ctx, unsigned thread, uint32_t image, uint32_t file, uint64_t offset,
		      bool incomplete, const char *text)
{
	(void)ctx;
	(void)thread;
	(void)image;
	pthread_mutex_lock(&one_at_a_time);
	printf("notice\t%u\t", file);
	put_offset(offset);
	printf("%d\t", incomplete);
	put_hex(slice_text(text));
	putchar('\n');
	pthread_mutex_unlock(&one_at_a_time);
}

static struct slice whole_file(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	must(fd >= 0 && fstat(fd, &st) == 0);
	if (st.st_size == 0)
		return slice_of("", 0);
	void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	must(at != MAP_FAILED);
	close(fd);
	return slice_of(at, (size_t)st.st_size);
}

static void list(struct unpack *u, unsigned number, const char *path)
{
	struct slice bytes = whole_file(path);

	printf("image\t%u\n", number);
	unpack_image(u, number, slice_text("image"), bytes);
	if (bytes.len)
		munmap((void *)(uintptr_t)bytes.at, bytes.len);
}

int main(int argc, char **argv)
{
	struct unpack_limits limits = {.depth = 16,
				       .files = 100000,
				       .bytes = 4ull << 30,
				       .bytes_one = 1ull << 30,
				       .seconds = 600};
	const struct unpack_visitor visitor = {.file = on_file, .notice = on_notice};
	unsigned threads = 2;
	int spools[UNPACK_THREADS_MAX * (UNPACK_DEPTH_MAX + 4)], option;

	/* as the worker has it: names of archives are turned into it */
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	while ((option = getopt(argc, argv, "t:d:b:n:")) != -1) {
		uint64_t value = strtoull(optarg ? optarg : "", NULL, 10);
		if (option == 't')
			threads = (unsigned)value;
		else if (option == 'd')
			limits.depth = (unsigned)value;
		else if (option == 'b')
			limits.bytes = value;
		else if (option == 'n')
			limits.files = value;
		else
			return 2;
	}
	if (optind == argc)
		return 2;
	size_t n = (size_t)threads * (limits.depth + 4);
	must(threads && threads <= UNPACK_THREADS_MAX && limits.depth <= UNPACK_DEPTH_MAX);
	for (size_t i = 0; i < n; i++)
		must((spools[i] = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)) >= 0);
	struct unpack *u = unpack_new(&limits, &visitor, threads, spools, n);
	must(u);
	for (int i = optind; i < argc; i++)
		list(u, (unsigned)(i - optind), argv[i]);
	unpack_free(u);
	for (size_t i = 0; i < n; i++)
		close(spools[i]);
	return 0;
}
