/* SPDX-License-Identifier: Apache-2.0
 *
 * The shape of an extractor: one file each, one const struct, listed in extractors.def. Its patterns
 * say where to look, in the pass that all share; `found` looks closer and gives what stands there.
 * docs/adding-an-extractor.md.
 */
#ifndef CAMTRAIL_SIFT_EXTRACTOR_H
#define CAMTRAIL_SIFT_EXTRACTOR_H

#include "sift/sift.h"

enum { EXTRACTOR_PATTERNS_MAX = 24 };

/* A file while it is sifted by one thread. */
struct sifting {
	const struct sift *sift;
	const struct sift_file *file;
	const struct sift_sink *sink;
	struct slice bytes;
	/* The running extractor's own: bytes up to here were dealt with. Zero at the file's start. */
	size_t past;
	/* Likewise; for what it must remember within a file. */
	uint64_t memo;
	/* True when the file opens connections: it is a program that names the calls, or a script. Found
	 * out once, on demand: sifting_connects(). */
	int connects;
};

struct extractor {
	const char *name;
	/* PCRE subset of Hyperscan, over bytes, ended by NULL; flags in front as (?i). Keep them short
	 * and rare: each hit costs a call. */
	const char *patterns[EXTRACTOR_PATTERNS_MAX];
	/* pattern: which of them; end: offset just behind what matched. Called in order of end. */
	void (*found)(struct sifting *s, unsigned pattern, size_t end);
	/* After the last byte; NULL = nothing to do. */
	void (*finish)(struct sifting *s);
};

/* Gives a text with some bytes around it as context. */
void sifting_text(struct sifting *s, enum obs_kind kind, size_t at, struct slice text);
void sifting_addr(struct sifting *s, enum obs_kind kind, size_t at, size_t len,
		  const struct addr *addr);
void sifting_number(struct sifting *s, enum obs_kind kind, size_t at, uint64_t number);
void sifting_bytes(struct sifting *s, enum obs_kind kind, size_t at, struct slice bytes);
void sifting_suppress(struct sifting *s, enum image_suppression why, struct slice sample);
/* Names of calls that open connections stand in it, or it is a script or text. */
bool sifting_connects(struct sifting *s);

/* noise.c: why a host name is no server; SUPPRESSIONS = it may be one. at: where it stands. */
enum image_suppression noise_of_host(struct sifting *s, size_t at, struct slice host,
				     bool from_url);
enum image_suppression noise_of_address(struct sifting *s, size_t at, size_t len,
					const struct addr *addr);
/* A registrable domain under a public suffix (libpsl). host: lower case or not. */
bool noise_registrable(struct slice host);
/* projects of sift_new */
bool sift_is_project(const struct sift *s, struct slice host);

size_t extractors_count(void);
const struct extractor *extractor_at(size_t i);

#endif
