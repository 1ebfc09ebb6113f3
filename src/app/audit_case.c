/* SPDX-License-Identifier: Apache-2.0 */
#include "app/audit_case.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/output.h"
#include "app/version.h"

static void keep_complaint(struct audit_case *c, const char *sentence)
{
	if (c->n_complaints < COMPLAINTS_KEPT)
		c->complaints[c->n_complaints++] = mem_text(sentence);
}

static void on_complaint(void *ctx, const char *sentence)
{
	output_tell(sentence);
	keep_complaint(ctx, sentence);
}

static void on_record(void *ctx, const struct record *record)
{
	struct audit_case *c = ctx;

	if (record->type == RECORD_PROGRESS) {
		progress_at(&c->progress, record->progress);
		return;
	}
	if (record->type == RECORD_WARNING) {
		progress_end(&c->progress);
		output_tell(record->warning.text);
		c->n_unreadable += record->warning.unreadable;
	}
	if (record->type == RECORD_SERIES || record->type == RECORD_MINUTE)
		series_gate_take(c->gate, record);
	else if (record->type == RECORD_FOOTAGE && c->extract)
		extract_take(c->extract, &record->footage);
	else
		ledger_add(c->ledger, record);
}

static void on_needed_series(void *ctx, const struct record *record)
{
	struct audit_case *c = ctx;
	ledger_add(c->ledger, record);
}

/* What the gate or the files could not take is said: it bears on what the report can claim. */
static void end_footage(struct audit_case *c)
{
	struct err err = {{0}};
	char text[ERR_TEXT_MAX + 100];
	size_t files = 0;

	series_gate_end(c->gate);
	if (series_gate_dropped(c->gate)) {
		(void)snprintf(text, sizeof(text),
			       "one reader fell so far behind that %llu minutes of flows could not "
			       "be compared; fewer --jobs avoid this",
			       (unsigned long long)series_gate_dropped(c->gate));
		on_complaint(c, text);
	}
	series_gate_free(c->gate);
	c->gate = NULL;
	if (!c->extract)
		return;
	if (extract_end(c->extract, &files, &err))
		(void)snprintf(text, sizeof(text), "--extract: %s", err.text);
	else
		(void)snprintf(text, sizeof(text),
			       "--extract: %zu stream%s of pictures written to %s", files,
			       files == 1 ? "" : "s", c->options->extract);
	c->extract = NULL;
	output_tell(text);
	if (err_is_set(&err))
		keep_complaint(c, text);
}

struct text_file {
	struct audit_case *c;
	struct slice text;
	const char *name;
};

static int take_site(const struct text_file *f, struct err *err)
{
	return site_parse(f->c->site, f->text, f->name, err);
}

static int take_neighbours(const struct text_file *f, struct err *err)
{
	struct complaints complaints = {.say = on_complaint, .ctx = f->c};
	return neighbours_parse(&f->c->neighbours, f->text, f->name, &complaints, err);
}

static int take_declarations(const struct text_file *f, struct err *err)
{
	struct complaints complaints = {.say = on_complaint, .ctx = f->c};
	return declarations_parse(&f->c->declarations, f->text, f->name, &complaints, err);
}

static int take_firmware(const struct text_file *f, struct err *err)
{
	return firmware_parse(&f->c->firmware, f->text, f->name, err);
}

/* path may be NULL: not given. */
static int load_text(struct audit_case *c, const char *path,
		     int (*take)(const struct text_file *f, struct err *err), struct err *err)
{
	struct buf text;

	if (!path)
		return 0;
	if (text_file_read(path, &text, err))
		return -1;
	struct text_file f = {c, slice_of(text.at, text.len), path};
	int bad = take(&f, err);
	buf_done(&text);
	return bad;
}

/* site.conf, cameras.csv, the neighbour table: read before anything long begins. */
static int load_texts(struct audit_case *c, struct err *err)
{
	c->site = site_new();
	return load_text(c, c->options->site, take_site, err) ||
			       load_text(c, c->options->neighbours, take_neighbours, err) ||
			       load_text(c, c->options->declared, take_declarations, err) ||
			       load_text(c, c->options->firmware, take_firmware, err)
		       ? -1
		       : 0;
}

