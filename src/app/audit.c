/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/audit_case.h"
#include "app/commands.h"
#include "app/output.h"

static const char usage[] =
	"Usage: camtrail audit [OPTIONS] CAPTURE...\n\n"
	"Reads captures (pcap, pcapng; plain, gzip or zstd; - is standard input) of a camera\n"
	"network and reports which devices are cameras or recorders, who made them, whom they\n"
	"contact, and whether that matches what the supplier declared.\n\n"
	"What you know beforehand:\n"
	"  --declared FILE    what the supplier declared, CSV with a header row naming any of "
	"serial,\n"
	"                     mac, address, brand, model, maker, country, certificate, supplier,\n"
	"                     contract, site, position\n"
	"  --site FILE        the site's networks, recorders and permitted servers (site.conf)\n"
	"  --neighbours FILE  `ip neigh` output or a switch's ARP table: MAC addresses of devices\n"
	"                     that stand behind a router\n"
	"  --knowledge DIR    tables that add to or replace rows of the installed ones\n"
	"  --firmware FILE    JSON of camtrail vet: the servers that images carry stand with the\n"
	"                     devices of their model, as `configured` where nothing was seen of "
	"them\n"
	"  --firmware-of LIST the images in it are these devices' (MAC addresses, addresses or "
	"host\n"
	"                     names, ',' between), whatever they say\n"
	"  --like DEVICE      list the others by likeness to this confirmed device (MAC address,\n"
	"                     address or host name), by what its firmware does, not by its labels\n"
	"  --filter BPF       read only packets that this libpcap filter accepts\n\n"
	"What you want to have (each FILE may be - for standard output):\n"
	"  --json FILE        the whole report as one JSON document\n"
	"  --html FILE        the report as one self-contained page\n"
	"  --csv DIR          devices.csv, contacts.csv, footage.csv, findings.csv, names.csv\n"
	"  --jsonl FILE       one EVE-like object a line, for a SIEM\n"
	"  --extract DIR      the pictures that went outside in clear, one file a stream for any\n"
	"                     player; DIR must be new or empty. Footage is sensitive: off unless\n"
	"                     asked for\n"
	"  --hash             SHA-256 of each capture in the report (reads each once more)\n"
	"  --force            replace output files that exist\n\n"
	"How:\n"
	"  --width N (80 to 200), --color auto|always|never, -q/--quiet (no report on the "
	"terminal)\n"
	"  --memory SIZE      about how much memory the reader may take (default 256M)\n"
	"  --jobs N           share the captures between N reader processes (default 1)\n"
	"  --one-process, --no-sandbox   for debugging: parse without the jailed process\n\n"
	"Exit status: 0 nothing contradicted and no unpermitted contact in a complete input;\n"
	"1 something was; 2 could not do what was asked; 3 nothing found, but the input was not\n"
	"complete. A closed pipe is no error.\n";

enum { CSV_TABLES = 5 };

static const struct {
	const char *name;
	void (*write)(FILE *out, const struct report_input *in);
} csv_tables[CSV_TABLES] = {
	{"devices.csv", report_csv_devices}, {"contacts.csv", report_csv_contacts},
	{"footage.csv", report_csv_footage}, {"findings.csv", report_csv_findings},
	{"names.csv", report_csv_names},
};

static char *join(const char *dir, const char *name)
{
	char *path;
	return asprintf(&path, "%s/%s", dir, name) < 0 ? mem_text(name) : path;
}

static int check_csv(const struct options *o, struct err *err)
{
	struct stat st;

	if (stat(o->csv, &st) != 0)
		return 0;
	if (!S_ISDIR(st.st_mode))
		return err_set(err, "%s: is not a directory", o->csv);
	for (unsigned i = 0; i < CSV_TABLES; i++) {
		char *path = join(o->csv, csv_tables[i].name);
		int bad = output_check(path, o->force, err);
		free(path);
		if (bad)
			return -1;
	}
	return 0;
}

/* Before anything long begins: an audit must not end in "exists". */
static int check_outputs(const struct options *o, struct err *err)
{
	const char *const files[] = {o->json, o->html, o->jsonl};

	for (unsigned i = 0; i < 3; i++)
		if (files[i] && output_check(files[i], o->force, err))
			return -1;
	return o->csv ? check_csv(o, err) : 0;
}

static int write_one(const char *path, bool force, const struct report_input *in,
		     void (*write)(FILE *out, const struct report_input *in), struct err *err)
{
	struct output out;

	if (output_open(&out, path, force, err))
		return -1;
	write(out.file, in);
	return output_commit(&out, err);
}

static int write_csv(const struct options *o, const struct report_input *in, struct err *err)
{
	if (mkdir(o->csv, 0755) && errno != EEXIST)
		return err_set(err, "%s: %s", o->csv, strerror(errno));
	for (unsigned i = 0; i < CSV_TABLES; i++) {
		char *path = join(o->csv, csv_tables[i].name);
		int bad = write_one(path, o->force, in, csv_tables[i].write, err);
		free(path);
		if (bad)
			return -1;
	}
	return 0;
}

static bool is_standard_output(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

static int write_outputs(const struct audit_case *c, struct err *err)
{
	const struct options *o = c->options;
	struct report_input in = audit_case_report(c);
	struct report_style style = audit_case_style(o);

	if ((o->json && write_one(o->json, o->force, &in, report_json, err)) ||
	    (o->jsonl && write_one(o->jsonl, o->force, &in, report_jsonl, err)) ||
	    (o->html && write_one(o->html, o->force, &in, report_html, err)) ||
	    (o->csv && write_csv(o, &in, err)))
		return -1;
	if (o->quiet || is_standard_output(o->json) || is_standard_output(o->jsonl) ||
	    is_standard_output(o->html))
		return 0;
	report_text(stdout, &in, &style);
	return output_standard(err);
}

static int audit(const struct options *o, struct err *err)
{
	struct audit_case c;
	int status = -1;

	if (check_outputs(o, err))
		return -1;
	if (audit_case_make(&c, o, err) == 0 && write_outputs(&c, err) == 0)
		status = audit_case_exit(&c);
	audit_case_done(&c);
	return status;
}

const struct command command_audit = {
	.summary = "which devices are cameras, who made them, whom they contact",
	.usage = usage,
	.run = audit,
};
