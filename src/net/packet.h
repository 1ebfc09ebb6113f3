/* SPDX-License-Identifier: Apache-2.0
 *
 * Layers 2 to 4 of one frame, as values. Walks Ethernet, 802.1Q/802.1ad, PPPoE, MPLS, Linux cooked
 * v1/v2, raw IP, BSD loopback, IPv4, IPv6 with extension headers, and what mirrored traffic is
 * wrapped in: GRE, ERSPAN II/III, VXLAN; to the innermost packet. Never reads outside the frame;
 * lengths come from the headers, so a capture cut by snap length counts as a whole one.
 */
#ifndef CAMTRAIL_NET_PACKET_H
#define CAMTRAIL_NET_PACKET_H

#include "base/addr.h"
#include "base/cursor.h"

enum {
	PACKET_TUNNELS_MAX = 4,     /* wrappings followed */
	PACKET_TAGS_MAX = 8,        /* VLAN tags and MPLS labels followed */
	PACKET_EXTENSIONS_MAX = 16, /* IPv6 extension headers followed */
};

enum tcp_flag { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_ACK = 16 };

enum packet_what {
	PACKET_UNREADABLE, /* headers cut or broken: only MACs may be set */
	PACKET_FRAME,      /* not IP: payload is what follows the ethertype */
	PACKET_IP,         /* IP, transport other than those below: payload is the IP payload */
	PACKET_FRAGMENT,   /* a fragment; payload is the fragment's bytes */
	PACKET_ICMP,       /* ICMP or ICMPv6: payload starts at its type byte */
	PACKET_TCP,
	PACKET_UDP,
};

struct packet {
	enum packet_what what;
	bool has_mac; /* src_mac is set (SLL has only the sender's) */
	bool has_dst_mac;
	struct mac src_mac, dst_mac; /* of the innermost Ethernet header; none for IP inside IP */
	uint16_t ethertype;          /* innermost; 0 where the link has none */
	uint16_t vlan;               /* innermost tag's id, 0 = none */
	struct addr src, dst;
	uint8_t ttl;                 /* or hop limit */
	uint8_t transport;           /* IANA protocol number, 0 = not IP */
	uint16_t src_port, dst_port; /* host order; ICMP: type and code in src_port's two bytes */
	uint32_t ip_len;             /* IP packet's length by its header, headers included, bytes */
	struct slice payload;        /* captured bytes above the transport header */
	uint32_t payload_len;        /* length of the same by the headers; > payload.len when cut */
	uint32_t seq, ack;           /* TCP */
	uint8_t tcp_flags;
	/* FRAGMENT */
	uint32_t fragment_id;
	uint16_t fragment_offset; /* bytes */
	bool more_fragments;
	const uint8_t *ip_at; /* IPv4/IPv6 header inside the frame, NULL if not IP */
};

/* Walks one frame. link is a LINKTYPE; bytes are the captured ones, wire_len the frame's length on
 * the wire. Fills all of *ret_packet. Slices borrow from bytes. */
void packet_walk(uint32_t link, struct slice bytes, uint32_t wire_len, struct packet *ret_packet);

/* Walks an IP packet that was put together from fragments, keeping MACs, VLAN and ethertype of
 * *frame_packet. proto is the transport, payload the whole IP payload. */
void packet_walk_reassembled(const struct packet *frame_packet, uint8_t proto, struct slice payload,
			     struct packet *ret_packet);

/* The packet quoted inside an ICMP or ICMPv6 error (RFC 792, RFC 4443): addresses, transport,
 * ports as far as quoted. False when the message is no error or quotes nothing readable. */
bool packet_walk_quoted(const struct packet *icmp, struct packet *ret_quoted);

/* Whether it is a message between two addresses, whole. */
static inline bool packet_has_flow(const struct packet *p)
{
	return p->what == PACKET_TCP || p->what == PACKET_UDP || p->what == PACKET_ICMP ||
	       p->what == PACKET_IP;
}

#endif
