/* SPDX-License-Identifier: Apache-2.0
 *
 * How igd.c and natpmp.c say a mapping of a port outside to one inside.
 */
#ifndef CAMTRAIL_PROTO_PORTMAP_H
#define CAMTRAIL_PROTO_PORTMAP_H

#include "obs/sink.h"
#include "proto/text.h"

struct portmap {
	const char *method;
	struct slice protocol;       /* "TCP" */
	uint64_t external, internal; /* ports; external 0 = any */
	struct slice client;         /* empty = whoever asks */
	struct slice description;    /* may be empty */
};

/* UPnP: TCP port 8000 outside to 10.20.0.7 port 80, "Web" */
static inline void portmap_say(struct sink *out, enum obs_kind kind, const struct portmap *m)
{
	struct text t;

	text_clear(&t);
	text_word(&t, m->method);
	text_word(&t, ": ");
	text_put(&t, m->protocol);
	text_word(&t, m->external ? " port " : " any port");
	if (m->external)
		text_decimal(&t, m->external);
	text_word(&t, " outside to ");
	if (m->client.len)
		text_put(&t, m->client);
	else
		text_word(&t, "itself");
	text_word(&t, m->internal ? " port " : " all ports");
	if (m->internal)
		text_decimal(&t, m->internal);
	if (m->description.len) {
		text_word(&t, ", \"");
		text_put(&t, m->description);
		text_byte(&t, '"');
	}
	sink_text(out, kind, text_view(&t));
}

#endif
