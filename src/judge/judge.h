/* SPDX-License-Identifier: Apache-2.0
 *
 * Ledger, knowledge and declarations in; verdicts and findings out. Pure: no input, no output, no
 * clock. Every verdict can say which observations moved it and by how much.
 *
 * Words are DESIGN.md's: a finding answers one named question with one of five answers and says
 * what it does not show. There is no verdict "domestic" or "foreign".
 */
#ifndef CAMTRAIL_JUDGE_JUDGE_H
#define CAMTRAIL_JUDGE_JUDGE_H

#include "judge/same_picture.h"
#include "know/know.h"
#include "ledger/firmware.h"
#include "ledger/ledger.h"

enum { JUDGE_MAKERS_SHOWN = 5, JUDGE_TWINS_SHOWN = 64, STATEMENT_MAX = 600 };

enum question {
	QUESTION_MAKER,         /* is the declared maker the observed one; or, undeclared, does the
				 * label agree with the implementation */
	QUESTION_LABEL,         /* brand and model said by the device against the declaration */
	QUESTION_COUNTRY,       /* declared country against the head office of the observed maker */
	QUESTION_DECLARED_SEEN, /* was every declared camera seen, every seen camera declared */
	QUESTION_SERIAL,        /* are serial numbers unique, and as declared */
	QUESTION_CERTIFICATE,   /* does the named certificate cover model and firmware */
	QUESTION_SERVER_REACHED, /* which servers outside were asked for, attempted, contacted, sent
				    to */
	QUESTION_INBOUND,  /* was a session opened from outside, or a door for one asked for */
	QUESTION_FOOTAGE,  /* did footage leave, to whom, and how much can have */
	QUESTION_IDENTITY, /* does a device say one MAC address and use another */
	QUESTION_FIRMWARE_AUTHOR, /* of delivered files: whose code is it, against what was declared */
	QUESTION_SERVER_CARRIED, /* likewise: which servers do they carry */
	QUESTIONS
};
const char *question_name(enum question q); /* "maker", "label", "server reached", ... */

enum answer {
	ANSWER_CONSISTENT,
	ANSWER_CONTRADICTED,
	ANSWER_UNEXPLAINED,
	ANSWER_NOT_TESTED,
	ANSWER_INCONCLUSIVE,
	ANSWERS
};
const char *answer_name(enum answer a); /* "consistent", ... "not tested", "inconclusive" */

enum severity { SEVERITY_INFO, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITIES };
const char *severity_name(enum severity s);

/* One observation's weight. */
struct vote {
	size_t seen;   /* index into device.seen; SIZE_MAX for the MAC prefix (no frame of its
			* own: it stands in every frame) */
	int signature; /* index into knowledge.signatures; -1: MAC registration; -2: cloud name */
	int cloud;     /* index into knowledge.clouds when signature is -2 */
	enum evidence_class class;
	enum forgeability forge;
	double weight;       /* log-likelihood ratio for its makers, after the class cap */
	double weight_alone; /* before the cap */
	size_t n_makers;
	uint16_t makers[KNOW_SIGNATURE_MAKERS_MAX];
	double kind_weight[DEVICE_KINDS];
};

struct maker_share {
	int maker; /* index into knowledge.makers, -1 = unknown */
	double probability;
	double log_likelihood;
	unsigned hard; /* independent F2/F3 observations that point to it */
};

/* A contact that the device speaks to at a regular pace. */
struct heartbeat {
	double period_s;                  /* 0 = none is seen */
	uint64_t count;                   /* intervals, agreeing or not */
	bool has_bytes;                   /* most are of one size, from least to most */
	unsigned least_bytes, most_bytes; /* payload of the first packet after a pause */
	const struct known_beat *known;   /* NULL = not in the tables */
	size_t addresses; /* contacts of the device of the same name and pace, this one included */
	size_t first;     /* the first of them */
};

/* Did footage leave on a contact or session, from surely to surely not. */
enum footage_answer {
	FOOTAGE_SHOWN,        /* pictures were read in what went out */
	FOOTAGE_LIKELY,       /* what went out rises and falls with the device's own picture */
	FOOTAGE_NOT_EXCLUDED, /* neither; the bound says how much it could have been at most */
	FOOTAGE_EXCLUDED,     /* for the time observed: the bound is below FOOTAGE_EXCLUDED_S */
	FOOTAGE_ANSWERS
};
const char *footage_answer_name(enum footage_answer a); /* "shown", "likely", ... */

