/* SPDX-License-Identifier: Apache-2.0
 *
 * Names every dissector, once (proto/dissectors.def), and knows in which order to try them.
 */
#ifndef CAMTRAIL_ENGINE_TABLE_H
#define CAMTRAIL_ENGINE_TABLE_H

#include "proto/dissector.h"

/* How many there are; numbers run from 0 in the order of dissectors.def. */
unsigned table_size(void);
const struct dissector *table_dissector(unsigned number);
/* -1 when no dissector has that name. */
int table_by_name(const char *name);

/* Fills order with the numbers of the dissectors of that carrier: those whose hinted port is one
 * of the two ports or whose first bytes fit come first; with hinted_only no others. Returns how
 * many. */
unsigned table_order(enum carrier carrier, uint16_t port_a, uint16_t port_b, struct slice bytes,
		     uint8_t order[], bool hinted_only);

#endif
