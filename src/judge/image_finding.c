/* SPDX-License-Identifier: Apache-2.0
 *
 * Findings on delivered files as values; those that judge() makes of an image as of a device, taken
 * over; and the questions which servers are carried and how two images differ in them.
 */
#include <stdlib.h>

#include "judge/image_private.h"
#include "ledger/image_ledger.h"

struct image_finding *image_finding_add(const struct image_court *c, enum question q, enum answer a,
					enum severity s, long image)
{
	struct image_judgement *j = c->out;

	j->findings = image_room(j->findings, j->n_findings, &j->private->findings_room,
				 sizeof(*j->findings));
	struct image_finding *f = &j->findings[j->n_findings++];
	*f = (struct image_finding){.question = q,
				    .answer = a,
				    .severity = s,
				    .image = image,
				    .declaration = image >= 0 ? j->images[image].declaration : -1};
	return f;
}

static void refer(size_t **list, size_t *n, size_t to)
{
	if (*n == IMAGE_EVIDENCE_MAX)
		return;
	for (size_t i = 0; i < *n; i++)
		if ((*list)[i] == to)
			return;
	if ((*n & (*n - 1)) == 0)
		*list = mem_resize(*list, *n ? *n * 2 : 1, sizeof(**list));
	(*list)[(*n)++] = to;
}

void image_finding_item(struct image_finding *f, size_t item)
{
	refer(&f->items, &f->n_items, item);
}

void image_finding_file(struct image_finding *f, size_t file)
{
	refer(&f->files, &f->n_files, file);
}

static void take_reference(const struct image_court *c, struct image_finding *to,
			   const struct evidence_ref *ref, bool counter)
{
	const struct device *d = &c->out->private->ledger->devices[ref->device];
	size_t file;
	long item;

	if (ref->seen == SIZE_MAX)
		return;
	image_ledger_place(c->in->inventory, &d->seen[ref->seen], &file, &item);
	if (item < 0 && !counter)
		image_finding_file(to, file);
	else if (item >= 0 && counter)
		refer(&to->counter, &to->n_counter, (size_t)item);
	else if (item >= 0)
		image_finding_item(to, (size_t)item);
}

static bool is_of_images(enum question q)
{
	return q == QUESTION_MAKER || q == QUESTION_LABEL || q == QUESTION_COUNTRY ||
	       q == QUESTION_CERTIFICATE;
}

void image_findings_judged(const struct image_court *c)
{
	const struct judgement *judged = c->out->private->judged;

	for (size_t i = 0; i < judged->n_findings; i++) {
		const struct finding *f = &judged->findings[i];
		if (f->device < 0 || !is_of_images(f->question))
			continue;
		struct image_finding *to =
			image_finding_add(c, f->question, f->answer, f->severity, f->device);
		memcpy(to->statement, f->statement, sizeof(to->statement));
		memcpy(to->does_not_show, f->does_not_show, sizeof(to->does_not_show));
		for (size_t k = 0; k < f->n_evidence; k++)
			take_reference(c, to, &f->evidence[k], false);
		for (size_t k = 0; k < f->n_counter; k++)
			take_reference(c, to, &f->counter[k], true);
	}
}

static void say_carried(struct line *l, const struct carried *x)
{
	struct buf text;

	buf_init(&text, 1024);
	carried_print(&text, x);
	line_quote(l, buf_view_text(&text));
	buf_done(&text);
	if (x->place.country[0])
		line_add(l, " (%s)", x->place.country);
}

/* How loudly servers of a role are told. */
static const struct {
	enum carried_role role;
	enum severity severity;
	const char *what, *several;
} loud[] = {
	{CARRIED_ADDRESS_ABROAD, SEVERITY_HIGH, "public address written out",
	 "public addresses written out"},
	{CARRIED_ADDRESS_BENCH, SEVERITY_MEDIUM, "private address that looks left over",
	 "private addresses that look left over"},
	{CARRIED_UPDATE, SEVERITY_MEDIUM, "server that something is fetched from",
	 "servers that something is fetched from"},
	{CARRIED_DEBUG, SEVERITY_LOW, "log or test server", "log or test servers"},
	{CARRIED_RELAY, SEVERITY_LOW, "relay or rendezvous server", "relay or rendezvous servers"},
	{CARRIED_CLOUD, SEVERITY_LOW, "cloud server", "cloud servers"},
	{CARRIED_NAME, SEVERITY_LOW, "server of unknown purpose", "servers of unknown purpose"},
};

