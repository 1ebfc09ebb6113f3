/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files behind packet_walk() share: the state of one walk and the steps that hand on to
 * each other. Nobody outside net/ includes this.
 *
 * A step starts at w->in. It leaves *w->packet alone when it can't read what is there, so that
 * what was set before (PACKET_UNREADABLE, or the packet outside a tunnel) stays.
 */
#ifndef CAMTRAIL_NET_WALK_H
#define CAMTRAIL_NET_WALK_H

#include "net/packet.h"

/* IEEE 802 numbers */
enum ether_type {
	ETHER_LENGTH_MAX = 1500, /* up to here the field is a length (IEEE 802.3) */
	ETHER_IPV4 = 0x0800,
	ETHER_ARP = 0x0806,
	ETHER_ERSPAN_3 = 0x22eb,
	ETHER_BRIDGED = 0x6558, /* an Ethernet frame inside GRE */
	ETHER_VLAN = 0x8100,
	ETHER_IPV6 = 0x86dd,
	ETHER_MPLS = 0x8847,
	ETHER_MPLS_MULTICAST = 0x8848,
	ETHER_PPPOE_DISCOVERY = 0x8863,
	ETHER_PPPOE = 0x8864,
	ETHER_EAPOL = 0x888e,
	ETHER_SERVICE_VLAN = 0x88a8,
	ETHER_ERSPAN = 0x88be, /* types I and II */
	ETHER_LLDP = 0x88cc,
	ETHER_OLD_SERVICE_VLAN = 0x9100,
};

/* IANA protocol numbers */
enum ip_proto {
	PROTO_HOP_BY_HOP = 0,
	PROTO_ICMP = 1,
	PROTO_IPV4 = 4,
	PROTO_TCP = 6,
	PROTO_UDP = 17,
	PROTO_IPV6 = 41,
	PROTO_ROUTING = 43,
	PROTO_FRAGMENT = 44,
	PROTO_GRE = 47,
	PROTO_AH = 51,
	PROTO_ICMPV6 = 58,
	PROTO_NOTHING = 59,
	PROTO_DESTINATION = 60,
	PROTO_MPLS = 137,
};

enum { PORT_VXLAN = 4789 };

struct walk {
	struct packet *packet;
	struct cursor in;   /* captured bytes that were not walked yet */
	uint32_t len;       /* length of the same before the capture cut it; >= cursor_left */
	uint8_t tunnels;    /* wrappings tried; never given back, so that tries stay few */
	uint8_t tags;       /* VLAN tags and MPLS labels */
	uint8_t extensions; /* IPv6 extension headers */
};

static inline uint16_t walk_be16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t walk_be32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* The next n captured bytes, NULL when they are not there. */
static inline const uint8_t *walk_take(struct walk *w, uint32_t n)
{
	struct slice s = cursor_take(&w->in, n);
	w->len -= (uint32_t)s.len;
	return s.at;
}

/* Steps over n bytes (at most w->len) of which the capture may have cut some. */
static inline void walk_skip(struct walk *w, uint32_t n)
{
	size_t left = cursor_left(&w->in);
	cursor_skip(&w->in, n < left ? n : left);
	w->len -= n;
}

/* A header said that len bytes follow: what lies behind them is padding. Moves the end by itself
 * because a whole cursor copied here, for every packet, stalls on its own stores. */
static inline void walk_limit(struct walk *w, uint32_t len)
{
	size_t left = cursor_left(&w->in);
	if (left > len)
		w->in.end -= left - len;
	w->len = len;
}

/* What is left is the payload of the packet. */
static inline void walk_payload(struct walk *w, enum packet_what what)
{
	w->packet->what = what;
	w->packet->payload = cursor_rest(&w->in);
	w->packet->payload_len = w->len;
}

/* Everything above the link as if nothing had been read. */
static inline void walk_clear(struct packet *p)
{
	p->what = PACKET_UNREADABLE;
	p->src.family = p->dst.family = 0;
	memset(p->src.bytes, 0, sizeof(p->src.bytes));
	memset(p->dst.bytes, 0, sizeof(p->dst.bytes));
	p->ttl = p->transport = p->tcp_flags = 0;
	p->src_port = p->dst_port = 0;
	p->ip_len = p->payload_len = 0;
	p->payload = slice_of(NULL, 0);
	p->seq = p->ack = 0;
	p->fragment_id = 0;
	p->fragment_offset = 0;
	p->more_fragments = false;
	p->ip_at = NULL;
}

/* Inline, because this runs for every packet. */
static inline void walk_set_v4(struct addr *a, const uint8_t *at)
{
	a->family = 4;
	memcpy(a->bytes, at, 4);
	memset(a->bytes + 4, 0, 12);
}

/* packet.c */
void walk_ethernet(struct walk *w);

/* ip.c */
void walk_ipv4(struct walk *w);
void walk_ipv6(struct walk *w);
/* What a datagram put together carries; len is its length, payload what was captured of it. */
void walk_whole(const struct packet *frame_packet, uint8_t proto, struct slice payload,
		uint32_t len, struct packet *ret_packet);

/* tunnel.c: each leaves the packet outside as it is when nothing inside can be read. */
/* Does step on what is left; ethertype, if not 0, is what names it. True when it was readable. */
bool walk_inside(struct walk *w, void (*step)(struct walk *), uint16_t ethertype);
void walk_mpls(struct walk *w);
void walk_gre(struct walk *w);
void walk_vxlan(struct walk *w);

#endif
