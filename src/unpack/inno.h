/* SPDX-License-Identifier: Apache-2.0
 *
 * Installers made with Inno Setup: a Windows program with, behind its sections, chunks of packed
 * files, packed headers, and its own engine. Where they lie stands in a resource of the program, in
 * old ones at a place that its header names. Layout: dscharrer/innoextract (src/loader/offsets.cpp,
 * src/stream/block.cpp, chunk.cpp and exefilter.hpp, src/setup/data.cpp), measured with installers
 * that Inno Setup 6.4.1 had made.
 */
#ifndef CAMTRAIL_UNPACK_INNO_H
#define CAMTRAIL_UNPACK_INNO_H

#include "base/buf.h"
#include "unpack/format.h"
#include "unpack/ranges.h"

enum { INNO_RESOURCE = 11111 }; /* raw data of that name */

/* Where the parts of an installer lie, from the program's start. */
struct inno_places {
	uint64_t total, engine, headers, data; /* data 0 = in files beside the program */
};

/* A file's place among the chunks. */
struct inno_location {
	uint32_t first_slice, last_slice;
	uint64_t chunk;    /* from the data's start */
	uint64_t at, size; /* in the unpacked chunk */
	uint64_t packed;   /* bytes of the chunk */
	bool packed_at_all, encrypted, calls_altered;
	char *name; /* UTF-8, '\\' between, "" = not told */
};

struct inno {
	struct unpack_out *out;
	struct slice bytes; /* of the program, to the end of the file */
	struct inno_places places;
	unsigned version; /* 60401 is 6.4.1 */
	struct buf headers, locations;
	size_t n;
	struct inno_location *all; /* by slice, chunk and place in it */
	struct ranges given;       /* chunks */
};

/* table: what the resource, or the place in the program's header, holds. False when it is none. */
bool inno_read_table(struct slice table, struct inno_places *ret);

/* A block of the headers at `at`: pieces of 4096 bytes with a checksum each, packed as one. The offset
 * behind it, 0 when it is none; what could be read is in out. */
uint64_t inno_read_block(struct slice bytes, uint64_t at, struct buf *out, bool *ret_whole);
/* From the second block, checked against the chunks; false when records of no known size fit. */
bool inno_read_locations(struct inno *in);
void inno_read_names(struct inno *in);
/* Printable runs of letters of one and of two bytes, a line each. */
void inno_put_texts(struct buf *out, struct slice headers);

/* The files in the chunks, as members under "setup/". */
void inno_give_files(struct inno *in);
/* The program that installs, which is Inno Setup's own, as "setup/engine.exe". */
void inno_give_engine(struct inno *in);

/* All of an installer, if the program is one: gives members and tells what they cover. table: the
 * resource, empty when there is none. */
void inno_open(struct unpack_out *out, struct slice program, struct slice table);

#endif
