/* SPDX-License-Identifier: Apache-2.0
 *
 * Fuzz targets: each is a name and one function that takes any bytes and must come back. A broken
 * promise ends in must() or a sanitizer's report. Every row of proto/dissectors.def is a target
 * under its own name; the others stand in the files of this folder. The same functions run under
 * libFuzzer (script/fuzz) and, over stored inputs, as plain tests with any compiler (replay.c).
 *
 * Many targets want several pieces (datagrams, stream segments, frames). A mark of three bytes
 * stands between them: 0xf5 0xa5 and a letter that says what follows. Marks survive that a fuzzer
 * puts bytes in or takes some out; lengths would not.
 */
#ifndef CAMTRAIL_FUZZ_H
#define CAMTRAIL_FUZZ_H

#include "base/cursor.h"
#include "base/err.h"
#include "obs/sink.h"

struct fuzz_target {
	const char *name;
	void (*one)(struct slice input);
};

/* Each ended by a row without name. */
extern const struct fuzz_target fuzz_capture_targets[], fuzz_engine_targets[], fuzz_net_targets[],
	fuzz_sift_targets[], fuzz_table_targets[], fuzz_text_targets[], fuzz_unpack_targets[];

enum fuzz_mark {
	FUZZ_CLIENT = 'c', /* sent by the client; how an input without mark begins */
	FUZZ_SERVER = 's',
	FUZZ_GAP = 'g', /* bytes are missing; then as before */
	FUZZ_FRAME = 'f',
};

/* Cuts the next piece off rest; *mark is the letter before it and stays as it is when the input
 * begins without one. False when nothing is left. Marks with letters of other targets are bytes. */
bool fuzz_piece(struct slice *rest, const char *letters, uint8_t *mark, struct slice *ret_piece);

/* A copy in memory of just its size, so that a sanitizer sees a read behind it. To be freed. */
uint8_t *fuzz_copy(struct slice bytes);
/* Reads every byte: a slice that was handed out must be readable. */
void fuzz_touch(struct slice bytes);

/* Runs the target of that name, which may be a dissector's; false when there is none. */
bool fuzz_one(const char *target, struct slice input);
void fuzz_dissector(const char *dissector, struct slice input);
/* Formats of archives and the like, by "unpack_" and their name; false when there is none. */
#define FUZZ_FORMAT "unpack_"
bool fuzz_format(const char *target, struct slice input);
void fuzz_list_formats(void);
/* Sets the checksums of a format right. */
void fuzz_mend(const char *format, uint8_t *bytes, size_t len);
/* If set, gets the documents that dissectors hand up: seeds.c makes seeds of them. */
extern void (*fuzz_on_document)(enum document kind, struct slice bytes);
/* Prints all names, one a line. */
void fuzz_list(void);

#endif
