/* SPDX-License-Identifier: Apache-2.0
 *
 * Patterns against observation values with Hyperscan: one database a kind of observation, made
 * of all patterns that read that kind, so that a value is looked at once however many signatures
 * there are. Expression ids count the patterns of the kind. Databases are taken from compiled.c's
 * file at load; one that it does not hold takes milliseconds to make, so it is made when its kind
 * is first seen, of patterns that were checked at load.
 */
#include "know/tables.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PATTERN_FLAGS = HS_FLAG_CASELESS | HS_FLAG_SINGLEMATCH,
	REGISTRANT_FLAGS = REG_EXTENDED | REG_ICASE | REG_NOSUB,
};

struct know_matcher {
	const struct knowledge *k;
	hs_scratch_t *scratch;
	bool ready[OBS_KINDS]; /* scratch is large enough for the kind's database */
	unsigned *hits;        /* room for each signature */
	size_t n_hits;
};

int match_check(const char *pattern, bool thorough, struct err *ret_why)
{
	hs_expr_info_t *info = NULL;
	hs_compile_error_t *error = NULL;
	hs_database_t *database = NULL;

	if (!pattern[0])
		return err_set(ret_why, "the pattern is empty");
	if (hs_expression_info(pattern, PATTERN_FLAGS, &info, &error) != HS_SUCCESS ||
	    (thorough && hs_compile(pattern, PATTERN_FLAGS, HS_MODE_BLOCK, NULL, &database,
				    &error) != HS_SUCCESS)) {
		(void)err_set(ret_why, "%s", error->message);
		hs_free_compile_error(error);
		free(info);
		return -1;
	}
	bool empty = info->min_width == 0;
	free(info);
	(void)hs_free_database(database);
	if (empty)
		return err_set(ret_why, "the pattern matches the empty text");
	return 0;
}

/* "a++" or "(a{9}){9}" side by side: the C library copies what is repeated, each time. */
static bool repeats_repetition(const char *pattern)
{
	bool before = false;

	for (const char *at = pattern; *at; at++) {
		bool repeats = strchr("*+?{", *at) != NULL;
		if (*at == '\\' && at[1]) {
			at++;
			repeats = false;
		}
		if (repeats && before)
			return true;
		before = repeats || (before && (*at == ')' || *at == '}' ||
						isdigit((unsigned char)*at) || *at == ','));
	}
	return false;
}

int match_check_registrant(const char *pattern, struct err *ret_why)
{
	regex_t regex;
	char reason[128];
	int result;

	if (repeats_repetition(pattern))
		return err_set(ret_why, "a repetition is repeated, which may take any memory");
	result = regcomp(&regex, pattern, REGISTRANT_FLAGS);
	if (result == 0) {
		regfree(&regex);
		return 0;
	}
	(void)regerror(result, NULL, reason, sizeof(reason));
	return err_set(ret_why, "%s", reason);
}

void match_prepare(struct knowledge *k)
{
	struct know_private *p = k->private;

	for (size_t i = 0; i < k->n_signatures; i++)
		p->has_patterns[k->signatures[i].kind] = true;
	p->registrants = mem_new(k->n_makers, sizeof(*p->registrants));
	p->has_registrant = mem_new(k->n_makers, sizeof(*p->has_registrant));
	for (size_t i = 0; i < k->n_makers; i++)
		if (k->makers[i].oui_pattern[0])
			p->has_registrant[i] = regcomp(&p->registrants[i], k->makers[i].oui_pattern,
						       REGISTRANT_FLAGS) == 0;
}

static struct pattern_set set_of(const struct knowledge *k, enum obs_kind kind)
{
	struct pattern_set set = {.patterns = mem_new(k->n_signatures, sizeof(*set.patterns)),
				  .flags = mem_new(k->n_signatures, sizeof(*set.flags)),
				  .ids = mem_new(k->n_signatures, sizeof(*set.ids))};

	for (size_t i = 0; i < k->n_signatures; i++) {
		if (k->signatures[i].kind != kind)
			continue;
		set.patterns[set.n] = k->signatures[i].pattern;
		set.flags[set.n] = PATTERN_FLAGS;
		set.ids[set.n] = set.n;
		set.n++;
	}
	return set;
}

static void set_free(struct pattern_set *set)
{
	free(set->patterns);
	free(set->flags);
	free(set->ids);
}

/* Every pattern has passed match_check, so this can't fail but for memory. */
static hs_database_t *compile(const struct pattern_set *set)
{
	hs_compile_error_t *error = NULL;
	hs_database_t *database = NULL;

	must(hs_compile_multi(set->patterns, set->flags, set->ids, set->n, HS_MODE_BLOCK, NULL,
			      &database, &error) == HS_SUCCESS);
	return database;
}

static void take_database(const struct knowledge *k, enum obs_kind kind, size_t n_patterns,
			  hs_database_t *database)
{
	struct know_private *p = k->private;

	p->kinds[kind] = database;
	p->members[kind] = mem_new(n_patterns, sizeof(*p->members[kind]));
	for (size_t i = 0, n = 0; i < k->n_signatures; i++)
		if (k->signatures[i].kind == kind)
			p->members[kind][n++] = (unsigned)i;
}

static void ready_kind(const struct knowledge *k, enum obs_kind kind)
{
	struct pattern_set set = set_of(k, kind);

	take_database(k, kind, set.n, compile(&set));
	set_free(&set);
}

