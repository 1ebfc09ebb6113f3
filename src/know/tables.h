/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of this room share: how a table is read, and what stands behind a struct
 * knowledge. Nobody outside know/ includes this.
 */
#ifndef CAMTRAIL_KNOW_TABLES_H
#define CAMTRAIL_KNOW_TABLES_H

#include <hs/hs.h>
#include <pthread.h>
#include <regex.h>
#include <stdio.h>

#include "base/map.h"
#include "know/know.h"

enum know_limits {
	TABLE_COLUMNS_MAX = 12,
	TABLE_FIELD_MAX = 2048, /* bytes of one field */
	TABLE_ROWS_MAX = 20000, /* rows of one table */
	EXAMPLES_MAX = 32,      /* of each sort, in one signature */
	TABLE_NAME_MAX = 64,    /* ids */
};

/* Where a row stands, for error sentences. */
struct origin {
	const char *file;
	unsigned line;
};

/* A row that has taken a key: rows of a later layer replace it, rows of the same one may not. */
struct claim {
	size_t index; /* into its table */
	int layer;    /* 0 the tables themselves, 1 the overlay */
	struct origin at;
};

struct text_block {
	struct text_block *next;
	size_t used, room;
	char bytes[];
};

enum table {
	TABLE_MAKERS,
	TABLE_BRANDS,
	TABLE_CLOUDS,
	TABLE_ADDRESSES,
	TABLE_CERTIFICATES,
	TABLE_HEARTBEATS,
	TABLE_FOOTAGE,
	TABLE_SIGNATURES,
	TABLES
};

/* Who wants every fault, not only the first. */
struct fault_sink {
	void (*say)(void *ctx, const char *sentence);
	void *ctx;
};

struct know_private {
	const struct fault_sink *faults; /* NULL: the first fault ends it */
	struct text_block *texts;
	struct map claims[TABLES];   /* key -> struct claim * */
	struct origin *signature_at; /* beside knowledge.signatures */
	pthread_mutex_t lock; /* of what is made when first asked for: the next two, the memo */
	hs_database_t *kinds[OBS_KINDS]; /* NULL = not yet */
	unsigned *members[OBS_KINDS];    /* beside kinds: its expressions' signatures */
	bool has_patterns[OBS_KINDS];
	regex_t *registrants; /* the makers' oui_pattern, beside knowledge.makers */
	bool *has_registrant;
	struct map registrant_memo; /* registrant -> int *, maker index or -1 */
	struct slice compiled;      /* what know_compile wrote, mapped; empty = none */
};

/* A copy that lives as long as the knowledge. */
const char *text_keep(struct know_private *p, const char *text);

/* csvfile.c: reads a CSV file whose header row names exactly these columns, in any order; lines
 * that begin with '#' and empty lines are skipped. row gets the fields in the order of columns,
 * borrowed; it returns -1 with err set to stop. Sentences name file and line. */
struct csv_table {
	const char *file;
	const char *const *columns;
	size_t n_columns;
	int (*row)(void *ctx, const char **fields, struct origin at, struct err *err);
	void *ctx;
};
int csvfile_read(const struct csv_table *table, struct err *err);

/* load.c: takes key in that table for a row at `at`. ret_index is the row to write: an old one,
 * or *n, to which the table must then grow. */
int table_claim(struct knowledge *k, enum table table, const char *key, size_t n, int layer,
		struct origin at, size_t *ret_index, struct err *err);
/* Room for one row more; rows are doubled at powers of two. */
void *table_grow(void *rows, size_t n, size_t size);
/* True when somebody wants every fault: err is told and cleared, and the caller goes on. */
bool fault_told(struct know_private *p, struct err *err);
/* know_load that tells faults and goes on; NULL only when nothing could be read. */
struct knowledge *know_load_telling(const char *dir, const char *overlay,
				    const struct fault_sink *faults, struct err *err);
/* True when the tables' own patterns are checked, if at all, by match_use_compiled. */
bool patterns_wait(const struct know_private *p, int layer);
/* "file:line: " and the sentence; returns -1. */
__attribute__((format(printf, 3, 4))) int origin_err(struct err *err, struct origin at,
						     const char *format, ...);

/* least.c: takes a row of footage.csv; whether there is one for any kind. */
int least_take(struct knowledge *k, const char **f, int layer, struct origin at, struct err *err);
int least_want_any(const struct knowledge *k, const char *dir, struct err *err);

int want_source(const char *source, struct origin at, struct err *err);

/* heartbeat.c: takes a row of heartbeats.csv. */
int heartbeat_take(struct knowledge *k, const char **f, int layer, struct origin at,
		   struct err *err);

/* signature.c: adds the stanzas of one file. */
int signature_read(struct knowledge *k, const char *file, int layer, struct err *err);

/* examples.c: tells every example that fails. */
void examples_try(const struct knowledge *k, struct know_matcher *m);

/* match.c: readies patterns once the tables are read. */
void match_prepare(struct knowledge *k);
/* Takes the kinds whose patterns are those of the compiled file and checks the patterns of the
 * others, which nobody has yet. */
int match_use_compiled(struct knowledge *k, struct err *err);
void match_done(struct knowledge *k);
/* -1 with the compiler's reason in ret_why when the pattern is not one. thorough compiles it
 * (a millisecond), which also finds those that are too large. */
int match_check(const char *pattern, bool thorough, struct err *ret_why);
int match_check_registrant(const char *pattern, struct err *ret_why);
/* The maker whose oui_pattern fits the name; -1 = none. */
int match_registrant(const struct knowledge *k, const char *name);

/* The patterns that read one kind of observation, in order of their signatures. */
struct pattern_set {
	const char **patterns;
	unsigned *flags, *ids; /* ids: 0, 1, ... */
	unsigned n;
};
/* Compiles every set and gives each to compiled_add. */
int match_each_set(const struct knowledge *k, FILE *out);

/* compiled.c: maps the file; no harm where there is none. */
void compiled_open(struct knowledge *k, const char *path);
/* False when the file does not hold the set. ret_database: the caller's, NULL = it is there, but
 * this processor can't use it. */
bool compiled_find(const struct knowledge *k, const struct pattern_set *set,
		   hs_database_t **ret_database);
int compiled_add(FILE *out, const struct pattern_set *set, const hs_database_t *database);
void compiled_close(struct knowledge *k);

/* digest.c */
void digest_tables(struct knowledge *k);

/* asn.c: ranges of addresses with their network, from CSV files sorted by address:
 * "first,last,number,name". */
struct asn_list;
struct asn_list *asn_open(const char *ipv4_file, struct err *err);
void asn_close(struct asn_list *a);
void asn_find(const struct asn_list *a, const struct addr *addr, struct place *ret_place);

#endif
