/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "app/commands.h"
#include "app/inputs.h"
#include "app/output.h"
#include "report/escape.h"

static const char usage[] =
	"Usage: camtrail observe [OPTIONS] CAPTURE...\n\n"
	"Prints every observation of the captures as it is made, one a line:\n"
	"  capture:frame  device  kind  value\n"
	"The device is the MAC address, or the address where the link has none.\n\n"
	"Options: --filter, --memory, --jobs, --one-process, --no-sandbox as for camtrail audit.\n";

struct printing {
	struct reader *reader;
	unsigned warnings;
};

static void print_text(struct slice raw)
{
	struct buf safe;

	buf_init(&safe, 65536);
	escape_terminal(&safe, raw, false);
	fputs(buf_view_text(&safe), stdout);
	buf_done(&safe);
}

static void print_value(const struct obs *o)
{
	char text[ADDR_TEXT_MAX];

	switch (obs_kind_info(o->kind)->type) {
	case OBS_NUMBER:
		printf("%llu", (unsigned long long)o->number);
		break;
	case OBS_ADDR:
		fputs(addr_print(&o->addr, text), stdout);
		break;
	case OBS_NAMED_ADDR:
		print_text(o->text);
		printf(" = %s", addr_print(&o->addr, text));
		break;
	case OBS_BYTES:
		for (size_t i = 0; i < o->text.len; i++)
			printf("%02x", o->text.at[i]);
		break;
	case OBS_TEXT:
		print_text(o->text);
		break;
	}
}

static void print_observation(const struct obs *o)
{
	const struct obs_kind_info *info = obs_kind_info(o->kind);
	bool receiver = info->subject == OBS_ABOUT_RECEIVER;
	struct mac mac = o->has_about ? o->about : (receiver ? o->where.dst_mac : o->where.src_mac);
	const struct addr *addr = receiver ? &o->where.dst : &o->where.src;
	char mac_text[MAC_TEXT_MAX], addr_text[ADDR_TEXT_MAX];

	printf("%u:%llu  %s  %s  ", o->where.capture, (unsigned long long)o->where.frame,
	       mac_is_set(&mac) ? mac_print(&mac, mac_text) : addr_print(addr, addr_text),
	       info->name);
	print_value(o);
	putchar('\n');
}

static void print_record(void *ctx, const struct record *record)
{
	struct printing *p = ctx;

	if (record->type == RECORD_OBSERVATION)
		print_observation(&record->obs);
	if (ferror(stdout)) /* nobody reads on: output_standard tells why */
		reader_stop(p->reader);
	if (record->type == RECORD_WARNING) {
		output_tell(record->warning.text);
		p->warnings++;
	}
}

static unsigned tell_changes(const struct inputs *in)
{
	unsigned n = 0;

	for (size_t i = 0; i < in->n; i++) {
		const char *change = inputs_change(in, i);
		if (change) {
			char text[WARNING_TEXT_MAX];
			(void)snprintf(text, sizeof(text), "%s: the file %s", in->names[i], change);
			output_tell(text);
			n++;
		}
	}
	return n;
}

static int observe(const struct options *o, struct err *err)
{
	struct printing p = {.warnings = 0};
	struct reader_end end;
	struct inputs in;
	struct capture_filter *filters = NULL;
	int status = -1;

	if (o->filter && !(filters = filter_compile(o->filter, err)))
		return -1;
	if (inputs_open(&in, o, err)) {
		filter_free(filters);
		return -1;
	}
	struct reader_job job = inputs_job(&in, o, filters);
	p.reader = reader_start(&job, &o->how, reader_work_captures, err);
	int bad = p.reader ? reader_collect(p.reader, print_record, &p, &end, err) : -1;
	if (p.reader)
		last_words_tell(&end.said);
	if (!bad) {
		if (!end.whole)
			output_tell(end.reason);
		p.warnings += tell_changes(&in);
		status = !end.whole || p.warnings ? EXIT_INCOMPLETE : 0;
		if (output_standard(err))
			status = -1;
	}
	inputs_done(&in);
	filter_free(filters);
	return status;
}

static const char *const options[] = {"filter",      "memory",     "jobs",
				      "one-process", "no-sandbox", NULL};

const struct command command_observe = {
	.summary = "the raw observations of a capture, one a line",
	.usage = usage,
	.shape = {.names = options},
	.run = observe,
};
