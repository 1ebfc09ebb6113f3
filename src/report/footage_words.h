/* SPDX-License-Identifier: Apache-2.0
 *
 * Did footage leave, in words and figures that all reports share.
 */
#ifndef CAMTRAIL_REPORT_FOOTAGE_WORDS_H
#define CAMTRAIL_REPORT_FOOTAGE_WORDS_H

#include "report/summary.h"
#include "report/words.h"

/* All append raw text, still to be escaped. */

/* "seen 71 h 58 min of 72 h, 0.002 % of bytes unseen, so at most 0.4 s of footage" */
void footage_words_completeness(struct buf *out, const struct verdict_device *v);
/* "H.264 352x288 at 10 pictures/s: 40 pictures, 2 of them key pictures, in 3.9 s" */
void footage_words_pictures(struct buf *out, const struct media_record *m);
/* "cannot be excluded: at most 12.3 s of footage or 41 pictures" */
void footage_words_verdict(struct buf *out, const struct summary *s,
			   const struct footage_verdict *f);
/* "the same stream as ...: r 0.83, z 21.4, lag 0.2 s, window 1,800 s; ..." or why there is none. */
void footage_words_match(struct buf *out, const struct summary *s, const struct footage_match *m);
/* "12.3 s", "45 min", "3.2 h" */
const char *footage_words_seconds(double seconds, char text[WORDS_NUMBER_MAX]);

/* A camera or recorder, or any other device that pictures left, and a way out: each that footage left or likely left by; where there is none,
 * the one by which most can have left. */
struct footage_row {
	size_t device;
	size_t contact, inbound; /* one of them or, where nothing left, both SIZE_MAX */
	const struct footage_verdict *verdict; /* of that way; NULL = nothing left */
	enum footage_answer answer;
	double seconds; /* at most */
};
/* Worst first; for free(), NULL = none. */
struct footage_row *footage_rows(const struct summary *s, size_t *ret_n);
/* Whether these pictures went that way. */
bool footage_row_has(const struct footage_row *r, const struct footage *f);
/* "relay.example 203.0.113.9:443": whom it went to. */
void footage_words_server(struct buf *out, const struct summary *s, const struct footage_row *r);

#endif
