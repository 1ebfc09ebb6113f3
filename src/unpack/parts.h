/* SPDX-License-Identifier: Apache-2.0
 *
 * For wrappers that have a table of what lies in them: bytes are given as the table has them, each
 * once, cut where the file ends, and what does not fit is told.
 */
#ifndef CAMTRAIL_UNPACK_PARTS_H
#define CAMTRAIL_UNPACK_PARTS_H

#include "base/buf.h"
#include "unpack/format.h"
#include "unpack/ranges.h"

struct parts {
	struct unpack_out *out;
	struct slice bytes; /* of the wrapper, from its start to the end of the file around it */
	uint64_t first;     /* nothing begins before it: the table ends there */
	uint64_t end;       /* behind the last byte that was given */
	struct ranges given;
	bool told; /* of bytes that two have: once is enough */
};

void parts_init(struct parts *p, struct unpack_out *out, struct slice bytes, uint64_t first);
/* Bytes from `at` on. Empty ones are left out. */
void parts_give(struct parts *p, struct slice name, uint64_t at, uint64_t size);
/* What a table says in words, as a member; nothing when there are none. */
void parts_give_text(struct parts *p, const char *name, const struct buf *text);
/* p->end, and its memory is freed. */
uint64_t parts_done(struct parts *p);

#endif