/* Below so many seconds of footage (and less than one picture more cannot be told) it is said that
 * none left. */
#define FOOTAGE_EXCLUDED_S 1.0

/* The poorest footage that the device makes: by its own streams in the capture, else by footage.csv
 * for its kind. Lower can be built; the table is of cameras as they are sold. */
struct footage_least {
	double bits_per_s;
	uint64_t picture_bytes;
	bool own_rate, own_picture; /* seen, not from the table */
};

/* The most that can have left. */
struct footage_bound {
	uint64_t bytes;  /* payload sent, each byte once, and unseen */
	uint64_t unseen; /* of it: acknowledged by the other side, not in the capture */
	double seconds;  /* of footage at the least rate */
	double pictures; /* of the least size */
};

/* The same picture test of a contact, the best of all local streams that it was held against. */
struct footage_match {
	size_t n_locals; /* compared; 0: there was nothing to compare with */
	size_t camera;   /* ledger device whose stream matches best; SIZE_MAX = none */
	size_t series;   /* index into its series */
	size_t n_tied;   /* streams that match as well, it included */
	struct same_picture test;
	/* What was compared, for the eye: both from test.window_start_us on; owned. */
	size_t n_bins;
	uint32_t *outside, *local;
};

struct footage_verdict {
	enum footage_answer answer;
	struct footage_bound bound;
	struct footage_match match;
	/* A sustained one-way upload at a rate that a camera encodes. Weak: told apart, moves
	 * no answer. */
	bool upload_shape;
};

/* How much of what a device sent outside the captures can speak for. docs/footage.md says what each
 * is made of, and what nothing here can count. */
struct footage_completeness {
	int64_t span_us, seen_us; /* first to last packet of all captures; of it covered by one */
	size_t gaps;              /* between captures, of GAP_LEAST_US or more */
	int64_t longest_gap_us;
	uint64_t sent;   /* payload to outside, sent again included */
	uint64_t unseen; /* TCP: left by either side's numbers, and not in the captures */
	/* That the captures lack by their own word, of whomever, at most: dropped packets, headers that
	 * can't be read, datagrams that never became whole, bytes of a file that can't be read. */
	uint64_t dropped_bytes;
	/* RTP over UDP that it sent, to inside and outside: packets there, and lacking by their numbers.
	 * Whether the receiver got those is not known. */
	uint64_t rtp_packets, rtp_missing;
	double seconds; /* of footage in unseen and dropped, at the least rate */
	size_t ways;    /* contacts and sessions from outside that got payload */
	double all_seconds; /* of footage in all that they got, unseen and dropped bytes included: footage
			     * cut into pieces for many addresses is excluded by no single bound */
	bool one_way;       /* connections of which only one direction is there */
	bool cut;    /* packets cut short: counted in full, but what they held can't be read */
	bool unread; /* a capture could not be read, or rows were left out for want of memory */
};

/* Why an image of `audit --firmware` is taken for a device's own, the surest first. */
enum firmware_match {
	FIRMWARE_NAMED,    /* the user said so */
	FIRMWARE_VERSION,  /* it says the image's model and version */
	FIRMWARE_MODEL,    /* it says the image's model */
	FIRMWARE_DECLARED, /* the declaration says so of it */
	FIRMWARE_MAKER,    /* the only image, which names no model, is of its maker */
	FIRMWARE_MATCHES,  /* none is */
};
const char *firmware_match_name(enum firmware_match m); /* a clause: "it says the image's model" */

/* A server that an image of the device carries: at least on the lowest rung. */
struct configured {
	size_t image, server; /* into firmware.images, and its servers */
	enum rung rung;       /* how far the device was seen to go; RUNG_CONFIGURED = silent */
	size_t contact;       /* where on that rung, SIZE_MAX = no contact */
	bool permitted;       /* site.conf allows it */
};

