/* SPDX-License-Identifier: Apache-2.0
 *
 * Sequence parameter sets: the size of the pictures and how many come a second. H.264: ITU-T H.264
 * 7.3.2.1.1 and annex E.1.1; H.265: ITU-T H.265 7.3.2.2.1, 7.3.3 and annex E.2.1.
 */
#ifndef CAMTRAIL_PROTO_SPS_H
#define CAMTRAIL_PROTO_SPS_H

#include "base/cursor.h"

struct sps {
	uint16_t width, height; /* pixels shown, cropping taken off */
	uint32_t millifps;      /* pictures in 1,000 s by the timing fields; 0 = not told */
};

/* body: behind the unit's header, emulation prevention still in it; it may be cut behind the size.
 * False when it breaks a rule of the standard or ends before the size. */
bool sps_read_avc(struct slice body, struct sps *ret_sps);
bool sps_read_hevc(struct slice body, struct sps *ret_sps);

#endif
