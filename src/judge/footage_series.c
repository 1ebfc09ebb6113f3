/* SPDX-License-Identifier: Apache-2.0
 *
 * The same picture test, contact by contact: what a camera or recorder sends outside is held against
 * the pictures that it sends to, or gets from, other devices of the site. All flows of a contact are
 * one series: uploads may open a connection for each piece.
 */
#include <stdlib.h>

#include "judge/private.h"

enum {
	LOCALS_MAX = 128, /* streams that one upload is held against: a recorder's cameras */
	/* The length that the error rates of docs/footage.md were measured with, and the longest lag
	 * more, so that what is left at any lag is not shorter. */
	WINDOW = PICTURE_BINS_LEAST + PICTURE_LAG_MOST,
	WINDOWS_MAX = 6, /* of a longer time: later ones are tested while none matched */
};

/* A stream inside the site: sent by device to peer. */
struct stream {
	size_t sender, receiver;
	const struct series *series;
	size_t number; /* in the sender's series */
};

struct streams {
	size_t n, room;
	struct stream *by_sender; /* sorted by sender */
	struct stream *by_receiver;
};

static int by_sender(const void *left, const void *right)
{
	const struct stream *a = left, *b = right;
	if (a->sender != b->sender)
		return a->sender < b->sender ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static int by_receiver(const void *left, const void *right)
{
	const struct stream *a = left, *b = right;
	if (a->receiver != b->receiver)
		return a->receiver < b->receiver ? -1 : 1;
	return by_sender(left, right);
}

static struct streams list_streams(const struct ledger *l)
{
	struct streams s = {0};

	for (size_t i = 0; i < l->n_devices; i++) {
		const struct device *d = &l->devices[i];
		for (size_t k = 0; k < d->n_series; k++) {
			if (d->series[k].peer == SIZE_MAX)
				continue;
			if (s.n == s.room) {
				s.room = s.room ? s.room * 2 : 64;
				s.by_sender = mem_resize(s.by_sender, s.room, sizeof(*s.by_sender));
			}
			s.by_sender[s.n++] =
				(struct stream){i, d->series[k].peer, &d->series[k], k};
		}
	}
	s.by_receiver = mem_new(s.n, sizeof(*s.by_receiver));
	if (s.n) {
		memcpy(s.by_receiver, s.by_sender, s.n * sizeof(*s.by_receiver));
		qsort(s.by_receiver, s.n, sizeof(*s.by_receiver), by_receiver);
	}
	return s;
}

/* First of the streams whose sender (receiver) is the device. */
static size_t first_of(const struct stream *list, size_t n, size_t device, bool as_sender)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		size_t at = as_sender ? list[mid].sender : list[mid].receiver;
		if (at < device)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct locals {
	size_t n;
	struct stream streams[LOCALS_MAX];
};

static void add_locals(struct locals *out, const struct streams *s, size_t device, bool as_sender)
{
	const struct stream *list = as_sender ? s->by_sender : s->by_receiver;

	for (size_t i = first_of(list, s->n, device, as_sender); i < s->n && out->n < LOCALS_MAX;
	     i++) {
		if ((as_sender ? list[i].sender : list[i].receiver) != device)
			return;
		out->streams[out->n++] = list[i];
	}
}

/* What went to one contact, all flows together. */
struct upload {
	int64_t start_us;
	size_t n;
	uint32_t *bins;
	uint8_t *missing;
};

static bool same_way(const struct series *a, const struct series *b)
{
	return a->contact != SIZE_MAX && a->contact == b->contact;
}

enum { UPLOAD_BINS_MAX = 1 << 20 };

static struct upload upload_of(const struct device *d, const struct series *one)
{
	int64_t from = INT64_MAX, to = INT64_MIN;
	struct upload u = {0};

	for (size_t i = 0; i < d->n_series; i++) {
		const struct series *s = &d->series[i];
		int64_t end = s->start_us + (int64_t)s->n * SERIES_BIN_US;
		if (s != one && !same_way(s, one))
			continue;
		from = s->start_us < from ? s->start_us : from;
		to = end > to ? end : to;
	}
	u.start_us = from;
	u.n = (size_t)((to - from) / SERIES_BIN_US);
	if (u.n > UPLOAD_BINS_MAX)
		u.n = UPLOAD_BINS_MAX;
	u.bins = mem_new(u.n, sizeof(*u.bins));
	u.missing = mem_new(u.n, 1);
	memset(u.missing, 1, u.n);
	for (size_t i = 0; i < d->n_series; i++) {
		const struct series *s = &d->series[i];
		if (s != one && !same_way(s, one))
			continue;
		size_t at = (size_t)((s->start_us - from) / SERIES_BIN_US);
		for (size_t k = 0; k < s->n && at + k < u.n; k++) {
			uint32_t sum = u.bins[at + k] + s->bins[k];
			u.bins[at + k] = sum < s->bins[k] ? UINT32_MAX : sum;
			u.missing[at + k] &= !s->known[k];
		}
	}
	return u;
}

static void free_upload(struct upload *u)
{
	free(u->bins);
	free(u->missing);
}

/* ---- one window ---- */

struct window {
	const struct upload *upload;
	int64_t start_us;
	size_t n;
	uint8_t *missing; /* room for the locals', WINDOW each */
};

/* The part of a local series that a window covers; n = 0 when they never meet. */
static struct byte_series cut_local(const struct series *s, const struct window *w,
				    uint8_t *missing)
{
	int64_t skip = (w->start_us - s->start_us) / SERIES_BIN_US;
	size_t from = skip > 0 ? (size_t)skip : 0;

	if (from >= s->n)
		return (struct byte_series){0};
	struct byte_series b = {.start_us = s->start_us + (int64_t)from * SERIES_BIN_US,
				.n = s->n - from,
				.bytes = s->bins + from,
				.missing = missing};
	int64_t end_us = w->start_us + (int64_t)w->n * SERIES_BIN_US;
	if (b.start_us >= end_us)
		return (struct byte_series){0};
	size_t most = (size_t)((end_us - b.start_us) / SERIES_BIN_US);
	b.n = b.n < most ? b.n : most;
	for (size_t i = 0; i < b.n; i++)
		missing[i] = !s->known[from + i];
	return b;
}

static void keep_for_the_eye(struct footage_match *m, const struct byte_series *local,
			     const struct byte_series *outside)
{
	int64_t start_us = m->test.window_start_us;
	size_t n = m->test.window_bins;

	free(m->outside);
	free(m->local);
	m->n_bins = n;
	m->outside = mem_new(n, sizeof(*m->outside));
	m->local = mem_new(n, sizeof(*m->local));
	for (size_t i = 0; i < n; i++) {
		int64_t at_us = start_us + (int64_t)i * SERIES_BIN_US;
		int64_t a = (at_us - local->start_us) / SERIES_BIN_US;
		int64_t b = (at_us - outside->start_us) / SERIES_BIN_US;
		if (a >= 0 && (size_t)a < local->n)
			m->local[i] = local->bytes[a];
		if (b >= 0 && (size_t)b < outside->n)
			m->outside[i] = outside->bytes[b];
	}
}

static bool better(const struct same_picture *a, const struct same_picture *b)
{
	if (a->verdict != b->verdict)
		return a->verdict > b->verdict;
	return same_picture_strongest(a)->z > same_picture_strongest(b)->z;
}

/* n > 0 */
static size_t strongest(const struct same_picture *tests, size_t n)
{
	size_t best = 0;

	for (size_t i = 1; i < n; i++)
		if (better(&tests[i], &tests[best]))
			best = i;
	return best;
}

static void test_window(struct same_picture_space *space, const struct window *w,
			const struct locals *locals, struct footage_match *m)
{
	struct byte_series series[LOCALS_MAX];
	struct same_picture tests[LOCALS_MAX];
	bool tied[LOCALS_MAX];
	size_t at = (size_t)((w->start_us - w->upload->start_us) / SERIES_BIN_US);
	struct byte_series outside = {.start_us = w->start_us,
				      .n = w->n,
				      .bytes = w->upload->bins + at,
				      .missing = w->upload->missing + at};
	size_t which[LOCALS_MAX], n = 0;

	for (size_t i = 0; i < locals->n; i++) {
		series[n] = cut_local(locals->streams[i].series, w, w->missing + n * WINDOW);
		which[n] = i;
		n += series[n].n > 0;
	}
	if (n == 0)
		return;
	struct same_picture_choice choice =
		same_picture_compare(space, series, n, &outside, 0, tests, tied);
	size_t best = choice.best < n ? choice.best : strongest(tests, n);
	bool first = m->n_locals == 0;
	m->n_locals = n > m->n_locals ? n : m->n_locals;
	if (!first && !better(&tests[best], &m->test))
		return;
	m->test = tests[best];
	m->camera = locals->streams[which[best]].sender;
	m->series = locals->streams[which[best]].number;
	m->n_tied = choice.best == SIZE_MAX ? 0 : choice.n_tied;
	keep_for_the_eye(m, &series[best], &outside);
}

static struct footage_match match_upload(struct same_picture_space *space, const struct upload *u,
					 const struct locals *locals)
{
	struct footage_match m = {.camera = SIZE_MAX};
	struct window w = {.upload = u, .missing = mem_new(locals->n * WINDOW, 1)};

	for (size_t i = 0; i < WINDOWS_MAX && i * WINDOW < u->n; i++) {
		size_t from = i * WINDOW;
		w.start_us = u->start_us + (int64_t)from * SERIES_BIN_US;
		w.n = u->n - from < WINDOW ? u->n - from : WINDOW;
		test_window(space, &w, locals, &m);
		if (m.test.verdict >= SAME_PICTURE_SCENE)
			break;
	}
	free(w.missing);
	return m;
}

static void compare_series(const struct judging *j, struct same_picture_space *space, size_t device,
			   const struct series *s, const struct locals *locals)
{
	struct verdict_device *v = &j->out->devices[device];
	struct footage_verdict *f =
		s->contact != SIZE_MAX ? &v->footage[s->contact] : &v->footage_inbound[s->inbound];

	if (f->match.n_locals)
		return; /* with another flow of the same contact */
	struct upload u = upload_of(&j->in->ledger->devices[device], s);
	f->match = match_upload(space, &u, locals);
	footage_answer(v, f);
	free_upload(&u);
}

static void compare_device(const struct judging *j, const struct streams *s,
			   struct same_picture_space **space, size_t device)
{
	const struct device *d = &j->in->ledger->devices[device];
	struct locals *locals = mem_new(1, sizeof(*locals));

	add_locals(locals, s, device, true);
	add_locals(locals, s, device, false);
	for (size_t i = 0; locals->n && i < d->n_series; i++) {
		if (d->series[i].peer != SIZE_MAX)
			continue;
		if (!*space)
			*space = same_picture_space_new();
		compare_series(j, *space, device, &d->series[i], locals);
	}
	free(locals);
}

void footage_compare(const struct judging *j)
{
	struct streams s = list_streams(j->in->ledger);
	struct same_picture_space *space = NULL;

	for (size_t i = 0; s.n && i < j->out->n_devices; i++)
		if (j->in->ledger->devices[i].n_series && !j->in->ledger->devices[i].router)
			compare_device(j, &s, &space, i);
	same_picture_space_free(space);
	free(s.by_sender);
	free(s.by_receiver);
}
