/* SPDX-License-Identifier: Apache-2.0
 *
 * The examples of signatures are their test: each `match` must be hit by its own signature, no
 * `no_match` may be, and no two signatures may read the same kind with the same pattern.
 */
#include "know/tables.h"

#include <string.h>

struct wanted {
	size_t signature;
	bool hit;
};

static void take_hit(void *ctx, size_t signature)
{
	struct wanted *wanted = ctx;
	if (signature == wanted->signature)
		wanted->hit = true;
}

static int try_one(struct know_matcher *m, const struct knowledge *k, size_t i, const char *example,
		   bool must_match, struct err *err)
{
	const struct signature *s = &k->signatures[i];
	struct wanted wanted = {i, false};

	know_match(m, s->kind, slice_text(example), take_hit, &wanted);
	if (wanted.hit == must_match)
		return 0;
	(void)origin_err(err, k->private->signature_at[i],
			 must_match ? "[%s] its example '%s' does not match"
				    : "[%s] its counter-example '%s' matches",
			 s->id, example);
	return fault_told(k->private, err) ? 0 : -1;
}

static int try_signature(struct know_matcher *m, const struct knowledge *k, size_t i,
			 struct err *err)
{
	const struct signature *s = &k->signatures[i];

	for (size_t e = 0; e < s->n_match; e++)
		if (try_one(m, k, i, s->match[e], true, err) < 0)
			return -1;
	for (size_t e = 0; e < s->n_no_match; e++)
		if (try_one(m, k, i, s->no_match[e], false, err) < 0)
			return -1;
	for (size_t j = 0; j < i; j++)
		if (k->signatures[j].kind == s->kind &&
		    strcmp(k->signatures[j].pattern, s->pattern) == 0) {
			(void)origin_err(err, k->private->signature_at[i],
					 "[%s] has the pattern of [%s]; make them one", s->id,
					 k->signatures[j].id);
			return fault_told(k->private, err) ? 0 : -1;
		}
	return 0;
}

void examples_try(const struct knowledge *k, struct know_matcher *m)
{
	struct err err = {{0}};

	for (size_t i = 0; i < k->n_signatures; i++)
		(void)try_signature(m, k, i, &err);
}

int know_check_examples(const struct knowledge *k, struct err *err)
{
	struct know_matcher *m = know_matcher_new(k, err);

	if (!m)
		return -1;
	for (size_t i = 0; i < k->n_signatures; i++) {
		if (try_signature(m, k, i, err) < 0) {
			know_matcher_free(m);
			return -1;
		}
	}
	know_matcher_free(m);
	return 0;
}
