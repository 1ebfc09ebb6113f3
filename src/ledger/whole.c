/* SPDX-License-Identifier: Apache-2.0
 *
 * The input as a whole: captures by number, warnings in order, totals, and whether anything is
 * missing from what was to be seen. A capture that was begun and never told to its end counts as
 * incomplete.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ledger/private.h"

static bool lacks(const struct capture_record *c)
{
	return c->incomplete || c->dropped || c->payload_missing || c->fragments_lost ||
	       c->unread_bytes || (c->undecodable && c->cut_packets);
}

void ledger_expect_captures(struct ledger *l, size_t n)
{
	l->private->captures_expected = n;
}

static void list_captures(struct ledger *l)
{
	const struct map *rows = &l->private->capture_rows;
	size_t expected = l->private->captures_expected;

	l->n_captures = expected;
	for (size_t i = 0; i < rows->n && !expected; i++) {
		const struct capture_record *c = rows->entries[i].value;
		if (c->capture >= l->n_captures)
			l->n_captures = c->capture + 1u;
	}
	l->captures = mem_new(l->n_captures, sizeof(*l->captures));
	for (size_t i = 0; i < l->n_captures; i++)
		l->captures[i] =
			(struct capture_record){.capture = (uint32_t)i, .incomplete = true};
	for (size_t i = 0; i < rows->n; i++) {
		const struct capture_record *c = rows->entries[i].value;
		if (c->capture < l->n_captures)
			l->captures[c->capture] = *c;
	}
}

static void sum_captures(struct ledger *l)
{
	bool any = false;

	for (size_t i = 0; i < l->n_captures; i++) {
		const struct capture_record *c = &l->captures[i];
		l->incomplete |= lacks(c);
		l->header_only |= c->payload_missing > 0;
		if (c->packets == 0)
			continue;
		if (!any || c->first_us < l->first_us)
			l->first_us = c->first_us;
		if (!any || c->last_us > l->last_us)
			l->last_us = c->last_us;
		any = true;
		l->packets += c->packets;
	}
}

static int by_capture(const void *left, const void *right)
{
	const struct warning_record *a = left, *b = right;
	if (a->capture != b->capture)
		return a->capture < b->capture ? -1 : 1;
	return strcmp(a->text, b->text);
}

static void tell_refused(struct ledger *l)
{
	struct warning_record *w;

	if (l->private->rows_refused == 0)
		return;
	l->warnings = mem_resize(l->warnings, l->n_warnings + 1, sizeof(*l->warnings));
	w = &l->warnings[l->n_warnings++];
	*w = (struct warning_record){.incomplete = true};
	(void)snprintf(w->text, sizeof(w->text),
		       "more different endpoints, devices, conversations or observations than fit: "
		       "%llu rows were left out",
		       (unsigned long long)l->private->rows_refused);
}

void whole_settle(struct ledger *l)
{
	const struct ledger_private *p = l->private;

	list_captures(l);
	sum_captures(l);
	tell_refused(l);
	l->rows_refused = p->rows_refused;
	if (l->n_warnings)
		qsort(l->warnings, l->n_warnings, sizeof(*l->warnings), by_capture);
	for (size_t i = 0; i < l->n_warnings; i++)
		l->incomplete |= l->warnings[i].incomplete;
	for (size_t i = 0; i < p->n_conversations; i++) {
		const struct conversation_record *c = &p->conversation_list[i]->c;
		l->flows += c->flows;
		l->flows_evicted += c->flows_evicted;
		l->incomplete |= c->out.unseen || c->back.unseen;
	}
	l->incomplete |= p->gaps;
}
