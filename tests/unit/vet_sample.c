/* SPDX-License-Identifier: Apache-2.0
 *
 * Prints a report on images judged by hand: vet_sample FORM SITE, where FORM is text, json, html or
 * cyclonedx, and SITE is empty, small or a number of files. For the tests that look at a whole
 * output with another program.
 */
#include "vet_site.h"

#include <stdlib.h>
#include <string.h>

static void text(FILE *out, const struct vet_report_input *in)
{
	struct report_style style = {.width = 120, .colour = false, .utf8 = true};
	if (getenv("COLUMNS"))
		style.width = (unsigned)strtoul(getenv("COLUMNS"), NULL, 10);
	style.colour = getenv("REPORT_COLOUR") != NULL;
	report_vet_text(out, in, &style);
}

static const struct {
	const char *name;
	void (*write)(FILE *out, const struct vet_report_input *in);
} forms[] = {
	{"text", text},
	{"json", report_vet_json},
	{"html", report_vet_html},
	{"cyclonedx", report_vet_cyclonedx},
};

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	struct vet_site *s = strcmp(argv[2], "empty") == 0 ? vet_site_empty()
			     : strcmp(argv[2], "small") == 0
				     ? vet_site_small()
				     : vet_site_large(strtoul(argv[2], NULL, 10));
	int status = 2;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		if (strcmp(forms[i].name, argv[1]) == 0) {
			forms[i].write(stdout, vet_site_input(s));
			status = ferror(stdout) ? 1 : 0;
		}
	}
	vet_site_free(s);
	return status;
}
