/* SPDX-License-Identifier: Apache-2.0
 *
 * A URL as it may be kept: without the user and password that people and recorders put into it.
 * Text around a URL (an SDP attribute) is kept as it stands.
 */
#ifndef CAMTRAIL_PROTO_URL_H
#define CAMTRAIL_PROTO_URL_H

#include "proto/text.h"

/* Appends url without "user:password@", also of URLs that its query carries, and with "*" for the
 * values of user=, password=, token= and their like in path and query. */
void url_put_clean(struct text *to, struct slice url);

/* An authority without "user:password@": a view into it. */
struct slice url_host(struct slice authority);

/* Path and query of a URL, "/..." or empty: a view into url. */
struct slice url_path(struct slice url);

#endif
