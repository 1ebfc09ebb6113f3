/* SPDX-License-Identifier: Apache-2.0 */
#include "app/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "engine/run.h"

enum {
	OPT_DECLARED = 256,
	OPT_SITE,
	OPT_NEIGHBOURS,
	OPT_KNOWLEDGE,
	OPT_FILTER,
	OPT_LIKE,
	OPT_FIRMWARE,
	OPT_FIRMWARE_OF,
	OPT_JSON,
	OPT_HTML,
	OPT_CSV,
	OPT_JSONL,
	OPT_EXTRACT,
	OPT_MEMORY,
	OPT_JOBS,
	OPT_HASH,
	OPT_FORCE,
	OPT_WIDTH,
	OPT_COLOUR,
	OPT_ONE_PROCESS,
	OPT_NO_SANDBOX,
	/* of camtrail knowledge alone */
	OPT_TABLE,
	OPT_MAKER,
	OPT_CLASS,
	OPT_GRADE,
	/* of camtrail vet alone */
	OPT_REFERENCE,
	OPT_CERTIFIED,
	OPT_COMPARE,
	OPT_KEEP,
	OPT_CYCLONEDX
};

static const struct option table[] = {
	{"declared", required_argument, NULL, OPT_DECLARED},
	{"site", required_argument, NULL, OPT_SITE},
	{"neighbours", required_argument, NULL, OPT_NEIGHBOURS},
	{"neighbors", required_argument, NULL, OPT_NEIGHBOURS},
	{"knowledge", required_argument, NULL, OPT_KNOWLEDGE},
	{"filter", required_argument, NULL, OPT_FILTER},
	{"like", required_argument, NULL, OPT_LIKE},
	{"firmware", required_argument, NULL, OPT_FIRMWARE},
	{"firmware-of", required_argument, NULL, OPT_FIRMWARE_OF},
	{"json", required_argument, NULL, OPT_JSON},
	{"html", required_argument, NULL, OPT_HTML},
	{"csv", required_argument, NULL, OPT_CSV},
	{"jsonl", required_argument, NULL, OPT_JSONL},
	{"extract", required_argument, NULL, OPT_EXTRACT},
	{"memory", required_argument, NULL, OPT_MEMORY},
	{"jobs", required_argument, NULL, OPT_JOBS},
	{"hash", no_argument, NULL, OPT_HASH},
	{"force", no_argument, NULL, OPT_FORCE},
	{"quiet", no_argument, NULL, 'q'},
	{"width", required_argument, NULL, OPT_WIDTH},
	{"color", required_argument, NULL, OPT_COLOUR},
	{"colour", required_argument, NULL, OPT_COLOUR},
	{"one-process", no_argument, NULL, OPT_ONE_PROCESS},
	{"no-sandbox", no_argument, NULL, OPT_NO_SANDBOX},
	{"table", required_argument, NULL, OPT_TABLE},
	{"maker", required_argument, NULL, OPT_MAKER},
	{"class", required_argument, NULL, OPT_CLASS},
	{"grade", required_argument, NULL, OPT_GRADE},
	{"reference", required_argument, NULL, OPT_REFERENCE},
	{"certified", required_argument, NULL, OPT_CERTIFIED},
	{"compare", no_argument, NULL, OPT_COMPARE},
	{"keep", required_argument, NULL, OPT_KEEP},
	{"cyclonedx", required_argument, NULL, OPT_CYCLONEDX},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

/* "512M", "2G", "800000000" */
static int parse_memory(const char *text, size_t *ret, struct err *err)
{
	char *end;
	unsigned long long v = strtoull(text, &end, 10);

	if (end != text && (*end == 'k' || *end == 'K'))
		v <<= 10, end++;
	else if (end != text && (*end == 'm' || *end == 'M'))
		v <<= 20, end++;
	else if (end != text && (*end == 'g' || *end == 'G'))
		v <<= 30, end++;
	if (end == text || *end || text[0] == '-' || v < RUN_MEMORY_LEAST || v > 1ull << 40)
		return err_set(err,
			       "--memory %s: give bytes, or a number with K, M or G, of at "
			       "least 16M",
			       text);
	*ret = (size_t)v;
	return 0;
}

static int parse_jobs(const char *text, unsigned *ret, struct err *err)
{
	char *end;
	long v = strtol(text, &end, 10);

	if (end == text || *end || v < 1 || v > READERS_MAX)
		return err_set(err, "--jobs %s: give a number of reader processes from 1 to %d",
			       text, READERS_MAX);
	*ret = (unsigned)v;
	return 0;
}

static int parse_width(const char *text, int *ret, struct err *err)
{
	char *end;
	long v = strtol(text, &end, 10);

	if (end == text || *end || v < 80 || v > 200)
		return err_set(err, "--width %s: give a number of columns from 80 to 200", text);
	*ret = (int)v;
	return 0;
}

static int parse_colour(const char *text, int *ret, struct err *err)
{
	if (strcmp(text, "auto") == 0)
		*ret = -1;
	else if (strcmp(text, "always") == 0)
		*ret = 1;
	else if (strcmp(text, "never") == 0)
		*ret = 0;
	else
		return err_set(err, "--color %s: give auto, always or never", text);
	return 0;
}

static int take_text(const char **field, const char *name, struct err *err)
{
	if (*field)
		return err_set(err, "--%s is given twice", name);
	if (optarg[0] == '\0')
		return err_set(err, "--%s needs a value", name);
	*field = optarg;
	return 0;
}

/* Of vet, and audit's of what vet found. */
static int take_image_option(struct options *o, int which, const char *name, struct err *err)
{
	switch (which) {
	case OPT_REFERENCE:
		return take_text(&o->reference, name, err);
	case OPT_CERTIFIED:
		return take_text(&o->certified, name, err);
	case OPT_KEEP:
		return take_text(&o->keep, name, err);
	case OPT_CYCLONEDX:
		return take_text(&o->cyclonedx, name, err);
	case OPT_FIRMWARE:
		return take_text(&o->firmware, name, err);
	case OPT_FIRMWARE_OF:
		return take_text(&o->firmware_of, name, err);
	default:
		o->compare = true;
		return 0;
	}
}

static int take_option(struct options *o, int which, const char *name, struct err *err)
{
	switch (which) {
	case OPT_DECLARED:
		return take_text(&o->declared, name, err);
	case OPT_SITE:
		return take_text(&o->site, name, err);
	case OPT_NEIGHBOURS:
		return take_text(&o->neighbours, name, err);
	case OPT_KNOWLEDGE:
		return take_text(&o->knowledge, name, err);
	case OPT_FILTER:
		return take_text(&o->filter, name, err);
	case OPT_LIKE:
		return take_text(&o->like, name, err);
	case OPT_JSON:
		return take_text(&o->json, name, err);
	case OPT_HTML:
		return take_text(&o->html, name, err);
	case OPT_CSV:
		return take_text(&o->csv, name, err);
	case OPT_JSONL:
		return take_text(&o->jsonl, name, err);
	case OPT_EXTRACT:
		return take_text(&o->extract, name, err);
	case OPT_MEMORY:
		return parse_memory(optarg, &o->memory, err);
	case OPT_JOBS:
		return parse_jobs(optarg, &o->how.jobs, err);
	case OPT_WIDTH:
		return parse_width(optarg, &o->width, err);
	case OPT_COLOUR:
		return parse_colour(optarg, &o->colour, err);
	case OPT_TABLE:
		return take_text(&o->table, name, err);
	case OPT_MAKER:
		return take_text(&o->maker, name, err);
	case OPT_CLASS:
		return take_text(&o->class, name, err);
	case OPT_GRADE:
		return take_text(&o->grade, name, err);
	case OPT_HASH:
		o->hash = true;
		return 0;
	case OPT_FORCE:
		o->force = true;
		return 0;
	case 'q':
		o->quiet = true;
		return 0;
	case OPT_ONE_PROCESS:
		o->how.one_process = true;
		return 0;
	case OPT_NO_SANDBOX:
		o->how.no_sandbox = true;
		return 0;
	default:
		return take_image_option(o, which, name, err);
	}
}

static bool is(const char *path, const char *text)
{
	return path && strcmp(path, text) == 0;
}

/* Things that can't go together. */
static int check(const struct options *o, struct err *err)
{
	unsigned standard_input = 0, standard_output = is(o->json, "-") + is(o->jsonl, "-") +
						       is(o->html, "-") + is(o->cyclonedx, "-");
	const char *const outputs[] = {o->json, o->html, o->jsonl, o->cyclonedx};
	const unsigned n_outputs = sizeof(outputs) / sizeof(outputs[0]);

	for (size_t i = 0; i < o->n_captures; i++)
		standard_input += is(o->captures[i], "-");
	if (standard_input > 1)
		return err_set(err, "standard input (-) is given twice");
	if (standard_input && o->hash)
		return err_set(err, "--hash needs files: standard input can't be read twice");
	if (standard_output > 1)
		return err_set(err, "only one output can go to standard output (-)");
	if (o->firmware_of && !o->firmware)
		return err_set(err, "--firmware-of says whose image it is: it needs --firmware");
	if (o->how.one_process && o->how.jobs > 1)
		return err_set(err, "--one-process and --jobs can't go together");
	if (o->how.one_process && o->how.no_sandbox)
		return err_set(err, "--one-process has no sandbox to leave out: give one of "
				    "--one-process and --no-sandbox");
	for (unsigned a = 0; a < n_outputs; a++)
		for (unsigned b = a + 1; b < n_outputs; b++)
			if (outputs[a] && is(outputs[b], outputs[a]))
				return err_set(err, "two outputs have the same name: %s",
					       outputs[a]);
	return 0;
}

static int take_arguments(struct options *o, int argc, char **argv,
			  const struct options_shape *shape, struct err *err)
{
	int n = argc - optind;
	bool takes_device = shape->takes_device;

	if (takes_device) {
		if (n < 2)
			return err_set(err, "explain needs a capture and a device: camtrail "
					    "explain site.pcap 10.0.0.7");
		o->device = argv[argc - 1];
		n--;
	}
	if (n < 1 && shape->takes_images)
		return err_set(err,
			       "%s needs at least one file: a firmware image, a program, an "
			       "archive",
			       argv[0]);
	if (n < 1)
		return err_set(err, "%s needs at least one capture file, or - for standard input",
			       argv[0]);
	for (int i = 0; shape->takes_images && i < n; i++)
		if (is(argv[optind + i], "-"))
			return err_set(err,
				       "vet needs files: standard input (-) can't be looked at "
				       "in more than one place");
	if (n > CAPTURES_MAX)
		return err_set(err, "at most %d captures at a time", CAPTURES_MAX);
	o->captures = (const char *const *)argv + optind;
	o->n_captures = (size_t)n;
	return check(o, err);
}

/* The option's own name; -q and -h stand for long ones. */
static const char *name_of(int which, int at)
{
	return which == 'q' ? "quiet" : which == 'h' ? "help" : table[at].name;
}

static bool takes(const struct options_shape *shape, int which, const char *name)
{
	if (strcmp(name, "help") == 0)
		return true;
	if (!shape->names)
		return which < OPT_TABLE;
	for (const char *const *n = shape->names; *n; n++)
		if (strcmp(*n, name) == 0)
			return true;
	return false;
}

enum options_result options_parse(struct options *o, int argc, char **argv,
				  const struct options_shape *shape, struct err *err)
{
	int which, at = 0;

	*o = (struct options){.memory = RUN_MEMORY_DEFAULT, .colour = -1};
	opterr = 0;
	optind = 1;
	while ((which = getopt_long(argc, argv, ":hq", table, &at)) != -1) {
		int bad = 0;
		if (which == 'h')
			return OPTIONS_HELP;
		if (which == ':')
			bad = err_set(err, "%s needs a value", argv[optind - 1]);
		else if (which == '?')
			bad = err_set(err, "unknown option %s; see camtrail %s --help",
				      argv[optind - 1], argv[0]);
		else if (!takes(shape, which, name_of(which, at)))
			bad = err_set(err, "camtrail %s takes no --%s; see camtrail %s --help",
				      argv[0], name_of(which, at), argv[0]);
		else
			bad = take_option(o, which, name_of(which, at), err);
		if (bad)
			return OPTIONS_BAD;
	}
	if (shape->takes_words) {
		o->words = (const char *const *)argv + optind;
		o->n_words = (size_t)(argc - optind);
		return OPTIONS_GO;
	}
	return take_arguments(o, argc, argv, shape, err) ? OPTIONS_BAD : OPTIONS_GO;
}
