/* SPDX-License-Identifier: Apache-2.0
 *
 * Collections of releases that the user keeps: `--reference DIR` (images of known makers, each below a
 * folder named after its maker) and `--certified DIR` or a list of digests. Every file below DIR is a
 * release; each is taken apart once, by the same jailed worker that reads delivered files, and kept
 * in an index: DIR/.camtrail-index.sqlite, or below $XDG_CACHE_HOME/camtrail (else ~/.cache) where DIR
 * can't be written to.
 */
#ifndef CAMTRAIL_APP_COLLECTION_H
#define CAMTRAIL_APP_COLLECTION_H

#include "app/release_index.h"
#include "app/vet_worker.h"
#include "judge/image.h"

enum { COLLECTION_FILES_MAX = 100000 };

struct collection_job {
	const char *path;          /* as the user gave it */
	const char *option;        /* "--reference", for sentences */
	bool programs_only;        /* other files are not wanted */
	struct vet_worker_job how; /* everything but the files */
	const struct knowledge *knowledge;
	void (*say)(void *ctx, const char *sentence); /* what the user should know */
	void *ctx;
};

struct releases {
	struct collection collection;
	struct release_texts *texts;
};

/* -1 and err: the directory can't be read, or the worker can't be started. */
int collection_read(struct releases *ret, const struct collection_job *job, struct err *err);
/* A list of digests of certified images: lines of sha256sum ("<64 hex>  name"), or CSV whose header
 * row names the columns name and sha256. Empty lines and lines that begin with # are skipped. */
int collection_read_list(struct releases *ret, const char *file, struct err *err);
void collection_done(struct releases *r);

#endif
