/* SPDX-License-Identifier: Apache-2.0
 *
 * Correlation of two series at every lag, and how far one lag stands out from the others. Knows
 * numbers only.
 */
#ifndef CAMTRAIL_JUDGE_LAG_MATCH_H
#define CAMTRAIL_JUDGE_LAG_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LAG_POINTS_MOST = 32768, /* of a transform */
	LAG_NULL_MOST = 1000,    /* lags to either side that tell what chance does */
	LAG_JOIN_MOST = 5,       /* pairs of series that are joined */
};

/* A series of mean 0 and variance 1 where it is there, 0 where it is not. */
struct lag_series {
	const double *value;
	const uint8_t *there; /* one byte a value; NULL: all are */
};

/* Sums of products at lags -reach..reach, and how many pairs each has. */
struct lag_sums {
	int reach;
	double sum[2 * LAG_NULL_MOST + 1];
	double pairs[2 * LAG_NULL_MOST + 1];
};

struct lag_space;
struct lag_space *lag_space_new(void);
void lag_space_free(struct lag_space *s);

/* y later than x by lag: sum over i of x[i] * y[i + lag]. n + reach must not pass
 * LAG_POINTS_MOST. Time n log n. */
void lag_correlate(struct lag_space *s, struct lag_series x, struct lag_series y, size_t n,
		   int reach, struct lag_sums *ret);

struct lag_question {
	int from, to; /* lags that are searched */
	int near_to;  /* lags above ask for far_z more */
	int level_to; /* lags up to this one ask for level_z more */
	double z_needed, far_z, level_z;
	int guard; /* lags beside the peak that are no part of the null */
	/* Periods of rhythms that both may share: lags that differ by whole periods are a null of
	 * their own. The second is the other series'. 0: none. */
	double comb, other_comb;
	int echoes; /* taking the rhythm out left echoes of a true peak up to so many periods
		       * away: no part of the null either */
};

struct lag_peak {
	int lag;
	double r, z, n_eff, z_needed;
};

/* The lag that stands out most from what it needs; false when no lag can be judged. */
bool lag_find(struct lag_space *s, const struct lag_sums *sums, const struct lag_question *q,
	      struct lag_peak *ret);
/* One lag, whatever stands beside it. z is 0 when the null can tell nothing. */
struct lag_peak lag_judge(struct lag_space *s, const struct lag_sums *sums,
			  const struct lag_question *q, int lag);
/* Plain correlation at a lag, 0 beyond the reach. */
double lag_r(const struct lag_sums *sums, int lag);
/* Where the correlation is greatest in from..to; no z. */
int lag_greatest(const struct lag_sums *sums, int from, int to);

/* Several pairs of series over one time, correlated each: the sum of their z at every lag by the root
 * of how many they are, in the form of sums, so that its peak is found and held against its other
 * lags like any. All of one n and reach. */
struct lag_join {
	unsigned n;
	struct lag_sums whole, halves[2];
	double z[LAG_JOIN_MOST][2 * LAG_NULL_MOST + 1]; /* of each pair, against all its lags */
};
/* first_half: the correlation of the first half of the one series with all of the other. */
void lag_join_add(struct lag_space *s, struct lag_join *join, const struct lag_sums *whole,
		  const struct lag_sums *first_half);
/* When all are added: only then are the sums what they are said to be. */
void lag_join_end(struct lag_join *join);
/* The second half's sums from the whole ones and the first half's. */
void lag_other_half(const struct lag_sums *whole, const struct lag_sums *first_half,
		    struct lag_sums *ret);

/* The k-th smallest of n values, which it puts in another order. */
double lag_select(double *values, size_t n, size_t k);

#endif
