/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads facts out of a file's bytes: servers, addresses, keys, certificates, accounts, commands that
 * fetch, versions, traces of who built it, texts that the tables know. One pass of Hyperscan over the
 * bytes finds where something may stand; the extractor whose pattern it was looks closer.
 *
 * Noise is the enemy: what looks like a server and is none is not given but counted, with its reason.
 * Nothing here knows what a file means for its device; it says what stands in it and where.
 */
#ifndef CAMTRAIL_SIFT_SIFT_H
#define CAMTRAIL_SIFT_SIFT_H

#include "base/err.h"
#include "obs/image.h"

enum { SIFT_THREADS_MAX = 64 };

struct sift;

struct sift_range {
	uint64_t from, to;
};

struct sift_file {
	struct slice path; /* whole, from the user's file on; '/' between */
	uint16_t mode;
	enum image_content content; /* as sift_content has it */
	struct slice bytes;
	size_t n_skip;
	const struct sift_range *skip; /* bytes that are looked at elsewhere; sorted, apart */
};

struct sift_sink {
	void *ctx;
	/* file and image are the receiver's to fill in; texts borrow from the file */
	void (*item)(void *ctx, const struct image_item *item);
	void (*suppressed)(void *ctx, enum image_suppression why, struct slice sample);
};

/* marks: patterns (PCRE subset of Hyperscan, case-insensitive) of texts that the tables know, given as
 * OBS_IMAGE_MARK with the text around them; projects: host names of free software projects' homes,
 * which are no servers. Both are copied. threads: how many may sift at once. NULL and err when a
 * pattern is refused. */
struct sift *sift_new(const char *const *marks, size_t n_marks, const char *const *projects,
		      size_t n_projects, unsigned threads, struct err *err);
void sift_free(struct sift *s);

/* What a file is, by its first bytes and, for papers, by its path. */
enum image_content sift_content(struct slice path, uint16_t mode, struct slice bytes);

/* Everything in one file. Thread-safe for different threads. */
void sift_file(struct sift *s, unsigned thread, const struct sift_file *file,
	       const struct sift_sink *sink);

#endif
