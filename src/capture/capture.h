/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads frames out of a capture: pcap (both byte orders, micro- and nanoseconds) and pcapng
 * (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng), plain or gzip- or zstd-compressed, from an
 * open descriptor. Knows nothing of what is in a frame.
 *
 * How its data lives: input is read in blocks of 256 KiB that stay in cache (measured faster than a
 * mapping); frames are handed out in batches that point into the block and are valid until the
 * next call.
 */
#ifndef CAMTRAIL_CAPTURE_CAPTURE_H
#define CAMTRAIL_CAPTURE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
	CAPTURE_BATCH = 32,
	FRAME_BYTES_MAX = 262144, /* libpcap's MAXIMUM_SNAPLEN; a longer record is not a frame */
	CAPTURE_INTERFACES_MAX = 4096,
};

/* LINKTYPE values (tcpdump.org/linktypes.html) that net/ can walk. */
enum link_type {
	LINK_NULL = 0,
	LINK_ETHERNET = 1,
	LINK_RAW = 101,
	LINK_LOOP = 108,
	LINK_LINUX_SLL = 113,
	LINK_IPV4 = 228,
	LINK_IPV6 = 229,
	LINK_LINUX_SLL2 = 276,
};

struct frame {
	const uint8_t *at; /* captured bytes */
	uint32_t len;      /* how many */
	uint32_t wire_len; /* length on the wire, >= len */
	int64_t time_us;   /* microseconds since 1970 UTC; nanoseconds are rounded down */
	uint64_t number;   /* from 1 in its capture; counts filtered frames too */
	uint32_t link;     /* enum link_type, always a known one */
};

struct capture_stats {
	uint64_t packets;    /* passed so far, filtered and skipped ones included */
	uint64_t skipped;    /* of these, on an interface of an unsupported link type, or unknown */
	uint64_t bytes_read; /* of the file (compressed size where compressed) */
	/* Packets that the capturing machine says it lost, summed over sections and interfaces: the
	 * largest isb_ifdrop + isb_osdrop of an interface, or the sum of its packets' own drop
	 * counts where that is more. */
	uint64_t dropped;
	uint64_t unread_bytes; /* known to be missing at the end of a cut file, else 0 */
	uint64_t snap_length;  /* largest said by the file; 0 = not said */
	bool incomplete;       /* cut off, or an unreadable rest */
	char warning[400];     /* what went wrong and at which offset, without name; "" = none */
};

struct capture;

/* Takes over fd (closed by capture_close, or at once on failure) and reads the file's head. name
 * is for messages. NULL and err ("NAME: the file is empty", "NAME: not a capture file: ...", "NAME:
 * link type 127 (IEEE802_11_RADIO) is not supported") when nothing can be read from it.
 *
 * capture_open and capture_next use no system call but read(2) and memory (and close on failure),
 * so that both run inside the jail. fd may be a pipe; nothing is read twice. */
struct capture *capture_open(int fd, const char *name, struct err *err);

/* Keeps only frames that the filter accepts. programs is an array of n compiled filters, one a
 * link type; borrowed until capture_close. Frames of a link type without a program are kept out.
 * The programs of LINK_NULL and LINK_LOOP are compiled for LINK_RAW and run behind the four bytes
 * of their header, whose byte order and values differ from system to system. */
struct capture_filter {
	uint32_t link;
	const void *program; /* struct bpf_program * */
};
void capture_set_filter(struct capture *c, const struct capture_filter *programs, size_t n);

/* Fills up to max frames (at most CAPTURE_BATCH); their bytes are valid until the next call. A
 * pcapng packet without a time (Simple Packet Block) gets that of the packet before it.
 * Returns how many, 0 at the end. The end of a damaged file is an end with
 * capture_stats().incomplete and a warning, not an error. */
size_t capture_next(struct capture *c, struct frame *ret_frames, size_t max);

const struct capture_stats *capture_stats(const struct capture *c);
void capture_close(struct capture *c);

/* Name of a LINKTYPE for messages, or "unknown". */
const char *link_type_name(uint32_t link);
/* True, and the enum link_type value, when net/ can walk it. Old files number raw IP 12 or 14. */
bool link_type_known(uint32_t link, uint32_t *ret_link);

/* Compiles expression for each link type that net/ can walk, in the keeper (libpcap). The list is
 * ended by a NULL program and owned by the caller. NULL and err if the expression fits none. */
struct capture_filter *filter_compile(const char *expression, struct err *err);
void filter_free(struct capture_filter *filters);

#endif
