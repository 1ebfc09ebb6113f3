/* SPDX-License-Identifier: Apache-2.0
 *
 * Hand-made records for tests of ledger and judge: a scene is a list of records that is fed to a
 * ledger in its own order or shuffled. Addresses and MACs are written as text.
 */
#ifndef CAMTRAIL_TEST_SCENE_H
#define CAMTRAIL_TEST_SCENE_H

#include "test.h"

#include "ledger/ledger.h"

enum { SCENE_RECORDS_MAX = 4000 };

struct scene {
	size_t n;
	struct record records[SCENE_RECORDS_MAX];
	char *texts[SCENE_RECORDS_MAX]; /* owned copies behind text observations */
};

struct mac scene_mac(const char *text);   /* "" = none */
struct addr scene_addr(const char *text); /* "" = none */

struct scene *scene_new(void);
void scene_free(struct scene *s);

/* A (MAC, address) pair that sent packets from second `from` to second `to`. */
void scene_sends(struct scene *s, const char *mac, const char *addr, uint8_t ttl, int from, int to);
/* Claims the address by ARP (and is a sender of the ARP frame). */
void scene_arp(struct scene *s, const char *mac, const char *addr, int at);

/* A conversation; the endpoints are not added. Counts are packets; payload bytes each way. */
struct scene_talk {
	const char *client_mac, *client, *server_mac, *server;
	uint8_t transport; /* 0 = TCP */
	uint16_t port, client_port;
	unsigned out, back, out_payload, back_payload;
	int at; /* second of the first packet */
	bool no_opening;
	const char *protocol;
	unsigned beats, beat_ms, beat_bytes; /* intervals between keep-alives, and their payload */
};
void scene_talks(struct scene *s, const struct scene_talk *t);

/* Where an observation was made. */
struct scene_at {
	const char *src_mac, *src, *dst_mac, *dst;
	uint16_t src_port, dst_port;
	uint8_t transport;
	bool from_server;
	int at;
	uint64_t frame; /* 0 = at */
};
void scene_text(struct scene *s, enum obs_kind kind, const struct scene_at *at, const char *text);
void scene_number(struct scene *s, enum obs_kind kind, const struct scene_at *at, uint64_t number);
/* ADDR, NAMED_ADDR (name NULL for ADDR) */
void scene_address(struct scene *s, enum obs_kind kind, const struct scene_at *at, const char *name,
		   const char *addr);
/* The last observation is about that MAC. */
void scene_about(struct scene *s, const char *mac);
/* Capture 0 was read whole. */
void scene_capture(struct scene *s);

/* Settled; seed 0 = in order, else shuffled. site_text NULL = none. */
struct ledger *scene_ledger(const struct scene *s, const char *site_text,
			    const struct neighbours *neighbours, unsigned seed);
const struct device *scene_device(const struct ledger *l, const char *text);
/* The contact with that address and port; NULL = none. */
const struct contact *scene_contact(const struct device *d, const char *addr, uint16_t port);

#endif
