/* SPDX-License-Identifier: Apache-2.0
 *
 * Characters of text that nobody vouches for: strict UTF-8 decoding (RFC 3629: no overlong forms,
 * no surrogates, nothing above U+10FFFF), how many columns of a terminal a character takes, and
 * which characters would hide or reorder what stands around them. Independent of the locale.
 */
#ifndef CAMTRAIL_REPORT_UTF8_H
#define CAMTRAIL_REPORT_UTF8_H

#include "base/cursor.h"

struct glyph {
	bool valid;    /* false: one byte that is not part of a character */
	uint32_t code; /* the character, or the byte */
	uint8_t bytes; /* taken, 1 to 4 */
};

/* Takes one glyph off the front of rest, which must not be empty. */
struct glyph utf8_take(struct slice *rest);

/* Columns: 0 (combining), 1, or 2 (East Asian wide and full-width, emoji). */
unsigned utf8_width(uint32_t code);

/* Control characters (C0, DEL, C1), line and paragraph separators, bidirectional controls,
 * zero-width and other format characters, surrogates, noncharacters: a reader can't see them, but
 * they change what he sees. */
bool utf8_is_hidden(uint32_t code);

#endif
