/* SPDX-License-Identifier: Apache-2.0
 *
 * audit --extract DIR: the pictures that went outside, as files that any player opens. One file a
 * stream, named after who sent it to whom. Footage is sensitive: the directory and the files are
 * for the user alone, and nothing that is there already is written over.
 */
#ifndef CAMTRAIL_APP_EXTRACT_H
#define CAMTRAIL_APP_EXTRACT_H

#include "base/err.h"
#include "obs/codec.h"

struct extract;

/* Makes the directory; NULL and err when it can't be made or holds something. */
struct extract *extract_new(const char *dir, struct err *err);
/* A RECORD_FOOTAGE. The first failure to write is kept for extract_end; the rest is dropped. */
void extract_take(struct extract *x, const struct footage_record *f);
/* Closes all; -1 and err when something could not be written. Frees it. *ret_files: how many
 * streams were written. */
int extract_end(struct extract *x, size_t *ret_files, struct err *err);

#endif