/* What is not installed is said and done without; what is broken is an error. */
static int load_tables(struct audit_case *c, struct err *err)
{
	if (!c->paths.knowledge)
		return err_set(err, "the tables of knowledge/ are not where camtrail looks; name "
				    "the directory above them in CAMTRAIL_SHARE");
	c->knowledge = know_load_compiled(c->paths.knowledge, c->options->knowledge,
					  c->paths.compiled, err);
	if (!c->knowledge)
		return -1;
	c->registrations = c->paths.registrations ? oui_load(c->paths.registrations, err) : NULL;
	if (c->paths.registrations && !c->registrations)
		return -1;
	if (!c->registrations)
		on_complaint(c, "no list of MAC registrations (Debian package ieee-data): MAC "
				"prefixes say nothing in this report");
	if (c->paths.countries || c->paths.networks)
		c->places = places_open(c->paths.countries, c->paths.networks, err);
	if ((c->paths.countries || c->paths.networks) && !c->places)
		return -1;
	if (!c->places || !c->paths.countries)
		on_complaint(c, "no database of countries (run npm ci in the project, or see "
				"README.md): addresses have no country in this report");
	return 0;
}

static int read_captures(struct audit_case *c, struct err *err)
{
	struct capture_filter *filters = NULL;
	struct reader_end end = {.whole = false};
	int bad = -1;

	if (c->options->filter && !(filters = filter_compile(c->options->filter, err)))
		return -1;
	struct reader_job job = inputs_job(&c->inputs, c->options, filters);
	job.footage = c->extract != NULL;
	c->gate = series_gate_new(on_needed_series, c);
	struct reader *reader = reader_start(&job, &c->options->how, reader_work_captures, err);
	if (reader) {
		bool no_tables = load_tables(c, err) != 0;
		progress_init(&c->progress, c->inputs.total, c->options->quiet);
		bad = reader_collect(reader, on_record, c, &end, no_tables ? NULL : err);
		progress_end(&c->progress);
		last_words_tell(&end.said);
		if (no_tables)
			bad = -1;
	}
	filter_free(filters);
	end_footage(c);
	if (bad)
		return -1;
	if (!end.whole) {
		struct record warning = {.type = RECORD_WARNING, .warning = {.incomplete = true}};
		(void)snprintf(warning.warning.text, sizeof(warning.warning.text), "%s",
			       end.reason);
		on_record(c, &warning);
		c->reader_died = true;
	}
	return 0;
}

/* What was read may not be what the user meant, nor what will be there to be shown. */
static void warn_of_changes(struct audit_case *c)
{
	for (size_t i = 0; i < c->inputs.n; i++) {
		const char *change = inputs_change(&c->inputs, i);
		struct record warning = {.type = RECORD_WARNING,
					 .warning = {.capture = (uint32_t)i, .incomplete = true}};
		if (!change)
			continue;
		(void)snprintf(warning.warning.text, sizeof(warning.warning.text), "the file %s",
			       change);
		on_record(c, &warning);
	}
}

static void say_how(const struct options *o)
{
	if (o->how.one_process)
		output_tell("--one-process: the captures are parsed in this very process, without "
			    "a jail; "
			    "for debugging only");
	if (o->how.no_sandbox)
		output_tell("--no-sandbox: the process that parses the captures is not jailed; for "
			    "debugging only");
}

static int find_likes(struct audit_case *c, struct err *err)
{
	const char *like = c->options->like;
	const struct device *d = like ? ledger_find(c->ledger, slice_text(like)) : NULL;

	if (like && !d)
		return err_set(err,
			       "--like %s: no such device in these captures; camtrail audit lists "
			       "the devices",
			       like);
	if (d)
		c->like = likeness_find(c->judgement, (size_t)(d - c->ledger->devices));
	return 0;
}

/* "10.0.0.7,b0:c5:54:25:5b:0e": the devices that the images of --firmware are of. */
static int find_firmware_of(struct audit_case *c, struct err *err)
{
	const char *at = c->options->firmware_of;

	if (!at)
		return 0;
	c->firmware_of = mem_new(c->ledger->n_devices + 1, sizeof(*c->firmware_of));
	while (*at) {
		size_t len = strcspn(at, ",");
		const struct device *d = ledger_find(c->ledger, slice_trim(slice_of(at, len)));
		if (!d)
			return err_set(err,
				       "--firmware-of %.*s: no such device in these captures; "
				       "camtrail audit lists the devices",
				       (int)(len > 200 ? 200 : len), at);
		c->firmware_of[d - c->ledger->devices] = true;
		at += len + (at[len] == ',');
	}
	return 0;
}

