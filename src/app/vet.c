/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "app/audit_case.h"
#include "app/commands.h"
#include "app/output.h"
#include "app/vet_case.h"

static const char usage[] =
	"Usage: camtrail vet [OPTIONS] FILE...\n\n"
	"Takes delivered files apart (firmware images, flash dumps, installers and programs of "
	"the\n"
	"management software, configuration exports, archives; a directory stands for every file\n"
	"below it) without running them, and reports which servers they carry, whose code they "
	"are,\n"
	"and whether that matches what the supplier declared.\n\n"
	"What you know beforehand:\n"
	"  --declared FILE    what the supplier declared, CSV with a header row naming any of "
	"model,\n"
	"                     brand, maker, country, certificate, firmware author, licence, and "
	"what\n"
	"                     audit reads\n"
	"  --reference DIR    releases of known makers, in a folder a maker: whose code is it\n"
	"  --certified PATH   a folder of certified images, or a list of their digests "
	"(sha256sum,\n"
	"                     or CSV with the columns name and sha256)\n"
	"  --compare          two FILEs: what has the first (delivered) that the second "
	"(civilian)\n"
	"                     has not, and the other way round\n"
	"  --knowledge DIR    tables that add to or replace rows of the installed ones\n\n"
	"What you want to have (each FILE may be - for standard output):\n"
	"  --json FILE        the whole report as one JSON document\n"
	"  --html FILE        the report as one self-contained page\n"
	"  --cyclonedx FILE   what was found as a CycloneDX 1.6 document\n"
	"  --keep DIR         the unpacked files; DIR must be new or empty\n"
	"  --force            replace output files that exist\n\n"
	"How:\n"
	"  --width N (80 to 200), --color auto|always|never, -q/--quiet (no report on the "
	"terminal)\n"
	"  --jobs N           share the work between N threads (default: one a processor)\n"
	"  --no-sandbox       for debugging: take apart without the jail\n\n"
	"Exit status: 0 nothing contradicted and no public address written out in files that were\n"
	"read whole; 1 something was; 2 could not do what was asked; 3 nothing found, but not\n"
	"everything could be read. A closed pipe is no error.\n";

static const char *const names[] = {"declared",   "reference", "certified", "compare", "knowledge",
				    "json",       "html",      "cyclonedx", "keep",    "force",
				    "width",      "color",     "colour",    "quiet",   "jobs",
				    "no-sandbox", NULL};

struct report_file {
	const char *path;
	void (*write)(FILE *out, const struct vet_report_input *in);
};

enum { REPORT_FILES = 3 };

static void report_files(const struct options *o, struct report_file ret[REPORT_FILES])
{
	ret[0] = (struct report_file){o->json, report_vet_json};
	ret[1] = (struct report_file){o->html, report_vet_html};
	ret[2] = (struct report_file){o->cyclonedx, report_vet_cyclonedx};
}

static bool is_standard_output(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

/* Before anything long begins: it must not end in "exists". */
static int check_outputs(const struct options *o, struct err *err)
{
	struct report_file files[REPORT_FILES];

	report_files(o, files);
	for (size_t i = 0; i < REPORT_FILES; i++)
		if (files[i].path && output_check(files[i].path, o->force, err))
			return -1;
	return 0;
}

static int write_one(const struct report_file *f, bool force, const struct vet_report_input *in,
		     struct err *err)
{
	struct output out;

	if (output_open(&out, f->path, force, err))
		return -1;
	f->write(out.file, in);
	return output_commit(&out, err);
}

static int write_outputs(const struct vet_case *c, struct err *err)
{
	const struct options *o = c->options;
	struct vet_report_input in = vet_case_report(c);
	struct report_style style = audit_case_style(o);
	struct report_file files[REPORT_FILES];
	bool quiet = o->quiet;

	report_files(o, files);
	for (size_t i = 0; i < REPORT_FILES; i++) {
		quiet |= is_standard_output(files[i].path);
		if (files[i].path && write_one(&files[i], o->force, &in, err))
			return -1;
	}
	if (quiet)
		return 0;
	report_vet_text(stdout, &in, &style);
	return output_standard(err);
}

static int vet(const struct options *o, struct err *err)
{
	struct vet_case c;
	int status = -1;

	if (check_outputs(o, err))
		return -1;
	if (vet_case_make(&c, o, err) == 0 && write_outputs(&c, err) == 0)
		status = vet_case_exit(&c);
	vet_case_done(&c);
	return status;
}

const struct command command_vet = {
	.summary = "which servers a delivered firmware or program carries, and whose code it is",
	.usage = usage,
	.shape = {.names = names, .takes_images = true},
	.run = vet,
};
