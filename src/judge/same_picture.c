/* SPDX-License-Identifier: Apache-2.0
 *
 * Both flows are laid on one grid of bins, compared in five bands, alone and together, and the answers
 * are made one word. The numbers of each step go into the result, so that a person can redo it.
 */
#include "judge/same_picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "judge/lag_match.h"
#include "judge/picture_series.h"

enum {
	GOP_MOST = 130,    /* bins: longest key-frame interval or upload piece that is looked for */
	GOP_FALLBACK = 10, /* bins: without a rhythm (smart codecs) sums are over 1 s */
	STALL_AFTER = 3,   /* bins in which what waited comes */
	STALL_LONG_AFTER = 10, /* the same after two bins of silence and more */
	STALL_BEFORE = 5,      /* bins before such a silence */
	FAST_GUARD = 5,        /* bins beside the peak that still belong to it */
	FAST_ECHOES = 4,       /* the filter reaches two intervals to either side, its echo four */
	RATE_BINS = 100,       /* 10 s: pieces and key frames are averaged for the gate */
	DIFFERENT_LEAST = 64,  /* values besides the commonest that a series must have */
};
#define STALL_SHARE 0.05 /* of the median bin: silence */
#define STALLS_MOST 0.05 /* of the bins: more is how the flow is */
#define BURSTS 0.98      /* of the outside bins are under the rate that its line lets through */
#define HIGH_PASS 6.0    /* times the sums' width: slower change is daylight and rate control */
#define SPREAD 0.01      /* between quarters, logarithm: of a still scene only the clock is left */
#define SHARE_HIGH_PASS 8.0 /* times the longer period */
#define LEVEL_LEAST 10.0    /* bins: quicker change is the fast band's */
#define LEVEL_MIDDLE 25.0
#define LEVEL_MOST 60.0
#define SLOW_SUMS 24.0 /* widths that a window must hold for the slow band */

struct same_picture_space {
	double local[PICTURE_BINS_MOST], outside[PICTURE_BINS_MOST];
	uint8_t local_there[PICTURE_BINS_MOST], outside_there[PICTURE_BINS_MOST];
	uint8_t stalled[PICTURE_BINS_MOST], x_there[PICTURE_BINS_MOST], y_there[PICTURE_BINS_MOST];
	double x[PICTURE_BINS_MOST], y[PICTURE_BINS_MOST], half[PICTURE_BINS_MOST];
	double queued[PICTURE_BINS_MOST];
	double a[PICTURE_BINS_MOST + 1], b[PICTURE_BINS_MOST + 1];
	struct rank ranks[PICTURE_BINS_MOST], other[PICTURE_BINS_MOST];
	struct lag_sums sums, first, second;
	struct lag_join join;
	struct lag_space *lags;
};

struct same_picture_space *same_picture_space_new(void)
{
	struct same_picture_space *s = mem_new(1, sizeof(*s));

	s->lags = lag_space_new();
	return s;
}

void same_picture_space_free(struct same_picture_space *s)
{
	if (!s)
		return;
	lag_space_free(s->lags);
	free(s);
}

const char *same_picture_name(enum same_picture_verdict v)
{
	static const char *const names[SAME_PICTURE_VERDICTS] = {
		[SAME_PICTURE_NOT_TESTED] = "not tested",
		[SAME_PICTURE_TOO_SHORT] = "too short",
		[SAME_PICTURE_NOT_SHOWN] = "not shown",
		[SAME_PICTURE_SCENE] = "same scene or second encoding",
		[SAME_PICTURE_STREAM] = "same stream",
	};
	return v < SAME_PICTURE_VERDICTS ? names[v] : "";
}

const char *picture_band_name(enum picture_band_name band)
{
	static const char *const names[PICTURE_BANDS] = {
		[PICTURE_FAST] = "fast",
		[PICTURE_SLOW] = "slow",
		[PICTURE_SHARE] = "share",
		[PICTURE_LEVEL_SHORT] = "level_short",
		[PICTURE_LEVEL_LONG] = "level_long",
	};
	return band < PICTURE_BANDS ? names[band] : "";
}

