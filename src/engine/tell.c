/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/tell.h"

#include <string.h>

#include "obs/obs.h"

enum { WELL_KNOWN = 1024 };

bool tell_sender_is_client(const struct packet *p, bool *ret_certain)
{
	*ret_certain = true;
	if (p->what == PACKET_TCP && p->tcp_flags & TCP_SYN)
		return !(p->tcp_flags & TCP_ACK);
	if (p->what == PACKET_ICMP) {
		uint8_t type = p->payload.len ? p->payload.at[0] : 0;
		return !(type == 0 || type == 129); /* echo replies, RFC 792 and 4443 */
	}
	if (p->what != PACKET_TCP && p->what != PACKET_UDP) {
		/* cut before its type: it may be a reply */
		*ret_certain = p->transport != TRANSPORT_ICMP && p->transport != TRANSPORT_ICMP6;
		return true;
	}
	*ret_certain = p->what == PACKET_UDP;
	if (p->src_port < WELL_KNOWN && p->dst_port >= WELL_KNOWN) {
		*ret_certain = false;
		return false;
	}
	if (p->what == PACKET_TCP && p->dst_port >= WELL_KNOWN)
		return p->dst_port <= p->src_port;
	return true;
}

const char *tell_icmp_error(const struct packet *p)
{
	static const char *const unreachable[] = {"network unreachable",  "host unreachable",
						  "protocol unreachable", "port unreachable",
						  "fragmentation needed", "source route failed"};
	uint8_t type = p->payload.at[0], code = p->payload.len > 1 ? p->payload.at[1] : 0;

	if (p->transport == TRANSPORT_ICMP) {
		if (type == 3)
			return code < 6     ? unreachable[code]
			       : code == 13 ? "administratively prohibited"
					    : "unreachable";
		return type == 11 ? "time exceeded" : type == 5 ? "redirect" : "other error";
	}
	if (type == 1)
		return code == 4   ? "port unreachable"
		       : code == 1 ? "administratively prohibited"
				   : "unreachable";
	return type == 2 ? "packet too big" : type == 3 ? "time exceeded" : "other error";
}

static uint64_t word_of(const uint8_t *bytes)
{
	uint64_t word;
	memcpy(&word, bytes, sizeof(word));
	return word;
}

static unsigned share(const uint8_t src[16], const uint8_t dst[16], unsigned parts)
{
	uint64_t a = word_of(src) ^ word_of(src + 8) * 3;
	uint64_t b = word_of(dst) ^ word_of(dst + 8) * 3;
	uint64_t mixed = (a + b) * 0x9e3779b97f4a7c15u;
	return (unsigned)((mixed >> 32) * parts >> 32); /* as even as a division, without one */
}

unsigned tell_share(const struct packet *p, unsigned parts)
{
	if (p->what == PACKET_UNREADABLE || p->what == PACKET_FRAME)
		return 0;
	return share(p->src.bytes, p->dst.bytes, parts);
}

unsigned tell_share_of_header(const uint8_t *ipv4, unsigned parts)
{
	uint8_t src[16] = {0}, dst[16] = {0};

	memcpy(src, ipv4 + 12, 4);
	memcpy(dst, ipv4 + 16, 4);
	return share(src, dst, parts);
}

/* Of IPv4, without branches: of the packets that come here it can't be foreseen. */
static bool is_far_v4(const uint8_t *a)
{
	bool beside = (a[0] == 0) | (a[0] == 127) | (a[0] >= 224);
	bool private =
		(a[0] == 10) | ((a[0] == 172) & (a[1] >> 4 == 1)) | ((a[0] == 192) & (a[1] == 168));
	return !(beside | private | ((a[0] == 169) & (a[1] == 254)));
}

static bool is_far(const struct addr *a)
{
	if (a->family == 4)
		return is_far_v4(a->bytes);
	return addr_is_unicast(a) && !addr_is_private(a) && !addr_is_link_local(a);
}

bool tell_is_far(const struct addr *a)
{
	return is_far(a);
}

bool tell_goes_far(const struct packet *p)
{
	return is_far(&p->src) | is_far(&p->dst);
}
