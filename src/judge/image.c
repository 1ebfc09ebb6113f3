/* SPDX-License-Identifier: Apache-2.0
 *
 * The order of judging delivered files: servers, whose row of the declaration, maker, what
 * the collections say, then the questions.
 */
#include "judge/image.h"

#include <stdio.h>
#include <stdlib.h>

#include "judge/image_private.h"
#include "ledger/image_ledger.h"

const char *carried_role_name(enum carried_role r)
{
	static const char *const names[CARRIED_ROLES] = {
		[CARRIED_ADDRESS_ABROAD] = "raw public address",
		[CARRIED_ADDRESS_BENCH] = "private address left over",
		[CARRIED_UPDATE] = "update",
		[CARRIED_DEBUG] = "debug",
		[CARRIED_RELAY] = "relay",
		[CARRIED_CLOUD] = "cloud",
		[CARRIED_NAME] = "name",
		[CARRIED_NTP] = "ntp",
		[CARRIED_CHECK] = "check",
		[CARRIED_LOCAL] = "local",
	};
	must((unsigned)r < CARRIED_ROLES);
	return names[r];
}

const char *file_match_name(enum file_match m)
{
	static const char *const names[FILE_MATCHES] = {
		[FILE_UNMATCHED] = "unmatched",
		[FILE_NEAR] = "near",
		[FILE_BRANDING] = "same but for texts",
		[FILE_IDENTICAL] = "identical",
	};
	must((unsigned)m < FILE_MATCHES);
	return names[m];
}

const char *difference_name(enum difference_kind k)
{
	static const char *const names[DIFFERENCES] = {
		[DIFFERENCE_SERVER] = "server",
		[DIFFERENCE_ACCOUNT] = "account",
		[DIFFERENCE_KEY] = "key",
		[DIFFERENCE_CERTIFICATE] = "certificate",
		[DIFFERENCE_PROGRAM_ADDED] = "program added",
		[DIFFERENCE_PROGRAM_REMOVED] = "program removed",
		[DIFFERENCE_PROGRAM_CHANGED] = "program changed",
		[DIFFERENCE_SETTING] = "setting",
		[DIFFERENCE_FILE_ADDED] = "file added",
		[DIFFERENCE_FILE_REMOVED] = "file removed",
		[DIFFERENCE_FILE_CHANGED] = "file changed",
	};
	must((unsigned)k < DIFFERENCES);
	return names[k];
}

void *image_room(void *list, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return list;
	*room = *room ? *room * 2 : 16;
	return mem_resize(list, *room, size);
}

const char *image_text(struct image_judgement *j, const char *format, ...)
{
	struct image_judgement_private *p = j->private;
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = mem_text("");
	va_end(args);
	p->strings = image_room(p->strings, p->n_strings, &p->strings_room, sizeof(*p->strings));
	return p->strings[p->n_strings++] = text;
}

bool image_is_zero(const uint8_t digest[32])
{
	static const uint8_t zero[32];
	return memcmp(digest, zero, sizeof(zero)) == 0;
}

bool image_is_wrapper(const struct inventory *inv, size_t file)
{
	const struct inventory_file *f = &inv->files[file];
	return f->content == IMAGE_CONTAINER ||
	       (f->depth == 0 && inv->images[f->image].n_files > 1);
}

const struct declaration *image_declared(const struct image_court *c, size_t image)
{
	long row = c->out->images[image].declaration;
	return row >= 0 ? &c->in->declarations->rows[row] : NULL;
}

static struct image_judgement *judgement_new(const struct image_judge_input *in)
{
	struct image_judgement *j = mem_new(1, sizeof(*j));

	*j = (struct image_judgement){.inventory = in->inventory,
				      .knowledge = in->knowledge,
				      .declarations = in->declarations,
				      .reference = in->reference,
				      .certified = in->certified,
				      .n_images = in->inventory->n_images};
	j->private = mem_new(1, sizeof(*j->private));
	j->private->declaration_of = mem_new(j->n_images, sizeof(*j->private->declaration_of));
	j->images = mem_new(j->n_images, sizeof(*j->images));
	for (size_t i = 0; i < j->n_images; i++)
		j->images[i] = (struct image_verdict){.image = i,
						      .author = -1,
						      .author_folder = "",
						      .certified = -1,
						      .declaration = -1,
						      .declaration_why = ""};
	return j;
}

