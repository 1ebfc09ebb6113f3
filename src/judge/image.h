/* SPDX-License-Identifier: Apache-2.0
 *
 * Verdicts on delivered files: which servers they carry, whose code they are, how they differ from
 * what was declared, certified or delivered to others. Inventory, knowledge, declarations and
 * reference collections in; verdicts and findings out. Pure, as judge.h.
 *
 * The maker is inferred as in judge.h, from what an image holds (evidence class `firmware` and what
 * the texts in it match otherwise): each image becomes a device of a ledger of its own
 * (ledger/image_ledger.h tells where in the inventory its observations stand).
 */
#ifndef CAMTRAIL_JUDGE_IMAGE_H
#define CAMTRAIL_JUDGE_IMAGE_H

#include "judge/judge.h"
#include "ledger/inventory.h"

/* What a server is for, as far as is known; the most alarming first. */
enum carried_role {
	CARRIED_ADDRESS_ABROAD, /* a raw public address: nobody can move it but a new firmware. In
				 * whose country it lies is `place`'s to say */
	CARRIED_ADDRESS_BENCH,  /* a private address with a port or in a command: left over from
				 * where it was put together */
	CARRIED_UPDATE,         /* fetched from by a script or an updater */
	CARRIED_DEBUG,          /* log, crash or test servers */
	CARRIED_RELAY,          /* P2P, rendezvous, relay of a maker's cloud */
	CARRIED_CLOUD,
	CARRIED_NAME, /* nothing more is known of it */
	CARRIED_NTP,
	CARRIED_CHECK, /* connectivity checks, dynamic DNS, resolvers */
	CARRIED_LOCAL, /* a private address with nothing about it that makes it a server: mostly the
			* device's own default */
	CARRIED_ROLES
};
const char *carried_role_name(enum carried_role r); /* "raw public address", "update", ... */

/* A server that an image carries: a contact at the rung `configured`. */
struct carried {
	size_t image;
	const char *name; /* lower case, "" = only an address */
	struct addr addr; /* family 0 = only a name */
	uint16_t port;    /* 0 = none is said */
	enum carried_role role;
	const char *why_role;              /* one clause: what says so */
	const struct cloud *cloud;         /* NULL = not in the tables */
	const struct known_address *known; /* likewise */
	struct place place;                /* of the address; of a name: the operator's country */
	size_t n_items;
	size_t *items;  /* into inventory.items: where it stands, best first */
	size_t n_files; /* different files that hold it */
};

/* How a file of an image relates to the files of a reference release. */
enum file_match {
	FILE_UNMATCHED,
	FILE_NEAR,      /* similar: a TLSH distance below NEAR_DISTANCE under the same name, below
			 * NEAR_UNNAMED under another */
	FILE_BRANDING,  /* differs in nothing but names, pictures and texts (said by which bytes) */
	FILE_IDENTICAL, /* the same SHA-256 */
	FILE_MATCHES
};
/* Of 1506 programs of a Debian system, each against those of about its size (105778 pairs), 0.5 % of the
 * pairs lie below 40 and 0.05 % below 20, a part of them of one family: compilers and libraries that two
 * programs share bring them near. */
enum { NEAR_DISTANCE = 40, NEAR_UNNAMED = 20 };
const char *file_match_name(enum file_match m);

/* One reference or certified release: a file or folder of the user's collection. */
struct release {
	const char *name;  /* path below the directory: "hikvision/DS-2CD_5.5.0.bin" */
	const char *maker; /* name of the folder it lies in, "" = none */
	size_t n_programs, n_files;
	struct release_file *files; /* the first is the release itself; owned by the collection */
	size_t n_servers;
	const char *const *servers; /* that it carries, as image_servers writes them; sorted */
	bool listed_only;           /* of a list of digests: what lies in it is not known */
};
struct release_file {
	const char *path; /* below the release; "" = the release itself */
	uint64_t size;    /* 0 in a list of digests */
	uint8_t sha256[32];
	uint8_t skeleton[32]; /* all zero = none */
	char similar[IMAGE_SIMILAR_MAX];
	bool program;
};
struct collection {
	size_t n;
	struct release *releases;
};

/* An image held against one release, programs only (ELF, PE, scripts), each content once. */
struct release_match {
	size_t release;
	size_t counts[FILE_MATCHES]; /* of the image's programs that are not common */
	size_t n_programs;           /* of the image, common ones left out: the sum of counts */
	size_t n_common;             /* identical to one of this release that several makers have */
	size_t unpacked_other;       /* programs of the release that the image has not */
	bool same_image;             /* the user's file itself is one of the release's */
};

struct image_file_match {
	size_t file; /* into inventory.files */
	enum file_match match;
	long release;     /* best one, -1 = none */
	const char *path; /* of the file there */
	int distance;     /* TLSH, -1 = not compared */
	bool common; /* releases of several makers hold it: free software mostly, proves nothing */
};

