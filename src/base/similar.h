/* SPDX-License-Identifier: Apache-2.0
 *
 * Similarity digests: TLSH (Oliver, Cheng, Chen, 2013; the library, Apache-2.0, is C++). Two
 * digests are compared with similar_distance.
 */
#ifndef CAMTRAIL_BASE_SIMILAR_H
#define CAMTRAIL_BASE_SIMILAR_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The digest of len bytes as hex, NUL-terminated; "" when they are too few (below 256) or too plain. */
void similar_digest(const void *bytes, size_t len, char *to, size_t room);

/* How far two digests lie apart: 0 = the same, below 30 hardly different, above 100 nothing in
 * common (the library's authors' figures). -1 when one of them is no digest. */
int similar_distance(const char *a, const char *b);

#ifdef __cplusplus
}
#endif

#endif
