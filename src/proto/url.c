/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 3986: scheme "://" [userinfo "@"] host [":" port] path ["?" query]. Cameras also carry
 * credentials as name=value with '&', '_', '/', ';' or '?' between; there a value ends at one of
 * these, at '_' only when another name= follows, because passwords hold '_'.
 */
#include "proto/url.h"

/* A name is secret when it is one of these ... */
static const char *const secret_names[] = {"user",  "usr",      "username", "usrname",
					   "login", "loginuse", "pw",       "sid",
					   "sso",   "sig",      "key",      "apikey"};
/* ... or has one of these in it: loginpas, Password, access_token, authbasic */
static const char *const secret_parts[] = {"pas",   "pwd",  "psw",     "secret",
					   "token", "auth", "session", "signature"};

static bool is_name_byte(uint8_t c)
{
	c = slice_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool ends_part(uint8_t c)
{
	return c == '&' || c == '/' || c == '?' || c == ';' || c == '#' || c == ' ';
}

/* Bytes of a name before its '=', 0 when there is no name= here. */
static size_t name_len(struct slice s)
{
	size_t n = 0;

	while (n < s.len && n < 32 && is_name_byte(s.at[n]))
		n++;
	return n < s.len && s.at[n] == '=' ? n : 0;
}

static bool is_secret(struct slice name)
{
	for (size_t i = 0; i < sizeof(secret_names) / sizeof(secret_names[0]); i++)
		if (slice_same_word(name, secret_names[i]))
			return true;
	for (size_t i = 0; i < sizeof(secret_parts) / sizeof(secret_parts[0]); i++)
		if (slice_find_word(name, secret_parts[i]) < name.len)
			return true;
	return false;
}

/* Behind a '?' passwords may hold '/' and '?'. */
static size_t value_len(struct slice s, bool in_query)
{
	size_t n = 0;

	while (n < s.len &&
	       !(ends_part(s.at[n]) && !(in_query && (s.at[n] == '/' || s.at[n] == '?'))) &&
	       !(s.at[n] == '_' && name_len(slice_of(s.at + n + 1, s.len - n - 1))))
		n++;
	return n;
}

/* Bytes between a scheme and its authority, as they stand or as a query carries them; 0 = none. */
static size_t scheme_end(struct slice s)
{
	if (slice_starts(s, "://"))
		return 3;
	return slice_starts_word(s, "%3a%2f%2f") ? 9 : 0;
}

/* Bytes of "user:password@" at the start of an authority; 0 = none. */
static size_t userinfo_len(struct slice s)
{
	size_t found = 0;

	for (size_t i = 0; i < s.len && !ends_part(s.at[i]); i++) {
		if (slice_starts_word(slice_from(s, i), "%2f"))
			break;
		if (s.at[i] == '@')
			found = i + 1;
		else if (slice_starts(slice_from(s, i), "%40"))
			found = i + 3;
	}
	return found;
}

struct slice url_host(struct slice authority)
{
	return slice_from(authority, userinfo_len(authority));
}

/* Puts name= and its value, or '*' for a secret one. */
static void put_named(struct text *to, struct cursor *in, size_t len, bool in_query)
{
	struct slice name = cursor_take(in, len);

	text_put(to, name);
	text_byte(to, cursor_u8(in)); /* '=' */
	if (is_secret(name)) {
		cursor_skip(in, value_len(cursor_rest(in), in_query));
		text_byte(to, '*');
	}
}

void url_put_clean(struct text *to, struct slice url)
{
	struct cursor in = cursor_over(url);
	bool at_start = true; /* of a name, maybe */
	bool in_query = false;

	while (cursor_left(&in) > 0) {
		struct slice rest = cursor_rest(&in);
		size_t name = at_start ? name_len(rest) : 0, scheme = scheme_end(rest);
		at_start = false;
		if (name) {
			put_named(to, &in, name, in_query);
		} else if (scheme) {
			text_put(to, cursor_take(&in, scheme));
			cursor_skip(&in, userinfo_len(cursor_rest(&in)));
		} else {
			uint8_t c = cursor_u8(&in);
			text_byte(to, c);
			at_start = ends_part(c) || c == '_';
			in_query |= c == '?';
		}
	}
}

/* The position behind "://", or NULL. */
static const uint8_t *behind_scheme(struct slice url)
{
	for (size_t i = 0; i + 3 <= url.len; i++)
		if (memcmp(url.at + i, "://", 3) == 0)
			return url.at + i + 3;
	return NULL;
}

struct slice url_path(struct slice url)
{
	const uint8_t *authority = behind_scheme(url);

	if (authority) {
		url.len -= (size_t)(authority - url.at);
		url.at = authority;
	}
	while (url.len && url.at[0] != '/' && url.at[0] != '?')
		url.at++, url.len--;
	return url;
}
