/* SPDX-License-Identifier: Apache-2.0
 *
 * For the tests of sift/: a text sifted, and what came of it.
 */
#ifndef CAMTRAIL_TEST_SIFTED_H
#define CAMTRAIL_TEST_SIFTED_H

#include "sift/sift.h"

/* Sifts the bytes as a file of that path; what it gave stays until the next. The content is what
 * sift_content says of it. */
void sift_bytes(const char *path, const void *bytes, size_t len);
void sift_text(const char *path, const char *text);
/* With tables of its own from then on; NULL = none. */
void sift_with(const struct sift_tables *tables);
void sift_done(void);

/* Whether it gave an item of the kind with that text (for addresses: so printed). */
bool gave(enum obs_kind kind, const char *text);
/* Likewise, that begins so. */
bool gave_start(enum obs_kind kind, const char *text);
bool gave_port(enum obs_kind kind, const char *text, uint64_t port);
uint64_t gave_at(enum obs_kind kind, const char *text); /* its offset; UINT64_MAX = not given */
size_t how_many(enum obs_kind kind);
uint64_t suppressed(enum image_suppression why);

#endif
