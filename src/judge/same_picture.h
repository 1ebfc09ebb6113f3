/* SPDX-License-Identifier: Apache-2.0
 *
 * The same picture test: does a flow to outside rise and fall with the camera's own picture? Two
 * series of payload bytes in bins of 100 ms are compared, the one of the camera's stream to its
 * recorder and the one that leaves. Nothing is decrypted and nothing is trained. docs/footage.md
 * tells the method in words, with its error rates.
 *
 * Cameras of one model share frame rate and key-frame interval, so their series look alike however
 * different their pictures are. Therefore all bands take those rhythms out first, and a match is
 * held against what the same two series show at every other lag, among them those that differ by
 * whole key-frame intervals.
 *
 * It says what the series show. "Not shown" is not "not sent": uploads that are padded, of constant
 * rate, or kept for later do not rise and fall with the picture.
 */
#ifndef CAMTRAIL_JUDGE_SAME_PICTURE_H
#define CAMTRAIL_JUDGE_SAME_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PICTURE_BIN_US = 100000,
	/* Under 5 min two unrelated cameras of one model reach the figures of a true copy. */
	PICTURE_BINS_LEAST = 3000,
	/* 30 min: more is cut off, so that memory and time are bounded. A longer time is tested in
	 * windows, each of which is a test of its own. */
	PICTURE_BINS_MOST = 18000,
	/* The outside flow may follow this late: relays hold back up to 30 s. It may lead by half a
	 * second, since the recorder's copy may be the later one. */
	PICTURE_LAG_MOST = 310,
	PICTURE_LEAD_MOST = 5,
	/* Later than 4 s a higher z is asked for: there are seven times as many lags, each another
	 * chance. */
	PICTURE_LAG_NEAR = 40,
	/* Up to a tenth of a second a higher z is asked for as well: what disturbs a line or a capture
	 * that strangers share stands at the same time in both. */
	PICTURE_LAG_LEVEL = 1,
};

/* z of the peak that speaks for a match, the two halves of the window agreeing on its lag. Chosen on
 * simulated windows and the half `choose` of the real material (docs/footage.md): above what
 * unrelated cameras reach there with halves that agree, below what second encodings need. The far tail
 * is not normal: these are no probabilities. */
#define PICTURE_FAST_Z 5.4
#define PICTURE_SLOW_Z 5.8
#define PICTURE_JOINT_Z 6.0
#define PICTURE_RISE_Z 2.0      /* of a band at the joint lag, to count ... */
#define PICTURE_RISE_BANDS 2    /* ... among as many that the joint band needs */
#define PICTURE_FAR_Z 1.0       /* more, for lags over PICTURE_LAG_NEAR */
#define PICTURE_JOINT_FAR_Z 1.1 /* the same of the joint band */
#define PICTURE_LEVEL_Z 1.2     /* more, for lags up to PICTURE_LAG_LEVEL */
/* One stream: its frames themselves are found again, and little else is in the flow. A second
 * encoding of one picture mostly stays under this r; headers and encryption add 1 to 30 %. */
#define PICTURE_SAME_R 0.6
#define PICTURE_RATIO_LEAST 0.95
#define PICTURE_RATIO_MOST 1.3
/* Matches of two local streams whose z differ by less cannot be told apart: two standard deviations
 * of the difference of two z. */
#define PICTURE_TIE_Z 2.8

/* What must leave before it is worth comparing: at least five times what comes back, and for 30 s
 * in all at least what the poorest picture stream needs. */
enum {
	PICTURE_OUT_PER_BACK = 5,
	PICTURE_RATE_LEAST = 3000, /* bytes a second: 24 kbit/s */
	PICTURE_RATE_SECONDS = 30,
};

/* Payload bytes one way, one number for each PICTURE_BIN_US, borrowed. */
struct byte_series {
	int64_t start_us; /* of the first bin; both series on one clock */
	size_t n;
	const uint32_t *bytes;
	const uint8_t *missing; /* one byte a bin, not 0: capture did not see it; NULL: all seen */
};

