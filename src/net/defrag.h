/* SPDX-License-Identifier: Apache-2.0
 *
 * Puts IP fragments together (RFC 791, RFC 8200). Bounded: at most DEFRAG_DATAGRAMS datagrams at a
 * time in a table taken at start; the oldest unfinished one gives way and is counted as lost.
 * Overlaps: the bytes that came first stay (as Linux and Windows do for IPv4 equal offsets); an
 * IPv6 datagram with overlapping fragments is dropped whole (RFC 5722).
 */
#ifndef CAMTRAIL_NET_DEFRAG_H
#define CAMTRAIL_NET_DEFRAG_H

#include "net/packet.h"

enum {
	DEFRAG_DATAGRAMS = 256,
	DEFRAG_PIECES_MAX = 128,  /* fragments a datagram */
	DEFRAG_BYTES_MAX = 65535, /* a datagram's payload */
	DEFRAG_TIMEOUT_S = 60,    /* RFC 8200 4.5 */
};

struct defrag;

struct defrag *defrag_new(void);
void defrag_free(struct defrag *d);

/* Gives a PACKET_FRAGMENT. True when its datagram is whole: *ret_packet is the packet, its payload
 * borrowed from d until the next call. */
bool defrag_add(struct defrag *d, const struct packet *fragment, int64_t time_us,
		struct packet *ret_packet);

/* Datagrams given up so far, those still open counted as well when `at_end`. */
uint64_t defrag_lost(const struct defrag *d, bool at_end);

#endif
