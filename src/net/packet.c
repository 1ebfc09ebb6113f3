/* SPDX-License-Identifier: Apache-2.0
 *
 * The link layers. Ethernet II and 802.3 with LLC/SNAP (IEEE 802.3, 802.2; RFC 1042), tags
 * (802.1Q, 802.1ad), PPPoE sessions (RFC 2516), Linux cooked v1 and v2, raw IP, BSD loopback
 * (tcpdump.org/linktypes.html). Checks no frame check sequence; captures seldom hold it.
 */
#include "net/packet.h"

#include "base/err.h"
#include "capture/capture.h"
#include "net/plain.h"

enum {
	PPP_IPV4 = 0x0021,
	PPP_IPV6 = 0x0057,
	LLC_SNAP = 0xaaaa03,         /* both access points and unnumbered information */
	SNAP_BRIDGE_TUNNEL = 0x00f8, /* IEEE 802.1H */
	SLL_LLC = 4,                 /* cooked: stands where an ethertype would */
};

static void walk_ethertype(struct walk *w, uint16_t type);

/* LLC at w->in: SNAP leads on to an ethertype, anything else is a frame that starts at LLC. */
static void walk_llc(struct walk *w)
{
	struct cursor c = w->in;
	bool cut = cursor_left(&c) < w->len;
	uint32_t llc = cursor_be24(&c);
	bool has_llc = cursor_fine(&c);
	uint32_t organisation = cursor_be24(&c);
	uint16_t type = cursor_be16(&c);

	w->packet->ethertype = 0;
	if (cut && (!has_llc || (llc == LLC_SNAP && !cursor_fine(&c))))
		return;
	if (cursor_fine(&c) && llc == LLC_SNAP &&
	    (organisation == 0 || organisation == SNAP_BRIDGE_TUNNEL)) {
		walk_skip(w, 8);
		walk_ethertype(w, type);
		return;
	}
	walk_payload(w, PACKET_FRAME);
}

static void walk_type_or_length(struct walk *w, uint16_t value)
{
	if (value > ETHER_LENGTH_MAX) {
		walk_ethertype(w, value);
		return;
	}
	if (value < w->len)
		walk_limit(w, value);
	walk_llc(w);
}

static void walk_tag(struct walk *w)
{
	if (w->tags == PACKET_TAGS_MAX) {
		walk_payload(w, PACKET_FRAME);
		return;
	}
	w->tags++;
	const uint8_t *tag = walk_take(w, 4);
	if (!tag)
		return;
	w->packet->vlan = walk_be16(tag) & 0x0fff;
	walk_type_or_length(w, walk_be16(tag + 2));
}

static void walk_pppoe(struct walk *w)
{
	struct cursor c = w->in;
	uint16_t version_code = cursor_be16(&c);
	cursor_skip(&c, 2);
	uint16_t len = cursor_be16(&c), proto = cursor_be16(&c);

	if (!cursor_fine(&c))
		return;
	if (version_code != 0x1100 || len < 2 || (proto != PPP_IPV4 && proto != PPP_IPV6)) {
		walk_payload(w, PACKET_FRAME);
		return;
	}
	walk_skip(w, 8);
	if (len - 2u < w->len)
		walk_limit(w, len - 2u);
	if (proto == PPP_IPV4)
		walk_ipv4(w);
	else
		walk_ipv6(w);
}

static void walk_ethertype(struct walk *w, uint16_t type)
{
	w->packet->ethertype = type;
	switch (type) {
	case ETHER_IPV4:
		walk_ipv4(w);
		break;
	case ETHER_IPV6:
		walk_ipv6(w);
		break;
	case ETHER_VLAN:
	case ETHER_SERVICE_VLAN:
	case ETHER_OLD_SERVICE_VLAN:
		walk_tag(w);
		break;
	case ETHER_PPPOE:
		walk_pppoe(w);
		break;
	case ETHER_MPLS:
	case ETHER_MPLS_MULTICAST:
		walk_payload(w, PACKET_FRAME);
		walk_mpls(w);
		break;
	default:
		walk_payload(w, PACKET_FRAME);
	}
}

static struct mac mac_at(const uint8_t *at)
{
	struct mac m;
	memcpy(m.bytes, at, sizeof(m.bytes));
	return m;
}

/* Not even 14 bytes were captured: the addresses as far as they go. */
static void ethernet_cut(struct walk *w)
{
	struct packet *p = w->packet;
	const uint8_t *dst = walk_take(w, 6);
	const uint8_t *src = walk_take(w, 6);

	p->has_dst_mac = dst != NULL;
	p->dst_mac = dst ? mac_at(dst) : (struct mac){0};
	p->src_mac = src ? mac_at(src) : (struct mac){0};
	p->has_mac = mac_is_set(&p->src_mac);
}

