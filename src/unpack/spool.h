/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes that were taken out of something: in memory while they are few, in a nameless file
 * when they are many.
 */
#ifndef CAMTRAIL_UNPACK_SPOOL_H
#define CAMTRAIL_UNPACK_SPOOL_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/cursor.h"

enum { SPOOL_MEMORY = 8 << 20, SPOOL_PIECE_MAX = 1 << 20 };

/* Files that are free. */
struct spools {
	pthread_mutex_t mutex;
	int *fds;
	size_t n;
};

struct spool {
	struct spools *files;
	uint64_t (*grant)(void *ctx, uint64_t wanted); /* how many more bytes may come */
	void *ctx;
	uint8_t *memory;
	size_t room; /* of memory */
	uint64_t len;
	uint64_t most;
	int fd;        /* -1 = in memory */
	size_t filled; /* bytes in memory not in the file yet */
	size_t mapped; /* bytes of the file that are mapped at view */
	uint8_t *view;
	void *owner;      /* the member that it will be */
	bool full, fault; /* a limit was met; the file could not be written */
};

void spools_init(struct spools *s, const int *fds, size_t n);
void spools_done(struct spools *s);

/* most: bytes of this one. grant: asked for every piece, gives at most what was wanted. */
struct spool *spool_new(struct spools *files, uint64_t most,
			uint64_t (*grant)(void *ctx, uint64_t wanted), void *ctx);
void spool_free(struct spool *s);

#endif
