/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a dissector says what it saw. The slice handed over is borrowed from the packet: whoever
 * stands behind the sink copies it before returning. Text is capped to its kind's cap and
 * otherwise kept raw: escaping belongs to the writer that knows where it goes.
 *
 * Engine, tests and fuzz targets put their own struct behind `take` and `document`.
 */
#ifndef CAMTRAIL_OBS_SINK_H
#define CAMTRAIL_OBS_SINK_H

#include "obs/media.h"
#include "obs/obs.h"

/* What a carried document is, as far as the carrier knows. Dissectors of carrier DOCUMENT name
 * the ones that they read. */
enum document {
	DOCUMENT_XML,
	DOCUMENT_HTML,
	DOCUMENT_JSON,
	DOCUMENT_SDP,
	DOCUMENT_CERTIFICATE,
	DOCUMENT_TEXT, /* plain text, or what a device calls so */
};

struct sink {
	/* receives each observation; the text slice is valid during the call only */
	void (*take)(struct sink *sink, const struct obs *obs);
	/* receives a whole document found inside a message (an HTTP body, an SDP, a certificate);
	 * NULL = documents are not wanted */
	void (*document)(struct sink *sink, enum document kind, struct slice bytes);
	/* receives what was seen of pictures; NULL = not wanted */
	void (*media)(struct sink *sink, const struct media *media);
	const struct where *where; /* of the packet being fed, set by the engine */
	bool has_about;
	struct mac about;
	const enum obs_kind *emits; /* the kinds allowed, ended by OBS_KINDS; NULL = any */
};

/* Each must()s that the kind has that type and that the dissector declared the kind. Empty text
 * makes no observation. */
void sink_text(struct sink *sink, enum obs_kind kind, struct slice text);
void sink_bytes(struct sink *sink, enum obs_kind kind, struct slice bytes);
void sink_number(struct sink *sink, enum obs_kind kind, uint64_t number);
void sink_addr(struct sink *sink, enum obs_kind kind, const struct addr *addr);
void sink_named_addr(struct sink *sink, enum obs_kind kind, struct slice name,
		     const struct addr *addr);
/* The observations that follow, until the end of this message, are about this MAC address. */
void sink_about(struct sink *sink, const struct mac *mac);
/* A document for the dissectors of carrier DOCUMENT; its observations have the same where. */
void sink_document(struct sink *sink, enum document kind, struct slice bytes);
/* Something of a picture. must()s that its track is one. */
void sink_media(struct sink *sink, const struct media *media);

#endif
