/* SPDX-License-Identifier: Apache-2.0
 *
 * What has been seen: devices, what was observed of each, whom each contacted. Built from records,
 * never from packets. No input or output, no clock: the same records in any order give the same
 * ledger, and ledger(A) + ledger(B) = ledger(A and B).
 *
 * How its data lives: ledger_add() only gathers; ledger_settle() decides, once, which (MAC,
 * address) pairs are devices, which MACs are routers, what is inside the site, and fills the
 * lists below, sorted (devices by id; contacts by rung, then name, address, port). Everything is
 * owned by the ledger and constant after settling.
 */
#ifndef CAMTRAIL_LEDGER_LEDGER_H
#define CAMTRAIL_LEDGER_LEDGER_H

#include "ledger/site.h"
#include "obs/codec.h"

enum {
	DEVICE_ID_MAX = 48,
	NAME_TEXT_MAX = 256,
	SEEN_PER_KIND_MAX = 64, /* different values of a kind kept a device; more are counted */
	ASKED_PER_DEVICE_MAX = 20000,
	DEVICES_MAX = 100000, /* more (forged MAC addresses) make the input incomplete */
};

/* The exposure ladder. */
enum rung { RUNG_CONFIGURED, RUNG_ASKED, RUNG_ATTEMPTED, RUNG_CONTACTED, RUNG_SENT, RUNG_FOOTAGE };
const char *rung_name(enum rung r);

/* An observation of a device, equal ones folded. */
struct seen {
	enum obs_kind kind;
	bool cut;
	uint64_t number;
	struct addr addr;
	struct slice text; /* raw, owned; NUL follows */
	uint64_t count;
	struct where first, last;
};

/* How an address belongs to a device. */
struct address_use {
	struct addr addr;
	int64_t first_us, last_us;
	uint64_t packets, bytes; /* sent from it */
	bool claimed;            /* by ARP, neighbour discovery or DHCP: not only by sending */
};

/* Where a contact's name is known from, best first. */
enum name_source {
	NAME_NONE,
	NAME_DNS,       /* an answer to this device gave the address for this name */
	NAME_SNI,       /* the device asked that server for it in TLS */
	NAME_HTTP_HOST, /* in HTTP */
	NAME_MQTT,
	NAME_RTSP_URL,
	NAME_CERTIFICATE, /* the server's certificate: the server's word */
	NAME_SOURCES
};
const char *name_source_name(enum name_source s); /* "dns", "sni", "http-host", ... */

struct contact {
	struct addr addr;
	uint16_t port;       /* 0 for ICMP */
	struct addr local;   /* the device's address in one of the flows, and its port */
	uint16_t local_port; /* there; 0 for ICMP */
	uint8_t transport;
	const char *protocol; /* by content, "" = not recognised */
	const char *name;     /* raw bytes as sent, "" = none */
	enum name_source name_source;
	enum rung rung; /* RUNG_ATTEMPTED to RUNG_FOOTAGE here */
	/* No DNS answer seen before the first packet named the address, nor had the device asked for
	 * the name that it gave the server. */
	bool hard_coded;
	bool private_address; /* private or link-local, yet outside the site */
	bool neighbour;       /* on the same segment (ARP, unrouted): not beyond the router */
	bool permitted;       /* site.conf allows it */
	bool refused;         /* an ICMP error quoted a packet to it */
	/* TCP, opening not in the capture: who called is inferred by port. ICMP: no packet of it was
	 * captured as far as its type. */
	bool client_uncertain;
	uint32_t flows;
	struct side_record out, in; /* device to remote, remote to device */
	const struct beat *beat;    /* how regularly the device spoke up, NULL = not told */
};

/* A session opened from outside to this device. */
struct inbound {
	struct addr addr; /* remote */
	uint16_t local_port;
	uint8_t transport;
	const char *protocol;
	bool permitted;
	struct side_record out, in;
};

/* Traffic with another device of the site. */
struct local_talk {
	size_t peer;   /* index of the device */
	uint16_t port; /* the server's */
	uint8_t transport;
	bool is_server; /* this device is the server side */
	const char *protocol;
	struct side_record out, in;
};

