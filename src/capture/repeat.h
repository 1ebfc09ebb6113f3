/* SPDX-License-Identifier: Apache-2.0
 *
 * The same packet in several files. A capture that was cut into files with an overlap, or given
 * twice under two names, must not count twice. A frame is the same when another file has one of
 * the same microsecond, link type, lengths and bytes; what one file holds twice is left alone.
 *
 * Only frames that stand at one time in several files are looked at, and of one time at most 1,024
 * are remembered. Two captures of one packet by two machines differ in time and count as two.
 */
#ifndef CAMTRAIL_CAPTURE_REPEAT_H
#define CAMTRAIL_CAPTURE_REPEAT_H

#include "capture/capture.h"

struct repeats;

struct repeats *repeats_new(void);
void repeats_free(struct repeats *r);

/* True when the frame was handed out from another capture already. Frames come in order of time
 * and, at one time, of captures; others_wait: another capture's next frame has the same time. */
bool repeats_has(struct repeats *r, const struct frame *f, uint32_t capture, bool others_wait);

#endif