void walk_ethernet(struct walk *w)
{
	struct packet *p = w->packet;

	p->vlan = 0;
	p->ethertype = 0;
	if (cursor_left(&w->in) < 14) {
		ethernet_cut(w);
		return;
	}
	const uint8_t *h = walk_take(w, 14);
	p->dst_mac = mac_at(h);
	p->src_mac = mac_at(h + 6);
	p->has_dst_mac = true;
	p->has_mac = (walk_be32(h + 6) | walk_be16(h + 10)) != 0;
	walk_type_or_length(w, walk_be16(h + 12));
}

/* address is the 8-byte field of which len bytes are used: the sender's, whichever way it went */
static void cooked_sender(struct packet *p, unsigned len, const uint8_t *address)
{
	if (len != sizeof(p->src_mac.bytes))
		return;
	p->src_mac = mac_at(address);
	p->has_mac = mac_is_set(&p->src_mac);
}

static void walk_cooked(struct walk *w, uint32_t link)
{
	bool first = link == LINK_LINUX_SLL;
	const uint8_t *h = walk_take(w, first ? 16 : 20);
	if (!h)
		return;
	if (first)
		cooked_sender(w->packet, walk_be16(h + 4), h + 6);
	else
		cooked_sender(w->packet, h[11], h + 12);
	uint16_t proto = walk_be16(first ? h + 14 : h);
	if (proto == SLL_LLC)
		walk_llc(w);
	else
		walk_ethertype(w, proto);
}

/* The address family before the packet, in the byte order of the machine that captured (NULL) or
 * the network's (LOOP). IPv6 has another number on each BSD, on macOS and on Linux. */
static void walk_loopback(struct walk *w)
{
	const uint8_t *h = walk_take(w, 4);
	if (!h)
		return;
	uint32_t family = walk_be32(h);
	if (family > 0xffff)
		family = __builtin_bswap32(family);
	switch (family) {
	case 2:
		walk_ipv4(w);
		break;
	case 10:
	case 24:
	case 28:
	case 30:
		walk_ipv6(w);
		break;
	default:
		walk_payload(w, PACKET_FRAME);
	}
}

static void walk_link(struct walk *w, uint32_t link)
{
	switch (link) {
	case LINK_LINUX_SLL:
	case LINK_LINUX_SLL2:
		walk_cooked(w, link);
		break;
	case LINK_NULL:
	case LINK_LOOP:
		walk_loopback(w);
		break;
	case LINK_RAW:
		if (cursor_peek(&w->in, 0) >> 4 == 6)
			walk_ipv6(w);
		else
			walk_ipv4(w);
		break;
	case LINK_IPV4:
		walk_ipv4(w);
		break;
	case LINK_IPV6:
		walk_ipv6(w);
		break;
	default:
		break;
	}
}

void plain_packet(const uint8_t *at, size_t captured, const struct plain *plain,
		  struct packet *ret_packet)
{
	struct packet *p = ret_packet;
	const uint8_t *ip = plain->ip, *h = ip + PLAIN_IPV4;
	bool tcp = plain->transport == PROTO_TCP;
	size_t before = captured < plain->payload_at ? captured : plain->payload_at;
	size_t left = captured - before;

	p->what = tcp ? PACKET_TCP : PACKET_UDP;
	p->dst_mac = mac_at(at);
	p->src_mac = mac_at(at + 6);
	p->has_dst_mac = true;
	p->has_mac = (walk_be32(at + 6) | walk_be16(at + 10)) != 0;
	p->ethertype = ETHER_IPV4;
	p->vlan = 0;
	walk_set_v4(&p->src, ip + 12);
	walk_set_v4(&p->dst, ip + 16);
	p->ttl = ip[8];
	p->transport = plain->transport;
	p->src_port = walk_be16(h);
	p->dst_port = walk_be16(h + 2);
	p->ip_len = plain->ip_len;
	p->payload_len = plain->payload_len;
	p->payload = slice_of(at + before, left < p->payload_len ? left : p->payload_len);
	p->seq = tcp ? walk_be32(h + 4) : 0;
	p->ack = tcp ? walk_be32(h + 8) : 0;
	p->tcp_flags = plain->tcp_flags;
	p->fragment_id = 0;
	p->fragment_offset = 0;
	p->more_fragments = false;
	p->ip_at = ip;
}

void packet_walk(uint32_t link, struct slice bytes, uint32_t wire_len, struct packet *ret_packet)
{
	struct packet *p = ret_packet;
	struct plain plain;

	if (link == LINK_ETHERNET && plain_read(bytes.at, bytes.len, wire_len, &plain)) {
		plain_packet(bytes.at, bytes.len, &plain, p);
		return;
	}
	struct walk w = {.packet = p, .in = cursor_over(bytes), .len = wire_len};

	must(bytes.len <= UINT32_MAX);
	if (w.len < bytes.len)
		w.len = (uint32_t)bytes.len;
	walk_clear(p);
	if (link == LINK_ETHERNET) {
		walk_ethernet(&w);
	} else {
		p->has_mac = p->has_dst_mac = false;
		p->src_mac = p->dst_mac = (struct mac){0};
		p->ethertype = p->vlan = 0;
		walk_link(&w, link);
	}
	if (p->what == PACKET_UNREADABLE)
		p->ethertype = p->vlan = 0;
}
