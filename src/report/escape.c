/* SPDX-License-Identifier: Apache-2.0 */
#include "report/escape.h"

#include "report/utf8.h"

enum { MARKS_IN_A_ROW = 2 }; /* combining marks on one character; more would smear over lines */

static void put_visible(struct buf *out, const struct glyph *g)
{
	if (!g->valid || g->code < 0x80)
		buf_printf(out, "\\x%02x", g->code);
	else if (g->code <= 0xffff)
		buf_printf(out, "\\u%04x", g->code);
	else
		buf_printf(out, "\\U%08x", g->code);
}

/* Shared walk: what is neither hidden nor broken goes through put, the rest is made visible. */
static void walk(struct buf *out, struct slice raw, bool ascii,
		 void (*put)(struct buf *out, const struct glyph *g, const uint8_t *at))
{
	unsigned marks = 0;

	while (raw.len) {
		const uint8_t *at = raw.at;
		struct glyph g = utf8_take(&raw);
		marks = g.valid && utf8_width(g.code) == 0 ? marks + 1 : 0;
		if (!g.valid || utf8_is_hidden(g.code) || (ascii && g.code >= 0x80) ||
		    marks > MARKS_IN_A_ROW)
			put_visible(out, &g);
		else
			put(out, &g, at);
	}
}

static void put_plain(struct buf *out, const struct glyph *g, const uint8_t *at)
{
	buf_put(out, at, g->bytes);
}

static void put_html(struct buf *out, const struct glyph *g, const uint8_t *at)
{
	switch (g->code) {
	case '&':
		buf_text(out, "&amp;");
		break;
	case '<':
		buf_text(out, "&lt;");
		break;
	case '>':
		buf_text(out, "&gt;");
		break;
	case '"':
		buf_text(out, "&quot;");
		break;
	case '\'':
		buf_text(out, "&#39;");
		break;
	case '`':
		buf_text(out, "&#96;");
		break;
	default:
		buf_put(out, at, g->bytes);
	}
}

static void put_csv(struct buf *out, const struct glyph *g, const uint8_t *at)
{
	if (g->code == '"')
		buf_u8(out, '"');
	buf_put(out, at, g->bytes);
}

void escape_terminal(struct buf *out, struct slice raw, bool ascii)
{
	walk(out, raw, ascii, put_plain);
}

void escape_html(struct buf *out, struct slice raw)
{
	walk(out, raw, false, put_html);
}

static bool is_formula(struct slice raw)
{
	if (raw.len == 0)
		return false;
	switch (utf8_take(&raw).code) {
	case '=':
	case '+':
	case '-':
	case '@':
	case '\t':
	case '\r':
	case '\n':
	case 0xff1d: /* full-width = + - @ */
	case 0xff0b:
	case 0xff0d:
	case 0xff20:
		return true;
	default:
		return false;
	}
}

/* Semicolons too: spreadsheets of half the world split at them. */
static bool wants_quotes(struct slice raw)
{
	for (size_t i = 0; i < raw.len; i++)
		if (strchr(",;\"'", raw.at[i]) || raw.at[i] <= ' ')
			return true;
	return false;
}

void escape_csv(struct buf *out, struct slice raw)
{
	bool formula = is_formula(raw);
	bool quotes = formula || wants_quotes(raw);

	if (quotes)
		buf_u8(out, '"');
	if (formula)
		buf_u8(out, '\'');
	walk(out, raw, false, put_csv);
	if (quotes)
		buf_u8(out, '"');
}

static void put_json_unit(struct buf *out, uint32_t code)
{
	if (code > 0xffff) {
		code -= 0x10000;
		buf_printf(out, "\\u%04x\\u%04x", 0xd800 + (code >> 10), 0xdc00 + (code & 0x3ff));
	} else {
		buf_printf(out, "\\u%04x", code);
	}
}

static void put_json(struct buf *out, const struct glyph *g, const uint8_t *at, bool markup)
{
	if (!g->valid) {
		buf_text(out, "\xef\xbf\xbd");
	} else if (g->code == '"' || g->code == '\\') {
		buf_u8(out, '\\');
		buf_u8(out, (uint8_t)g->code);
	} else if (g->code == '\n') {
		buf_text(out, "\\n");
	} else if (g->code == '\r') {
		buf_text(out, "\\r");
	} else if (g->code == '\t') {
		buf_text(out, "\\t");
	} else if (utf8_is_hidden(g->code) ||
		   (markup && (g->code == '<' || g->code == '>' || g->code == '&'))) {
		put_json_unit(out, g->code);
	} else {
		buf_put(out, at, g->bytes);
	}
}

/* Bytes at the head that neither JSON nor HTML changes. */
static size_t plain_run(struct slice raw)
{
	static const bool special[256] = {['"'] = true, ['\\'] = true, ['&'] = true, ['<'] = true,
					  ['>'] = true, ['\''] = true, ['`'] = true};
	size_t n = 0;

	while (n < raw.len && raw.at[n] >= ' ' && raw.at[n] < 0x7f && !special[raw.at[n]])
		n++;
	return n;
}

bool escape_needless(struct slice raw)
{
	return plain_run(raw) == raw.len;
}

void escape_json(struct buf *out, struct slice raw, bool markup)
{
	while (raw.len) {
		size_t n = plain_run(raw);
		buf_put(out, raw.at, n);
		raw = slice_of(raw.at + n, raw.len - n);
		if (!raw.len)
			break;
		const uint8_t *at = raw.at;
		struct glyph g = utf8_take(&raw);
		put_json(out, &g, at, markup);
	}
}

bool escape_json_loses(struct slice raw)
{
	while (raw.len)
		if (!utf8_take(&raw).valid)
			return true;
	return false;
}

size_t escape_columns(struct slice text)
{
	size_t columns = 0;
	while (text.len)
		columns += utf8_width(utf8_take(&text).code);
	return columns;
}

size_t escape_cut(struct buf *out, struct slice text, size_t columns, bool ascii)
{
	size_t whole = escape_columns(text);
	if (whole <= columns) {
		buf_slice(out, text);
		return whole;
	}
	if (columns == 0)
		return 0;

	size_t taken = 0;
	while (text.len) {
		const uint8_t *at = text.at;
		struct glyph g = utf8_take(&text);
		size_t width = utf8_width(g.code);
		if (taken + width > columns - 1)
			break;
		buf_put(out, at, g.bytes);
		taken += width;
	}
	buf_text(out, ascii ? "~" : "…");
	return taken + 1;
}
