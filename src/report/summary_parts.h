/* SPDX-License-Identifier: Apache-2.0
 * What summary_new() is made of; nobody else calls these. */
#ifndef CAMTRAIL_REPORT_SUMMARY_PARTS_H
#define CAMTRAIL_REPORT_SUMMARY_PARTS_H

#include "report/summary.h"

void summary_group_findings(struct summary *s);
void summary_gather_servers(struct summary *s);
void summary_gather_asked(struct summary *s);
void summary_gather_makers(struct summary *s);
void summary_gather_countries(struct summary *s);
void summary_gather_firmware(struct summary *s);

/* Makes room for one more element behind n; the room doubles. */
void *summary_grow(void *list, size_t n, size_t size);

#endif
