/* SPDX-License-Identifier: Apache-2.0
 *
 * Where formats may begin: all their marks in one pass over the bytes (Hyperscan).
 */
#ifndef CAMTRAIL_UNPACK_MARKS_H
#define CAMTRAIL_UNPACK_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cursor.h"

struct marks;

struct mark_found {
	uint64_t at;     /* where the format would begin */
	uint16_t format; /* as format_at has it */
};

struct mark_list {
	struct mark_found *found;
	size_t n, room;
};

/* threads: how many may search at once. NULL when the library refuses. */
struct marks *marks_new(unsigned threads);
void marks_free(struct marks *m);

/* Finds the formats that may begin at or behind `from`, a piece at a time, so that the list stays
 * small whatever the bytes are. Fills list (cleared before, memory reused) in order of offset, then of
 * formats.def. Gives where the next piece begins. */
uint64_t marks_find(struct marks *m, unsigned thread, struct slice bytes, uint64_t from,
		    struct mark_list *list);

#endif