/* One test at work. */
struct testing {
	struct same_picture_space *s;
	struct picture_scratch scratch;
	struct picture_series local, outside;
	struct same_picture *out;
	int64_t outside_after_us; /* by how much the outside grid is later */
	double first, second;     /* bins: the rhythms, or what stands for them */
	struct lag_question question;
	unsigned place[PICTURE_BANDS]; /* 1 and more: which of the joined pairs a band is */
};

/* Bytes that leave against those that come, and enough of them for long enough. */
static bool gate(const struct byte_series *outside, uint64_t back_bytes)
{
	uint64_t sum = 0, window = 0;
	size_t fast = 0;

	for (size_t i = 0; i < outside->n; i++) {
		sum += outside->bytes[i];
		window += outside->bytes[i];
		if (i >= RATE_BINS)
			window -= outside->bytes[i - RATE_BINS];
		fast += window >= (uint64_t)PICTURE_RATE_LEAST * RATE_BINS / 10;
	}
	return sum / PICTURE_OUT_PER_BACK >= back_bytes && fast >= PICTURE_RATE_SECONDS * 10;
}

/* Copies n bins from `from` on; false in there: missing. Says whether all are there. */
static bool lay(const struct byte_series *s, size_t from, size_t n, double *bytes, uint8_t *there)
{
	bool all = true;

	for (size_t i = 0; i < n; i++) {
		there[i] = !s->missing || !s->missing[from + i];
		bytes[i] = there[i] ? s->bytes[from + i] : 0;
		all = all && there[i];
	}
	return all;
}

/* Difference that cannot overflow; far apart is far apart. */
static int64_t later_us(int64_t a, int64_t b)
{
	int64_t d;

	if (__builtin_sub_overflow(a, b, &d))
		return a < b ? INT64_MIN / 2 : INT64_MAX / 2;
	return d;
}

/* Lays what both saw at the same time on one grid; the grids' difference of less than a bin is
 * kept for the lag. */
static void align(struct testing *t, const struct byte_series *local,
		  const struct byte_series *outside)
{
	struct same_picture_space *s = t->s;
	int64_t later = later_us(outside->start_us, local->start_us);
	int64_t bins = later / PICTURE_BIN_US;
	size_t skip_local = bins > 0 ? (size_t)bins : 0,
	       skip_outside = bins < 0 ? (size_t)-bins : 0;
	size_t n = 0;

	if (skip_local < local->n && skip_outside < outside->n) {
		n = local->n - skip_local;
		if (outside->n - skip_outside < n)
			n = outside->n - skip_outside;
	}
	if (n > PICTURE_BINS_MOST)
		n = PICTURE_BINS_MOST;
	t->outside_after_us = later - bins * PICTURE_BIN_US;
	t->out->window_bins = n;
	t->out->window_start_us = local->start_us;
	if (n == 0)
		return;
	t->out->window_start_us += (int64_t)skip_local * PICTURE_BIN_US;
	bool all_local = lay(local, skip_local, n, s->local, s->local_there);
	bool all_outside = lay(outside, skip_outside, n, s->outside, s->outside_there);
	for (size_t i = 0; i < n; i++)
		t->out->missing_bins += !s->local_there[i] || !s->outside_there[i];
	t->local = (struct picture_series){n, s->local, all_local ? NULL : s->local_there};
	t->outside = (struct picture_series){n, s->outside, all_outside ? NULL : s->outside_there};
}

/* Marks bins in which both flows are silent, and those around: what waited comes after. Where they
 * are for two bins and more, what waited comes for long, and they were slow before. */
static void mark_stalls(struct testing *t, double quiet_local, double quiet_outside)
{
	struct same_picture_space *s = t->s;
	size_t n = t->local.n, left = 0, run = 0;

	for (size_t i = 0; i < n; i++) {
		bool there = s->local_there[i] && s->outside_there[i];
		bool quiet = s->local[i] < quiet_local && s->outside[i] < quiet_outside;
		run = there && quiet ? run + 1 : 0;
		if (run == 1 && left < 1 + STALL_AFTER)
			left = 1 + STALL_AFTER;
		if (run == 2) {
			size_t from = i > STALL_BEFORE ? i - STALL_BEFORE : 0;
			memset(s->stalled + from, 1, i - from);
		}
		if (run >= 2)
			left = 1 + STALL_LONG_AFTER;
		if (left > 0) {
			s->stalled[i] = 1;
			left--;
		}
	}
}

