/* SPDX-License-Identifier: Apache-2.0
 *
 * Versions of common software: where the texts of the table stand.
 */
#ifndef CAMTRAIL_SIFT_COMPONENTS_H
#define CAMTRAIL_SIFT_COMPONENTS_H

#include "sift/extractor.h"

struct components;

/* Copies the rows. */
struct components *components_new(const struct sift_component *rows, size_t n);
void components_free(struct components *c);
size_t components_count(const struct components *c);
/* For Hyperscan: the row's text up to the version's first digit. */
const char *components_pattern(const struct components *c, size_t i);
/* end: behind that digit. Gives "name version" when what follows the version is as the row has it. */
void components_found(const struct components *c, struct sifting *s, size_t i, size_t end);

#endif
