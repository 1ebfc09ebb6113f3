/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the codec share: nobody else includes this.
 */
#ifndef CAMTRAIL_OBS_CODEC_PARTS_H
#define CAMTRAIL_OBS_CODEC_PARTS_H

#include "obs/codec.h"

enum obs_flag { FLAG_FROM_CLIENT = 1, FLAG_ABOUT = 2, FLAG_CUT = 4 };

/* Appends the body, whole or not at all (then out is full). */
void codec_put_observation(struct buf *out, const struct obs *o);

#endif
