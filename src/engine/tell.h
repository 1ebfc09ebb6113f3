/* SPDX-License-Identifier: Apache-2.0
 *
 * What a packet tells by itself, without its flow.
 */
#ifndef CAMTRAIL_ENGINE_TELL_H
#define CAMTRAIL_ENGINE_TELL_H

#include "net/packet.h"

/* Who opened the flow, told from its first packet. TCP: a SYN says it. Else the side with the
 * service's port is the server: a port below 1024 against one above, or simply the sender.
 * ret_certain: for TCP a SYN, for UDP always but where ports had to decide. */
bool tell_sender_is_client(const struct packet *p, bool *ret_certain);

/* The refusal that an ICMP or ICMPv6 error (RFC 792, RFC 4443) with payload brings. */
const char *tell_icmp_error(const struct packet *p);

/* Which of parts readers has this packet. Everything between two addresses goes to one, whichever
 * way: flows, their fragments, what was said before. What has no addresses goes to the first. */
unsigned tell_share(const struct packet *p, unsigned parts);
/* The same from an IPv4 header. */
unsigned tell_share_of_header(const uint8_t *ipv4, unsigned parts);

/* Whether its sender or receiver may be beyond the site, as far as an address tells: pictures that go
 * there are followed to their end, and what it carries may be an upload. */
bool tell_goes_far(const struct packet *p);
/* Whether an address is outside. */
bool tell_is_far(const struct addr *a);

#endif
