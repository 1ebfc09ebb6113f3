/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of this folder share and nobody else sees: the gathered rows, and what settling
 * works out of them before the public lists are filled.
 *
 * Gathered rows are kept in maps by what makes them equal. Settling sorts them first, so that
 * nothing that follows depends on the order in which they came.
 */
#ifndef CAMTRAIL_LEDGER_PRIVATE_H
#define CAMTRAIL_LEDGER_PRIVATE_H

#include "base/map.h"
#include "ledger/ledger.h"

enum {
	GATHER_ROWS_MAX = 1 << 22,  /* different rows of a sort; more make the input incomplete */
	GATHER_BYTES_MAX = 1 << 30, /* of all of them, about; likewise */
	GATHER_CAPTURES_MAX = 1 << 16, /* capture numbers are below */
	GATHER_WARNINGS_MAX = 4096,
	ASKED_ADDRS_MAX = 32, /* addresses kept an asked name */
};

/* An observation, equal ones between the same parties folded. */
struct raw {
	enum obs_kind kind;
	bool cut, has_about;
	struct mac about;
	uint64_t number, count;
	struct addr addr;
	struct slice text; /* owned, NUL follows */
	struct where first, last;
	long device; /* settled: whom it is about, -1 = nobody of the site */
};

/* A conversation, equal ones folded. */
struct gathered {
	struct conversation_record c;
	struct beat *beat; /* of the client, owned; NULL = not told */
};

/* A MAC (zero: none) and an address (family 0: none) that sent or was claimed. */
struct pair {
	struct mac mac;
	struct addr addr;
	uint64_t packets, bytes;
	int64_t first_us, last_us; /* of sending and claiming */
	uint8_t ttl_max;           /* 0 = not known */
	bool timed, group_sent, claimed, asked_for;
	bool own;    /* settled: the MAC's own address, not one that it forwards for */
	bool others; /* settled: --neighbours gives the address to another MAC */
	long device; /* settled: whose packets these are, -1 = from outside */
};

/* One MAC: its pairs stand together in the sorted list. */
struct mac_facts {
	struct mac mac;
	size_t first_pair, n_pairs;
	bool router;
	bool next_hop; /* packets to public addresses were handed to it */
	bool proxy;    /* two of its addresses or more are other MACs' by --neighbours */
	bool relay; /* sent, with a worn hop count, from an address that another MAC uses fresh */
};

struct ledger_private {
	struct map pairs, conversations, observations; /* values owned */
	size_t captures_expected;                      /* 0 = as many as are told of */
	struct map capture_rows;                       /* capture number -> record, owned */
	struct map media;                              /* values owned: struct media_record */
	struct map series;                             /* values owned: struct series_parts */
	size_t bytes, bytes_max;                       /* that gathered rows take */
	uint64_t rows_refused;
	bool gaps; /* a stream had bytes that the capture lacks */
	bool settled;

	const struct site *site;             /* during settling */
	const struct neighbours *neighbours; /* likewise */
	size_t n_pairs, n_macs, n_conversations, n_raws;
	struct pair **pair_list; /* by MAC, address */
	struct mac_facts *macs;  /* by MAC */
	struct gathered **conversation_list;
	struct raw **raw_list;
	struct map prefixes;  /* /24 and /64 of private senders: keys only */
	struct map owners;    /* address -> pair whose own address it is */
	struct map by_addr;   /* address -> device number + 1 */
	struct map by_id;     /* id -> device number + 1 */
	struct map given_mac; /* address -> mac, from --neighbours or DHCP, owned */
	char **strings;
	size_t n_strings, strings_room;
};

/* gather.c */
int where_compare(const struct where *a, const struct where *b);
void frames_add(struct frame_list *to, const struct frame_list *from);
/* A key under construction: large enough for the longest text that the codec lets through. */
struct key {
	uint8_t at[160 + RECORD_BODY_MAX];
	size_t len;
};
void key_put(struct key *k, const void *bytes, size_t len);
void key_addr(struct key *k, const struct addr *a);
/* Whether one row more, of that many bytes with its key, may be kept; counted if so. */
bool gather_room(struct ledger *l, const struct map *m, size_t bytes);
void side_add(struct side_record *to, const struct side_record *from);
int mac_compare(const struct mac *a, const struct mac *b);
/* Sorted lists of what was gathered. */
void gather_sort(struct ledger *l);
/* Number + 1 as a map's value; 0 = absent. */
size_t index_get(const struct map *m, const void *key, size_t len);
void index_put(struct map *m, const void *key, size_t len, size_t number);
/* Copies the text; freed with the ledger. */
const char *ledger_string(struct ledger *l, struct slice text);

/* Whose an address is by others' word. */
struct given {
	struct mac mac;
	bool by_user; /* --neighbours, not DHCP */
	bool unsure;  /* given to several MACs */
};

/* given.c */
void given_settle(struct ledger *l);
/* NULL when nobody said, or not with one voice. */
const struct given *given_to(const struct ledger *l, const struct addr *addr);

/* announced.c */
void announced_settle(struct ledger *l);

/* facts.c */
void facts_settle(struct ledger *l);
/* NULL when no such MAC sent or was claimed. */
struct mac_facts *facts_of(const struct ledger *l, const struct mac *mac);
struct pair *facts_pair(const struct ledger *l, const struct mac *mac, const struct addr *addr);
bool facts_inside(const struct ledger *l, const struct addr *addr);

/* devices.c */
void devices_settle(struct ledger *l);
/* Device behind a party of a packet, -1 = none of the site's. */
long devices_party(const struct ledger *l, const struct mac *mac, const struct addr *addr);
long devices_by_mac(const struct ledger *l, const struct mac *mac);

/* seen.c */
void seen_settle(struct ledger *l);

/* contacts.c */
void contacts_settle(struct ledger *l);

/* names.c: names, hard_coded, permitted, refused of all contacts */
void names_settle(struct ledger *l);

/* media.c: pictures and series of bytes */
void media_add(struct ledger *l, const struct media_record *m);
void media_add_series(struct ledger *l, const struct series_record *s);
/* The rung of contacts that got pictures; before the contacts are put in their last order. */
void media_rungs(struct ledger *l);
/* The devices' lists; after it. */
void media_settle(struct ledger *l);
void media_done(struct ledger *l);

/* whole.c: captures, warnings, completeness */
void whole_settle(struct ledger *l);

#endif
