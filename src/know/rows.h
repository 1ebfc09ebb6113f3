/* SPDX-License-Identifier: Apache-2.0
 *
 * Any row of any table in one form, field by field as it is written in the files: for those who
 * list, show and compare the tables. Nothing is judged by it.
 */
#ifndef CAMTRAIL_KNOW_ROWS_H
#define CAMTRAIL_KNOW_ROWS_H

#include "know/know.h"

enum know_table {
	KNOW_TABLE_MAKERS,
	KNOW_TABLE_SIGNATURES,
	KNOW_TABLE_CLOUDS,
	KNOW_TABLE_BRANDS,
	KNOW_TABLE_ADDRESSES,
	KNOW_TABLE_CERTIFICATES,
	KNOW_TABLE_HEARTBEATS,
	KNOW_TABLE_FOOTAGE,
	KNOW_TABLE_COUNT
};
/* "maker", "signature", "cloud", "brand", "address", "certificate", "heartbeat",
 * "footage" */
const char *know_table_name(enum know_table t);

enum { ROW_FIELDS_MAX = 80, ROW_TEXT_MAX = 512 };

struct know_field {
	const char *name, *value;
};

/* Holds texts of its own: not to be copied by value. */
struct know_row {
	enum know_table table;
	const char *key; /* unique in its table */
	const char *file;
	unsigned line;
	size_t n;
	struct know_field fields[ROW_FIELDS_MAX]; /* "" = empty; match and no_match repeat */
	char key_text[3 * ROW_TEXT_MAX], grade[16], makers[ROW_TEXT_MAX], votes[128], net[64];
};

size_t know_rows(const struct knowledge *k, enum know_table t);
/* i < know_rows(k, t). Texts live as long as k and ret_row. */
void know_row(const struct knowledge *k, enum know_table t, size_t i, struct know_row *ret_row);
/* "" when the row has no such field; the first of several. */
const char *know_row_field(const struct know_row *row, const char *name);
/* Whether the row names the maker with that id. A maker's own row does. */
bool know_row_names(const struct know_row *row, const char *maker);

#endif
