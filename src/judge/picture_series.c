/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/picture_series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

enum {
	PERIOD_LEAST =
		8, /* bins: key frames come seldom more often, unevenly filled bins repeat so */
	PERIOD_TREND = 25, /* bins to either side whose mean is no part of the rhythm */
	PERIOD_TEETH = 8,  /* periods away that a fractional period is read off */
};
#define PERIOD_CLEAR 0.15  /* correlation with itself that counts as a rhythm */
#define PERIOD_AS_GOOD 0.8 /* of the strongest: the shortest such period is the rhythm itself ... */
#define PERIOD_UNLIKE \
	1.25 /* ... when it leaves little more unexplained: frames that fall into bins
			    * unevenly repeat sooner than key frames do */
#define PERIOD_AS_CLEAR 0.92
#define FAST_FLOOR 200.0 /* bytes: an empty bin and one of a few bytes are alike */
#define SLOW_FLOOR 1000.0
#define SHARE_FLOOR 200.0
#define LEVEL_FLOOR 200.0
#define WITHOUT_PERIOD 0.7 /* of the value before */

static bool is_there(const uint8_t *there, size_t i)
{
	return !there || there[i];
}

static size_t count_there(const uint8_t *there, size_t n)
{
	size_t count = 0;

	if (!there)
		return n;
	for (size_t i = 0; i < n; i++)
		count += there[i] != 0;
	return count;
}

static void centre(double *value, const uint8_t *there, size_t n)
{
	size_t count = count_there(there, n);
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += is_there(there, i) ? value[i] : 0;
	for (size_t i = 0; i < n; i++)
		value[i] = is_there(there, i) ? value[i] - sum / (double)count : 0;
}

/* Takes away the mean of what stands up to half before and less than half after, over those values that
 * are clear; NULL: all are. before and count: n + 1, the second only where not all are clear. */
static void less_mean_around(double *value, const uint8_t *clear, size_t n, size_t half,
			     double *before, double *count)
{
	before[0] = 0;
	for (size_t i = 0; i < n; i++)
		before[i + 1] = before[i] + (is_there(clear, i) ? value[i] : 0);
	if (clear) {
		count[0] = 0;
		for (size_t i = 0; i < n; i++)
			count[i + 1] = count[i] + (clear[i] != 0);
	}
	for (size_t i = 0; i < n; i++) {
		size_t from = i > half ? i - half : 0, to = i + half < n ? i + half : n;
		double all = clear ? count[to] - count[from] : (double)(to - from);
		value[i] -= all > 0 ? (before[to] - before[from]) / all : value[i];
	}
}

static double self_likeness(const struct lag_sums *c, int lag)
{
	double none = c->sum[c->reach] / fmax(1, c->pairs[c->reach]);
	double pairs = c->pairs[lag + c->reach];

	return none > 0 && pairs >= 1 ? c->sum[lag + c->reach] / pairs / none : 0;
}

/* A period need not be whole bins: the peak near a multiple of it tells it more finely. */
static double refine(const struct lag_sums *c, int period)
{
	double fine = period;

	for (int k = 2; k <= PERIOD_TEETH; k *= 2) {
		int middle = (int)lround(fine * k), best = middle;
		if (middle + k / 2 + 1 > c->reach)
			break;
		for (int lag = middle - k / 2; lag <= middle + k / 2; lag++)
			if (self_likeness(c, lag) > self_likeness(c, best))
				best = lag;
		if (self_likeness(c, best) < PERIOD_CLEAR)
			break;
		fine = (double)best / k;
	}
	return fine;
}

/* How far a lag stands out from those two bins away: slow change and frames that fall into every
 * other bin unevenly lift all three. */
static double stands_out(const struct lag_sums *c, int lag)
{
	return self_likeness(c, lag) - (self_likeness(c, lag - 2) + self_likeness(c, lag + 2)) / 2;
}

/* The part of a period that is a period itself and as clear, or the period. */
static int fundamental(const struct lag_sums *c, int period)
{
	for (int parts = 4; parts >= 2; parts--) {
		int middle = (int)lround((double)period / parts);
		for (int lag = middle - 1; lag <= middle + 1; lag++)
			if (lag >= PERIOD_LEAST &&
			    stands_out(c, lag) >= PERIOD_AS_CLEAR * stands_out(c, period))
				return lag;
	}
	return period;
}

