/* SPDX-License-Identifier: Apache-2.0
 *
 * What the reports of vet share: facts folded by their value, counts, and wording. Counting and
 * sorting only: nothing is weighed here. All text given is raw, still to be escaped.
 */
#ifndef CAMTRAIL_REPORT_VET_VIEW_H
#define CAMTRAIL_REPORT_VET_VIEW_H

#include "report/page.h"
#include "report/vet.h"

enum { VET_FORMATS_MAX = 64, VET_HEX_WIDTH = 16 };

/* Equal facts of one kind in one image. */
struct vet_row {
	enum obs_kind kind;
	const struct inventory_item *item; /* the first place */
	size_t n;                          /* places */
	const size_t *items;               /* into inventory.items, in order of place */
	size_t n_files;                    /* different files among them */
};
struct vet_rows {
	size_t n;
	struct vet_row *rows; /* in order of the kinds asked for, then value */
	size_t *items;        /* owned; rows borrow */
};
/* kinds: ended by OBS_KINDS. */
struct vet_rows vet_rows_of(const struct vet_report_input *in, size_t image,
			    const enum obs_kind *kinds);
void vet_rows_done(struct vet_rows *r);

/* Kinds that a section of the reports shows; each ended by OBS_KINDS. */
extern const enum obs_kind vet_secrets[];   /* private keys, accounts, passwords, SSH keys */
extern const enum obs_kind vet_fetches[];   /* commands that fetch */
extern const enum obs_kind vet_builders[];  /* kernel, build hosts and paths, system on a chip */
extern const enum obs_kind vet_parts[];     /* components */
extern const enum obs_kind vet_identity[];  /* brand, model, version */
extern const enum obs_kind vet_addresses[]; /* e-mail addresses */
/* "private key", "build host": what a kind is called in reports of vet. */
const char *vet_kind(enum obs_kind k);

/* A certificate: facts of the same place. Texts are "" and numbers 0 where nothing is said. */
struct vet_certificate {
	const struct inventory_item *at; /* one of its facts */
	struct slice subject, issuer, sha256;
	uint64_t expires; /* seconds since 1970 UTC */
};
/* Of one image, in order of place, equal ones (by SHA-256) once; the caller frees. */
struct vet_certificate *vet_certificates(const struct vet_report_input *in, size_t image,
					 size_t *ret_n);

struct vet_totals {
	size_t files, programs, broken, incomplete; /* incomplete: notices that say so */
	uint64_t bytes;                             /* of the user's own files */
	uint64_t bytes_inside;                      /* of all in them that are no containers */
	size_t servers, roles[CARRIED_ROLES];
	size_t answers[ANSWERS];
};
/* image SIZE_MAX = all of them. answers: findings on that image, or all. */
struct vet_totals vet_count(const struct vet_report_input *in, size_t image);

struct vet_format {
	const char *name;
	size_t n;
};
/* Containers in an image, most first. Returns how many kinds, at most VET_FORMATS_MAX. */
size_t vet_formats(const struct vet_report_input *in, size_t image,
		   struct vet_format formats[VET_FORMATS_MAX]);

/* The user's own file; NULL = nothing came of it. */
const struct inventory_file *vet_own_file(const struct vet_report_input *in, size_t image);
const struct image_verdict *vet_verdict(const struct vet_report_input *in, size_t image);
/* The maker part of its verdict; NULL when there is none. */
const struct verdict_device *vet_maker(const struct vet_report_input *in, size_t image);
/* Of the reference collection; NULL = none. */
const struct release *vet_release(const struct vet_report_input *in, long release);

/* Words that don't change with the wording: "raw-address", "update"; "identical", "branding". */
const char *vet_role_id(enum carried_role r);
const char *vet_match_id(enum file_match m);
/* How alarming: TONE_BAD, TONE_WARN or TONE_PLAIN. */
enum tone vet_role_tone(enum carried_role r);

/* The value of a fact. */
void vet_value(struct buf *out, const struct inventory_item *item);
/* "usr/bin/app at 0x1f00", with the image in front where there are several; the user's own file
 * goes by its own name. said: an image that the reader knows to be meant, SIZE_MAX = none. */
void vet_place(struct buf *out, const struct vet_report_input *in,
	       const struct inventory_item *item, size_t said);
void vet_path(struct buf *out, const struct vet_report_input *in, size_t file, size_t said);
/* "p2p.example.com", "203.0.113.9:8800" */
void vet_server(struct buf *out, const struct carried *c);
/* Whose it is: the operator that the tables name, else the network; "" = not known. */
const char *vet_operator(const struct carried *c);
/* A country for people, "private address", or "not known". */
const char *vet_country(const struct carried *c);
/* Bytes with their offsets, as hex and as text: "00001f00  68 69 00  hi.\n" */
void vet_hex(struct buf *out, struct slice bytes, uint64_t at);
/* "of 40 programs: 12 identical, 3 near, ...": append. */
void vet_match_sentence(struct buf *out, const struct release_match *m);
void vet_best_sentence(struct buf *out, const struct image_verdict *v);
/* Where the observation behind a vote stands: the file, and the fact or -1 (its path). False when it
 * has none. */
bool vet_vote_item(const struct vet_report_input *in, size_t image, const struct vote *vote,
		   size_t *ret_file, long *ret_item);
/* What a comparison is of: "a.bin against b.bin". */
void vet_comparison_name(struct buf *out, const struct vet_report_input *in,
			 const struct comparison *c);
/* On which side a difference is, for people: "only in a.bin", "in both, changed". */
void vet_difference_side(struct buf *out, const struct vet_report_input *in,
			 const struct comparison *c, const struct difference *d);

/* What weakens every "nothing was found", and what no file can show: one plain sentence a call. */
void vet_limits_each(const struct vet_report_input *in,
		     void (*say)(void *ctx, const char *sentence), void *ctx);

#endif