/* When flows of two cameras fall silent in one moment, and catch up after it, that tells of the
 * line, the switch or the capture that they share, and nothing of pictures. */
static void leave_out_stalls(struct testing *t)
{
	struct same_picture_space *s = t->s;
	double quiet_local = STALL_SHARE * picture_quantile(t->local, 0.5, &t->scratch);
	double quiet_outside = STALL_SHARE * picture_quantile(t->outside, 0.5, &t->scratch);
	size_t together = 0;

	memset(s->stalled, 0, sizeof(s->stalled));
	for (size_t i = 0; i < t->local.n; i++)
		together += s->local[i] < quiet_local && s->outside[i] < quiet_outside &&
			    s->local_there[i] && s->outside_there[i];
	if (together == 0 || (double)together > STALLS_MOST * (double)t->local.n)
		return;
	mark_stalls(t, quiet_local, quiet_outside);
	for (size_t i = 0; i < t->local.n; i++) {
		if (!s->stalled[i])
			continue;
		t->out->stalled_bins += s->local_there[i] && s->outside_there[i];
		s->local_there[i] = s->outside_there[i] = 0;
		s->local[i] = s->outside[i] = 0;
	}
	t->local.there = s->local_there;
	t->outside.there = s->outside_there;
}

static double total(struct picture_series s, size_t from, size_t to)
{
	double sum = 0;

	for (size_t i = from; i < to; i++)
		sum += s.bytes[i];
	return sum;
}

/* Whether both halves peak where the whole does. */
static void halves(const struct lag_sums *first, const struct lag_sums *second,
		   const struct lag_question *q, int tolerance, struct picture_band *band)
{
	int reach = first->reach;
	int from = q->from < -reach ? -reach : q->from, to = q->to > reach ? reach : q->to;

	band->half_lags[0] = lag_greatest(first, from, to);
	band->half_lags[1] = lag_greatest(second, from, to);
	band->halves_agree = abs(band->half_lags[0] - band->lag_bins) <= tolerance &&
			     abs(band->half_lags[1] - band->lag_bins) <= tolerance;
}

/* A copy's frames may fall into one bin or the next: multiple correlation of the outside series with
 * the two bins of the local one that fit best. */
static double with_neighbour(const struct testing *t, int lag)
{
	const struct lag_sums *c = &t->s->sums;
	size_t n = t->local.n;
	double at = lag_r(c, lag), before = lag_r(c, lag - 1), after = lag_r(c, lag + 1);
	double beside = fmax(before, after), self = 0, square;

	for (size_t i = 0; i + 1 < n; i++)
		self += t->s->x[i] * t->s->x[i + 1];
	self /= (double)(n - t->out->missing_bins - t->out->stalled_bins);
	if (self > 0.95 || self < -0.95)
		return at;
	square = (at * at + beside * beside - 2 * at * beside * self) / (1 - self * self);
	return at > 0 ? sqrt(fmin(fmax(square, at * at), 1)) : at;
}

static void put_peak(const struct testing *t, const struct lag_peak *peak,
		     struct picture_band *band)
{
	band->tested = true;
	band->r = peak->r;
	band->z = peak->z;
	band->z_needed = peak->z_needed;
	band->n_eff = peak->n_eff;
	band->lag_bins = peak->lag;
	band->lag_us = (int64_t)peak->lag * PICTURE_BIN_US + t->outside_after_us;
}

/* Values that reach `before` bins back and `after` on are left out where that touches a stall. */
static void clear_of_stalls(struct testing *t, size_t before, size_t after)
{
	struct same_picture_space *s = t->s;
	size_t n = t->local.n, touched_to = 0;

	for (size_t i = 0; i < n; i++) {
		s->x_there[i] = !t->local.there || t->local.there[i];
		s->y_there[i] = !t->outside.there || t->outside.there[i];
	}
	for (size_t i = 0; i < n && t->out->stalled_bins > 0; i++) {
		if (!s->stalled[i])
			continue;
		size_t from = i > after ? i - after : 0, to = i + before < n ? i + before + 1 : n;
		for (size_t k = from > touched_to ? from : touched_to; k < to; k++)
			s->x_there[k] = s->y_there[k] = 0;
		touched_to = to;
	}
}

