/* SPDX-License-Identifier: Apache-2.0
 * Sections of the explanation that stand in files of their own; explain.c puts them in order. */
#ifndef CAMTRAIL_REPORT_EXPLAIN_H
#define CAMTRAIL_REPORT_EXPLAIN_H

#include "report/page.h"
#include "report/summary.h"

void explain_footage(struct page *p, const struct summary *s, size_t device);

#endif
