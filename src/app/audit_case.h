/* SPDX-License-Identifier: Apache-2.0
 *
 * From options to a judged site: what audit and explain share. Opens what the user named, lets a
 * reader loose on the captures while the tables load, settles the ledger, judges.
 */
#ifndef CAMTRAIL_APP_AUDIT_CASE_H
#define CAMTRAIL_APP_AUDIT_CASE_H

#include "app/extract.h"
#include "app/inputs.h"
#include "app/paths.h"
#include "app/progress.h"
#include "app/series_gate.h"
#include "judge/judge.h"
#include "judge/likeness.h"
#include "report/report.h"

enum { COMPLAINTS_KEPT = 200 };

struct audit_case {
	const struct options *options;
	struct paths paths;
	struct inputs inputs;
	struct site *site;
	struct neighbours neighbours;
	struct declarations declarations;
	struct firmware firmware;
	bool *firmware_of; /* by device; NULL = not said */
	struct knowledge *knowledge;
	struct oui_list *registrations;
	struct places *places;
	struct ledger *ledger;
	struct judgement *judgement;
	struct likeness *like; /* NULL = not asked for */
	struct progress progress;
	struct series_gate *gate;        /* while the captures are read */
	struct extract *extract;         /* likewise; NULL = not asked for */
	struct report_capture *captures; /* one an input */
	size_t n_complaints;
	char *complaints[COMPLAINTS_KEPT];
	size_t n_unreadable; /* captures of which nothing could be read */
	bool reader_died;
};

/* 0, or -1 and err: nothing could be done. Complaints and warnings went to standard error as they
 * came up. audit_case_done in either case. */
int audit_case_make(struct audit_case *c, const struct options *o, struct err *err);
/* The last thing before the process ends: memory may stay with it. */
void audit_case_done(struct audit_case *c);

struct report_input audit_case_report(const struct audit_case *c);
struct report_style audit_case_style(const struct options *o);
/* What the command's exit status is. */
int audit_case_exit(const struct audit_case *c);

#endif