double picture_period(struct picture_series s, double most, struct picture_scratch *w)
{
	struct lag_series x = {w->a, s.there};
	int reach = s.n / 2 < LAG_NULL_MOST ? (int)(s.n / 2) : LAG_NULL_MOST;
	int to = (int)fmin(most, (double)s.n / 3), best = 0;
	double highest = 0;

	for (size_t i = 0; i < s.n; i++)
		w->a[i] = log(FAST_FLOOR + s.bytes[i]);
	less_mean_around(w->a, NULL, s.n, PERIOD_TREND, w->b, NULL);
	centre(w->a, s.there, s.n);
	lag_correlate(w->lags, x, x, s.n, reach, w->sums);
	for (int lag = PERIOD_LEAST; lag < to && lag < reach; lag++) {
		double v = self_likeness(w->sums, lag);
		if (v < self_likeness(w->sums, lag - 1) || v < self_likeness(w->sums, lag + 1))
			continue;
		if (v > highest)
			highest = v;
	}
	if (highest <= PERIOD_CLEAR)
		return 0;
	double unlike = PERIOD_UNLIKE * (1 - highest);
	for (int lag = PERIOD_LEAST; lag < to && lag < reach && best == 0; lag++) {
		double v = self_likeness(w->sums, lag);
		if (v >= self_likeness(w->sums, lag - 1) && v >= self_likeness(w->sums, lag + 1) &&
		    v > PERIOD_CLEAR && v >= PERIOD_AS_GOOD * highest && 1 - v <= unlike)
			best = lag;
	}
	return best ? refine(w->sums, fundamental(w->sums, best)) : 0;
}

void picture_queue(struct picture_series s, double rate, double *ret)
{
	double waits = 0;

	for (size_t i = 0; i < s.n; i++) {
		waits += s.bytes[i];
		ret[i] = fmin(waits, rate);
		waits -= ret[i];
	}
}

/* The bits of a number in an order that is the numbers' own. */
static uint64_t sortable(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits >> 63 ? ~bits : bits | 1ULL << 63;
}

/* By byte, the lowest first: twice as fast as comparing. An even number of turns ends where it began. */
static void sort(struct rank *ranks, struct rank *other, size_t n)
{
	for (unsigned turn = 0; turn < 8; turn++) {
		size_t begin[257] = {0};
		for (size_t i = 0; i < n; i++)
			begin[(sortable(ranks[i].value) >> 8 * turn & 255) + 1]++;
		for (size_t k = 1; k < 257; k++)
			begin[k] += begin[k - 1];
		for (size_t i = 0; i < n; i++)
			other[begin[sortable(ranks[i].value) >> 8 * turn & 255]++] = ranks[i];
		struct rank *held = ranks;
		ranks = other;
		other = held;
	}
}

static size_t rank_all(const double *value, const uint8_t *there, size_t n, struct rank *ranks,
		       struct rank *other)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		if (is_there(there, i))
			ranks[count++] = (struct rank){value[i], (uint32_t)i};
	sort(ranks, other, count);
	return count;
}

double picture_quantile(struct picture_series s, double share, struct picture_scratch *w)
{
	size_t count = 0;

	for (size_t i = 0; i < s.n; i++)
		if (is_there(s.there, i))
			w->a[count++] = s.bytes[i];
	return count ? lag_select(w->a, count, (size_t)(share * (double)(count - 1))) : 0;
}

void picture_fast(struct picture_series s, double period, double *ret, struct picture_scratch *w)
{
	double *u = w->a;
	ptrdiff_t n = (ptrdiff_t)s.n, away[5];

	for (ptrdiff_t i = 0; i < n; i++)
		u[i] = log(FAST_FLOOR + s.bytes[i]);
	for (int k = -2; k <= 2; k++)
		away[k + 2] = lround(k * period);
	for (ptrdiff_t i = 0; i < n; i++) {
		double sum = 0;
		int count = 0;
		for (int k = -2; k <= 2 && period > 0; k++) {
			ptrdiff_t j = i + away[k + 2];
			if (k == 0 || j < 0 || j >= n || !is_there(s.there, (size_t)j))
				continue;
			sum += u[j];
			count++;
		}
		if (period > 0)
			ret[i] = count ? u[i] - sum / count : 0;
		else
			ret[i] = u[i] - WITHOUT_PERIOD * u[i ? i - 1 : 0];
	}
}

