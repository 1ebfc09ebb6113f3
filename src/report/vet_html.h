/* SPDX-License-Identifier: Apache-2.0
 * The sections of vet's page; vet_html.c puts them in order. */
#ifndef CAMTRAIL_REPORT_VET_HTML_H
#define CAMTRAIL_REPORT_VET_HTML_H

#include "report/html_out.h"
#include "report/vet_view.h"

void vet_html_findings(struct html *h, const struct vet_report_input *in);
void vet_html_servers(struct html *h, const struct vet_report_input *in);
void vet_html_makers(struct html *h, const struct vet_report_input *in);
void vet_html_code(struct html *h, const struct vet_report_input *in);
void vet_html_comparisons(struct html *h, const struct vet_report_input *in);
/* keys and accounts, builders, components, what was left out */
void vet_html_facts(struct html *h, const struct vet_report_input *in);
void vet_html_files(struct html *h, const struct vet_report_input *in);

/* A fact's place; with its bytes around it behind a fold. */
void vet_html_place(struct html *h, const struct vet_report_input *in, size_t item);
/* The bytes around a fact, as hex and text; nothing when there are none. */
void vet_html_context(struct html *h, const struct inventory_item *item);
/* The name of an image where there are several, as a cell. */
void vet_html_image_cell(struct html *h, const struct vet_report_input *in, size_t image);

#endif
