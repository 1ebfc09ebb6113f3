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

/* A piece of common software and how it says its version: knowledge/components.csv. */
struct sift_component {
	const char *name;    /* "BusyBox" */
	const char *pattern; /* text as it stands, with %v where the version is */
};

/* What the tables know; all of it is copied. */
struct sift_tables {
	/* patterns (PCRE subset of Hyperscan, case-insensitive) of texts that are given as
	 * OBS_IMAGE_MARK with the text around them */
	size_t n_marks;
	const char *const *marks;
	/* domains of free software projects: what is under them is no server. "www.NAME" stands for
	 * the name and its pages for people alone (www, bugs, wiki, lists ...) */
	size_t n_projects;
	const char *const *projects;
	size_t n_components;
	const struct sift_component *components;
};

/* threads: how many may sift at once. NULL and err when a pattern is refused. tables NULL = none. */
struct sift *sift_new(const struct sift_tables *tables, unsigned threads, struct err *err);
void sift_free(struct sift *s);

/* What a file is, by its first bytes and, for papers, by its path. */
enum image_content sift_content(struct slice path, uint16_t mode, struct slice bytes);

/* Everything in one file. Thread-safe for different threads. */
void sift_file(struct sift *s, unsigned thread, const struct sift_file *file,
	       const struct sift_sink *sink);

/* Lets the libraries below read what they need: to be called before a jail closes, by the process
 * that will sift. */
void sift_prepare(void);

#endif
