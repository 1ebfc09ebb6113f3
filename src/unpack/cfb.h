/* SPDX-License-Identifier: Apache-2.0
 *
 * Compound files of Microsoft (MS-CFB): a file system in a file, in which installers (MSI), patches and
 * old office papers lie. Chains of sectors are followed within bounds: no sector belongs to two
 * streams, so no table that leads in circles costs more than the file is long.
 */
#ifndef CAMTRAIL_UNPACK_CFB_H
#define CAMTRAIL_UNPACK_CFB_H

#include "base/buf.h"

enum cfb_type { CFB_FREE = 0, CFB_FOLDER = 1, CFB_STREAM = 2, CFB_ROOT = 5 };

struct cfb_entry {
	enum cfb_type type;
	struct slice name; /* UTF-16, without NUL */
	uint32_t left, right, child;
	uint32_t start;
	uint64_t size;
};

struct cfb {
	struct slice bytes;
	unsigned sector_shift, mini_shift;
	uint64_t mini_below; /* streams that are shorter lie in small sectors */
	uint64_t sectors;    /* that the file has room for, and the tables */
	uint32_t *next, *mini_next;
	uint64_t n_next, n_mini, room;
	uint8_t *used, *mini_used; /* a bit each: belongs to a stream already */
	struct buf folder, mini;   /* the directory; the stream that small sectors lie in */
	uint64_t end;              /* behind the last sector that is in use */
	bool broken;               /* a table is not whole */
};

/* False when it is none. The memory is freed with cfb_done in any case. */
bool cfb_open(struct cfb *c, struct slice bytes);
void cfb_done(struct cfb *c);

uint32_t cfb_count(const struct cfb *c);
/* False when that entry is not there. */
bool cfb_entry(const struct cfb *c, uint32_t number, struct cfb_entry *ret);

/* Reads a stream: calls piece for each of its pieces in order, joined where they lie side by side,
 * until it says false. False when the stream isn't whole. Once a stream was read its sectors are used. */
bool cfb_read(struct cfb *c, const struct cfb_entry *e,
	      bool (*piece)(void *ctx, struct slice bytes, uint64_t left), void *ctx);

/* The name of a stream of an installer, which packs two letters into one: UTF-8 in any case. Tables
 * begin with '!'. As Wine's dlls/msi/table.c (decode_streamname) has it. */
void cfb_put_name(struct buf *out, struct slice name);

#endif
