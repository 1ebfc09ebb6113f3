/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack/tree.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"

void tree_add(struct tree *t, const struct tree_entry *entry)
{
	if (t->n == t->room) {
		t->room = t->room ? t->room * 2 : 64;
		t->entries = mem_resize(t->entries, t->room, sizeof(*t->entries));
	}
	t->entries[t->n++] = *entry;
}

void tree_done(struct tree *t)
{
	free(t->entries);
}

static int by_number(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int by_bytes(struct slice a, struct slice b)
{
	size_t both = a.len < b.len ? a.len : b.len;
	int order = both ? memcmp(a.at, b.at, both) : 0;

	return order ? order : by_number(a.len, b.len);
}

static int by_name(const void *left, const void *right)
{
	const struct tree_entry *a = left, *b = right;
	int order = by_number(a->parent, b->parent);

	if (!order)
		order = by_bytes(a->name, b->name);
	if (!order)
		order = by_number(a->version, b->version);
	return order ? order : by_number(a->offset, b->offset);
}

static int by_inode(const void *left, const void *right)
{
	const struct tree_entry *a = left, *b = right;
	int order = by_number(a->inode, b->inode);

	return order ? order : by_name(left, right);
}

void tree_settle(struct tree *t)
{
	size_t kept = 0;

	if (t->n == 0)
		return;
	qsort(t->entries, t->n, sizeof(*t->entries), by_name);
	for (size_t i = 0; i < t->n; i++) {
		const struct tree_entry *e = &t->entries[i], *next = e + 1;
		if (i + 1 < t->n && next->parent == e->parent && slice_equal(next->name, e->name))
			continue;
		if (e->inode)
			t->entries[kept++] = *e;
		else
			t->gone++;
	}
	t->n = kept;
	if (kept)
		qsort(t->entries, t->n, sizeof(*t->entries), by_inode);
}

bool tree_first(const struct tree *t, size_t i)
{
	return i == 0 || t->entries[i - 1].inode != t->entries[i].inode;
}

static const struct tree_entry *find(const struct tree *t, uint64_t inode)
{
	size_t low = 0, high = t->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (t->entries[middle].inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	return low < t->n && t->entries[low].inode == inode && t->entries[low].kind == TREE_FOLDER
		       ? &t->entries[low]
		       : NULL;
}

/* Puts a part before what is there already, at the end of the room. */
static bool put_before(char *to, size_t *at, struct slice part)
{
	if (part.len + 1 > *at)
		return false;
	if (*at < TREE_PATH_BYTES)
		to[--*at] = '/';
	if (part.len)
		memcpy(to + *at - part.len, part.at, part.len);
	*at -= part.len;
	return true;
}

struct slice tree_path(const struct tree *t, const struct tree_entry *entry, char *to)
{
	size_t at = TREE_PATH_BYTES;
	unsigned deep = 0;
	const struct tree_entry *e = entry;
	bool fits = put_before(to, &at, e->name);

	while (fits && e->parent != t->root) {
		const struct tree_entry *above = find(t, e->parent);
		if (!above || ++deep > TREE_DEEP) {
			char lost[48];
			int len = snprintf(lost, sizeof(lost), "lost+found/%" PRIu64,
					   above ? entry->parent : e->parent);
			if (above) {
				at = TREE_PATH_BYTES;
				(void)put_before(to, &at, entry->name);
			}
			(void)put_before(to, &at, slice_of(lost, (size_t)len));
			break;
		}
		e = above;
		fits = put_before(to, &at, e->name);
	}
	return slice_of(to + at, TREE_PATH_BYTES - at);
}
