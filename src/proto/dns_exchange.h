/* SPDX-License-Identifier: Apache-2.0
 *
 * What one message between a device and its resolver says, whether it came by UDP or TCP. Not a
 * dissector: dns.c and dns_tcp.c frame the messages and turn the answer into their verdicts.
 */
#ifndef CAMTRAIL_PROTO_DNS_EXCHANGE_H
#define CAMTRAIL_PROTO_DNS_EXCHANGE_H

#include "base/cursor.h"
#include "obs/sink.h"

enum dns_trust {
	DNS_STRANGER, /* no other sign of DNS than the bytes: every rule must hold */
	DNS_AT_HOME,  /* the port, or an earlier message of the flow, says DNS */
};

enum dns_outcome {
	DNS_ALIEN,  /* not a DNS message; nothing was emitted */
	DNS_SAID,   /* observed */
	DNS_BROKEN, /* a DNS message whose entries break off; what stood before was observed */
};

/* The ports of multicast DNS, LLMNR and NetBIOS names, which use the same form for other ends. */
bool dns_other_use(const struct where *where);
bool dns_home(const struct where *where);

/* What the first twelve bytes of a message of `len` bytes allow to say. False = no DNS. */
bool dns_plausible(struct slice start, size_t len, enum dns_trust trust);

/* `in` holds exactly one message. It is moved past it, or to the break. */
enum dns_outcome dns_observe(struct cursor *in, enum dns_trust trust, struct sink *out);

/* Everything dns_observe emits, ended by OBS_KINDS. */
extern const enum obs_kind dns_emits[];

#endif
