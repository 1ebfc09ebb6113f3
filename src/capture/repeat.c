/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/repeat.h"

#include <stdlib.h>

#include "base/map.h"

enum { REMEMBERED_MAX = 1024 };

/* A frame that was handed out. The capture that repeated it last: each may do so once. */
struct remembered {
	uint64_t hash;
	uint32_t len, wire_len, link, capture;
};

struct repeats {
	struct hash_key key;
	int64_t time_us; /* of all that are remembered */
	size_t n;
	struct remembered frames[REMEMBERED_MAX];
};

struct repeats *repeats_new(void)
{
	struct repeats *r = mem_new(1, sizeof(*r));
	r->key = hash_key_new();
	return r;
}

void repeats_free(struct repeats *r)
{
	free(r);
}

static bool same(const struct remembered *a, const struct remembered *b)
{
	return a->hash == b->hash && a->len == b->len && a->wire_len == b->wire_len &&
	       a->link == b->link && a->capture != b->capture;
}

bool repeats_has(struct repeats *r, const struct frame *f, uint32_t capture, bool others_wait)
{
	if (f->time_us != r->time_us) {
		r->n = 0;
		r->time_us = f->time_us;
	}
	if (r->n == 0 && !others_wait)
		return false;
	struct remembered this = {.hash = hash_bytes(&r->key, f->at, f->len),
				  .len = f->len,
				  .wire_len = f->wire_len,
				  .link = f->link,
				  .capture = capture};
	for (size_t i = 0; i < r->n; i++)
		if (same(&r->frames[i], &this)) {
			r->frames[i].capture = capture;
			return true;
		}
	if (r->n < REMEMBERED_MAX)
		r->frames[r->n++] = this;
	return false;
}
