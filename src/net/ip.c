/* SPDX-License-Identifier: Apache-2.0
 *
 * IPv4 (RFC 791), IPv6 and its extension headers (RFC 8200, AH: RFC 4302), and the transports on
 * top: TCP (RFC 9293), UDP (RFC 768), ICMP (RFC 792), ICMPv6 (RFC 4443). Verifies no checksum:
 * network cards compute them after the capture point.
 *
 * Lengths are the headers' own. Only a zero length, which cards that cut large segments leave in
 * the header, stands for the rest of the frame. A TCP or UDP header that the capture cut still
 * gives its ports; one that contradicts the IP length is not believed and stays PACKET_IP.
 */
#include "net/packet.h"

#include "net/walk.h"

enum {
	IPV4_MIN = 20,
	IPV6_LEN = 40,
	TCP_MIN = 20,
	UDP_LEN = 8,
	ICMP_MIN = 4,
	ICMP_QUOTE_AT = 8, /* in an error */
};

static void walk_transport(struct walk *w, uint8_t proto);

static void give_ip(struct walk *w, uint8_t proto)
{
	w->packet->transport = proto;
	walk_payload(w, PACKET_IP);
}

/* Gives the fields that were captured; those cut read as zero. False when the ports are cut. */
static bool tcp_cut(struct walk *w, uint32_t *ret_header_len)
{
	struct packet *p = w->packet;
	struct cursor c = w->in;

	if (cursor_left(&c) < 4)
		return false;
	p->src_port = cursor_be16(&c);
	p->dst_port = cursor_be16(&c);
	p->seq = cursor_be32(&c);
	p->ack = cursor_be32(&c);
	uint8_t offset = cursor_u8(&c);
	*ret_header_len = cursor_fine(&c) ? (offset >> 4) * 4u : (uint32_t)TCP_MIN;
	p->tcp_flags = cursor_u8(&c);
	return true;
}

static void walk_tcp(struct walk *w)
{
	struct packet *p = w->packet;
	uint32_t header_len;

	if (cursor_left(&w->in) >= TCP_MIN) {
		const uint8_t *h = w->in.at;
		header_len = (h[12] >> 4) * 4u;
		if (header_len < TCP_MIN || header_len > w->len) {
			give_ip(w, PROTO_TCP);
			return;
		}
		p->src_port = walk_be16(h);
		p->dst_port = walk_be16(h + 2);
		p->seq = walk_be32(h + 4);
		p->ack = walk_be32(h + 8);
		p->tcp_flags = h[13];
	} else if (w->len < TCP_MIN || !tcp_cut(w, &header_len)) {
		give_ip(w, PROTO_TCP);
		return;
	} else if (header_len < TCP_MIN || header_len > w->len) {
		p->src_port = p->dst_port = 0;
		p->seq = p->ack = p->tcp_flags = 0;
		give_ip(w, PROTO_TCP);
		return;
	}
	p->transport = PROTO_TCP;
	walk_skip(w, header_len);
	walk_payload(w, PACKET_TCP);
}

static void walk_udp(struct walk *w)
{
	struct packet *p = w->packet;
	size_t left = cursor_left(&w->in);

	if (left < 4 || w->len < UDP_LEN) {
		give_ip(w, PROTO_UDP);
		return;
	}
	struct cursor c = w->in;
	p->transport = PROTO_UDP;
	p->src_port = cursor_be16(&c);
	p->dst_port = cursor_be16(&c);
	uint32_t len = cursor_be16(&c);
	walk_skip(w, UDP_LEN);
	/* 0 (a jumbogram, or not filled in yet) and lengths that IP denies: IP's counts */
	if (len >= UDP_LEN && len - UDP_LEN < w->len)
		walk_limit(w, len - UDP_LEN);
	walk_payload(w, PACKET_UDP);
	if (p->dst_port == PORT_VXLAN)
		walk_vxlan(w);
}

static void walk_icmp(struct walk *w, uint8_t proto)
{
	struct packet *p = w->packet;

	if (cursor_left(&w->in) < 2 || w->len < ICMP_MIN) {
		give_ip(w, proto);
		return;
	}
	p->transport = proto;
	p->src_port = walk_be16(w->in.at);
	walk_payload(w, PACKET_ICMP);
}

/* Headers that start with the next one's number and their own length. */
static void walk_extension(struct walk *w, uint8_t proto)
{
	struct cursor c = w->in;
	uint8_t next = cursor_u8(&c), size = cursor_u8(&c);
	uint32_t len = proto == PROTO_AH ? (size + 2u) * 4u : (size + 1u) * 8u;

	if (!cursor_fine(&c) || len > w->len || w->extensions == PACKET_EXTENSIONS_MAX) {
		give_ip(w, proto);
		return;
	}
	w->extensions++;
	walk_skip(w, len);
	walk_transport(w, next);
}

static void walk_fragment_header(struct walk *w)
{
	struct packet *p = w->packet;
	struct cursor c = w->in;
	uint8_t next = cursor_u8(&c);
	cursor_skip(&c, 1);
	uint16_t offset = cursor_be16(&c);
	uint32_t id = cursor_be32(&c);

	if (!cursor_fine(&c) || w->extensions == PACKET_EXTENSIONS_MAX) {
		give_ip(w, PROTO_FRAGMENT);
		return;
	}
	w->extensions++;
	walk_skip(w, 8);
	if (!(offset & 0xfff9)) { /* the only fragment (RFC 6946) */
		walk_transport(w, next);
		return;
	}
	p->transport = next;
	p->fragment_id = id;
	p->fragment_offset = offset & 0xfff8;
	p->more_fragments = offset & 1;
	walk_payload(w, PACKET_FRAGMENT);
}

