/* SPDX-License-Identifier: Apache-2.0
 *
 * Accounts and their passwords' hashes: lines of passwd(5) and shadow(5), hashes of crypt(5) at any
 * place, lines of HTTP digest files.
 */
#include <stdio.h>

#include "sift/extractor.h"

enum { FIELDS_MOST = 10, NAME_MOST = 32, HASH_MOST = 180, SHELL_MOST = 64 };

static unsigned split(struct slice line, struct slice fields[FIELDS_MOST])
{
	unsigned n = 0;

	while (n < FIELDS_MOST) {
		const uint8_t *colon = line.len ? memchr(line.at, ':', line.len) : NULL;
		size_t len = colon ? (size_t)(colon - line.at) : line.len;
		fields[n++] = slice_of(line.at, len);
		if (!colon)
			break;
		line = slice_from(line, len + 1);
	}
	return n;
}

static bool is_name(struct slice name)
{
	if (name.len == 0 || name.len > NAME_MOST ||
	    !(text_is_alpha(name.at[0]) || name.at[0] == '_'))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!text_is_alnum(name.at[i]) && name.at[i] != '_' && name.at[i] != '-' &&
		    name.at[i] != '.')
			return false;
	return true;
}

static bool is_number(struct slice text)
{
	uint64_t value;

	return text.len <= 10 && slice_decimal(text, &value);
}

static bool all_of_crypt(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!text_is_alnum(text.at[i]) && text.at[i] != '.' && text.at[i] != '/')
			return false;
	return true;
}

/* crypt(5): $id$...; 13 characters of DES; "" is no password at all. */
static bool is_hash(struct slice text)
{
	if (text.len == 13)
		return all_of_crypt(text);
	return text.len > 20 && text.at[0] == '$' && text.len <= HASH_MOST;
}

static void give_password(struct sifting *s, size_t at, struct slice name, struct slice hash)
{
	if (hash.len == 0)
		sifting_say(s, OBS_IMAGE_PASSWORD, at, "%.*s: none is asked for", (int)name.len,
			    (const char *)name.at);
	else
		sifting_say(s, OBS_IMAGE_PASSWORD, at, "%.*s:%.*s", (int)name.len,
			    (const char *)name.at, (int)hash.len, (const char *)hash.at);
}

static void take_line(struct sifting *s, size_t end)
{
	struct slice f[FIELDS_MOST];
	size_t at;
	struct slice line = text_line(s, end - 1, &at);
	unsigned n = split(line, f);

	if (n < 6 || !is_name(f[0]))
		return;
	/* take_hash() may have been here */
	bool given = f[1].at + f[1].len <= s->bytes.at + s->past;
	s->past = at + line.len;
	/* passwd(5): name, password, user, group, comment, home, shell */
	bool is_passwd = n == 7 && is_number(f[2]) && is_number(f[3]) && f[5].len > 0 &&
			 f[5].at[0] == '/' && f[1].len <= HASH_MOST;
	if (is_passwd) {
		struct slice shell = f[6];
		shell.len = shell.len < SHELL_MOST ? shell.len : SHELL_MOST;
		sifting_say(s, OBS_IMAGE_ACCOUNT, at, "%.*s, user %.*s, group %.*s, shell %.*s",
			    (int)f[0].len, (const char *)f[0].at, (int)f[2].len,
			    (const char *)f[2].at, (int)f[3].len, (const char *)f[3].at,
			    (int)shell.len, (const char *)shell.at);
		if (!given && (f[1].len == 0 || is_hash(f[1])))
			give_password(s, at, f[0], f[1]);
		return;
	}
	/* shadow(5): name, password, days */
	if (!given && is_hash(f[1]) && (f[2].len == 0 || is_number(f[2])))
		give_password(s, at, f[0], f[1]);
}

static bool is_crypt(uint8_t c)
{
	return text_is_alnum(c) || c == '.' || c == '/' || c == '$' || c == '=' || c == ',';
}

/* A hash by its own looks: the digest behind the last '$' has the length of its method. */
static void take_hash(struct sifting *s, size_t end)
{
	size_t from = end - 1, to = end, line_at;

	while (from > 0 && end - from < 8 && is_crypt(s->bytes.at[from - 1]))
		from--;
	while (from < end && s->bytes.at[from] != '$')
		from++;
	while (to < s->bytes.len && to - from < HASH_MOST && is_crypt(s->bytes.at[to]))
		to++;
	struct slice hash = slice_of(s->bytes.at + from, to - from);
	size_t digest = 0;
	while (digest < hash.len && hash.at[hash.len - 1 - digest] != '$')
		digest++;
	bool fits = slice_starts(hash, "$1$")   ? digest == 22
		    : slice_starts(hash, "$5$") ? digest == 43
		    : slice_starts(hash, "$6$") ? digest == 86
		    : slice_starts(hash, "$y$") ? digest == 43
						: hash.len == 60; /* $2b$ */
	if (!fits || to <= s->past || s->file->content == IMAGE_PAPER)
		return;
	s->past = to;
	/* whose it is, when the line says so */
	struct slice line = text_line(s, from, &line_at);
	struct slice before = slice_of(line.at, from - line_at);
	struct slice name = slice_of("", 0);
	if (before.len > 1 && before.at[before.len - 1] == ':') {
		size_t i = before.len - 1;
		while (i > 0 && before.len - i < NAME_MOST &&
		       (text_is_alnum(before.at[i - 1]) || memchr("_-.", before.at[i - 1], 3)))
			i--;
		name = slice_of(before.at + i, before.len - 1 - i);
	}
	if (name.len && is_name(name))
		give_password(s, from, name, hash);
	else
		sifting_text(s, OBS_IMAGE_PASSWORD, from, hash);
}

/* name:realm:MD5 of both and the password, RFC 7616 */
static void take_digest(struct sifting *s, size_t end)
{
	struct slice f[FIELDS_MOST];
	size_t at;
	struct slice line = text_line(s, end - 2, &at);

	if (split(line, f) != 3 || !is_name(f[0]) || f[1].len == 0 || f[2].len != 32 ||
	    s->file->content == IMAGE_PAPER)
		return;
	s->past = at + line.len;
	sifting_text(s, OBS_IMAGE_PASSWORD, at, line);
}

static void found(struct sifting *s, unsigned pattern, size_t end)
{
	if (end <= s->past || end < 3)
		return;
	if (pattern <= 1) {
		if (s->file->content != IMAGE_PAPER)
			take_line(s, end);
	} else if (pattern == 2) {
		take_hash(s, end);
	} else {
		take_digest(s, end);
	}
}

const struct extractor extractor_account = {
	.name = "account",
	.patterns = {":[0-9]{1,6}:[0-9]{1,6}:", ":[./0-9A-Za-z]{13}:[0-9]{0,6}:",
		     "\\$(?:1|5|6|y|2[aby])\\$[./0-9A-Za-z=,]", ":[0-9a-f]{32}[\\r\\n\\x00]"},
	.found = found,
};
