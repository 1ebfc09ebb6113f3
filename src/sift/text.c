/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands around a place: the string in a program, the line in a text, comments, keys.
 */
#include "sift/extractor.h"

enum { COMMENT_REACH = 4096, LOWER_MOST = 2048 };

bool text_is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

bool text_is_alpha(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool text_is_alnum(uint8_t c)
{
	return text_is_alpha(c) || text_is_digit(c);
}

bool text_ends(struct slice s, const char *with)
{
	size_t len = strlen(with);

	return s.len >= len && slice_same_word(slice_from(s, s.len - len), with);
}

bool sifting_is_text(const struct sifting *s)
{
	enum image_content c = s->file->content;

	/* values of a database are as good */
	if (s->unfolded && s->shared->is_records)
		return true;
	return c == IMAGE_TEXT || c == IMAGE_SCRIPT || c == IMAGE_WEB || c == IMAGE_PAPER ||
	       c == IMAGE_CERTIFICATE;
}

static bool in_run(uint8_t c, bool is_text)
{
	if (c == '\n' || c == '\r')
		return !is_text;
	return c == '\t' || (c >= ' ' && c < 0x7f) || (is_text && c >= 0x80);
}

struct slice text_run(const struct sifting *s, size_t at, size_t *ret_from)
{
	size_t from = at, to = at;
	bool is_text = sifting_is_text(s) && !s->unfolded;

	while (from > 0 && at - from < TEXT_REACH && in_run(s->bytes.at[from - 1], is_text))
		from--;
	while (to < s->bytes.len && to - at < TEXT_REACH && in_run(s->bytes.at[to], is_text))
		to++;
	/* Java and Dalvik write a string's length before it, which may look like a letter */
	if (s->shared->is_counted && !s->unfolded && to - from > 1 &&
	    s->bytes.at[from] == to - from - 1)
		from++;
	*ret_from = from;
	return slice_of(s->bytes.at + from, to - from);
}

struct slice text_line(const struct sifting *s, size_t at, size_t *ret_from)
{
	size_t from = at, to = at;

	while (from > 0 && at - from < TEXT_REACH && in_run(s->bytes.at[from - 1], true))
		from--;
	while (to < s->bytes.len && to - at < TEXT_REACH && in_run(s->bytes.at[to], true))
		to++;
	*ret_from = from;
	return slice_of(s->bytes.at + from, to - from);
}

bool text_has(struct slice text, const char *const *words)
{
	uint8_t lower[LOWER_MOST];

	if (text.len > sizeof(lower))
		text = slice_from(text, text.len - sizeof(lower));
	for (size_t i = 0; i < text.len; i++)
		lower[i] = slice_lower(text.at[i]);
	for (; *words; words++)
		if (memmem(lower, text.len, *words, strlen(*words)))
			return true;
	return false;
}

struct slice text_key_before(struct slice run, size_t token)
{
	size_t to = token, from;

	while (to > 0 && strchr(" \t\"'=:(>[,", run.at[to - 1]) && run.at[to - 1])
		to--;
	from = to;
	while (from > 0 && to - from < 40 &&
	       (text_is_alnum(run.at[from - 1]) || strchr("_-.", run.at[from - 1])) &&
	       run.at[from - 1])
		from--;
	return slice_of(run.at + from, to - from);
}

/* What a text is written in. */
enum language { LANGUAGE_NONE, LANGUAGE_HASH, LANGUAGE_SLASH, LANGUAGE_MARKUP, LANGUAGE_DASH };

static const struct {
	const char *end;
	enum language language;
} by_end[] = {
	{".py", LANGUAGE_HASH},     {".pl", LANGUAGE_HASH},      {".pm", LANGUAGE_HASH},
	{".rb", LANGUAGE_HASH},     {".tcl", LANGUAGE_HASH},     {".cmake", LANGUAGE_HASH},
	{".js", LANGUAGE_SLASH},    {".mjs", LANGUAGE_SLASH},    {".ts", LANGUAGE_SLASH},
	{".css", LANGUAGE_SLASH},   {".c", LANGUAGE_SLASH},      {".h", LANGUAGE_SLASH},
	{".hpp", LANGUAGE_SLASH},   {".cc", LANGUAGE_SLASH},     {".cpp", LANGUAGE_SLASH},
	{".java", LANGUAGE_SLASH},  {".php", LANGUAGE_SLASH},    {".go", LANGUAGE_SLASH},
	{".vala", LANGUAGE_SLASH},  {".rs", LANGUAGE_SLASH},     {".vapi", LANGUAGE_SLASH},
	{".html", LANGUAGE_MARKUP}, {".htm", LANGUAGE_MARKUP},   {".xml", LANGUAGE_MARKUP},
	{".svg", LANGUAGE_MARKUP},  {".xsl", LANGUAGE_MARKUP},   {".ui", LANGUAGE_MARKUP},
	{".asp", LANGUAGE_MARKUP},  {".shtml", LANGUAGE_MARKUP}, {".xsd", LANGUAGE_MARKUP},
	{".lua", LANGUAGE_DASH},    {".sql", LANGUAGE_DASH},     {".hs", LANGUAGE_DASH},
};

static enum language find_language(const struct sifting *s)
{
	struct slice head = slice_of(s->bytes.at, s->bytes.len < 64 ? s->bytes.len : 64);
	static const char *const hash[] = {"python", "perl", "ruby", "tclsh", NULL};

	for (size_t i = 0; i < sizeof(by_end) / sizeof(*by_end); i++)
		if (text_ends(s->file->path, by_end[i].end))
			return by_end[i].language;
	if (slice_starts(head, "#!") && text_has(head, hash))
		return LANGUAGE_HASH;
	if (slice_starts(head, "<?xml") || slice_starts_word(head, "<!doctype") ||
	    slice_starts_word(head, "<html"))
		return LANGUAGE_MARKUP;
	return LANGUAGE_NONE;
}

static enum language language_of(const struct sifting *s)
{
	if (s->shared->language < 0)
		s->shared->language = (int)find_language(s);
	return (enum language)s->shared->language;
}

bool text_is_language(const struct sifting *s)
{
	enum language l = language_of(s);

	return sifting_is_text(s) && l != LANGUAGE_NONE && l != LANGUAGE_MARKUP;
}

/* Whether a quote is open at the end of a piece of a line. */
static bool quoted(struct slice before)
{
	uint8_t open = 0;

	for (size_t i = 0; i < before.len; i++) {
		uint8_t c = before.at[i];
		if (c == '\\')
			i++;
		else if (open ? c == open : c == '"' || c == '\'' || c == '`')
			open = open ? 0 : c;
	}
	return open != 0;
}

bool text_is_quoted(const struct sifting *s, size_t at)
{
	size_t from;
	struct slice line = text_line(s, at, &from);

	if (at > from && memchr("\"'`=(", s->bytes.at[at - 1], 5))
		return true;
	return quoted(slice_of(line.at, at - from));
}

/* In a comment to the end of the line. marks: how one begins. */
static bool after_mark(struct slice line, size_t in, const char *mark)
{
	const uint8_t *at = line.at, *end = line.at + in;
	size_t len = strlen(mark);

	while (at < end && (at = memmem(at, (size_t)(end - at), mark, len)) != NULL) {
		bool starts = at == line.at || memchr(" \t;}", at[-1], 4);
		if (starts && !quoted(slice_of(line.at, (size_t)(at - line.at))))
			return true;
		at++;
	}
	return false;
}

/* Where the last one stands; NULL = nowhere. */
static const uint8_t *last_of(struct slice text, const char *what)
{
	size_t len = strlen(what);
	const uint8_t *at;

	while (text.len >= len && (at = memrchr(text.at, what[0], text.len - len + 1)) != NULL) {
		if (memcmp(at, what, len) == 0)
			return at;
		text.len = (size_t)(at - text.at) + len - 1;
	}
	return NULL;
}

/* Between open and close, looking back. */
static bool in_block(const struct sifting *s, size_t at, const char *open, const char *close)
{
	size_t least = at > COMMENT_REACH ? at - COMMENT_REACH : 0;
	struct slice before = slice_of(s->bytes.at + least, at - least);
	const uint8_t *opened = last_of(before, open);

	if (!opened)
		return false;
	const uint8_t *closed =
		last_of(slice_of(opened, (size_t)(s->bytes.at + at - opened)), close);
	if (closed)
		return false;
	/* the slash and star of "image" and "text" media types open nothing */
	return opened == s->bytes.at || !(text_is_alnum(opened[-1]) || opened[-1] == '*' ||
					  opened[-1] == '"' || opened[-1] == '\'');
}

static bool line_is_comment(struct slice line, size_t in)
{
	struct slice start = slice_of(line.at, in);
	static const char *const marks[] = {"#", ";", "//", "rem ", "@rem ", "::", "dnl ", "\\\""};

	start = slice_trim(start);
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (slice_starts_word(start, marks[i]))
			return true;
	return false;
}

bool text_in_comment(struct sifting *s, size_t at)
{
	size_t from;

	if (!sifting_is_text(s) || s->unfolded)
		return false;
	struct slice line = text_line(s, at, &from);
	switch (language_of(s)) {
	case LANGUAGE_HASH:
		return line_is_comment(line, at - from) || after_mark(line, at - from, "#");
	case LANGUAGE_SLASH:
		return after_mark(line, at - from, "//") || in_block(s, at, "/*", "*/");
	case LANGUAGE_DASH:
		return after_mark(line, at - from, "--") || in_block(s, at, "/*", "*/");
	case LANGUAGE_MARKUP:
		return in_block(s, at, "<!--", "-->") || after_mark(line, at - from, "//") ||
		       in_block(s, at, "/*", "*/");
	case LANGUAGE_NONE:
	default:
		return line_is_comment(line, at - from) || after_mark(line, at - from, "#") ||
		       in_block(s, at, "<!--", "-->");
	}
}
