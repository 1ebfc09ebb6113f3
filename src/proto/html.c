/* SPDX-License-Identifier: Apache-2.0
 *
 * The title of an HTML page (HTML Living Standard, 13.1.2): what a device's login page calls
 * itself, and who made the page. The first
 *
 *   "<title" [attributes] ">" text "</title"
 *
 * and of the elements
 *
 *   "<meta" name="author" | "publisher" | "copyright" | "generator" content=".." ">"
 *
 * the first META_MAX that don't stand behind both the title and "<body"; all of them outside
 * comments and outside elements whose text may look like one (script, style, textarea, and svg,
 * which has titles of its own). Blanks of a title are collapsed; the common character references
 * are resolved in it, others stay as they stand. Bytes above ASCII are kept as sent: the page's
 * character set is not looked at. Skipped on purpose: everything else.
 */
#include "proto/dissector.h"
#include "proto/say.h"

enum { META_MAX = 4, META_TAG_MAX = 512 };

static bool is_blank(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Is there a tag of that name at s, which starts behind its '<'? */
static bool is_tag(struct slice s, const char *name)
{
	size_t len = strlen(name);

	if (!slice_starts_word(s, name) || s.len == len)
		return false;
	uint8_t next = s.at[len];
	return next == '>' || next == '/' || is_blank(next);
}

/* Moves behind the next word; to the end when it doesn't come. */
static void skip_behind(struct cursor *c, const char *word)
{
	size_t at = slice_find_word(cursor_rest(c), word);
	size_t behind = at + strlen(word);

	cursor_skip(c, behind < cursor_left(c) ? behind : cursor_left(c));
}

/* The code point of "#65" or "#x41"; 0 when it is none. */
static uint32_t numbered(struct slice s)
{
	uint32_t point = 0;
	bool is_hex = s.len > 1 && slice_lower(s.at[1]) == 'x';
	size_t at = is_hex ? 2 : 1;

	if (at == s.len)
		return 0;
	for (; at < s.len; at++) {
		uint8_t c = slice_lower(s.at[at]);
		bool is_letter = is_hex && c >= 'a' && c <= 'f';
		if (!is_letter && !(c >= '0' && c <= '9'))
			return 0;
		point = point * (is_hex ? 16 : 10) + (uint32_t)(is_letter ? c - 'a' + 10 : c - '0');
	}
	return point;
}

/* What the name of a character reference stands for; 0 = not known. */
static uint32_t referred(struct slice name)
{
	static const struct {
		const char *name;
		uint32_t point;
	} known[] = {{"amp", '&'},      {"lt", '<'},       {"gt", '>'},      {"quot", '"'},
		     {"apos", '\''},    {"nbsp", ' '},     {"copy", 0xa9},   {"reg", 0xae},
		     {"trade", 0x2122}, {"ndash", 0x2013}, {"mdash", 0x2014}};

	if (slice_starts(name, "#"))
		return numbered(name);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (slice_equal(name, slice_text(known[i].name)))
			return known[i].point;
	return 0;
}

/* The code point of the character reference at the cursor, stepped over; 0 = there is none. */
static uint32_t take_reference(struct cursor *c)
{
	enum { NAME_MAX_LEN = 9 };
	struct slice rest = cursor_rest(c);
	size_t len = 1;

	if (rest.len == 0 || rest.at[0] != '&')
		return 0;
	while (len < rest.len && len <= NAME_MAX_LEN && rest.at[len] != ';')
		len++;
	if (len >= rest.len || rest.at[len] != ';')
		return 0;
	uint32_t point = referred(slice_of(rest.at + 1, len - 1));
	if (point)
		cursor_skip(c, len + 1);
	return point;
}

static void emit_title(struct slice title, struct sink *out)
{
	struct cursor c = cursor_over(title);
	struct text text;
	bool between = false;

	text_clear(&text);
	while (cursor_left(&c) > 0) {
		uint32_t point = take_reference(&c);
		uint8_t byte = point ? 0 : cursor_u8(&c);
		if (point == 0xa0 || (point < 0x80 && is_blank(point ? (uint8_t)point : byte))) {
			between = text.len > 0;
			continue;
		}
		if (between)
			text_byte(&text, ' ');
		between = false;
		if (point)
			text_utf8(&text, point);
		else
			text_byte(&text, byte);
	}
	sink_text(out, OBS_HTTP_TITLE, text_view(&text));
}

/* The value of an attribute of the tag whose inside this is, as it stands; empty when there is none. */
static struct slice attribute(struct slice tag, const char *name)
{
	struct cursor c = cursor_over(tag);

	while (cursor_left(&c) > 0) {
		struct slice rest = cursor_rest(&c);
		size_t len = 0;
		while (len < rest.len && !is_blank(rest.at[len]) && rest.at[len] != '=')
			len++;
		struct slice word = slice_of(rest.at, len);
		if (len == rest.len || rest.at[len] != '=') {
			cursor_skip(&c, len < rest.len ? len + 1 : len);
			continue;
		}
		cursor_skip(&c, len + 1);
		rest = cursor_rest(&c);
		bool is_quoted = rest.len > 0 && (rest.at[0] == '"' || rest.at[0] == '\'');
		size_t from = is_quoted ? 1 : 0;
		for (len = from; len < rest.len; len++)
			if (is_quoted ? rest.at[len] == rest.at[0] : is_blank(rest.at[len]))
				break;
		if (slice_same_word(word, name))
			return slice_of(rest.at + from, len - from);
		cursor_skip(&c, len < rest.len ? len + 1 : len);
	}
	return slice_of(NULL, 0);
}

/* True when the meta element told something. */
static bool emit_meta(struct slice rest, struct sink *out)
{
	static const char *const told[] = {"author", "publisher", "copyright", "generator"};
	struct slice tag = say_before(
		slice_of(rest.at, rest.len < META_TAG_MAX ? rest.len : META_TAG_MAX), '>');
	struct slice name = attribute(tag, "name");
	struct slice content = slice_trim(attribute(tag, "content"));

	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		if (!slice_same_word(name, told[i]) || !content.len || !say_is_text(content))
			continue;
		say_field(out, OBS_HTTP_META, slice_text(told[i]), content);
		return true;
	}
	return false;
}

