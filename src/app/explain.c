/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/audit_case.h"
#include "app/commands.h"

static const char usage[] =
	"Usage: camtrail explain [OPTIONS] CAPTURE... DEVICE\n\n"
	"Every observation behind the verdicts on one device: capture, frame and time, which\n"
	"signature it matched and how far it moved each maker, so that you can open Wireshark at\n"
	"that frame and see the same. DEVICE is a MAC address, an address or a host name.\n\n"
	"Options: --declared, --site, --neighbours, --knowledge, --filter, --memory, --jobs, "
	"--width,\n"
	"--color, --one-process, --no-sandbox as for camtrail audit.\n";

static int explain(const struct audit_case *c, struct err *err)
{
	const struct device *d = ledger_find(c->ledger, slice_text(c->options->device));
	struct report_input in = audit_case_report(c);
	struct report_style style = audit_case_style(c->options);

	if (!d)
		return err_set(err,
			       "no device '%s' in these captures; camtrail audit lists the devices",
			       c->options->device);
	report_explain(stdout, &in, (size_t)(d - c->ledger->devices), &style);
	return fflush(stdout) || ferror(stdout)
		       ? err_set(err, "standard output: %s", strerror(errno))
		       : 0;
}

int command_explain(int argc, char **argv)
{
	struct options o;
	struct audit_case c;
	struct err err = {{0}};

	switch (options_parse(&o, argc, argv, true, &err)) {
	case OPTIONS_HELP:
		fputs(usage, stdout);
		return 0;
	case OPTIONS_BAD:
		return command_failed(err.text);
	case OPTIONS_GO:
		break;
	}
	int bad = audit_case_make(&c, &o, &err) || explain(&c, &err);
	int status = bad                                     ? EXIT_CANNOT
		     : c.reader_died || c.ledger->incomplete ? EXIT_INCOMPLETE
							     : 0;
	audit_case_done(&c);
	return bad ? command_failed(err.text) : status;
}
