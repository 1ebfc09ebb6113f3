/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of this folder share and nobody else sees.
 */
#ifndef CAMTRAIL_JUDGE_PRIVATE_H
#define CAMTRAIL_JUDGE_PRIVATE_H

#include "base/map.h"
#include "judge/judge.h"
#include "judge/likeness.h"

enum {
	VOTES_MAX = 512,            /* a device; signatures beyond are left out */
	HOSTNAMES_MAX = 16,         /* a device */
	EVIDENCE_MAX = 32,          /* references a finding, each way */
	CONTACTS_TOLD = 4,          /* named in a statement; the rest is counted */
	QUOTED_MAX = 60,            /* bytes of a device's text in a statement */
	DISTINCT_MESSAGES_MAX = 16, /* independent hard observations told apart */
};

/* What `contradicted` asks for. */
#define MAKER_CERTAIN 0.95
enum { HARD_WANTED = 2 };
/* What naming a maker or a kind, and `consistent`, ask for. */
#define MAKER_NAMED 0.6
#define MAKER_CONSISTENT 0.7
#define KIND_NAMED 0.6

/* What the judging of some devices adds to lists of the whole. */
struct judged {
	struct finding *findings;
	size_t n_findings, findings_room;
	char **strings;
	size_t n_strings, strings_room;
};

/* One thread's view. Devices are judged side by side: whoever judges one writes to its verdict, to
 * `add` and to nothing else. */
struct judging {
	const struct judge_input *in;
	struct judgement *out;
	struct know_matcher *matcher;
	struct judged *add;
};

struct judgement_private {
	char **strings;
	size_t n_strings;
	size_t declarations_n;
	long *device_of;      /* by declaration: ledger device, -1 = not seen */
	long *same_device_as; /* by declaration: an earlier row that has its device, -1 = none */
	enum answer *maker_answer; /* by device: of question `maker`, ANSWERS = no finding */
	struct like_print *prints; /* by device, where has_print */
	bool *has_print;
	struct footage_completeness captures; /* what is the same for every device */
};

const char *judge_string(const struct judging *j, const char *text);

/* hearsay.c: messages in which a device speaks of others, by their frames */
enum { HEARSAY_MAX = 128 };
struct hearsay {
	size_t n;
	const struct where *frames[HEARSAY_MAX]; /* in the device's seen */
};
struct hearsay hearsay_of(const struct ledger *l, const struct device *d);
/* True when it was said in such messages only, as far as is kept. */
bool hearsay_has(const struct hearsay *h, const struct seen *s);

/* votes.c: all votes of the device, uncapped (weight = weight_alone) */
void votes_collect(const struct judging *j, size_t device);
/* After the kind is known: caps each class, takes weight from labels that hard evidence
 * overrules. */
void votes_weigh(const struct judging *j, size_t device);
bool vote_is_hard(const struct knowledge *k, const struct vote *v);
/* Hard weight that explains a device which speaks for two makers at once, 0 = it does not. */
double votes_split(const struct knowledge *k, const struct verdict_device *v);
bool vote_names(const struct vote *v, int maker);
/* Independent hard observations that point to the maker's group. *ret_plain: some of them are not
 * known to be imitated. */
unsigned votes_hard(const struct knowledge *k, const struct device *d,
		    const struct verdict_device *v, int maker, bool *ret_plain);

/* kind.c */
/* site.conf names it as a recorder; site may be NULL. */
bool kind_is_named_recorder(const struct site *site, const struct device *d);
void kind_decide(const struct judging *j, size_t device);

/* maker.c */
void maker_decide(const struct judging *j, size_t device);
/* Root of the owners of a maker; equal roots are one group. */
int maker_group(const struct knowledge *k, int maker);
bool maker_same_group(const struct knowledge *k, int a, int b);
/* Posterior of the whole group. */
double maker_group_probability(const struct knowledge *k, const struct verdict_device *v,
			       int maker);

/* label.c: texts that name a firm */
/* A word that names no firm: "IPC", "General". */
bool label_is_generic(const char *text);
/* The maker that a text names: by id, by name, or by a name standing in it as a word; -1. */
int label_maker(const struct knowledge *k, const char *text);
/* brands.csv row of that brand whose maker is in the group; NULL = none. */
const struct brand *label_brand_of(const struct knowledge *k, const char *brand, int maker);
/* Equal but for case, blanks and punctuation, or one inside the other. */
bool label_same(const char *a, const char *b);