enum same_picture_verdict {
	SAME_PICTURE_NOT_TESTED, /* what leaves is too little, or not one-way */
	SAME_PICTURE_TOO_SHORT,  /* both flows seen together for less than 5 min */
	SAME_PICTURE_NOT_SHOWN,
	SAME_PICTURE_SCENE,  /* same scene, or a second encoding of the same picture */
	SAME_PICTURE_STREAM, /* the same stream */
	SAME_PICTURE_VERDICTS
};
const char *same_picture_name(enum same_picture_verdict v); /* "same stream", "not shown", ... */

/* What is compared; the first two are also judged by themselves. */
enum picture_band_name {
	PICTURE_FAST,
	PICTURE_SLOW,
	PICTURE_SHARE, /* of an interval: what lies between key frames against the key frame */
	PICTURE_LEVEL_SHORT, /* of all frames alike, changes of 1 to 2.5 s */
	PICTURE_LEVEL_LONG,  /* and of 2.5 to 6 s */
	PICTURE_BANDS
};
const char *picture_band_name(enum picture_band_name band); /* "fast", "level_short", ... */

struct picture_band {
	bool tested;      /* false: a series is constant, or the window is too short for the band */
	double r;         /* at the peak, less the median of the other lags; -1..1 */
	double z;         /* of the peak against the other lags */
	double z_needed;  /* at this lag */
	double n_eff;     /* independent pairs that the spread at other lags amounts to */
	int lag_bins;     /* the outside flow is later by this */
	int64_t lag_us;   /* the same, with what the two grids stand apart */
	int half_lags[2]; /* bins: the peak of each half of the window by itself */
	bool halves_agree; /* both halves peak where the whole does, within half a second (fast) or
			    * an interval (slow, joint) */
	bool matches;      /* z is reached and the halves agree */
};

struct same_picture {
	enum same_picture_verdict verdict;
	struct picture_band fast, slow;
	struct picture_band joint;      /* all of the bands below that were tested, at one lag */
	double z_joined[PICTURE_BANDS]; /* z of each at that lag against all lags; 0: not tested */
	double frames_r; /* fast band: correlation with the local bin at the lag and the better one
			  * beside it, since a copy's frames may fall into the next bin */
	double gop_local_bins, gop_outside_bins; /* key-frame interval or period; 0: none found */
	int64_t window_start_us;
	size_t window_bins, missing_bins; /* of the window: bins that one of the two lacks */
	size_t stalled_bins; /* left out besides: both flows fell silent together and caught up */
	double byte_ratio;   /* outside to local, at the lag that matches best; 0: no local bytes */
};

/* Of the fast, the slow and the joint band the one that matches with the highest z; when none does, the
 * highest z. */
const struct picture_band *same_picture_strongest(const struct same_picture *p);

/* Memory of a test: about 3 MB, all of it taken here. One at a time may use it. */
struct same_picture_space;
struct same_picture_space *same_picture_space_new(void);
void same_picture_space_free(struct same_picture_space *s);

/* back_bytes: payload that came back to the device on the outside flow while it was seen. */
void same_picture_test(struct same_picture_space *s, const struct byte_series *local,
		       const struct byte_series *outside, uint64_t back_bytes,
		       struct same_picture *ret);

/* One outside flow against all local streams of a recorder. */
struct same_picture_choice {
	size_t best;   /* index of the strongest match; SIZE_MAX: none matches */
	size_t n_tied; /* streams that match and can't be told from the best one, it included. More
			* than 1: the flow carries this view, no single camera can be named. */
};
/* ret_tests: n results; ret_tied: n marks of those that count in n_tied. */
struct same_picture_choice same_picture_compare(struct same_picture_space *s,
						const struct byte_series *locals, size_t n,
						const struct byte_series *outside,
						uint64_t back_bytes, struct same_picture *ret_tests,
						bool *ret_tied);

#endif
