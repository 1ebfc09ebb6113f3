/* SPDX-License-Identifier: Apache-2.0
 *
 * Findings as values: adding one, its references, its sentences, their order.
 */
#include <stdio.h>
#include <stdlib.h>

#include "judge/private.h"

struct finding *finding_add(const struct judging *j, enum question q, enum answer a,
			    enum severity s, long device)
{
	struct judged *to = j->add;

	if (to->n_findings == to->findings_room) {
		to->findings_room = to->findings_room ? to->findings_room * 2 : 64;
		to->findings = mem_resize(to->findings, to->findings_room, sizeof(*to->findings));
	}
	struct finding *f = &to->findings[to->n_findings++];
	*f = (struct finding){.question = q,
			      .answer = a,
			      .severity = s,
			      .device = device,
			      .declaration =
				      device >= 0 ? j->out->devices[device].declaration : -1};
	return f;
}

static void refer(struct evidence_ref **list, size_t *n, const struct evidence_ref *ref)
{
	if (*n == EVIDENCE_MAX)
		return;
	if ((*n & (*n - 1)) == 0)
		*list = mem_resize(*list, *n ? *n * 2 : 1, sizeof(**list));
	(*list)[(*n)++] = *ref;
}

void finding_evidence(struct finding *f, const struct evidence_ref *ref)
{
	refer(&f->evidence, &f->n_evidence, ref);
}

void finding_counter(struct finding *f, const struct evidence_ref *ref)
{
	refer(&f->counter, &f->n_counter, ref);
}

struct evidence_ref finding_seen(size_t device, size_t seen)
{
	return (struct evidence_ref){device, seen, SIZE_MAX, SIZE_MAX};
}

struct evidence_ref finding_contact(size_t device, size_t contact)
{
	return (struct evidence_ref){device, SIZE_MAX, contact, SIZE_MAX};
}

struct evidence_ref finding_inbound(size_t device, size_t inbound)
{
	return (struct evidence_ref){device, SIZE_MAX, SIZE_MAX, inbound};
}

int finding_order(const struct finding_rank *a, const struct finding_rank *b)
{
	static const int order[ANSWERS] = {[ANSWER_CONTRADICTED] = 0,
					   [ANSWER_UNEXPLAINED] = 1,
					   [ANSWER_INCONCLUSIVE] = 2,
					   [ANSWER_NOT_TESTED] = 3,
					   [ANSWER_CONSISTENT] = 4};
	if (a->severity != b->severity)
		return a->severity > b->severity ? -1 : 1;
	if (a->answer != b->answer)
		return order[a->answer] < order[b->answer] ? -1 : 1;
	return a->question < b->question ? -1 : a->question > b->question;
}

static int worst_first(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;
	int worse = finding_order(&(struct finding_rank){a->severity, a->answer, a->question},
				  &(struct finding_rank){b->severity, b->answer, b->question});
	if (worse)
		return worse;
	/* devices of the ledger are sorted by id */
	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	if (a->declaration != b->declaration)
		return a->declaration < b->declaration ? -1 : 1;
	return strcmp(a->statement, b->statement);
}

void findings_sort(struct judgement *out)
{
	if (out->n_findings)
		qsort(out->findings, out->n_findings, sizeof(*out->findings), worst_first);
	for (size_t i = 0; i < out->n_findings; i++) {
		out->contradicted += out->findings[i].answer == ANSWER_CONTRADICTED;
		out->unexplained += out->findings[i].answer == ANSWER_UNEXPLAINED;
	}
}

struct line line_over(char *at, size_t room)
{
	at[0] = '\0';
	return (struct line){at, room, 0};
}

/* Ends the line in "..." on a whole character. */
static void line_cut(struct line *l)
{
	size_t end = l->room - 4;
	while (end > 0 && ((uint8_t)l->at[end] & 0xc0) == 0x80)
		end--;
	memcpy(l->at + end, "...", 4);
	l->len = l->room; /* nothing more is added */
}

void line_add(struct line *l, const char *format, ...)
{
	if (l->len >= l->room)
		return;
	va_list args;
	va_start(args, format);
	int n = vsnprintf(l->at + l->len, l->room - l->len, format, args);
	va_end(args);
	if (n < 0)
		return;
	if ((size_t)n >= l->room - l->len)
		line_cut(l);
	else
		l->len += (size_t)n;
}

/* Length of the UTF-8 character there, 0 = none that may be shown. */
static size_t character(const uint8_t *at)
{
	size_t len = at[0] < 0x80   ? 1
		     : at[0] < 0xc2 ? 0
		     : at[0] < 0xe0 ? 2
		     : at[0] < 0xf0 ? 3
		     : at[0] < 0xf5 ? 4
				    : 0;
	if (len == 1 && (at[0] < 0x20 || at[0] == 0x7f))
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return len == 2 && at[0] == 0xc2 && at[1] < 0xa0 ? 0 : len;
}

void line_quote(struct line *l, const char *text)
{
	char safe[QUOTED_MAX + 8];
	size_t n = 0;
	const uint8_t *at = (const uint8_t *)text;

	while (*at && n < QUOTED_MAX) {
		size_t len = character(at);
		if (len == 0) {
			safe[n++] = '?';
			at++;
			continue;
		}
		memcpy(safe + n, at, len);
		n += len;
		at += len;
	}
	safe[n] = '\0';
	line_add(l, "\"%s%s\"", safe, *at ? "..." : "");
}

const struct declaration *finding_declared(const struct judging *j, size_t device)
{
	long row = j->out->devices[device].declaration;
	return row >= 0 ? &j->in->declarations->rows[row] : NULL;
}

bool finding_is_subject(const struct judging *j, size_t device)
{
	const struct verdict_device *v = &j->out->devices[device];
	return v->kind == KIND_CAMERA || v->kind == KIND_RECORDER || v->declaration >= 0 ||
	       j->in->images;
}

const char *finding_speaker(const struct judging *j)
{
	return j->in->images ? "image" : "device";
}

const char *finding_noun(const struct judging *j, size_t device)
{
	if (j->in->images)
		return "image";
	switch (j->out->devices[device].kind) {
	case KIND_CAMERA:
		return "camera";
	case KIND_RECORDER:
		return "recorder";
	case KIND_UNKNOWN:
	case KIND_OTHER:
	case DEVICE_KINDS:
		break;
	}
	return "device";
}
