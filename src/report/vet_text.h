/* SPDX-License-Identifier: Apache-2.0
 * The sections of vet's terminal report; vet_text.c puts them in order. */
#ifndef CAMTRAIL_REPORT_VET_TEXT_H
#define CAMTRAIL_REPORT_VET_TEXT_H

#include "report/page.h"
#include "report/vet_view.h"

/* "Servers it carries", with the image's name behind it where there are several. */
void vet_text_heading(struct page *p, const struct vet_report_input *in, size_t image,
		      const char *title);
/* "60 of 1,485 servers are shown; the JSON report has all." */
void vet_text_more(struct page *p, size_t shown, size_t all, const char *what);

void vet_text_findings(struct page *p, const struct vet_report_input *in);
void vet_text_servers(struct page *p, const struct vet_report_input *in, size_t image);
void vet_text_maker(struct page *p, const struct vet_report_input *in, size_t image);
void vet_text_code(struct page *p, const struct vet_report_input *in, size_t image);
void vet_text_twins(struct page *p, const struct vet_report_input *in);
void vet_text_comparisons(struct page *p, const struct vet_report_input *in);
/* keys, certificates, accounts; who built it; components */
void vet_text_facts(struct page *p, const struct vet_report_input *in, size_t image);
/* Of one image, or of all together (SIZE_MAX). */
void vet_text_suppressed(struct page *p, const struct vet_report_input *in, size_t image);

#endif
