/* SPDX-License-Identifier: Apache-2.0
 *
 * What the walk over a file and the output of a format share: nobody else includes this but the fuzzer.
 */
#ifndef CAMTRAIL_UNPACK_WALK_H
#define CAMTRAIL_UNPACK_WALK_H

#include <stdatomic.h>
#include <time.h>

#include "base/buf.h"
#include "unpack/format.h"
#include "unpack/marks.h"
#include "unpack/pool.h"
#include "unpack/ranges.h"
#include "unpack/spool.h"
#include "unpack/unpack.h"

struct unpack {
	struct unpack_limits limits;
	struct unpack_visitor visitor;
	unsigned threads;
	struct spools spools;
	struct pool *pool;
	struct marks *marks;
	struct timespec start;
	atomic_uint last_id;
	atomic_ullong files, taken, looked_at; /* of limits.files, of limits.bytes; for progress */
	atomic_bool over;                      /* a limit of the whole was reached, and told */
};

/* A file while it is taken apart. Lives on the stack or in the task of whoever walks it. */
struct walked {
	uint32_t image, id, parent;
	unsigned depth;
	struct slice name, path;
	uint64_t offset;
	uint16_t mode;
	bool broken;
	struct slice bytes;
};

/* What a format holds that is no file. */
struct unpack_counts {
	atomic_uint nodes; /* device nodes and pipes */
	atomic_size_t removed;
	atomic_ullong tried; /* bytes read in vain */
};

struct unpack_out {
	struct unpack *u;
	unsigned thread;
	const struct walked *around; /* the file that the format lies in */
	const struct format *format;
	uint64_t at;     /* where in that file */
	uint32_t parent; /* of its members: that file, or what stands for the format in it */
	unsigned depth;  /* of its members */
	struct pool_group *group;
	struct unpack_counts *counts;
	atomic_bool *broken; /* damage was told */
	struct ranges
		*covered; /* what out_covers was told; NULL = the format takes all its bytes */
};

uint32_t unpack_next_id(struct unpack *u);
/* Takes back that a file was given and its bytes taken. */
void unpack_forget(struct unpack *u, uint64_t bytes);
/* False when no file may come any more; tells so once. */
bool unpack_may_give(struct unpack *u, unsigned thread, uint32_t image, uint32_t parent);
/* How many more bytes may be taken out. ctx is the struct unpack. */
uint64_t unpack_grant(void *ctx, uint64_t wanted);
bool unpack_goes_on(struct unpack *u);
void unpack_tell(const struct unpack *u, unsigned thread, uint32_t image, uint32_t file,
		 uint64_t offset, bool incomplete, const char *text);

/* Takes a file apart and gives it. */
void walk_file(struct unpack *u, unsigned thread, const struct walked *file);

#endif