struct verdict_device {
	size_t device; /* index into ledger.devices */
	enum device_kind kind;
	double kind_probability;
	size_t n_makers;
	struct maker_share makers[JUDGE_MAKERS_SHOWN]; /* most probable first, unknown included */
	int maker;                                     /* the verdict: index, -1 = unknown */
	double maker_probability;                      /* of the maker's whole group */
	bool split; /* hard evidence points to several makers: a relay, an imitation, a search */
	bool maker_by_label_only; /* nothing but F0/F1 speaks for it: a lead */
	bool relabelled;          /* the label names another firm than the implementation's maker */
	/* what the device says of itself; "" = nothing. Raw bytes from the wire. */
	const char *brand, *model, *firmware, *serial;
	size_t brand_seen, model_seen, firmware_seen,
		serial_seen; /* device.seen, SIZE_MAX = none */
	size_t n_hostnames;
	const char **hostnames;
	const char *registrant; /* of the MAC prefix, NULL = none or locally administered */
	size_t n_votes;
	struct vote *votes;   /* strongest first */
	long declaration;     /* index into declarations.rows, -1 = not declared */
	size_t n_twins;       /* listed: at most JUDGE_TWINS_SHOWN */
	size_t n_twins_all;   /* there are */
	size_t *twins;        /* devices that share the implementation, indices into the ledger */
	struct place *places; /* one a contact, same order */
	struct heartbeat *heartbeats; /* likewise */
	struct footage_least footage_least;
	struct footage_verdict *footage;         /* one a contact, same order */
	struct footage_verdict *footage_inbound; /* one a session from outside, same order */
	struct footage_completeness completeness;
	enum firmware_match firmware_match;
	size_t n_own_images, *own_images; /* images taken for its own */
	size_t n_configured;
	struct configured *configured; /* by image, then as the image has them */
	bool *from_firmware;           /* one a contact: an image carries it; NULL = of none */
	const struct cloud **clouds;   /* likewise, NULL = not known */
	const struct known_address **addresses; /* likewise */
};

/* Points at an observation or at frames of a contact. */
struct evidence_ref {
	size_t device;  /* ledger.devices */
	size_t seen;    /* SIZE_MAX = none */
	size_t contact; /* index into device.contacts, SIZE_MAX = none */
	size_t inbound; /* likewise */
};

struct finding {
	enum question question;
	enum answer answer;
	enum severity severity;
	long device;                       /* ledger.devices, -1 = the site */
	long declaration;                  /* -1 = none */
	char statement[STATEMENT_MAX];     /* what was observed and what was declared */
	char does_not_show[STATEMENT_MAX]; /* what can't be known from it */
	size_t n_evidence;
	struct evidence_ref *evidence;
	size_t n_counter;
	struct evidence_ref *counter; /* observations that speak against */
};

/* Roll-up over declarations. */
struct supplier_row {
	const char *supplier, *contract; /* "" = not said */
	unsigned declared, seen, consistent, contradicted, unexplained, not_tested, inconclusive;
	unsigned with_contacts; /* of the seen ones */
};

struct judgement {
	const struct ledger *ledger;
	const struct knowledge *knowledge;
	const struct declarations *declarations; /* NULL = none given */
	const struct firmware *firmware;         /* likewise */
	size_t n_devices;                        /* = ledger.n_devices */
	struct verdict_device *devices;
	size_t n_findings;
	struct finding *findings; /* worst first */
	size_t n_suppliers;
	struct supplier_row *suppliers;
	unsigned cameras, recorders, others, unknowns, routers;
	unsigned contradicted, unexplained;
	unsigned contacts_unpermitted; /* of cameras and recorders, attempted or higher */
	struct judgement_private *private;
};

/* Borrowed until judgement_free: ledger (settled), knowledge, declarations. oui and places are
 * used during the call only; NULL = not installed. declarations NULL = none. */
struct judge_input {
	const struct ledger *ledger;
	const struct knowledge *knowledge;
	const struct declarations *declarations;
	const struct site *site;
	const struct oui_list *oui;
	const struct places *places;
	/* What vet found in images; NULL = none. firmware_of: by device, whether all of them are its own;
	 * NULL = found by model and maker. Both borrowed until judgement_free. */
	const struct firmware *firmware;
	const bool *firmware_of;
	/* By device: the declaration's row that it is known to belong to, -1 = none; NULL = found by
	 * serial number and addresses. */
	const long *declaration_of;
	/* Devices are delivered files (ledger/image_ledger.h): each is a subject, and names in them are
	 * compiled in. */
	bool images;
};
struct judgement *judge(const struct judge_input *in, struct err *err);
void judgement_free(struct judgement *j);

/* Exit status of audit: 1 something contradicted or an unpermitted contact, else 3 incomplete, else
 * 0. */
int judgement_exit(const struct judgement *j);

#endif