/* Trailing sums of fractional width, scaled up where less was there. */
static void sums_over(const double *x, const uint8_t *there, size_t n, double width, double *ret,
		      double *before)
{
	double *have = before; /* used twice: first sums of x, then of what is there */

	have[0] = 0;
	for (size_t i = 0; i < n; i++)
		have[i + 1] = have[i] + (is_there(there, i) ? x[i] : 0);
	for (size_t i = 0; i < n; i++) {
		double from = fmax(0, (double)(i + 1) - width);
		size_t k = (size_t)from;
		double part = from - (double)k;
		ret[i] = have[i + 1] - have[k] - part * (have[k + 1] - have[k]);
	}
	for (size_t i = 0; i < n; i++)
		have[i + 1] = have[i] + is_there(there, i);
	for (size_t i = 0; i < n; i++) {
		double from = fmax(0, (double)(i + 1) - width);
		size_t k = (size_t)from;
		double part = from - (double)k;
		double seen = have[i + 1] - have[k] - part * (have[k + 1] - have[k]);
		ret[i] = seen > 0 ? ret[i] * width / seen : 0;
	}
}

void picture_slow(struct picture_series s, double first, double second, double wide,
		  const uint8_t *clear, double *ret, struct picture_scratch *w)
{
	size_t n = s.n;

	sums_over(s.bytes, s.there, n, first, ret, w->b);
	if (second > 0) {
		memcpy(w->a, ret, n * sizeof(*ret));
		sums_over(w->a, NULL, n, second, ret, w->b);
	}
	for (size_t i = 0; i < n; i++)
		ret[i] = log(SLOW_FLOOR + ret[i]);
	less_mean_around(ret, clear, n, (size_t)(wide / 2), w->b, w->a);
}

/* Values of a sliding window, in order. */
struct window {
	size_t n;
	double sorted[PICTURE_WINDOW_MOST + 2];
};

