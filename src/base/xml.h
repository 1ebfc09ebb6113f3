/* SPDX-License-Identifier: Apache-2.0
 *
 * A bounded walk over a hostile XML document (expat underneath). No DTD, no entities beyond the
 * five of XML, no network; depth, element count and text length have limits. Namespaces are not
 * resolved: devices misuse them, and the prefix itself is a trait.
 *
 * Text comes as UTF-8. What a document says of its own encoding is not believed, for devices get
 * it wrong: bytes that are UTF-8 are read as UTF-8, UTF-16 is told by its zero bytes, all else is
 * read byte by byte so that the ASCII in it comes through.
 */
#ifndef CAMTRAIL_BASE_XML_H
#define CAMTRAIL_BASE_XML_H

#include "base/cursor.h"

enum {
	XML_DEPTH_MAX = 32,
	XML_LEAVES_MAX = 4096,
	XML_TEXT_MAX = 4096,                  /* bytes of one text; longer ones are cut */
	XML_OPEN_TEXT_MAX = 8 * XML_TEXT_MAX, /* of the texts of all elements open at a time */
	XML_PATH_MAX = 512,
};

/* An element that ended, or an attribute. Everything is valid during the call only. */
struct xml_leaf {
	const char *path;   /* local names from the root, '/' between: "Envelope/Body/Probe" */
	const char *name;   /* local name: the path's last part, or the attribute's name; like the
			     * path shorter than XML_PATH_MAX */
	const char *prefix; /* namespace prefix, "" = none */
	bool is_attribute;  /* path is then its element's */
	struct slice text;  /* character data directly inside, trimmed; may be empty */
};

/* Calls leaf for each attribute at its element's start and for each element at its end. A document
 * that breaks off, breaks the rules or passes a limit gives what came before; true only if the
 * root element was read to its end. Blanks before the document and anything behind its root
 * (devices end with NUL) are ignored. */
bool xml_walk(struct slice document, void (*leaf)(void *ctx, const struct xml_leaf *leaf),
	      void *ctx);

/* True when path is `tail` or ends with '/' + tail: "ProbeMatch/Types" fits any envelope. */
bool xml_path_ends(const char *path, const char *tail);

#endif
