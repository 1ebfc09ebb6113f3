/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables of knowledge/: what observations mean. Makers, brands, clouds and checks are CSV;
 * signatures are readable stanzas (*.sig, INI). Every row names its source; every signature has
 * examples that must match and that must not. Patterns are matched against observation values,
 * never against packets, all in one pass (Hyperscan).
 *
 * How its data lives: everything is loaded once, immutable afterwards, freed whole by know_free.
 * Texts lent out live as long as the struct knowledge. Lists are in file order.
 */
#ifndef CAMTRAIL_KNOW_KNOW_H
#define CAMTRAIL_KNOW_KNOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/err.h"
#include "obs/obs.h"

enum { KNOW_MAKERS_MAX = 512, KNOW_SIGNATURE_MAKERS_MAX = 6 };

/* makers.csv */
struct maker {
	const char *id;      /* short, lower case, unique: "hikvision" */
	const char *name;    /* as people write it: "Hikvision" */
	const char *country; /* ISO 3166 alpha-2 of the head office, "" = not known to us */
	const char *parent;  /* id of the owner, "" = none known */
	const char *lists; /* lists it stands on, ';' between: "NDAA-889;FCC-covered", "" = none */
	const char *oui_pattern; /* case-insensitive POSIX extended regex over the registrant names
				  * of the OUI list that are this maker's own; "" = it has none */
	bool makes_cameras;
	int group; /* index of the topmost owner; equal ones are one group */
	const char *source;
};

/* How hard it is for a relabeller to change what was observed: facts in docs/inference.md */
enum forgeability { FORGE_F0, FORGE_F1, FORGE_F2, FORGE_F3 };
/* How many makers share it: S1 one, S2 one and its labels, S3 a few, S4 many */
enum sharing { SHARE_S1 = 1, SHARE_S2, SHARE_S3, SHARE_S4 };

/* Votes of one class are capped together: they are not independent. */
enum evidence_class {
	CLASS_LABEL,     /* brand and model texts */
	CLASS_MAC,       /* registration of the MAC prefix */
	CLASS_HOST,      /* DHCP, host names */
	CLASS_DISCOVERY, /* a maker's own discovery protocol, WS-Discovery, SSDP, mDNS habits */
	CLASS_WEB,       /* HTTP server, realm, paths, titles */
	CLASS_MEDIA,     /* RTSP, SDP, media containers */
	CLASS_TLS,       /* certificates, fingerprints */
	CLASS_CLOUD,     /* names of servers asked for, cloud and P2P protocols */
	CLASS_CONTROL,   /* private control protocols */
	CLASS_FIRMWARE,  /* found in an image */
	EVIDENCE_CLASSES
};

enum device_kind { KIND_UNKNOWN, KIND_CAMERA, KIND_RECORDER, KIND_OTHER, DEVICE_KINDS };

/* A stanza of *.sig */
struct signature {
	const char *id;      /* unique, e.g. "sadp-flase" */
	enum obs_kind kind;  /* observation whose value it reads */
	const char *pattern; /* PCRE subset of Hyperscan, case-insensitive unless it says (?-i) */
	enum evidence_class class;
	enum forgeability forge;
	enum sharing share;
	bool emulated;   /* unrelated products are known to imitate it */
	size_t n_makers; /* 0: says nothing of the maker (a kind or brand signature) */
	uint16_t makers[KNOW_SIGNATURE_MAKERS_MAX]; /* indices into knowledge.makers */
	const char *brand;                          /* the label that the value names, "" = none */
	float kind_votes[DEVICE_KINDS];             /* natural-log likelihood ratios, 0 = none */
	const char *says; /* one sentence for people: what a match shows */
	const char *source;
	size_t n_match, n_no_match;
	const char **match, **no_match; /* examples */
};

/* clouds.csv: a name suffix (matched at a label boundary) */
struct cloud {
	const char *suffix;   /* "hik-connect.com" */
	const char *operator; /* who runs it */
	const char *country;  /* ISO alpha-2 of the operator, "" = not known */
	const char *role;     /* cloud, p2p, relay, push, ntp, update, check, storage, cdn, dns */
	int maker;            /* index of the maker whose compiled-in back end it is, -1 = shared */
	enum sharing share;
	const char *source;
};

/* brands.csv: a lead, never a finding */
struct brand {
	const char *brand;  /* the label */
	const char *line;   /* product line or model prefix, "" = any */
	const char *period; /* "2018-2022", "" = any */
	int maker;          /* whom it is known to be bought from */
	const char *source;
};

/* Fixed addresses that devices are known to contact without asking DNS; checks.csv. */
struct known_address {
	struct net net;
	const char *operator;
	const char *role; /* "check", "resolver", "p2p", "update" ... */
	int maker;        /* -1 = shared */
	const char *source;
};

/* certificates.csv: what a conformity certificate covers, where it is known to us */
struct certificate {
	const char *id;
	const char *maker, *model, *firmware; /* texts, ';' between several; "" = any */
	const char *source;
};

enum { KNOW_PERIOD_MAX_S = 6758 }; /* longer intervals are not measured */

/* heartbeats.csv: what a packet that comes again and again is known to be */
struct known_beat {
	const char *key;
	const char *protocol;       /* as dissectors name it, "" = any */
	uint8_t transport;          /* 0 = any */
	uint16_t port;              /* 0 = any */
	const char *bytes, *period; /* as written */
	double least_bytes, most_bytes, least_s, most_s;
	const char *name; /* "PPPP registration" */
	const char *source;
};

