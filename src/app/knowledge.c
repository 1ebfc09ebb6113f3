/* SPDX-License-Identifier: Apache-2.0
 *
 * For those who keep the tables: are they right, what is there, what does another directory change.
 */
#include <stdio.h>
#include <string.h>

#include "app/audit_case.h"
#include "app/commands.h"
#include "app/output.h"
#include "app/paths.h"
#include "report/escape.h"
#include "report/knowledge.h"
#include "know/software.h"

static const char usage[] =
	"Usage: camtrail knowledge check [--knowledge DIR]\n"
	"       camtrail knowledge list [--table T] [--maker ID] [--class C] [--grade G]\n"
	"       camtrail knowledge show ID\n"
	"       camtrail knowledge diff [DIR]\n\n"
	"The tables that say what observations mean: makers, signatures, clouds, brands, "
	"addresses,\n"
	"certificates, heartbeats, footage.\n\n"
	"  check  every fault, one a line, with file and line: a row without a source or given\n"
	"         twice, a pattern that does not compile, a signature without an example, an "
	"example\n"
	"         that does not match, a counter-example that does, a row that another shadows\n"
	"  list   the rows; --table is maker, signature, cloud, brand, address, certificate or\n"
	"         heartbeat, footage,\n"
	"         --grade one or more of F0 to F3, S1 to S4, Em: 'F2 S2'\n"
	"  show   one row in full, with its source: the id of a maker or signature, a server's "
	"name,\n"
	"         a brand; of a maker also every row that names it\n"
	"  diff   what another whole set of tables adds, removes and changes; without DIR, what "
	"the\n"
	"         tables of --knowledge change\n\n"
	"Options:\n"
	"  --knowledge DIR    tables that add to or replace rows of the installed ones\n"
	"  --json FILE        list, show, diff: as JSON; - is standard output\n"
	"  --force            replace FILE when it exists\n"
	"  --width N, --color auto|always|never\n\n"
	"Exit status: 0 sound, found, no difference; 1 a fault, nothing found, a difference; 2 "
	"could\n"
	"not do what was asked.\n";

struct asked {
	const char *what, *argument; /* the subcommand and its argument, NULL = none */
	const struct options *o;
};

static int parse(struct asked *a, const struct options *o, struct err *err)
{
	*a = (struct asked){.what = o->n_words > 0 ? o->words[0] : "",
			    .argument = o->n_words > 1 ? o->words[1] : NULL,
			    .o = o};
	bool wants = strcmp(a->what, "show") == 0 || strcmp(a->what, "diff") == 0;
	bool filters = o->table || o->maker || o->class || o->grade;
	if (!wants && strcmp(a->what, "check") != 0 && strcmp(a->what, "list") != 0)
		return err_set(err, "knowledge: give one of check, list, show, diff; see camtrail "
				    "knowledge --help");
	if (filters && a->what[0] != 'l')
		return err_set(err, "knowledge %s takes no --table, --maker, --class, --grade",
			       a->what);
	if (a->what[0] == 'd' && o->n_words == 1 && o->knowledge)
		return 0;
	if (o->n_words != (wants ? 2 : 1))
		return err_set(err, "knowledge %s %s", a->what,
			       wants ? "needs one argument" : "takes no argument");
	return 0;
}

static void say_fault(void *ctx, const char *sentence)
{
	struct buf safe;

	(void)ctx;
	buf_init(&safe, 8192);
	escape_terminal(&safe, slice_text(sentence), false);
	puts(buf_view_text(&safe));
	buf_done(&safe);
}

static int check(const struct asked *a, const char *dir, struct err *err)
{
	long faults = know_check(dir, a->o->knowledge, say_fault, NULL, err);
	struct err software_fault = {{0}};
	struct software *software = faults < 0 ? NULL : software_load(dir, &software_fault);

	if (faults < 0)
		return -1;
	if (!software) {
		say_fault(NULL, software_fault.text);
		faults++;
	}
	software_free(software);
	if (faults)
		printf("%ld fault%s\n", faults, faults == 1 ? "" : "s");
	else
		puts("The tables are sound.");
	return faults ? EXIT_FOUND : EXIT_NOTHING_FOUND;
}

static int want(const struct asked *a, const struct knowledge *k, struct knowledge_wanted *w,
		struct err *err)
{
	enum evidence_class class;
	int maker = a->o->maker ? know_maker(k, slice_text(a->o->maker)) : -1;

