/* SPDX-License-Identifier: Apache-2.0
 *
 * An elementary stream of H.264 or H.265 as bytes with start codes (ITU-T H.264 and H.265 annex B),
 * in pieces of any size: what program and transport streams carry, and makers' frames. Says its
 * parameter sets and pictures, and hands its bytes on.
 */
#ifndef CAMTRAIL_PROTO_ANNEXB_H
#define CAMTRAIL_PROTO_ANNEXB_H

#include "proto/nal.h"

enum { ANNEXB_HEAD = 72 }; /* bytes kept of a unit: parameter sets up to the timing fields */

/* Zero = nothing seen. */
struct annexb {
	uint8_t codec; /* enum media_codec; set it where the container tells, else it is found out */
	uint8_t track;
	uint8_t zeros; /* that ended the piece before, at most 3 */
	uint8_t head_len;
	bool in_unit; /* head is being collected */
	uint8_t head[ANNEXB_HEAD];
};

/* The next bytes of the stream. Nothing is said before the codec is known: by the container, or by
 * its first parameter set. */
void annexb_feed(struct annexb *a, struct slice bytes, struct sink *out);
/* No more bytes of this unit come (a picture or the stream ends). */
void annexb_end(struct annexb *a, struct sink *out);
/* Whether bytes begin with a start code and a unit that is a parameter set, or, for a container that
 * promises one, anything that its codec allows: for recognition. UNKNOWN if not. */
enum media_codec annexb_recognise(struct slice bytes);

#endif
