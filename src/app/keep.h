/* SPDX-License-Identifier: Apache-2.0
 *
 * What lay in delivered files, written to a directory of the user's (`vet --keep`). Names come from
 * hostile files: each part is made harmless, nothing is followed, nothing that exists is written
 * to, and no file is made executable.
 *
 * DIR/IMAGE/path: a file that holds others has them in a folder beside it, named like it with
 * ".inside" behind. A file is told of after what lies in it, so pieces go to DIR/.parts first and files
 * get their places at the end. DIR/manifest.json says which is which: "files" is an array, by path, of objects
 * with path (below DIR), image (as the user gave it), inside (path of the file that holds it; null = the
 * user's own, whose folder DIR/IMAGE is), name (as the image has it; name_hex where that is not UTF-8),
 * offset (in what holds it; null = it has no place of its own there), size, sha256, and whether it was
 * written: the user's own files are not.
 */
#ifndef CAMTRAIL_APP_KEEP_H
#define CAMTRAIL_APP_KEEP_H

#include "base/err.h"
#include "obs/image.h"

struct keep;

/* dir must be new or empty; it is made. NULL and err. names: of the images, borrowed. */
struct keep *keep_new(const char *dir, const char *const *names, size_t n, struct err *err);
/* Takes IMAGE_RECORD_FILE and IMAGE_RECORD_PIECE; others are none of its business. */
void keep_take(struct keep *k, const struct image_record *record);
/* Closes and frees. 0, or -1 and err: something could not be written. ret_files: how many were. */
int keep_end(struct keep *k, size_t *ret_files, struct err *err);

#endif
