/* SPDX-License-Identifier: Apache-2.0
 *
 * Names and passwords in clear: in URLs, and in configurations that have both side by side.
 */
#include "sift/extractor.h"

enum { VALUE_MOST = 64, USER_REACH = 240 };

static bool is_placeholder(struct slice v)
{
	static const char *const words[] = {"true",   "false",  "yes",      "no",
					    "null",   "none",   "password", "pass",
					    "passwd", "string", "required", "optional"};

	for (size_t i = 0; i < v.len; i++)
		if (memchr("%$*{}<>()[]|\\", v.at[i], 13))
			return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (slice_same_word(v, words[i]))
			return true;
	return v.len == 0;
}

/* The value that begins behind '=', ':' or a tag's '>'. */
static struct slice value_at(const struct sifting *s, size_t at)
{
	size_t from = at, to;

	while (from < s->bytes.len && from - at < 4 && memchr(" \t\"'", s->bytes.at[from], 4))
		from++;
	for (to = from; to < s->bytes.len && to - from < VALUE_MOST; to++)
		if (s->bytes.at[to] <= ' ' || s->bytes.at[to] >= 0x7f ||
		    memchr("\"'<&;,", s->bytes.at[to], 6))
			break;
	return slice_of(s->bytes.at + from, to - from);
}

/* Whose password it is: the nearest key before that names one. */
static struct slice user_before(const struct sifting *s, size_t at)
{
	static const char *const keys[] = {"username", "user_name", "user",
					   "login",    "account",   "usr"};
	size_t least = at > USER_REACH ? at - USER_REACH : 0;

	for (size_t i = at; i-- > least;) {
		if (!memchr("uUlLaA", s->bytes.at[i], 6))
			continue;
		struct slice rest = slice_of(s->bytes.at + i, at - i);
		for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++) {
			size_t len = strlen(keys[k]);
			if (!slice_starts_word(rest, keys[k]) ||
			    (i > 0 && s->bytes.at[i - 1] == '/'))
				continue;
			while (len < rest.len &&
			       (rest.at[len] == '"' || rest.at[len] == '\'' ||
				text_is_digit(rest.at[len]) || rest.at[len] == ' '))
				len++;
			if (len < rest.len && memchr("=:>", rest.at[len], 3))
				return value_at(s, i + len + 1);
		}
	}
	return slice_of("", 0);
}

static void take_url(struct sifting *s, size_t end)
{
	size_t to = end - 2, from = to;

	while (from > 0 && to - from < 2 * VALUE_MOST && s->bytes.at[from - 1] != '/')
		from--;
	struct slice both = slice_of(s->bytes.at + from, to - from);
	const uint8_t *colon = both.len ? memchr(both.at, ':', both.len) : NULL;
	if (!colon || is_placeholder(both))
		return;
	sifting_text(s, OBS_IMAGE_PASSWORD, from, both);
}

static void found(struct sifting *s, unsigned pattern, size_t end)
{
	if (end < s->past || s->file->content == IMAGE_PAPER || end < 3)
		return;
	if (text_in_comment(s, end - 1))
		return;
	if (pattern == 0) {
		take_url(s, end);
		return;
	}
	if (!(s->unfolded || s->file->content == IMAGE_TEXT || s->file->content == IMAGE_WEB) ||
	    text_is_language(s))
		return;
	struct slice value = value_at(s, end), user = user_before(s, end - 6);
	if (value.len < 3 || is_placeholder(value) || is_placeholder(user) || user.len < 2)
		return;
	s->past = end;
	sifting_say(s, OBS_IMAGE_PASSWORD, end, "%.*s:%.*s", (int)user.len, (const char *)user.at,
		    (int)value.len, (const char *)value.at);
}

const struct extractor extractor_credential = {
	.name = "credential",
	.patterns = {"://[-0-9A-Za-z._]{1,40}:[^/@\\s\"'<>]{1,60}@[0-9A-Za-z]",
		     "(?i)(?:password|passwd|pwd)[0-9]?[\"']? ?[=:>]"},
	.found = found,
};
