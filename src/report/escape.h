/* SPDX-License-Identifier: Apache-2.0
 *
 * Text from devices made safe for where it is shown. Bytes from the wire may hold anything:
 * terminal escapes, markup, spreadsheet formulas, NUL, broken UTF-8, characters that turn the
 * reading direction round. Each writer here takes raw bytes and appends text that stays text.
 *
 * What can't be shown becomes visible: a byte as \x1b, a hidden character as \u202e, in terminal,
 * HTML and CSV alike. A backslash that a device sent is left as it is, so these forms are for
 * reading; the JSON forms are exact.
 */
#ifndef CAMTRAIL_REPORT_ESCAPE_H
#define CAMTRAIL_REPORT_ESCAPE_H

#include "base/buf.h"

/* For a terminal. ascii: everything beyond ASCII becomes \u...., for terminals that don't speak
 * UTF-8. */
void escape_terminal(struct buf *out, struct slice raw, bool ascii);

/* For the content of an element and for a quoted attribute: & < > " ' ` become references. */
void escape_html(struct buf *out, struct slice raw);

/* One CSV field (RFC 4180), with its quotes where it needs them. A field that a spreadsheet would
 * read as a formula (it starts with = + - @, TAB, CR or their full-width forms) gets a leading '.
 */
void escape_csv(struct buf *out, struct slice raw);

/* The inside of a JSON string, without quotes (RFC 8259). Each byte that is not part of a UTF-8
 * character becomes U+FFFD; hidden characters are written as \u...., which any JSON reader turns
 * back. markup: < > & are written as \u...., so that the document can stand in a script element. */
/* True when neither JSON nor HTML changes anything in it: printable ASCII without " \\ & < > ' `.
 * What is in reports mostly is. */
bool escape_needless(struct slice raw);
void escape_json(struct buf *out, struct slice raw, bool markup);

/* True when escape_json would lose something: the bytes are not UTF-8. */
bool escape_json_loses(struct slice raw);

/* Columns that text, which went through escape_terminal, takes. */
size_t escape_columns(struct slice text);

/* Appends as much of text (escaped already) as fits into columns; ends with "…" or, ascii, "~"
 * when something was cut. Returns the columns taken, at most columns. */
size_t escape_cut(struct buf *out, struct slice text, size_t columns, bool ascii);

#endif
