/* SPDX-License-Identifier: Apache-2.0
 *
 * The declaration rolled up by supplier and contract: how many were declared and seen, how
 * question `maker` was answered for them, how many of the seen ones reached outside.
 */
#include <stdlib.h>

#include "judge/private.h"

static int by_name(const void *left, const void *right)
{
	const struct supplier_row *a = left, *b = right;
	int c = strcmp(a->supplier, b->supplier);
	return c ? c : strcmp(a->contract, b->contract);
}

static struct supplier_row *row_of(struct judgement *out, struct map *index,
				   const struct declaration *d)
{
	char key[1024];
	size_t supplier = strnlen(d->supplier, 500), contract = strnlen(d->contract, 500);

	memcpy(key, d->supplier, supplier);
	key[supplier] = '\0';
	memcpy(key + supplier + 1, d->contract, contract);
	size_t len = supplier + 1 + contract;
	uintptr_t found = (uintptr_t)map_get(index, key, len);
	if (found)
		return &out->suppliers[found - 1];
	if ((out->n_suppliers & (out->n_suppliers - 1)) == 0)
		out->suppliers =
			mem_resize(out->suppliers, out->n_suppliers ? out->n_suppliers * 2 : 1,
				   sizeof(*out->suppliers));
	(void)map_put(index, key, len, (void *)(uintptr_t)(out->n_suppliers + 1));
	out->suppliers[out->n_suppliers] =
		(struct supplier_row){.supplier = d->supplier, .contract = d->contract};
	return &out->suppliers[out->n_suppliers++];
}

static bool reached_outside(const struct device *d)
{
	for (size_t i = 0; i < d->n_contacts; i++)
		if (finding_is_unpermitted(&d->contacts[i]))
			return true;
	return false;
}

static void count(struct supplier_row *row, enum answer answer)
{
	switch (answer) {
	case ANSWER_CONSISTENT:
		row->consistent++;
		break;
	case ANSWER_CONTRADICTED:
		row->contradicted++;
		break;
	case ANSWER_UNEXPLAINED:
		row->unexplained++;
		break;
	case ANSWER_INCONCLUSIVE:
		row->inconclusive++;
		break;
	case ANSWER_NOT_TESTED:
	case ANSWERS:
		row->not_tested++;
		break;
	}
}

void suppliers_roll_up(const struct judging *j)
{
	const struct declarations *rows = j->in->declarations;
	struct judgement *out = j->out;
	struct map index;

	if (!rows)
		return;
	map_init(&index);
	for (size_t i = 0; i < rows->n; i++) {
		struct supplier_row *row = row_of(out, &index, &rows->rows[i]);
		long device = out->private->device_of[i];
		row->declared++;
		if (device < 0) {
			row->not_tested++;
			continue;
		}
		row->seen++;
		count(row, out->private->maker_answer[device]);
		row->with_contacts += reached_outside(&j->in->ledger->devices[device]);
	}
	if (out->n_suppliers)
		qsort(out->suppliers, out->n_suppliers, sizeof(*out->suppliers), by_name);
	map_done(&index, NULL);
}
