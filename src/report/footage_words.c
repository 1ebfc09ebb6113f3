/* SPDX-License-Identifier: Apache-2.0 */
#include "report/footage_words.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "report/words.h"

const char *footage_words_seconds(double seconds, char text[WORDS_NUMBER_MAX])
{
	char number[WORDS_REAL_MAX];

	if (seconds < 120)
		(void)snprintf(text, WORDS_NUMBER_MAX, "%s s", words_real(seconds, 1, number));
	else if (seconds < 7200)
		(void)snprintf(text, WORDS_NUMBER_MAX, "%s min",
			       words_real(seconds / 60, 0, number));
	else
		(void)snprintf(text, WORDS_NUMBER_MAX, "%s h",
			       words_real(seconds / 3600, 1, number));
	return text;
}

static void put_span(struct buf *out, int64_t us)
{
	int64_t s = us / 1000000;

	if (s < 60)
		buf_printf(out, "%d s", (int)s);
	else if (s < 3600)
		buf_printf(out, "%d min", (int)(s / 60));
	else if (s / 60 % 60)
		buf_printf(out, "%lld h %d min", (long long)(s / 3600), (int)(s / 60 % 60));
	else
		buf_printf(out, "%lld h", (long long)(s / 3600));
}

void footage_words_completeness(struct buf *out, const struct verdict_device *v)
{
	const struct footage_completeness *c = &v->completeness;
	uint64_t lost = c->unseen + c->dropped_bytes, all = c->sent + lost;
	double share = all ? 100.0 * (double)lost / (double)all : 0;
	char number[WORDS_REAL_MAX], seconds[WORDS_NUMBER_MAX], all_packets[WORDS_NUMBER_MAX];

	buf_text(out, "seen ");
	put_span(out, c->seen_us);
	buf_text(out, " of ");
	put_span(out, c->span_us);
	if (lost == 0)
		buf_text(out, ", no byte known to be unseen");
	else
		buf_printf(out, ", %s %% of bytes unseen, so at most %s of footage",
			   words_real(share, share < 0.1 ? 4 : 1, number),
			   footage_words_seconds(c->seconds, seconds));
	if (c->rtp_missing)
		buf_printf(out,
			   "; of its RTP streams %s of %s packets are not in the captures, whether "
			   "or not they arrived",
			   words_count(c->rtp_missing, seconds),
			   words_count(c->rtp_missing + c->rtp_packets, all_packets));
	if (c->ways > 1)
		buf_printf(out, "; all %zu ways out together at most %s of footage", c->ways,
			   footage_words_seconds(c->all_seconds, seconds));
	if (c->one_way)
		buf_text(out, "; of some connections only one direction is in the capture");
	if (c->gaps)
		buf_printf(out, "; %zu gap%s between captures, the longest of %s", c->gaps,
			   c->gaps == 1 ? "" : "s",
			   footage_words_seconds((double)c->longest_gap_us / 1e6, seconds));
	if (c->unread)
		buf_text(out, "; not all of the captures could be read");
	if (c->cut)
		buf_text(out, "; packets are cut short, so what they held can't be read");
}

void footage_words_pictures(struct buf *out, const struct media_record *m)
{
	char number[WORDS_REAL_MAX], count[WORDS_NUMBER_MAX];

	buf_text(out, media_codec_name((enum media_codec)m->codec));
	if (m->width)
		buf_printf(out, " %ux%u", m->width, m->height);
	if (m->millifps)
		buf_printf(out, " at %s pictures/s",
			   words_real(m->millifps / 1000.0, m->millifps % 1000 ? 2 : 0, number));
	buf_printf(out, ": %s%s", m->partial ? "at least " : "", words_count(m->pictures, count));
	buf_printf(out, " picture%s, %s of them key pictures", m->pictures == 1 ? "" : "s",
		   words_count(m->key_pictures, count));
	buf_printf(out, ", in %s",
		   footage_words_seconds(((double)m->last_us - (double)m->first_us) / 1e6, count));
}

void footage_words_verdict(struct buf *out, const struct summary *s,
			   const struct footage_verdict *f)
{
	char text[WORDS_NUMBER_MAX], number[WORDS_REAL_MAX];

	buf_text(out, footage_answer_name(f->answer));
	if (f->answer == FOOTAGE_LIKELY) {
		buf_text(out, ": ");
		footage_words_match(out, s, &f->match);
	}
	if (f->answer == FOOTAGE_SHOWN)
		return;
	buf_printf(out, "%s at most %s of footage", f->answer == FOOTAGE_LIKELY ? ";" : ":",
		   footage_words_seconds(f->bound.seconds, text));
	buf_printf(out, " or %s still pictures",
		   words_real(f->bound.pictures, f->bound.pictures < 10 ? 1 : 0, number));
	if (f->upload_shape && f->answer == FOOTAGE_NOT_EXCLUDED)
		buf_text(out, "; a steady one-way upload at a rate that cameras encode (weak by "
			      "itself)");
}

static void put_band(struct buf *out, const char *name, const struct picture_band *b)
{
	char number[WORDS_REAL_MAX];

	if (!b->tested) {
		buf_printf(out, "%s band not tested", name);
		return;
	}
	buf_printf(out, "%s band r %s", name, words_real(b->r, 2, number));
	buf_printf(out, ", z %s", words_real(b->z, 1, number));
	buf_printf(out, " of %s needed", words_real(b->z_needed, 1, number));
	buf_printf(out, ", lag %s s", words_real((double)b->lag_us / 1e6, 1, number));
	buf_printf(out, ", halves %s", b->halves_agree ? "agree" : "differ");
}

