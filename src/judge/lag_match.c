/* SPDX-License-Identifier: Apache-2.0
 *
 * Both series go through one complex transform (x real, y imaginary), which the symmetry of real
 * series takes apart again. The null is empirical: median and spread of the correlation at other
 * lags, the spread the greater one of standard deviation and scaled median deviation. A rhythm that
 * both series share lifts every lag that differs by whole periods alike; the comb null looks at
 * those alone, and the worse of the two counts.
 */
#include "judge/lag_match.h"

#include <math.h>
#include <stdlib.h>

#include "base/err.h"

enum {
	COMB_LEAST = 4,  /* bins: of a shorter rhythm the comb would be all lags */
	ECHO_GUARD = 2,  /* bins beside an echo */
	NULL_LEAST = 12, /* lags that can tell a spread */
	CANDIDATES = 3,  /* peaks of each range of lags that are judged */
	N_EFF_LEAST = 8,
};
#define MAD_TO_SD 1.4826
#define JOIN_Z_MOST 8.0 /* counts of a pair: no one alone carries the sum */
#define R_MOST 0.9995   /* atanh grows without end */

struct lag_space {
	double re[LAG_POINTS_MOST], im[LAG_POINTS_MOST];
	double cosine[LAG_POINTS_MOST / 2], sine[LAG_POINTS_MOST / 2];
	double null[2 * LAG_NULL_MOST + 1];
};

struct lag_space *lag_space_new(void)
{
	struct lag_space *s = mem_new(1, sizeof(*s));

	for (int i = 0; i < LAG_POINTS_MOST / 2; i++) {
		s->cosine[i] = cos(2 * M_PI * i / LAG_POINTS_MOST);
		s->sine[i] = -sin(2 * M_PI * i / LAG_POINTS_MOST);
	}
	return s;
}

void lag_space_free(struct lag_space *s)
{
	free(s);
}

static void swap_bits(struct lag_space *s, size_t points)
{
	for (size_t i = 1, j = 0; i < points; i++) {
		size_t bit = points >> 1;
		for (; j & bit; bit >>= 1)
			j ^= bit;
		j ^= bit;
		if (i >= j)
			continue;
		double re = s->re[i], im = s->im[i];
		s->re[i] = s->re[j];
		s->im[i] = s->im[j];
		s->re[j] = re;
		s->im[j] = im;
	}
}

/* In place, points a power of two. */
static void transform(struct lag_space *s, size_t points)
{
	swap_bits(s, points);
	for (size_t half = 1; half < points; half *= 2) {
		size_t step = LAG_POINTS_MOST / (2 * half);
		for (size_t block = 0; block < points; block += 2 * half) {
			double *re = s->re + block, *im = s->im + block;
			for (size_t k = 0; k < half; k++) {
				double c = s->cosine[k * step], w = s->sine[k * step];
				double a = re[k + half] * c - im[k + half] * w;
				double b = re[k + half] * w + im[k + half] * c;
				re[k + half] = re[k] - a;
				im[k + half] = im[k] - b;
				re[k] += a;
				im[k] += b;
			}
		}
	}
}

/* From the transform Z of x + iy to conj(X) Y, ready for the way back. */
static void cross(struct lag_space *s, size_t points)
{
	for (size_t k = 0; k <= points / 2; k++) {
		size_t m = (points - k) & (points - 1);
		double xr = (s->re[k] + s->re[m]) / 2, xi = (s->im[k] - s->im[m]) / 2;
		double yr = (s->im[k] + s->im[m]) / 2, yi = (s->re[m] - s->re[k]) / 2;
		double cr = xr * yr + xi * yi, ci = xr * yi - xi * yr;
		/* the way back is the same transform of the conjugate */
		s->re[k] = s->re[m] = cr;
		s->im[k] = -ci;
		s->im[m] = ci;
	}
}

static void products(struct lag_space *s, size_t points, int reach, double *ret)
{
	transform(s, points);
	cross(s, points);
	transform(s, points);
	for (int lag = -reach; lag <= reach; lag++)
		ret[lag + reach] =
			s->re[(size_t)(lag + (int)points) & (points - 1)] / (double)points;
}

void lag_correlate(struct lag_space *s, struct lag_series x, struct lag_series y, size_t n,
		   int reach, struct lag_sums *ret)
{
	size_t points = 1;

	must(reach >= 0 && reach <= LAG_NULL_MOST && n + (size_t)reach <= LAG_POINTS_MOST);
	while (points < n + (size_t)reach)
		points *= 2;
	ret->reach = reach;
	for (size_t i = 0; i < points; i++) {
		s->re[i] = i < n ? x.value[i] : 0;
		s->im[i] = i < n ? y.value[i] : 0;
	}
	products(s, points, reach, ret->sum);
	for (int lag = -reach; lag <= reach; lag++)
		ret->pairs[lag + reach] = fmax(0, (double)n - abs(lag));
	if (!x.there && !y.there)
		return;
	for (size_t i = 0; i < points; i++) {
		s->re[i] = i < n && (!x.there || x.there[i]);
		s->im[i] = i < n && (!y.there || y.there[i]);
	}
	products(s, points, reach, ret->pairs);
	for (int i = 0; i <= 2 * reach; i++)
		ret->pairs[i] = round(ret->pairs[i]);
}