/* x and y hold the values of a band: correlates their scores over the window and over its halves, and
 * joins them to the other bands. False when a series says nothing. */
static bool correlate(struct testing *t, enum picture_band_name band)
{
	struct same_picture_space *s = t->s;
	size_t n = t->local.n;
	int reach = n / 2 < LAG_NULL_MOST ? (int)(n / 2) : LAG_NULL_MOST;

	if (band != PICTURE_FAST && (picture_spread(s->x, s->x_there, n, &t->scratch) < SPREAD ||
				     picture_spread(s->y, s->y_there, n, &t->scratch) < SPREAD))
		return false;
	if (!picture_scores(s->x, s->x_there, n, DIFFERENT_LEAST, &t->scratch) ||
	    !picture_scores(s->y, s->y_there, n, DIFFERENT_LEAST, &t->scratch))
		return false;
	lag_correlate(s->lags, (struct lag_series){s->x, t->local.there ? s->x_there : NULL},
		      (struct lag_series){s->y, t->outside.there ? s->y_there : NULL}, n, reach,
		      &s->sums);
	memcpy(s->half, s->x, n / 2 * sizeof(*s->half));
	memset(s->half + n / 2, 0, (n - n / 2) * sizeof(*s->half));
	lag_correlate(s->lags, (struct lag_series){s->half, NULL}, (struct lag_series){s->y, NULL},
		      n, reach, &s->first);
	lag_join_add(s->lags, &s->join, &s->sums, &s->first);
	t->place[band] = s->join.n;
	return true;
}

/* The band that was correlated last, by itself. */
static void judge_band(struct testing *t, const struct lag_question *q, int tolerance,
		       struct picture_band *band)
{
	struct same_picture_space *s = t->s;
	struct lag_peak peak;

	if (!lag_find(s->lags, &s->sums, q, &peak))
		return;
	put_peak(t, &peak, band);
	if (band == &t->out->fast)
		t->out->frames_r = with_neighbour(t, peak.lag);
	lag_other_half(&s->sums, &s->first, &s->second);
	halves(&s->first, &s->second, q, tolerance, band);
	band->matches = band->z >= band->z_needed && band->halves_agree;
}

static void test_fast(struct testing *t)
{
	struct same_picture_space *s = t->s;
	double gop = t->out->gop_local_bins > 0 ? t->out->gop_local_bins : t->out->gop_outside_bins;
	double outside = total(t->outside, 0, t->outside.n), local = total(t->local, 0, t->local.n);
	struct picture_series queued = t->local;
	struct lag_question q = t->question;

	if (outside <= 0 || local <= 0)
		return;
	/* a line slower than the camera's bursts spreads them: so is the local series spread */
	double rate = picture_quantile(t->outside, BURSTS, &t->scratch) * local / outside;
	if (rate > 0) {
		picture_queue(t->local, rate, s->queued);
		queued.bytes = s->queued;
	}
	picture_fast(queued, gop, s->x, &t->scratch);
	picture_fast(t->outside, gop, s->y, &t->scratch);
	clear_of_stalls(t, 0, 0);
	if (!correlate(t, PICTURE_FAST))
		return;
	q.z_needed = PICTURE_FAST_Z;
	q.guard = FAST_GUARD;
	judge_band(t, &q, FAST_GUARD, &t->out->fast);
}

static void test_slow(struct testing *t)
{
	struct same_picture_space *s = t->s;
	double width = t->first + t->second;
	struct lag_question q = t->question;

	if ((double)t->local.n < SLOW_SUMS * width)
		return;
	clear_of_stalls(t, (size_t)ceil(width), 0);
	picture_slow(t->local, t->first, t->second, HIGH_PASS * width, s->x_there, s->x,
		     &t->scratch);
	picture_slow(t->outside, t->first, t->second, HIGH_PASS * width, s->y_there, s->y,
		     &t->scratch);
	if (!correlate(t, PICTURE_SLOW))
		return;
	q.z_needed = PICTURE_SLOW_Z;
	q.from = -(int)t->second;
	q.guard = (int)(2 * width);
	q.echoes = 0;
	q.comb = q.other_comb = 0; /* the sums have taken the rhythms out */
	judge_band(t, &q, (int)ceil(fmax(t->first, t->second)), &t->out->slow);
}

