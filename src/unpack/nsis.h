/* SPDX-License-Identifier: Apache-2.0
 *
 * What the script of an NSIS installer says: which data is written to a file of which name, and all
 * of its texts. Source/exehead/fileform.h in kichik/nsis; of the three ways in which texts hold
 * variables, and of the shape of 64-bit headers: 7-Zip's CPP/7zip/Archive/Nsis/NsisIn.cpp.
 */
#ifndef CAMTRAIL_UNPACK_NSIS_H
#define CAMTRAIL_UNPACK_NSIS_H

#include "base/buf.h"

struct nsis_file {
	uint64_t data; /* where it lies among the data */
	char *name; /* with the folder; '\\' between; UTF-8 or the raw bytes of an ANSI installer */
	size_t name_len;
};

struct nsis_script {
	struct nsis_file *files; /* by place, one for each */
	size_t n, room;
};

/* header: as it comes out of the installer. Files whose names can't be told are left out. */
void nsis_read_script(struct nsis_script *s, struct slice header);
/* The name of the data at that place; empty when the script has none. */
struct slice nsis_name(const struct nsis_script *s, uint64_t data);
void nsis_script_done(struct nsis_script *s);

/* All texts, a line each, variables as "$INSTDIR". */
void nsis_put_texts(struct buf *out, struct slice header);

#endif
