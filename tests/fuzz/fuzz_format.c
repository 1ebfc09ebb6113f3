/* SPDX-License-Identifier: Apache-2.0
 *
 * Every row of unpack/formats.def is a target under "unpack_" and its name: the bytes are given to its
 * `open`, with one of its marks written over them where none is there. Members are given, but not
 * opened further.
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "unpack/walk.h"

enum {
	SPOOLS = 8,
	BYTES = 64 << 20, /* that one input may unpack to */
	BYTES_ONE = 16 << 20,
	FILES = 20000,
	SECONDS = 10,
};

static void take_file(void *ctx, unsigned thread, const struct unpack_file *f)
{
	(void)ctx, (void)thread;
	must(f->name.len > 0 && f->name.len < 1100);
	fuzz_touch(f->bytes);
}

static void take_notice(void *ctx, unsigned thread, uint32_t image, uint32_t file, uint64_t offset,
			bool incomplete, const char *text)
{
	(void)ctx, (void)thread, (void)image, (void)file, (void)offset, (void)incomplete;
	must(text[0] && strlen(text) < 400);
}

/* Made once: the patterns of the marks take long to compile. */
static struct unpack *bench(void)
{
	static struct unpack *made;
	const struct unpack_limits limits = {.depth = 1,
					     .files = FILES,
					     .bytes = BYTES,
					     .bytes_one = BYTES_ONE,
					     .seconds = SECONDS};
	const struct unpack_visitor visitor = {.file = take_file, .notice = take_notice};
	int spools[SPOOLS];

	if (made)
		return made;
	for (int i = 0; i < SPOOLS; i++) {
		FILE *file = tmpfile();
		must(file);
		spools[i] = dup(fileno(file));
		must(spools[i] >= 0 && fclose(file) == 0);
	}
	made = unpack_new(&limits, &visitor, 1, spools, SPOOLS);
	must(made);
	return made;
}

static void open_one(const struct format *format, struct slice input)
{
	struct unpack *u = bench();
	struct pool_group group = {0};
	struct ranges covered = {.n = 0};
	struct unpack_counts counts = {0};
	atomic_bool broken = false;
	const struct walked around = {
		.name = slice_text("input.bin"), .path = slice_text("input.bin"), .bytes = input};
	struct unpack_out out = {.u = u,
				 .around = &around,
				 .format = format,
				 .depth = 1,
				 .group = &group,
				 .counts = &counts,
				 .broken = &broken,
				 .covered = &covered};

	atomic_store(&u->files, 0);
	atomic_store(&u->taken, 0);
	atomic_store(&u->over, false);
	(void)clock_gettime(CLOCK_MONOTONIC, &u->start);
	if (format->program)
		must(format->program(input) <= input.len);
	(void)format->open(input, &out);
	pool_wait(u->pool, &group, 0);
	for (size_t i = 0; i < covered.n; i++)
		must(covered.at[i].from < covered.at[i].to && covered.at[i].to <= input.len);
	ranges_done(&covered);
}

static bool has_mark(const struct format_mark *mark, struct slice bytes)
{
	return bytes.len >= (size_t)mark->at + mark->len &&
	       memcmp(bytes.at + mark->at, mark->bytes, mark->len) == 0;
}

/* The walk opens nothing that has none of the format's marks. */
static void open_marked(const struct format *format, struct slice input)
{
	const struct format_mark *first = &format->marks[0];
	bool marked = false;

	for (unsigned i = 0; i < FORMAT_MARKS_MAX && format->marks[i].len; i++)
		marked |= has_mark(&format->marks[i], input);
	if (!marked && input.len < (size_t)first->at + first->len)
		return;
	uint8_t *bytes = fuzz_copy(input);
	if (!marked)
		memcpy(bytes + first->at, first->bytes, first->len);
	fuzz_mend(format->name, bytes, input.len);
	open_one(format, slice_of(bytes, input.len));
	free(bytes);
}

bool fuzz_format(const char *target, struct slice input)
{
	size_t prefix = strlen(FUZZ_FORMAT);

	if (strncmp(target, FUZZ_FORMAT, prefix) != 0)
		return false;
	for (size_t i = 0; i < formats_count(); i++)
		if (strcmp(format_at(i)->name, target + prefix) == 0) {
			open_marked(format_at(i), input);
			return true;
		}
	return false;
}

void fuzz_list_formats(void)
{
	for (size_t i = 0; i < formats_count(); i++)
		printf("%s%s\n", FUZZ_FORMAT, format_at(i)->name);
}