void footage_words_match(struct buf *out, const struct summary *s, const struct footage_match *m)
{
	char number[WORDS_REAL_MAX];

	if (m->n_locals == 0) {
		buf_text(out,
			 "nothing to compare with: no stream of pictures inside the site at that "
			 "time");
		return;
	}
	buf_text(out, same_picture_name(m->test.verdict));
	if (m->camera != SIZE_MAX)
		buf_printf(out, " as the picture of %s", s->ledger->devices[m->camera].id);
	buf_text(out, " (");
	put_band(out, "fast", &m->test.fast);
	buf_text(out, "; ");
	put_band(out, "slow", &m->test.slow);
	buf_text(out, "; ");
	put_band(out, "joint", &m->test.joint);
	buf_printf(out, "; window %s s",
		   words_real((double)m->test.window_bins * SERIES_BIN_US / 1e6, 0, number));
	buf_printf(out, ", %zu bins missing, bytes %s to 1, %zu stream%s compared)",
		   m->test.missing_bins, words_real(m->test.byte_ratio, 2, number), m->n_locals,
		   m->n_locals == 1 ? "" : "s");
	if (m->n_tied > 1)
		buf_printf(out, "; %zu streams match as well: which of them can't be told",
			   m->n_tied);
}

bool footage_row_has(const struct footage_row *r, const struct footage *f)
{
	return f->peer == SIZE_MAX && f->contact == r->contact && f->inbound == r->inbound;
}

/* Rows of a device: every way that footage left or likely left by, else the worst. */
struct rows {
	struct footage_row *at;
	size_t n, room;
	size_t own; /* where those of the present device begin */
};

static void add_row(struct rows *r, const struct footage_row *row)
{
	if (r->n == r->room) {
		r->room = r->room ? 2 * r->room : 64;
		r->at = mem_resize(r->at, r->room, sizeof(*r->at));
	}
	r->at[r->n++] = *row;
}

static void add_way(struct rows *r, const struct footage_row *row)
{
	struct footage_row *last = r->n > r->own ? &r->at[r->n - 1] : NULL;

	if (row->verdict->bound.bytes == 0 && row->answer > FOOTAGE_LIKELY)
		return;
	if (!last || (row->answer <= FOOTAGE_LIKELY && last->answer <= FOOTAGE_LIKELY))
		add_row(r, row);
	else if (row->answer < last->answer ||
		 (row->answer == last->answer && row->seconds > last->seconds))
		*last = *row;
}

static void rows_of(struct rows *r, const struct summary *s, size_t device)
{
	const struct device *d = &s->ledger->devices[device];
	const struct verdict_device *v = &s->j->devices[device];

	bool watched = summary_watches(s->j, device);

	r->own = r->n;
	for (size_t i = 0; i < d->n_contacts; i++) {
		const struct footage_verdict *f = &v->footage[i];
		if (!d->contacts[i].neighbour)
			add_way(r, &(struct footage_row){device, i, SIZE_MAX, f, f->answer,
							 f->bound.seconds});
	}
	for (size_t i = 0; i < d->n_inbound; i++) {
		const struct footage_verdict *f = &v->footage_inbound[i];
		add_way(r,
			&(struct footage_row){device, SIZE_MAX, i, f, f->answer, f->bound.seconds});
	}
	if (r->n > r->own && r->at[r->own].answer > FOOTAGE_LIKELY && !watched)
		r->n = r->own;
	if (r->n == r->own && watched)
		add_row(r, &(struct footage_row){device, SIZE_MAX, SIZE_MAX, NULL, FOOTAGE_EXCLUDED,
						 0});
}

static int worst_first(const void *left, const void *right)
{
	const struct footage_row *a = left, *b = right;

	if (a->answer != b->answer)
		return a->answer < b->answer ? -1 : 1;
	if (a->seconds != b->seconds)
		return a->seconds > b->seconds ? -1 : 1;
	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	if (a->contact != b->contact)
		return a->contact < b->contact ? -1 : 1;
	return a->inbound < b->inbound ? -1 : a->inbound > b->inbound;
}

struct footage_row *footage_rows(const struct summary *s, size_t *ret_n)
{
	struct rows r = {0};

	for (size_t i = 0; i < s->j->n_devices; i++)
		rows_of(&r, s, i);
	if (r.n)
		qsort(r.at, r.n, sizeof(*r.at), worst_first);
	*ret_n = r.n;
	return r.at;
}

void footage_words_server(struct buf *out, const struct summary *s, const struct footage_row *r)
{
	const struct device *d = &s->ledger->devices[r->device];
	char endpoint[WORDS_ENDPOINT_MAX];

	if (r->contact != SIZE_MAX) {
		const struct contact *c = &d->contacts[r->contact];
		buf_printf(out, "%s%s%s", c->name, c->name[0] ? " " : "",
			   words_endpoint(&c->addr, c->port, endpoint));
	} else if (r->inbound != SIZE_MAX) {
		const struct inbound *in = &d->inbound[r->inbound];
		buf_printf(out, "%s, which called port %u", addr_print(&in->addr, endpoint),
			   in->local_port);
	} else {
		buf_text(out, "nobody: nothing was seen to leave");
	}
}
