/* SPDX-License-Identifier: Apache-2.0
 *
 * Everything that is read out of a file's bytes. The input's first byte says what the file is called,
 * so that comments, languages and configurations of all kinds are met; the rest is the file.
 */
#include "fuzz.h"

#include <stdlib.h>

#include "sift/sift.h"

static const char *const paths[] = {"bin/app",     "etc/net.conf", "www/a.js",   "a.xml",
				    "x.json",      "x.py",         "etc/passwd", "share/doc/x",
				    "classes.dex", "etc/ntp.conf", "a.lua",      "etc/version",
				    "www/i.html",  "t.sh",         "servers.db", "env"};

struct seen {
	struct slice file;
	uint64_t items;
};

static void take(void *ctx, const struct image_item *item)
{
	struct seen *s = ctx;
	const struct obs_kind_info *kind = obs_kind_info(item->kind);

	s->items++;
	must(item->offset <= s->file.len && item->context_at <= s->file.len);
	must(item->context.len <= IMAGE_CONTEXT_MAX);
	must(kind->type != OBS_TEXT || (item->text.len > 0 && item->text.len <= kind->cap));
	fuzz_touch(item->text);
	fuzz_touch(item->context);
}

static void take_suppressed(void *ctx, enum image_suppression why, struct slice sample)
{
	(void)ctx;
	must(why < SUPPRESSIONS);
	fuzz_touch(sample);
}

static void one_sift(struct slice input)
{
	static const struct sift_component components[] = {{"BusyBox", "BusyBox v%v"},
							   {"zlib", "deflate %v Copyright"}};
	static const char *const projects[] = {"gnu.org", "www.debian.org"};
	static const char *const marks[] = {"xmeye"};
	static const struct sift_tables tables = {.n_marks = 1,
						  .marks = marks,
						  .n_projects = 2,
						  .projects = projects,
						  .n_components = 2,
						  .components = components};
	static struct sift *sift; /* compiled once for all inputs */
	struct err err = {{0}};

	if (!sift) {
		sift = sift_new(&tables, 1, &err);
		sift_prepare();
	}
	must(sift);
	if (input.len == 0)
		return;
	struct slice path = slice_text(paths[input.at[0] % (sizeof(paths) / sizeof(*paths))]);
	uint8_t *copy = fuzz_copy(slice_from(input, 1));
	struct seen seen = {.file = slice_of(copy, input.len - 1)};
	const struct sift_sink sink = {.ctx = &seen, .item = take, .suppressed = take_suppressed};
	const struct sift_file file = {
		.path = path, .content = sift_content(path, 0644, seen.file), .bytes = seen.file};
	sift_file(sift, 0, &file, &sink);
	/* a byte gives no more than a few facts */
	must(seen.items <= 16 * (uint64_t)input.len + 64);
	free(copy);
}

const struct fuzz_target fuzz_sift_targets[] = {{"sift", one_sift}, {0}};
