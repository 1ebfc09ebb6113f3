/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack/ranges.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

/* The first that ends behind at. */
static size_t first_behind(const struct ranges *r, uint64_t at)
{
	size_t low = 0, high = r->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (r->at[middle].to > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

bool ranges_apart(const struct ranges *r, uint64_t from, uint64_t to)
{
	size_t i = first_behind(r, from);

	return i == r->n || r->at[i].from >= to;
}

void ranges_add(struct ranges *r, uint64_t from, uint64_t to)
{
	size_t first = first_behind(r, from), last = first;

	if (from >= to)
		return;
	for (; last < r->n && r->at[last].from < to; last++) {
		from = r->at[last].from < from ? r->at[last].from : from;
		to = r->at[last].to > to ? r->at[last].to : to;
	}
	if (first == last && r->n == r->room) {
		r->room = r->room ? r->room * 2 : 8;
		r->at = mem_resize(r->at, r->room, sizeof(*r->at));
	}
	if (r->n > last)
		memmove(&r->at[first + 1], &r->at[last], (r->n - last) * sizeof(*r->at));
	r->n = r->n - (last - first) + 1;
	r->at[first] = (struct unpack_range){from, to};
}

void ranges_done(struct ranges *r)
{
	free(r->at);
	*r = (struct ranges){.n = 0};
}