/* Whose back end a server is, against who is declared to have made the product. */
enum belonging { BELONGS_UNKNOWN, BELONGS_DECLARED, BELONGS_OTHER };

static enum belonging belonging_of(const struct image_court *c, size_t image,
				   const struct carried *x)
{
	const struct declaration *row = image_declared(c, image);
	const struct knowledge *k = c->in->knowledge;
	int declared = row && row->maker[0] ? label_maker(k, row->maker) : -1;

	if (!x->cloud || x->cloud->maker < 0 || declared < 0)
		return BELONGS_UNKNOWN;
	return maker_same_group(k, x->cloud->maker, declared) ? BELONGS_DECLARED : BELONGS_OTHER;
}

static bool is_told(const struct image_court *c, size_t image, const struct carried *x,
		    enum carried_role role)
{
	return x->role == role && belonging_of(c, image, x) != BELONGS_DECLARED;
}

static void own_servers(const struct image_court *c, size_t image)
{
	const struct image_verdict *v = &c->out->images[image];
	const struct carried *all = &c->out->carried[v->first_carried];
	struct image_finding *f = NULL;
	struct line l = {0};
	size_t n = 0;

	for (size_t i = 0; i < v->n_carried; i++) {
		if (belonging_of(c, image, &all[i]) != BELONGS_DECLARED)
			continue;
		if (!f) {
			f = image_finding_add(c, QUESTION_SERVER_CARRIED, ANSWER_CONSISTENT,
					      SEVERITY_INFO, (long)image);
			l = line_over(f->statement, sizeof(f->statement));
			line_add(&l, "Carries servers of the declared maker's own back end: ");
		}
		image_finding_item(f, all[i].items[0]);
		if (n++ >= SERVERS_TOLD)
			continue;
		line_add(&l, "%s", n > 1 ? ", " : "");
		say_carried(&l, &all[i]);
	}
	if (!f)
		return;
	if (n > SERVERS_TOLD)
		line_add(&l, " and %zu more", n - SERVERS_TOLD);
	line_add(&l, ".");
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l, "That a server is the maker's does not show that it may be reached from where "
		     "the product is used.");
}

static void servers_of_role(const struct image_court *c, size_t image, size_t which)
{
	const struct image_verdict *v = &c->out->images[image];
	const struct carried *all = &c->out->carried[v->first_carried];
	struct image_finding *f = NULL;
	struct line l = {0};
	size_t n = 0, told = 0;
	bool others = false;

	for (size_t i = 0; i < v->n_carried; i++)
		n += is_told(c, image, &all[i], loud[which].role);
	for (size_t i = 0; i < v->n_carried; i++) {
		if (!is_told(c, image, &all[i], loud[which].role))
			continue;
		others |= belonging_of(c, image, &all[i]) == BELONGS_OTHER;
		if (!f) {
			f = image_finding_add(c, QUESTION_SERVER_CARRIED, ANSWER_UNEXPLAINED,
					      loud[which].severity, (long)image);
			l = line_over(f->statement, sizeof(f->statement));
			line_add(&l, "Carries %zu %s: ", n,
				 n == 1 ? loud[which].what : loud[which].several);
		}
		image_finding_item(f, all[i].items[0]);
		if (told++ >= SERVERS_TOLD)
			continue;
		line_add(&l, "%s", told > 1 ? ", " : "");
		say_carried(&l, &all[i]);
	}
	if (!f)
		return;
	if (n > SERVERS_TOLD)
		line_add(&l, " and %zu more", n - SERVERS_TOLD);
	line_add(&l, others ? "; some are another maker's than the declared one's." : ".");
	if (others && f->severity < SEVERITY_MEDIUM)
		f->severity = SEVERITY_MEDIUM;
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l, "A server in a file is configured, not contacted: this does not show that "
		     "anything was sent to it, who runs it now, or why it is there.");
}

