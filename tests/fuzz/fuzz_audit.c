/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz_audit.h"

#include <unistd.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

static struct knowledge *knowledge(void)
{
	static struct knowledge *k;
	struct err err = {{0}};

	if (!k && !(k = know_load(SOURCE_ROOT "/knowledge", NULL, &err))) {
		fprintf(stderr, "%s\n", err.text);
		exit(2);
	}
	return k;
}

typedef void report_writer(FILE *out, const struct report_input *in);

/* Each report, in memory; NUL-ended. To be freed. */
static char *report_of(report_writer *write, const struct report_input *in)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	must(out);
	write(out, in);
	must(!ferror(out));
	(void)fclose(out);
	must(strlen(text) == len); /* no NUL from the wire gets into a report */
	return text;
}

static void check_json(const char *text)
{
	json_error_t error;
	json_t *root = json_loads(text, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);

	if (!root)
		fprintf(stderr, "line %d: %s\n", error.line, error.text);
	must(root);
	json_decref(root);
}

static void check_lines(char *text)
{
	char *save;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		check_json(line);
}

static void text_report(FILE *out, const struct report_input *in)
{
	report_text(out, in, &(struct report_style){.width = 100, .utf8 = true});
	for (size_t d = 0; d < in->j->n_devices && d < 3; d++)
		report_explain(out, in, d, &(struct report_style){.width = 80});
}

static void all_reports(const struct report_input *in)
{
	static report_writer *const others[] = {report_html,         report_csv_devices,
						report_csv_contacts, report_csv_findings,
						report_csv_names,    text_report};
	char *text = report_of(report_json, in);

	check_json(text);
	free(text);
	text = report_of(report_jsonl, in);
	check_lines(text);
	free(text);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		text = report_of(others[i], in);
		/* no escape sequence of the wire reaches a terminal or a page */
		must(!strchr(text, '\x1b'));
		free(text);
	}
}

int fuzz_audit_ledger(struct ledger *ledger)
{
	struct site *site = site_new();
	struct err err = {{0}};

	ledger_settle(ledger, site, NULL);
	struct judge_input in = {.ledger = ledger, .knowledge = knowledge(), .site = site};
	struct judgement *j = judge(&in, &err);
	must(j);
	struct report_capture *captures = mem_new(ledger->n_captures, sizeof(*captures));
	for (size_t i = 0; i < ledger->n_captures; i++)
		captures[i] = (struct report_capture){"input", "", 0};
	all_reports(&(struct report_input){.j = j,
					   .n_captures = ledger->n_captures,
					   .captures = captures,
					   .version = "0",
					   .oui_date = "",
					   .places_date = "",
					   .site_name = ""});
	int status = judgement_exit(j);
	free(captures);
	judgement_free(j);
	ledger_free(ledger);
	site_free(site);
	return status;
}

struct taking {
	struct ledger *ledger;
	bool unreadable;
};

static void take(void *ctx, const struct record *record)
{
	struct taking *t = ctx;

	if (record->type == RECORD_WARNING)
		t->unreadable |= record->warning.unreadable;
	if (record->type != RECORD_PROGRESS)
		ledger_add(t->ledger, record);
}

int fuzz_audit_capture(int fd)
{
	const char *name = "input";
	struct reader_job job = {.n_captures = 1, .fds = &fd, .names = &name, .memory = 16 << 20};
	struct taking t = {.ledger = ledger_new()};
	struct reader_end end;
	struct err err = {{0}};

	struct reader *r = reader_start(&job, &(struct reader_how){.one_process = true},
					reader_work_captures, &err);
	must(r);
	must(reader_collect(r, take, &t, &end, &err) == 0);
	must(end.whole); /* in one process the reader cannot die without us */
	(void)close(fd); /* of a capture that could not be read it is still open */
	if (t.unreadable) {
		ledger_free(t.ledger);
		return 2;
	}
	return fuzz_audit_ledger(t.ledger);
}
