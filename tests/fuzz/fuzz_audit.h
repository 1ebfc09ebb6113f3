/* SPDX-License-Identifier: Apache-2.0
 *
 * A whole audit without a process of its own for each: tables are loaded once. For fuzz targets and
 * for audit_many.c.
 */
#ifndef CAMTRAIL_FUZZ_AUDIT_H
#define CAMTRAIL_FUZZ_AUDIT_H

#include "app/reader.h"
#include "judge/judge.h"

/* An open file that holds the bytes. */
int fuzz_file(struct slice bytes);
/* Takes over fd. What audit's exit status would be; must()s that the report is JSON. */
int fuzz_audit_capture(int fd);
/* Settles and judges the ledger and writes every report of it; frees it. */
int fuzz_audit_ledger(struct ledger *ledger);

#endif