static void walk_other(struct walk *w, uint8_t proto)
{
	bool v6 = w->packet->src.family == 6;

	if (proto == PROTO_AH || (v6 && (proto == PROTO_HOP_BY_HOP || proto == PROTO_ROUTING ||
					 proto == PROTO_DESTINATION))) {
		walk_extension(w, proto);
		return;
	}
	if (v6 && proto == PROTO_FRAGMENT) {
		walk_fragment_header(w);
		return;
	}
	give_ip(w, proto);
	if (proto == PROTO_IPV4)
		(void)walk_inside(w, walk_ipv4, 0);
	else if (proto == PROTO_IPV6)
		(void)walk_inside(w, walk_ipv6, 0);
	else if (proto == PROTO_MPLS)
		(void)walk_inside(w, walk_mpls, 0);
	else if (proto == PROTO_GRE)
		walk_gre(w);
}

static void walk_transport(struct walk *w, uint8_t proto)
{
	if (proto == PROTO_TCP)
		walk_tcp(w);
	else if (proto == PROTO_UDP)
		walk_udp(w);
	else if (proto == (w->packet->src.family == 4 ? PROTO_ICMP : PROTO_ICMPV6))
		walk_icmp(w, proto);
	else
		walk_other(w, proto);
}

void walk_ipv4(struct walk *w)
{
	struct packet *p = w->packet;
	const uint8_t *h = walk_take(w, IPV4_MIN);

	if (!h || h[0] >> 4 != 4)
		return;
	uint32_t header_len = (h[0] & 15u) * 4u, total = walk_be16(h + 2);
	if (total == 0)
		total = IPV4_MIN + w->len;
	if (header_len < IPV4_MIN || total < header_len)
		return;
	p->ip_at = h;
	p->ip_len = total;
	p->ttl = h[8];
	walk_set_v4(&p->src, h + 12);
	walk_set_v4(&p->dst, h + 16);
	walk_limit(w, total - IPV4_MIN);
	if (header_len > IPV4_MIN)
		walk_skip(w, header_len - IPV4_MIN);

	uint16_t fragment = walk_be16(h + 6);
	if (!(fragment & 0x3fff)) {
		walk_transport(w, h[9]);
		return;
	}
	p->transport = h[9];
	p->fragment_id = walk_be16(h + 4);
	p->fragment_offset = (uint16_t)((fragment & 0x1fff) * 8);
	p->more_fragments = (fragment & 0x2000) != 0;
	walk_payload(w, PACKET_FRAGMENT);
}

void walk_ipv6(struct walk *w)
{
	struct packet *p = w->packet;
	const uint8_t *h = walk_take(w, IPV6_LEN);

	if (!h || h[0] >> 4 != 6)
		return;
	uint32_t len = walk_be16(h + 4);
	/* a jumbogram (RFC 2675), or a length that the network card fills in */
	if (len == 0 && h[6] != PROTO_NOTHING)
		len = w->len;
	walk_limit(w, len);
	p->ip_at = h;
	p->ip_len = IPV6_LEN + len;
	p->ttl = h[7];
	p->src = addr_v6(h + 8);
	p->dst = addr_v6(h + 24);
	walk_transport(w, h[6]);
}

void walk_whole(const struct packet *frame_packet, uint8_t proto, struct slice payload,
		uint32_t len, struct packet *ret_packet)
{
	struct packet p = *frame_packet;
	struct walk w = {.packet = &p, .in = cursor_over(payload), .len = len};

	walk_clear(&p);
	p.src = frame_packet->src;
	p.dst = frame_packet->dst;
	p.ttl = frame_packet->ttl;
	p.ip_at = frame_packet->ip_at;
	p.ip_len = len;
	if (frame_packet->ip_len > frame_packet->payload_len)
		p.ip_len += frame_packet->ip_len - frame_packet->payload_len;
	walk_transport(&w, proto);
	*ret_packet = p;
}

void packet_walk_reassembled(const struct packet *frame_packet, uint8_t proto, struct slice payload,
			     struct packet *ret_packet)
{
	walk_whole(frame_packet, proto, payload, (uint32_t)payload.len, ret_packet);
}

static bool is_error(const struct packet *icmp, uint8_t type)
{
	if (icmp->src.family == 6)
		return type >= 1 && type <= 4;
	return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

bool packet_walk_quoted(const struct packet *icmp, struct packet *ret_quoted)
{
	struct packet p = {.what = PACKET_UNREADABLE};
	struct walk w = {.packet = &p, .in = cursor_over(icmp->payload), .len = icmp->payload_len};

	if (icmp->what != PACKET_ICMP || !is_error(icmp, cursor_peek(&w.in, 0)) ||
	    !walk_take(&w, ICMP_QUOTE_AT))
		return false;
	if (icmp->src.family == 6)
		walk_ipv6(&w);
	else
		walk_ipv4(&w);
	if (p.what == PACKET_UNREADABLE)
		return false;
	*ret_quoted = p;
	return true;
}
