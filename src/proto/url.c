/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 3986: scheme "://" [userinfo "@"] host [":" port] path ["?" query]. Cameras also carry
 * credentials as name=value with '&', '_', '/', ';' or '?' between; there a value ends at one of
 * these, at '_' only when another name= follows, because passwords hold '_'.
 */
#include "proto/url.h"

static const char *const secret_names[] = {"user",     "usr",    "username",  "usrname", "login",
					   "password", "passwd", "pass",      "pwd",     "psw",
					   "userpwd",  "auth",   "authbasic", "token"};

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
	return false;
}

static size_t value_len(struct slice s)
{
	size_t n = 0;

	while (n < s.len && !ends_part(s.at[n]) &&
	       !(s.at[n] == '_' && name_len(slice_of(s.at + n + 1, s.len - n - 1))))
		n++;
	return n;
}

static void put_path(struct text *to, struct cursor in)
{
	bool at_start = true; /* of a name, maybe */

	while (cursor_left(&in) > 0) {
		size_t len = at_start ? name_len(cursor_rest(&in)) : 0;
		if (len) {
			struct slice name = cursor_take(&in, len);
			text_put(to, name);
			text_byte(to, cursor_u8(&in)); /* '=' */
			if (is_secret(name)) {
				cursor_skip(&in, value_len(cursor_rest(&in)));
				text_byte(to, '*');
			}
			at_start = false;
			continue;
		}
		uint8_t c = cursor_u8(&in);
		text_byte(to, c);
		at_start = ends_part(c) || c == '_';
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

void url_put_clean(struct text *to, struct slice url)
{
	const uint8_t *authority = behind_scheme(url);
	struct cursor in = cursor_over(url);

	if (authority) {
		text_put(to, cursor_take(&in, (size_t)(authority - url.at)));
		struct slice rest = cursor_rest(&in);
		size_t at = 0; /* behind the last '@' of the authority */
		for (size_t i = 0; i < rest.len && !ends_part(rest.at[i]); i++)
			if (rest.at[i] == '@')
				at = i + 1;
		cursor_skip(&in, at);
	}
	put_path(to, in);
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
