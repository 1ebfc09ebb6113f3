/* SPDX-License-Identifier: Apache-2.0
 *
 * sift KNOWLEDGE FILE...: how fast the bytes of files are sifted by one thread, each file on its own
 * and all together; and what an empty pass of Hyperscan over the same bytes would be held against:
 * memchr for a byte that is rare.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "know/software.h"
#include "sift/sift.h"

enum { FILE_MOST = 1 << 30, ROUNDS = 3 };

static double now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void count(void *ctx, const struct image_item *item)
{
	(void)item;
	++*(size_t *)ctx;
}

static void count_suppressed(void *ctx, enum image_suppression why, struct slice sample)
{
	(void)ctx;
	(void)why;
	(void)sample;
}

static struct slice read_whole(const char *name, struct buf *all)
{
	FILE *f = fopen(name, "rb");

	must(f);
	buf_init(all, FILE_MOST);
	for (size_t got = 1; got > 0;) {
		uint8_t *room = buf_place(all, 1 << 16);
		must(room);
		got = fread(room, 1, 1 << 16, f);
		all->len += got;
	}
	(void)fclose(f);
	return slice_of(all->at, all->len);
}

int main(int argc, char **argv)
{
	struct err err = {{0}};
	struct software *software = argc > 2 ? software_load(argv[1], &err) : NULL;
	double bytes = 0, seconds = 0;
	size_t items = 0;

	must(software);
	struct sift_component *components = mem_new(software->n_components, sizeof(*components));
	for (size_t i = 0; i < software->n_components; i++)
		components[i] = (struct sift_component){software->components[i].name,
							software->components[i].pattern};
	const struct sift_tables tables = {.n_projects = software->n_projects,
					   .projects = software->projects,
					   .n_components = software->n_components,
					   .components = components};
	struct sift *sift = sift_new(&tables, 1, &err);
	const struct sift_sink sink = {
		.ctx = &items, .item = count, .suppressed = count_suppressed};
	must(sift);
	for (int i = 2; i < argc; i++) {
		struct buf all;
		struct sift_file file = {.path = slice_text(argv[i]),
					 .bytes = read_whole(argv[i], &all)};
		double best = 1e9;
		file.content = sift_content(file.path, 0644, file.bytes);
		for (int round = 0; round < ROUNDS; round++) {
			double start = now();
			sift_file(sift, 0, &file, &sink);
			double took = now() - start;
			best = took < best ? took : best;
		}
		if (argc < 20)
			printf("%8.0f MB/s  %8.1f MB  %s\n", (double)all.len / best / 1e6,
			       (double)all.len / 1e6, argv[i]);
		bytes += (double)all.len;
		seconds += best;
		buf_done(&all);
	}
	printf("%8.0f MB/s  %8.1f MB  all of %d files\n", bytes / seconds / 1e6, bytes / 1e6,
	       argc - 2);
	sift_free(sift);
	free(components);
	software_free(software);
	return 0;
}