static int check_kind(const struct knowledge *k, enum obs_kind kind, struct err *err)
{
	struct err why = {{0}};

	for (size_t i = 0; i < k->n_signatures; i++) {
		const struct signature *s = &k->signatures[i];
		if (s->kind == kind && match_check(s->pattern, false, &why) < 0)
			return origin_err(err, k->private->signature_at[i],
					  "[%s] %s: '%s'; correct the pattern", s->id, why.text,
					  s->pattern);
	}
	return 0;
}

int match_use_compiled(struct knowledge *k, struct err *err)
{
	int bad = 0;

	for (enum obs_kind kind = 0; kind < OBS_KINDS && !bad; kind++) {
		hs_database_t *database;
		if (!k->private->has_patterns[kind])
			continue;
		struct pattern_set set = set_of(k, kind);
		if (!compiled_find(k, &set, &database))
			bad = check_kind(k, kind, err);
		else if (database)
			take_database(k, kind, set.n, database);
		set_free(&set);
	}
	return bad;
}

int match_each_set(const struct knowledge *k, FILE *out)
{
	int bad = 0;

	for (enum obs_kind kind = 0; kind < OBS_KINDS && !bad; kind++) {
		if (!k->private->has_patterns[kind])
			continue;
		struct pattern_set set = set_of(k, kind);
		hs_database_t *database = compile(&set);
		bad = compiled_add(out, &set, database);
		(void)hs_free_database(database);
		set_free(&set);
	}
	return bad;
}

void match_done(struct knowledge *k)
{
	struct know_private *p = k->private;

	for (enum obs_kind kind = 0; kind < OBS_KINDS; kind++) {
		(void)hs_free_database(p->kinds[kind]);
		free(p->members[kind]);
	}
	compiled_close(k);
	for (size_t i = 0; i < k->n_makers && p->has_registrant; i++)
		if (p->has_registrant[i])
			regfree(&p->registrants[i]);
	free(p->registrants);
	free(p->has_registrant);
}

struct know_matcher *know_matcher_new(const struct knowledge *k, struct err *err)
{
	struct know_matcher *m = mem_new(1, sizeof(*m));

	m->k = k;
	m->hits = mem_new(k->n_signatures, sizeof(*m->hits));
	if (hs_valid_platform() != HS_SUCCESS) {
		(void)err_set(err, "this processor lacks SSSE3, which matching signatures needs");
		know_matcher_free(m);
		return NULL;
	}
	return m;
}

void know_matcher_free(struct know_matcher *m)
{
	if (!m)
		return;
	(void)hs_free_scratch(m->scratch);
	free(m->hits);
	free(m);
}

static int take_hit(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
		    void *ctx)
{
	struct know_matcher *m = ctx;

	(void)from;
	(void)to;
	(void)flags;
	must(m->n_hits < m->k->n_signatures);
	m->hits[m->n_hits++] = id;
	return 0;
}

static int compare_hits(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
	return (x > y) - (x < y);
}

/* Once the matcher has been behind the lock the kind's database does not change any more. */
static void ready_matcher(struct know_matcher *m, enum obs_kind kind)
{
	struct know_private *p = m->k->private;

	must(pthread_mutex_lock(&p->lock) == 0);
	if (!p->kinds[kind])
		ready_kind(m->k, kind);
	must(pthread_mutex_unlock(&p->lock) == 0);
	must(hs_alloc_scratch(p->kinds[kind], &m->scratch) == HS_SUCCESS);
	m->ready[kind] = true;
}

void know_match(struct know_matcher *m, enum obs_kind kind, struct slice value,
		void (*hit)(void *ctx, size_t signature), void *ctx)
{
	must(kind < OBS_KINDS);
	struct know_private *p = m->k->private;
	if (!p->has_patterns[kind] || !value.len || value.len > UINT32_MAX)
		return;
	if (!m->ready[kind])
		ready_matcher(m, kind);
	m->n_hits = 0;
	must(hs_scan(p->kinds[kind], (const char *)value.at, (unsigned)value.len, 0, m->scratch,
		     take_hit, m) == HS_SUCCESS);
	qsort(m->hits, m->n_hits, sizeof(*m->hits), compare_hits);
	for (size_t i = 0; i < m->n_hits; i++)
		hit(ctx, p->members[kind][m->hits[i]]);
}

int match_registrant(const struct knowledge *k, const char *name)
{
	const struct know_private *p = k->private;

	for (size_t i = 0; i < k->n_makers; i++)
		if (p->has_registrant[i] && regexec(&p->registrants[i], name, 0, NULL, 0) == 0)
			return (int)i;
	return -1;
}

int know_maker_of_registrant(const struct knowledge *k, const char *registrant)
{
	struct know_private *p = k->private;
	size_t len = strlen(registrant);

	if (!len)
		return -1;
	must(pthread_mutex_lock(&p->lock) == 0);
	int *memo = map_get(&p->registrant_memo, registrant, len);
	if (!memo) {
		memo = mem_new(1, sizeof(*memo));
		*memo = match_registrant(k, registrant);
		(void)map_put(&p->registrant_memo, registrant, len, memo);
	}
	must(pthread_mutex_unlock(&p->lock) == 0);
	return *memo;
}
