/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of a CSV text with the line each begins on (libcsv underneath). ',', ';' or TAB between,
 * whichever the first line has most of; quotes as RFC 4180; a byte order mark and CRLF are
 * tolerated.
 */
#ifndef CAMTRAIL_LEDGER_TABLE_H
#define CAMTRAIL_LEDGER_TABLE_H

#include "base/cursor.h"
#include "ledger/site.h"

enum { TABLE_FIELDS_MAX = 64, TABLE_ROW_LINES_MAX = 50 };

struct table_row {
	unsigned line; /* from 1 */
	size_t n;
	struct slice fields[TABLE_FIELDS_MAX]; /* trimmed, valid during the call */
};

/* Calls row for each row that is not blank. False from row ends the reading. A row whose quotes
 * make no sense or do not end within TABLE_ROW_LINES_MAX lines is complained about: reading goes
 * on behind the line that it began on. */
void table_read(struct slice text, const char *file, struct complaints *complaints,
		bool (*row)(void *ctx, const struct table_row *row), void *ctx);

/* Without a UTF-8 byte order mark. */
struct slice table_without_mark(struct slice text);

__attribute__((format(printf, 2, 3))) void complain(struct complaints *c, const char *format, ...);

/* True when the header field is that column: letters and digits of the two are the same. */
bool table_is_column(struct slice header, const char *name);

#endif
