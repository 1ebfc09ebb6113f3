/* SPDX-License-Identifier: Apache-2.0
 *
 * The reports of `camtrail vet`: terminal text, JSON, one HTML page, and a CycloneDX document. As in
 * report.h all of them only read a judgement; none opens a file, asks a clock or weighs anything,
 * and the same input gives the same bytes. Everything is written to a stream that the caller
 * opened; the caller asks ferror(). Names, paths, values and the bytes around them come from
 * delivered files and are escaped for where they go (escape.h).
 */
#ifndef CAMTRAIL_REPORT_VET_H
#define CAMTRAIL_REPORT_VET_H

#include <stdio.h>

#include "judge/image.h"
#include "report/report.h"

/* Everything is borrowed during the call. Texts are never NULL; "" = not said. */
struct vet_report_input {
	const struct image_judgement *j;
	const char *version;             /* of the tool */
	const char *places_date;         /* of the country database, "" = not installed */
	const char *suffixes_date;       /* of the public suffix list, "" = not known */
	const char *reference;           /* directory of --reference as given, "" = none */
	const char *certified;           /* likewise of --certified */
	const char *kept;                /* likewise of --keep */
	const char *ended;               /* why the worker ended early, "" = it did not */
	int64_t started_us, finished_us; /* of the run, 0 = leave it out */
	size_t n_complaints; /* rows of the declaration that were skipped, and the like */
	const char *const *complaints;
	bool no_sandbox;
};

void report_vet_text(FILE *out, const struct vet_report_input *in,
		     const struct report_style *style);

/* One document, docs/vet.schema.json. `camtrail audit --firmware` reads it. */
void report_vet_json(FILE *out, const struct vet_report_input *in);

/* One page that needs nothing else. */
void report_vet_html(FILE *out, const struct vet_report_input *in);

/* CycloneDX 1.6, JSON: https://cyclonedx.org/docs/1.6/json/ */
void report_vet_cyclonedx(FILE *out, const struct vet_report_input *in);

#endif