/* Moves behind the title; to the end when it is not whole. */
static void take_title(struct cursor *in, struct sink *out)
{
	(void)cursor_until(in, '>');
	struct slice title = cursor_rest(in);
	size_t end = slice_find_word(title, "</title");

	if (end < title.len)
		emit_title(slice_of(title.at, end), out);
	cursor_skip(in, end);
}

static struct verdict feed(void *state, struct cursor *in, const struct where *where,
			   struct sink *out)
{
	static const char *const passed_over[][2] = {{"script", "</script"},
						     {"style", "</style"},
						     {"textarea", "</textarea"},
						     {"svg", "</svg"}};
	bool has_title = false;
	unsigned metas = 0;
	(void)state, (void)where;

	while (cursor_left(in) > 0 && !(has_title && metas == META_MAX)) {
		(void)cursor_until(in, '<');
		struct slice rest = cursor_rest(in);
		if (has_title && is_tag(rest, "body"))
			break;
		if (slice_starts(rest, "!--"))
			skip_behind(in, "-->");
		for (size_t i = 0; i < sizeof(passed_over) / sizeof(passed_over[0]); i++)
			if (is_tag(rest, passed_over[i][0]))
				skip_behind(in, passed_over[i][1]);
		if (!has_title && is_tag(rest, "title")) {
			take_title(in, out);
			has_title = true;
		} else if (metas < META_MAX && is_tag(rest, "meta") && emit_meta(rest, out)) {
			metas++;
		}
	}
	return verdict(VERDICT_DONE);
}

static const enum obs_kind emits[] = {OBS_HTTP_TITLE, OBS_HTTP_META, OBS_KINDS};

extern const struct dissector html_dissector;
const struct dissector html_dissector = {
	.name = "html",
	.carrier = CARRIER_DOCUMENT,
	.documents = 1u << DOCUMENT_HTML,
	.feed = feed,
	.emits = emits,
};