	*w = (struct knowledge_wanted){-1, "", a->o->class ? a->o->class : "",
				       a->o->grade ? a->o->grade : ""};
	for (int t = 0; t < KNOW_TABLE_COUNT && a->o->table; t++)
		if (strcmp(a->o->table, know_table_name((enum know_table)t)) == 0)
			w->table = t;
	if (a->o->table && w->table < 0)
		return err_set(err,
			       "--table %s: give maker, signature, cloud, brand, address or "
			       "certificate",
			       a->o->table);
	if (a->o->maker && maker < 0)
		return err_set(err,
			       "--maker %s: no such maker; camtrail knowledge list --table "
			       "maker lists them",
			       a->o->maker);
	if (a->o->class && !know_class_by_name(a->o->class, &class))
		return err_set(err,
			       "--class %s: give label, mac, host, discovery, web, media, "
			       "tls, cloud, control or firmware",
			       a->o->class);
	if (maker >= 0)
		w->maker = k->makers[maker].id;
	return 0;
}

static int list(const struct asked *a, const struct knowledge *k, FILE *out, struct err *err)
{
	struct knowledge_wanted w;
	struct report_style style = audit_case_style(a->o);

	if (want(a, k, &w, err))
		return -1;
	size_t n = a->o->json ? report_knowledge_list_json(out, k, &w)
			      : report_knowledge_list(out, k, &w, &style);
	return n ? EXIT_NOTHING_FOUND : EXIT_FOUND;
}

static int show(const struct asked *a, const struct knowledge *k, FILE *out)
{
	struct report_style style = audit_case_style(a->o);
	size_t n = a->o->json ? report_knowledge_show_json(out, k, a->argument)
			      : report_knowledge_show(out, k, a->argument, &style);

	if (!n)
		fprintf(stderr,
			"camtrail: no row is named '%s'; camtrail knowledge list shows all\n",
			a->argument);
	return n ? EXIT_NOTHING_FOUND : EXIT_FOUND;
}

/* The argument is a set of tables of its own; without one, what --knowledge changes. */
static int diff(const struct asked *a, const char *dir, FILE *out, struct err *err)
{
	struct report_style style = audit_case_style(a->o);
	struct knowledge *from = know_load(dir, a->argument ? a->o->knowledge : NULL, err);
	struct knowledge *to = from ? know_load(a->argument ? a->argument : dir,
						a->argument ? NULL : a->o->knowledge, err)
				    : NULL;

	if (from && !to && a->argument)
		(void)err_context(err, "give tables that only add to the installed ones as "
				       "--knowledge DIR");
	size_t n = !to          ? 0
		   : a->o->json ? report_knowledge_diff_json(out, from, to)
				: report_knowledge_diff(out, from, to, &style);
	know_free(from);
	know_free(to);
	return !to ? -1 : n ? EXIT_FOUND : EXIT_NOTHING_FOUND;
}

static int answer(const struct asked *a, const char *dir, FILE *out, struct err *err)
{
	if (a->what[0] == 'd')
		return diff(a, dir, out, err);
	struct knowledge *k = know_load(dir, a->o->knowledge, err);
	if (!k)
		return -1;
	int status = a->what[0] == 'l' ? list(a, k, out, err) : show(a, k, out);
	know_free(k);
	return status;
}

static int run(const struct asked *a, const char *dir, struct err *err)
{
	struct output out;

	if (!dir)
		return err_set(err, "the tables of knowledge/ are not where camtrail looks; name "
				    "the directory above them in CAMTRAIL_SHARE");
	if (a->what[0] == 'c')
		return check(a, dir, err);
	if (output_open(&out, a->o->json ? a->o->json : "-", a->o->force, err))
		return -1;
	int status = answer(a, dir, out.file, err);
	if (status < 0)
		output_drop(&out);
	else if (output_commit(&out, err))
		status = -1;
	return status;
}

static int knowledge(const struct options *o, struct err *err)
{
	struct asked a;
	struct paths paths;

	if (parse(&a, o, err))
		return -1;
	paths_find(&paths);
	int status = run(&a, paths.knowledge, err);
	paths_done(&paths);
	return status >= 0 && output_standard(err) ? -1 : status;
}

static const char *const options[] = {"table", "maker", "class", "grade",  "knowledge", "json",
				      "force", "width", "color", "colour", NULL};

const struct command command_knowledge = {
	.summary = "check, list, show and compare the tables behind the verdicts",
	.usage = usage,
	.shape = {.names = options, .takes_words = true},
	.run = knowledge,
};