/* In units of the spread that white series would have. */
static double height(const struct lag_sums *c, int lag)
{
	double pairs = c->pairs[lag + c->reach];

	return pairs >= 1 ? c->sum[lag + c->reach] / sqrt(pairs) : 0;
}

double lag_r(const struct lag_sums *sums, int lag)
{
	double pairs = abs(lag) <= sums->reach ? sums->pairs[lag + sums->reach] : 0;

	return pairs >= 1 ? sums->sum[lag + sums->reach] / pairs : 0;
}

/* Hoare's selection. The values are few: that its worst case is quadratic does no harm. */
double lag_select(double *v, size_t n, size_t k)
{
	ptrdiff_t from = 0, to = (ptrdiff_t)n - 1, want = (ptrdiff_t)k;

	while (from < to) {
		double pivot = v[from + (to - from) / 2];
		ptrdiff_t i = from, j = to;
		while (i <= j) {
			while (v[i] < pivot)
				i++;
			while (v[j] > pivot)
				j--;
			if (i > j)
				break;
			double held = v[i];
			v[i++] = v[j];
			v[j--] = held;
		}
		if (want <= j)
			to = j;
		else if (want >= i)
			from = i;
		else
			break;
	}
	return v[want];
}

/* z of a lag against the n heights in s->null; 0 when they can tell nothing. */
static double against_null(struct lag_space *s, size_t n, double peak, double pairs,
			   struct lag_peak *ret)
{
	double *v = s->null, sum = 0;

	if (n < NULL_LEAST || pairs < 1)
		return 0;
	double median = lag_select(v, n, n / 2);
	for (size_t i = 0; i < n; i++) {
		v[i] = fabs(v[i] - median);
		sum += v[i] * v[i];
	}
	/* a spread under that of white series is luck */
	double spread = fmax(1, fmax(MAD_TO_SD * lag_select(v, n, n / 2), sqrt(sum / (double)n)));
	ret->n_eff = pairs / (spread * spread);
	ret->r = fmin(fmax((peak - median) / sqrt(pairs), -R_MOST), R_MOST);
	return ret->n_eff < N_EFF_LEAST ? 0 : atanh(ret->r) * sqrt(ret->n_eff - 3);
}

static bool is_echo(const struct lag_question *q, int apart)
{
	if (abs(apart) <= q->guard)
		return true;
	if (q->comb < COMB_LEAST)
		return false;
	double periods = round(apart / q->comb);
	return fabs(periods) <= q->echoes && fabs(apart - periods * q->comb) <= ECHO_GUARD;
}

static size_t null_of_all(struct lag_space *s, const struct lag_sums *c, int lag,
			  const struct lag_question *q)
{
	size_t n = 0;

	for (int other = -c->reach; other <= c->reach; other++)
		if (!is_echo(q, other - lag))
			s->null[n++] = height(c, other);
	return n;
}

/* Whole periods away, and a bin to either side. */
static size_t null_of_comb(struct lag_space *s, const struct lag_sums *c, int lag, double comb,
			   const struct lag_question *q)
{
	int teeth = (int)(2 * c->reach / comb) + 1;
	size_t n = 0;

	for (int k = -teeth; k <= teeth; k++) {
		int tooth = lag + (int)lround(k * comb);
		if (is_echo(q, tooth - lag))
			continue;
		for (int other = tooth - 1; other <= tooth + 1; other++)
			if (abs(other) <= c->reach)
				s->null[n++] = height(c, other);
	}
	return n;
}

struct lag_peak lag_judge(struct lag_space *s, const struct lag_sums *sums,
			  const struct lag_question *q, int lag)
{
	struct lag_peak worst = {.lag = lag};
	const double combs[] = {q->comb, q->other_comb};
	double peak = height(sums, lag), pairs = sums->pairs[lag + sums->reach];

	worst.z_needed = q->z_needed + (lag > q->near_to ? q->far_z : 0) +
			 (lag <= q->level_to ? q->level_z : 0);
	worst.z = against_null(s, null_of_all(s, sums, lag, q), peak, pairs, &worst);
	for (int i = 0; i < 2; i++) {
		struct lag_peak comb = worst;
		if (combs[i] < COMB_LEAST || (i == 1 && fabs(combs[1] - combs[0]) < 0.5))
			continue;
		size_t n = null_of_comb(s, sums, lag, combs[i], q);
		if (n < NULL_LEAST)
			continue;
		comb.z = against_null(s, n, peak, pairs, &comb);
		if (comb.z < worst.z)
			worst = comb;
	}
	return worst;
}