/* What lies between key frames against the key frames: a rate control that holds the sum moves
 * bytes from the one to the other. */
static void test_share(struct testing *t)
{
	struct same_picture_space *s = t->s;
	double width = fmax(t->first, t->second), wide = SHARE_HIGH_PASS * width;

	if ((double)t->local.n < SLOW_SUMS * width)
		return;
	clear_of_stalls(t, (size_t)ceil(width), (size_t)ceil(width) + 1);
	picture_share(t->local, t->first, width, wide, s->x_there, s->x, &t->scratch);
	picture_share(t->outside, t->second, width, wide, s->y_there, s->y, &t->scratch);
	(void)correlate(t, PICTURE_SHARE);
}

static void test_level(struct testing *t, enum picture_band_name band, double width, double wide)
{
	struct same_picture_space *s = t->s;

	picture_level(t->local, t->out->gop_local_bins, width, wide, s->x, &t->scratch);
	picture_level(t->outside, t->out->gop_outside_bins, width, wide, s->y, &t->scratch);
	clear_of_stalls(t, (size_t)width, (size_t)width);
	(void)correlate(t, band);
}

/* All bands at one lag. */
static void test_joint(struct testing *t)
{
	struct same_picture_space *s = t->s;
	struct picture_band *joint = &t->out->joint;
	struct lag_question q = t->question;
	struct lag_peak peak;

	q.z_needed = PICTURE_JOINT_Z;
	q.far_z = PICTURE_JOINT_FAR_Z;
	q.guard = (int)(2 * (t->first + t->second));
	lag_join_end(&s->join);
	if (s->join.n < 2 || !lag_find(s->lags, &s->join.whole, &q, &peak))
		return;
	put_peak(t, &peak, joint);
	halves(&s->join.halves[0], &s->join.halves[1], &q, (int)ceil(fmax(t->first, t->second)),
	       joint);
	unsigned rise = 0;
	for (int band = 0; band < PICTURE_BANDS; band++) {
		if (t->place[band] > 0)
			t->out->z_joined[band] =
				s->join.z[t->place[band] - 1][peak.lag + s->join.whole.reach];
		rise += t->out->z_joined[band] >= PICTURE_RISE_Z;
	}
	joint->matches =
		joint->z >= joint->z_needed && joint->halves_agree && rise >= PICTURE_RISE_BANDS;
}

/* What is the same for all bands: the rhythms, and which lags are looked at. */
static void ask(struct testing *t)
{
	struct same_picture *p = t->out;

	p->gop_local_bins = picture_period(t->local, GOP_MOST, &t->scratch);
	p->gop_outside_bins = picture_period(t->outside, GOP_MOST, &t->scratch);
	t->first = p->gop_local_bins > 0 ? p->gop_local_bins : GOP_FALLBACK;
	t->second = p->gop_outside_bins > 0 ? p->gop_outside_bins : GOP_FALLBACK;
	t->question = (struct lag_question){.from = -PICTURE_LEAD_MOST,
					    .to = PICTURE_LAG_MOST,
					    .near_to = PICTURE_LAG_NEAR,
					    .far_z = PICTURE_FAR_Z,
					    .level_to = PICTURE_LAG_LEVEL,
					    .level_z = PICTURE_LEVEL_Z,
					    .echoes = FAST_ECHOES,
					    .comb = p->gop_local_bins,
					    .other_comb = p->gop_outside_bins};
	t->s->join.n = 0;
}

const struct picture_band *same_picture_strongest(const struct same_picture *p)
{
	const struct picture_band *bands[] = {&p->fast, &p->slow, &p->joint}, *best = &p->fast;

	for (int i = 1; i < 3; i++)
		if (bands[i]->matches > best->matches ||
		    (bands[i]->matches == best->matches && bands[i]->z > best->z))
			best = bands[i];
	return best;
}

