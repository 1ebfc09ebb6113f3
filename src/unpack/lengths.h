/* SPDX-License-Identifier: Apache-2.0
 *
 * How long archives are by their own headers: whoever finds one within something else must know
 * where it ends, and whether it is one at all.
 */
#ifndef CAMTRAIL_UNPACK_LENGTHS_H
#define CAMTRAIL_UNPACK_LENGTHS_H

#include "base/cursor.h"

/* bytes: from its start to the end of the file around it. 0 = none of those that libarchive reads
 * for archive.c begins here; UINT64_MAX = one does and does not say how long it is, or says more
 * than there is. */
uint64_t length_of_archive(struct slice bytes);
/* The same for a zip archive whatever its first four bytes are; end_mark: the four bytes that its end
 * record begins with. UINT64_MAX = there is no such end. */
uint64_t length_of_zip(struct slice bytes, const char *end_mark);

/* False: a zip archive was cut off before its directory, which stands at its end. */
bool zip_has_end(struct slice bytes);

#endif
