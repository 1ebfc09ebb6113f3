/* SPDX-License-Identifier: Apache-2.0
 *
 * What is done to a series of bytes before two of them are compared: find its rhythm, take it out,
 * replace values by their rank. All functions are linear in n but for sorting, and write 0 where
 * nothing can be said.
 */
#ifndef CAMTRAIL_JUDGE_PICTURE_SERIES_H
#define CAMTRAIL_JUDGE_PICTURE_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "judge/lag_match.h"

enum { PICTURE_WINDOW_MOST = 160 };

/* Borrowed arrays of n. */
struct picture_series {
	size_t n;
	const double *bytes;  /* 0 where not there */
	const uint8_t *there; /* NULL: all are */
};

/* What the functions need besides: arrays of n + 1. */
struct picture_scratch {
	double *a, *b;
	struct rank {
		double value;
		uint32_t at;
	} * ranks, *other;
	struct lag_space *lags;
	struct lag_sums *sums;
};

/* Period of the strongest rhythm in bins, from half a second to `most`, or 0. Key frames make it in
 * a stream, pieces in an upload. */
double picture_period(struct picture_series s, double most, struct picture_scratch *w);

/* What a line that lets through rate bytes a bin makes of the series. */
void picture_queue(struct picture_series s, double rate, double *ret);
/* The share-th smallest of the values that are there; 0 when none is. */
double picture_quantile(struct picture_series s, double share, struct picture_scratch *w);

/* Fast band: logarithm, less the mean of what stands one and two periods away to either side.
 * Without a period: less a part of the value before. */
void picture_fast(struct picture_series s, double period, double *ret, struct picture_scratch *w);
/* Slow band: sums over `first` and again over `second` bins (of fractional width), logarithm, less
 * the mean over `wide` bins around, of those values that are clear. The sums end at the bin where they
 * stand. */
void picture_slow(struct picture_series s, double first, double second, double wide,
		  const uint8_t *clear, double *ret, struct picture_scratch *w);

/* Level band: logarithm, of which the value that is usual at this place of the period is taken away
 * (the middle of those one and two periods away) and its mean over a period given back, so that key
 * frames weigh no more than others; its mean over `width` twice, less that over `wide` twice. */
void picture_level(struct picture_series s, double period, double width, double wide, double *ret,
		   struct picture_scratch *w);

/* Share band: of the bins within `period` around each the middle one over the largest, logarithm: what
 * lies between key frames against the key frame. Its mean over `width`, less that over `wide` of
 * what is clear. period below PICTURE_WINDOW_MOST. */
void picture_share(struct picture_series s, double period, double width, double wide,
		   const uint8_t *clear, double *ret, struct picture_scratch *w);

/* Distance of the quarter's value from that of three quarters, over what is there. */
double picture_spread(const double *value, const uint8_t *there, size_t n,
		      struct picture_scratch *w);

/* In place: normal scores of the ranks, equal values alike, mean 0 and variance 1 over the values
 * that are there. False (all 0) when fewer than `least` differ from the commonest value. */
bool picture_scores(double *value, const uint8_t *there, size_t n, size_t least,
		    struct picture_scratch *w);

#endif
