/* SPDX-License-Identifier: Apache-2.0
 *
 * A run: its limits, its threads, what the libraries need before a jail closes.
 */
#include "unpack/unpack.h"

#include <iconv.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "unpack/walk.h"

enum { TOLD_MAX = 200 };

/* The C library reads its list of encodings from files at the first conversion: now, while it may. */
static void prepare_encodings(void)
{
	static const char *const from[] = {"UTF-16LE", "UTF-16BE", "CP437", "ISO-8859-1"};

	for (unsigned i = 0; i < sizeof(from) / sizeof(*from); i++) {
		iconv_t c = iconv_open("UTF-8", from[i]);
		if (c != (iconv_t)-1)
			(void)iconv_close(c);
	}
}

struct unpack *unpack_new(const struct unpack_limits *limits, const struct unpack_visitor *visitor,
			  unsigned threads, const int *spools, size_t n_spools)
{
	struct unpack *u = mem_new(1, sizeof(*u));

	prepare_encodings();
	u->limits = *limits;
	u->visitor = *visitor;
	u->threads = threads;
	u->marks = marks_new(threads);
	if (!u->marks) {
		free(u);
		return NULL;
	}
	if (u->limits.depth > UNPACK_DEPTH_MAX)
		u->limits.depth = UNPACK_DEPTH_MAX;
	spools_init(&u->spools, spools, n_spools);
	u->pool = pool_new(threads);
	(void)clock_gettime(CLOCK_MONOTONIC, &u->start);
	return u;
}

void unpack_free(struct unpack *u)
{
	if (!u)
		return;
	pool_free(u->pool);
	marks_free(u->marks);
	spools_done(&u->spools);
	free(u);
}

uint32_t unpack_next_id(struct unpack *u)
{
	return atomic_fetch_add(&u->last_id, 1) + 1;
}

void unpack_tell(const struct unpack *u, unsigned thread, uint32_t image, uint32_t file,
		 uint64_t offset, bool incomplete, const char *text)
{
	u->visitor.notice(u->visitor.ctx, thread, image, file, offset, incomplete, text);
}

bool unpack_may_give(struct unpack *u, unsigned thread, uint32_t image, uint32_t parent)
{
	char text[TOLD_MAX];

	if (atomic_load(&u->over))
		return false;
	uint64_t n = atomic_fetch_add(&u->files, 1);
	bool many = n >= u->limits.files, much = atomic_load(&u->taken) >= u->limits.bytes;
	if (!many && !much && unpack_goes_on(u))
		return true;
	if (atomic_exchange(&u->over, true))
		return false;
	if (many)
		(void)snprintf(text, sizeof(text),
			       "more than %" PRIu64 " files: the rest was left out", n);
	else if (much)
		(void)snprintf(text, sizeof(text),
			       "unpacks to more than %" PRIu64 " bytes: the rest was left out",
			       u->limits.bytes);
	else
		(void)snprintf(text, sizeof(text), "took longer than %.0f s: the rest was left out",
			       u->limits.seconds);
	unpack_tell(u, thread, image, parent, UNPACK_OFFSET_UNKNOWN, true, text);
	return false;
}

uint64_t unpack_grant(void *ctx, uint64_t wanted)
{
	struct unpack *u = ctx;
	uint64_t before = atomic_fetch_add(&u->taken, wanted);

	if (before >= u->limits.bytes)
		return 0;
	return u->limits.bytes - before < wanted ? u->limits.bytes - before : wanted;
}

void unpack_forget(struct unpack *u, uint64_t bytes)
{
	atomic_fetch_sub(&u->files, 1);
	atomic_fetch_sub(&u->taken, bytes);
}

bool unpack_goes_on(struct unpack *u)
{
	struct timespec now;

	if (atomic_load(&u->over))
		return false;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - u->start.tv_sec) +
		       (double)(now.tv_nsec - u->start.tv_nsec) / 1e9 <
	       u->limits.seconds;
}

void unpack_image(struct unpack *u, uint32_t image, struct slice name, struct slice bytes)
{
	struct walked file = {.image = image,
			      .id = unpack_next_id(u),
			      .name = name,
			      .path = name,
			      .offset = 0,
			      .bytes = bytes};

	walk_file(u, 0, &file);
}
