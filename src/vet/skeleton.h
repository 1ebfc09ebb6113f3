/* SPDX-License-Identifier: Apache-2.0
 *
 * A digest of a program without its texts, so that two builds that differ only in names (a brand
 * written into the same program) can be told apart from two programs, by digests alone.
 *
 * It is the SHA-256 of the file in which every run of four printable ASCII characters or more,
 * together with the zero bytes right behind it, is replaced by one byte, except inside the sections
 * that hold machine code, which count as they are. So equal skeletons say: the machine code is
 * the same byte by byte and so is everything else but texts. They say nothing of what the texts are:
 * the name of a server is a text as well.
 *
 * Sections are found by the section headers of ELF (System V ABI, "Sections": e_shoff at 0x20 and
 * 0x28, SHF_EXECINSTR 4, SHT_NOBITS 8) and of PE (Microsoft, "PE Format": IMAGE_SCN_MEM_EXECUTE
 * 0x20000000).
 */
#ifndef CAMTRAIL_VET_SKELETON_H
#define CAMTRAIL_VET_SKELETON_H

#include "base/cursor.h"

/* False, and ret all zero, where no section of machine code can be found. Reads each byte once. */
bool skeleton_digest(struct slice program, uint8_t ret[32]);

#endif
