/* SPDX-License-Identifier: Apache-2.0
 *
 * Which bytes of a file were given. Tables may name the same bytes as often as they like; whoever
 * gives them gives them once, so the work stays in proportion to the file.
 */
#ifndef CAMTRAIL_UNPACK_RANGES_H
#define CAMTRAIL_UNPACK_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unpack/unpack.h"

/* Sorted, apart, none empty. Zeroed at first; the memory is freed with ranges_done. */
struct ranges {
	struct unpack_range *at;
	size_t n, room;
};

/* True when no byte from `from` up to `to` is in it. */
bool ranges_apart(const struct ranges *r, uint64_t from, uint64_t to);
/* Adds them; those that were there stay. Cheap at the end, else in proportion to what is there. */
void ranges_add(struct ranges *r, uint64_t from, uint64_t to);
void ranges_done(struct ranges *r);

#endif
