/* SPDX-License-Identifier: Apache-2.0 */
#include "app/vet_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/inputs.h"
#include "app/output.h"
#include "app/version.h"
#include "app/vet_worker.h"
#include "know/software.h"

enum { THREADS_MOST = 16, DEPTH_MOST = 16, MARKS_MOST = 4096, CHANGE_TEXT = 5000 };

static const struct unpack_limits limits = {.depth = DEPTH_MOST,
					    .files = 1000000,
					    .bytes = 16ull << 30,
					    .bytes_one = 4ull << 30,
					    .seconds = 3600};

static void on_complaint(void *ctx, const char *sentence)
{
	struct vet_case *c = ctx;

	progress_end(&c->progress);
	output_tell(sentence);
	if (c->n_complaints < VET_COMPLAINTS_KEPT)
		c->complaints[c->n_complaints++] = mem_text(sentence);
}

static int load_declarations(struct vet_case *c, struct err *err)
{
	struct complaints complaints = {.say = on_complaint, .ctx = c};
	const char *path = c->options->declared;
	struct buf text;

	if (!path)
		return 0;
	if (text_file_read(path, &text, err))
		return -1;
	int bad = declarations_parse_products(&c->declarations, slice_of(text.at, text.len), path,
					      &complaints, err);
	buf_done(&text);
	return bad;
}

static int load_tables(struct vet_case *c, struct err *err)
{
	if (!c->paths.knowledge)
		return err_set(err, "the tables of knowledge/ are not where camtrail looks; name "
				    "the directory above them in CAMTRAIL_SHARE");
	c->knowledge = know_load_compiled(c->paths.knowledge, c->options->knowledge,
					  c->paths.compiled, err);
	if (!c->knowledge)
		return -1;
	if (c->paths.countries || c->paths.networks) {
		c->places = places_open(c->paths.countries, c->paths.networks, err);
		if (!c->places)
			return -1;
	}
	if (!c->places || !c->paths.countries)
		on_complaint(c, "no database of countries (run npm ci in the project, or see "
				"README.md): addresses have no country in this report");
	return 0;
}

/* The texts that the tables know are looked for in every byte. */
static int prepare_sift(struct vet_case *c, struct err *err)
{
	struct software *software = software_load(c->paths.knowledge, err);
	const char **marks = mem_new(MARKS_MOST, sizeof(*marks));
	struct sift_tables tables = {.marks = marks};

	for (size_t i = 0; i < c->knowledge->n_signatures && tables.n_marks < MARKS_MOST; i++)
		if (c->knowledge->signatures[i].kind == OBS_IMAGE_MARK)
			marks[tables.n_marks++] = c->knowledge->signatures[i].pattern;
	if (software) {
		struct sift_component *components =
			mem_new(software->n_components + 1, sizeof(*components));
		for (size_t i = 0; i < software->n_components; i++)
			components[i] = (struct sift_component){software->components[i].name,
								software->components[i].pattern};
		tables.components = components;
		tables.n_components = software->n_components;
		tables.projects = software->projects;
		tables.n_projects = software->n_projects;
		c->sift = sift_new(&tables, c->threads, err);
		free(components);
	}
	free(marks);
	software_free(software);
	return c->sift ? 0 : -1;
}

static struct vet_worker_job worker_job(const struct vet_case *c)
{
	return (struct vet_worker_job){.sift = c->sift,
				       .limits = limits,
				       .threads = c->threads,
				       .no_sandbox = c->options->how.no_sandbox};
}

static int read_collection(struct vet_case *c, struct releases *to, const char *path,
			   const char *option, bool programs_only, struct err *err)
{
	const struct collection_job job = {.path = path,
					   .option = option,
					   .programs_only = programs_only,
					   .how = worker_job(c),
					   .knowledge = c->knowledge,
					   .say = on_complaint,
					   .ctx = c};
	return collection_read(to, &job, err);
}

static int read_collections(struct vet_case *c, struct err *err)
{
	const struct options *o = c->options;
	struct stat st;

	if (o->reference &&
	    read_collection(c, &c->reference, o->reference, "--reference", true, err))
		return -1;
	if (!o->certified)
		return 0;
	if (stat(o->certified, &st) == 0 && S_ISREG(st.st_mode))
		return collection_read_list(&c->certified, o->certified, err);
	return read_collection(c, &c->certified, o->certified, "--certified", false, err);
}

static void take(void *ctx, const struct image_record *record)
{
	struct vet_case *c = ctx;

	if (record->type == IMAGE_RECORD_PROGRESS)
		progress_at(&c->progress, record->progress.bytes);
	if (c->keep)
		keep_take(c->keep, record);
	inventory_add(c->inventory, record);
}

/* What bears on what the report can claim stands in it. */
static void add_notice(struct vet_case *c, size_t image, const char *text)
{
	struct image_record r = {.type = IMAGE_RECORD_NOTICE,
				 .notice = {.image = (uint32_t)image,
					    .offset = IMAGE_OFFSET_UNKNOWN,
					    .incomplete = true}};

	(void)snprintf(r.notice.text, sizeof(r.notice.text), "%s", text);
	inventory_add(c->inventory, &r);
}

static void end_keep(struct vet_case *c)
{
	char text[ERR_TEXT_MAX + 200];
	struct err err = {{0}};
	size_t files;

	if (!c->keep)
		return;
	if (keep_end(c->keep, &files, &err)) {
		(void)snprintf(text, sizeof(text), "--keep: %s", err.text);
		on_complaint(c, text);
	} else {
		(void)snprintf(text, sizeof(text), "--keep: %zu file%s written to %s", files,
			       files == 1 ? "" : "s", c->options->keep);
		output_tell(text);
	}
	c->keep = NULL;
}