static void find_carried(const struct image_court *c)
{
	struct image_judgement *j = c->out;

	for (size_t i = 0; i < j->n_images; i++) {
		size_t n;
		struct carried *found = carried_find(j, c->in->places, i, &n);
		j->images[i].first_carried = j->n_carried;
		j->images[i].n_carried = n;
		if (n) {
			j->carried = mem_resize(j->carried, j->n_carried + n, sizeof(*found));
			memcpy(j->carried + j->n_carried, found, n * sizeof(*found));
			j->n_carried += n;
		}
		free(found);
	}
}

/* What a signature reads, what names the product, and names of servers. */
static void wanted_kinds(const struct knowledge *k, bool wanted[OBS_KINDS])
{
	for (size_t i = 0; i < OBS_KINDS; i++)
		wanted[i] = i == OBS_IMAGE_HOST ||
			    obs_kind_info((enum obs_kind)i)->role != OBS_ROLE_NONE;
	for (size_t i = 0; i < k->n_signatures; i++)
		wanted[k->signatures[i].kind] = true;
}

static int infer_makers(const struct image_court *c, struct err *err)
{
	struct image_judgement_private *p = c->out->private;
	bool wanted[OBS_KINDS];

	wanted_kinds(c->in->knowledge, wanted);
	p->ledger = image_ledger_new(c->in->inventory, wanted);
	const struct judge_input in = {.ledger = p->ledger,
				       .knowledge = c->in->knowledge,
				       .declarations = c->in->declarations,
				       .declaration_of =
					       c->in->declarations ? p->declaration_of : NULL,
				       .images = true};
	p->judged = judge(&in, err);
	if (!p->judged)
		return -1;
	c->out->devices = p->judged;
	for (size_t i = 0; i < c->out->n_images; i++)
		c->out->images[i].device = &p->judged->devices[i];
	return 0;
}

static void ask(const struct image_court *c)
{
	struct image_judgement *j = c->out;

	image_findings_judged(c);
	for (size_t i = 0; i < j->n_images; i++) {
		image_finding_servers(c, i);
		image_finding_author(c, i);
	}
	image_finding_twins(c);
	image_certify(c);
	if (c->in->compare && j->n_images >= 2) {
		long at = image_compare_images(c, 0, 1);
		image_finding_compared(c, &j->comparisons[at]);
	}
	image_findings_sort(j);
}

struct image_judgement *image_judge(const struct image_judge_input *in, struct err *err)
{
	struct image_court c = {.in = in, .out = judgement_new(in)};

	find_carried(&c);
	image_declarations(&c);
	if (infer_makers(&c, err)) {
		image_judgement_free(c.out);
		return NULL;
	}
	image_match_all(&c);
	image_twins_find(&c);
	ask(&c);
	return c.out;
}

void image_judgement_free(struct image_judgement *j)
{
	if (!j)
		return;
	struct image_judgement_private *p = j->private;
	for (size_t i = 0; i < j->n_images; i++) {
		free(j->images[i].matches);
		free(j->images[i].file_matches);
	}
	for (size_t i = 0; i < j->n_carried; i++)
		free(j->carried[i].items);
	for (size_t i = 0; i < j->n_comparisons; i++)
		image_comparison_done(&j->comparisons[i]);
	for (size_t i = 0; i < j->n_findings; i++) {
		free(j->findings[i].items);
		free(j->findings[i].counter);
		free(j->findings[i].files);
	}
	for (size_t i = 0; i < p->n_strings; i++)
		free(p->strings[i]);
	free(p->strings);
	judgement_free(p->judged);
	ledger_free(p->ledger);
	free(p->declaration_of);
	free(p);
	free(j->images);
	free(j->carried);
	free(j->twins);
	free(j->comparisons);
	free(j->findings);
	free(j);
}

int image_judgement_exit(const struct image_judgement *j)
{
	for (size_t i = 0; i < j->n_findings; i++)
		if (j->findings[i].answer == ANSWER_CONTRADICTED)
			return 1;
	for (size_t i = 0; i < j->n_carried; i++)
		if (j->carried[i].role == CARRIED_ADDRESS_ABROAD)
			return 1;
	return j->inventory->incomplete ? 3 : 0;
}
