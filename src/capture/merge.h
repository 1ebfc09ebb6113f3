/* SPDX-License-Identifier: Apache-2.0
 *
 * Several captures as one, in time order. The next frame is always taken from the capture whose
 * next frame is oldest; at the same time, from the one given first. So captures that are each in
 * order give frames in order. A capture that is not keeps its own order: a late frame comes where
 * its file has it, and a frame with a time in the future holds back those behind it in its file
 * until the others have come so far. Nothing is sorted and nothing copied but struct frame.
 *
 * Files that follow each other in time (a rotated capture) are read one after the other with one
 * comparison a batch; a single capture is passed through.
 */
#ifndef CAMTRAIL_CAPTURE_MERGE_H
#define CAMTRAIL_CAPTURE_MERGE_H

#include "capture/capture.h"

struct merge;

/* captures (the array too) are borrowed until merge_free. Nothing is read yet. */
struct merge *merge_new(struct capture *const *captures, size_t n);
void merge_free(struct merge *m);

/* Fills up to max frames (at most CAPTURE_BATCH) and, for each, the index of its capture. Bytes are
 * valid until the next call. Returns how many, 0 at the end of all. */
size_t merge_next(struct merge *m, struct frame *ret_frames, uint32_t *ret_captures, size_t max);

#endif
