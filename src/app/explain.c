/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "app/audit_case.h"
#include "app/commands.h"
#include "app/output.h"

static const char usage[] =
	"Usage: camtrail explain [OPTIONS] CAPTURE... DEVICE\n\n"
	"Every observation behind the verdicts on one device: capture, frame and time, which\n"
	"signature it matched and how far it moved each maker, so that you can open Wireshark at\n"
	"that frame and see the same. DEVICE is a MAC address, an address or a host name.\n\n"
	"Options: --declared, --site, --neighbours, --knowledge, --firmware, --firmware-of, "
	"--filter,\n"
	"--memory, --jobs, --width, --color, --one-process, --no-sandbox as for camtrail audit.\n";

static int print(const struct audit_case *c, struct err *err)
{
	const struct device *d = ledger_find(c->ledger, slice_text(c->options->device));
	struct report_input in = audit_case_report(c);
	struct report_style style = audit_case_style(c->options);

	if (!d)
		return err_set(err,
			       "no device '%s' in these captures; camtrail audit lists the devices",
			       c->options->device);
	report_explain(stdout, &in, (size_t)(d - c->ledger->devices), &style);
	return output_standard(err);
}

static int explain(const struct options *o, struct err *err)
{
	struct audit_case c;
	int status = -1;

	if (audit_case_make(&c, o, err) == 0 && print(&c, err) == 0)
		status = c.reader_died || c.ledger->incomplete ? EXIT_INCOMPLETE : 0;
	audit_case_done(&c);
	return status;
}

static const char *const options[] = {
	"declared",    "site",        "neighbours", "neighbors", "knowledge", "firmware",
	"firmware-of", "filter",      "memory",     "jobs",      "width",     "color",
	"colour",      "one-process", "no-sandbox", "quiet",     NULL};

const struct command command_explain = {
	.summary = "every observation behind one device's verdicts",
	.usage = usage,
	.shape = {.names = options, .takes_device = true},
	.run = explain,
};