/* Bytes that left for each that the camera sent, over the time that the lag makes theirs. */
static double byte_ratio(const struct testing *t, int lag)
{
	size_t n = t->local.n, from = lag < 0 ? (size_t)-lag : 0,
	       to = lag > 0 ? n - (size_t)lag : n;
	double local = 0, outside = 0;

	for (size_t i = from; i < to; i++) {
		size_t j = (size_t)((ptrdiff_t)i + lag);
		if ((t->local.there && !t->local.there[i]) ||
		    (t->outside.there && !t->outside.there[j]))
			continue;
		local += t->local.bytes[i];
		outside += t->outside.bytes[j];
	}
	return local > 0 ? outside / local : 0;
}

static enum same_picture_verdict decide(const struct same_picture *p)
{
	if (!p->fast.matches && !p->slow.matches && !p->joint.matches)
		return SAME_PICTURE_NOT_SHOWN;
	if (p->fast.matches && p->frames_r >= PICTURE_SAME_R &&
	    p->byte_ratio >= PICTURE_RATIO_LEAST && p->byte_ratio <= PICTURE_RATIO_MOST)
		return SAME_PICTURE_STREAM;
	return SAME_PICTURE_SCENE;
}

void same_picture_test(struct same_picture_space *s, const struct byte_series *local,
		       const struct byte_series *outside, uint64_t back_bytes,
		       struct same_picture *ret)
{
	struct testing t = {.s = s, .out = ret};

	*ret = (struct same_picture){.verdict = SAME_PICTURE_NOT_TESTED};
	if (!gate(outside, back_bytes))
		return;
	align(&t, local, outside);
	if (ret->window_bins < PICTURE_BINS_LEAST) {
		ret->verdict = SAME_PICTURE_TOO_SHORT;
		return;
	}
	t.scratch = (struct picture_scratch){s->a, s->b, s->ranks, s->other, s->lags, &s->sums};
	leave_out_stalls(&t);
	ask(&t);
	test_fast(&t);
	test_slow(&t);
	test_share(&t);
	test_level(&t, PICTURE_LEVEL_SHORT, LEVEL_LEAST, LEVEL_MIDDLE);
	test_level(&t, PICTURE_LEVEL_LONG, LEVEL_MIDDLE, LEVEL_MOST);
	test_joint(&t);
	ret->byte_ratio = byte_ratio(&t, same_picture_strongest(ret)->lag_bins);
	ret->verdict = decide(ret);
}

static double strength(const struct same_picture *p)
{
	return same_picture_strongest(p)->z;
}

/* Of two streams of which one is found again frame by frame, the other is no tie. */
static bool is_tied(const struct same_picture *p, const struct same_picture *best)
{
	if (p->verdict != best->verdict)
		return false;
	bool fast = best->fast.matches && p->fast.matches;
	double z = fast ? p->fast.z : strength(p), most = fast ? best->fast.z : strength(best);

	return most - z < PICTURE_TIE_Z;
}

struct same_picture_choice same_picture_compare(struct same_picture_space *s,
						const struct byte_series *locals, size_t n,
						const struct byte_series *outside,
						uint64_t back_bytes, struct same_picture *ret_tests,
						bool *ret_tied)
{
	struct same_picture_choice c = {.best = SIZE_MAX};

	for (size_t i = 0; i < n; i++) {
		struct same_picture *p = &ret_tests[i];
		same_picture_test(s, &locals[i], outside, back_bytes, p);
		if (p->verdict < SAME_PICTURE_SCENE)
			continue;
		if (c.best == SIZE_MAX || p->verdict > ret_tests[c.best].verdict ||
		    (p->verdict == ret_tests[c.best].verdict &&
		     strength(p) > strength(&ret_tests[c.best])))
			c.best = i;
	}
	for (size_t i = 0; i < n; i++) {
		ret_tied[i] = c.best != SIZE_MAX && ret_tests[i].verdict >= SAME_PICTURE_SCENE &&
			      is_tied(&ret_tests[i], &ret_tests[c.best]);
		c.n_tied += ret_tied[i];
	}
	return c;
}
