/* SPDX-License-Identifier: Apache-2.0
 *
 * Devices that share an implementation, whatever their labels: a maker named by hard evidence,
 * and either the same firmware text or the same set of hard signatures. Where nothing hard names a
 * maker: a camera or recorder, and the same in all that its program does by itself (likeness.h).
 * Each device is looked at once.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "judge/private.h"

struct member {
	size_t device;
	size_t group; /* equal = same implementation */
};

static int by_number(const void *left, const void *right)
{
	const int *a = left, *b = right;
	return *a < *b ? -1 : *a > *b;
}

/* "maker/firmware", "" when no firmware is said */
static void firmware_key(const struct verdict_device *v, int group, struct buf *key)
{
	buf_clear(key);
	if (!label_is_generic(v->firmware))
		buf_printf(key, "f/%d/%s", group, v->firmware);
}

static void signatures_key(const struct knowledge *k, const struct verdict_device *v, int group,
			   struct buf *key)
{
	int ids[VOTES_MAX];
	size_t n = 0;

	buf_clear(key);
	for (size_t i = 0; i < v->n_votes; i++)
		if (v->votes[i].signature >= 0 && vote_is_hard(k, &v->votes[i]) &&
		    maker_same_group(k, v->votes[i].makers[0], group))
			ids[n++] = v->votes[i].signature;
	if (n == 0)
		return;
	qsort(ids, n, sizeof(*ids), by_number);
	buf_printf(key, "s/%d", group);
	for (size_t i = 0; i < n; i++)
		buf_printf(key, "/%d", ids[i]);
}

static bool wants_print(const struct verdict_device *v)
{
	return (v->maker < 0 || v->maker_by_label_only) &&
	       (v->kind == KIND_CAMERA || v->kind == KIND_RECORDER);
}

void twins_print(const struct judging *j, size_t device)
{
	struct judgement_private *p = j->out->private;

	p->has_print[device] = wants_print(&j->out->devices[device]) &&
			       likeness_print(&j->in->ledger->devices[device], &p->prints[device]);
}

static void print_key(const struct judgement_private *p, size_t device, struct buf *key)
{
	buf_clear(key);
	if (!p->has_print[device])
		return;
	buf_text(key, "p/");
	buf_put(key, &p->prints[device], sizeof(p->prints[device]));
}

/* Joins the device's set with that of an earlier device of the same key. */
static size_t root_of(size_t *parent, size_t i)
{
	while (parent[i] != i) {
		parent[i] = parent[parent[i]]; /* halves the way for the next who asks */
		i = parent[i];
	}
	return i;
}

static void join(struct map *keys, const struct buf *key, size_t device, size_t *parent)
{
	if (key->len == 0)
		return;
	uintptr_t was = (uintptr_t)map_get(keys, key->at, key->len);
	if (!was) {
		(void)map_put(keys, key->at, key->len, (void *)(uintptr_t)(device + 1));
		return;
	}
	size_t a = root_of(parent, was - 1), b = root_of(parent, device);
	if (a != b)
		parent[a > b ? a : b] = a > b ? b : a;
}

static int by_group(const void *left, const void *right)
{
	const struct member *a = left, *b = right;
	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return a->device < b->device ? -1 : a->device > b->device;
}

static void list_twins(const struct judging *j, const struct member *members, size_t n)
{
	for (size_t i = 0; n > 1 && i < n; i++) {
		struct verdict_device *v = &j->out->devices[members[i].device];
		v->n_twins_all = n - 1;
		v->n_twins = n - 1 < JUDGE_TWINS_SHOWN ? n - 1 : JUDGE_TWINS_SHOWN;
		v->twins = mem_new(v->n_twins, sizeof(*v->twins));
		for (size_t k = 0, at = 0; at < v->n_twins; k++)
			if (k != i)
				v->twins[at++] = members[k].device;
	}
}

void twins_find(const struct judging *j)
{
	const struct knowledge *k = j->in->knowledge;
	size_t n = j->out->n_devices, end;
	size_t *parent = mem_new(n, sizeof(*parent));
	struct member *members = mem_new(n, sizeof(*members));
	struct map keys;
	struct buf key;

	map_init(&keys);
	buf_init(&key, 8192);
	for (size_t i = 0; i < n; i++) {
		const struct verdict_device *v = &j->out->devices[i];
		int group = maker_group(k, v->maker);
		parent[i] = i;
		if (v->maker < 0 || v->maker_by_label_only) {
			print_key(j->out->private, i, &key);
			join(&keys, &key, i, parent);
			continue;
		}
		firmware_key(v, group, &key);
		join(&keys, &key, i, parent);
		signatures_key(k, v, group, &key);
		join(&keys, &key, i, parent);
	}
	for (size_t i = 0; i < n; i++)
		members[i] = (struct member){i, root_of(parent, i)};
	qsort(members, n, sizeof(*members), by_group);
	for (size_t i = 0; i < n; i = end) {
		for (end = i + 1; end < n && members[end].group == members[i].group;)
			end++;
		list_twins(j, members + i, end - i);
	}
	buf_done(&key);
	map_done(&keys, NULL);
	free(members);
	free(parent);
}
