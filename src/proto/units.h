/* SPDX-License-Identifier: Apache-2.0
 *
 * H.264 and H.265 as files and RTMP carry them: each unit behind its length instead of a start code,
 * and the parameter sets apart in a configuration record (ISO/IEC 14496-15 5.3.3.1 avcC, 8.3.3.1
 * hvcC). Handed on with start codes. Everything comes in pieces of any size.
 */
#ifndef CAMTRAIL_PROTO_UNITS_H
#define CAMTRAIL_PROTO_UNITS_H

#include "proto/annexb.h"

/* Zero = nothing seen. */
struct units {
	struct annexb stream; /* its codec is set by whoever knows it */
	uint8_t length_size; /* bytes of a length; 0 = no configuration seen: 4, as nearly all have */
	uint8_t phase, got; /* of a length or head: bytes seen */
	uint8_t arrays;     /* of a hvcC: left */
	bool second;        /* of an avcC: the picture parameter sets follow */
	uint16_t sets;      /* left of an array */
	uint32_t left;      /* bytes of a unit; or the length so far */
};

/* What follows is a configuration record; or a sample: whole units. */
void units_begin_config(struct units *u);
void units_begin_sample(struct units *u);
/* The next bytes of it. What breaks the rules is passed over until something begins anew. */
void units_feed(struct units *u, struct slice bytes, struct sink *out);

#endif
