/* SPDX-License-Identifier: Apache-2.0
 *
 * Judged images made by hand, for the tests of vet's reports. Invented makers, documentation
 * addresses, names and contexts as a hostile file would have them.
 */
#ifndef CAMTRAIL_TESTS_VET_SITE_H
#define CAMTRAIL_TESTS_VET_SITE_H

#include "report/vet.h"

struct vet_site;

/* Two images: a camera's firmware with everything in it, and a civilian version of it. Held against
 * a reference and a certified release, and against each other. */
struct vet_site *vet_site_small(void);
/* One image of n files and n / 2 servers. */
struct vet_site *vet_site_large(size_t n);
/* One image of which nothing could be read. */
struct vet_site *vet_site_empty(void);
void vet_site_free(struct vet_site *s);
const struct vet_report_input *vet_site_input(const struct vet_site *s);
/* May be changed by a test. */
struct image_judgement *vet_site_judgement(struct vet_site *s);

/* What files of the small site are called, and say. */
extern const char vet_site_markup[], vet_site_terminal[];

#endif
