/* SPDX-License-Identifier: Apache-2.0
 *
 * Judged sites made by hand, for the tests of report/: a small one whose devices send hostile
 * texts, and a large one of as many cameras as asked for. Invented makers, documentation
 * addresses.
 */
#ifndef CAMTRAIL_TESTS_REPORT_SITE_H
#define CAMTRAIL_TESTS_REPORT_SITE_H

#include "report/report.h"

struct report_site;

/* Four devices: a camera with a hostile name, a recorder, a phone, a router. */
struct report_site *report_site_small(void);
/* n cameras of five makers, a fifth of them relabelled, and n / 7 other devices. */
struct report_site *report_site_large(size_t n);
/* Nothing was seen. */
struct report_site *report_site_empty(void);
/* To the small site: pictures of its camera read in what it sent to its first server, and a copy of
 * its stream likely in what it sent to its third. */
void report_site_show_footage(struct report_site *s);
void report_site_free(struct report_site *s);

const struct report_input *report_site_input(const struct report_site *s);
/* May be changed by a test. */
struct judgement *report_site_judgement(struct report_site *s);
struct ledger *report_site_ledger(struct report_site *s);

/* What the camera of the small site calls itself. */
extern const char report_site_markup[], report_site_terminal[], report_site_formula[];

#endif
