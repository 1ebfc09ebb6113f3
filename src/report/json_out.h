/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes one JSON document to a stream, piece by piece; what is kept is one block. Commas, quotes
 * and nesting are its business, so that what comes out is JSON whatever the device sent. Numbers
 * never depend on the locale. Whoever owns the stream asks ferror() at the end.
 *
 * The elements of a long array may be made by several threads: each makes some of them in a branch,
 * which keeps them until they are joined to the document in their order.
 */
#ifndef CAMTRAIL_REPORT_JSON_OUT_H
#define CAMTRAIL_REPORT_JSON_OUT_H

#include <stdint.h>
#include <stdio.h>

#include "base/addr.h"
#include "base/buf.h"

enum { JSON_OUT_DEPTH = 16 };

struct json_out {
	FILE *out;  /* NULL = a branch */
	char *text; /* not given to the stream yet */
	size_t len, room;
	unsigned depth;
	unsigned lines; /* containers up to this depth get a line for each member; 0 = one line */
	bool markup;    /* the document will stand in a script element of HTML */
	bool filled[JSON_OUT_DEPTH];
	bool array[JSON_OUT_DEPTH];
	bool lined[JSON_OUT_DEPTH];
	struct buf scratch;
};

void json_out_init(struct json_out *j, FILE *out, unsigned lines, bool markup);
/* Everything that was opened must be closed; frees, ends the line. */
void json_out_done(struct json_out *j);

/* For elements of the array that is open in j: takes its nesting and keeps what is made. */
void json_out_branch(struct json_out *branch, const struct json_out *j);
/* Puts the branch's elements into j, where its array is still open, and ends the branch. */
void json_out_join(struct json_out *j, struct json_out *branch);

/* key: NULL inside an array. Keys are ours: plain ASCII. */
void json_out_object(struct json_out *j, const char *key);
void json_out_array(struct json_out *j, const char *key);
void json_out_close(struct json_out *j);

void json_out_slice(struct json_out *j, const char *key, struct slice raw);
/* NULL text gives null. */
void json_out_text(struct json_out *j, const char *key, const char *raw);
/* "" gives null as well. */
void json_out_said(struct json_out *j, const char *key, const char *raw);
void json_out_hex(struct json_out *j, const char *key, struct slice bytes);
void json_out_number(struct json_out *j, const char *key, uint64_t n);
/* A real number, rounded to 4 decimals. */
void json_out_real(struct json_out *j, const char *key, double v);
void json_out_bool(struct json_out *j, const char *key, bool v);
void json_out_null(struct json_out *j, const char *key);
/* ISO 8601 UTC with microseconds, null for 0. */
void json_out_time(struct json_out *j, const char *key, int64_t time_us);
/* null for family 0 */
void json_out_addr(struct json_out *j, const char *key, const struct addr *a);

#endif
