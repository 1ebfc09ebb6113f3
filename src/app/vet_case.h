/* SPDX-License-Identifier: Apache-2.0
 *
 * From options to judged delivered files, as audit_case.h is for captures: opens what the user named,
 * reads the collections, lets a jailed worker take the files apart, settles the inventory, judges.
 */
#ifndef CAMTRAIL_APP_VET_CASE_H
#define CAMTRAIL_APP_VET_CASE_H

#include "app/collection.h"
#include "app/images.h"
#include "app/keep.h"
#include "app/options.h"
#include "app/paths.h"
#include "app/progress.h"
#include "judge/image.h"
#include "ledger/inventory.h"
#include "report/vet.h"
#include "sift/sift.h"

enum { VET_COMPLAINTS_KEPT = 200 };

struct vet_case {
	const struct options *options;
	struct paths paths;
	struct images images;
	struct declarations declarations;
	struct knowledge *knowledge;
	struct places *places;
	struct sift *sift;
	unsigned threads;
	struct releases reference, certified;
	struct inventory *inventory;
	struct image_judgement *judgement;
	struct keep *keep; /* while the files are read; NULL = not asked for */
	struct progress progress;
	size_t n_complaints;
	char *complaints[VET_COMPLAINTS_KEPT];
	bool worker_died;
	char ended[200]; /* why, "" = it did not */
};

/* 0, or -1 and err: nothing could be done. What the user should know went to standard error as it
 * came up. vet_case_done in either case. */
int vet_case_make(struct vet_case *c, const struct options *o, struct err *err);
void vet_case_done(struct vet_case *c);

struct vet_report_input vet_case_report(const struct vet_case *c);
/* What the command's exit status is. */
int vet_case_exit(const struct vet_case *c);

#endif
