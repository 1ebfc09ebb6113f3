/* SPDX-License-Identifier: Apache-2.0
 *
 * Parts of records that the files of the codec share: nobody else includes this. Readers fail the
 * cursor at bytes that no writer makes.
 */
#ifndef CAMTRAIL_OBS_CODEC_PARTS_H
#define CAMTRAIL_OBS_CODEC_PARTS_H

#include "obs/codec.h"

enum obs_flag { FLAG_FROM_CLIENT = 1, FLAG_ABOUT = 2, FLAG_CUT = 4 };

/* Appends the body, whole or not at all (then out is full). */
void codec_put_observation(struct buf *out, const struct obs *o);

void put_text(struct buf *out, struct slice text);
void put_frames(struct buf *out, const struct frame_list *f);
void put_party(struct buf *out, const struct party *p);
/* of at most max bytes; borrows */
struct slice get_text(struct cursor *in, size_t max);
bool get_bool(struct cursor *in);
void get_frames(struct cursor *in, struct frame_list *ret);
struct party get_party(struct cursor *in);
/* NUL-terminated; `to` has room */
void copy_text(struct slice text, char *to);

void put_media(struct buf *out, const struct media_record *m);
void get_media(struct cursor *in, struct media_record *m);
void put_footage(struct buf *out, const struct footage_record *f);
void get_footage(struct cursor *in, struct footage_record *f);
void put_series(struct buf *out, const struct series_record *s);
void get_series(struct cursor *in, struct series_record *s);

#endif
