/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/merge.h"

#include <stdlib.h>
#include <string.h>

#include "capture/format.h"
#include "capture/repeat.h"

/* One capture with the batch that is being handed out of it. */
struct head {
	struct capture *capture;
	struct frame frames[CAPTURE_BATCH];
	size_t at, n;
	uint64_t repeated; /* frames left out, since another capture had them */
};

struct merge {
	struct head *heads; /* those that have ended move out of the first n_open */
	uint32_t *order;    /* indices of heads that have not ended, as given */
	size_t n, n_open;
	struct repeats *repeats;
	bool told; /* of what was left out */
};

struct merge *merge_new(struct capture *const *captures, size_t n)
{
	struct merge *m = mem_new(1, sizeof(*m));

	m->heads = mem_new(n, sizeof(*m->heads));
	m->order = mem_new(n, sizeof(*m->order));
	m->repeats = repeats_new();
	m->n = m->n_open = n;
	for (size_t i = 0; i < n; i++) {
		m->heads[i].capture = captures[i];
		m->order[i] = (uint32_t)i;
	}
	return m;
}

void merge_free(struct merge *m)
{
	if (!m)
		return;
	repeats_free(m->repeats);
	free(m->heads);
	free(m->order);
	free(m);
}

/* Every open capture gets a next frame, or is open no more. The bytes of frames that were handed
 * out before are gone then. */
static void refill(struct merge *m)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->n_open; i++) {
		struct head *h = &m->heads[m->order[i]];
		if (h->at == h->n) {
			h->at = 0;
			h->n = capture_next(h->capture, h->frames, CAPTURE_BATCH);
		}
		if (h->n)
			m->order[kept++] = m->order[i];
	}
	m->n_open = kept;
}

static int64_t next_us(const struct head *h)
{
	return h->frames[h->at].time_us;
}

/* True when frame a of capture i goes before frame b of capture j. */
static bool goes_before(int64_t a, uint32_t i, int64_t b, uint32_t j)
{
	return a < b || (a == b && i < j);
}

/* The capture to take from, and the one whose turn is next (the same when it is alone). */
static void find_oldest(const struct merge *m, uint32_t *ret_first, uint32_t *ret_second)
{
	uint32_t first = m->order[0], second = first;

	for (size_t i = 1; i < m->n_open; i++) {
		uint32_t one = m->order[i];
		int64_t us = next_us(&m->heads[one]);
		if (goes_before(us, one, next_us(&m->heads[first]), first)) {
			second = first;
			first = one;
		} else if (second == first ||
			   goes_before(us, one, next_us(&m->heads[second]), second)) {
			second = one;
		}
	}
	*ret_first = first;
	*ret_second = second;
}

/* Takes frames of the oldest capture as long as it is that. */
static size_t take(struct merge *m, struct frame *ret_frames, uint32_t *ret_captures, size_t max)
{
	uint32_t first, second;
	find_oldest(m, &first, &second);
	struct head *h = &m->heads[first];
	const struct head *rival = first == second ? NULL : &m->heads[second];
	size_t n = 0;

	while (n < max && h->at < h->n &&
	       (!rival || goes_before(next_us(h), first, next_us(rival), second))) {
		const struct frame *f = &h->frames[h->at++];
		if (repeats_has(m->repeats, f, first, rival && next_us(rival) == f->time_us)) {
			h->repeated++;
			continue;
		}
		ret_frames[n] = *f;
		ret_captures[n++] = first;
	}
	return n;
}

static bool any_used_up(const struct merge *m)
{
	for (size_t i = 0; i < m->n_open; i++)
		if (m->heads[m->order[i]].at == m->heads[m->order[i]].n)
			return true;
	return false;
}

static void tell_repeated(struct merge *m)
{
	for (size_t i = 0; i < m->n && !m->told; i++)
		if (m->heads[i].repeated)
			capture_warn(
				m->heads[i].capture,
				"%llu of its packets, which another file holds too (same time, "
				"same bytes), counted once",
				(unsigned long long)m->heads[i].repeated);
	m->told = true;
}

size_t merge_next(struct merge *m, struct frame *ret_frames, uint32_t *ret_captures, size_t max)
{
	size_t n = 0;

	if (max > CAPTURE_BATCH)
		max = CAPTURE_BATCH;
	if (m->n == 1) {
		n = capture_next(m->heads[0].capture, ret_frames, max);
		memset(ret_captures, 0, n * sizeof(*ret_captures));
		return n;
	}
	refill(m);
	while (n < max && m->n_open) {
		n += take(m, ret_frames + n, ret_captures + n, max - n);
		if (!any_used_up(m))
			continue;
		if (n)
			break; /* the next frames would end the life of those taken */
		refill(m);
	}
	if (!m->n_open)
		tell_repeated(m);
	return n;
}
