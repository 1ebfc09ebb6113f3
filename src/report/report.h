/* SPDX-License-Identifier: Apache-2.0
 *
 * Findings to people and to programs: terminal text, JSON, CSV, JSON lines, one HTML page, and the
 * explanation of one device. All of them only read a judgement; none opens a file, asks a clock or
 * weighs anything. The same input gives the same bytes.
 *
 * Everything is written to a stream that the caller opened; the caller asks ferror() and does the
 * renaming into place. Texts from devices are escaped for where they go (escape.h).
 *
 * Who wants a new output adds a file here and a function below; shared groupings are summary.h's,
 * shared wording words.h's.
 */
#ifndef CAMTRAIL_REPORT_REPORT_H
#define CAMTRAIL_REPORT_REPORT_H

#include <stdio.h>

#include "judge/judge.h"

struct likeness;

struct report_capture {
	const char *file;
	const char *sha256; /* hex, "" = not computed */
	uint64_t size;      /* of the file in bytes, 0 = not known (a pipe) */
};

struct report_input {
	const struct judgement *j;
	size_t n_captures; /* = ledger.n_captures, same order */
	const struct report_capture *captures;
	const char *version;             /* of the tool */
	const char *oui_date;            /* of the MAC list, "" = not installed */
	const char *places_date;         /* of the country database, "" = not installed */
	const char *site_name;           /* "" = not said */
	int64_t started_us, finished_us; /* of the run, 0 = leave it out */
	size_t n_complaints;             /* rows of input files that were skipped, and the like */
	const char *const *complaints;
	bool one_process, no_sandbox;
	const struct likeness *like; /* to one device, NULL = not asked for */
};

/* How a terminal shows it. */
struct report_style {
	unsigned width; /* columns; taken as 80 below it and 200 above */
	bool colour;
	bool utf8; /* false: ASCII only */
};

void report_text(FILE *out, const struct report_input *in, const struct report_style *style);

/* Every observation behind the verdicts on one device (index into ledger.devices). */
void report_explain(FILE *out, const struct report_input *in, size_t device,
		    const struct report_style *style);

/* One document, docs/report.schema.json */
void report_json(FILE *out, const struct report_input *in);

/* One object a line, fields named as in Suricata's EVE. */
void report_jsonl(FILE *out, const struct report_input *in);

/* RFC 4180 with a header row. */
void report_csv_devices(FILE *out, const struct report_input *in);
void report_csv_contacts(FILE *out, const struct report_input *in);
void report_csv_footage(FILE *out, const struct report_input *in); /* pictures that left */
void report_csv_findings(FILE *out, const struct report_input *in);
void report_csv_names(FILE *out, const struct report_input *in);

/* One file that needs nothing else. */
void report_html(FILE *out, const struct report_input *in);

#endif
