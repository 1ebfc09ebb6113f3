/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables themselves, to people and to programs: what camtrail knowledge prints.
 */
#ifndef CAMTRAIL_REPORT_KNOWLEDGE_H
#define CAMTRAIL_REPORT_KNOWLEDGE_H

#include "know/rows.h"
#include "report/report.h"

/* What to list; "" or -1 = any. */
struct knowledge_wanted {
	int table; /* enum know_table */
	const char *maker, *class, *grade;
};

/* How many rows fit. */
size_t report_knowledge_list(FILE *out, const struct knowledge *k,
			     const struct knowledge_wanted *wanted,
			     const struct report_style *style);
size_t report_knowledge_list_json(FILE *out, const struct knowledge *k,
				  const struct knowledge_wanted *wanted);
/* Every row that id names (a key, a brand, a server's name under a known suffix), in full, and
 * for a maker the rows that name it. */
size_t report_knowledge_show(FILE *out, const struct knowledge *k, const char *id,
			     const struct report_style *style);
size_t report_knowledge_show_json(FILE *out, const struct knowledge *k, const char *id);
/* What `to` adds to, removes from and changes in `from`, a line each; how many. */
size_t report_knowledge_diff(FILE *out, const struct knowledge *from, const struct knowledge *to,
			     const struct report_style *style);
size_t report_knowledge_diff_json(FILE *out, const struct knowledge *from,
				  const struct knowledge *to);

#endif
