/* SPDX-License-Identifier: Apache-2.0
 *
 * Names every dissector, once (proto/dissectors.def), and knows which of them a message is offered
 * to, and in which order.
 */
#ifndef CAMTRAIL_ENGINE_TABLE_H
#define CAMTRAIL_ENGINE_TABLE_H

#include "proto/dissector.h"

enum { TABLE_MAX = 192 }; /* dissectors; their numbers fit a byte with room for "none" */

/* How many there are; numbers run from 0 in the order of dissectors.def. */
unsigned table_size(void);
const struct dissector *table_dissector(unsigned number);
/* -1 when no dissector has that name. */
int table_by_name(const char *name);

/* Whether a FRAME dissector's hints fit; ethertype 0: a frame that starts with its LLC header. */
bool table_fits_frame(const struct dissector *d, uint16_t ethertype, struct slice payload);

/* The marks of all dissectors of a carrier, turned round: for each place among the first bytes and
 * each value the set of those that it speaks against nobody of. A message costs one look a byte,
 * however many dissectors there are. */
struct table_index;

struct table_index *table_index_new(enum carrier carrier);
void table_index_free(struct table_index *t);

/* Whether anybody at all may want a message that begins so. Of a stream's first bytes: whom they do
 * not fit, more of them won't. */
bool table_wanted(const struct table_index *t, uint16_t port_a, uint16_t port_b,
		  struct slice bytes);
/* Fills order with the numbers of those whose marks fit: first those whose hint fits too (a port,
 * or first bytes). Returns how many. */
unsigned table_order(const struct table_index *t, uint16_t port_a, uint16_t port_b,
		     struct slice bytes, uint8_t order[TABLE_MAX]);

#endif
