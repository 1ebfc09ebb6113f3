/* SPDX-License-Identifier: Apache-2.0
 *
 * Nearly every frame of a camera network: Ethernet, IPv4 without options (RFC 791), whole, TCP (RFC
 * 9293) or UDP (RFC 768), all headers captured. Read in one go; anything else is left to the steps of
 * packet_walk(), with which this agrees on every frame that it takes.
 */
#ifndef CAMTRAIL_NET_PLAIN_H
#define CAMTRAIL_NET_PLAIN_H

#include <endian.h>

#include "net/walk.h"

enum { PLAIN_ETHER = 14, PLAIN_IPV4 = 20, PLAIN_UDP = 8, PLAIN_TCP = 20 };

struct plain {
	const uint8_t *ip;    /* the IPv4 header; the transport's stands 20 bytes behind it */
	uint32_t ip_len;      /* by the header */
	uint32_t payload_len; /* by the headers */
	uint32_t payload_at;  /* in the frame; may lie behind what was captured */
	uint32_t captured;    /* bytes of the frame that are there */
	uint8_t transport;    /* PROTO_TCP or PROTO_UDP */
	uint8_t tcp_flags;
};

/* Both transports in one go: which one comes next can't be foreseen, and a branch foreseen wrongly costs
 * as much as all of this. room: whether the bytes of a TCP header are there. */
static inline bool plain_transport(const uint8_t *h, uint32_t len, bool room, struct plain *p)
{
	bool tcp = p->transport == PROTO_TCP;
	const uint8_t *offset_and_flags = room ? h + 12 : h;
	uint32_t tcp_header = (offset_and_flags[0] >> 4) * 4u, udp_len = walk_be16(h + 4);
	uint32_t if_tcp = -(uint32_t)tcp;
	uint32_t header = (tcp_header & if_tcp) | (PLAIN_UDP & ~if_tcp);
	bool tcp_fits = room & (tcp_header >= PLAIN_TCP) & (tcp_header <= len);
	bool udp_fits =
		(walk_be16(h + 2) != PORT_VXLAN) & (udp_len >= PLAIN_UDP) & (udp_len <= len);

	p->tcp_flags = (uint8_t)(offset_and_flags[1] & if_tcp);
	p->payload_at = PLAIN_ETHER + PLAIN_IPV4 + header;
	p->payload_len = ((len & if_tcp) | (udp_len & ~if_tcp)) - header;
	return (tcp & tcp_fits) | (!tcp & udp_fits);
}

static inline uint64_t load_le64(const uint8_t *at)
{
	uint64_t v;
	memcpy(&v, at, sizeof(v));
	return le64toh(v);
}

/* at: an Ethernet frame of which `captured` of wire_len bytes are there. */
static inline bool plain_read(const uint8_t *at, size_t captured, uint32_t wire_len,
			      struct plain *p)
{
	if ((captured < PLAIN_ETHER + PLAIN_IPV4 + PLAIN_UDP) | (captured > wire_len))
		return false;
	/* ethertype, version and header's length, service, whole length, identification */
	uint64_t head = load_le64(at + 12);
	if ((head & 0xffffff) != 0x450008 || walk_be16(at + 20) & 0x3fff)
		return false;
	p->ip = at + PLAIN_ETHER;
	p->captured = (uint32_t)captured;
	p->ip_len = __builtin_bswap16((uint16_t)(head >> 32));
	p->transport = at[23];
	if ((p->ip_len < PLAIN_IPV4 + PLAIN_UDP) | (p->ip_len > wire_len - PLAIN_ETHER))
		return false;
	/* one comparison: which of the two it is can't be foreseen */
	if (p->transport > PROTO_UDP || !((1u << PROTO_UDP | 1u << PROTO_TCP) >> p->transport & 1))
		return false;
	return plain_transport(p->ip + PLAIN_IPV4, p->ip_len - PLAIN_IPV4,
			       captured >= PLAIN_ETHER + PLAIN_IPV4 + PLAIN_TCP, p);
}

/* The same frame as packet_walk() gives it. packet.c */
void plain_packet(const uint8_t *at, size_t captured, const struct plain *plain,
		  struct packet *ret_packet);

#endif
