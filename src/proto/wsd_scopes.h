/* SPDX-License-Identifier: Apache-2.0
 *
 * Scopes, for wsd.c (which hears them announced) and onvif.c (which hears them answered).
 */
#ifndef CAMTRAIL_PROTO_WSD_SCOPES_H
#define CAMTRAIL_PROTO_WSD_SCOPES_H

#include "base/cursor.h"
#include "obs/sink.h"

/* The next word between blanks; empty at the end. */
struct slice wsd_next_word(struct cursor *c);
/* Says each scope of a list, percent-decoded, and the name and hardware among them. */
void wsd_say_scopes(struct slice scopes, struct sink *out);

/* The kinds that the latter may say, for `emits`. */
#define WSD_SCOPE_EMITS OBS_WSD_SCOPE, OBS_WSD_NAME, OBS_WSD_HARDWARE

#endif
