/* SPDX-License-Identifier: Apache-2.0
 *
 * What people said beforehand: the site's own networks (site.conf), MAC addresses behind a router
 * (--neighbours), and the supplier's declaration (cameras.csv). Parsed from memory: files are
 * read in app/. A bad row is skipped, counted and told with its line number.
 */
#ifndef CAMTRAIL_LEDGER_SITE_H
#define CAMTRAIL_LEDGER_SITE_H

#include "base/addr.h"
#include "base/err.h"

enum { SITE_LIST_MAX = 256, DECLARATIONS_MAX = 200000 };

/* A server that devices of this site may contact: any part may be left out. */
struct permitted {
	struct net net;    /* base.family 0 = any address */
	const char *name;  /* host name or ".suffix", "" = any */
	uint16_t port;     /* 0 = any */
	uint8_t transport; /* 0 = any */
};

/* site.conf, INI:
 *   [site]
 *   name = Harbour north
 *   networks = 10.20.0.0/16, 192.168.8.0/24    inside, instead of private and link-local space
 *   own = 203.0.113.7                          the site's own public addresses
 *   recorders = 10.20.0.5, 3c:ef:8c:00:00:01
 *   permitted = 10.20.0.9:123/udp, time.example.org, 198.51.100.0/24:443/tcp
 *   resolvers = 10.20.0.1
 * Lists may go on over several lines of the same key. */
struct site {
	const char *name; /* "" = not said */
	size_t n_networks, n_own, n_recorders, n_recorder_macs, n_permitted, n_resolvers;
	struct net *networks;
	struct net *own;
	struct addr *recorders;
	struct mac *recorder_macs;
	struct permitted *permitted;
	struct addr *resolvers;
};

/* All empty. */
struct site *site_new(void);
void site_free(struct site *s);
/* NULL-safe. -1 and err ("site.conf:4: ...") on anything that can't be understood: a wrong site
 * gives wrong findings, so nothing is skipped here. */
int site_parse(struct site *s, struct slice text, const char *file, struct err *err);

/* Called for each row or line that was skipped: one sentence with file and line. */
struct complaints {
	void (*say)(void *ctx, const char *sentence);
	void *ctx;
	unsigned n; /* counted here */
};

/* address -> MAC. Reads `ip neigh` output ("10.0.0.5 dev eth0 lladdr 00:11:... REACHABLE"), or CSV
 * with a header row naming an address column (ip, address, ip address, internet address) and a MAC
 * column (mac, lladdr, hardware address, mac address, physical address), or whitespace tables of
 * switches (Cisco "Internet  10.0.0.5  3  0011.2233.4455  ARPA  Vlan1"). */
struct neighbour {
	struct addr addr;
	struct mac mac;
};
struct neighbours {
	size_t n;
	struct neighbour *rows;
};
int neighbours_parse(struct neighbours *ret, struct slice text, const char *file,
		     struct complaints *complaints, struct err *err);
void neighbours_done(struct neighbours *n);

/* One row of cameras.csv. Texts are "" when the column is absent or empty. */
struct declaration {
	unsigned line; /* of the file, from 1 */
	const char *serial, *brand, *model, *maker, *country, *certificate, *supplier, *contract,
		*site, *position;
	const char *firmware_author; /* who wrote the firmware; vet only */
	const char
		*licence; /* contract under which firmware of others is used, free text; vet only */
	bool has_mac;
	struct mac mac;
	struct addr address; /* family 0 = none */
};
struct declarations {
	size_t n;
	struct declaration *rows;
	bool has_serial, has_mac, has_address, has_maker, has_country,
		has_certificate; /* columns */
};
/* Header row: any of serial, mac, address, brand, model, maker, country, certificate, supplier,
 * contract, site, position, firmware author, licence, in any order and case; ';' or ',' or TAB
 * between, quotes as RFC 4180. -1 when there is no usable header (none of serial, mac, address). */
int declarations_parse(struct declarations *ret, struct slice text, const char *file,
		       struct complaints *complaints, struct err *err);
/* For delivered files: a row may tell of a product (model, brand, maker) without naming a unit. */
int declarations_parse_products(struct declarations *ret, struct slice text, const char *file,
				struct complaints *complaints, struct err *err);
void declarations_done(struct declarations *d);

#endif
