/* SPDX-License-Identifier: Apache-2.0
 *
 * One NAL unit of H.264 (ITU-T H.264 7.3.1, 7.3.2.1) or H.265 (ITU-T H.265 7.3.1.2, 7.3.2.2), by its
 * first bytes: what it is, and what a sequence parameter set says of the pictures.
 */
#ifndef CAMTRAIL_PROTO_NAL_H
#define CAMTRAIL_PROTO_NAL_H

#include "obs/sink.h"

enum {
	NAL_HEAD = 128, /* bytes of a unit within which all that is read of it stands */
	NAL_LEAST = 3,  /* bytes that tell a slice */
};

enum nal_what { NAL_OTHER, NAL_PARAMETERS, NAL_SLICE };

struct nal {
	enum nal_what what;
	bool key;   /* SLICE of a picture that needs no other (IDR, CRA, BLA) */
	bool first; /* SLICE: the first of its picture */
	uint16_t width, height;
	uint32_t millifps;
};

/* unit: from its header on, without start code, at most NAL_HEAD bytes are looked at. A set of
 * parameters that can't be read is NAL_OTHER. */
struct nal nal_read(enum media_codec codec, struct slice unit);
/* H264 or H265 if the unit is a sequence (H.265: also video) parameter set that obeys the rules of
 * that codec, else UNKNOWN. */
enum media_codec nal_codec(struct slice unit);
/* Whether a set of parameters: waits for more than NAL_LEAST bytes to be read. */
bool nal_is_parameters(enum media_codec codec, uint8_t first);

/* Says what a unit is: PARAMETERS, PICTURE at its first slice, nothing otherwise. */
void nal_tell(enum media_codec codec, uint8_t track, struct slice unit, struct sink *out);

#endif