int lag_greatest(const struct lag_sums *sums, int from, int to)
{
	int best = from;

	for (int lag = from; lag <= to; lag++)
		if (height(sums, lag) > height(sums, best))
			best = lag;
	return best;
}

/* The candidates are the highest local peaks; equal heights: the smaller lag. */
static void find_in(struct lag_space *s, const struct lag_sums *c, const struct lag_question *q,
		    int from, int to, struct lag_peak *best, bool *found)
{
	double below = INFINITY;
	int before = from - 1;

	for (int turn = 0; turn < CANDIDATES; turn++) {
		int at = from - 1;
		for (int lag = from; lag <= to; lag++) {
			double h = height(c, lag);
			if (h > below || (h == below && lag <= before))
				continue;
			if ((lag > -c->reach && height(c, lag - 1) > h) ||
			    (lag < c->reach && height(c, lag + 1) > h))
				continue;
			if (at < from || h > height(c, at))
				at = lag;
		}
		if (at < from)
			return;
		struct lag_peak p = lag_judge(s, c, q, at);
		if (p.n_eff > 0 && (!*found || p.z - p.z_needed > best->z - best->z_needed)) {
			*best = p;
			*found = true;
		}
		below = height(c, at);
		before = at;
	}
}

bool lag_find(struct lag_space *s, const struct lag_sums *sums, const struct lag_question *q,
	      struct lag_peak *ret)
{
	int from = q->from < -sums->reach ? -sums->reach : q->from;
	int to = q->to > sums->reach ? sums->reach : q->to;
	int split = q->near_to < to ? q->near_to : to;
	bool found = false;

	find_in(s, sums, q, from, split, ret, &found);
	find_in(s, sums, q, split + 1, to, ret, &found);
	return found;
}

void lag_other_half(const struct lag_sums *whole, const struct lag_sums *first_half,
		    struct lag_sums *ret)
{
	ret->reach = whole->reach;
	for (int i = 0; i <= 2 * whole->reach; i++) {
		ret->sum[i] = whole->sum[i] - first_half->sum[i];
		ret->pairs[i] = first_half->pairs[i];
	}
}

/* Median of the heights at all lags, and their spread by the median deviation: the few lags of a
 * true peak do not move either. */
static double level(struct lag_space *s, const struct lag_sums *c, double *ret_spread)
{
	size_t n = 2 * (size_t)c->reach + 1;

	for (int lag = -c->reach; lag <= c->reach; lag++)
		s->null[lag + c->reach] = height(c, lag);
	double median = lag_select(s->null, n, n / 2);
	for (size_t i = 0; i < n; i++)
		s->null[i] = fabs(s->null[i] - median);
	*ret_spread = fmax(1, MAD_TO_SD * lag_select(s->null, n, n / 2));
	return median;
}

void lag_join_add(struct lag_space *s, struct lag_join *join, const struct lag_sums *whole,
		  const struct lag_sums *first_half)
{
	double spread, median = level(s, whole, &spread);
	struct lag_sums *into = &join->whole, *first = &join->halves[0], *second = &join->halves[1];

	must(join->n < LAG_JOIN_MOST);
	into->reach = first->reach = second->reach = whole->reach;
	for (int i = 0; i <= 2 * whole->reach; i++) {
		double root = sqrt(fmax(1, whole->pairs[i])), h = height(whole, i - whole->reach);
		double r = fmin(fmax((h - median) / root, -R_MOST), R_MOST);
		double n_eff = fmax(N_EFF_LEAST, whole->pairs[i] / (spread * spread));
		double z = atanh(r) * sqrt(n_eff - 3);
		double half = height(first_half, i - whole->reach);
		bool begin = join->n == 0;
		join->z[join->n][i] = z;
		z = fmin(fmax(z, -JOIN_Z_MOST), JOIN_Z_MOST);
		into->sum[i] = z + (begin ? 0 : into->sum[i]);
		first->sum[i] = half / spread + (begin ? 0 : first->sum[i]);
		second->sum[i] = (h - half) / spread + (begin ? 0 : second->sum[i]);
		into->pairs[i] = first->pairs[i] = second->pairs[i] = whole->pairs[i];
	}
	join->n++;
}

void lag_join_end(struct lag_join *join)
{
	struct lag_sums *all[] = {&join->whole, &join->halves[0], &join->halves[1]};

	for (int k = 0; k < 3; k++)
		for (int i = 0; i <= 2 * all[k]->reach; i++)
			all[k]->sum[i] *= sqrt(all[k]->pairs[i] / fmax(1, join->n));
}
