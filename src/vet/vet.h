/* SPDX-License-Identifier: Apache-2.0
 *
 * The worker of `vet`: takes delivered files apart, sifts every file in them, gives records
 * (obs/image.h). Made before the jail closes (vet_new starts the threads and lets the libraries read
 * what they need), run inside.
 */
#ifndef CAMTRAIL_VET_VET_H
#define CAMTRAIL_VET_VET_H

#include "sift/sift.h"
#include "unpack/unpack.h"

struct vet_job {
	struct unpack_limits limits;
	unsigned threads; /* 1 to UNPACK_THREADS_MAX */
	size_t n_spools;
	const int *spools; /* see unpack.h */
	struct sift *sift; /* borrowed, for as many threads */
	bool alike; /* programs are to be held against others: their likeness is wanted, which takes as
		     * long as unpacking them */
	bool keep; /* the bytes of what lies in the user's files are wanted, as
			    * IMAGE_RECORD_PIECE */
};

struct vet;

/* give gets whole encoded records; it is called by one thread at a time. NULL when a library
 * refuses. */
struct vet *vet_new(const struct vet_job *job, void (*give)(void *ctx, struct slice records),
		    void *ctx);
/* One of the user's files, with its number; name: its last part. Several one after the other. */
void vet_image(struct vet *v, uint32_t image, struct slice name, struct slice bytes);
/* Tells the user of an image that can't be read at all. */
void vet_unreadable(struct vet *v, uint32_t image, const char *why);
/* IMAGE_RECORD_END, and everything is given. */
void vet_finish(struct vet *v);
void vet_free(struct vet *v);

#endif
