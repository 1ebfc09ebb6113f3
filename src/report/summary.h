/* SPDX-License-Identifier: Apache-2.0
 *
 * The groupings that make a site of thousands of devices readable: findings that differ only in
 * their device, remote servers with everyone who contacts them, names that were only asked for,
 * makers by kind, and who reaches which country. Counting and sorting only: nothing is weighed
 * here.
 *
 * How its data lives: made from a report_input, borrows all its texts, freed whole.
 */
#ifndef CAMTRAIL_REPORT_SUMMARY_H
#define CAMTRAIL_REPORT_SUMMARY_H

#include "report/report.h"

/* Findings with the same question, answer and severity whose statements differ only in numbers
 * and identities, and that point at the same servers. */
struct finding_group {
	const struct finding *first;
	size_t n;
	size_t *members; /* indices into judgement.findings, in order */
};

struct pair {
	size_t device, contact; /* ledger.devices, device.contacts */
};

/* One remote name, address, port and transport. */
struct server_row {
	const struct contact *sample; /* of the first device */
	const struct place *place;
	const struct cloud *cloud;           /* NULL = not known */
	const struct known_address *address; /* NULL = not known */
	const struct heartbeat *heartbeat;   /* the first that is not told with another server, or
					      * NULL */
	enum rung rung;                      /* the highest */
	bool hard_coded, refused, uncertain; /* for any of them */
	bool permitted;                      /* for all of them */
	bool from_firmware;                  /* the firmware of one of them carries it */
	size_t watched; /* devices that are cameras, recorders or not identified */
	size_t n;
	struct pair *pairs;
	uint64_t packets_out, packets_in, bytes_out, bytes_in, payload_out;
	int64_t first_us, last_us;
};

/* A name asked for by devices that then contacted none of its addresses. */
struct asked_row {
	const char *name;
	size_t n, watched; /* devices */
	size_t device;     /* the first */
	const struct asked_name *sample;
	uint64_t count;
	bool answered, failed; /* for any of them */
};

/* A server that an image carries, with the devices that the image was taken for. */
struct firmware_row {
	const struct firmware_image *image;
	const struct firmware_server *server;
	enum rung rung; /* the highest that one of them was seen on */
	size_t n;       /* devices */
	size_t reached; /* of them, those that were seen to ask for it or more */
	size_t device;  /* the first that did, else the first */
	bool permitted; /* for all */
};

struct maker_row {
	enum device_kind kind;
	int maker;
	size_t n, relabelled, by_label_only, outside; /* outside: with unpermitted contacts */
};

/* Cameras, recorders and unidentified devices of one maker that contact one country. */
struct country_flow {
	int maker;
	const char *country; /* words for people */
	size_t n;            /* devices */
	enum rung rung;      /* the highest */
	uint64_t bytes_out;
};

struct country_row {
	const char *country;
	size_t devices, servers;
	enum rung rung;
	bool permitted; /* all of it */
	uint64_t bytes_out, bytes_in;
};

struct totals {
	int64_t first_us, last_us;
	uint64_t packets, bytes, cut_packets, payload_missing, dropped, undecodable, fragments_lost,
		unread_bytes, tcp_unseen;
	size_t answers[ANSWERS];
	size_t relabelled, outside, outside_sent; /* cameras and recorders; unpermitted contacts */
	size_t with_declaration;                  /* cameras and recorders */
	size_t countries; /* that their contacts are in, whatever came of them */
	size_t watched;
};

struct summary {
	const struct report_input *in;
	const struct ledger *ledger;
	const struct judgement *j;
	struct totals totals;
	size_t n_groups, n_servers, n_asked, n_makers, n_flows, n_countries, n_firmware;
	struct finding_group *groups;   /* worst first */
	struct server_row *servers;     /* highest rung first, then bytes out, then name */
	struct asked_row *asked;        /* most devices first, then name */
	struct maker_row *makers;       /* cameras, recorders, unknown, other; most first */
	struct country_flow *flows;     /* most devices first */
	struct country_row *countries;  /* likewise */
	struct firmware_row *firmware;  /* most alarming roles first, as vet has them, by image */
	const struct finding **gravest; /* one a device: its worst finding that is contradicted or
					 * unexplained, NULL = none */
};

/* Without the groupings: their lists are empty. */
struct summary *summary_new_totals(const struct report_input *in);
struct summary *summary_new(const struct report_input *in);
void summary_free(struct summary *s);

/* A camera, a recorder, or a device that could not be identified; routers are none. */
bool summary_watches(const struct judgement *j, size_t device);

/* No contact and no talk inside the site used the name or an address that its answers gave. */
struct asked_check;
struct asked_check *asked_check_new(const struct ledger *l, const struct device *d);
bool asked_check_only(const struct asked_check *c, const struct asked_name *name);
void asked_check_free(struct asked_check *c);

/* Where a contact goes, in words: a country, "private address", "same segment", "not known". */
const char *summary_country(const struct contact *c, const struct place *p);
/* Highest rung of a device's contacts that the site does not permit; RUNG_CONFIGURED = none. */
enum rung summary_rung(const struct device *d);
/* First and last time of a contact, both directions. */
int64_t contact_first(const struct contact *c);
int64_t contact_last(const struct contact *c);

/* "usr/bin/app at 0x1f00 in army.bin": appends. */
void summary_firmware_place(struct buf *out, const struct firmware_image *image,
			    const struct firmware_server *server);
/* "203.0.113.9:8800", "p2p.example.com": appends. */
void summary_firmware_server(struct buf *out, const struct firmware_server *server);

/* Appends what is to be known of a server: "fixed address, p2p of Hikvision". */
void summary_server_notes(struct buf *notes, const struct server_row *r);

#endif
