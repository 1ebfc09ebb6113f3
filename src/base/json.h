/* SPDX-License-Identifier: Apache-2.0
 *
 * A bounded walk over a hostile JSON document (jansson underneath). Depth is checked before
 * anything is built; size is bounded by the caller's slice. A document that is not UTF-8 is read
 * with its bytes above ASCII as '?': one name in another character set costs that name only.
 */
#ifndef CAMTRAIL_BASE_JSON_H
#define CAMTRAIL_BASE_JSON_H

#include "base/cursor.h"

enum {
	JSON_DEPTH_MAX = 32,
	JSON_BYTES_MAX = 262144,
	JSON_LEAVES_MAX = 4096,
	JSON_PATH_MAX = 512,
};

/* To be called once before a process gives up the right to open files: the library below draws its
 * hash seed from /dev/urandom at the first object that it builds. */
void json_prepare(void);

/* A string, number or boolean. Valid during the call only. */
struct json_leaf {
	const char *path;  /* keys from the root, '/' between; array positions are left out */
	const char *name;  /* the last key */
	struct slice text; /* the string, or the number or boolean as text */
};

/* Calls leaf for each scalar in document order; of several equal keys the last one's value stands
 * in the first one's place. A byte order mark before the first value and any bytes behind it
 * (devices end with NUL or LF) are ignored. False when there is no whole JSON object or array or a
 * limit is passed. */
bool json_walk(struct slice document, void (*leaf)(void *ctx, const struct json_leaf *leaf),
	       void *ctx);

#endif
