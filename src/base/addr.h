/* SPDX-License-Identifier: Apache-2.0
 *
 * Network addresses as values: IPv4 and IPv6 addresses, MAC addresses, networks. Bytes are kept
 * in network order. No name is ever looked up here.
 */
#ifndef CAMTRAIL_BASE_ADDR_H
#define CAMTRAIL_BASE_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cursor.h"

/* family is 0 (none), 4 or 6. An IPv4 address uses bytes[0..3], the rest is zero, so that two
 * addresses can be compared and hashed as 17 bytes. */
struct addr {
	uint8_t family;
	uint8_t bytes[16];
};

/* all zero = none */
struct mac {
	uint8_t bytes[6];
};

struct net {
	struct addr base;
	uint8_t bits;
};

enum addr_text { ADDR_TEXT_MAX = 46, MAC_TEXT_MAX = 18 }; /* with NUL */

struct addr addr_v4(const uint8_t bytes[4]);
struct addr addr_v6(const uint8_t bytes[16]);

/* An IPv4 (4 bytes) or IPv6 (16 bytes) address as it stands on the wire; family 0 otherwise. */
struct addr addr_from_wire(struct slice bytes);

/* Text form (RFC 4291/5952 for IPv6) to address. False if the whole slice is not one address. */
bool addr_parse(struct slice text, struct addr *ret_addr);
/* Writes the text form, NUL-terminated, and returns buf. "" for family 0. */
const char *addr_print(const struct addr *a, char buf[ADDR_TEXT_MAX]);

bool addr_is_set(const struct addr *a);
bool addr_equal(const struct addr *a, const struct addr *b);
int addr_compare(const struct addr *a, const struct addr *b);

/* 224.0.0.0/4, ff00::/8 */
bool addr_is_multicast(const struct addr *a);
/* 255.255.255.255 only; a subnet's broadcast address can't be told without its mask. */
bool addr_is_broadcast(const struct addr *a);
/* 0.0.0.0/8, :: */
bool addr_is_unspecified(const struct addr *a);
bool addr_is_loopback(const struct addr *a);
/* 169.254/16, fe80::/10 (RFC 3927, RFC 4291) */
bool addr_is_link_local(const struct addr *a);
/* 10/8, 172.16/12, 192.168/16 (RFC 1918), fc00::/7 (RFC 4193). 100.64/10 is not private here:
 * cameras are known to send to it as to the outside (shared address space, RFC 6598). */
bool addr_is_private(const struct addr *a);
/* RFC 6598, 100.64/10 */
bool addr_is_shared(const struct addr *a);
/* RFC 5737, RFC 3849: only for examples */
bool addr_is_documentation(const struct addr *a);
/* One host that a packet may be routed to: set, and none of unspecified, loopback, multicast,
 * broadcast, 240/4. */
bool addr_is_unicast(const struct addr *a);

bool mac_is_set(const struct mac *m);
bool mac_equal(const struct mac *a, const struct mac *b);
bool mac_is_group(const struct mac *m);                /* broadcast or multicast bit */
bool mac_is_locally_administered(const struct mac *m); /* IEEE 802 U/L bit */
/* Six hex pairs with ':' or '-' between, or none (12 digits), or Cisco's aabb.ccdd.eeff. */
bool mac_parse(struct slice text, struct mac *ret_mac);
const char *mac_print(const struct mac *m, char buf[MAC_TEXT_MAX]);

/* "10.1.0.0/16", "fd00::/8" or one address. Host bits are cleared. */
bool net_parse(struct slice text, struct net *ret_net);
bool net_has(const struct net *n, const struct addr *a);

#endif
