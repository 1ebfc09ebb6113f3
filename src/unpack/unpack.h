/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes delivered files apart: archives, compressed streams, file systems, installers, and any of
 * them at any offset of anything else, down to a depth. Gives every file that it comes to, once,
 * with all its bytes.
 *
 * Everything is hostile. Members are given as names and bytes, never written anywhere; links,
 * device nodes and names that lead out of the tree are told and not followed; bytes, files, depth
 * and time have limits. Memory: what was taken out of something lies in memory while it is small and in
 * nameless files (`spools`, opened by the caller) when it is not, so the worker opens nothing.
 *
 * Several threads work at once. What is given, and under which names, does not depend on how many;
 * ids and the order do.
 */
#ifndef CAMTRAIL_UNPACK_UNPACK_H
#define CAMTRAIL_UNPACK_UNPACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cursor.h"

enum { UNPACK_THREADS_MAX = 16, UNPACK_DEPTH_MAX = 32 };

#define UNPACK_OFFSET_UNKNOWN UINT64_MAX

struct unpack_limits {
	unsigned depth;     /* files within files, the user's own being 0 */
	uint64_t files;     /* of all images together */
	uint64_t bytes;     /* taken out of all together */
	uint64_t bytes_one; /* of one file */
	double seconds;     /* of the clock */
};

/* Bytes of a file that were themselves taken apart: what they hold comes as files of their own. */
struct unpack_range {
	uint64_t from, to;
};

struct unpack_file {
	uint32_t image, id, parent; /* as obs/image.h has them */
	struct slice name;          /* below the parent */
	struct slice path;          /* from the user's file on, its last 2000 bytes */
	uint64_t offset;            /* in the parent, UNPACK_OFFSET_UNKNOWN */
	uint16_t mode;              /* permission bits, 0 = not said */
	const char *format;         /* of a container; "" = none */
	bool broken;                /* ends early or is damaged */
	struct slice bytes;
	size_t n_inside;
	const struct unpack_range *inside; /* sorted, apart */
};

/* Called by several threads; thread is below the number of threads. Everything is borrowed during
 * the call. */
struct unpack_visitor {
	void *ctx;
	void (*file)(void *ctx, unsigned thread, const struct unpack_file *file);
	/* file 0 = none; offset UNPACK_OFFSET_UNKNOWN; incomplete: something was not read */
	void (*notice)(void *ctx, unsigned thread, uint32_t image, uint32_t file, uint64_t offset,
		       bool incomplete, const char *text);
	/* bytes looked at so far, of everything */
	void (*progress)(void *ctx, unsigned thread, uint64_t bytes);
};

struct unpack;

/* spools: files open for reading and writing that nobody else uses, at least threads * (depth + 4)
 * for all images to be taken apart without refusals; they stay the caller's. Prepares all that a
 * jail would forbid later and starts the threads. NULL when a library refuses. */
struct unpack *unpack_new(const struct unpack_limits *limits, const struct unpack_visitor *visitor,
			  unsigned threads, const int *spools, size_t n_spools);

/* Takes one of the user's files apart and returns when everything in it was given. */
void unpack_image(struct unpack *u, uint32_t image, struct slice name, struct slice bytes);

void unpack_free(struct unpack *u);

#endif
