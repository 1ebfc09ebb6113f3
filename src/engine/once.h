/* SPDX-License-Identifier: Apache-2.0
 *
 * Remembers what was said last, so that it is said once: the newest ONCE_ROOM different things, by
 * a hash of 64 bits under a key of its own. Senders choose what is remembered; without the key they
 * could choose things that drive each other out. What is forgotten is the oldest, whatever the key:
 * the same capture gives the same records in every run.
 */
#ifndef CAMTRAIL_ENGINE_ONCE_H
#define CAMTRAIL_ENGINE_ONCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"

enum { ONCE_ROOM = 1 << 18 }; /* things remembered: 5 MiB when all are */

struct once;

struct once *once_new(void);
void once_free(struct once *o);
/* A hash for parts of a thing that are longer than what stands for them there. */
uint64_t once_hash(const struct once *o, const void *bytes, size_t len);
/* Whether these bytes are remembered; they are from now on. */
bool once_before(struct once *o, const void *bytes, size_t len);

#endif