/* Two images of the user's held against each other. */
struct image_twin {
	size_t a, b;
	size_t n_files; /* that hold something, in the smaller one */
	size_t identical, near;
	double share;     /* of the smaller one's bytes that are in identical or near files */
	bool other_brand; /* they say different brands or makers */
};

enum difference_kind {
	DIFFERENCE_SERVER,
	DIFFERENCE_ACCOUNT,
	DIFFERENCE_KEY,
	DIFFERENCE_CERTIFICATE,
	DIFFERENCE_PROGRAM_ADDED,
	DIFFERENCE_PROGRAM_REMOVED,
	DIFFERENCE_PROGRAM_CHANGED,
	DIFFERENCE_SETTING,
	DIFFERENCE_FILE_ADDED,
	DIFFERENCE_FILE_REMOVED,
	DIFFERENCE_FILE_CHANGED,
	DIFFERENCES
};
const char *difference_name(enum difference_kind k);

/* What one has and the other has not; worst first. */
struct difference {
	enum difference_kind kind;
	bool only_left;         /* else only in the other; changed files: in both */
	const char *text;       /* the server, account, path, key=value */
	const char *other_text; /* the value on the other side, "" = none */
	long left, right;       /* inventory items or files, by kind; -1 = none */
};
struct comparison {
	size_t left, right; /* images; right SIZE_MAX = a certified release, of which only files
			     * are known */
	const char *right_name;
	bool identical; /* byte for byte */
	size_t n_same;  /* files that are the same in both */
	size_t n;
	struct difference *differences;
};

struct image_verdict {
	size_t image;
	const struct verdict_device *device; /* maker and labels, as audit has them */
	size_t n_carried;
	size_t first_carried; /* into carried: sorted by role, then name */
	size_t n_matches;
	struct release_match *matches; /* best first */
	size_t n_file_matches;
	struct image_file_match *file_matches; /* one a program, when there is a collection */
	/* Against all releases together, by each program's best match; common ones apart. What is
	 * FILE_UNMATCHED was demonstrably added, as far as the collection goes. */
	size_t n_best[FILE_MATCHES], n_common;
	int author; /* index into knowledge.makers of whose releases match, -1 = none, or the
			      * folder names no maker that the tables know */
	const char *author_folder; /* the folder, "" = nothing matches */
	size_t n_author;           /* programs that match its releases */
	long certified; /* comparison with the nearest certified release, -1 = none was asked for */
	long declaration;            /* row that belongs to the image, -1 = none */
	const char *declaration_why; /* one clause: why this row, or why none */
};

/* Findings point at inventory items. */
struct image_finding {
	enum question question; /* maker, label, country, certificate, QUESTION_FIRMWARE_AUTHOR,
				 * QUESTION_SERVER_CARRIED */
	enum answer answer;
	enum severity severity;
	long image;       /* -1 = all together */
	long declaration; /* -1 = none */
	char statement[STATEMENT_MAX];
	char does_not_show[STATEMENT_MAX];
	size_t n_items;
	size_t *items;
	size_t n_counter;
	size_t *counter;
	size_t n_files;
	size_t *files; /* whole files that it rests on: inventory.files */
};

struct image_judgement {
	const struct inventory *inventory;
	const struct knowledge *knowledge;
	const struct declarations *declarations;        /* NULL = none */
	const struct collection *reference, *certified; /* NULL = none */
	/* One device an image, same order: votes refer to its ledger. */
	const struct judgement *devices;
	size_t n_images;
	struct image_verdict *images;
	size_t n_carried;
	struct carried *carried; /* by image */
	size_t n_twins;
	struct image_twin *twins; /* most alike first */
	size_t n_comparisons;
	struct comparison *comparisons;
	size_t n_findings;
	struct image_finding *findings; /* worst first */
	struct image_judgement_private *private;
};

struct image_judge_input {
	const struct inventory *inventory; /* settled */
	const struct knowledge *knowledge;
	const struct declarations *declarations;
	const struct collection *reference, *certified;
	const struct places *places; /* NULL = not installed */
	bool compare;                /* the first two images: delivered against civilian */
};
/* Everything but places is borrowed until image_judgement_free. */
struct image_judgement *image_judge(const struct image_judge_input *in, struct err *err);
void image_judgement_free(struct image_judgement *j);
/* The servers of one image as texts, "name", "name:port", "192.0.2.1:80", "[2001:db8::1]:80", sorted
 * and each once: what releases are indexed by. The caller frees each and the list. */
char **image_servers(const struct inventory *inv, const struct knowledge *k, size_t image,
		     size_t *ret_n);
/* 1 something contradicted or a raw address abroad is carried, else 3 incomplete, else 0. */
int image_judgement_exit(const struct image_judgement *j);

#endif