static size_t window_place(const struct window *w, double value)
{
	size_t from = 0, to = w->n;

	while (from < to) {
		size_t middle = (from + to) / 2;
		if (w->sorted[middle] < value)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static void window_put(struct window *w, double value)
{
	size_t at = window_place(w, value);

	memmove(w->sorted + at + 1, w->sorted + at, (w->n - at) * sizeof(*w->sorted));
	w->sorted[at] = value;
	w->n++;
}

static void window_drop(struct window *w, double value)
{
	size_t at = window_place(w, value);

	w->n--;
	memmove(w->sorted + at, w->sorted + at + 1, (w->n - at) * sizeof(*w->sorted));
}

/* Mean over half to either side. */
static void mean_around(double *value, size_t n, size_t half, double *before)
{
	before[0] = 0;
	for (size_t i = 0; i < n; i++)
		before[i + 1] = before[i] + value[i];
	for (size_t i = 0; i < n; i++) {
		size_t from = i > half ? i - half : 0, to = i + half + 1 < n ? i + half + 1 : n;
		value[i] = (before[to] - before[from]) / (double)(to - from);
	}
}

/* The middle two of four, halved. */
static double middle(double *v, int n)
{
	double least = v[0], most = v[0], sum = 0;

	for (int i = 0; i < n; i++) {
		least = fmin(least, v[i]);
		most = fmax(most, v[i]);
		sum += v[i];
	}
	return n > 2 ? (sum - least - most) / (n - 2) : sum / n;
}

void picture_level(struct picture_series s, double period, double width, double wide, double *ret,
		   struct picture_scratch *w)
{
	double *u = w->a, beside[4];
	ptrdiff_t n = (ptrdiff_t)s.n;
	double last = log(LEVEL_FLOOR);

	for (ptrdiff_t i = 0; i < n; i++)
		u[i] = last = is_there(s.there, (size_t)i) ? log(LEVEL_FLOOR + s.bytes[i]) : last;
	for (ptrdiff_t i = 0; i < n; i++) {
		int count = 0;
		for (int k = -2; k <= 2 && period > 0; k++) {
			ptrdiff_t j = i + lround(k * period);
			if (k != 0 && j >= 0 && j < n)
				beside[count++] = u[j];
		}
		ret[i] = count > 0 ? middle(beside, count) : 0;
	}
	if (period > 0) {
		for (ptrdiff_t i = 0; i < n; i++)
			u[i] -= ret[i];
		mean_around(ret, s.n, (size_t)(period / 2), w->b);
		for (ptrdiff_t i = 0; i < n; i++)
			ret[i] += u[i];
	} else {
		memcpy(ret, u, s.n * sizeof(*ret));
	}
	memcpy(u, ret, s.n * sizeof(*u));
	mean_around(ret, s.n, (size_t)(width / 2), w->b);
	mean_around(ret, s.n, (size_t)(width / 2), w->b);
	mean_around(u, s.n, (size_t)(wide / 2), w->b);
	mean_around(u, s.n, (size_t)(wide / 2), w->b);
	for (ptrdiff_t i = 0; i < n; i++)
		ret[i] -= u[i];
}

void picture_share(struct picture_series s, double period, double width, double wide,
		   const uint8_t *clear, double *ret, struct picture_scratch *w)
{
	size_t reach = (size_t)lround(period), ahead = (reach - 1) / 2, n = s.n;
	struct window window = {0};
	double last = 0, *pair = w->a;

	must(reach > 0 && reach < PICTURE_WINDOW_MOST);
	for (size_t i = 0; i < n; i++)
		pair[i] = s.bytes[i] + (i + 1 < n ? s.bytes[i + 1] : s.bytes[i]);
	for (size_t i = 0; i < n + ahead; i++) {
		if (i < n && is_there(s.there, i))
			window_put(&window, pair[i]);
		if (i >= reach && is_there(s.there, i - reach))
			window_drop(&window, pair[i - reach]);
		if (i < ahead)
			continue;
		if (window.n > 0)
			last = log((SHARE_FLOOR + window.sorted[window.n / 2]) /
				   (SHARE_FLOOR + window.sorted[window.n - 1]));
		ret[i - ahead] = last;
	}
	mean_around(ret, n, (size_t)(width / 2), w->b);
	less_mean_around(ret, clear, n, (size_t)(wide / 2), w->b, w->a);
}

double picture_spread(const double *value, const uint8_t *there, size_t n,
		      struct picture_scratch *w)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		if (is_there(there, i))
			w->a[count++] = value[i];
	if (count == 0)
		return 0;
	double low = lag_select(w->a, count, count / 4);
	return lag_select(w->a, count, count * 3 / 4) - low;
}

/* Inverse of the normal distribution; Acklam's rational approximation, relative error 1e-9. */
static double normal_score(double p)
{
	static const double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,
				   -2.759285104469687e+02, 1.383577518672690e+02,
				   -3.066479806614716e+01, 2.506628277459239e+00};
	static const double b[] = {-5.447609879822406e+01, 1.615858368580409e+02,
				   -1.556989798598866e+02, 6.680131188771972e+01,
				   -1.328068155288572e+01, 1};
	static const double c[] = {-7.784894002430293e-03, -3.223964580411365e-01,
				   -2.400758277161838e+00, -2.549732539343734e+00,
				   4.374664141464968e+00,  2.938163982698783e+00};
	static const double d[] = {7.784695709041462e-03, 3.224671290700398e-01,
				   2.445134137142996e+00, 3.754408661907416e+00, 1};
	double tail = p < 0.5 ? p : 1 - p, over = 0, under = 0;

	if (tail < 0.02425) {
		double q = sqrt(-2 * log(tail));
		for (int i = 0; i < 6; i++)
			over = over * q + c[i];
		for (int i = 0; i < 5; i++)
			under = under * q + d[i];
		return p < 0.5 ? over / under : -over / under;
	}
	double q = p - 0.5, r = q * q;
	for (int i = 0; i < 6; i++) {
		over = over * r + a[i];
		under = under * r + b[i];
	}
	return q * over / under;
}

bool picture_scores(double *value, const uint8_t *there, size_t n, size_t least,
		    struct picture_scratch *w)
{
	size_t count = rank_all(value, there, n, w->ranks, w->other), commonest = 0;
	double squares = 0;

	for (size_t i = 0; i < n; i++)
		value[i] = 0;
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from; to < count && w->ranks[to].value <= w->ranks[from].value; to++)
			;
		commonest = to - from > commonest ? to - from : commonest;
		double score = normal_score(((double)from + (double)to) / 2 / (double)count);
		for (size_t i = from; i < to; i++)
			value[w->ranks[i].at] = score;
		squares += score * score * (double)(to - from);
	}
	if (count - commonest < least || squares <= 0) {
		memset(value, 0, n * sizeof(*value));
		return false;
	}
	centre(value, there, n);
	squares = 0;
	for (size_t i = 0; i < n; i++)
		squares += value[i] * value[i];
	for (size_t i = 0; i < n; i++)
		value[i] /= sqrt(squares / (double)count);
	return true;
}
