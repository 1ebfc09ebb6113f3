/* SPDX-License-Identifier: Apache-2.0
 *
 * The bytes of a capture, one after the other, from an open descriptor: plain, gzip (RFC 1952,
 * several members) or zstd (RFC 8878, several frames), told apart by their first bytes. Knows
 * nothing of captures.
 *
 * A plain file of some size may be looked at through a mapping: of a video packet of 1,440 bytes two
 * cache lines are wanted, and copying the others would take twice as long as all the rest. Pages are
 * mapped a window at a time before they are wanted (one call, no faults) and let go behind. But what a
 * new page costs is the machine's affair: bare metal and guests with nested page tables map 2 GB in
 * 0.2 s and copy them in 0.3 s, a guest whose host keeps shadow page tables (PVM) maps them in 0.9 s
 * and copies them in 0.14 s. So both are tried on the first window, and the faster one is taken. Where
 * a mapping ends (the file may have grown), and for anything else, bytes are read:
 *
 * How data that are read live:
 *
 *     memory          block                                    block_end
 *     | headroom      | 256 KiB, filled by read(2)             |
 *              | tail | next block ...
 *              at     end before the next read
 *
 * What lies in [at, end) is there and not yet consumed. When a record crosses the end of the block,
 * its first part moves to just before the block, so that every read goes to the block's
 * page-aligned start. Pointers into [at, end) live until the next input_need or input_skip that has
 * to read. Memory is constant however much comes out of a compressed file.
 *
 * In a mapping block is the file's first byte, and end goes forward with the windows. A file that
 * becomes shorter meanwhile has its new end at the next window; who touches a page that is gone before
 * that gets SIGBUS, which the process must answer with a page of zeros (app/lost_page.h). That the
 * file changed is told by whoever opened it (app/inputs.h).
 *
 * All functions use only read(2), lseek(2), mappings for reading and memory: they run inside the
 * jail.
 */
#ifndef CAMTRAIL_CAPTURE_INPUT_H
#define CAMTRAIL_CAPTURE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
	INPUT_BLOCK = 262144,
	INPUT_NEED_MAX = 393216, /* longest record that can be asked for at once */
	INPUT_RAW = 262144,      /* compressed bytes read at once */
	INPUT_FIRST = 65536,     /* first read: many files may be open before one is read on */
	INPUT_MAPPED = 16 << 20, /* plain files from this size on are worth a trial of 2 ms */
	INPUT_WINDOW = 1 << 21,  /* bytes of a mapping that are made ready at once */
};

enum input_kind { INPUT_PLAIN, INPUT_GZIP, INPUT_ZSTD };

struct input {
	const uint8_t *at;                   /* next byte that is not consumed */
	uint8_t *end;                        /* behind the last byte that is there */
	uint8_t *memory, *block, *block_end; /* memory: NULL = block is a mapping */
	uint64_t base;                       /* place of *block in the (decompressed) stream */
	uint64_t raw_bytes; /* read from the descriptor so far, or made ready of its mapping */
	uint64_t let_go;    /* bytes of a mapping that are behind us, whole pages */
	int fd;
	enum input_kind kind;
	bool ended;        /* nothing comes after [at, end) */
	bool raw_ended;    /* the descriptor gives no more */
	bool inside;       /* inside a gzip member or zstd frame */
	char problem[200]; /* why the stream ended too early, "" = it did not */
	uint8_t *raw;      /* compressed bytes [raw_at, raw_len) are not yet decompressed */
	size_t raw_at, raw_len;
	void *decoder; /* z_stream * or ZSTD_DCtx * */
};

/* INPUT_FASTER: whichever takes less time here. INPUT_MAP: plain files that have at least one window
 * and stand at their beginning are mapped, whatever it costs. */
enum input_way { INPUT_FASTER, INPUT_READ, INPUT_MAP };

/* Reads the first bytes and finds out the kind. Does not own fd. On failure nothing is kept. */
__attribute__((warn_unused_result)) int input_open(struct input *in, int fd, enum input_way way,
						   struct err *err);
void input_done(struct input *in);

static inline size_t input_left(const struct input *in)
{
	return (size_t)(in->end - in->at);
}

/* Place of the next byte in the (decompressed) stream. */
static inline uint64_t input_offset(const struct input *in)
{
	return in->base + (uint64_t)(in->at - in->block);
}

/* Makes at least n (<= INPUT_NEED_MAX) bytes stand at in->at; false when the stream has fewer. */
bool input_need(struct input *in, size_t n);

/* Consumes n bytes, however many; returns how many there were. */
uint64_t input_skip(struct input *in, uint64_t n);

/* "cut off at byte 12345" offsets of a compressed file count what came out of it. */
static inline const char *input_offset_note(const struct input *in)
{
	return in->kind == INPUT_PLAIN ? "" : " of the decompressed data";
}

#endif