/* Pictures that a device sent, of one track, in all flows to one remote port. */
struct footage {
	size_t contact, inbound, peer; /* whom it went to: index into contacts, inbound, or the
					* ledger's devices; two of them are SIZE_MAX */
	struct addr remote;
	uint16_t port; /* the server's side's: the remote's where the device called */
	uint8_t transport;
	struct media_record told; /* of all flows: first and last time, sums, first frames */
};

/* Bytes that a device sent to, or another device got from it, bin by bin: one flow. */
struct series {
	size_t contact, inbound, peer; /* as in struct footage */
	struct path path;
	int64_t start_us; /* a multiple of SERIES_BIN_US */
	size_t n;
	uint32_t *bins; /* payload bytes */
	bool *known;    /* of each bin, whether it was told */
};

struct asked_name {
	const char *name;
	uint64_t count;
	struct where first, last;
	bool answered, failed;
	size_t n_addrs;
	struct addr *addrs; /* that answers gave, at most 32 */
};

struct device {
	char id[DEVICE_ID_MAX]; /* "b0:c5:54:25:5b:0e" or "10.0.0.7" */
	bool by_mac;
	struct mac mac;           /* set if by_mac */
	bool router;              /* forwards for others */
	bool behind_router;       /* keyed by address because a router stands between */
	bool mac_from_neighbours; /* --neighbours gave it */
	uint64_t packets, bytes;  /* sent */
	int64_t first_us, last_us;
	size_t n_addresses, n_seen, n_contacts, n_inbound, n_local, n_asked;
	struct address_use *addresses;
	struct seen *seen; /* by kind, then first time */
	struct contact *contacts;
	struct inbound *inbound;
	struct local_talk *local;
	struct asked_name *asked; /* by first time */
	uint64_t seen_dropped;    /* values over SEEN_PER_KIND_MAX */
	size_t n_footage, n_series;
	struct footage *footage; /* by first time */
	struct series *series;   /* sent by it; by receiver, then time */
};

/* A DNS server that a router gave to its whole segment (RFC 8106). */
struct announced {
	struct addr addr;
	size_t device, seen; /* who did, and which of its values says it */
};

struct ledger {
	size_t n_devices, n_captures, n_warnings, n_announced;
	struct device *devices;          /* routers included, marked */
	struct capture_record *captures; /* index = capture number */
	struct warning_record *warnings;
	struct announced *announced; /* the first ANNOUNCED_MAX */
	bool incomplete;             /* any capture cut, any loss, header-only: see captures */
	bool header_only;            /* payload was missing from packets */
	uint64_t flows, flows_evicted, packets;
	uint64_t rows_refused; /* records left out since there was no room */
	int64_t first_us, last_us;
	struct ledger_private *private;
};

struct ledger *ledger_new(void);
void ledger_free(struct ledger *l);
/* There are n captures, whether they are told of (a reader may die) or not; what is told of others is
 * left out. Without it there are as many as are told of. */
void ledger_expect_captures(struct ledger *l, size_t n);
/* Copies what it needs. Only before ledger_settle(). */
void ledger_add(struct ledger *l, const struct record *record);
/* site and neighbours are borrowed during the call only. */
void ledger_settle(struct ledger *l, const struct site *site, const struct neighbours *neighbours);

/* NULL when absent. text: an id, a MAC in any form, an address, or a name that only one device
 * has. */
const struct device *ledger_find(const struct ledger *l, struct slice text);
/* The device that has it, NULL = none: no names are looked through. */
const struct device *ledger_find_mac(const struct ledger *l, const struct mac *mac);
const struct device *ledger_find_address(const struct ledger *l, const struct addr *addr);
/* Who announced this DNS server, or (addr NULL) any of that family, to all, other than the device
 * itself; NULL = nobody. */
const struct announced *ledger_announced(const struct ledger *l, size_t device,
					 const struct addr *addr, uint8_t family);
/* The first value of that kind, NULL = none. */
const struct seen *device_seen(const struct device *d, enum obs_kind kind);

#endif
