/* SPDX-License-Identifier: Apache-2.0
 *
 * Why footage is said to have left, or how much can have: pictures with their frames, the comparison
 * with the two series one above the other, bounds, completeness.
 */
#include <stdlib.h>

#include "report/evidence.h"
#include "report/explain.h"
#include "report/footage_words.h"
#include "report/words.h"

enum { SPARK_COLUMNS = 60 };

/* One line of blocks: each column the sum over its share of the window, scaled to the largest. */
static void spark(struct page *p, const char *name, const uint32_t *bins, size_t n)
{
	static const char levels[] = " .:-=+*#";
	uint64_t sums[SPARK_COLUMNS] = {0}, most = 1;
	size_t columns = n < SPARK_COLUMNS ? n : SPARK_COLUMNS;
	struct buf *line = page_start(p);

	for (size_t i = 0; i < n; i++)
		sums[i * columns / n] += bins[i];
	for (size_t i = 0; i < columns; i++)
		most = sums[i] > most ? sums[i] : most;
	buf_printf(line, "%-8s|", name);
	for (size_t i = 0; i < columns; i++)
		buf_u8(line, (uint8_t)levels[sums[i] * (sizeof(levels) - 2) / most]);
	buf_text(line, "|");
	page_end(p, TONE_PLAIN, 4, 4);
}

static void show_match(struct page *p, const struct summary *s, const struct footage_match *m)
{
	struct buf *line = page_start(p);

	buf_text(line, "same picture test: ");
	footage_words_match(line, s, m);
	page_end(p, TONE_PLAIN, 4, 6);
	if (m->n_bins == 0)
		return;
	spark(p, "outside", m->outside, m->n_bins);
	spark(p, "local", m->local, m->n_bins);
}

static void show_pictures(struct page *p, const struct summary *s, const struct device *d,
			  size_t contact, size_t inbound, size_t peer)
{
	for (size_t i = 0; i < d->n_footage; i++) {
		const struct footage *f = &d->footage[i];
		if (f->contact != contact || f->inbound != inbound || f->peer != peer)
			continue;
		struct buf *line = page_start(p);
		footage_words_pictures(line, &f->told);
		buf_printf(line, "; carried by %s; ", f->told.carrier);
		evidence_frames_text(line, s->in, &f->told.frames, evidence_name);
		page_end(p, TONE_PLAIN, 4, 6);
	}
}

static void show_way(struct page *p, const struct summary *s, const struct device *d,
		     const struct footage_verdict *f, const struct evidence_ref *ref)
{
	struct buf *line = page_start(p);
	char number[WORDS_NUMBER_MAX];

	evidence_what(line, s->in, ref);
	buf_text(line, ": ");
	footage_words_verdict(line, s, f);
	page_end(p, f->answer <= FOOTAGE_LIKELY ? TONE_BAD : TONE_PLAIN, 2, 4);
	show_pictures(p, s, d, ref->contact, ref->inbound, SIZE_MAX);
	if (f->match.n_locals)
		show_match(p, s, &f->match);
	line = page_start(p);
	buf_printf(line, "%s left or can have, each byte once",
		   words_bytes(f->bound.bytes, number));
	if (f->bound.unseen)
		buf_printf(line, ", %s of it acknowledged by the other side and not in the capture",
			   words_bytes(f->bound.unseen, number));
	page_end(p, TONE_DIM, 4, 6);
}

static void show_own_streams(struct page *p, const struct summary *s, const struct device *d)
{
	for (size_t i = 0; i < d->n_footage; i++) {
		const struct footage *f = &d->footage[i];
		if (f->peer == SIZE_MAX)
			continue;
		struct buf *line = page_start(p);
		buf_printf(line, "to %s, inside the site: ", s->ledger->devices[f->peer].id);
		footage_words_pictures(line, &f->told);
		page_end(p, TONE_DIM, 2, 4);
	}
}

void explain_footage(struct page *p, const struct summary *s, size_t device)
{
	const struct device *d = &s->ledger->devices[device];
	const struct verdict_device *v = &s->j->devices[device];
	char number[WORDS_REAL_MAX];
	struct buf *line;

	page_heading(p, "Did footage leave?");
	for (size_t i = 0; i < d->n_contacts; i++) {
		struct evidence_ref ref = {device, SIZE_MAX, i, SIZE_MAX};
		if (v->footage[i].bound.bytes)
			show_way(p, s, d, &v->footage[i], &ref);
	}
	for (size_t i = 0; i < d->n_inbound; i++) {
		struct evidence_ref ref = {device, SIZE_MAX, SIZE_MAX, i};
		if (v->footage_inbound[i].bound.bytes)
			show_way(p, s, d, &v->footage_inbound[i], &ref);
	}
	show_own_streams(p, s, d);
	line = page_start(p);
	buf_printf(line, "Completeness: ");
	footage_words_completeness(line, v);
	page_end(p, TONE_PLAIN, 2, 4);
	line = page_start(p);
	buf_printf(line, "Bounds take %s kbit/s for the poorest footage (%s)",
		   words_real(v->footage_least.bits_per_s / 1000, 1, number),
		   v->footage_least.own_rate
			   ? "the least that it was seen to send inside the site"
			   : "the least that cameras are sold with: it showed none "
			     "of its own");
	buf_printf(line, " and %s bytes for the smallest picture (%s).",
		   words_real((double)v->footage_least.picture_bytes, 0, number),
		   v->footage_least.own_picture ? "seen" : "the least that cameras are sold with");
	page_end(p, TONE_DIM, 2, 4);
}