static void nothing_carried(const struct image_court *c, size_t image)
{
	const struct inventory *inv = c->in->inventory;
	struct image_finding *f =
		image_finding_add(c, QUESTION_SERVER_CARRIED,
				  inv->images[image].n_files == 0 ? ANSWER_NOT_TESTED
				  : inv->incomplete               ? ANSWER_INCONCLUSIVE
								  : ANSWER_CONSISTENT,
				  SEVERITY_INFO, (long)image);
	struct line l = line_over(f->statement, sizeof(f->statement));

	line_add(&l, "No server outside but clocks, resolvers and checks was found in %zu file%s.",
		 inv->images[image].n_files, inv->images[image].n_files == 1 ? "" : "s");
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l,
		 "What is encrypted, packed in a format that was not recognised, or put "
		 "together at run time can't be seen in a file%s.",
		 inv->incomplete ? "; and not everything could be read" : "");
}

void image_finding_servers(const struct image_court *c, size_t image)
{
	size_t before = c->out->n_findings;

	for (size_t i = 0; i < sizeof(loud) / sizeof(*loud); i++)
		servers_of_role(c, image, i);
	own_servers(c, image);
	if (c->out->n_findings == before)
		nothing_carried(c, image);
}

void image_finding_compared(const struct image_court *c, const struct comparison *x)
{
	size_t servers = 0, told = 0;
	bool raw = false;

	for (size_t i = 0; i < x->n; i++)
		if (x->differences[i].kind == DIFFERENCE_SERVER && x->differences[i].only_left)
			servers++;
	for (size_t i = 0; i < c->out->images[x->left].n_carried; i++) {
		const struct carried *s =
			&c->out->carried[c->out->images[x->left].first_carried + i];
		for (size_t k = 0; k < x->n && s->role == CARRIED_ADDRESS_ABROAD; k++)
			raw |= x->differences[k].kind == DIFFERENCE_SERVER &&
			       x->differences[k].only_left &&
			       x->differences[k].left == (long)s->items[0];
	}
	struct image_finding *f = image_finding_add(
		c, QUESTION_SERVER_CARRIED, servers ? ANSWER_UNEXPLAINED : ANSWER_CONSISTENT,
		raw       ? SEVERITY_HIGH
		: servers ? SEVERITY_MEDIUM
			  : SEVERITY_INFO,
		(long)x->left);
	struct line l = line_over(f->statement, sizeof(f->statement));
	line_add(&l, "Compared with ");
	line_quote(&l, x->right_name);
	if (!servers)
		line_add(&l, ": carries no server that the other does not.");
	for (size_t i = 0; i < x->n; i++) {
		const struct difference *d = &x->differences[i];
		if (d->kind != DIFFERENCE_SERVER || !d->only_left)
			continue;
		if (d->left >= 0)
			image_finding_item(f, (size_t)d->left);
		if (told++ >= SERVERS_TOLD)
			continue;
		if (told == 1)
			line_add(&l, ": carries %zu server%s that the other does not: ", servers,
				 servers == 1 ? "" : "s");
		line_add(&l, "%s", told > 1 ? ", " : "");
		line_quote(&l, d->text);
	}
	if (servers)
		line_add(&l, "%s.", servers > SERVERS_TOLD ? " and more" : "");
	l = line_over(f->does_not_show, sizeof(f->does_not_show));
	line_add(&l, "A difference between two versions does not show who made it or why.");
}

static int worst_first(const void *left, const void *right)
{
	const struct image_finding *a = left, *b = right;
	int worse = finding_order(&(struct finding_rank){a->severity, a->answer, a->question},
				  &(struct finding_rank){b->severity, b->answer, b->question});
	if (worse)
		return worse;
	if (a->image != b->image)
		return a->image < b->image ? -1 : 1;
	return strcmp(a->statement, b->statement);
}

void image_findings_sort(struct image_judgement *j)
{
	if (j->n_findings)
		qsort(j->findings, j->n_findings, sizeof(*j->findings), worst_first);
}
