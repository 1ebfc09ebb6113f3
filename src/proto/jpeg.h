/* SPDX-License-Identifier: Apache-2.0
 *
 * JPEG pictures (ITU-T T.81 annex B), one after the other, in pieces of any size: each from its SOI
 * to its EOI; what stands between two (as in multipart/x-mixed-replace) is passed over.
 */
#ifndef CAMTRAIL_PROTO_JPEG_H
#define CAMTRAIL_PROTO_JPEG_H

#include "obs/sink.h"

enum { JPEG_START = 4 }; /* bytes by which a picture is known */

/* Zero = outside a picture. */
struct jpeg {
	uint8_t track;
	uint8_t phase, marker;
	uint8_t got;
	uint16_t left, width, height;
};

/* Whether bytes begin with SOI and another marker. */
bool jpeg_may_be(struct slice bytes);
void jpeg_feed(struct jpeg *j, struct slice bytes, struct sink *out);

#endif
