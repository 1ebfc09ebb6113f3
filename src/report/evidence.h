/* SPDX-License-Identifier: Apache-2.0
 *
 * What a finding points at, in words and frames, and what the input lacked. Shared by all reports
 * so that each names the same frames.
 */
#ifndef CAMTRAIL_REPORT_EVIDENCE_H
#define CAMTRAIL_REPORT_EVIDENCE_H

#include "report/summary.h"

/* The file name of a capture by its number, as the user gave it. */
const char *evidence_file(const struct report_input *in, uint32_t capture);
/* For people: without its folder, unless another capture has the same name. */
const char *evidence_name(const struct report_input *in, uint32_t capture);

/* What was seen, raw text: "dns.query: p2p.example.com", "tcp to 203.0.113.9:8800 (relay)". */
void evidence_what(struct buf *out, const struct report_input *in, const struct evidence_ref *e);

/* Its frames (none for a MAC registration) and the time of the first. */
struct evidence_frames {
	struct frame_list frames;
	int64_t time_us; /* 0 = none */
};
struct evidence_frames evidence_frames(const struct report_input *in, const struct evidence_ref *e);

/* The first frames of a contact or session: what went out, else what came in. */
const struct frame_list *contact_frames(const struct side_record *out,
					const struct side_record *in);

/* "site.pcap frames 12, 13", raw text. name: evidence_file or evidence_name. */
typedef const char *evidence_naming(const struct report_input *in, uint32_t capture);
void evidence_frames_text(struct buf *out, const struct report_input *in,
			  const struct frame_list *frames, evidence_naming *name);

/* What weakens every "nothing was seen": one plain sentence a call. */
void completeness_each(const struct summary *s, void (*say)(void *ctx, const char *sentence),
		       void *ctx);

/* What moved a verdict, raw text: the value's kind, and what it matched. */
const char *vote_signature(const struct knowledge *k, const struct vote *v);
void vote_says(struct buf *out, const struct knowledge *k, const struct verdict_device *d,
	       const struct vote *v);

#endif
