/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/inputs.h"
#include "app/output.h"
#include "app/paths.h"
#include "app/vet_worker.h"
#include "know/know.h"
#include "ledger/inventory.h"
#include "report/escape.h"
#include "sift/sift.h"

static const char usage[] = "Usage: camtrail vet [OPTIONS] FILE...\n";

enum { THREADS_MOST = 16, DEPTH = 16 };

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static void take(void *ctx, const struct image_record *record)
{
	inventory_add(ctx, record);
}

static void list(const struct inventory *inv)
{
	struct buf line;

	buf_init(&line, 1 << 20);
	for (size_t i = 0; i < inv->n_items; i++) {
		const struct inventory_item *item = &inv->items[i];
		buf_clear(&line);
		inventory_where(inv, item->file, &line);
		buf_printf(&line, "\t0x%llx\t%s\t", (unsigned long long)item->offset,
			   obs_kind_info(item->kind)->name);
		escape_terminal(&line, item->text, false);
		puts(buf_view_text(&line));
	}
	for (size_t i = 0; i < inv->n_notices; i++)
		printf("notice\t%s\n", inv->notices[i].text);
	buf_done(&line);
}

static int vet(const struct options *o, struct err *err)
{
	int *fds = mem_new(o->n_captures, sizeof(*fds));
	const char **names = mem_new(o->n_captures, sizeof(*names));
	uint64_t *sizes = mem_new(o->n_captures, sizeof(*sizes));
	struct reader_end end;
	unsigned threads = o->how.jobs ? o->how.jobs : (unsigned)sysconf(_SC_NPROCESSORS_ONLN);

	if (threads > THREADS_MOST)
		threads = THREADS_MOST;
	for (size_t i = 0; i < o->n_captures; i++) {
		struct stat st;
		fds[i] = open(o->captures[i], O_RDONLY | O_CLOEXEC);
		if (fds[i] < 0 || fstat(fds[i], &st))
			return err_set(err, "%s: %s", o->captures[i], strerror(errno));
		names[i] = last_part(o->captures[i]);
		sizes[i] = (uint64_t)st.st_size;
	}
	struct sift *sift = sift_new(NULL, 0, NULL, 0, threads, err);
	if (!sift)
		return -1;
	const struct vet_worker_job job = {.n_images = o->n_captures,
					   .fds = fds,
					   .names = names,
					   .sizes = sizes,
					   .sift = sift,
					   .limits = {.depth = DEPTH,
						      .files = 1000000,
						      .bytes = 16ull << 30,
						      .bytes_one = 4ull << 30,
						      .seconds = 3600},
					   .threads = threads,
					   .no_sandbox = o->how.no_sandbox};
	struct inventory *inv = inventory_new(names, o->n_captures);
	if (vet_worker_run(&job, take, inv, &end, err))
		return -1;
	last_words_tell(&end.said);
	if (!end.whole)
		output_tell(end.reason);
	inventory_settle(inv);
	list(inv);
	printf("%zu files\n", inv->n_files);
	inventory_free(inv);
	sift_free(sift);
	return 0;
}

const struct command command_vet = {
	.summary = "which servers a delivered firmware or program carries, and whose code it is",
	.usage = usage,
	.shape = {.takes_images = true},
	.run = vet,
};
