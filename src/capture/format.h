/* SPDX-License-Identifier: Apache-2.0
 *
 * What capture.c and the two formats share; included by nobody else but tests.
 */
#ifndef CAMTRAIL_CAPTURE_FORMAT_H
#define CAMTRAIL_CAPTURE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "capture/capture.h"
#include "capture/input.h"

enum {
	PCAP_HEAD = 24,          /* file header of a pcap */
	PCAPNG_HEAD = 28,        /* shortest section header block */
	PCAPNG_TYPE = 0x0a0d0d0a /* the same in either byte order */
};

struct pcapng;

struct capture {
	struct input in;
	/* Fills up to max frames without looking at the filter; 0 only when ended. */
	size_t (*next)(struct capture *c, struct frame *ret_frames, size_t max);
	struct capture_stats stats;
	bool ended;
	/* pcap */
	bool swap; /* written by a machine of the other byte order */
	bool nano;
	uint32_t link;
	/* pcapng, NULL for pcap */
	struct pcapng *ng;
	/* filter */
	bool filtered;
	const struct capture_filter *filters;
	size_t n_filters;
};

/* capture_open(), its bytes taken that way. */
struct capture *capture_open_through(int fd, const char *name, enum input_way way, struct err *err);
/* Both look at the head that in.at points to. err lacks the capture's name. */
__attribute__((warn_unused_result)) int pcap_start(struct capture *c, struct err *err);
__attribute__((warn_unused_result)) int pcapng_start(struct capture *c, struct err *err);
/* True when the four bytes are a pcap magic of any kind, a refused one too. */
bool pcap_is_magic(uint32_t magic);
void pcapng_free(struct pcapng *ng);

/* Adds a sentence to the capture's warning. */
__attribute__((format(printf, 2, 3))) void capture_warn(struct capture *c, const char *format, ...);
/* The input ends inside or right before a record. missing is how many bytes the record lacks, 0 =
 * not known; a clean end when nothing of a record is there and the input has no problem. */
void capture_ends_cut(struct capture *c, uint64_t missing);
/* What stands at the input's place is no record: why is the end of a sentence. */
__attribute__((format(printf, 2, 3))) void capture_ends_bad(struct capture *c, const char *format,
							    ...);

/* Where a record stands is only known when the one before has come from memory. But most are as long
 * as their neighbours (a picture is a train of full packets), so a record some steps ahead is guessed and
 * fetched: its head and the next cache line, where headers are. A wrong guess costs nothing but
 * itself. step: length of the record at `at`, its head included. */
static inline void fetch_ahead(const uint8_t *at, uint32_t step)
{
	enum { LINE = 64, SHORT = 256, STEPS_OF_SHORT = 32, STEPS = 6 };
	uintptr_t guess = (uintptr_t)at + (uintptr_t)step * (step < SHORT ? STEPS_OF_SHORT : STEPS);

	__builtin_prefetch((const void *)guess);
	__builtin_prefetch((const void *)(guess + LINE));
}

static inline uint16_t load16(const uint8_t *at, bool swap)
{
	uint16_t v;
	memcpy(&v, at, sizeof(v));
	return swap ? __builtin_bswap16(v) : v;
}

static inline uint32_t load32(const uint8_t *at, bool swap)
{
	uint32_t v;
	memcpy(&v, at, sizeof(v));
	return swap ? __builtin_bswap32(v) : v;
}

static inline uint64_t load64(const uint8_t *at, bool swap)
{
	uint64_t v;
	memcpy(&v, at, sizeof(v));
	return swap ? __builtin_bswap64(v) : v;
}

#endif