/* What was read may not be what the user meant, nor what will be there to be shown. */
static void warn_of_changes(struct vet_case *c)
{
	char text[CHANGE_TEXT];

	for (size_t i = 0; i < c->images.n; i++) {
		const char *change = images_change(&c->images, i);
		if (!change)
			continue;
		(void)snprintf(text, sizeof(text), "%s: %s", c->images.names[i], change);
		output_tell(text);
		(void)snprintf(text, sizeof(text), "the file %s", change);
		add_notice(c, i, text);
	}
}

static int read_images(struct vet_case *c, struct err *err)
{
	struct vet_worker_job job = worker_job(c);
	const char **parts = mem_new(c->images.n, sizeof(*parts));
	struct reader_end end;

	for (size_t i = 0; i < c->images.n; i++) {
		const char *slash = strrchr(c->images.names[i], '/');
		parts[i] = slash ? slash + 1 : c->images.names[i];
	}
	job.n_images = c->images.n;
	job.fds = c->images.fds;
	job.names = parts;
	job.sizes = c->images.sizes;
	job.keep = c->keep != NULL;
	job.alike = c->images.n > 1 || c->options->reference || c->options->certified;
	c->inventory = inventory_new((const char *const *)c->images.names, c->images.n);
	progress_init(&c->progress, 0, c->options->quiet);
	int bad = vet_worker_run(&job, take, c, &end, err);
	progress_end(&c->progress);
	free(parts);
	end_keep(c);
	if (bad)
		return -1;
	last_words_tell(&end.said);
	if (!end.whole) {
		output_tell(end.reason);
		(void)snprintf(c->ended, sizeof(c->ended), "%s", end.reason);
		c->worker_died = true;
		for (size_t i = 0; i < c->images.n; i++)
			add_notice(c, i, end.reason);
	}
	warn_of_changes(c);
	inventory_settle(c->inventory);
	return 0;
}

static void tell_notices(const struct vet_case *c)
{
	const struct inventory *inv = c->inventory;
	struct buf text;

	buf_init(&text, 8192);
	for (size_t i = 0; i < inv->n_notices && i < VET_COMPLAINTS_KEPT; i++) {
		const struct inventory_notice *n = &inv->notices[i];
		if (!n->incomplete || n->file < 0)
			continue;
		buf_clear(&text);
		inventory_where(inv, (size_t)n->file, &text);
		buf_printf(&text, ": %s", n->text);
		output_tell(buf_view_text(&text));
	}
	buf_done(&text);
}

static unsigned threads_wanted(const struct options *o)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned n = o->how.jobs ? o->how.jobs : online > 0 ? (unsigned)online : 1;

	return n < THREADS_MOST ? n : THREADS_MOST;
}

int vet_case_make(struct vet_case *c, const struct options *o, struct err *err)
{
	*c = (struct vet_case){.options = o, .threads = threads_wanted(o)};
	paths_find(&c->paths);
	if (o->how.no_sandbox)
		output_tell("--no-sandbox: the process that takes the files apart is not jailed; "
			    "for debugging only");
	if (images_open(&c->images, o->captures, o->n_captures, err))
		return -1;
	if (o->compare && c->images.n != 2)
		return err_set(err,
			       "--compare needs exactly two files: the delivered one, then the "
			       "one to compare it with; here are %zu",
			       c->images.n);
	if (load_declarations(c, err) || load_tables(c, err) || prepare_sift(c, err) ||
	    (o->keep && !(c->keep = keep_new(o->keep, (const char *const *)c->images.names,
					     c->images.n, err))) ||
	    read_collections(c, err) || read_images(c, err))
		return -1;
	tell_notices(c);
	const struct image_judge_input in = {
		.inventory = c->inventory,
		.knowledge = c->knowledge,
		.declarations = o->declared ? &c->declarations : NULL,
		.reference = o->reference ? &c->reference.collection : NULL,
		.certified = o->certified ? &c->certified.collection : NULL,
		.places = c->places,
		.compare = o->compare};
	c->judgement = image_judge(&in, err);
	return c->judgement ? 0 : -1;
}

void vet_case_done(struct vet_case *c)
{
	struct err err = {{0}};
	size_t files;

	image_judgement_free(c->judgement);
	inventory_free(c->inventory);
	if (c->keep)
		(void)keep_end(c->keep, &files, &err);
	collection_done(&c->reference);
	collection_done(&c->certified);
	sift_free(c->sift);
	places_close(c->places);
	know_free(c->knowledge);
	declarations_done(&c->declarations);
	images_done(&c->images);
	paths_done(&c->paths);
	for (size_t i = 0; i < c->n_complaints; i++)
		free(c->complaints[i]);
}

struct vet_report_input vet_case_report(const struct vet_case *c)
{
	const struct options *o = c->options;

	return (struct vet_report_input){
		.j = c->judgement,
		.version = CAMTRAIL_VERSION,
		.places_date = c->places ? places_date(c->places) : "",
		.suffixes_date = "",
		.reference = o->reference ? o->reference : "",
		.certified = o->certified ? o->certified : "",
		.kept = o->keep ? o->keep : "",
		.ended = c->ended,
		.n_complaints = c->n_complaints,
		.complaints = (const char *const *)c->complaints,
		.no_sandbox = o->how.no_sandbox,
	};
}

int vet_case_exit(const struct vet_case *c)
{
	int found = image_judgement_exit(c->judgement);

	return found == EXIT_NOTHING_FOUND && c->worker_died ? EXIT_INCOMPLETE : found;
}