/* country.c: ISO 3166 code of a country written as code or name; false = not understood */
bool country_code(const char *text, char ret_code[3]);

/* identity.c: brand, model, firmware, serial, host names, registrant; relabelled */
void identity_read(const struct judging *j, size_t device);
void identity_relabelled(const struct judging *j, size_t device);
/* Kinds of place, cloud and address of each contact. */
void identity_places(const struct judging *j, size_t device);
/* True when the device's label (said or declared) names a firm outside the maker's group.
 * *ret_seen: where it says so, SIZE_MAX = only declared. */
bool identity_other_label(const struct judging *j, size_t device, int maker, const char **ret_label,
			  size_t *ret_seen);

/* heartbeat.c: the pace of each contact */
void heartbeats_find(const struct judging *j, size_t device);

/* match.c: declarations to devices */
void match_declarations(const struct judging *j);

/* finding.c */
struct finding *finding_add(const struct judging *j, enum question q, enum answer a,
			    enum severity s, long device);
void finding_evidence(struct finding *f, const struct evidence_ref *ref);
void finding_counter(struct finding *f, const struct evidence_ref *ref);
struct evidence_ref finding_seen(size_t device, size_t seen);
struct evidence_ref finding_contact(size_t device, size_t contact);
struct evidence_ref finding_inbound(size_t device, size_t inbound);
void findings_sort(struct judgement *out);

/* What findings are put in order by, the worst first. */
struct finding_rank {
	enum severity severity;
	enum answer answer;
	enum question question;
};
int finding_order(const struct finding_rank *a, const struct finding_rank *b);

/* A statement under construction: cut with "..." when it does not fit. */
struct line {
	char *at;
	size_t room, len;
};
__attribute__((format(printf, 2, 3))) void line_add(struct line *l, const char *format, ...);
/* A text from a device or a document in quotes: bounded, control bytes and broken UTF-8 as '?'. */
void line_quote(struct line *l, const char *text);
struct line line_over(char *at, size_t room);

/* camera, recorder, declared, or delivered */
bool finding_is_subject(const struct judging *j, size_t device);
const char *finding_noun(const struct judging *j, size_t device);
/* Whose word a label is: "device", "image". */
const char *finding_speaker(const struct judging *j);
const struct declaration *finding_declared(const struct judging *j, size_t device);

/* finding_maker.c */
void finding_maker(const struct judging *j, size_t device);
/* finding_paper.c; country after maker */
void finding_label(const struct judging *j, size_t device);
void finding_country(const struct judging *j, size_t device);
void finding_certificate(const struct judging *j, size_t device);
/* finding_declared.c */
void finding_serial(const struct judging *j, size_t device);
void finding_undeclared(const struct judging *j, size_t device);
void finding_documents(const struct judging *j); /* of the whole declaration */
/* finding_traffic.c */
void finding_servers(const struct judging *j, size_t device);
void finding_inbound_sessions(const struct judging *j, size_t device);
void finding_identity(const struct judging *j, size_t device);
/* Outside, not permitted, not a neighbour on the segment. */
bool finding_is_unpermitted(const struct contact *c);
/* Some server of site.conf bears the name. */
bool finding_name_permitted(const struct site *site, const char *name);
/* The device's question for that name, SIZE_MAX = none is kept. */
size_t finding_query(const struct device *d, const char *name);
/* firmware.c: which images of --firmware are the device's, and how far it went to their servers; after
 * declarations are matched */
void firmware_match(const struct judging *j, size_t device);
void finding_carried(const struct judging *j, size_t device);
/* footage.c: what left on each contact, and what can have; after the kind is known */
void footage_decide(const struct judging *j, size_t device);
void footage_free(struct verdict_device *v, const struct device *d);
/* What the captures as a whole tell, once; before any device. */
void footage_captures(const struct judging *j);
/* The answer, once bound and match are known; what is shown stays so. */
void footage_answer(const struct verdict_device *v, struct footage_verdict *f);
/* footage_series.c: the same picture test of all cameras' and recorders' contacts; after all
 * kinds are known. */
void footage_compare(const struct judging *j);
/* finding_footage.c */
void finding_footage(const struct judging *j, size_t device);
/* finding_door.c */
void finding_doors(const struct judging *j, size_t device);
/* finding_resolver.c */
void finding_resolvers(const struct judging *j, size_t device);

/* twins.c, supplier.c */
/* What this device's twins would show too. */
void twins_print(const struct judging *j, size_t device);
void twins_find(const struct judging *j);
void suppliers_roll_up(const struct judging *j);

#endif
