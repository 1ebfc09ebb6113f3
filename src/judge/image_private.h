/* SPDX-License-Identifier: Apache-2.0
 *
 * What the image_*.c files share and nobody else sees.
 */
#ifndef CAMTRAIL_JUDGE_IMAGE_PRIVATE_H
#define CAMTRAIL_JUDGE_IMAGE_PRIVATE_H

#include "judge/image.h"
#include "judge/private.h"

enum {
	IMAGE_EVIDENCE_MAX = 64, /* references a finding, each way */
	SERVERS_TOLD = 6,        /* named in a statement; the rest is counted */
};

struct image_judgement_private {
	struct ledger *ledger;
	struct judgement *judged;
	long *declaration_of;
	size_t n_strings, strings_room;
	char **strings;
	size_t findings_room, comparisons_room, carried_room, twins_room;
};

/* What is being judged. */
struct image_court {
	const struct image_judge_input *in;
	struct image_judgement *out;
};

/* A text that lives as long as the judgement. */
__attribute__((format(printf, 2, 3))) const char *image_text(struct image_judgement *j,
							     const char *format, ...);
/* Room for one element more of a list that grows by doubling. */
void *image_room(void *list, size_t n, size_t *room, size_t size);
bool image_is_zero(const uint8_t digest[32]);
/* Nothing but a wrapper: the user's own file that holds others, a container. */
bool image_is_wrapper(const struct inventory *inv, size_t file);

struct image_finding *image_finding_add(const struct image_court *c, enum question q, enum answer a,
					enum severity s, long image);
void image_finding_item(struct image_finding *f, size_t item);
void image_finding_file(struct image_finding *f, size_t file);
const struct declaration *image_declared(const struct image_court *c, size_t image);

/* image_carried.c: the servers of one image, in order of role and name; the caller frees the list and
 * each one's items. Strings are kept in j. */
struct carried *carried_find(struct image_judgement *j, const struct places *places, size_t image,
			     size_t *ret_n);
/* "name:port", "[2001:db8::1]:80": appends. */
void carried_print(struct buf *out, const struct carried *c);

/* image_role.c */
struct carried_context {
	bool fetched; /* in a command that fetches */
	bool time;    /* set as a time server */
	bool update;  /* a URL whose path speaks of an update */
};
void carried_decide(struct image_judgement *j, struct carried *c, const struct carried_context *x);

/* image_match.c: files_match of all images against the reference collection */
void image_match_all(const struct image_court *c);
/* image_twins.c */
void image_twins_find(const struct image_court *c);
/* image_compare.c: index of the new comparison */
long image_compare_images(const struct image_court *c, size_t left, size_t right);
long image_compare_release(const struct image_court *c, size_t left, size_t release);
void image_comparison_done(struct comparison *c);
/* image_certified.c: nearest certified release of each image, and its finding */
void image_certify(const struct image_court *c);

/* image_declared.c: which row is whose; before judge() */
void image_declarations(const struct image_court *c);

/* image_finding.c, image_author.c */
void image_findings_judged(const struct image_court *c); /* those of judge() */
void image_finding_servers(const struct image_court *c, size_t image);
void image_finding_compared(const struct image_court *c, const struct comparison *x);
void image_finding_author(const struct image_court *c, size_t image);
void image_finding_twins(const struct image_court *c);
void image_findings_sort(struct image_judgement *j);

#endif
