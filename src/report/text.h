/* SPDX-License-Identifier: Apache-2.0
 * The sections of the terminal report; text.c puts them in order. */
#ifndef CAMTRAIL_REPORT_TEXT_H
#define CAMTRAIL_REPORT_TEXT_H

#include "report/page.h"
#include "report/summary.h"

void text_findings(struct page *p, const struct summary *s);
void text_like(struct page *p, const struct summary *s);
void text_footage(struct page *p, const struct summary *s);
void text_devices(struct page *p, const struct summary *s);
void text_contacts(struct page *p, const struct summary *s);
void text_asked(struct page *p, const struct summary *s);
/* Nothing without --firmware. */
void text_firmware(struct page *p, const struct summary *s);
void text_device_firmware(struct page *p, const struct summary *s, size_t device);
void text_inbound(struct page *p, const struct summary *s);
void text_suppliers(struct page *p, const struct summary *s);
/* completeness, warnings, captures, sources */
void text_input(struct page *p, const struct summary *s);

/* "Full list in the JSON, CSV and HTML reports", after a list that was cut. */
void text_more(struct page *p, size_t shown, size_t all, const char *what);

/* Indices of the devices, gravest first; the caller frees. */
size_t *text_device_order(const struct summary *s);

enum tone text_answer_tone(enum answer a);
enum tone text_rung_tone(enum rung r);

#endif
