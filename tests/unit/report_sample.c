/* SPDX-License-Identifier: Apache-2.0
 *
 * Prints a report on a site made by hand: report_sample FORM SITE, where FORM is text, explain,
 * json, jsonl, html, devices, contacts, pictures, findings or names, and SITE is empty, small, footage (small,
 * with pictures that left) or a number of cameras. For the tests that look at a whole output with
 * another program.
 */
#include "report_site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void explain(FILE *out, const struct report_input *in)
{
	static const struct report_style style = {.width = 100, .colour = false, .utf8 = true};
	if (in->j->n_devices)
		report_explain(out, in, 0, &style);
}

static void text(FILE *out, const struct report_input *in)
{
	struct report_style style = {.width = 120, .colour = false, .utf8 = true};
	if (getenv("COLUMNS"))
		style.width = (unsigned)strtoul(getenv("COLUMNS"), NULL, 10);
	style.colour = getenv("REPORT_COLOUR") != NULL;
	report_text(out, in, &style);
}

static const struct {
	const char *name;
	void (*write)(FILE *out, const struct report_input *in);
} forms[] = {
	{"text", text},
	{"explain", explain},
	{"json", report_json},
	{"jsonl", report_jsonl},
	{"html", report_html},
	{"devices", report_csv_devices},
	{"contacts", report_csv_contacts},
	{"pictures", report_csv_footage},
	{"findings", report_csv_findings},
	{"names", report_csv_names},
};

static struct report_site *site_of(const char *name)
{
	if (strcmp(name, "empty") == 0)
		return report_site_empty();
	if (strcmp(name, "small") != 0 && strcmp(name, "footage") != 0)
		return report_site_large(strtoul(name, NULL, 10));
	struct report_site *s = report_site_small();
	if (strcmp(name, "footage") == 0)
		report_site_show_footage(s);
	return s;
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	struct report_site *s = site_of(argv[2]);
	int status = 2;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		if (strcmp(forms[i].name, argv[1]) == 0) {
			forms[i].write(stdout, report_site_input(s));
			status = ferror(stdout) ? 1 : 0;
		}
	}
	report_site_free(s);
	return status;
}
