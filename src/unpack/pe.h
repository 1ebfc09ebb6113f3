/* SPDX-License-Identifier: Apache-2.0
 *
 * Windows programs: where things lie in one, and what its version and its strings say.
 * Microsoft, "PE Format" (learn.microsoft.com/windows/win32/debug/pe-format), "VS_VERSIONINFO".
 */
#ifndef CAMTRAIL_UNPACK_PE_H
#define CAMTRAIL_UNPACK_PE_H

#include "base/buf.h"

enum { PE_SECTIONS_MAX = 96 };

struct pe_section {
	uint32_t address, size;      /* in memory */
	uint32_t file_at, file_size; /* in the file */
};

struct pe {
	struct slice bytes;
	unsigned n_sections;
	struct pe_section sections[PE_SECTIONS_MAX];
	uint32_t resources, resources_size; /* address in memory; 0 = none */
	uint64_t end; /* of sections, symbols and certificates, by its headers */
};

/* False when it is none. */
bool pe_read(struct slice bytes, struct pe *ret);
/* Where an address in memory lies in the file; UINT64_MAX = nowhere. */
uint64_t pe_place(const struct pe *pe, uint32_t address);

/* "CompanyName: ACME" a line, of a version resource. */
void pe_version_text(struct buf *out, struct slice resource);
/* A line for each of the strings of a block of a string table. */
void pe_string_text(struct buf *out, struct slice resource);

#endif
