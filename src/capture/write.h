/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes pcap files: for generated sites, tests and extracts. Knows nothing of what is in a frame.
 * The file is made under its own name at once; whoever needs all or nothing writes elsewhere first.
 */
#ifndef CAMTRAIL_CAPTURE_WRITE_H
#define CAMTRAIL_CAPTURE_WRITE_H

#include <stdio.h>

#include "capture/capture.h"

/* All zero: microseconds, little-endian, Ethernet, snap length FRAME_BYTES_MAX. */
struct write_options {
	bool big_endian;
	bool nanoseconds;
	bool loopback;        /* link type LINK_NULL, which is 0: link is not looked at */
	uint32_t link;        /* LINKTYPE, 0 = Ethernet */
	uint32_t snap_length; /* longer frames are cut to it; 0 = FRAME_BYTES_MAX */
};

struct write;

/* Makes the file, or empties it. options may be NULL. NULL and err when it cannot be made. */
struct write *write_open(const char *path, const struct write_options *options, struct err *err);
/* The same into an open stream, which write_close closes. name is for messages and is copied. */
struct write *write_stream(FILE *stream, const char *name, const struct write_options *options);

/* Writes at, len, wire_len and time_us of the frame. wire_len 0 means len. Times before 1970 or
 * after 2106 do not fit the format and become its first or last. A failure is kept for
 * write_close. */
void write_frame(struct write *w, const struct frame *frame);

/* Ends the file. -1 and err when any part of it could not be written. */
__attribute__((warn_unused_result)) int write_close(struct write *w, struct err *err);

#endif
