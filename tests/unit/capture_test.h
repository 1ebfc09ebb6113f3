/* SPDX-License-Identifier: Apache-2.0
 *
 * Builds captures byte by byte, not with the code under test, and reads them back whole.
 */
#ifndef CAMTRAIL_CAPTURE_TEST_H
#define CAMTRAIL_CAPTURE_TEST_H

#include "test.h"

#include "base/buf.h"
#include "capture/capture.h"

enum {
	MADE_MAX = 64 * 1024 * 1024,
	NG_INTERFACE = 1,
	NG_PACKET = 2,
	NG_SIMPLE = 3,
	NG_NAMES = 4,
	NG_STATISTICS = 5,
	NG_ENHANCED = 6,
};

#define PCAP_MICRO 0xa1b2c3d4U
#define PCAP_NANO 0xa1b23c4dU
#define NG_SECTION 0x0a0d0d0aU

/* Numbers in the byte order of the file that is being made. */
void put16(struct buf *b, bool big, uint16_t v);
void put32(struct buf *b, bool big, uint32_t v);
void put64(struct buf *b, bool big, uint64_t v);

void make_pcap(struct buf *b, bool big, uint32_t magic, uint32_t link);
void make_record(struct buf *b, bool big, uint32_t sec, uint32_t sub, struct slice bytes);

void make_option(struct buf *b, bool big, uint16_t code, struct slice value);
void make_block(struct buf *b, bool big, uint32_t type, struct slice body);
void make_section(struct buf *b, bool big);
void make_interface(struct buf *b, bool big, uint16_t link, uint32_t snap, struct slice options);
void make_enhanced(struct buf *b, bool big, uint32_t interface, uint64_t time, struct slice bytes,
		   struct slice options);

/* A packet's bytes: len of them, each depending on seed and place. Lives until the next call. */
struct slice pattern(unsigned seed, size_t len);
bool is_pattern(const struct frame *f, unsigned seed);

/* gzip or zstd, one member or frame, appended to out. */
void pack_gzip(struct buf *out, struct slice bytes);
void pack_zstd(struct buf *out, struct slice bytes);

/* A descriptor from which exactly these bytes can be read. */
int fd_of(struct slice bytes);
/* Both die when the capture cannot be opened. */
struct capture *open_bytes(struct slice bytes);
struct capture *open_buf(const struct buf *b);

/* Everything a capture gives, copied. */
struct seen {
	struct frame *frames; /* at points into bytes */
	size_t n;
	struct buf bytes;
	struct capture_stats stats;
};
/* Reads to the end, batches of max, and closes. */
struct seen read_all(struct capture *c, size_t max);
struct seen read_bytes(struct slice bytes);
void seen_done(struct seen *s);
/* Fails unless a's frames are the first of b's. */
void assert_prefix(const struct seen *a, const struct seen *b);

#define assert_contains(text, part)                                             \
	do {                                                                    \
		if (!strstr(text, part))                                        \
			fail_msg("\"%s\" does not contain \"%s\"", text, part); \
	} while (0)

#endif