/* footage.csv: the poorest footage that devices of a kind are sold with */
struct known_least {
	enum device_kind kind;      /* KIND_UNKNOWN = any */
	const char *bits, *picture; /* as written */
	double bits_per_s;
	uint64_t picture_bytes;
	const char *source;
};

struct beat_seen {
	const char *protocol;
	uint8_t transport;
	uint16_t port; /* the server's */
	unsigned least_bytes, most_bytes;
	double period_s;
};

struct knowledge {
	size_t n_makers, n_signatures, n_clouds, n_brands, n_addresses, n_certificates, n_beats,
		n_leasts;
	struct maker *makers;
	struct signature *signatures;
	struct cloud *clouds;
	struct brand *brands;
	struct known_address *addresses;
	struct certificate *certificates;
	struct known_beat *beats;
	struct known_least *leasts;
	char digest[65]; /* SHA-256 over the tables as loaded, hex */
	struct know_private *private;
};

/* Loads the tables of dir and then of overlay (NULL = none), whose rows add to or, with the same
 * id or key, replace. A bad row is an error naming file and line. NULL and err on failure. */
struct knowledge *know_load(const char *dir, const char *overlay, struct err *err);
/* Likewise. Patterns that know_compile put into the file `compiled` (NULL = none) need not be
 * checked and compiled again; those that it does not hold, or that this processor can't use, are as
 * ever. */
struct knowledge *know_load_compiled(const char *dir, const char *overlay, const char *compiled,
				     struct err *err);
void know_free(struct knowledge *k);
int know_compile(const struct knowledge *k, const char *path, struct err *err);
/* Tries every signature on its own examples. -1 and err name the first that fails. */
int know_check_examples(const struct knowledge *k, struct err *err);

/* Finds every fault of the tables: all that know_load and know_check_examples ask for, and rows
 * that another shadows. say gets one sentence a fault, with file and line. How many there were;
 * -1 and err when the tables could not be looked at. */
long know_check(const char *dir, const char *overlay, void (*say)(void *ctx, const char *sentence),
		void *ctx, struct err *err);

/* As written in the files: "media", "camera". */
const char *know_class_name(enum evidence_class c);
const char *know_kind_name(enum device_kind k);
/* False when no class has that name. */
bool know_class_by_name(const char *name, enum evidence_class *ret_class);

/* Once loaded, knowledge may be asked by several threads at the same time.
 *
 * Scratch memory for matching; one a thread of work. */
struct know_matcher;
struct know_matcher *know_matcher_new(const struct knowledge *k, struct err *err);
void know_matcher_free(struct know_matcher *m);

/* Calls hit once for each signature (index) that matches the value of that kind, in order of
 * index. Numbers and addresses are matched in their text form (decimal, addr_print, bytes as
 * lower-case hex without separators). */
void know_match(struct know_matcher *m, enum obs_kind kind, struct slice value,
		void (*hit)(void *ctx, size_t signature), void *ctx);

/* index of the maker with that id or (case-insensitive) name, or whose oui_pattern fits it as it
 * fits the firm's registered name; -1 = none */
int know_maker(const struct knowledge *k, struct slice id_or_name);
/* The row with the longest suffix that name ends with at a label boundary; NULL = none. */
const struct cloud *know_cloud(const struct knowledge *k, struct slice name);
const struct known_address *know_address(const struct knowledge *k, const struct addr *addr);
/* The row of that kind, else the one of any; never NULL: loading asks for it. */
const struct known_least *know_least(const struct knowledge *k, enum device_kind kind);
/* The first row that fits, those that name the protocol before others; NULL = none. */
const struct known_beat *know_beat(const struct knowledge *k, const struct beat_seen *seen);
const struct certificate *know_certificate(const struct knowledge *k, struct slice id);

/* MAC registrations (installed IEEE list: MA-L, MA-M, MA-S; longest prefix wins). */
struct oui_list;
/* Reads the files of dir (Debian's ieee-data: oui.csv, mam.csv, oui36.csv). */
struct oui_list *oui_load(const char *dir, struct err *err);
void oui_free(struct oui_list *o);
/* Registrant's name; NULL = not registered, or a locally administered address. */
const char *oui_registrant(const struct oui_list *o, const struct mac *mac);
/* Date of the list, "YYYY-MM-DD". */
const char *oui_date(const struct oui_list *o);
/* Maker whose oui_pattern matches the registrant; -1 = none. Memoised by registrant. */
int know_maker_of_registrant(const struct knowledge *k, const char *registrant);

/* Country and network of an address from the installed offline databases. */
struct places;
/* country_file: MMDB. asn_file: MMDB, or sorted CSV "first,last,number,name" whose name holds
 * "ipv4"; the file with "ipv6" in its place is used when it lies beside it. Either may be NULL. */
struct places *places_open(const char *country_file, const char *asn_file, struct err *err);
void places_close(struct places *p);

struct place {
	char country[3];  /* ISO alpha-2, "" = not known */
	uint32_t asn;     /* 0 = not known */
	char network[96]; /* name of the autonomous system, "" = not known */
};
void places_find(const struct places *p, const struct addr *addr, struct place *ret_place);
/* Build date of the country database, "YYYY-MM-DD", "" = none open. */
const char *places_date(const struct places *p);

#endif
