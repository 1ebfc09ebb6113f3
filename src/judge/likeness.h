/* SPDX-License-Identifier: Apache-2.0
 *
 * How like one device the others are in what their firmware does by itself: shapes of messages,
 * orders of options and headers, quirks of RTSP, SDP, HTTP and ONVIF, TLS fingerprints, fields of
 * private protocols. Names, models, serial numbers, MAC prefixes, addresses and suppliers are not
 * looked at. Needs no table and no maker: two devices can be alike that nobody knows.
 */
#ifndef CAMTRAIL_JUDGE_LIKENESS_H
#define CAMTRAIL_JUDGE_LIKENESS_H

#include "judge/judge.h"

enum { LIKE_REASONS_MAX = 8 };

/* One kind of observation that both devices gave. */
struct like_reason {
	enum obs_kind kind;
	size_t seen;  /* index into the other device's seen: one value they share, or one of its own
		       * where they share none */
	double share; /* 0 they share no value of this kind .. 1 the same values */
	double weight; /* of this kind here: hard to change, and rare at the site */
};

struct like {
	size_t device;     /* ledger.devices */
	double likeness;   /* 0..1, over the kinds that both gave */
	double rank;       /* likeness, less where little could be compared */
	unsigned compared; /* kinds that both gave */
	size_t n_alike, n_unlike;
	struct like_reason alike[LIKE_REASONS_MAX], unlike[LIKE_REASONS_MAX]; /* weightiest first */
};

struct likeness {
	size_t device;  /* the one that the others are held against */
	unsigned kinds; /* that it gave */
	size_t n;       /* the others that can be compared, most like first */
	struct like *likes;
	size_t n_incomparable; /* gave too little of the same kinds */
};

/* Time grows with the number of devices, not with its square. */
struct likeness *likeness_find(const struct judgement *j, size_t device);
void likeness_free(struct likeness *l);

/* Of all that is compared; equal ones are of one implementation. Two devices of different values
 * have equal prints by chance only, and who wants his device to have another's print can as well
 * send the other's values: nothing is gained by hashes that are hard to turn round. */
struct like_print {
	uint64_t one, two;
};
/* False where the device showed too little that is hard to change: what a common DHCP client does
 * is no mark. */
bool likeness_print(const struct device *d, struct like_print *ret);

#endif
