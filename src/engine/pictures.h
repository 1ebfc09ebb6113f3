/* SPDX-License-Identifier: Apache-2.0
 *
 * Pictures that dissectors say they saw, folded to one record a track: how many, how large, of what
 * kind, in which frames. Bounded: when the pool is full all that was folded is given to the outlet
 * and begun anew; the ledger adds equal tracks up.
 */
#ifndef CAMTRAIL_ENGINE_PICTURES_H
#define CAMTRAIL_ENGINE_PICTURES_H

#include "engine/outlet.h"
#include "obs/media.h"

struct pictures;

/* footage: whether the bytes of the pictures are wanted too, as RECORD_FOOTAGE. */
struct pictures *pictures_new(struct outlet *outlet, bool footage);
void pictures_free(struct pictures *p);

/* The tracks of one flow, 0 = none. */
typedef uint32_t pictures_list;

/* m was said of a packet at w by the dissector named carrier. */
void pictures_take(struct pictures *p, pictures_list *list, const struct where *w,
		   const char *carrier, const struct media *m);
/* The flow is not followed any more: gives its tracks to the outlet. */
void pictures_end(struct pictures *p, pictures_list *list, bool partial);

#endif
