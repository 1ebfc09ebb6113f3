/* SPDX-License-Identifier: Apache-2.0
 *
 * Every fault of the tables, not only the first: the loader is told to go on after each (tables.h,
 * fault_told), then the examples are tried, then what one row takes from another is looked for.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "know/tables.h"

struct counting {
	void (*say)(void *ctx, const char *sentence);
	void *ctx;
	size_t n;
};

static void count_fault(void *ctx, const char *sentence)
{
	struct counting *c = ctx;
	c->n++;
	c->say(c->ctx, sentence);
}

static bool same_makers(const struct signature *a, const struct signature *b)
{
	return a->n_makers == b->n_makers &&
	       memcmp(a->makers, b->makers, a->n_makers * sizeof(a->makers[0])) == 0;
}

/* Whatever a says, b says too, and as strongly: only the values that match can differ. */
static bool says_no_more(const struct signature *a, const struct signature *b)
{
	if (a->kind != b->kind || a->class != b->class || !same_makers(a, b) ||
	    a->forge > b->forge || a->share < b->share || (b->emulated && !a->emulated) ||
	    (a->brand[0] && strcasecmp(a->brand, b->brand) != 0))
		return false;
	for (int i = 0; i < DEVICE_KINDS; i++)
		if (a->kind_votes[i] != 0.0f && a->kind_votes[i] != b->kind_votes[i])
			return false;
	return true;
}

struct hits {
	unsigned *of; /* by signature: how many examples of the one being tried it matches */
};

static void on_hit(void *ctx, size_t signature)
{
	struct hits *hits = ctx;
	hits->of[signature]++;
}

static void check_shadow(const struct knowledge *k, struct know_matcher *m, struct hits *hits,
			 size_t i)
{
	const struct signature *s = &k->signatures[i];
	struct know_private *p = k->private;
	struct err err = {{0}};

	memset(hits->of, 0, k->n_signatures * sizeof(*hits->of));
	for (size_t e = 0; e < s->n_match; e++)
		know_match(m, s->kind, slice_text(s->match[e]), on_hit, hits);
	for (size_t b = 0; b < k->n_signatures; b++) {
		if (b == i || hits->of[b] < s->n_match || !says_no_more(s, &k->signatures[b]))
			continue;
		(void)origin_err(&err, p->signature_at[i],
				 "[%s] is shadowed: [%s] matches all its examples and says as much",
				 s->id, k->signatures[b].id);
		(void)fault_told(p, &err);
		return;
	}
}

static void check_shadows(const struct knowledge *k, struct know_matcher *m)
{
	struct hits hits = {mem_new(k->n_signatures + 1, sizeof(*hits.of))};

	for (size_t i = 0; i < k->n_signatures; i++)
		check_shadow(k, m, &hits, i);
	free(hits.of);
}

/* Of two makers with one pattern the first takes every registrant. */
static void check_registrants(const struct knowledge *k)
{
	for (size_t i = 0; i < k->n_makers; i++) {
		for (size_t b = 0; b < i; b++) {
			const char *id = k->makers[i].id;
			struct err err = {{0}};
			if (!k->makers[i].oui_pattern[0] ||
			    strcasecmp(k->makers[i].oui_pattern, k->makers[b].oui_pattern) != 0)
				continue;
			const struct claim *claim =
				map_get(&k->private->claims[TABLE_MAKERS], id, strlen(id));
			(void)origin_err(&err, claim->at,
					 "oui_pattern of '%s' is shadowed: '%s' has the same and "
					 "comes first",
					 id, k->makers[b].id);
			(void)fault_told(k->private, &err);
		}
	}
}

long know_check(const char *dir, const char *overlay, void (*say)(void *ctx, const char *sentence),
		void *ctx, struct err *err)
{
	struct counting counting = {say, ctx, 0};
	struct fault_sink faults = {count_fault, &counting};
	struct knowledge *k = know_load_telling(dir, overlay, &faults, err);
	struct know_matcher *m = k ? know_matcher_new(k, err) : NULL;
	bool bad = !m;

	if (m) {
		examples_try(k, m);
		check_shadows(k, m);
		check_registrants(k);
	}
	know_matcher_free(m);
	know_free(k);
	return bad ? -1 : (long)counting.n;
}
