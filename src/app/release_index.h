/* SPDX-License-Identifier: Apache-2.0
 *
 * What reference releases hold, kept in a SQLite database beside them, so that each is taken apart
 * once. A release is known by its path, its size and the time it was last changed; its own digest
 * stands in it like those of its files. The index is a convenience: it can be deleted at any time.
 *
 * Nothing of it is trusted to be well-formed: digests and texts have bounds, and damage means that it
 * is made anew.
 */
#ifndef CAMTRAIL_APP_RELEASE_INDEX_H
#define CAMTRAIL_APP_RELEASE_INDEX_H

#include "base/err.h"
#include "judge/image.h"

struct release_index;

/* path ":memory:" = nothing is kept. A database of another version of this program, or a damaged
 * one, is begun anew; *ret_damaged tells of the latter. NULL and err when it can't be made. */
struct release_index *release_index_open(const char *path, bool *ret_damaged, struct err *err);
void release_index_close(struct release_index *x);

/* True when a release of that path is there, of that size and time. */
bool release_index_has(struct release_index *x, const char *path, uint64_t size,
		       int64_t modified_ns);

/* The same content with another time: takes the time over. True when it was so. */
bool release_index_touch(struct release_index *x, const char *path, uint64_t size,
			 int64_t modified_ns, const uint8_t sha256[32]);

struct release_entry {
	const char *path;
	uint64_t size;
	int64_t modified_ns;
	bool incomplete; /* it could not be read to its end */
	const struct release *release;
};
/* In place of what was there under that path. */
int release_index_put(struct release_index *x, const struct release_entry *e, struct err *err);
/* Takes away every release whose path is none of these (sorted). */
int release_index_prune(struct release_index *x, const char *const *paths, size_t n,
			struct err *err);

/* All releases, by path; programs only, and the release itself, where the rest is not wanted. texts
 * gets what the releases' texts point into: freed by the caller with release_texts_free after the
 * releases. incomplete: told of each release that could not be read whole. */
struct release_texts;
int release_index_load(struct release_index *x, bool programs_only, struct collection *ret,
		       struct release_texts **ret_texts,
		       void (*incomplete)(void *ctx, const char *path), void *ctx, struct err *err);
void release_texts_free(struct release_texts *t);
/* A copy that lives as long as t. */
const char *release_text(struct release_texts *t, const char *text, size_t len);
struct release_texts *release_texts_new(void);
void collection_free_releases(struct collection *c);

#endif