/* An image that is nobody's is said: it may be a mistake in the model. */
static void tell_unused_firmware(struct audit_case *c)
{
	char text[ERR_TEXT_MAX];

	for (size_t i = 0; i < c->firmware.n; i++) {
		bool used = false;
		for (size_t d = 0; d < c->judgement->n_devices && !used; d++)
			for (size_t k = 0; k < c->judgement->devices[d].n_own_images; k++)
				used |= c->judgement->devices[d].own_images[k] == i;
		if (used)
			continue;
		(void)snprintf(
			text, sizeof(text),
			"--firmware: the image %.200s is of no device that was seen, by model "
			"or maker; --firmware-of names its devices",
			c->firmware.images[i].name);
		on_complaint(c, text);
	}
}

int audit_case_make(struct audit_case *c, const struct options *o, struct err *err)
{
	*c = (struct audit_case){.options = o};
	paths_find(&c->paths);
	say_how(o);
	if (load_texts(c, err) || inputs_open(&c->inputs, o, err) ||
	    (o->extract && !(c->extract = extract_new(o->extract, err))))
		return -1;
	c->ledger = ledger_new();
	ledger_expect_captures(c->ledger, c->inputs.n);
	if (read_captures(c, err))
		return -1;
	if (c->n_unreadable == c->inputs.n)
		return err_set(err, "none of the captures could be read; nothing was audited");
	warn_of_changes(c);
	if (o->hash && inputs_hash(&c->inputs, err))
		return -1;
	ledger_settle(c->ledger, c->site, o->neighbours ? &c->neighbours : NULL);
	c->captures = mem_new(c->inputs.n, sizeof(*c->captures));
	for (size_t i = 0; i < c->inputs.n; i++)
		c->captures[i] = (struct report_capture){c->inputs.names[i], c->inputs.digests[i],
							 c->inputs.sizes[i]};
	if (find_firmware_of(c, err))
		return -1;
	struct judge_input in = {.ledger = c->ledger,
				 .knowledge = c->knowledge,
				 .declarations = o->declared ? &c->declarations : NULL,
				 .site = c->site,
				 .oui = c->registrations,
				 .places = c->places,
				 .firmware = o->firmware ? &c->firmware : NULL,
				 .firmware_of = c->firmware_of};
	c->judgement = judge(&in, err);
	if (!c->judgement)
		return -1;
	tell_unused_firmware(c);
	return find_likes(c, err);
}

void audit_case_done(struct audit_case *c)
{
	inputs_done(&c->inputs);
	paths_done(&c->paths);
	if (!mem_is_watched())
		return; /* the process ends, and the kernel takes the rest back sooner */
	likeness_free(c->like);
	judgement_free(c->judgement);
	ledger_free(c->ledger);
	places_close(c->places);
	oui_free(c->registrations);
	know_free(c->knowledge);
	declarations_done(&c->declarations);
	firmware_done(&c->firmware);
	free(c->firmware_of);
	neighbours_done(&c->neighbours);
	site_free(c->site);
	free(c->captures);
	for (size_t i = 0; i < c->n_complaints; i++)
		free(c->complaints[i]);
}

struct report_input audit_case_report(const struct audit_case *c)
{
	return (struct report_input){
		.j = c->judgement,
		.n_captures = c->inputs.n,
		.captures = c->captures,
		.version = CAMTRAIL_VERSION,
		.oui_date = c->registrations ? oui_date(c->registrations) : "",
		.places_date = c->places ? places_date(c->places) : "",
		.site_name = c->site->name ? c->site->name : "",
		.n_complaints = c->n_complaints,
		.complaints = (const char *const *)c->complaints,
		.one_process = c->options->how.one_process,
		.no_sandbox = c->options->how.no_sandbox,
		.like = c->like,
	};
}

static unsigned terminal_width(void)
{
	struct winsize size;
	const char *columns = getenv("COLUMNS");

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return columns ? (unsigned)strtoul(columns, NULL, 10) : 80;
}

struct report_style audit_case_style(const struct options *o)
{
	const char *no_color = getenv("NO_COLOR"); /* no-color.org: set and not empty */
	bool colour =
		o->colour < 0 ? isatty(STDOUT_FILENO) && !(no_color && no_color[0]) : o->colour > 0;

	(void)setlocale(LC_CTYPE, "");
	return (struct report_style){.width = o->width ? (unsigned)o->width : terminal_width(),
				     .colour = colour,
				     .utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0};
}

int audit_case_exit(const struct audit_case *c)
{
	int found = judgement_exit(c->judgement);
	if (found == EXIT_NOTHING_FOUND && (c->reader_died || c->n_unreadable))
		return EXIT_INCOMPLETE;
	return found;
}
