/* SPDX-License-Identifier: Apache-2.0
 *
 * What one network wraps the packets of another in, mirrored traffic above all: MPLS (RFC 3032,
 * pseudowires: RFC 4448), GRE (RFC 2784, 2890), ERSPAN I, II and III (draft-foschiano-erspan),
 * VXLAN (RFC 7348). The wrapping is looked through only if what is inside can be read; it proves
 * nothing about itself otherwise.
 */
#include "net/packet.h"

#include "net/walk.h"

enum {
	GRE_CHECKSUM = 0x8000,
	GRE_ROUTING = 0x4000,
	GRE_KEY = 0x2000,
	GRE_SEQUENCE = 0x1000,
	GRE_VERSION = 0x0007,
};

bool walk_inside(struct walk *w, void (*step)(struct walk *), uint16_t ethertype)
{
	struct packet *p = w->packet;
	struct packet outside = *p;
	struct cursor in = w->in;
	uint32_t len = w->len;

	if (w->tunnels == PACKET_TUNNELS_MAX)
		return false;
	w->tunnels++;
	walk_clear(p);
	if (outside.ip_at) { /* the frame's MACs are those of the tunnel's ends */
		p->has_mac = p->has_dst_mac = false;
		p->src_mac = p->dst_mac = (struct mac){0};
	}
	if (ethertype)
		p->ethertype = ethertype;
	step(w);
	if (p->what != PACKET_UNREADABLE)
		return true;
	*p = outside;
	w->in = in;
	w->len = len;
	return false;
}

/* Nothing says that an Ethernet frame is here, so an ethertype that we know must confirm it. */
static void walk_pseudowire(struct walk *w)
{
	struct packet *p = w->packet;

	walk_ethernet(w);
	if (p->what == PACKET_FRAME && p->ethertype != ETHER_ARP && p->ethertype != ETHER_LLDP &&
	    p->ethertype != ETHER_EAPOL && p->ethertype != ETHER_PPPOE_DISCOVERY &&
	    p->ethertype != ETHER_PPPOE)
		p->what = PACKET_UNREADABLE;
}

static void walk_controlled_pseudowire(struct walk *w)
{
	if (walk_take(w, 4))
		walk_pseudowire(w);
}

/* Under MPLS half a byte is all that says IP, so a length must stand in the header and fit. */
static void walk_labelled_ipv4(struct walk *w)
{
	uint32_t total = (uint32_t)cursor_peek(&w->in, 2) << 8 | cursor_peek(&w->in, 3);
	if (total && total <= w->len)
		walk_ipv4(w);
}

static void walk_labelled_ipv6(struct walk *w)
{
	uint32_t len = (uint32_t)cursor_peek(&w->in, 4) << 8 | cursor_peek(&w->in, 5);
	if (len && len + 40 <= w->len)
		walk_ipv6(w);
}

/* Labels do not say what they carry: the first half byte is the IP version, or zero where a
 * pseudowire's control word is (RFC 4385); a MAC address may look like any of them. */
void walk_mpls(struct walk *w)
{
	const uint8_t *label;

	do {
		if (w->tags == PACKET_TAGS_MAX)
			return;
		w->tags++;
		label = walk_take(w, 4);
		if (!label)
			return;
	} while (!(label[2] & 1)); /* bottom of stack */

	uint8_t version = cursor_peek(&w->in, 0) >> 4;
	if (version == 4 && walk_inside(w, walk_labelled_ipv4, 0))
		return;
	if (version == 6 && walk_inside(w, walk_labelled_ipv6, 0))
		return;
	if (version == 0 && walk_inside(w, walk_controlled_pseudowire, 0))
		return;
	(void)walk_inside(w, walk_pseudowire, 0);
}

/* Type III: 12 bytes, then 8 more if the last bit says so; carries a frame or a bare packet. */
static void walk_erspan_3(struct walk *w)
{
	const uint8_t *h = walk_take(w, 12);
	if (!h)
		return;
	uint8_t frame_type = h[10] >> 2 & 0x1f;
	if (h[11] & 1 && !walk_take(w, 8))
		return;
	if (frame_type == 0)
		(void)walk_inside(w, walk_ethernet, 0);
	else if (frame_type == 2 && cursor_peek(&w->in, 0) >> 4 == 6)
		(void)walk_inside(w, walk_ipv6, ETHER_IPV6);
	else if (frame_type == 2)
		(void)walk_inside(w, walk_ipv4, ETHER_IPV4);
}

/* Type I has no header and comes in a GRE without sequence number; II and III tell by version. */
static void walk_erspan(struct walk *w, bool sequenced)
{
	uint8_t version = cursor_peek(&w->in, 0) >> 4;

	if (!sequenced)
		(void)walk_inside(w, walk_ethernet, 0);
	else if (version == 2)
		walk_erspan_3(w);
	else if (version == 1 && walk_take(w, 8))
		(void)walk_inside(w, walk_ethernet, 0);
}

void walk_gre(struct walk *w)
{
	const uint8_t *h = walk_take(w, 4);
	if (!h)
		return;
	uint16_t flags = walk_be16(h), type = walk_be16(h + 2);
	if (flags & (GRE_ROUTING | GRE_VERSION))
		return;
	uint32_t options_len = (flags & GRE_CHECKSUM ? 4u : 0u) + (flags & GRE_KEY ? 4u : 0u) +
			       (flags & GRE_SEQUENCE ? 4u : 0u);
	if (options_len && !walk_take(w, options_len))
		return;
	switch (type) {
	case ETHER_IPV4:
		(void)walk_inside(w, walk_ipv4, type);
		break;
	case ETHER_IPV6:
		(void)walk_inside(w, walk_ipv6, type);
		break;
	case ETHER_MPLS:
	case ETHER_MPLS_MULTICAST:
		(void)walk_inside(w, walk_mpls, type);
		break;
	case ETHER_BRIDGED:
		(void)walk_inside(w, walk_ethernet, 0);
		break;
	case ETHER_ERSPAN:
		walk_erspan(w, flags & GRE_SEQUENCE);
		break;
	case ETHER_ERSPAN_3:
		walk_erspan(w, true);
		break;
	default:
		break;
	}
}

/* A port alone proves nothing: the flag that the network number is valid must be set and all
 * reserved bits must be zero. */
void walk_vxlan(struct walk *w)
{
	const uint8_t *h = walk_take(w, 8);
	if (h && h[0] == 0x08 && h[1] == 0 && h[2] == 0 && h[3] == 0 && h[7] == 0)
		(void)walk_inside(w, walk_ethernet, 0);
}
