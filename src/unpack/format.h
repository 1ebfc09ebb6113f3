/* SPDX-License-Identifier: Apache-2.0
 *
 * The shape of a format: one file each, one const struct, listed in formats.def. A format is met by
 * its mark at any offset, so its `open` first makes sure that it is one: thousands of marks stand
 * in any firmware by chance.
 *
 * To add one, see docs/adding-a-format.md.
 */
#ifndef CAMTRAIL_UNPACK_FORMAT_H
#define CAMTRAIL_UNPACK_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cursor.h"
#include "unpack/unpack.h"

enum { FORMAT_MARKS_MAX = 8, SPOOL_PIECE = 1 << 20 };

/* len bytes that stand `at` bytes behind the start of the format. Each chance hit costs an `open`: of
 * three bytes or more there are few, of two (zlib) `open` must see at once that it is none. */
struct format_mark {
	const char *bytes;
	uint8_t len;
	uint32_t at;
};

struct unpack_out;

struct format {
	const char *name;                           /* "squashfs": lower case, at most 23 bytes */
	struct format_mark marks[FORMAT_MARKS_MAX]; /* any of them; ended by len 0 or the maximum */
	bool only_whole; /* looked for at the start of files only, not within them */
	/* For what stays a file of its own and is sifted as such (a program), NULL for others: how many
	 * bytes the one that begins here takes, 0 = none does. Found within something else it becomes a
	 * member of that. `open` is called at the start of files only: it gives what lies in it and tells
	 * with out_covers which bytes that stands for; the rest is looked through for other formats. */
	uint64_t (*program)(struct slice bytes);
	/* bytes: from the start of the format to the end of the file around it. How many of them belong
	 * to it, once its members were given; 0 = it is none, and nothing was given or told. A damaged
	 * one gives what can be read and a notice. */
	uint64_t (*open)(struct slice bytes, struct unpack_out *out);
};

/* ---- what `open` gives to ---- */

struct member {
	struct slice name; /* raw, as in the archive: with '/', or '\\' for windows_names; the walk
			    * makes ".", ".." and roots harmless and tells of them */
	bool windows_names;
	uint16_t mode;   /* permission bits, 0 = not said */
	uint64_t offset; /* of its bytes in the format's, UNPACK_OFFSET_UNKNOWN */
};

/* A whole member whose bytes lie in the format's own: it may be read after `open` has returned. */
void out_member(struct unpack_out *out, const struct member *m, struct slice bytes);

/* A member that is written piece by piece. NULL: a limit was reached, leave it out. */
struct spool;
struct spool *out_begin(struct unpack_out *out, const struct member *m);
/* False: no more of it is wanted (a limit; already told). End it as broken. */
bool spool_put(struct spool *s, struct slice bytes);
/* Where the next len bytes may be written before spool_wrote; at most SPOOL_PIECE. NULL as false. */
uint8_t *spool_room(struct spool *s, size_t len);
bool spool_wrote(struct spool *s, size_t len);
uint64_t spool_size(const struct spool *s);
/* What was put in so far; valid until the next put. For formats that refer back to their output. */
struct slice spool_bytes(struct spool *s);
/* Hands it over, also when nothing was put in. broken: not whole. */
void out_end(struct unpack_out *out, struct spool *s, bool broken);
/* Forgets it: it was none after all. */
void out_drop(struct unpack_out *out, struct spool *s);

/* For formats with `program`, from the thread that `open` was called by: the bytes from `from` up to
 * `to`, as far as they are there, are all in members. */
void out_covers(struct unpack_out *out, uint64_t from, uint64_t to);

/* Something that is no file: a link (to: where to, "" = a hard link or not known), a device node, a
 * pipe. Links that lead out of the tree are told to the user, nodes are told as a number. */
void out_link(struct unpack_out *out, struct slice name, struct slice to);
void out_node(struct unpack_out *out, struct slice name, const char *what);
/* Files that are there no more, though what names them still is: told as a number. */
void out_removed(struct unpack_out *out, size_t n);

/* Damage and what can't be read, for the user. offset: in the format's bytes. */
__attribute__((format(printf, 3, 4))) void out_broken(struct unpack_out *out, uint64_t offset,
						      const char *format, ...);

/* Calls one(ctx, part, out) for each part below n, in several threads at once; returns when all are
 * done. For formats whose members can be read independently. */
void out_share(struct unpack_out *out, size_t n,
	       void (*one)(void *ctx, size_t part, struct unpack_out *out), void *ctx);

/* So many bytes were read or unpacked for what then was none of this format. Hostile bytes could make
 * that happen at every offset, so a file in which it was too much is looked through no further. */
void out_tried(struct unpack_out *out, uint64_t bytes);

/* True when that text stands right before the format: some things have a place where they are not
 * wanted. */
bool out_behind(const struct unpack_out *out, const char *text);

/* False when a limit was reached: end soon. */
bool out_goes_on(struct unpack_out *out);

/* The name of the file around it, for formats that hold one nameless member ("fw.gz" -> "fw"). */
struct slice out_file_name(const struct unpack_out *out);

/* ---- all of them ---- */

size_t formats_count(void);
const struct format *format_at(size_t i);

#endif
